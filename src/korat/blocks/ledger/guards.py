"""What PostgreSQL itself enforces for each table, declared on the model as `law` and installed after each migration.

A model says `law = Facts()`, `Personal(subject=…, reach=…)`, `Sealed()` or `Operational()`; `install` turns that into
privileges, triggers and row policies. What a table does not declare, the application cannot touch.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True)
class Facts:
    """Read freely, changed only inside a transaction that has recorded an act."""

    deletable: bool = False

    def statements(self, table: str, app: str) -> list[str]:
        rights = "SELECT, INSERT, UPDATE" + (", DELETE" if self.deletable else "")
        return [f'GRANT {rights} ON "{table}" TO {app}', *needs_act(table)]


@dataclass(frozen=True)
class Personal:
    """Rows of one subject: open only to a committed look at that subject, within the look's reach and purpose.

    `sealed` names a column: where it is true the row opens to the posts of its very office, not to who reaches that
    office from above (`ledger.look` writes the own office a second time, negated), nor to what was merely lent, nor to learning.
    """

    subject: str
    reach: str | None = None
    never_for: tuple[str, ...] = ()
    sealed: str | None = None

    def condition(self) -> str:
        parts = [f'"{self.subject}" = ANY ((SELECT ledger.looked_subjects())::bigint[])']
        if self.reach:
            parts.append(
                f'((SELECT ledger.looked_reach()) IS NULL OR "{self.reach}" = ANY ((SELECT ledger.looked_reach())::bigint[]))'
            )
        if self.sealed:
            parts.append(
                f'(NOT "{self.sealed}" OR -"{self.reach}" = ANY ((SELECT ledger.looked_reach())::bigint[]) OR '
                "((SELECT ledger.looked_reach()) IS NULL AND "
                "(SELECT ledger.looked_purpose()) <> ALL ('{case.follow,case.share,emergency.look,learn}'::text[])))"
            )
        if self.never_for:
            barred = ",".join(sorted(self.never_for))
            parts.append(f"(SELECT ledger.looked_purpose()) <> ALL ('{{{barred}}}'::text[])")
        return " AND ".join(parts)

    def statements(self, table: str, app: str) -> list[str]:
        condition = self.condition()
        changed = f"FOR UPDATE TO {app} USING ({condition}) WITH CHECK ({condition})"
        return [
            f'GRANT SELECT, INSERT, UPDATE, DELETE ON "{table}" TO {app}',
            f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
            *policy(table, "seen", f"FOR SELECT TO {app} USING ({condition})"),
            *policy(table, "written", f"FOR INSERT TO {app} WITH CHECK (true)"),
            *policy(table, "changed", changed),
            *policy(table, "erased", f"FOR DELETE TO {app} USING ({condition})"),
            *needs_act(table),
        ]


@dataclass(frozen=True)
class Sealed:
    """Written by the ledger's own functions alone."""

    readable: bool = True
    subject: str | None = None

    def statements(self, table: str, app: str) -> list[str]:
        if not self.readable:
            return []
        grant = [f'GRANT SELECT ON "{table}" TO {app}']
        if not self.subject:
            return grant
        condition = Personal(self.subject).condition()
        return [
            *grant,
            f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
            *policy(table, "seen", f"FOR SELECT TO {app} USING ({condition})"),
        ]


@dataclass(frozen=True)
class Operational:
    """Machinery without meaning to a person: cursors, heartbeats, sessions."""

    def statements(self, table: str, app: str) -> list[str]:
        return [f'GRANT SELECT, INSERT, UPDATE, DELETE ON "{table}" TO {app}']


Law = Facts | Personal | Sealed | Operational

# Tables that other people's packages make. They hold no private row that a page of ours shows:
# sign-in data lies in the schema `accounts`, job arguments and logs carry ids only.
THIRD_PARTY: dict[str, Law] = {
    name: Operational()
    for name in (
        "account_emailaddress",
        "account_emailconfirmation",
        "mfa_authenticator",
    )
}
THIRD_PARTY |= {
    name: Sealed()
    for name in ("django_content_type", "django_migrations", "auth_permission", "auth_group", "auth_group_permissions")
}
ACCOUNTS_SCHEMA = (
    "account_emailaddress",
    "account_emailconfirmation",
    "mfa_authenticator",
    "korat_people_kept",
    "korat_people_session",
)


def policy(table: str, name: str, body: str) -> list[str]:
    return [f'DROP POLICY IF EXISTS {name} ON "{table}"', f'CREATE POLICY {name} ON "{table}" {body}']


def needs_act(table: str) -> list[str]:
    return [
        f'CREATE OR REPLACE TRIGGER needs_act BEFORE INSERT OR UPDATE OR DELETE ON "{table}" '
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger.needs_act()"
    ]


def declared() -> dict[str, Law]:
    """Every table the application may touch, and by which law. A model without one raises KeyError."""
    ours: dict[str, Law] = {
        model._meta.db_table: law_of(model)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label.startswith("korat_")
    }
    return ours | THIRD_PARTY


def law_of(model: type[models.Model]) -> Law:
    law: Law = vars(model)["law"]
    return law


def install(connection: BaseDatabaseWrapper, app: str) -> None:
    """Bring the rights of role `app` in line with the declarations. Runs as the owner, any number of times."""
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor)) | tables_of(cursor, "accounts")
        cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public, accounts FROM {app}")
        cursor.execute(f"GRANT USAGE ON SCHEMA public, accounts, ledger TO {app}")
        cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public, accounts TO {app}")
        cursor.execute(f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public, ledger TO {app}")
        for table in ACCOUNTS_SCHEMA:
            if table in present:
                cursor.execute(f'ALTER TABLE IF EXISTS public."{table}" SET SCHEMA accounts')
        for table, law in sorted(declared().items()):
            if table in present:
                cursor.execute("; ".join(law.statements(table, app)))


def tables_of(cursor: Any, schema: str) -> set[str]:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [schema])
    return {row[0] for row in cursor.fetchall()}
