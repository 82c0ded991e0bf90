"""The process of the embedded server: found, brought up, ended."""

import os
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from korat.config.cluster import PORT, Cluster, said
from korat.kernel.errors import Unavailable

_STEP = 0.01  # seconds between two looks
_ENDINGS = ((signal.SIGINT, 20.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 5.0))  # fast, immediate, at last
_WORTH_ANOTHER_TRY = ("already exists", "still in use")  # an old server is on its way out


@dataclass(frozen=True, slots=True)
class Postmaster:
    """A live server as its pid file tells it."""

    pid: int
    socket_dir: Path
    port: int
    ready: bool


def find(folder: Path) -> Postmaster | None:
    """The server that runs on this data folder, or None. A pid file left behind or reused counts as none."""
    lines = _pid_file(folder)
    if not lines or not lines[0].strip().isdigit() or not _runs_on(int(lines[0]), folder):
        return None
    pid, _, _, port, socket_dir, _, _, status = (lines + [""] * 8)[:8]
    return Postmaster(int(pid), Path(socket_dir), int(port or 0), status.strip() == "ready")


def bring_up(cluster: Cluster, deadline: float) -> subprocess.Popen[bytes] | None:
    """Wait for a ready server: one left behind (then None), or one that we start and that may recover."""
    process: subprocess.Popen[bytes] | None = None
    with tempfile.TemporaryFile() as output:
        while not ((found := find(cluster.folder)) and found.ready):
            if process is None and time.monotonic() > deadline:
                raise _not_started(said(output))
            if process is None and found is None:
                process = _spawn(cluster, output)
            if not _lives(process, cluster.folder):
                _refuse_unless_worth_another_try(said(output))
                process = None
    return process


def end(folder: Path, process: subprocess.Popen[bytes] | None) -> None:
    """Stop the server of this folder, kindly first, and wait until it is gone."""
    found = find(folder)
    pid = process.pid if process else found.pid if found else None  # our own may have no pid file yet
    if pid is None:
        return
    for signum, seconds in _ENDINGS:
        deadline = time.monotonic() + seconds
        if not _runs(pid, folder, process):
            return
        with suppress(ProcessLookupError):
            os.kill(pid, signum)
        while _runs(pid, folder, process) and time.monotonic() < deadline:
            time.sleep(_STEP)


def _runs(pid: int, folder: Path, process: subprocess.Popen[bytes] | None) -> bool:
    """A child of ours is asked as one, which also reaps it."""
    return process.poll() is None if process else _runs_on(pid, folder)


def _spawn(cluster: Cluster, output: IO[bytes]) -> subprocess.Popen[bytes]:
    """No TCP and the socket's place stand on the command line: no setting in the folder can undo them."""
    _drop_dead_locks(cluster)
    output.truncate(0)
    safe = {
        "listen_addresses": "",
        "unix_socket_directories": str(cluster.socket_dir()),
        "unix_socket_permissions": "0700",
    }
    options = [f"--{name}={value}" for name, value in safe.items()]
    return cluster.spawn("postgres", "-D", str(cluster.folder), *options, output=output)


def _lives(process: subprocess.Popen[bytes] | None, folder: Path) -> bool:
    """Give it a moment. If we are interrupted meanwhile (Ctrl-C), it goes too."""
    try:
        time.sleep(_STEP)
    except BaseException:
        end(folder, process)
        raise
    return process is None or process.poll() is None


def _pid_file(folder: Path) -> list[str]:
    return _lines_of(folder / "postmaster.pid")


def _lines_of(lock: Path) -> list[str]:
    try:
        return lock.read_text().splitlines()
    except (FileNotFoundError, PermissionError):  # none, or another user's
        return []


def _runs_on(pid: int, folder: Path) -> bool:
    """A server works inside its data folder; after a crash its number may have gone to another program."""
    if Path("/proc/self/cwd").exists():
        with suppress(OSError):
            return os.readlink(f"/proc/{pid}/cwd") == str(folder)
        return False
    with suppress(PermissionError):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
    return True


def _drop_dead_locks(cluster: Cluster) -> None:
    """PostgreSQL clears a dead number itself, but gives up where another program, or its own unburied dead, bears it now.

    Only we start servers here, one at a time, and none runs: whatever number stands there is not a server's.
    """
    for lock in (cluster.folder / "postmaster.pid", cluster.socket_dir() / f".s.PGSQL.{PORT}.lock"):
        number = (_lines_of(lock) or [""])[0].strip()
        if number.isdigit() and Path(f"/proc/{number}").exists():
            lock.unlink()


def _refuse_unless_worth_another_try(words: str) -> None:
    if not any(sign in words for sign in _WORTH_ANOTHER_TRY):
        raise _not_started(words)
    time.sleep(0.2)


def _not_started(words: str) -> Unavailable:
    return Unavailable(
        f"เปิดฐานข้อมูลไม่สำเร็จ กรุณาลองใหม่ หรือสั่ง korat doctor เพื่อตรวจสอบ ({words})",
        f"The database did not start. Try again, or ask korat doctor. ({words})",
        code="database_not_started",
    )
