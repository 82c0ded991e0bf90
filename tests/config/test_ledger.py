"""What an auditor asks by command, and what the answers and exit codes are."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connections
from django.test import Client

from korat.blocks.cases.models import Case
from korat.blocks.ledger import heads, sealing
from korat.blocks.ledger.actor import Actor
from korat.config import ledger, secrets, up
from korat.config.postgres import Server
from korat.config.tamper import tamper_command
from korat.kernel import clock, notes
from korat.kernel.errors import Conflict, NotFound, Refused
from korat.kernel.notes import Checkpoint
from korat.kernel.signing import KeyRing
from tests.reports import filed, moved

Saved = Callable[[], Path]


def publish(now: datetime) -> None:
    while sealing.seal():
        pass
    heads.sign(now=now)


@pytest.fixture
def case(resident: Actor, officer: Actor, now: datetime) -> Case:
    """A case that was opened and taken; what its acts say is sealed."""
    reference = filed(resident, now).reference
    found = moved(officer, now, reference, "take")
    publish(now)
    return found


@pytest.fixture
def kept(case: Case, tmp_path: Path) -> Path:
    """The head as an auditor saved it from the web."""
    path = tmp_path / "head.json"
    path.write_bytes(Client().get("/.well-known/korat/tree-head").content)
    return path


def owner(sql: str, *values: object) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql, values)


def test_all_holds_and_is_said_in_both_languages(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ledger.verify_command(kept) == 0
    said = capsys.readouterr().out
    assert "sealed acts hold, head" in said and "0 not yet sealed" in said and "รายการที่ผนึกแล้วถูกต้องครบทั้ง" in said
    assert "agrees with the head you kept" in said


def test_a_checkpoint_alone_will_do_as_head(kept: Path) -> None:
    kept.write_text(json.loads(kept.read_text())["checkpoint"])
    assert ledger.verify_command(kept) == 0


def test_a_head_of_another_ledger_is_refused(kept: Path) -> None:
    text = json.loads(kept.read_text())["checkpoint"]
    kept.write_text(text.replace("localhost", "elsewhere"))
    with pytest.raises(Refused, match="another's"):
        ledger.verify_command(kept)
    for cut in (10, len(text) // 2):
        kept.write_text(('{"a":' + text)[:cut])
        with pytest.raises(Refused, match="cut short"):
            ledger.verify_command(kept)
    with pytest.raises(NotFound, match="cannot be read"):
        ledger.verify_command(kept.parent / "none")


@pytest.mark.parametrize(
    "change", ["step = 'ordered'", "state = 'closed', closed_at = updated_at", "office_id = subject_id"]
)
def test_a_case_that_its_acts_do_not_explain_is_named(case: Case, change: str) -> None:
    owner(f"UPDATE korat_cases_case SET {change} WHERE id = %s", case.pk)
    with pytest.raises(Refused, match=case.reference):
        ledger.verify_command(None)


def test_cases_that_are_gone_are_counted(case: Case) -> None:
    for table in ("casereport", "casecontact", "task"):
        owner(f"DELETE FROM korat_cases_{table} WHERE case_id = %s", case.pk)
    owner("DELETE FROM korat_cases_case WHERE id = %s", case.pk)
    with pytest.raises(Refused, match="1 cases that were opened are gone"):
        ledger.verify_command(None)


def test_every_way_through_a_case_is_explained(resident: Actor, officer: Actor, crew: Actor, now: datetime) -> None:
    from tests.reports import office, photo

    handed = filed(resident, now).reference
    moved(officer, now, handed, "take")
    moved(officer, now, handed, "order", instruction="เปลี่ยนหลอด", crew=office("sikhio-town.engineering"))
    moved(crew, now, handed, "finish", photos=(photo(now),))
    moved(resident, now, handed, "confirm", solved=False)
    publish(now)
    assert ledger.verify_command(None) == 0


def test_an_act_is_proved_as_json(case: Case, kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from korat.blocks.ledger.models import Act

    act = Act.objects.filter(about=case.uuid).order_by("id")[0].uuid
    assert ledger.prove_command(str(act), kept) == 0
    assert json.loads(capsys.readouterr().out)["act"] == str(act)


def test_one_size_follows_from_another_as_json(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    assert ledger.consistency_command("1", str(ledger.published_head().size)) == 0
    assert json.loads(capsys.readouterr().out)["first"] == 1


@pytest.fixture
def later(kept: Path, resident: Actor, now: datetime) -> Path:
    """A head that was kept after one more act."""
    filed(resident, now)
    publish(now)
    path = kept.with_name("later.json")
    path.write_bytes(Client().get("/.well-known/korat/tree-head").content)
    return path


def test_a_newer_head_extends_an_older_one_in_whichever_order_they_are_given(
    kept: Path, later: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    older, newer = ledger.read_head(kept).size, ledger.read_head(later).size
    for first, second in ((kept, later), (later, kept)):
        assert ledger.consistency_command(str(first), str(second)) == 0
        out, said = capsys.readouterr()
        assert (json.loads(out)["first"], json.loads(out)["second"]) == (older, newer)
        assert f"The head of size {newer:,} extends the head of size {older:,}" in said and "ต่อจากหัวบัญชี" in said
    assert ledger.consistency_command(str(kept), str(kept)) == 0
    assert "the same head" in capsys.readouterr().err
    assert ledger.consistency_command(str(kept), str(newer)) == 0
    assert "extends" in capsys.readouterr().err


def test_two_heads_of_our_key_over_two_pasts_are_a_fork(kept: Path, later: Path) -> None:
    """Whoever holds the key can sign another past: only who kept a head can show it."""
    head = ledger.read_head(later)
    other = Checkpoint(head.origin, head.size, bytes(32))
    forged = later.with_name("other")
    forged.write_text(notes.signed(other, heads.ring("ledger").current))
    for first, second in ((kept, forged), (forged, kept), (later, forged)):
        with pytest.raises(Refused, match=f"A fork: the head of size {head.size:,}"):
            ledger.consistency_command(str(first), str(second))
    longer = Checkpoint(head.origin, head.size + 5, bytes(32))
    forged.write_text(notes.signed(longer, heads.ring("ledger").current))
    with pytest.raises(Refused, match="acts were removed"):
        ledger.consistency_command(str(kept), str(forged))


def test_a_head_that_nobody_of_us_signed_is_no_fork_but_refused(kept: Path, later: Path, tmp_path: Path) -> None:
    head = ledger.read_head(later)
    stranger = KeyRing(tmp_path / "stranger", True).current
    later.write_text(notes.signed(head, stranger))
    with pytest.raises(Refused, match="not signed with a key of this installation"):
        ledger.consistency_command(str(kept), str(later))


def test_the_demonstration_of_tampering_finds_and_puts_back(
    case: Case, own_postgres: Server, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert tamper_command(own_postgres) == 0
    said = capsys.readouterr().out
    assert "was changed after it was sealed" in said
    changed = re.search(r"The superuser changes sealed act ([\d,]*\d)", said)
    assert changed and f"Found: Sealed act {changed[1]} (" in said
    assert ledger.verify_command(None) == 0
    with pytest.raises(Refused, match="demonstration"):
        tamper_command(None)


def test_production_refuses_a_demonstration_key_that_signs(
    house: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert secrets.demonstration_keys(tmp_path) == []
    assert KeyRing(tmp_path / "keys" / "ledger", True).current
    assert secrets.demonstration_keys(tmp_path) == ["ledger/0001.key"]
    monkeypatch.setattr(up, "read", lambda: type("Settings", (), {"home": tmp_path}))
    with pytest.raises(Conflict, match="never go into production"):
        up.refuse_demonstration()


def test_the_clock_of_a_head_is_ours(case: Case) -> None:
    head = heads.latest()
    assert head is not None and head.signed_at < clock.now()
