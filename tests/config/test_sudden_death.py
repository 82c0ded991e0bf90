"""`kill -9` in the middle of a POST: what was acknowledged is there afterwards, once; what was not can be sent again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from django.db import connections

from korat.blocks.cases.models import Case
from korat.blocks.ledger.models import Act, Subject
from korat.config import postgres, processes
from korat.kernel import ids
from tests.config.waiting import gone, until
from tests.domains.living.slips import ANSWERS, URL, key_on, reference_on
from tests.pages import form, words

WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


class Web:
    """The web server as it runs in life; it can be killed and started again on the same port."""

    def __init__(self, log: Path) -> None:
        self.port, self.log = free_port(), log
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                processes.web(self.port, workers=1).command,
                env={**os.environ, "KORAT_PORT": str(self.port)},
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, process_group=0,
            )  # fmt: skip
        assert until(self.answers), self.log.read_text()[-2000:]

    def answers(self) -> bool:
        with suppress(httpx.TransportError):
            return httpx.get(f"{self.address}/healthz").status_code in (200, 503)
        return False

    def kill(self) -> None:
        """All of it at once, without a word."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def running(province: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    subprocess.run([sys.executable, "-m", "django", "collectstatic", "--noinput", "--verbosity=0"], check=True)
    web = Web(tmp_path_factory.mktemp("web") / "log")
    web.start()
    yield web
    web.kill()


@pytest.fixture
def web(running: Web, house: None) -> Web:
    if running.process is None:
        running.start()
    return running


@pytest.fixture
def browser(web: Web) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=web.address, timeout=30, follow_redirects=True) as client:
        yield client


@pytest.fixture
def answers(browser: httpx.Client) -> dict[str, Any]:
    """A whole report as the last page sends it, with its key."""
    page = form(browser.get(URL), "photo")
    return {**ANSWERS, "key": ids.uuid7().hex, "csrfmiddlewaretoken": page.fields["csrfmiddlewaretoken"][0]}


@contextmanager
def held_in_the_middle(
    browser: httpx.Client, answers: dict[str, Any], owner_url: str
) -> Iterator[Future[httpx.Response]]:
    """The POST has written its act and its case and waits for the next table."""
    barrier, observer = psycopg.connect(owner_url), psycopg.connect(owner_url, autocommit=True)
    with ThreadPoolExecutor(1) as sender:
        try:
            barrier.execute("LOCK TABLE korat_cases_casereport IN ACCESS EXCLUSIVE MODE")
            answer = sender.submit(browser.post, URL, data=answers)
            assert until(lambda: observer.execute(WAITING).fetchone() == (1,))
            yield answer
        finally:
            barrier.close()
            observer.close()


def postmaster_of(server: postgres.Server) -> int:
    return int((server.folder / "postmaster.pid").read_text().split()[0])


def nothing_written() -> bool:
    acts = Act.objects.filter(kind="cases.case.opened")
    return not (Case.objects.exists() or acts.exists() or Subject.objects.filter(kind="unnamed").exists())


def test_web_killed_in_the_middle_leaves_nothing_and_the_same_form_can_be_sent_again(
    web: Web, browser: httpx.Client, answers: dict[str, Any], own_postgres: postgres.Server
) -> None:
    with held_in_the_middle(browser, answers, own_postgres.owner_url) as answer:
        web.kill()
        with pytest.raises(httpx.TransportError):
            answer.result(60)
    assert until(nothing_written)
    web.start()
    page = browser.post(URL, data=answers)
    assert Case.objects.get().reference == reference_on(page)
    assert Act.objects.filter(kind="cases.case.opened").count() == 1


def test_what_was_acknowledged_before_web_was_killed_is_there_once_with_the_same_number_and_key(
    web: Web, browser: httpx.Client, answers: dict[str, Any]
) -> None:
    first = browser.post(URL, data=answers)
    web.kill()
    web.start()
    again = browser.post(URL, data=answers)
    assert (reference_on(again), key_on(again)) == (reference_on(first), key_on(first))
    assert Case.objects.get().reference == reference_on(first)
    assert "คำลับ-7d1" in words(browser.get(f"/c/{reference_on(first)}")), "and the browser may still follow it"


def test_postgresql_killed_in_the_middle_is_said_in_words_and_nothing_is_lost_or_doubled(
    browser: httpx.Client, answers: dict[str, Any], own_postgres: postgres.Server
) -> None:
    acknowledged = reference_on(browser.post(URL, data={**answers, "key": ids.uuid7().hex}))
    pid = postmaster_of(own_postgres)
    try:
        with held_in_the_middle(browser, answers, own_postgres.owner_url) as answer:
            os.kill(pid, signal.SIGKILL)
            page = answer.result(60)
    finally:
        connections.close_all()
        assert until(lambda: gone(pid))
        assert postgres.revive(own_postgres)
    assert page.status_code == 503
    assert "ระบบขัดข้องชั่วคราว" in page.text
    assert page.headers["Retry-After"] == "30"
    assert Case.objects.get().reference == acknowledged
    page = browser.post(URL, data=answers)
    assert page.status_code == 200
    assert set(Case.objects.values_list("reference", flat=True)) == {acknowledged, reference_on(page)}
    assert Act.objects.filter(kind="cases.case.opened").count() == 2


def test_while_postgresql_is_away_every_page_says_so_and_health_is_not_well(
    web: Web, browser: httpx.Client, own_postgres: postgres.Server
) -> None:
    pid = postmaster_of(own_postgres)
    connections.close_all()
    os.kill(pid, signal.SIGKILL)
    try:
        assert until(lambda: gone(pid))
        assert browser.get("/reports/").status_code == 503
        health = browser.get("/healthz")
        assert (health.status_code, health.json()["database"]) == (503, False)
    finally:
        assert postgres.revive(own_postgres)
    assert until(lambda: browser.get("/reports/").status_code == 200)
