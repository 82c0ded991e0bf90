"""The stand-in for a mail server takes letters as a real one does, and lays them where the house looks for them."""

import smtplib
import socket
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from threading import Thread

import httpx
import pytest

from korat.blocks.messages.channels.email.receive import Maildir
from korat.config.listening import held, port_of
from korat.config.standins.email import FAILED, SENT, Server
from korat.config.standins.smtp import Post
from tests.blocks.documents.pictures import red_corner, saved


@pytest.fixture
def box(tmp_path: Path) -> Maildir:
    return Maildir(tmp_path / "mail")


@pytest.fixture
def smtp(box: Maildir) -> Iterator[int]:
    server = Post(held(0), box.folder)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield port_of(server.socket)
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(smtp: int) -> Iterator[str]:
    server = Server(held(0), "http://house.example", smtp)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"http://127.0.0.1:{port_of(server.socket)}/"
    server.shutdown()
    server.server_close()


def letter(text: str) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"], made["Message-ID"] = "a@example.com", "b@example.com", "ไฟดับ", "<1@x>"
    made.set_content(text)
    return made


def send(port: int, made: EmailMessage, sender: str = "a@example.com") -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as line:
        line.send_message(made, from_addr=sender)


def test_a_letter_comes_as_it_was_written(smtp: int, box: Maildir, now: datetime) -> None:
    send(smtp, letter("ไฟทางดับหน้าวัด\n.\n..สองจุด\n"))
    (path,) = box.waiting()
    incoming = box.incoming(path, now)
    assert incoming and incoming.sender == "a@example.com"
    assert (incoming.payload["subject"], incoming.payload["text"]) == ("ไฟดับ", "ไฟทางดับหน้าวัด\n.\n..สองจุด")


def test_a_bounce_stays_a_bounce(smtp: int, box: Maildir, now: datetime) -> None:
    send(smtp, letter("ไม่มีผู้รับ"), sender="<>")
    (path,) = box.waiting()
    assert box.incoming(path, now) is None


@pytest.mark.parametrize("said", [["DATA"], ["RCPT TO:<b@x>"], ["MAIL FROM:<a@x>", "DATA"], ["MAIL a@x"]])
def test_out_of_order_it_takes_nothing(smtp: int, box: Maildir, said: list[str]) -> None:
    with smtplib.SMTP("127.0.0.1", smtp, timeout=10) as line:
        assert [line.docmd(words)[0] for words in said][-1] == 503
    assert box.waiting() == []


def test_a_letter_that_was_cut_off_is_none(smtp: int, box: Maildir) -> None:
    with socket.create_connection(("127.0.0.1", smtp), timeout=10) as line, line.makefile("rb") as heard:
        for words in ("HELO x", "MAIL FROM:<a@x>", "RCPT TO:<b@x>", "DATA", "Subject: half"):
            line.sendall(f"{words}\r\n".encode())
            assert heard.readline()[:3] in (b"220", b"250", b"354")
        line.shutdown(socket.SHUT_WR)
        assert heard.read().endswith(b"552 Not taken\r\n")
    assert box.waiting() == []


def test_the_page_sends_by_the_same_way_with_a_photo_and_says_what_it_is(
    page: str, box: Maildir, now: datetime
) -> None:
    assert "not a mail service" in httpx.get(page, trust_env=False).text
    written = {"from": "somjai@example.com", "subject": "ไฟทาง", "text": "ดับมาสองวัน"}
    photo = {"photo": ("lamp.jpg", saved(red_corner(), "JPEG"), "image/jpeg")}
    assert SENT in httpx.post(page, data=written, files=photo, trust_env=False).text
    (path,) = box.waiting()
    incoming = box.incoming(path, now)
    assert incoming and (incoming.sender, incoming.payload["text"]) == ("somjai@example.com", "ดับมาสองวัน")
    assert [box.content(name)[:2] for name in incoming.payload["pictures"]] == [b"\xff\xd8"]


def test_what_no_header_can_hold_is_said_and_not_sent(page: str, box: Maildir) -> None:
    written = {"from": "a@example.com\r\nBcc: c@x", "subject": "x", "text": "x"}
    assert FAILED in httpx.post(page, data=written, files={"none": b""}, trust_env=False).text
    assert box.waiting() == []
