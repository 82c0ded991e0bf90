"""The embedded PostgreSQL: started, shared, recovered and stopped by us; reached by unix socket only.

Whoever holds `home/postgres.lock` owns the server and stops it; everyone else shares it. The kernel drops the
lock with its process, so a crash leaves nothing to clear: the next owner takes over what runs, or starts one.
"""

import fcntl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg

from korat.config import postmaster
from korat.config.cluster import PORT, SUPERUSER, Cluster
from korat.config.database_checks import check_external
from korat.config.roles import APP, DATABASE, OWNER, ensure_roles
from korat.kernel.errors import Conflict

__all__ = ["Server", "attach", "check_external", "ensure_roles", "revive", "running", "start", "stop"]

PATIENCE = 60.0  # seconds for another server on the same folder to come up or to go away


@dataclass(slots=True)
class Hold:
    """What the owner of a running server keeps: the lock, and the process unless it was taken over."""

    lock: IO[str]
    process: subprocess.Popen[bytes] | None


@dataclass(frozen=True, slots=True)
class Server:
    """A running server. Without a hold it is shared: another Korat process stops it."""

    folder: Path
    socket_dir: Path
    port: int = PORT
    hold: Hold | None = field(default=None, repr=False, compare=False)

    @property
    def app_url(self) -> str:
        """libpq address of the database `korat` for web and worker."""
        return self.url(APP)

    @property
    def owner_url(self) -> str:
        """libpq address of the database `korat` for migrations."""
        return self.url(OWNER)

    @property
    def superuser_url(self) -> str:
        """libpq address for setting up; never for work."""
        return self.url(SUPERUSER, "postgres")

    def url(self, role: str, database: str = DATABASE) -> str:
        """The libpq address of a database as a role."""
        return f"postgresql://{role}@/{database}?host={quote(str(self.socket_dir))}&port={self.port}"


def start(home: Path, *, share: bool = True, patience: float = PATIENCE) -> Server:
    """Bring up the server of this data folder, or join it where another Korat process owns it (if `share`).

    Call it from a thread that lives as long as the server shall. Raises Refused in words.
    """
    cluster, deadline = Cluster.at(home), time.monotonic() + patience
    while True:
        if lock := _lock(cluster.home):
            return _own(cluster, lock, deadline)
        if share and (server := attach(cluster.home)) and _answers(server):
            return server
        if time.monotonic() > deadline:
            raise _in_use(cluster.home)
        time.sleep(0.05)


def stop(server: Server) -> None:
    """End the server if it is ours to end. Leaves no process, no pid file, no socket."""
    if server.hold is not None:
        with server.hold.lock:
            postmaster.end(server.folder, server.hold.process)


def revive(server: Server) -> bool:
    """Start our server again if it died (then True). Addresses stay; what was acknowledged is there."""
    if server.hold is None or postmaster.find(server.folder):
        return False
    if server.hold.process is not None:
        server.hold.process.wait()
    cluster = Cluster.at(server.folder.parent)
    server.hold.process = postmaster.bring_up(cluster, time.monotonic() + PATIENCE)
    return True


@contextmanager
def running(home: Path, *, share: bool = True) -> Iterator[Server]:
    """A server for as long as the block lasts."""
    server = start(home, share=share)
    try:
        yield server
    finally:
        stop(server)


def attach(home: Path) -> Server | None:
    """The server that runs on this data folder right now, shared, or None. Starts nothing."""
    folder = home.resolve() / "postgres"
    found = postmaster.find(folder)
    return Server(folder, found.socket_dir, found.port) if found and found.ready else None


def _lock(home: Path) -> IO[str] | None:
    file = (home / "postgres.lock").open("a")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def _own(cluster: Cluster, lock: IO[str], deadline: float) -> Server:
    try:
        cluster.prepare()
        process = postmaster.bring_up(cluster, deadline)
    except BaseException:
        lock.close()
        raise
    return _set_up(cluster, Hold(lock, process))


def _set_up(cluster: Cluster, hold: Hold) -> Server:
    found = attach(cluster.home)
    server = Server(cluster.folder, found.socket_dir if found else cluster.socket_dir(), PORT, hold)
    try:
        ensure_roles(server.superuser_url)
    except BaseException:
        stop(server)
        raise
    return server


def _answers(server: Server) -> bool:
    """The owner may still be setting up: the database appears last and complete."""
    try:
        psycopg.connect(server.app_url, connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def _in_use(home: Path) -> Conflict:
    return Conflict(
        f"มี Korat อีกชุดหนึ่งใช้โฟลเดอร์ข้อมูล {home} อยู่ กรุณาปิดชุดนั้นก่อน",
        f"Another Korat is using the data folder {home}. Please stop it first.",
        code="database_in_use",
    )
