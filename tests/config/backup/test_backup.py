"""A copy taken while the house works, and its way back: the same acts, files and law, or a refusal in words."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from korat.blocks.cases.models import Case
from korat.blocks.documents import store
from korat.blocks.documents.models import Document
from korat.blocks.ledger import sealing
from korat.blocks.ledger.actor import Actor
from korat.config import postgres
from korat.config.backup import folders, manifest, parts, refusals, snapshot
from korat.config.backup.make import backup
from korat.config.backup.restore import restore
from korat.config.up import up
from korat.kernel.errors import Refused
from korat.kernel.settings import Settings, read
from tests import reports
from tests.config.test_sudden_death import free_port

KORAT = str(Path(sys.executable).parent / "korat")
# Policies, tables with row security, rights over tables and functions, the functions themselves, triggers, columns.
LAW = (
    "SELECT * FROM pg_policies ORDER BY schemaname, tablename, policyname",
    "SELECT relname FROM pg_class WHERE relrowsecurity ORDER BY 1",
    "SELECT relname, r.grantee::regrole::text, privilege_type FROM pg_class, aclexplode(relacl) r "
    "WHERE relnamespace IN ('public'::regnamespace, 'accounts'::regnamespace) AND r.grantee <> relowner ORDER BY 1, 2, 3",
    "SELECT proname, a.grantee::regrole::text FROM pg_proc, aclexplode(coalesce(proacl, acldefault('f', proowner))) a "
    "WHERE pronamespace = 'ledger'::regnamespace AND a.grantee <> proowner ORDER BY 1, 2",
    "SELECT proname, prosecdef, md5(prosrc), proconfig FROM pg_proc WHERE pronamespace = 'ledger'::regnamespace ORDER BY 1, 3",
    "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1",
    "SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns "
    "WHERE table_schema IN ('public', 'accounts') ORDER BY 1, ordinal_position",
)
OF_DATABASE = ("DATABASE_URL", "DATABASE_OWNER_URL")


@pytest.fixture
def filed(resident: Actor, now: datetime) -> Iterator[str]:
    """A report with its photograph, sealed; a public key stands beside the secret ones."""
    reference = reports.filed(resident, now, photos=(reports.photo(now),)).reference
    while sealing.seal():
        pass
    ring = read().home / "keys" / "drill"
    ring.mkdir(parents=True, exist_ok=True)
    (ring / "0001.pub").write_text("ab" * 32)
    (ring / "0001.key").write_text("cd" * 32)
    yield reference
    shutil.rmtree(ring)


@pytest.fixture
def copy(filed: str, tmp_path: Path) -> Path:
    backup(read(), tmp_path / "copy")
    return tmp_path / "copy"


def brought_back(folder: Path, home: Path) -> subprocess.CompletedProcess[str]:
    """`korat restore` as an operator types it."""
    environ = {name: value for name, value in os.environ.items() if name not in OF_DATABASE}
    command = [KORAT, "restore", str(folder)]
    return subprocess.run(command, env=environ | {"KORAT_HOME": str(home)}, capture_output=True, text=True, check=False)


@pytest.fixture
def there(copy: Path, tmp_path: Path) -> Iterator[postgres.Server]:
    """The house that was brought back, its database running."""
    home = tmp_path / "home"
    done = brought_back(copy, home)
    assert done.returncode == 0, done.stderr
    with postgres.running(home) as server:
        yield server


def rows(url: str, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(url, options="-c search_path=public,accounts") as connection:
        return connection.execute(query).fetchall()


def test_what_was_there_is_there_again_under_the_same_law(
    filed: str, there: postgres.Server, own_postgres: postgres.Server
) -> None:
    for query in (
        "SELECT * FROM korat_cases_case ORDER BY id",
        "SELECT * FROM korat_cases_casereport ORDER BY id",
        "SELECT index, act_id, hash FROM korat_ledger_leaf ORDER BY index",
        "SELECT * FROM korat_ledger_actsubject ORDER BY act_id, subject_id",
    ):
        assert rows(there.owner_url, query) == rows(own_postgres.owner_url, query) != []
    for query in LAW:
        assert rows(there.owner_url, query) == rows(own_postgres.owner_url, query) != []
    assert rows(there.app_url, "SELECT count(*) FROM korat_cases_casereport") == [(0,)], "no look, no private row"
    (photo,) = Document.objects.filter(about=Case.objects.get(reference=filed).uuid)
    assert (there.folder.parent / "files" / store.name_of(photo.uuid)).read_bytes() == store.fetch(photo.uuid)


def test_public_keys_come_along_and_secret_ones_only_when_asked_for(copy: Path, filed: str, tmp_path: Path) -> None:
    assert (copy / "keys/drill/0001.pub").read_text() == "ab" * 32
    assert not (copy / "secrets").exists()
    written = backup(read(), tmp_path / "with-secrets", with_secrets=True)
    assert (tmp_path / "with-secrets/secrets/drill/0001.key").read_text() == "cd" * 32
    assert {"secrets/pepper", "secrets/drill/0001.key"} <= written.parts.keys()
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "with-secrets").rglob("*"))
    done = brought_back(tmp_path / "with-secrets", tmp_path / "home")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "home/keys/pepper").read_text() == (read().home / "keys/pepper").read_text()


def test_without_the_secrets_it_says_what_is_lost_and_awaits_the_kept_keys(copy: Path, tmp_path: Path) -> None:
    done = brought_back(copy, tmp_path / "home")
    assert "citizen numbers cannot be opened" in done.stdout and "เลขประจำตัวประชาชนจะเปิดอ่านไม่ได้" in done.stdout
    kept = {path.suffix for path in (tmp_path / "home/keys").rglob("*") if path.is_file()}
    assert kept <= {".pub", ".pem"} and ".pub" in kept, "no new pepper stands where the old one is awaited"
    assert not any("PRIVATE" in path.read_text() for path in (copy / "keys").rglob("*") if path.is_file())


def test_the_manifest_counts_what_is_in_it_and_is_written_last(copy: Path, own_postgres: postgres.Server) -> None:
    written = manifest.read(copy)
    ((cases, leaves),) = rows(
        own_postgres.owner_url,
        "SELECT (SELECT count(*) FROM korat_cases_case), (SELECT count(*) FROM korat_ledger_leaf)",
    )
    assert (written.counts["korat_cases_case"], written.counts["korat_ledger_leaf"]) == (cases, leaves)
    assert written.files == len(manifest.sums(copy)) == 1
    assert (copy / "manifest.json").stat().st_mtime_ns == max(
        p.stat().st_mtime_ns for p in copy.rglob("*") if p.is_file()
    )


def test_a_photograph_that_was_erased_before_the_copy_is_not_in_it(filed: str, tmp_path: Path) -> None:
    store.drop(Document.objects.get().uuid)
    written = backup(read(), tmp_path / "copy")
    assert (written.files, written.gone) == (0, [str(Document.objects.get().uuid)])


def settings_at(home: Path, **changed: Any) -> Settings:
    return Settings(home=home, **changed)


def refusal(folder: Path, home: Path, **changed: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        restore(settings_at(home, **changed), folder)
    assert refused.value.th != refused.value.en
    return refused.value


def test_a_restore_over_a_folder_that_holds_something_is_refused_and_leaves_it(copy: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "letter.txt").write_text("ours")
    assert refusal(copy, home).code == "folder_not_empty"
    assert [path.name for path in home.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize("part", ["manifest.json", "database.dump", "files.sha256", "keys/drill/0001.pub", "a file"])
def test_a_backup_cut_short_is_refused_by_the_name_of_what_is_missing(copy: Path, tmp_path: Path, part: str) -> None:
    name = part if part != "a file" else next(iter(manifest.sums(copy)))
    (copy / name).unlink()
    found = refusal(copy, tmp_path / "home")
    assert found.code == "backup_cut_short" and name in found.th and name in found.en
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("part", ["database.dump", "files.sha256", "keys/drill/0001.pub", "a file", "manifest.json"])
def test_a_backup_with_one_changed_byte_is_refused_by_the_name_of_the_part(
    copy: Path, tmp_path: Path, part: str
) -> None:
    path = copy / (part if part != "a file" else next(iter(manifest.sums(copy))))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0x80
    path.write_bytes(data)
    assert refusal(copy, tmp_path / "home").code == "backup_altered"
    assert not (tmp_path / "home").exists()


def test_a_database_dump_cut_in_the_middle_is_refused(copy: Path, tmp_path: Path) -> None:
    os.truncate(copy / "database.dump", (copy / "database.dump").stat().st_size // 2)
    assert refusal(copy, tmp_path / "home").code == "backup_altered"


def test_a_folder_that_is_no_backup_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    assert refusal(tmp_path / "pictures", tmp_path / "home").code == "no_backup"
    assert refusal(tmp_path / "nowhere", tmp_path / "home").code == "no_backup"


def test_a_list_of_files_that_leads_out_of_the_backup_is_refused(copy: Path, tmp_path: Path) -> None:
    (copy / "files.sha256").write_text(f"{'0' * 64}  files/../../../etc/passwd\n")
    assert refusal(copy, tmp_path / "home").code == "backup_altered"


def test_a_demonstration_never_goes_into_production(filed: str, copy: Path, tmp_path: Path) -> None:
    changed(copy, demo=True)
    assert refusal(copy, tmp_path / "home", mode="production").code == "demonstration"


def changed(copy: Path, **values: Any) -> None:
    written = json.loads((copy / "manifest.json").read_text())
    (copy / "manifest.json").write_text(json.dumps(written | values))


def test_a_backup_of_a_newer_korat_is_refused_and_the_data_folder_is_empty_again(copy: Path, tmp_path: Path) -> None:
    changed(copy, migrations={**manifest.read(copy).migrations, "korat_cases": "0999_tomorrow"})
    done = brought_back(copy, tmp_path / "home")
    assert done.returncode == 1 and "korat_cases 0999_tomorrow" in done.stderr
    assert list((tmp_path / "home").iterdir()) == []


def test_a_ledger_that_does_not_hold_is_refused(copy: Path, tmp_path: Path, own_postgres: postgres.Server) -> None:
    last = "(SELECT max(act_id) FROM korat_ledger_leaf)"
    with psycopg.connect(own_postgres.superuser_url, dbname="korat", autocommit=True) as attacker:
        attacker.execute(f"UPDATE korat_ledger_act SET purpose = 'other' WHERE id = {last}")
    backup(read(), tmp_path / "forged")
    done = brought_back(tmp_path / "forged", tmp_path / "home")
    assert done.returncode == 1 and "was changed after it was sealed" in done.stderr
    assert list((tmp_path / "home").iterdir()) == []


def test_a_start_on_half_a_restore_is_refused_and_so_is_a_second_restore(copy: Path, tmp_path: Path) -> None:
    folders.begin(tmp_path / "home")
    with pytest.raises(Refused, match="cut short"):
        up(settings_at(tmp_path / "home", port=free_port()))
    assert refusal(copy, tmp_path / "home").code == "restore_unfinished"


def test_what_is_written_while_it_copies_is_not_in_it_by_halves(
    filed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, resident: Actor, now: datetime
) -> None:
    dump, late = snapshot.dump, list[str]()

    def writing_meanwhile(*arguments: Any) -> None:
        late.append(reports.filed(resident, now, photos=(reports.photo(now),)).reference)
        sealing.seal()
        dump(*arguments)

    monkeypatch.setattr(snapshot, "dump", writing_meanwhile)
    written = backup(read(), tmp_path / "copy")
    assert Case.objects.filter(reference__in=late).count() == 1
    assert (written.counts["korat_cases_case"], written.files) == (1, 1)
    done = brought_back(tmp_path / "copy", tmp_path / "home")
    assert done.returncode == 0, done.stderr
    assert f"All {written.counts['korat_ledger_leaf']:,} sealed acts hold" in done.stdout


def test_a_backup_into_a_folder_that_holds_something_is_refused(house: None, tmp_path: Path) -> None:
    (tmp_path / "older.txt").write_text("yesterday's")
    with pytest.raises(Refused) as refused:
        backup(read(), tmp_path)
    assert refused.value.code == "folder_not_empty"
    assert [path.name for path in tmp_path.iterdir()] == ["older.txt"]


def test_a_full_disk_is_said_in_words_and_leaves_no_half_of_a_backup(
    filed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(parts, "write", full)
    with pytest.raises(Refused) as refused:
        backup(read(), tmp_path / "copy")
    assert refused.value.code == "no_room"
    assert list((tmp_path / "copy").iterdir()) == []


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], check=False).returncode:
        pytest.skip("a small disk can be made by root alone; the test above stands for it")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_disk_that_is_full_while_the_database_is_dumped_is_said_in_words(filed: str, tmp_path: Path) -> None:
    with small_disk(tmp_path / "small", "64k") as small:
        with pytest.raises(Refused) as refused:
            backup(read(), small)
        assert refused.value.code == "no_room"
        assert list(small.iterdir()) == []


@pytest.mark.parametrize("size", ["20m", "44m"])
def test_a_disk_that_is_full_while_it_is_restored_is_said_in_words_and_empty_again(
    copy: Path, tmp_path: Path, size: str
) -> None:
    """Full while the database is made, and while it is loaded."""
    with small_disk(tmp_path / "small", size) as small:
        done = brought_back(copy, small)
        assert done.returncode == 1 and "not enough room" in done.stderr, done.stderr
        assert list(small.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "full"),
    [("could not write: No space left on device", True), ("initdb: could not create directory", False),
     ('could not extend file "base/1/2691": wrote only 4096 of 8192 bytes\nHINT:  Check free disk space.', True)],
)  # fmt: skip
def test_both_words_of_postgresql_for_a_full_disk_are_understood(words: str, full: bool) -> None:
    assert refusals.says_full(words) is full
