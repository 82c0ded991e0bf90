"""Being a witness, and having one: kept heads, forks refused in words, a real second server on loopback."""

from __future__ import annotations

import json
import logging
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client

from korat.blocks.ledger import heads, witnessing
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Cosignature, Witnessed
from korat.kernel import merkle, notes
from korat.kernel.merkle import Frontier, leaf_hash
from korat.kernel.notes import Checkpoint, Note, Verifier, text_of
from korat.kernel.settings import Settings, read
from korat.kernel.signing import SigningKey
from korat.standards.rfc6962 import sending, witness
from tests.config.waiting import until
from tests.standards.rfc6962.test_heads_and_proofs import publish, recorded

ADDRESS = "/.well-known/korat/witness/add-checkpoint"
KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(b"k" * 32))
ORIGIN = "other.example/log"
ROOT = Path(__file__).resolve().parents[3]


class Log:
    """Another log, with as many leaves as asked for; `past` makes another history."""

    def __init__(self, past: str = "") -> None:
        self.stored: dict[merkle.Node, bytes] = {}
        self.roots, frontier = [merkle.EMPTY], Frontier()
        for index in range(40):
            self.stored[0, index] = leaf = leaf_hash(f"{past}{index}".encode())
            for level, node in enumerate(frontier.append(leaf), start=1):
                self.stored[level, index >> level] = node
            self.roots.append(frontier.root())

    def request(self, old: int, size: int, key: SigningKey = KEY) -> str:
        proof = merkle.resolved(merkle.proof_spans(old, size), self.stored)
        lines = "".join(f"{text_of(hash)}\n" for hash in proof)
        return f"old {old}\n{lines}\n{notes.signed(Checkpoint(ORIGIN, size, self.roots[size]), key)}"


def configured(monkeypatch: pytest.MonkeyPatch, **given: object) -> None:
    settings = Settings(**{**{name: getattr(read(), name) for name in Settings.__slots__}, **given})
    for module in (witness, sending):
        monkeypatch.setattr(module, "read", lambda: settings)


@pytest.fixture
def submit(browser: Client, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], tuple[int, str]]:
    configured(monkeypatch, witnessed=(Verifier(ORIGIN, KEY.public),))

    def send(body: str) -> tuple[int, str]:
        response = browser.post(ADDRESS, body, content_type="text/plain")
        return response.status_code, response.content.decode()

    return send


Submit = Callable[[str], tuple[int, str]]


def test_a_head_that_continues_the_kept_one_is_cosigned_and_kept(submit: Submit) -> None:
    log = Log()
    for old, size in ((0, 7), (7, 21), (21, 21), (21, 40)):
        status, line = submit(log.request(old, size))
        assert status == 200, line
        note = Note.parse(notes.signed(Checkpoint(ORIGIN, size, log.roots[size]), KEY) + line)
        assert note.by([witness.verifier()]) == witness.verifier()
    assert witnessing.kept_of(ORIGIN) == Checkpoint(ORIGIN, 40, log.roots[40])
    assert Witnessed.objects.count() == 3


def test_a_fork_is_refused_with_a_sentence_and_not_kept(submit: Submit) -> None:
    submit(Log().request(0, 7))
    status, said = submit(Log("another past").request(7, 21))
    assert status == 422
    assert "the past was rewritten" in said and "อดีตถูกเขียนใหม่" in said
    assert submit(Log("another past").request(7, 7))[0] == 409
    assert witnessing.kept_of(ORIGIN) == Checkpoint(ORIGIN, 7, Log().roots[7])


def test_whoever_begins_from_another_size_is_told_the_kept_one(submit: Submit) -> None:
    submit(Log().request(0, 7))
    assert submit(Log().request(3, 21)) == (409, "7\n")
    assert submit(Log().request(0, 21)) == (409, "7\n")
    assert submit(Log().request(7, 21))[0] == 200


def test_a_smaller_head_never_comes_to_stand_after_a_larger_one(submit: Submit, now: datetime) -> None:
    submit(Log().request(0, 21))
    assert not witnessing.keep(Checkpoint(ORIGIN, 7, Log().roots[7]), old=0, note="", now=now)
    assert witnessing.kept_of(ORIGIN) == Checkpoint(ORIGIN, 21, Log().roots[21])


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (Log().request(0, 7, SigningKey(Ed25519PrivateKey.from_private_bytes(b"x" * 32))), 403),
        (Log().request(0, 7).replace(ORIGIN, "unknown.example/log"), 404),
        (Log().request(0, 7).replace("\n7\n", "\n8\n"), 403),
        (Log().request(0, 7)[:-20], 400),
        (Log().request(0, 7).replace("old 0", "old 00"), 400),
        (Log().request(0, 7).replace("old 0", "old 9"), 400),
        ("", 400),
        ("\x00" * 40, 400),
        ("old 0\n\n" + "a" * 70_000, 413),
    ],
)
def test_what_is_forged_foreign_or_cut_short_is_refused_in_words(submit: Submit, body: str, status: int) -> None:
    found, said = submit(body)
    assert (found, len(said.splitlines())) == (status, 2)
    assert not Witnessed.objects.exists()


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory, province: None) -> Iterator[tuple[Verifier, str]]:
    home = tmp_path_factory.mktemp("witness")
    port = free_port()
    ours = str(heads.verifiers(heads.origin() or "")[-1])
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE", "KORAT"))}
    environ |= {
        "KORAT_HOME": str(home), "KORAT_PORT": str(port), "KORAT_MODE": "production", "KORAT_WITNESSED": ours,
        "KORAT_PACK": str(ROOT / "packs" / "xx-00-example"),
    }  # fmt: skip
    with (home / "log").open("wb") as log:
        running = subprocess.Popen(
            [str(Path(sys.executable).parent / "korat"), "up"], env=environ, stdout=log, stderr=log
        )
        try:
            at = f"http://127.0.0.1:{port}/.well-known/korat"
            assert until(lambda: answers(f"{at}/tree-head")), (home / "log").read_text()[-2000:]
            yield Verifier.parse(httpx.get(f"{at}/tree-head").json()["witness_key"]), f"{at}/witness"
        finally:
            running.send_signal(signal.SIGINT)
            running.wait(30)


class TestASecondServer:
    """A whole other Korat, with its own database and keys, keeps our heads."""

    def test_it_keeps_our_heads_day_by_day(
        self, second: tuple[Verifier, str], resident: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        configured(monkeypatch, witnesses=(second,))
        for day in range(2):
            recorded(resident, now)
            publish(now + timedelta(days=day))
            sending.send_due(now + timedelta(days=day, seconds=1))
            sending.send_due(now + timedelta(days=day, minutes=5))
        head = heads.latest()
        assert head is not None
        assert witnessing.sent_to(second[0].name).size == head.size
        assert Cosignature.objects.count() == 2, "once a day, however often the duty comes round"
        assert Note.parse(head.note()).by([second[0]]) == second[0]

    def test_a_rewritten_past_is_refused(
        self, second: tuple[Verifier, str], resident: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:  # fmt: skip
        """The witness kept the heads of the test before, whose acts are gone here: as after a restore that lost some."""
        configured(monkeypatch, witnesses=(second,))
        logging.getLogger("korat").propagate = True
        for _ in range(5):
            recorded(resident, now)
        publish(now)
        sending.send_due(now)
        assert "the past was rewritten" in caplog.text or "sealed acts are missing here" in caplog.text
        assert not Cosignature.objects.exists()

    def test_a_witness_whose_clock_is_off_is_kept_and_told_of(
        self, house: None, now: datetime, caplog: pytest.LogCaptureFixture
    ) -> None:
        head, one = heads.latest(), Verifier("witness.example/w", KEY.public, notes.COSIGNATURE)
        assert head is not None
        logging.getLogger("korat").propagate = True
        line = notes.cosign(head.checkpoint.body(), one.name, KEY, int(now.timestamp()) + 600)
        sending.keep(head, one, f"{line}{notes.cosign('other', one.name, KEY, 1)}", now)
        assert "600 s apart" in caplog.text
        assert Cosignature.objects.get(witness=one.name).line == line

    def test_an_answer_without_the_witnesss_signature_is_not_kept(self, house: None, now: datetime) -> None:
        head, one = heads.latest(), Verifier("witness.example/w", KEY.public, notes.COSIGNATURE)
        assert head is not None
        sending.keep(head, one, notes.cosign("another head\n", one.name, KEY, 1), now)
        assert not Cosignature.objects.exists()

    def test_one_that_is_away_is_asked_again(
        self, second: tuple[Verifier, str], now: datetime, monkeypatch: pytest.MonkeyPatch, house: None
    ) -> None:
        configured(monkeypatch, witnesses=((second[0], f"http://127.0.0.1:{free_port()}"),))
        assert sending.send_due(now) == 0
        assert witnessing.sent_to(second[0].name).size == 0


def answers(address: str) -> bool:
    try:
        return bool(json.loads(httpx.get(address, timeout=10).text).get("witness_key"))
    except (httpx.HTTPError, ValueError):
        return False


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
