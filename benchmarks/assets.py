"""A list of 50,000 assets with 37 bad lines comes in; then the register is read: CPU, memory, what was taken."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import province
from benchmarks.figures import Figure

LINES, BAD, TIMES = 50_000, 37, 120
HEAD = "code,kind,place,lat,lon,installed_on,warranty_until,contract,yearly_baht"
KINDS = ("lamp", "lamp", "lamp", "drain", "bin", "road", "camera")
FILTERS = ("", "kind=camera", "failing=on", "state=reported", "place={place}", "place={place}&kind=lamp&state=ok")
FAIL = """UPDATE korat_places_fixture SET failures = mod(id, 7), state = CASE WHEN mod(id, 40) = 0 THEN 'reported' ELSE 'ok' END"""


def figures() -> Iterator[Figure]:
    """In a process of its own: Django is told its data folder once."""
    with province.home() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.assets", str(folder)], stdout=subprocess.PIPE, text=True, check=True
        )
    found = json.loads(done.stdout.splitlines()[-1])
    told = f"{LINES:,} lines, {BAD} of them bad"
    yield Figure("assets_taken", found["taken"], "lines", LINES - BAD, told, better="higher")
    yield Figure(
        "assets_named", found["named"], "lines", BAD, f"bad lines named by line and column; {told}", better="higher"
    )
    yield Figure("assets_cpu", found["cpu_s"], "s CPU", 15, f"this process, database beside it not counted; {told}")
    yield Figure("assets_memory", found["memory_mb"], "MB", 200, f"more than before the file was read; {told}")
    yield Figure(
        "assets_list", found["list_ms"], "ms CPU", 12, f"the dearest of {len(FILTERS)} filters, {LINES:,} assets"
    )


def listed(place: str) -> bytes:
    bad = set(range(17, LINES, LINES // BAD))
    bad = set(sorted(bad)[:BAD])
    lines = (
        f"B-{number:06},{'ship' if number in bad else KINDS[number % 7]},{place},14.9{number:05},101.7{number:05},"
        f"2024-10-01,2027-09-30,C {number % 90}/2567,1250.50"
        for number in range(LINES)
    )
    return "\n".join((HEAD, *lines)).encode()


def measured(folder: Path) -> dict[str, float]:
    with province.bare(folder):
        from benchmarks.meter import measure
        from benchmarks.visits import sign_in
        from korat.blocks.ledger.services import service_actor
        from korat.blocks.people import queries as people
        from korat.blocks.places import queries as places
        from korat.config import up
        from korat.config.synthetic import load
        from korat.domains.living.assets.actions import PURPOSE, take_all
        from korat.domains.living.assets.sheet import read
        from korat.kernel import clock
        from korat.web.demo import personas

        up.collect_static()
        personas.make_all(clock.now(), {})
        keeper = people.actor_of(personas.person_of("engineer"))
        town = places.jurisdictions()[0]
        place = places.communities(town.code)[3].code
        office = next(grant.office for grant in keeper.grants if PURPOSE in grant.purposes) if keeper else None
        data, before, begun = listed(place), peak_mb(), time.process_time()
        found = list(take_all(actor=service_actor("assets"), now=clock.now(), sheet=read("b.csv", data), office=office))
        spent, more = time.process_time() - begun, peak_mb() - before
        load.run(FAIL)
        load.run("VACUUM ANALYZE korat_places_fixture")
        visitor = sign_in("engineer")
        costs = {
            query: measure(lambda _, at=query: visitor.see(f"/desk/assets/?{at}"), times=TIMES).cpu_ms
            for query in (one.format(place=place) for one in FILTERS)
        }
        print({query: round(cost, 2) for query, cost in costs.items()}, file=sys.stderr)
        return {
            "taken": sum(one.kept.added for one in found),
            "named": sum(len(one.problems) for one in found),
            "cpu_s": spent,
            "memory_mb": more,
            "list_ms": max(costs.values()),
        }


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    print(json.dumps(measured(Path(sys.argv[1]))))
