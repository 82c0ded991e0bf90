"""Which stand-ins a demonstration runs: one for each service that the operator named none for, on sockets that we hold, beside
our own port or on any free one.
"""

from __future__ import annotations

import os

from korat.config.listening import held, port_of
from korat.config.processes import Program, stand_in
from korat.config.terminal import say
from korat.kernel.settings import Settings


def stand_ins(settings: Settings) -> list[Program]:
    """Each tells the environment of our children where it answers."""
    if not settings.is_demo:
        return []
    made = (
        (settings.thaid_issuer, for_thaid), (settings.line_url, for_line), (settings.sms_url, for_sms),
        (settings.maildir, for_email),
    )  # fmt: skip
    return [begin(settings) for given, begin in made if not given]


def for_thaid(settings: Settings) -> Program:
    from korat.config.packs import find_pack, load
    from korat.config.standins import thaid
    from korat.config.synthetic.stand_in import made_up

    socket = held(settings.port + 10)
    thaid.keep_people(settings.home, made_up(load(find_pack(settings.pack)).demo))
    os.environ |= {"KORAT_THAID_ISSUER": f"http://localhost:{port_of(socket)}", "KORAT_THAID_CLIENT_ID": thaid.CLIENT}
    say("  ThaID: ใช้ตัวแทนเพื่อการสาธิต ยังไม่เคยทดสอบกับระบบจริง · a stand-in, not tested against the real service")
    return stand_in("thaid", socket)


def for_line(settings: Settings) -> Program:
    from korat.config.standins import line
    from korat.web.demo import personas

    socket = held(settings.port + 11)
    line.keep_people(
        settings.home, {code: f"{label.show('th')} · {label.show('en')}" for code, label in personas.labels()}
    )
    url = f"http://localhost:{port_of(socket)}"
    os.environ |= {"KORAT_LINE_URL": url, "KORAT_LINE_LOGIN": url, "KORAT_LINE_LOGIN_ID": line.LOGIN_ID}
    say(f"  LINE: {url} ใช้ตัวแทนเพื่อการสาธิต ยังไม่เคยทดสอบกับระบบจริง · a stand-in, not tested against the real service")
    return stand_in("line", socket)


def for_sms(settings: Settings) -> Program:
    socket = held(settings.port + 12)
    say(f"  SMS: http://localhost:{port_of(socket)} ใช้ตัวแทนเพื่อการสาธิต · a stand-in for messages that come in")
    return stand_in("sms", socket)


def for_email(settings: Settings) -> Program:
    page, smtp = held(settings.port + 13), held(settings.port + 14)
    os.environ["KORAT_MAILDIR"] = str(settings.home / "standins" / "maildir")
    say(f"  e-mail: http://localhost:{port_of(page)} ใช้ตัวแทนเพื่อการสาธิต · a stand-in for letters that come in")
    return stand_in("email", page, smtp)
