"""What anyone can fetch: the signed head, a proof for an act, a proof between two heads. Checked as an outsider would."""

from __future__ import annotations

from base64 import b64decode
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger import heads, sealing
from korat.blocks.ledger.actor import Actor
from korat.kernel import ids, merkle
from korat.kernel.notes import Checkpoint, Note, Verifier

AT = "/.well-known/korat/"
SECRET = "คำลับ-7f1"


def recorded(actor: Actor, now: datetime) -> str:
    with transaction.atomic():
        act = ledger.record(
            actor=actor,
            kind="a.b.c",
            purpose="self",
            about=ids.uuid7(),
            now=now,
            concerning={actor.subject: {"note": SECRET}},
        )
    return str(act)


def publish(now: datetime) -> None:
    while sealing.seal():
        pass
    heads.sign(now=now)


def fetched(browser: Client, path: str, status: int = 200) -> dict[str, Any]:
    response = browser.get(AT + path)
    assert response.status_code == status, response.content
    found: dict[str, Any] = response.json()
    return found


def test_the_head_is_a_checkpoint_that_its_key_signed(browser: Client, resident: Actor, now: datetime) -> None:
    recorded(resident, now)
    publish(now)
    head = fetched(browser, "tree-head")
    note = Note.parse(head["checkpoint"])
    assert note.by([Verifier.parse(head["key"])])
    assert Checkpoint.parse(note.body) == Checkpoint(head["origin"], head["tree_size"], b64decode(head["root"]))
    assert b64decode(head["public_key"]) == Verifier.parse(head["key"]).public


def test_an_act_is_proved_under_the_head_and_tells_nothing_of_itself(
    browser: Client, resident: Actor, now: datetime
) -> None:
    act = recorded(resident, now)
    publish(now)
    head, proof = fetched(browser, "tree-head"), fetched(browser, f"proof?act={act}")
    assert set(proof) == {"act", "leaf_index", "tree_size", "leaf_hash", "path", "root"}
    path = list(map(b64decode, proof["path"]))
    assert merkle.included(
        b64decode(proof["leaf_hash"]), proof["leaf_index"], head["tree_size"], path, b64decode(head["root"])
    )
    text = browser.get(f"{AT}proof?act={act}").content.decode()
    assert SECRET not in text and str(resident.uuid) not in text


def test_an_act_is_proved_by_the_next_head_and_not_before(browser: Client, resident: Actor, now: datetime) -> None:
    act = recorded(resident, now)
    assert fetched(browser, f"proof?act={act}", 404)["error"] == "not_found"
    publish(now)
    fetched(browser, f"proof?act={act}")


def test_a_head_follows_from_an_older_one(browser: Client, resident: Actor, now: datetime) -> None:
    first = fetched(browser, "tree-head")
    for _ in range(5):
        recorded(resident, now)
    publish(now)
    second = fetched(browser, "tree-head")
    found = fetched(browser, f"consistency?first={first['tree_size']}&second={second['tree_size']}")
    proof = list(map(b64decode, found["proof"]))
    roots = b64decode(first["root"]), b64decode(second["root"])
    assert merkle.consistent(first["tree_size"], second["tree_size"], proof, *roots)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("proof", 400), ("proof?act=x", 400), ("proof?act=00000000-0000-0000-0000-000000000000", 404),
        ("proof?act=00000000-0000-0000-0000-000000000000&size=x", 400), ("consistency", 400), ("consistency?first=9&second=2", 400),
        ("consistency?first=1&second=999999999", 400), ("consistency?first=-1", 400), ("consistency?first=๑", 400),
    ],
)  # fmt: skip
def test_a_wrong_question_is_answered_in_two_sentences(browser: Client, path: str, status: int) -> None:
    said = fetched(browser, path, status)
    assert said["th"] and said["en"]
