"""E-mail over SMTP (RFC 5321), plain text in UTF-8.

The operator's address: `smtp://user:password@host:587?from=no-reply@example.org`; `smtps://` for TLS from the
first byte. Over `smtp://` TLS is begun wherever the server offers it; a password never goes out without.
"""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import parse_qs, unquote, urlsplit

from korat.blocks.messages.channels.shape import Accepted, Deferred, Letter, Outcome, Rejected

TIMEOUT_S = 15.0
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Email:
    """`url`: the operator's server; `host`: our own name, for message ids and the default sender."""

    url: str
    host: str

    def send(self, letter: Letter) -> Outcome:
        """Hand the letter to the server. The same letter always carries the same Message-ID."""
        try:
            message = self.compose(letter)
        except (ValueError, IndexError, MessageError):
            return Rejected("address")
        try:
            server = self.connect()
        except smtplib.SMTPAuthenticationError:
            return Deferred("smtp_auth", down=True)
        except OSError:
            return Deferred("unreachable", down=True)
        try:
            return hand_over(server, message)
        finally:
            farewell(server)

    def compose(self, letter: Letter) -> EmailMessage:
        """ValueError for an address that is none. A title is made one line: no header can be slipped in."""
        message = EmailMessage(policy=SMTP)
        message["From"] = parse_qs(urlsplit(self.url).query).get("from", [f"no-reply@{self.host}"])[0]
        message["To"] = Address(addr_spec=letter.to)
        message["Subject"] = " ".join(letter.title.split())
        message["Date"] = format_datetime(letter.at)
        message["Message-ID"] = f"<{letter.id}@{self.host}>"
        if letter.thread:
            # RFC 5322, 3.6.4: an answer names what it answers, so that mail programs show them together.
            message["In-Reply-To"] = message["References"] = " ".join(letter.thread.split())
        # RFC 3834: holiday notices need not answer.
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.body, cte="base64")
        return message

    def connect(self) -> smtplib.SMTP:
        """A server that is ready for a message. OSError (SMTP's own errors among them) when there is none."""
        parts = urlsplit(self.url)
        host, context = parts.hostname or "", ssl.create_default_context()
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT_S, context=context)
        else:
            server = smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT_S)
        try:
            self.greet(server, host, context, encrypted=parts.scheme == "smtps")
        except BaseException:
            server.close()
            raise
        return server

    def greet(self, server: smtplib.SMTP, host: str, context: ssl.SSLContext, *, encrypted: bool) -> None:
        parts = urlsplit(self.url)
        server.ehlo_or_helo_if_needed()
        if not encrypted and server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
            encrypted = True
        if parts.username:
            if not encrypted and host not in _LOOPBACK:
                raise smtplib.SMTPNotSupportedError("a password is not sent without TLS")
            server.login(unquote(parts.username), unquote(parts.password or ""))


def hand_over(server: smtplib.SMTP, message: EmailMessage) -> Outcome:
    """4xx is worth another try, 5xx is final (RFC 5321, 4.2.1); a refused sender is our own fault."""
    try:
        server.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        return by_code(next(iter(error.recipients.values()))[0])
    except (smtplib.SMTPSenderRefused, smtplib.SMTPHeloError) as error:
        return Deferred(f"smtp_{error.smtp_code}", down=True)
    except smtplib.SMTPResponseException as error:
        return by_code(error.smtp_code)
    except (smtplib.SMTPNotSupportedError, UnicodeError):
        return Rejected("address")
    except OSError:
        return Deferred("unreachable", down=True)
    return Accepted(message["Message-ID"])


def by_code(code: int) -> Outcome:
    return Rejected(f"smtp_{code}") if code >= 500 else Deferred(f"smtp_{code}")


def farewell(server: smtplib.SMTP) -> None:
    """What was accepted stays so, however the server takes leave."""
    with suppress(OSError):
        server.quit()
    server.close()
