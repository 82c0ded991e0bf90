"""The kill drill: `kill -9` of web, worker, PostgreSQL and of everything at once, under load, again and again.

Acknowledged is what an HTTP answer said; afterwards each acknowledged report must be there once, sealed once.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from threading import Event, Thread
from typing import Any

import httpx
import psycopg

from benchmarks import province, starts
from benchmarks.figures import Figure
from korat.config import postgres

ROUNDS, SENDERS = 100, 2
BOUND_S = 15.0
PAUSE_S, LOAD_S = 0.1, 0.5  # between two reports of a sender; under load before each kill
BEAT_S, STANDSTILL_S = 0.05, 2.0
TARGETS = ("web", "worker", "postgres")
LAST_WORD = {"web": "korat.config.wsgi:application", "worker": "worker"}  # of the command, by which a child is known
EVERYTHING_EACH = 20  # every so many rounds all of it dies at once, as in a power cut

ACKNOWLEDGED = """
    SELECT c.reference, count(DISTINCT r.id), count(DISTINCT a.id), count(DISTINCT l.index)
    FROM unnest(%s::text[]) AS told(reference) LEFT JOIN korat_cases_case c ON c.reference = told.reference
    LEFT JOIN korat_cases_casereport r ON r.description = (
        SELECT description FROM korat_cases_casereport WHERE case_id = c.id)
    LEFT JOIN korat_ledger_act a ON a.about = c.uuid AND a.kind = 'cases.case.opened'
    LEFT JOIN korat_ledger_leaf l ON l.act_id = a.id GROUP BY told.reference, c.reference
"""
PENDING = "SELECT count(*) FROM korat_ledger_pending"
GAPS = "SELECT count(*) <> coalesce(max(index) + 1, 0) FROM korat_ledger_leaf"
BEAT = "SELECT extract(epoch FROM at) FROM korat_ledger_marker WHERE code = 'worker'"
PLACE = """
    SELECT p.code FROM korat_places_place p JOIN korat_places_place j ON j.id = p.parent_id
    WHERE p.kind = 'community' ORDER BY p.code LIMIT 1
"""


@dataclass
class House:
    """`korat up` as an operator runs it, and how to make it die."""

    folder: Path
    port: int
    running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        environ = {**os.environ, "KORAT_HOME": str(self.folder), "KORAT_PORT": str(self.port), "KORAT_MODE": "demo"}
        for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "KORAT_ADDRESS"):
            environ.pop(name, None)
        with (self.folder / "up.log").open("ab") as log:
            self.running = subprocess.Popen([starts.KORAT, "up"], env=environ, stdout=log, stderr=log)

    def stop(self) -> None:
        if self.running is not None:
            self.running.send_signal(signal.SIGINT)
            self.running.wait(60)

    def kill(self, target: str) -> set[int]:
        """The numbers of the dead."""
        assert self.running is not None
        victims = {name: self.pid(name) for name in (TARGETS if target == "everything" else (target,))}
        if target == "everything":
            self.running.kill()  # first, so that nothing is restarted
        for name, pid in victims.items():
            end(pid, group=name != "postgres")
        if target == "everything":
            self.running.wait()
            self.start()
        return set(victims.values())

    def pid(self, target: str) -> int:
        if target == "postgres":
            return int((self.folder / "postgres" / "postmaster.pid").read_text().split()[0])
        assert self.running is not None
        return next(pid for pid, command in children(self.running.pid) if command.split()[-1] == LAST_WORD[target])

    def back(self, dead: set[int], died_at: float) -> bool:
        """All of it lives, none of the dead, it answers well, and the worker's last sign of life is younger than the death."""
        if {self.pid(name) for name in TARGETS} & dead or not starts.is_well(self.port):
            return False
        return float(self.asked(BEAT)[0][0]) > died_at

    def asked(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        server = postgres.attach(self.folder)
        assert server is not None
        with psycopg.connect(server.owner_url) as connection:
            return connection.execute(query, values).fetchall()


def end(pid: int, *, group: bool) -> None:
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL) if group else os.kill(pid, signal.SIGKILL)


def children(parent: int) -> Iterator[tuple[int, str]]:
    for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split():
        with suppress(FileNotFoundError):
            yield int(pid), Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")


@dataclass
class Load:
    """Senders that file reports without a break, and what they were told.

    Each report comes from an address of its own: the limit on reports counts addresses.
    """

    port: int
    place: str
    told: list[str] = field(default_factory=list)
    random: Random = field(default_factory=lambda: Random(7))
    over: Event = field(default_factory=Event)

    def send(self, sender: int) -> None:
        number = 0
        while not self.over.is_set():
            number += 1
            with suppress(httpx.HTTPError, ValueError, KeyError, IndexError):
                self.file(f"drill {sender}-{number}")
            time.sleep(PAUSE_S)

    def file(self, words: str) -> None:
        fields = {"service_code": "light", "address_id": self.place, "description": words, "first_name": "สมใจ"}
        address = f"http://127.0.0.1:{self.port}/open311/v2/requests.json"
        source = httpx.HTTPTransport(
            local_address=f"127.{self.random.randrange(1, 255)}.{self.random.randrange(256)}.9"
        )
        with httpx.Client(transport=source, timeout=10) as client:
            answer = client.post(address, data=fields)
        if answer.is_success:
            self.told.append(str(answer.json()[0]["service_request_id"]))

    @contextmanager
    def flowing(self) -> Iterator[None]:
        threads = [Thread(target=self.send, args=[number], daemon=True) for number in range(SENDERS)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.over.set()
            for thread in threads:
                thread.join(30)


@dataclass
class Pulse:
    """Beats by itself and so knows when the whole machine stood still, as a shared one may: no way back runs meanwhile."""

    stood_still: float = 0.0
    over: Event = field(default_factory=Event)

    def beat(self) -> None:
        while not self.over.is_set():
            before = time.monotonic()
            time.sleep(BEAT_S)
            gap = time.monotonic() - before
            self.stood_still += gap if gap > STANDSTILL_S else 0.0

    @contextmanager
    def felt(self) -> Iterator[None]:
        thread = Thread(target=self.beat, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self.over.set()
            thread.join()


def figures(rounds: int = ROUNDS) -> Iterator[Figure]:
    with province.home() as folder:
        prepare(folder)
        house = House(folder, starts.free_port())
        house.start()
        try:
            wait(lambda: house.back(set(), 0.0), 60)
            yield from drilled(house, rounds)
        finally:
            house.stop()


def prepare(folder: Path) -> None:
    """A small province, settled by a process of its own: ours keeps its environment."""
    code = f"from benchmarks import province; from pathlib import Path\nwith province.settled(Path({str(folder)!r}), 200): pass"
    subprocess.run([sys.executable, "-c", code], check=True)


def drilled(house: House, rounds: int) -> Iterator[Figure]:
    load = Load(house.port, house.asked(PLACE)[0][0])
    pulse = Pulse()
    with pulse.felt(), load.flowing():
        spans = [round_of(house, load, pulse, number) for number in range(rounds)]
    wait(lambda: house.asked(PENDING) == [(0,)], 60)
    found = house.asked(ACKNOWLEDGED, load.told)
    lost = sum(row[1:] != (1, 1, 1) for row in found) + len(load.told) - len(found)
    machine = f"{os.cpu_count()} cores, load {os.getloadavg()[1]:.1f}, {pulse.stood_still:.0f} s of standstill left out"
    conditions = f"{rounds} rounds of kill -9 (web, worker, PostgreSQL, all), {len(load.told):,} reports acknowledged"
    yield Figure("kills_lost_rows", lost + house.asked(GAPS)[0][0], "rows", 0, conditions)
    yield Figure(
        "kills_back", max(spans), "s", BOUND_S, f"the slowest of {rounds}: from the kill to a well /healthz; {machine}"
    )


def round_of(house: House, load: Load, pulse: Pulse, number: int) -> float:
    """Under load, kill, wait until it is well again; seconds. Reports must flow before and after."""
    target = "everything" if number % EVERYTHING_EACH == EVERYTHING_EACH - 1 else TARGETS[number % len(TARGETS)]
    told = len(load.told)
    wait(lambda: len(load.told) > told, 30)
    time.sleep(LOAD_S)
    died_at, stood_still = time.time(), pulse.stood_still
    dead = house.kill(target)
    return wait(lambda: house.back(dead, died_at), 60) - (pulse.stood_still - stood_still)


def wait(condition: Callable[[], bool], seconds: float) -> float:
    """How long it took to come true."""
    began = time.monotonic()
    while not well(condition):
        if time.monotonic() - began > seconds:
            raise RuntimeError("it did not come back")
        time.sleep(0.05)
    return time.monotonic() - began


def well(condition: Callable[[], bool]) -> bool:
    """Not while the database is away, or on its way."""
    try:
        return condition()
    except (psycopg.Error, AssertionError, OSError, StopIteration, ValueError, IndexError):
        return False


if __name__ == "__main__":
    from benchmarks.figures import table

    print(table(list(figures(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS))))
