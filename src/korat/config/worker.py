"""The worker: seals acts, follows them, delivers messages, keeps house. One process; every step is safe to be killed in."""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, connections

from korat.blocks.bookings import actions as bookings
from korat.blocks.cases import actions as cases
from korat.blocks.catalog import queries as catalog
from korat.blocks.documents import actions as documents
from korat.blocks.documents.papers.renewing import prolong_due
from korat.blocks.ledger import heads, marks, sealing
from korat.blocks.ledger.services import service_actor
from korat.blocks.measures import actions as measures
from korat.blocks.measures import follow as tally
from korat.blocks.messages import actions as messages
from korat.blocks.people import actions as people
from korat.blocks.reactions.follow import follow
from korat.blocks.reactions.retry import retry
from korat.config import database, learning, published
from korat.domains.living.assets import actions as assets
from korat.domains.living.chat.listener import Chat
from korat.kernel import clock
from korat.kernel.errors import Refused
from korat.standards.open311.outward import duty as bridge
from korat.standards.rfc6962 import sending
from korat.web.audited import job as audited

log = logging.getLogger("korat.worker")


class Stop:
    """A plain flag: an event's lock could be held by the very thread that the signal interrupts."""

    asked = False


@dataclass
class Duty:
    """Something done again and again. Returning a number above zero means: there is more, come back at once."""

    name: str
    do: Callable[[datetime], int]
    every: timedelta
    next_at: datetime | None = None


def duties() -> list[Duty]:
    second, hour = timedelta(seconds=1), timedelta(hours=1)
    return [
        Duty("heartbeat", beat, 5 * second),
        Duty("seal", seal, second),
        Duty("follow", follow, second),
        Duty("retry", retry, 10 * second),
        Duty("expire", people.run_out, timedelta(minutes=1)),
        Duty("watch", cases.watch, timedelta(minutes=1)),
        Duty("remind", cases.remind, hour),
        Duty("silence", cases.end_silence, hour),
        Duty("collect", messages.collect, 15 * second),
        Duty("hear", lambda now: messages.handle_due(now, Chat()), second),
        Duty("reckon", cases.reckon, 10 * second),
        Duty("dissolve", people.carry_out, 2 * second),
        Duty("take over", cases.take_over, 2 * second),
        Duty("bridge", bridge.turn, 10 * second),
        Duty("assets", assets.go_on, 2 * second),
        Duty("surges", cases.gather_on, 10 * second),
        Duty("audit", audited.Job().turn, 2 * second),
        Duty("lapse", bookings.lapse, 10 * second),
        Duty("calendar", bookings.keep_calendar, 10 * second),
        Duty("deliver", lambda now: messages.deliver_due(now, catalog.pace()), 2 * second),
        Duty("tally", lambda now: tally.follow(actor=service_actor("measures"), now=now), 10 * second),
        Duty("measure", lambda now: done(measures.refresh(actor=service_actor("measures"), now=now)), hour),
        Duty("prolong", prolong, hour),
        Duty("publish", published.keep, timedelta(minutes=1)),
        Duty("sweep", documents.sweep, hour),
        Duty(
            "forget",
            lambda now: done(
                (
                    people.forget(),
                    people.sweep_sessions(now),
                    messages.forget_inbound(now),
                    cases.forget_audit_files(now),
                )
            ),
            hour,
        ),
        Duty("witness", sending.send_due, hour),
        Duty("learn", learning.Job().turn, timedelta(minutes=1)),
        Duty("partitions", partitions, 12 * hour),
    ]


def run() -> None:
    """Work until SIGTERM or SIGINT."""
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: setattr(Stop, "asked", True))
    chores = duties()
    while not Stop.asked:
        busy = sum(turn(duty, clock.now()) for duty in chores)
        time.sleep(0.05 if busy else 0.5)


def turn(duty: Duty, now: datetime) -> int:
    """Do a duty if its time has come. A database that is away is waited for; anything else is told and tried again."""
    if duty.next_at is not None and now < duty.next_at:
        return 0
    try:
        more = duty.do(now)
    except (OperationalError, InterfaceError, Refused) as error:
        log.warning("%s: %s", duty.name, type(error).__name__)
        connections.close_all()
        more = 0
    except Exception:
        log.exception("%s failed and will be tried again", duty.name)
        connections.close_all()
        more = 0
    duty.next_at = now if more else now + duty.every
    return more


def seal(now: datetime) -> int:
    """Seal what waits and sign the head of the grown tree; after a crash between the two the next turn signs."""
    sealed = sealing.seal()
    heads.sign(now=now)
    return sealed


def beat(now: datetime) -> int:
    marks.put("worker", now.isoformat(), now)
    return 0


def partitions(now: datetime) -> int:
    database.make_partitions(first=now.date())
    return 0


def prolong(now: datetime) -> int:
    return prolong_due(actor=service_actor("retention"), now=now, issuer=catalog.profile().code)


def done(_: object) -> int:
    return 0
