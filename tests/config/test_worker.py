"""The worker: every duty in its time, and none that can stop the others."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import OperationalError, connections

from korat.blocks.cases.values import Opened
from korat.blocks.ledger import marks
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act, Leaf, Marker
from korat.blocks.measures.models import Observation
from korat.blocks.messages import actions as outgoing
from korat.blocks.messages import queries as messages
from korat.blocks.messages.values import PreferenceView
from korat.config import health, worker
from korat.config.worker import Duty, turn
from korat.kernel import clock
from korat.kernel.errors import Unavailable
from tests.config.waiting import gone, until
from tests.reports import filed

SECOND = timedelta(seconds=1)


def counting(*answers: int) -> tuple[Callable[[datetime], int], list[datetime]]:
    left, asked = list(answers), []

    def do(now: datetime) -> int:
        asked.append(now)
        return left.pop(0) if left else 0

    return do, asked


def unsealed(opened: Opened) -> list[str]:
    """Acts about the case that have no place in the sealed order yet."""
    leaves = Leaf.objects.values_list("act_id", flat=True)
    return [act.kind for act in Act.objects.filter(about=opened.uuid) if act.pk not in set(leaves)]


class TestTurns:
    def test_a_duty_is_done_at_once_and_then_in_its_time(self, now: datetime) -> None:
        do, asked = counting()
        duty = Duty("x", do, 5 * SECOND)
        for seconds in (0, 1, 4.9, 5, 6):
            turn(duty, now + timedelta(seconds=seconds))
        assert asked == [now, now + 5 * SECOND]

    def test_while_there_is_more_it_comes_back_at_once(self, now: datetime) -> None:
        do, asked = counting(3, 2)
        duty = Duty("x", do, 5 * SECOND)
        assert [turn(duty, now) for _ in range(4)] == [3, 2, 0, 0]
        assert len(asked) == 3

    @pytest.mark.parametrize("error", [OperationalError("gone"), Unavailable(), ValueError("secret"), KeyError("x")])
    @pytest.mark.usefixtures("house")
    def test_a_duty_that_fails_is_tried_again_and_stops_nobody(self, now: datetime, error: Exception) -> None:
        def fail(_: datetime) -> int:
            raise error

        duty = Duty("x", fail, SECOND)
        assert turn(duty, now) == 0
        assert duty.next_at == now + SECOND
        assert marks.read("nothing") is None, "the next duty finds a working connection"

    @pytest.mark.usefixtures("house")
    def test_what_was_not_expected_is_told_with_its_trace(
        self, now: datetime, caplog: pytest.LogCaptureFixture
    ) -> None:
        def fail(_: datetime) -> int:
            raise ValueError("unexpected")

        logging.getLogger("korat").propagate = True
        turn(Duty("measure", fail, SECOND), now)
        assert "measure failed and will be tried again" in caplog.text
        assert "ValueError" in caplog.text


def test_one_round_seals_reacts_and_measures(resident: Actor) -> None:
    """From the act to the message in the inbox, as the running worker does it, at whatever hour this test runs."""
    outgoing.prefer(actor=resident, wished=PreferenceView({}, quiet=False), now=clock.now())
    opened = filed(resident, clock.now())
    chores = worker.duties()
    for _ in range(6):
        for duty in chores:
            duty.next_at = None
            turn(duty, clock.now())
    assert not unsealed(opened)
    sent = messages.sent_about(opened.uuid)
    assert [message.template for message in sent] == ["case-received"] * 3
    assert "waiting" not in {message.state for message in sent}
    assert Observation.objects.filter(series="cases.opened").exists()


@pytest.mark.usefixtures("house")
def test_its_heartbeat_is_what_health_looks_for(now: datetime) -> None:
    assert not health.worker_is_alive()
    worker.beat(clock.now())
    assert health.worker_is_alive()


def test_partitions_are_there_before_they_are_needed(house: None, now: datetime) -> None:
    december = now.replace(year=now.year + 1, month=12, day=1)
    with clock.frozen(december):
        for _ in range(2):
            assert worker.partitions(december) == 0
    with connections["owner"].cursor() as owner:
        owner.execute("SELECT to_regclass(%s)", [f"korat_ledger_act_{december.year + 1}"])
        assert owner.fetchone()[0]


class TestTheProcess:
    @pytest.fixture
    def start(self, house: None, tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
        running: list[subprocess.Popen[bytes]] = []

        def started() -> subprocess.Popen[bytes]:
            with (tmp_path / "log").open("ab") as log:
                command = [str(Path(sys.executable).parent / "korat"), "worker"]
                running.append(subprocess.Popen(command, env=dict(os.environ), stdout=log, stderr=log))
            return running[-1]

        yield started
        for process in running:
            process.kill()
            process.wait()

    def beaten(self) -> datetime | None:
        found = marks.read("worker")
        return found[1] if found else None

    def test_it_beats_seals_and_ends_when_it_is_asked_to(
        self, start: Callable[[], subprocess.Popen[bytes]], resident: Actor
    ) -> None:
        process = start()
        assert until(lambda: self.beaten() is not None)
        opened = filed(resident, clock.now())
        assert until(lambda: not unsealed(opened))
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0

    def test_killed_in_the_middle_it_goes_on_where_it_stopped(
        self, start: Callable[[], subprocess.Popen[bytes]], resident: Actor
    ) -> None:
        first = start()
        assert until(lambda: self.beaten() is not None)
        opened = [filed(resident, clock.now()) for _ in range(10)]
        first.kill()
        assert until(lambda: gone(first.pid))
        Marker.objects.filter(code="worker").delete()
        assert not health.worker_is_alive()
        opened += [filed(resident, clock.now()) for _ in range(5)]
        start()
        assert until(lambda: all(len(messages.sent_about(one.uuid)) == 3 for one in opened))
        assert health.worker_is_alive()
        assert [len(messages.sent_about(one.uuid)) for one in opened] == [3] * 15
        indexes = list(Leaf.objects.order_by("index").values_list("index", flat=True))
        assert indexes == list(range(len(indexes)))


def test_what_runs_out_by_its_date_is_a_duty_of_the_worker(resident: Actor, carer: Actor) -> None:
    from korat.blocks.ledger.models import Act, Grant
    from korat.blocks.people import actions

    then = clock.now() - timedelta(days=2)
    uuid = actions.give_mandate(
        actor=resident, holder=carer.subject, purposes=["case.file"], now=then, ends_at=then + timedelta(days=1)
    )
    (duty,) = (one for one in worker.duties() if one.name == "expire")
    worker.turn(duty, clock.now())
    assert Grant.objects.get(uuid=uuid).ended_at == then + timedelta(days=1)
    assert Act.objects.get(about=uuid, kind="people.grant.ended").facts["why"] == "date"
