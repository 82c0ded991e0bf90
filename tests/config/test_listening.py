"""A port is bound before anybody is told of it, and outlives the child that answers there."""

import re
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from korat.config.listening import held, port_of
from tests.config.waiting import until

# Says who answers, once for each start, and serves one page.
KOR = """
import os, pathlib, sys
from korat.config import listening
from korat.config.standins.sms import Server
pathlib.Path(sys.argv[1]).open("a").write(f"{os.getpid()} ")
Server(listening.taken_over(sys.argv[2:])[0], "http://house.example", "secret").serve()
"""
SUPERVISOR = f"""
import sys
from korat.config.listening import held, port_of
from korat.config.processes import Program, supervise
kept = held(0)
print(port_of(kept), flush=True)
command = (sys.executable, "-c", {KOR!r}, sys.argv[1], str(kept.fileno()))
supervise([Program("stand-in", command, sockets=(kept,))])
"""


def test_installations_that_start_in_the_same_second_get_a_port_each() -> None:
    with held(0) as probe:
        wanted = port_of(probe)
    with ThreadPoolExecutor(8) as starting:
        found = list(starting.map(lambda _: held(wanted), range(8)))
    ports = [port_of(one) for one in found]
    for one in found:
        one.close()
    assert wanted in ports
    assert len(set(ports)) == 8


def test_where_there_is_no_such_port_any_free_one_does() -> None:
    with held(70_000) as kept:
        assert 0 < port_of(kept) < 65_536


@pytest.fixture
def born(tmp_path: Path) -> Path:
    return tmp_path / "born"


def test_a_child_that_was_killed_answers_again_at_the_same_address(born: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", SUPERVISOR, str(born)], stdout=subprocess.PIPE, text=True) as started:
        try:
            assert started.stdout
            address = f"http://127.0.0.1:{int(started.stdout.readline())}/"
            assert "not a telephone network" in httpx.get(address, timeout=30, trust_env=False).text
            subprocess.run(["kill", f"-{signal.SIGKILL.value}", born.read_text().split()[0]], check=True)
            assert until(lambda: len(re.findall(r"\d+", born.read_text())) == 2)
            assert httpx.get(address, timeout=30, trust_env=False).status_code == 200
        finally:
            started.terminate()
