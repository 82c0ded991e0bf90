"""The declarations on the models and the database say the same."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from django.db import connection, connections

from korat.blocks.ledger import guards
from korat.blocks.ledger.guards import Facts, Operational, Personal, Sealed

SOURCE = Path(__file__).resolve().parent.parent.parent / "src" / "korat"


def rows(sql: str, *values: object) -> list[tuple[object, ...]]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def test_every_table_of_ours_declares_its_law(province: None) -> None:
    declared = guards.declared()
    present = {row[0] for row in rows("SELECT tablename FROM pg_tables WHERE schemaname IN ('public', 'accounts')")}
    unguarded = {
        table for table in present if table not in declared and not re.search(r"_\d{4}$", table)
    }  # partitions are reached through their parent
    assert unguarded == {"korat_ledger_idempotency", "korat_ledger_opening"}


def test_personal_tables_have_exactly_their_policies(province: None) -> None:
    """Dropping one policy, or adding one, makes this fail."""
    found: dict[str, set[str]] = {}
    for table, name in rows("SELECT tablename, policyname FROM pg_policies WHERE schemaname IN ('public', 'accounts')"):
        found.setdefault(str(table), set()).add(str(name))
    wanted = {
        table: {"seen", "written", "changed", "erased"}
        for table, law in guards.declared().items()
        if isinstance(law, Personal)
    }
    wanted |= {table: {"seen"} for table, law in guards.declared().items() if isinstance(law, Sealed) and law.subject}
    assert found == wanted


def test_policies_are_those_that_the_models_declare(province: None) -> None:
    for table, law in guards.declared().items():
        if isinstance(law, Personal):
            (said,) = rows("SELECT qual FROM pg_policies WHERE tablename = %s AND policyname = 'seen'", table)
            assert law.subject in str(said[0])
            assert (law.reach or "") in str(said[0])
            assert all(purpose in str(said[0]) for purpose in law.never_for)


def test_row_security_is_enabled_and_not_forced(province: None) -> None:
    """Under FORCE a data migration of the owner changes nothing, in silence."""
    for table, law in guards.declared().items():
        if isinstance(law, Personal):
            assert rows("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE relname = %s", table) == [
                (True, False)
            ]


def test_every_fact_and_private_table_needs_an_act(province: None) -> None:
    with_trigger = {row[0] for row in rows("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'needs_act'")}
    wanted = {table for table, law in guards.declared().items() if isinstance(law, Facts | Personal)}
    assert with_trigger == wanted


def test_the_application_can_neither_truncate_nor_rewrite_acts(province: None) -> None:
    rights = rows(
        "SELECT table_name, privilege_type FROM information_schema.role_table_grants WHERE grantee = %s",
        connection.settings_dict["USER"],
    )
    assert [right for right in rights if right[1] in ("TRUNCATE", "TRIGGER", "REFERENCES")] == []
    assert {right[1] for right in rights if str(right[0]).startswith("korat_ledger_act")} == {"SELECT"}


def test_the_application_belongs_to_no_other_role(province: None) -> None:
    user = connection.settings_dict["USER"]
    assert rows(
        "SELECT count(*) FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member WHERE r.rolname = %s", user
    ) == [(0,)]
    assert rows("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = %s", user) == [(False, False)]


def test_definer_functions_live_in_the_ledger_alone(province: None) -> None:
    found = rows(
        "SELECT n.nspname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
        "WHERE p.prosecdef AND n.nspname NOT IN ('pg_catalog', 'information_schema')"
    )
    assert {row[0] for row in found} == {"ledger"}


def test_every_function_is_defined_once_and_by_no_other_file_redefined() -> None:
    """What the database does stands where a reader finds it first, and nowhere else."""
    said = "\n".join(path.read_text() for path in SOURCE.rglob("*.sql"))
    found = Counter(re.findall(r"(?i)\bCREATE\s+(?:OR\s+REPLACE\s+)?FUNCTION\s+([\w.]+)", said))
    assert len(found) > 30
    assert [names for names, times in found.items() if times > 1] == []
    assert re.findall(r"(?i)\bOR\s+REPLACE\s+FUNCTION\b|\bDROP\s+FUNCTION\b", said) == []


def test_no_function_of_the_ledger_is_open_to_everybody(province: None) -> None:
    found = rows(
        "SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace, "
        "aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS entry WHERE n.nspname = 'ledger' AND grantee = 0"
    )
    assert found == []


def test_operational_tables_are_few(province: None) -> None:
    """A new table without an act behind its changes is a decision, not a habit."""
    ours = sorted(t for t, law in guards.declared().items() if isinstance(law, Operational) and t.startswith("korat_"))
    assert ours == [
        "korat_cases_auditfile", "korat_documents_upload", "korat_ledger_marker", "korat_measures_cursor", "korat_messages_bucket",
        "korat_messages_demopost",
        "korat_messages_inbound", "korat_messages_talk", "korat_open311_outbound", "korat_people_account", "korat_people_kept",
        "korat_people_session", "korat_reactions_cursor", "korat_reactions_failure",
    ]  # fmt: skip
