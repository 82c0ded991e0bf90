"""Signed notes as other programs write and read them; cut, forged and foreign ones refused."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from korat.kernel import notes
from korat.kernel.errors import Invalid
from korat.kernel.notes import COSIGNATURE, Checkpoint, Note, Verifier
from korat.kernel.signing import SigningKey

# The example of golang.org/x/mod/sumdb/note.
KNOWN = """If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
"""
KNOWN_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
HEAD = Checkpoint("log.example/one", 20852163, bytes(range(32)))


def key(seed: int = 1) -> SigningKey:
    return SigningKey(Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32))


def verifier(seed: int = 1, name: str = HEAD.origin) -> Verifier:
    return Verifier(name, key(seed).public)


def test_a_note_that_another_program_signed_holds() -> None:
    known = Verifier.parse(KNOWN_KEY)
    assert str(known) == KNOWN_KEY
    assert Note.parse(KNOWN).by([known]) == known


def test_a_checkpoint_comes_back_as_it_was_written() -> None:
    note = Note.parse(notes.signed(HEAD, key()))
    assert note.by([verifier()]) == verifier()
    assert Checkpoint.parse(note.body) == HEAD
    assert Checkpoint.parse(HEAD.body() + "an extension\n") == HEAD


@pytest.mark.parametrize("others", [[], [verifier(2)], [verifier(1, "log.example/two")]])
def test_a_signature_of_a_key_that_we_do_not_know_counts_for_nothing(others: list[Verifier]) -> None:
    assert Note.parse(notes.signed(HEAD, key())).by(others) is None


def test_a_changed_text_does_not_hold() -> None:
    forged = notes.signed(HEAD, key()).replace("20852163", "20852164")
    assert Note.parse(forged).by([verifier()]) is None


def test_a_cosignature_says_when_and_is_not_taken_for_the_logs_own() -> None:
    witness = Verifier("witness.example/w", key(2).public, COSIGNATURE)
    line = notes.cosign(HEAD.body(), witness.name, key(2), 1_795_000_000)
    whole = Note.parse(notes.signed(HEAD, key()) + line)
    assert whole.by([witness]) == witness
    assert whole.by([verifier()]) == verifier()
    assert whole.by([Verifier("witness.example/w", key(2).public)]) is None
    shifted = notes.parse_line(line.rstrip("\n"))[2]
    later = (int.from_bytes(shifted[:8], "big") + 300).to_bytes(8, "big") + shifted[8:]
    assert Note.parse(f"{HEAD.body()}\n{notes.line(witness, later)}").by([witness]) is None


@pytest.mark.parametrize(
    "text",
    [
        "", "x", KNOWN[:-1], KNOWN.replace("\n\n", "\n"), KNOWN.replace("— ", "- "), KNOWN.replace("x08go", "x08g!"),
        KNOWN.replace("If", "If\x07"), KNOWN + "x" * notes.LONGEST,
    ],
)  # fmt: skip
def test_what_is_no_note_is_refused_in_words(text: str) -> None:
    with pytest.raises(Invalid, match="cannot be read"):
        Note.parse(text)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "a\n",
        "a\n1\n",
        "a\n01\nAAAA\n",
        "a\n-1\nAAAA\n",
        "a\n1\nAAAA\n",
        HEAD.body()[:-1],
        HEAD.body() + "\n",
        "\n" + HEAD.body(),
    ],
)
def test_what_is_no_checkpoint_is_refused_in_words(body: str) -> None:
    with pytest.raises(Invalid, match="cannot be read"):
        Checkpoint.parse(body)


@pytest.mark.parametrize("text", ["", "a", "a+b", "a+00000000+AA==", KNOWN_KEY[:-1], KNOWN_KEY.replace("c74f", "c74e")])
def test_what_is_no_verifier_key_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        Verifier.parse(text)
