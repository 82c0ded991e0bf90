"""A flood: 2,000 reports through the application while an order stands, the queue is read and the worker works.

What was lost, what came twice, whether filing and the queue grew dearer, and whether more text messages left than the channel's
pace allows. The hour is not waited for: the reports come as fast as this machine takes them.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from benchmarks import province
from benchmarks.figures import Figure

REPORTS, MEASURED, EACH = 2_000, 96, 20
# Filing at the end against filing at the beginning: noise of a shared machine included.
GROWN = 1.3


def figures() -> Iterator[Figure]:
    """In a process of its own: Django is told its data folder once."""
    with province.home() as folder:
        command = [sys.executable, "-m", "benchmarks.surge", str(folder)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    yield from (Figure(**row) for row in json.loads(done.stdout.splitlines()[-1]))


def measured(folder: Path) -> Iterator[Figure]:
    with province.bare(folder):
        from benchmarks.meter import TRACED, WARM, measure
        from benchmarks.visits import sign_in
        from korat.config import up
        from korat.kernel import clock
        from korat.web.demo import personas

        up.collect_static()
        personas.make_all(clock.now())
        flood = Flood()
        flood.order()
        officer, began = sign_in("engineer"), time.monotonic()
        first, list_first = measure(flood.file, times=MEASURED), measure(lambda _: officer.see("/desk/"), times=24)
        while flood.filed < REPORTS - MEASURED - WARM - TRACED:
            flood.file(0, twice=flood.filed % 10 == 0)
            if flood.filed % EACH == 0:
                turn()
                officer.see("/desk/")
        last, list_last = measure(flood.file, times=MEASURED), measure(lambda _: officer.see("/desk/"), times=24)
        while turn():
            pass
        yield from found(flood, time.monotonic() - began)
        said = f"report {REPORTS:,} against the first hundred, an order standing; {first.cpu_ms:.2f} and {last.cpu_ms:.2f} ms CPU"
        yield Figure("surge_create_grown", last.cpu_ms / first.cpu_ms, "times", GROWN, said)
        said = f"SQL of filing a report while an order stands, {first.sql} before it"
        yield Figure("surge_create_sql", last.sql, "statements", first.sql, said)
        said = f"the officer's list of {REPORTS:,} against a hundred; {list_first.cpu_ms:.2f} and {list_last.cpu_ms:.2f} ms CPU"
        yield Figure("surge_queue_grown", list_last.cpu_ms / list_first.cpu_ms, "times", 2, said)


class Flood:
    """Reports by people who give a telephone number and no name, each once, some with a double click."""

    def __init__(self) -> None:
        from django.test import Client

        from benchmarks.requests import answered, service_and_category
        from benchmarks.visits import Visitor

        self.service, category = service_and_category()
        self.fields, self.filed, self.numbers = answered(self.service, category), 0, count()
        client = Client()
        client.get("/")
        self.visitor = Visitor()
        self.visitor.cookies = client.cookies

    def order(self) -> None:
        """The mayor's, for every office of the reach; pressed once."""
        from korat.blocks.cases import actions
        from korat.blocks.people import queries as people
        from korat.kernel import clock
        from korat.web.demo import personas

        now = clock.now()
        mayor = people.actor_of(personas.person_of("mayor"))
        if mayor is None:
            raise RuntimeError("nobody is mayor")
        order = actions.Order(
            title="น้ำท่วม", number="1/2569", on=now.date(), offices=mayor.reach("case.surge"), categories=(),
            begins_at=now - timedelta(hours=1), ends_at=now + timedelta(days=5),
        )  # fmt: skip
        surge = actions.open_surge(actor=mayor, now=now, order=order)
        actions.start_gathering(actor=mayor, now=now, surge=surge)

    def file(self, _number: int, *, twice: bool = False) -> None:
        from korat.kernel import ids

        number, key = next(self.numbers), ids.uuid7().hex
        fields = {**self.fields, "name": "", "phone": f"08{10_000_000 + number}", "key": key}
        for _click in range(1 + twice):
            self.visitor.send(f"/report/{self.service.code}/", fields, number, "302")
        self.filed += 1


def turn() -> int:
    """What the worker does between two reports; what is left to do."""
    from korat.blocks.cases import actions as cases
    from korat.blocks.ledger import sealing
    from korat.blocks.messages import actions as messages
    from korat.blocks.reactions.follow import follow
    from korat.kernel import clock

    now = clock.now()
    sealed, followed, gathered = sealing.seal(), follow(by_day(now)), cases.gather_on(now)
    messages.deliver_due(by_day(now))
    return sealed + followed + gathered


def by_day(now: datetime) -> datetime:
    """The same minute after ten in the morning: at night the quiet hours alone would hold every text message back."""
    from korat.blocks.catalog import queries as catalog
    from korat.kernel.clock import local

    here = local(now, catalog.zone())
    return now - timedelta(hours=(here.hour - 10) % 24)


def found(flood: Flood, seconds: float) -> Iterator[Figure]:
    from django.db.models import Count

    from korat.blocks.cases import queries
    from korat.blocks.cases.models import Case
    from korat.blocks.catalog import queries as catalog
    from korat.blocks.ledger.models import Act
    from korat.blocks.messages.models import Message

    told = (
        f"{flood.filed:,} reports in {seconds:,.0f} s by the form, every tenth sent twice, read and followed meanwhile"
    )
    cases, gathered = Case.objects.count(), Act.objects.filter(kind="cases.case.gathered")
    yield Figure("surge_lost", max(0, flood.filed - cases), "reports", 0, told)
    yield Figure("surge_twice", max(0, cases - flood.filed), "reports", 0, told)
    outside = Case.objects.filter(surge=None).count()
    yield Figure(
        "surge_left_out", outside, "reports", 0, "not gathered by the worker, the order pressed once beforehand"
    )
    again = gathered.values("about").annotate(n=Count("id")).filter(n__gt=1).count()
    yield Figure("surge_gathered_twice", again, "reports", 0, f"of {gathered.count():,} acts of gathering")
    yield Figure("surge_unexplained", len(list(queries.unexplained())), "cases", 0, "by the replay of every act")
    inbox = Message.objects.filter(channel="inbox", template="case-received").count()
    yield Figure("surge_untold", flood.filed - inbox, "reporters", 0, "who found no message in their inbox")
    rate, most = catalog.pace().channels["sms"]
    sent = Message.objects.filter(channel="sms").exclude(state="waiting").count()
    said = f"{sent:,} text messages left in {seconds:,.0f} s, the others wait; {most:.0f} at once and {rate:.0f} a second may"
    yield Figure("surge_over_pace", max(0.0, sent - most - rate * seconds), "messages", 0, said)


if __name__ == "__main__":
    print(json.dumps([asdict(one) for one in measured(Path(sys.argv[1]))]))
