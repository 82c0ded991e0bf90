"""The doctor: each finding in words, with a remedy when something is wrong."""

import http.server
import io
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from korat.config import checks, doctor
from korat.config.database_checks import DatabaseFacts, judge
from korat.config.finding import Finding
from korat.kernel.settings import Settings

HOME = Path("/srv/korat")
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)

GOOD = [
    checks.check_port(8000, taken=False, ours=False),
    checks.check_port(8000, taken=True, ours=True),
    checks.check_disk(HOME, 10**9),
    checks.check_folder(HOME, writable=True),
    checks.check_keys(production=False, demonstration_keys=["session"]),
    checks.check_keys(production=True, demonstration_keys=[]),
    checks.check_demo_mark(production=False, marked_demo=True),
    checks.check_demo_mark(production=True, marked_demo=False),
    checks.check_calendar(2026, {2026}),
    checks.check_migrations([]),
    checks.check_worker(NOW - timedelta(seconds=60), NOW),
    checks.check_cores(2),
    checks.check_node(present=True),
    checks.check_node(present=False),
    *judge(DatabaseFacts()),
]
WARNINGS = {
    "disk_nearly_full": checks.check_disk(HOME, 10**9 - 1),
    "calendar_unconfirmed": checks.check_calendar(2027, {2026}),
    "cores_few": checks.check_cores(1),
}
FAILURES = {
    "port_taken": checks.check_port(8000, taken=True, ours=False),
    "disk_nearly_full": checks.check_disk(HOME, 2 * 10**8 - 1),
    "folder_not_writable": checks.check_folder(HOME, writable=False),
    "demonstration_key": checks.check_keys(production=True, demonstration_keys=["session"]),
    "demo_database": checks.check_demo_mark(production=True, marked_demo=True),
    "migrations_missing": checks.check_migrations(["korat_cases.0002_numbers"]),
    "worker_silent": checks.check_worker(NOW - timedelta(seconds=61), NOW),
}
BAD_DATABASES = {
    "database_too_old": DatabaseFacts(version=150013),
    "database_locale": DatabaseFacts(sees_thai=False),
    "database_fsync": DatabaseFacts(fsync=False),
    "database_owner_role": DatabaseFacts(owner_superuser=True),
    "database_extensions": DatabaseFacts(missing_extensions=("pg_trgm",)),
}
TOO_MIGHTY = [
    DatabaseFacts(app_mighty=True),
    DatabaseFacts(app_memberships=("korat_owner",)),
    DatabaseFacts(same_role=True),
]


def is_told_in_words(finding: Finding) -> bool:
    return all((finding.th, finding.en, finding.remedy_th, finding.remedy_en))


@pytest.mark.parametrize("finding", GOOD, ids=lambda finding: finding.code)
def test_what_is_well_is_ok_and_asks_for_nothing(finding: Finding) -> None:
    assert finding.ok
    assert not finding.is_warning


@pytest.mark.parametrize(("code", "finding"), WARNINGS.items())
def test_what_is_not_urgent_is_a_warning_with_a_remedy(code: str, finding: Finding) -> None:
    assert finding.code == code
    assert finding.is_warning
    assert is_told_in_words(finding)


@pytest.mark.parametrize(("code", "finding"), FAILURES.items())
def test_what_is_wrong_fails_with_a_remedy(code: str, finding: Finding) -> None:
    assert finding.code == code
    assert not finding.ok
    assert is_told_in_words(finding)


@pytest.mark.parametrize(("code", "facts"), BAD_DATABASES.items())
def test_a_database_that_is_unfit_is_told_from_its_facts(code: str, facts: DatabaseFacts) -> None:
    [found] = [finding for finding in judge(facts) if not finding.ok]
    assert found.code == code
    assert is_told_in_words(found)


@pytest.mark.parametrize("facts", TOO_MIGHTY, ids=["mighty", "member", "same"])
def test_an_app_role_that_could_pass_row_security_is_refused(facts: DatabaseFacts) -> None:
    assert [finding.code for finding in judge(facts) if not finding.ok] == ["database_app_role"]


def test_a_worker_never_heard_of_is_silent() -> None:
    assert not checks.check_worker(None, NOW).ok


@contextmanager
def serving(body: bytes, status: int) -> Iterator[int]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("body", "status", "ours"),
    [
        (b'{"korat": "0.1.0"}', 200, True),
        (b'{"korat": "0.1.0", "worker": false}', 503, True),
        (b"It works", 200, False),
    ],
)
def test_our_own_korat_is_told_from_another_program(body: bytes, status: int, ours: bool) -> None:
    with serving(body, status) as port:
        assert doctor.is_taken(port)
        assert doctor.is_korat(port) is ours


def test_a_free_port_is_neither_taken_nor_korat() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert not doctor.is_taken(port)
    assert not doctor.is_korat(port)


def test_an_examination_before_the_first_start_has_something_to_say(tmp_path: Path) -> None:
    home = tmp_path / "not" / "yet"
    found = {finding.code for finding in doctor.examine(Settings(home=home), confirmed_years=())}
    assert {"folder", "keys", "calendar_unconfirmed", "database_resting"} <= found
    assert not home.exists()


def test_a_demonstration_key_is_found_in_production(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "session").write_text("demonstration-abc")
    found = doctor.examine(Settings(home=tmp_path, mode="production"))
    assert "demonstration_key" in {finding.code for finding in found}


def test_the_report_speaks_both_languages_and_fails_only_on_failures() -> None:
    out = io.StringIO()
    assert doctor.report([GOOD[0], WARNINGS["cores_few"]], out) == 0
    assert doctor.report([FAILURES["port_taken"]], out) == 1
    assert "✓ พอร์ต 8000 ว่าง\n  Port 8000 is free.\n! มีหน่วยประมวลผลแกนเดียว" in out.getvalue()
    assert "  → ปิดโปรแกรมนั้น" in out.getvalue()
    assert "    Stop it, or set KORAT_PORT" in out.getvalue()
