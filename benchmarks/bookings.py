"""What booking costs: the page of days, the page of times, a booking; and 200 who want the last place at once."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from threading import Barrier, BoundedSemaphore, Thread

from benchmarks import province
from benchmarks.figures import Figure

DAYS_MS, PAGE_MS, BOOKING_MS, PAGE_SQL, BOOKING_SQL = 40, 15, 15, 8, 20
PLACES, TAKEN, OVER, RIVALS, DOORS = 500, 20_000, 100_000, 200, 40
CODE = "complaint-centre-counter"
# A counter with many places, taken in part for weeks ahead, after years of bookings.
WIDER = """
    UPDATE korat_bookings_resource SET definition = definition || '{"capacity": 500, "per_person": 100}'::jsonb WHERE code = %s
"""
YEARS = """
    INSERT INTO korat_bookings_booking
        (uuid, reference, resource_id, office_id, subject_id, start_at, end_at, seats, state, why, made_at)
    SELECT gen_random_uuid(), 'BENCH-' || n, r.id, r.office_id, s.id, at, at + interval '30 minutes', 1, 'done', '', at
    FROM generate_series(1, %s) n CROSS JOIN LATERAL (SELECT now() - n * interval '10 minutes' AS at) t,
        korat_bookings_resource r, (SELECT min(id) AS id FROM korat_ledger_subject) s WHERE r.code = %s
"""
AHEAD = """
    WITH made AS (
        INSERT INTO korat_bookings_booking
            (uuid, reference, resource_id, office_id, subject_id, start_at, end_at, seats, state, why, made_at)
        SELECT gen_random_uuid(), 'AHEAD-' || n, r.id, r.office_id, s.id, at, at + interval '30 minutes', 1, 'booked', '', now()
        FROM generate_series(0, %s - 1) n CROSS JOIN LATERAL (
            SELECT date_trunc('day', now()) + (n / 100 %% 200) * interval '3 hours' AS at) t,
            korat_bookings_resource r, (SELECT min(id) AS id FROM korat_ledger_subject) s WHERE r.code = %s
        RETURNING id, resource_id, start_at, end_at, substr(reference, 7)::int AS n
    ) INSERT INTO korat_bookings_seat (resource_id, number, during, booking_id)
    SELECT resource_id, 1 + n %% 100, tstzrange(start_at, end_at), id FROM made
"""
OVERS = "UPDATE korat_bookings_booking SET state = 'done' WHERE state = 'booked' AND reference LIKE 'CD%%'"


def figures() -> Iterator[Figure]:
    """In a process of its own: Django is told its data folder once."""
    with province.home() as folder:
        command = [sys.executable, "-m", "benchmarks.bookings", str(folder)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    yield from (Figure(**row) for row in json.loads(done.stdout.splitlines()[-1]))


def measured(folder: Path) -> Iterator[Figure]:
    with province.settled(folder, 200):
        fill()
        yield from pages()
        yield race()


def fill() -> None:
    from korat.blocks.ledger import packs
    from korat.config.synthetic import load
    from korat.kernel import clock

    packs.touch(clock.now())
    for statement, values in ((WIDER, [CODE]), (YEARS, [OVER, CODE]), (AHEAD, [TAKEN, CODE])):
        run(statement, values)
    load.run("VACUUM ANALYZE")


def run(statement: str, values: list[object]) -> None:
    """As the owner, who loads without an act."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute(statement, values)


def pages() -> Iterator[Figure]:
    from benchmarks.meter import Cost, measure
    from benchmarks.visits import sign_in
    from korat.blocks.bookings import queries
    from korat.blocks.catalog import queries as catalog
    from korat.kernel import clock, ids
    from korat.web.booking.forms import key_of

    visitor, found, now = sign_in("resident"), queries.resource(CODE), clock.now()
    today = clock.local(now, catalog.zone()).date()
    day = next(one.day for one in queries.days(found, today + timedelta(days=2), 14, now) if one.free)
    slots = [one.slot for one in queries.slots_of_day(found, day, now) if one.bookable]

    def book(number: int) -> None:
        if number % 80 == 0:
            run(OVERS, [])
        slot = slots[number % len(slots)]
        fields = {"slot": key_of(slot.start, slot.end), "key": ids.uuid7().hex, "note": "", "phone": ""}
        visitor.send(f"/book/{CODE}/check/", fields, number, "302")

    def two(name: str, cost: Cost, ms: float, sql: int, said: str) -> Iterator[Figure]:
        said = f"{said}; app {cost.app_ms:.2f} + database {cost.database_ms:.2f} ms, median of 12 rounds"
        yield Figure(f"{name}_cpu", cost.cpu_ms, "ms", ms, said)
        yield Figure(f"{name}_sql", cost.sql, "statements", sql, "on the wire, BEGIN and COMMIT too")

    size = f"{PLACES} places, {TAKEN:,} taken ahead, {OVER:,} bookings over"
    cost = measure(lambda _: visitor.see(f"/book/{CODE}/"), times=120)
    yield from two("booking_days", cost, DAYS_MS, PAGE_SQL, f"28 days of a counter; {size}")
    cost = measure(lambda _: visitor.see(f"/book/{CODE}/{day}/"), times=120)
    yield from two("booking_times", cost, PAGE_MS, PAGE_SQL, f"the times of one day; {size}")
    yield from two("booking_post", measure(book, times=120), BOOKING_MS, BOOKING_SQL, f"POST of a booking; {size}")


def race() -> Figure:
    """Threads with connections of their own; the server takes 60 connections, so 40 try at any moment."""
    from django.db import connections, transaction

    from korat.blocks.bookings import actions, queries
    from korat.blocks.bookings.values import Wanted
    from korat.blocks.catalog import queries as catalog
    from korat.blocks.ledger import actions as ledger
    from korat.blocks.ledger.actor import Actor
    from korat.kernel import clock, ids
    from korat.kernel.errors import Refused

    found, now = queries.resource("sikhio-septic-truck"), clock.now()
    today = clock.local(now, catalog.zone()).date()
    day = next(one.day for one in queries.days(found, today + timedelta(days=3), 14, now) if one.free)
    slot = queries.slots_of_day(found, day, now)[0].slot
    wanted, ended = Wanted(found.code, slot.start, slot.end), Counter[str]()
    gate, doors = Barrier(RIVALS), BoundedSemaphore(DOORS)
    people: list[Actor] = []
    for _ in range(RIVALS):
        with transaction.atomic():
            subject, uuid, grant = ledger.admit(kind="unnamed")
        people.append(Actor(subject=subject, uuid=uuid, grants=(grant,), session=ids.uuid7().hex))

    def rival(actor: Actor) -> None:
        gate.wait()
        with doors:
            try:
                actions.book(actor=actor, now=now, wanted=wanted, key=ids.uuid7().hex)
                ended["won"] += 1
            except Refused as refused:
                ended[refused.code] += 1
            finally:
                connections.close_all()

    threads = [Thread(target=rival, args=[one]) for one in people]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    if ended["won"] != 1 or ended["taken"] != RIVALS - 1:
        raise RuntimeError(f"the race ended {dict(ended)}")
    return Figure(
        "booking_race_winners", ended["won"], "of 200", 1, f"{RIVALS} bookings of one place, {DOORS} connections"
    )


if __name__ == "__main__":
    print(json.dumps([asdict(one) for one in measured(Path(sys.argv[1]))]))
