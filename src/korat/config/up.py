"""`korat up`: from an empty data folder to a served province."""

from __future__ import annotations

import hashlib
from pathlib import Path

from korat.config import doctor, postgres, wake
from korat.config.backup.folders import refuse_unfinished
from korat.config.database_checks import check_external
from korat.config.processes import supervise, web, worker
from korat.config.standins.beside import stand_ins
from korat.config.terminal import say
from korat.kernel import clock
from korat.kernel.errors import Conflict, Problems
from korat.kernel.settings import Settings, read


def up(settings: Settings) -> int:
    """Make everything ready, then serve until Ctrl-C. Raises Refused, in words, when something stands in the way."""
    refuse_taken_port(settings.port)
    refuse_unfinished(settings.home)
    refuse_unfit_database(settings)
    with wake.awake(prepare=True, share=False) as server:
        settings = read()
        apply_pack(settings)
        settle(settings)
        collect_static()
        say(f"\n  Korat · {settings.address}\n")
        introduce(settings)
        programs = [web(settings.port), worker(), *stand_ins(settings)]
        supervise(programs, watch=(lambda: postgres.revive(server)) if server else None)
    return 0


def refuse_taken_port(port: int) -> None:
    if doctor.is_taken(port):
        raise Conflict(
            th=f"พอร์ต {port} มีโปรแกรมอื่นใช้อยู่ ปิดโปรแกรมนั้น หรือตั้ง KORAT_PORT เป็นเลขอื่น",
            en=f"Port {port} is taken by another program. Stop it, or set KORAT_PORT to another number.",
            code="port_taken",
        )


def refuse_unfit_database(settings: Settings) -> None:
    """An operator's own PostgreSQL is examined before anything is written to it."""
    if settings.database_url and (found := check_external(settings.database_url, settings.database_owner_url or "")):
        raise Problems([Conflict(th=f"{one.th} {one.remedy_th}", en=f"{one.en} {one.remedy_en}") for one in found])


def apply_pack(settings: Settings) -> None:
    """The root pack of this installation; an unchanged pack costs one hash."""
    from korat.config.packs import find_pack, load
    from korat.config.packs.applying import apply

    apply(load(find_pack(settings.pack)), clock.now())


def settle(settings: Settings) -> None:
    """In a demonstration: made-up people with two years of reports, once, marked as such."""
    if settings.is_demo:
        from korat.config.synthetic import settle_province

        settle_province(clock.now())
    else:
        refuse_demonstration()


def refuse_demonstration() -> None:
    """Production never starts on made-up people or on demonstration keys."""
    from korat.blocks.ledger import marks
    from korat.config import secrets

    if marks.read("demo") or secrets.demonstration_keys(read().home):
        raise Conflict(
            th="ฐานข้อมูลหรือกุญแจชุดนี้เป็นของสาธิต ใช้งานจริงไม่ได้ โปรดตั้ง KORAT_HOME เป็นโฟลเดอร์ใหม่",
            en="This database or its keys are a demonstration and never go into production. Set KORAT_HOME to a new folder.",
            code="demonstration",
        )


def collect_static() -> None:
    """Hashed and compressed copies of pictures, fonts and styles; made anew when a source has changed."""
    from django.conf import settings as of_django
    from django.core.management import call_command

    source = Path(__file__).resolve().parent.parent
    files = sorted(path for path in source.glob("**/static/**/*") if path.is_file())
    digest = hashlib.sha256("".join(f"{path}{path.stat().st_mtime_ns}" for path in files).encode()).hexdigest()
    stamp = Path(of_django.STATIC_ROOT) / "made-from"
    if not stamp.exists() or stamp.read_text() != digest:
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(digest)


def introduce(settings: Settings) -> None:
    if not settings.is_demo:
        return
    from korat.web.demo import personas

    say("  การสาธิต: ทุกคนและทุกเรื่องในระบบนี้เป็นข้อมูลสมมติ")
    say("  Demonstration: every person and every report is made up.\n")
    for code, label in personas.labels():
        say(f"    {code:<12} {label.show('th')} · {label.show('en')}")
    say("\n  Ctrl-C: ปิดทั้งหมด · stop everything\n")
