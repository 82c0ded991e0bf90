"""What the operator decides, read from the environment once and checked in words."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from korat.kernel.errors import Invalid
from korat.kernel.notes import Verifier

Mode = Literal["demo", "production"]
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The operator's settings. Addresses that carry passwords stay out of `repr`."""

    home: Path = Path("data")
    port: int = 8000
    mode: Mode = "demo"
    address: str = "http://localhost:8000"
    pack: str | None = None
    testdata: Path | None = None
    database_url: str | None = field(default=None, repr=False)
    database_owner_url: str | None = field(default=None, repr=False)
    smtp_url: str | None = field(default=None, repr=False)
    sms_url: str | None = field(default=None, repr=False)
    # Where LINE's interfaces answer: its own addresses, or a stand-in's; who signs LINE's tokens; a maildir for e-mail in.
    line_url: str | None = None
    line_login: str | None = None
    line_login_id: str | None = None
    maildir: Path | None = None
    thaid_issuer: str | None = None
    thaid_client_id: str | None = None
    proxies: int = 0
    # Who keeps our heads: verifier key and address; whose heads we keep: verifier keys (C2SP signed-note).
    witnesses: tuple[tuple[Verifier, str], ...] = ()
    witnessed: tuple[Verifier, ...] = ()
    tsa_url: str | None = field(default=None, repr=False)

    @property
    def is_demo(self) -> bool:
        return self.mode == "demo"

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> "Settings":
        """From variables; an empty one counts as absent. Invalid, naming the variable and the remedy."""
        given = {name: value.strip() for name, value in environ.items() if value.strip()}
        port = _port(given.get("KORAT_PORT", "8000"))
        testdata = given.get("KORAT_TESTDATA")
        settings = cls(
            home=Path(given.get("KORAT_HOME", "data")).absolute(),
            port=port,
            mode=_mode(given.get("KORAT_MODE", "demo")),
            address=(_url(given, "KORAT_ADDRESS", "http", "https") or f"http://localhost:{port}").rstrip("/"),
            pack=given.get("KORAT_PACK"),
            testdata=Path(testdata).absolute() if testdata else None,
            database_url=_url(given, "DATABASE_URL", "postgresql", "postgres", local=True),
            database_owner_url=_url(given, "DATABASE_OWNER_URL", "postgresql", "postgres", local=True),
            smtp_url=_url(given, "KORAT_SMTP_URL", "smtp", "smtps"),
            sms_url=_url(given, "KORAT_SMS_URL", "http", "https"),
            line_url=_guarded(given, "KORAT_LINE_URL"),
            line_login=_guarded(given, "KORAT_LINE_LOGIN"),
            line_login_id=given.get("KORAT_LINE_LOGIN_ID"),
            maildir=Path(given["KORAT_MAILDIR"]).absolute() if "KORAT_MAILDIR" in given else None,
            thaid_issuer=_guarded(given, "KORAT_THAID_ISSUER"),
            thaid_client_id=given.get("KORAT_THAID_CLIENT_ID"),
            proxies=_proxies(given.get("KORAT_PROXIES", "0")),
            witnesses=tuple(map(_witness, _listed(given, "KORAT_WITNESSES"))),
            witnessed=tuple(_verifier("KORAT_WITNESSED", text) for text in _listed(given, "KORAT_WITNESSED")),
            tsa_url=_url(given, "KORAT_TSA_URL", "http", "https"),
        )
        return _with_both_databases_or_one(settings)


@cache
def read() -> Settings:
    """The settings of this process, read at the first call."""
    return Settings.from_environ(os.environ)


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= 65535:
        return int(text)
    raise _wrong("KORAT_PORT", "ตั้งเป็นเลขพอร์ต 1 ถึง 65535 เช่น 8000", "Set it to a port from 1 to 65535, such as 8000.")


def _mode(text: str) -> Mode:
    if text == "demo":
        return "demo"
    if text == "production":
        return "production"
    raise _wrong("KORAT_MODE", "ตั้งเป็น demo หรือ production", "Set it to demo or production.")


def _guarded(given: Mapping[str, str], name: str) -> str | None:
    """Where secrets are sent: an https address (OpenID Connect Core 1.0, 2). Without TLS only a stand-in, on this very machine."""
    found = (_url(given, name, "http", "https") or "").rstrip("/")
    parts = urlsplit(found)
    if parts.scheme == "http" and (parts.hostname not in LOOPBACK or given.get("KORAT_MODE") == "production"):
        raise _wrong(name, "ตั้งเป็นที่อยู่ที่ขึ้นต้นด้วย https://", "Set it to an address with https://.")
    return found or None


def _proxies(text: str) -> int:
    """How many proxies of ours stand before the web server, each adding to X-Forwarded-For."""
    if text.isascii() and text.isdigit() and int(text[:3]) <= 9:
        return int(text)
    raise _wrong("KORAT_PROXIES", "ตั้งเป็นจำนวนพร็อกซี 0 ถึง 9", "Set it to the number of proxies, from 0 to 9.")


def _url(given: Mapping[str, str], name: str, *schemes: str, local: bool = False) -> str | None:
    """The address, if it is one. `local` lets it have no host: PostgreSQL then uses its socket."""
    text = given.get(name)
    if text is None:
        return None
    if not _is_url(text, schemes, local):
        example = f"{schemes[-1] if schemes[0] == 'http' else schemes[0]}://host:port"
        raise _wrong(name, f"ตั้งเป็นที่อยู่ เช่น {example}", f"Set it to an address such as {example}.")
    return text


def _is_url(text: str, schemes: tuple[str, ...], local: bool) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in schemes and (parts.port or 1) > 0 and (local or bool(parts.hostname))
    except ValueError:
        return False


def _listed(given: Mapping[str, str], name: str) -> list[str]:
    return [part.strip() for part in given.get(name, "").split(",") if part.strip()]


def _witness(text: str) -> tuple[Verifier, str]:
    key, _, address = text.partition(" ")
    if not _is_url(address.strip(), ("http", "https"), False):
        raise _wrong("KORAT_WITNESSES", "ตั้งเป็น “กุญแจ ที่อยู่, กุญแจ ที่อยู่”", "Set it to “KEY ADDRESS, KEY ADDRESS”.")
    return _verifier("KORAT_WITNESSES", key), address.strip().rstrip("/")


def _verifier(name: str, text: str) -> Verifier:
    try:
        return Verifier.parse(text)
    except Invalid as error:
        raise _wrong(name, "กุญแจตรวจสอบอ่านไม่ได้", "One of its verifier keys cannot be read.") from error


def _with_both_databases_or_one(settings: Settings) -> Settings:
    if settings.database_owner_url and not settings.database_url:
        raise _wrong(
            "DATABASE_URL",
            "เมื่อตั้ง DATABASE_OWNER_URL แล้ว ต้องตั้ง DATABASE_URL ด้วย",
            "DATABASE_OWNER_URL is set, so set this too: the address that the web server logs in with.",
        )
    return settings


def _wrong(name: str, remedy_th: str, remedy_en: str) -> Invalid:
    """Names the variable, never its value: it may hold a password."""
    return Invalid(
        f"ค่าของตัวแปร {name} ใช้ไม่ได้ {remedy_th}",
        f"The variable {name} cannot be used. {remedy_en}",
        code="setting",
        field=name,
    )
