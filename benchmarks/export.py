"""How long a person waits for all that is held about them: 200 cases and 2,000 looks."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from benchmarks import province
from benchmarks.figures import Figure

CASES, LOOKS, TIMES = 200, 2000, 3
BOUND_S = 5.0


def figures() -> Iterator[Figure]:
    """In a process of its own: Django is told its data folder once."""
    with province.home() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.export", str(folder)], stdout=subprocess.PIPE, text=True, check=True
        )
    seconds, size = json.loads(done.stdout.splitlines()[-1])
    conditions = f"POST /my/export/, {CASES} cases, {LOOKS:,} looks by the office, {size / 1e6:.1f} MB ZIP; the slowest of {TIMES}"
    yield Figure("export", seconds, "s", BOUND_S, conditions)


def measured(folder: Path) -> tuple[float, int]:
    with province.settled(folder, 200):
        from benchmarks.visits import sign_in

        fill()
        visitor = sign_in("resident")
        spans, size = [], 0
        for _ in range(TIMES):
            began = time.perf_counter()
            visitor.send("/my/export/", {"as": "zip"}, 0)
            size = len(visitor.body)
            complete(visitor.body)
            spans.append(time.perf_counter() - began)
        return max(spans), size


def complete(body: bytes) -> None:
    """A quick answer that leaves something out would be worth nothing."""
    held = json.loads(ZipFile(BytesIO(gzip.decompress(body))).read("held-about-me.json"))
    assert len(held["cases"]) >= CASES
    assert sum(look["ground"] == "post" for look in held["looks"]) >= LOOKS


def fill() -> None:
    """The reports of one person, each looked at by the engineer as often as needed."""
    from benchmarks.requests import SENTENCE, questions, service_and_category
    from korat.blocks.cases import actions as cases
    from korat.blocks.cases.values import Contact, Request, Where
    from korat.blocks.ledger import actions as ledger
    from korat.blocks.people import queries as people
    from korat.blocks.places import queries as places
    from korat.kernel import clock, ids
    from korat.web.demo import personas

    service, category = service_and_category()
    town = places.jurisdictions()[0]
    where = Where(place=places.communities(town.code)[0].code, jurisdiction=town.code, inside=True, landmark=SENTENCE)
    actor = people.actor_of(personas.person_of("resident"), session="bench", request="bench")
    engineer = people.actor_of(personas.person_of("engineer"), session="bench", request="bench")
    assert actor
    assert engineer
    for number in range(CASES):
        request = Request(
            service=service, category=category, where=where, channel="web", answers=questions(service, category),
            description=SENTENCE, contact=Contact("สมใจ ใจงาม", "+66810000001", ""),
        )  # fmt: skip
        now = clock.now() - timedelta(seconds=CASES - number)
        opened = cases.open_case(actor=actor, now=now, request=request, key=ids.uuid7().hex)
        for _ in range(LOOKS // CASES):
            with ledger.look(
                actor=engineer, purpose="case.handle", subjects=[actor.subject], about=opened.uuid, now=now
            ):
                pass


if __name__ == "__main__":
    print(json.dumps(measured(Path(sys.argv[1]))))
