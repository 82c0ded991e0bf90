"""A live Korat and a real Chromium: the web server as it runs in life, over the test database."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from korat.config import processes
from korat.config.listening import held, port_of
from korat.config.standins import thaid
from tests.conftest import ROOT
from tools.camera import FLAGS
from tools.programs import CHROMIUM

READY_IN = 240.0
PATIENCE_MS = 30_000


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all journeys; skipped only where no Chromium can be had."""
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if program is None:
        pytest.skip("There is no Chromium on this machine; `python tools/programs.py` installs one.")
    # Playwright keeps an event loop on this thread, in which Django would refuse a plain query of the test.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=program, args=FLAGS)
        expect.set_options(timeout=PATIENCE_MS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def served(province: None) -> Iterator[str]:
    """The address of the web server, with hashed and compressed static files."""
    collect = [sys.executable, "-m", "django", "collectstatic", "--noinput", "--verbosity=0"]
    subprocess.run(collect, check=True)
    from korat.config.synthetic.stand_in import made_up

    port, beside = free_port(), held(0)
    issuer = {"KORAT_THAID_ISSUER": f"http://localhost:{port_of(beside)}", "KORAT_THAID_CLIENT_ID": thaid.CLIENT}
    environ = {"KORAT_PORT": str(port), **issuer}
    thaid.keep_people(Path(os.environ["KORAT_HOME"]), made_up({}))
    web, stand_in = processes.web(port, workers=1).command, processes.stand_in("thaid", beside).command
    with running(*web, environ=environ), running(*stand_in, environ=environ, sockets=[beside.fileno()]):
        address = f"http://localhost:{port}"
        wait_for(f"{address}/follow/")
        yield address


@pytest.fixture
def site(served: str, house: None) -> str:
    """The address, in a house that is wiped after the test."""
    return served


@pytest.fixture
def visitor(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """A new browser profile: nothing is remembered from another one."""
    contexts = []

    def arrive(*, width: int = 360, scripts: bool = True) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 800}, java_script_enabled=scripts, reduced_motion="reduce"
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        return context.new_page()

    yield arrive
    for context in contexts:
        context.close()


@contextmanager
def running(*command: str, environ: dict[str, str], sockets: Sequence[int] = ()) -> Iterator[subprocess.Popen[bytes]]:
    """A program in a group of its own, ended with all that it started. It inherits `sockets`."""
    program = subprocess.Popen(
        command, env={**os.environ, **environ}, stdin=subprocess.DEVNULL, process_group=0, pass_fds=sockets
    )
    try:
        yield program
    finally:
        os.killpg(program.pid, signal.SIGTERM)
        program.wait(timeout=30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str) -> None:
    deadline = time.monotonic() + READY_IN
    while time.monotonic() < deadline:
        try:
            if httpx.get(address).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"{address} did not answer within {READY_IN:g} s")


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A photograph that knows where it was taken: in the middle of the town."""
    from PIL import Image

    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (14.0, 53.0, 24.0), 3: "E", 4: (101.0, 43.0, 12.0)}
    path = tmp_path / "lamp.jpg"
    Image.effect_noise((1200, 900), 60).convert("RGB").save(path, "JPEG", exif=exif)
    return path


@pytest.fixture(scope="module")
def isles() -> Iterator[str]:
    """The address of another Korat with the fictional pack, its own database, web server and worker."""
    home, port = Path(tempfile.mkdtemp(prefix="korat-isles-")), free_port()
    environ = {
        "KORAT_HOME": str(home),
        "KORAT_PORT": str(port),
        "KORAT_PACK": "xx-00-example",
        "DATABASE_URL": "",
        "DATABASE_OWNER_URL": "",
    }
    with running(sys.executable, str(ROOT / "tests/journeys/isles.py"), environ=environ):
        wait_for(f"http://localhost:{port}/healthz")
        yield f"http://localhost:{port}"
    shutil.rmtree(home)
