"""The supervisor, tried on real children."""

import http.client
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from korat.config import processes
from korat.config.processes import Program
from tests.config.waiting import gone, until

SUPERVISOR = """
import sys
from korat.config.processes import Program, supervise
commands = sys.argv[1:]
supervise([Program(f"child{n}", ("/bin/sh", "-c", command)) for n, command in enumerate(commands)])
"""


@contextmanager
def supervised(*commands: str, grace: float = 10.0) -> Iterator["subprocess.Popen[str]"]:
    code = SUPERVISOR.replace(
        "commands =", f"from korat.config import processes; processes.GRACE = {grace}; commands ="
    )
    started = subprocess.Popen([sys.executable, "-c", code, *commands], stderr=subprocess.PIPE, text=True)
    with started:
        try:
            yield started
        finally:
            started.terminate()


def pids(file: Path) -> list[int]:
    return [int(line) for line in file.read_text().split()] if file.exists() else []


@pytest.fixture
def born(tmp_path: Path) -> Path:
    """Each child writes its number here."""
    return tmp_path / "born"


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_every_child_and_what_it_started(born: Path, signum: signal.Signals) -> None:
    child = f"sleep 60 & echo $$ $! >> {born}; wait"
    with supervised(child, child) as supervisor:
        assert until(lambda: len(pids(born)) == 4)
        supervisor.send_signal(signum)
        assert supervisor.wait(30) == 0
    assert all(gone(pid) for pid in pids(born))


def test_children_die_when_their_parent_is_killed(born: Path) -> None:
    with supervised(f"echo $$ >> {born}; exec sleep 60", f"echo $$ >> {born}; exec sleep 60") as supervisor:
        assert until(lambda: len(pids(born)) == 2)
        supervisor.kill()
    assert until(lambda: all(gone(pid) for pid in pids(born)))


def test_a_crashed_child_starts_again_and_it_is_said(born: Path) -> None:
    with supervised(f"echo $$ >> {born}; exec sleep 60") as supervisor:
        assert until(lambda: len(pids(born)) == 1)
        subprocess.run(["/bin/sh", "-c", f"kill -9 {pids(born)[0]}"], check=True)
        assert until(lambda: len(pids(born)) == 2)
        supervisor.terminate()
        assert supervisor.stderr is not None
        assert "child0 ended (code -9); starting it again in 0.5 s." in supervisor.stderr.read()


def test_a_child_that_always_crashes_is_given_longer_and_longer_pauses(born: Path) -> None:
    with supervised(f"echo $$ >> {born}; exit 3") as supervisor:
        assert until(lambda: len(pids(born)) == 3)
        supervisor.terminate()
        assert supervisor.stderr is not None
        said = supervisor.stderr.read()
    assert re.findall(r"in (\S+) s\.", said)[:2] == ["0.5", "1"]


def test_what_a_crashed_child_left_behind_is_ended_before_it_starts_again(born: Path) -> None:
    with supervised(f"sleep 60 & echo $! >> {born}; exit 1"):
        assert until(lambda: len(pids(born)) == 2)
        assert gone(pids(born)[0])


def test_a_child_that_does_not_listen_is_killed_after_the_grace(born: Path) -> None:
    with supervised(f"trap '' TERM; echo $$ >> {born}; sleep 60; sleep 60", grace=0.3) as supervisor:
        assert until(lambda: len(pids(born)) == 1)
        supervisor.terminate()
        assert supervisor.wait(30) == 0
    assert gone(pids(born)[0])


def test_a_second_signal_ends_all_at_once(born: Path) -> None:
    with supervised(f"trap '' TERM; echo $$ >> {born}; sleep 60; sleep 60", grace=600) as supervisor:
        assert until(lambda: len(pids(born)) == 1)
        supervisor.terminate()
        time.sleep(0.3)
        supervisor.terminate()
        assert supervisor.wait(30) == 0
    assert gone(pids(born)[0])


def test_the_watch_is_asked_again_and_its_refusal_is_said() -> None:
    code = """
import os, signal
from korat.config.processes import supervise
from korat.kernel.errors import Refused
def watch():
    os.kill(os.getpid(), signal.SIGTERM)
    raise Refused("ลองใหม่", "Try again.")
supervise([], watch=watch)
"""
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert ended.stderr == "ลองใหม่\nTry again.\n"


def test_the_web_server_answers_and_leaves_its_port_when_its_parent_is_killed() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = processes.web(port)
    command = " ".join([*program.command[:-1], "wsgiref.simple_server:demo_app"])
    with supervised(f"exec {command} 2>/dev/null >&2") as supervisor:
        assert until(lambda: answers(port))
        supervisor.kill()
    assert until(lambda: free(port))


def free(port: int) -> bool:
    """Whether the next start may listen there; one worker that still ends while another answers is not free."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def test_web_and_worker_run_from_our_own_environment() -> None:
    programs: list[Program] = [processes.web(8000), processes.worker()]
    assert [program.name for program in programs] == ["web", "worker"]
    assert all(Path(program.command[0]).parent == Path(sys.executable).parent for program in programs)
    assert programs[0].command[-1] == "korat.config.wsgi:application"
