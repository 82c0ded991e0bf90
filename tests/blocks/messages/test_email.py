"""E-mail over a real SMTP server: what arrives, what is tried again, what never is."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from pathlib import Path
from uuid import UUID

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import given
from hypothesis import strategies as st

from korat.blocks.messages.channels import Accepted, Deferred, Letter, Rejected
from korat.blocks.messages.channels.email.send import Email
from tests.blocks.messages import servers

AT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
ID = UUID("0193f5f0-0000-7000-8000-000000000001")
BODY = "เราได้รับเรื่องของท่านแล้ว ติดตามได้ที่ https://example.org/c/R69-000001-1\nขอบคุณครับ/ค่ะ 🙏"


def letter(to: str = "somchai@example.org", title: str = "รับเรื่องแล้ว R69-000001-1") -> Letter:
    return Letter(id=ID, to=to, title=title, body=BODY, at=AT)


def test_a_letter_arrives_word_for_word() -> None:
    with servers.smtp() as box:
        outcome = Email(box.url, "korat.example").send(letter())
    (mail,) = box.mails
    assert outcome == Accepted(f"<{ID}@korat.example>")
    assert mail["Subject"] == "รับเรื่องแล้ว R69-000001-1"
    assert mail["To"] == "somchai@example.org"
    assert mail["From"] == "no-reply@korat.example"
    assert mail["Message-ID"] == f"<{ID}@korat.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert parsedate_to_datetime(mail["Date"]) == AT
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().splitlines() == BODY.splitlines()


def test_the_same_letter_has_the_same_message_id_however_often_it_goes() -> None:
    with servers.smtp() as box:
        for _ in range(2):
            Email(box.url, "korat.example").send(letter())
    first, second = box.mails
    assert first["Message-ID"] == second["Message-ID"]


def test_the_operator_names_the_sender() -> None:
    with servers.smtp() as box:
        Email(f"{box.url}?from=Town%20%3Coffice@town.example%3E", "korat.example").send(letter())
    assert box.mails[0]["From"] == "Town <office@town.example>"


@given(
    st.text(max_size=120),
    st.sampled_from(["\r\n", "\n", "\r", "\x85", "\u2028", "\x0b"]),
    st.text(max_size=120),
)
def test_no_title_slips_a_header_in(before: str, newline: str, after: str) -> None:
    title = f"{before}{newline}Bcc: victim@example.org{newline}{newline}{after}"
    mail = Email("smtp://127.0.0.1:1", "korat.example").compose(letter(title=title.encode(errors="ignore").decode()))
    assert mail.keys() == COMPOSED
    raw = mail.as_bytes().partition(b"\r\n\r\n")[0]
    assert [line for line in raw.split(b"\r\n") if line.lower().startswith(b"bcc")] == []


COMPOSED = [
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted",
    "Content-Type", "Content-Transfer-Encoding", "MIME-Version",
]  # fmt: skip


@pytest.mark.parametrize(
    "address",
    [
        "",
        "somchai",
        "a@b\r\nBcc: c@d.example",
        "a@b.example, c@d.example",
        "<a@b.example>",
        "a b@c.example",
        "@",
    ],
)
def test_an_address_that_is_none_is_refused_for_good(address: str) -> None:
    with servers.smtp() as box:
        assert Email(box.url, "korat.example").send(letter(to=address)) == Rejected("address")
    assert box.mails == []


@given(st.text(max_size=60))
def test_whatever_is_taken_for_an_address_nothing_is_raised(address: str) -> None:
    outcome = Email("smtp://127.0.0.1:1", "korat.example").send(letter(to=address))
    assert isinstance(outcome, Rejected | Deferred)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("550 no such user", Rejected("smtp_550")),
        ("450 mailbox busy", Deferred("smtp_450")),
        ("452 full", Deferred("smtp_452")),
    ],
)
def test_the_servers_answer_says_whether_to_try_again(answer: str, outcome: object) -> None:
    with servers.smtp(refuse=answer) as box:
        assert Email(box.url, "korat.example").send(letter()) == outcome


def test_a_letter_that_was_taken_counts_as_taken_even_if_the_server_leaves_rudely() -> None:
    with servers.smtp(rude=True) as box:
        assert isinstance(Email(box.url, "korat.example").send(letter()), Accepted)
    assert len(box.mails) == 1


def test_a_server_that_does_not_answer_is_tried_again() -> None:
    outcome = Email(f"smtp://127.0.0.1:{servers.free_port()}", "korat.example").send(letter())
    assert outcome == Deferred("unreachable", down=True)


# Not one of the names that count as this machine, and yet this machine.
ELSEWHERE = "127.0.0.2"


def test_a_password_does_not_go_out_unencrypted() -> None:
    with servers.smtp(ELSEWHERE) as box:
        url = f"smtp://user:pass@{ELSEWHERE}:{box.port}"
        assert Email(url, "korat.example").send(letter()) == Deferred("unreachable", down=True)
    assert (box.passwords, box.mails) == ([], [])


def test_a_password_goes_where_the_server_proves_its_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    ours = certificate(tmp_path / "ours.pem")
    with servers.smtp(ELSEWHERE, tls=ours) as box:
        email = Email(f"smtp://user:p%40ss@{ELSEWHERE}:{box.port}", "korat.example")
        assert email.send(letter()) == Deferred("unreachable", down=True)
        assert box.passwords == []
        trusting = ssl.create_default_context(cafile=str(tmp_path / "ours.pem"))
        monkeypatch.setattr(ssl, "create_default_context", lambda: trusting)
        assert isinstance(email.send(letter()), Accepted)
    assert (box.passwords, len(box.mails)) == ([b"p@ss"], 1)


def certificate(path: Path) -> ssl.SSLContext:
    """A server's TLS with a certificate for ELSEWHERE that nobody but itself vouches for."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    known = x509.SubjectAlternativeName([x509.IPAddress(ip_address(ELSEWHERE))])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).add_extension(known, critical=True)
    day, now = timedelta(days=1), datetime.now(UTC)
    signed = builder.not_valid_before(now - day).not_valid_after(now + day).sign(key, SHA256())
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    path.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain) + signed.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def test_a_sentence_about_a_failure_names_no_address() -> None:
    with servers.smtp(refuse="550 5.1.1 <somchai@example.org> unknown") as box:
        assert "somchai" not in repr(Email(box.url, "korat.example").send(letter()))
