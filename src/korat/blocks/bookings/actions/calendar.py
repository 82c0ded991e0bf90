"""A holiday is announced, or a pack with other days is applied: what was booked on a day that is closed now moves. Is the
holiday taken back, whoever had to move stays where they are and is told that their day is open again: they may want it.

The announcement and the application change the stamp of the pack's data; nothing is looked through before it changes.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from korat.blocks.bookings.actions.book import AHEAD
from korat.blocks.bookings.actions.change import note
from korat.blocks.bookings.actions.closing import displace
from korat.blocks.bookings.actions.seats import let_go, lock
from korat.blocks.bookings.models import Booking
from korat.blocks.bookings.queries.resources import resource_by_id
from korat.blocks.bookings.reach import KEEPING
from korat.blocks.bookings.slots import open_on
from korat.blocks.bookings.values import ResourceView
from korat.blocks.catalog import days_off
from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.days_off import DayOffView
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger import marks, packs
from korat.blocks.ledger import queries as ledger_read
from korat.blocks.ledger.services import service_actor
from korat.kernel.clock import local

MARK = "bookings.calendar"
# Twice for each change: another process may know the old calendar for some seconds, and book by it.
LOOKS = 2


def keep_calendar(now: datetime) -> int:
    """Move what is booked on days that have closed since, or of what the pack no longer has. Returns how many it moved.

    The act that announced the day is the cause; it asks one row as long as nothing was announced or applied.
    """
    stamp, looks = "/".join(map(str, packs.stamp())), 0
    known = marks.read(MARK)
    if known and known[0].startswith(f"{stamp} "):
        looks = int(known[0].rpartition(" ")[2])
    if looks >= LOOKS:
        return 0
    moved = sum(shut(found, booking, day, now) for found, booking, day in closed_since(now))
    for day_off in days_off.withdrawn(local(now, catalog.zone()).date()):
        tell_open(day_off, now)
    marks.put(MARK, f"{stamp} {looks + 1}", now)
    return moved


def closed_since(now: datetime) -> list[tuple[ResourceView, int, date]]:
    """What is booked for a day on which its resource is shut, who booked first before the others."""
    zone, holidays, found = catalog.zone(), catalog.holidays(), []
    ahead = Booking.objects.filter(state__in=AHEAD, start_at__gt=now).order_by("made_at", "id")
    for pk, resource, start in ahead.values_list("id", "resource_id", "start_at"):
        one, day = resource_by_id(resource), local(start, zone).date()
        if one.retired or not open_on(one.said, day, holidays):
            found.append((one, pk, day))
    return found


def shut(found: ResourceView, booking: int, day: date, now: datetime) -> int:
    with transaction.atomic():
        act = ledger.record(
            actor=service_actor("bookings"), kind="bookings.resource.shut", purpose=KEEPING, about=found.uuid, now=now,
            cause=days_off.announcement(day), facts={"resource": found.code, "day": day.isoformat()},
        )  # fmt: skip
        lock(found.id)
        row = Booking.objects.select_for_update().filter(pk=booking, state__in=AHEAD).first()
        if row is None:
            return 0
        let_go(row)
        displace(found, row, "holiday", now, act)
    return 1


def tell_open(day_off: DayOffView, now: datetime) -> None:
    """Each whom the day off had moved or cancelled, and who has not chosen anything since, hears of it once."""
    keeper = service_actor("bookings")
    cause = days_off.act_of(day_off, days_off.WITHDRAWN)
    for row in Booking.objects.filter(why="holiday", end_at__gt=now).order_by("id"):
        if had_to_leave(row, day_off):
            with transaction.atomic():
                note(
                    keeper,
                    keeper.grant_for(KEEPING),
                    KEEPING,
                    "day_open",
                    row,
                    now,
                    {"day": day_off.day.isoformat()},
                    cause,
                )
                row.why = "day_open"
                row.save(update_fields=["why"])


def had_to_leave(row: Booking, day_off: DayOffView) -> bool:
    """Whether the holiday that it last gave way to was that day."""
    acts = ledger_read.about(row.uuid, since=row.made_at)
    left = [str(one.facts["from"]) for one in acts if one.facts.get("why") == "holiday"]
    return bool(left) and local(datetime.fromisoformat(left[-1]), catalog.zone()).date() == day_off.day
