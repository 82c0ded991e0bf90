"""SMTP on loopback (RFC 5321): as much as a server must say to take a letter, which it lays into a maildir."""

from __future__ import annotations

import mailbox
import re
import socket
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer

LARGEST = 25_000_000  # bytes of a letter
LONGEST_LINE = 1000  # 4.5.3.1.6
PATH = re.compile(r"(?:FROM|TO):\s*<([^<>]*)>", re.IGNORECASE)


class Post(ThreadingTCPServer):
    """Takes letters for anybody, on a socket that was held for it."""

    daemon_threads = True

    def __init__(self, held: socket.socket, maildir: Path) -> None:
        self.maildir = maildir
        super().__init__(held.getsockname(), Session, bind_and_activate=False)
        self.socket.close()
        self.socket = held

    def deliver(self, letter: bytes) -> None:
        mailbox.Maildir(self.maildir).add(letter)


class Session(StreamRequestHandler):
    """One conversation. `sender` is empty before MAIL; a bounce comes from `<>`."""

    server: Post
    timeout = 60
    sender, recipients = "", 0

    def handle(self) -> None:
        self.say("220 localhost A stand-in for a demonstration, not a mail service")
        while line := self.rfile.readline(LONGEST_LINE):
            verb, _, rest = line.decode("utf-8", "replace").strip().partition(" ")
            self.say(self.answer(verb.upper(), PATH.match(rest)))
            if verb.upper() == "QUIT":
                return

    def answer(self, verb: str, path: re.Match[str] | None) -> str:
        match verb:
            case "EHLO":
                return f"250-localhost\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE {LARGEST}"
            case "HELO" | "NOOP":
                return "250 localhost"
            case "RSET":
                return self.begin("")
            case "MAIL" if path:
                return self.begin(f"<{path[1]}>")
            case "RCPT" if path and self.sender:
                self.recipients += 1
                return "250 Go on"
            case "DATA" if self.recipients:
                self.say("354 Go on; a dot ends it")
                return self.take(self.letter())
            case "QUIT":
                return "221 Goodbye"
        return "503 Not so" if verb in ("MAIL", "RCPT", "DATA") else "502 Not known here"

    def begin(self, sender: str) -> str:
        self.sender, self.recipients = sender, 0
        return "250 Go on"

    def letter(self) -> bytes:
        """Up to the dot that ends it; a dot that was doubled on the way is one again (4.5.2). Nothing of one that is too
        large or whose sender went away in the middle."""
        lines, size = [f"Return-Path: {self.sender}\r\n".encode()], 0
        while line := self.rfile.readline():
            if line in (b".\r\n", b".\n"):
                return b"".join(lines) if size <= LARGEST else b""
            size += len(line)
            lines += [line.removeprefix(b".")] if size <= LARGEST else []
        return b""

    def take(self, letter: bytes) -> str:
        self.begin("")
        if not letter:
            return "552 Not taken"
        self.server.deliver(letter)
        return "250 Taken"

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())
