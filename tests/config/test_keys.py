"""`korat keys rotate`: the next key signs at once, what the one before signed stays valid, and everybody is told."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

from korat.blocks.documents.papers import actions as papers
from korat.blocks.documents.papers import claims, lasting, revocations, stamping, trust, verify
from korat.blocks.documents.papers import queries as published_papers
from korat.blocks.ledger import heads, sealing, verification
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.config import commands, keys, ledger
from korat.config.published import FOLDER, KEYS
from korat.kernel.errors import Conflict
from korat.kernel.notes import Note
from korat.kernel.settings import read
from tests.blocks.documents.papers import House
from tests.reports import filed

PROVINCE = "th-30-nakhon-ratchasima"


@pytest.fixture
def home(house: None, tmp_path: Path) -> Iterator[Path]:
    """The keys of this run, put back as they were."""
    folder = read().home / "keys"
    folder.mkdir(exist_ok=True)
    shutil.copytree(folder, tmp_path / "keys")
    yield read().home
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "keys", folder)
    papers.registry_of.cache_clear()


def head(resident: Actor, now: datetime) -> heads.SignedHead:
    filed(resident, now)
    while sealing.seal():
        pass
    found = heads.sign(now=now)
    assert found is not None
    return found


def test_heads_signed_before_and_after_a_rotation_both_hold(home: Path, resident: Actor, now: datetime) -> None:
    before = head(resident, now)
    keys.rotate("heads", now)
    after = head(resident, now)
    assert before.key_id != after.key_id
    for one in (before, after):
        assert Note.parse(one.note()).by(heads.verifiers(one.checkpoint.origin))
    assert verification.verify(kept=before.checkpoint).sealed == after.size


def test_a_head_that_an_auditor_kept_before_is_believed_afterwards(
    home: Path, resident: Actor, now: datetime, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head(resident, now)
    kept = tmp_path / "head.json"
    kept.write_bytes(Client().get("/.well-known/korat/tree-head").content)
    keys.rotate("heads", now)
    head(resident, now)
    assert ledger.verify_command(kept) == 0
    assert "agrees with the head you kept" in capsys.readouterr().out


def test_papers_sealed_before_and_after_a_rotation_both_hold_also_by_what_is_published(
    home: Path, now: datetime
) -> None:
    house = House(home, now, PROVINCE)
    before, listed = house.seal()[1], house.revoked(at=now)
    keys.rotate("papers", now)
    after = house.seal()[1]
    assert claims.read(before).key_id != claims.read(after).key_id
    told = trust.of_file(json.dumps(published_papers.published_keys(PROVINCE, {}, now)))
    for known in (house.trust, told):
        assert {verify.text(one, known, listed, now, now.date()).state for one in (before, after)} == {"valid"}
    signed = published_papers.revocation_list(PROVINCE, now)
    assert revocations.read(signed, told.publics).sequence >= listed.sequence


def test_a_pdf_of_the_authority_before_is_checked_and_made_to_last(home: Path, now: datetime) -> None:
    house = House(home, now, PROVINCE)
    before = house.paper()
    change, registry = keys.rotate("seals", now), papers.registry_of(home, PROVINCE)
    assert [authority.id for authority in registry.authorities()] == [change.before, change.after]
    after = house.paper()
    later = now + timedelta(days=300)
    stamper = stamping.own_stamper(registry.clock_stamp(now), registry.authority(now), later)
    for pdf in (before, after):
        assert verify.file(pdf, house.trust, None, now, now.date()).state == "valid"
        lasting_one = lasting.prolonged(pdf, registry.authorities(), stamper, later)
        assert verify.file(lasting_one, house.trust, None, later, later.date()).state == "valid"


def test_a_ledger_key_proves_no_paper(home: Path, now: datetime) -> None:
    """All public keys are published in one place; each is believed for its own use alone."""
    of_heads = heads.ring("ledger").current.id
    said = published_papers.published_keys(PROVINCE, {}, now)
    assert of_heads in {key["id"] for key in said["keys"]}
    assert of_heads not in trust.of_file(json.dumps(said)).publics


@pytest.mark.parametrize("kind", list(keys.KINDS))
def test_the_command_says_in_both_languages_what_comes_next(
    home: Path, now: datetime, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert keys.rotate_command(kind) == 0
    said = capsys.readouterr().out
    act = Act.objects.get(kind="ledger.key.rotated")
    assert (act.purpose, act.post, act.facts["use"]) == ("key.rotate", "service:keys", kind)
    assert f"From now on the new key {act.facts['after']} signs" in said
    assert f"ตั้งแต่นี้ลงนามด้วยกุญแจใหม่ {act.facts['after']}" in said
    assert act.facts["before"] in said and "/.well-known/korat/keys" in said and "remove no .pub" in said


@pytest.mark.parametrize("kind", ["heads", "witness", "papers"])
def test_the_new_public_part_is_published_at_once(home: Path, now: datetime, kind: str) -> None:
    keys.rotate_command(kind)
    after = Act.objects.get(kind="ledger.key.rotated").facts["after"]
    kept = json.loads((home / FOLDER / KEYS).read_text())
    for said in (Client().get("/.well-known/korat/keys").json(), kept):
        (found,) = [key for key in said["keys"] if key["id"] == after]
        assert found["to"] is None


def test_of_two_at_once_the_second_leaves_neither_key_nor_act(
    home: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(keys.KINDS, "heads", lambda _now: keys.Change("a", "b", lambda: False))
    with pytest.raises(Conflict):
        keys.rotate("heads", now)
    assert not Act.objects.filter(kind="ledger.key.rotated").exists()


def test_only_the_kinds_that_there_are_can_be_rotated(capsys: pytest.CaptureFixture[str]) -> None:
    for kind in keys.KINDS:
        assert commands.parser().parse_args(["keys", "rotate", kind]).kind == kind
    with pytest.raises(SystemExit):
        commands.parser().parse_args(["keys", "rotate", "citizen"])
    assert "invalid choice" in capsys.readouterr().err
