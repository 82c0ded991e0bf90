"""The embedded database, tried on a real server."""

import os
import pwd
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

import psycopg
import pytest

from korat.config import postgres, postmaster
from korat.config.cluster import Cluster, binaries
from korat.config.database_checks import check_external
from korat.config.postgres import Server
from korat.kernel.errors import Refused
from tests.config.waiting import gone, until


def closed_folder() -> Iterator[Path]:
    """Closed like root's home. Not pytest's own folder: a run beside this one would close that anew."""
    with tempfile.TemporaryDirectory(prefix="korat-pg-") as path:
        (home := Path(path) / "home").mkdir()
        yield home


home = pytest.fixture(scope="module", name="home")(closed_folder)
empty = pytest.fixture(name="empty")(closed_folder)


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[Server]:
    with postgres.running(home) as started:
        yield started


def ask(url: str, query: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(query).fetchone()
    return row[0] if row and len(row) == 1 else row


def pid_of(server: Server) -> int:
    found = postmaster.find(server.folder)
    assert found is not None
    return found.pid


def test_the_server_is_postgresql_18_without_root_and_without_tcp(server: Server) -> None:
    assert ask(server.app_url, "SELECT current_setting('server_version_num')::int >= 180000") is True
    assert ask(server.superuser_url, "SELECT current_setting('listen_addresses')") == ""
    assert Path(f"/proc/{pid_of(server)}").stat().st_uid != 0
    assert server.folder.stat().st_mode & 0o077 == server.socket_dir.stat().st_mode & 0o077 == 0


def test_what_is_accepted_is_safe_and_nothing_said_is_logged(server: Server) -> None:
    settings = {
        "fsync": "on",
        "synchronous_commit": "on",
        "data_checksums": "on",
        "jit": "off",
        "TimeZone": "UTC",
        "log_statement": "none",
        "log_min_messages": "log",
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
    }
    assert {name: ask(server.app_url, f"SHOW {name}") for name in settings} == settings


def test_an_error_leaves_no_word_of_a_person_in_the_log(server: Server) -> None:
    with pytest.raises(psycopg.DataError):
        ask(server.app_url, "SELECT 'สมหญิง-0812345678'::int")
    logged = "".join(path.read_text() for path in (server.folder / "log").iterdir())
    assert "ready to accept connections" in logged
    assert "0812345678" not in logged


def test_the_roles_have_just_their_rights(server: Server) -> None:
    query = (
        "SELECT rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolreplication, rolcanlogin "
        "FROM pg_roles WHERE rolname = session_user"
    )
    assert ask(server.app_url, query) == (False, False, False, False, False, True)
    assert ask(server.owner_url, query) == (False, False, True, False, False, True)
    assert ask(server.app_url, "SELECT count(*) FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member "
               "WHERE r.rolname LIKE 'korat%'") == 0  # fmt: skip


def test_the_app_cannot_become_the_owner(server: Server) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(server.app_url, "SET ROLE korat_owner")


@pytest.mark.parametrize("statement", ["CREATE TABLE t (a int)", "CREATE TEMP TABLE t (a int)", "CREATE SCHEMA s"])
def test_the_app_makes_no_tables(server: Server, statement: str) -> None:
    with psycopg.connect(server.app_url) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)


def test_a_membership_given_by_mistake_is_taken_back(server: Server) -> None:
    with psycopg.connect(server.superuser_url, autocommit=True) as connection:
        connection.execute("GRANT pg_read_all_data TO korat_app")
    [found] = check_external(server.app_url, server.owner_url)
    assert found.code == "database_app_role"
    postgres.ensure_roles(server.superuser_url)
    assert check_external(server.app_url, server.owner_url) == []


def test_thai_is_found_by_trigrams_here_and_in_databases_made_later(server: Server) -> None:
    query = "SELECT similarity('ถนนพัง', 'ถนนพังมาก') > 0"
    with psycopg.connect(server.owner_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE later")
    assert ask(server.app_url, query) is True
    assert ask(server.url("korat_app", "later"), query) is True
    assert check_external(server.app_url, server.owner_url) == []


def test_a_mighty_app_role_and_a_blind_locale_are_told_in_words(server: Server) -> None:
    with psycopg.connect(server.superuser_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE blind TEMPLATE template0 LC_CTYPE 'C'")
    blind = server.url("postgres", "blind")
    codes = {finding.code for finding in check_external(blind, blind)}
    assert codes == {"database_app_role", "database_owner_role", "database_locale", "database_extensions"}


def test_an_unreachable_database_is_told_without_its_password() -> None:
    url = "postgresql://korat_app:secret-word@127.0.0.1:1/korat"
    [found] = check_external(url, url)
    assert found.code == "database_unreachable"
    assert "secret-word" not in found.en + found.th


def test_a_second_start_shares_the_server_and_leaves_it_running(server: Server, home: Path) -> None:
    with postgres.running(home) as second:
        assert second == server
        assert second.hold is None
    assert ask(server.app_url, "SELECT 1") == 1


def test_whoever_wants_the_server_alone_is_told_that_it_is_in_use(server: Server, home: Path) -> None:
    assert server.hold is not None
    with pytest.raises(Refused) as refused:
        postgres.start(home, share=False, patience=0.1)
    assert refused.value.code == "database_in_use"


def test_rows_acknowledged_before_kill_9_are_there_after_the_revival(server: Server) -> None:
    pid = pid_of(server)
    with psycopg.connect(server.owner_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE acknowledged (n int)")
        for n in range(20):
            connection.execute("INSERT INTO acknowledged VALUES (%s)", [n])
        with a_backend_at_work(server):
            os.kill(pid, signal.SIGKILL)
            assert until(lambda: gone(pid))
            assert postgres.revive(server)
    assert not postgres.revive(server)
    assert ask(server.owner_url, "SELECT count(*) FROM acknowledged") == 20


@contextmanager
def a_backend_at_work(server: Server) -> Iterator[None]:
    """It does not notice at once that its postmaster died: the new one has to wait for it."""
    work = "SELECT count(*) FROM generate_series(1, 1500) a, generate_series(1, 1500) b"
    busy = Thread(target=run_until_cut_off, args=[server.app_url, work])
    busy.start()
    seen = f"SELECT count(*) FROM pg_stat_activity WHERE query = '{work}'"
    assert until(lambda: ask(server.superuser_url, seen) == 1)
    yield
    busy.join()


def run_until_cut_off(url: str, query: str) -> None:
    with suppress(psycopg.OperationalError), psycopg.connect(url) as connection:
        connection.execute(query)


def test_a_server_without_a_live_owner_is_taken_over_and_ended(empty: Path) -> None:
    with postgres.running(empty) as first:
        socket_dir = first.socket_dir
    command = [
        str(binaries() / "pg_ctl"),
        "-D",
        str(first.folder),
        "-w",
        "-o",
        f"-h '' -k {socket_dir}",
        "start",
    ]
    owner = first.folder.stat()
    as_root = os.geteuid() == 0
    started = subprocess.run(
        command,
        user=owner.st_uid if as_root else None,
        group=owner.st_gid if as_root else None,
        extra_groups=[] if as_root else None,
        cwd="/",
        stdout=subprocess.DEVNULL,
        check=False,
    )
    assert started.returncode == 0
    left = pid_of(first)
    with postgres.running(empty) as second:
        assert pid_of(second) == left
    assert until(lambda: gone(left))
    assert not (first.folder / "postmaster.pid").exists()
    assert list(socket_dir.iterdir()) == []


@pytest.mark.parametrize("lock", ["postgres/postmaster.pid", "socket/.s.PGSQL.5432.lock"])
def test_a_lock_whose_number_another_program_bears_does_not_hinder(empty: Path, lock: str) -> None:
    """After a power cut numbers are given anew; and a server killed with its starter lies unburied for a while."""
    with postgres.running(empty) as first:
        pass
    pid_file = empty / lock
    user = pwd.getpwuid(first.folder.stat().st_uid)
    other = subprocess.Popen(["/bin/sleep", "60"], user=user.pw_uid if os.geteuid() == 0 else None)
    try:
        pid_file.write_text(f"{other.pid}\n{first.folder}\n1\n5432\n{first.socket_dir}\n\n\nready\n")
        with postgres.running(empty) as second:
            assert pid_of(second) != other.pid
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_the_server_ends_with_a_starter_that_was_killed(empty: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from korat.config import postgres\n"
        "postgres.start(Path(sys.argv[1])); print('up', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(empty)], stdout=subprocess.PIPE) as starter:
        assert starter.stdout is not None
        assert starter.stdout.readline() == b"up\n"
        found = postgres.attach(empty)
        assert found is not None
        pid = pid_of(found)
        starter.kill()
    assert until(lambda: gone(pid))
    assert postgres.attach(empty) is None


def test_a_clean_stop_leaves_no_process_no_pid_file_and_no_socket(empty: Path) -> None:
    with postgres.running(empty) as server:
        pid = pid_of(server)
    assert until(lambda: gone(pid))
    assert not (server.folder / "postmaster.pid").exists()
    assert list(server.socket_dir.iterdir()) == []
    assert postgres.attach(empty) is None


def test_a_start_that_was_cut_off_in_the_middle_is_begun_anew(empty: Path) -> None:
    (empty / "postgres.new").mkdir()
    (empty / "postgres.new" / "PG_VERSION").write_text("18\n")
    with postgres.running(empty) as server:
        assert ask(server.app_url, "SELECT 1") == 1
    assert not (empty / "postgres.new").exists()


def test_a_deep_data_folder_gets_a_short_socket_for_the_server_alone(empty: Path) -> None:
    deep = empty / ("ลึก" * 12) / ("deep" * 12)
    with postgres.running(deep) as server:
        assert ask(server.app_url, "SELECT 1") == 1
        assert deep not in server.socket_dir.parents
        assert server.socket_dir.stat().st_mode & 0o777 == 0o700
    server.socket_dir.rmdir()


def test_a_socket_folder_that_a_stranger_made_first_is_refused(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cluster = Cluster.at(empty / ("x" * 100))
    monkeypatch.setattr("tempfile.tempdir", str(empty))
    made = cluster.socket_dir()
    made.rmdir()
    made.symlink_to("/")
    with pytest.raises(Refused) as refused:
        cluster.socket_dir()
    assert refused.value.code == "database_folder_foreign"


def test_data_of_another_version_is_refused_in_words(empty: Path) -> None:
    (empty / "postgres").mkdir()
    (empty / "postgres" / "PG_VERSION").write_text("15\n")
    with pytest.raises(Refused, match="PostgreSQL 15") as refused:
        postgres.start(empty)
    assert refused.value.code == "database_other_version"


def test_a_setting_that_stops_the_server_is_told_and_the_lock_is_free_again(empty: Path) -> None:
    with postgres.running(empty) as server:
        pass
    own = server.folder / "postgresql.auto.conf"
    good = own.read_text()
    own.write_text("shared_buffers = 'plenty'\n")
    with pytest.raises(Refused, match="shared_buffers"):
        postgres.start(empty)
    own.write_text(good)
    with postgres.running(empty, share=False) as again:
        assert again.hold is not None
