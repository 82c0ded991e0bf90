"""`korat verify` without a server and without a database: the same answers, as exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest

from korat.blocks.documents.papers import revocations, trust
from korat.config.published import FOLDER, KEYS, REVOCATIONS
from tests.blocks.documents.papers import House
from tests.conftest import NOW


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A data folder as the worker leaves it; no database beside it."""
    found = House(tmp_path_factory.mktemp("house"), NOW)
    (found.home / "paper.pdf").write_bytes(found.paper())
    publish(found)
    return found


def publish(house: House, *revoked: UUID) -> None:
    folder = house.home / FOLDER
    folder.mkdir(exist_ok=True)
    said = trust.published(house.home, house.code, {}, "https://korat.example", True)
    (folder / KEYS).write_text(json.dumps(said))
    (folder / REVOCATIONS).write_text(
        revocations.signed(house.code, revoked, NOW, trust.ring(house.home, True).current)
    )


def korat(house: House, *arguments: str) -> tuple[int, str]:
    environ = {**os.environ, "KORAT_HOME": str(house.home)}
    environ.pop("DATABASE_URL", None), environ.pop("DATABASE_OWNER_URL", None)
    command = [
        sys.executable,
        "-c",
        "import sys; from korat.config.commands import main; sys.exit(main())",
        "verify",
        *arguments,
    ]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_the_answer_is_the_exit_code(house: House, tmp_path: Path) -> None:
    paper, text = house.home / "paper.pdf", house.seal()[1]
    uuid, revoked = house.seal()
    publish(house, uuid)
    (tmp_path / "changed.pdf").write_bytes(paper.read_bytes() + b"%x")
    foreign = House(tmp_path / "foreign", NOW, code="th-31-elsewhere").seal()[1]
    for given, code in (
        (str(paper), 0), (text, 0), (str(tmp_path / "changed.pdf"), 3), (revoked, 4), (foreign, 5),
        (house.seal(expires=NOW.date().replace(year=2020))[1], 6), (text[:-7], 7), ("hello", 7),
    ):  # fmt: skip
        assert korat(house, given)[0] == code, korat(house, given)


def test_the_answer_names_the_kind_of_paper_in_words(house: House) -> None:
    said = korat(house, house.seal()[1])[1]
    assert "ใบยืนยันการแจ้งเรื่อง / Confirmation of a report" in said


def test_a_reader_who_leaves_early_gets_no_traceback_and_no_answer(house: House) -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    code = "import sys; from korat.config.commands import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", code, "verify", house.seal()[1]],
        env={**os.environ, "KORAT_HOME": str(house.home)}, stdout=write_end, stderr=subprocess.PIPE, check=False,
    )  # fmt: skip
    os.close(write_end)
    assert (done.stderr, done.returncode) == (b"", 141)


def test_keys_handed_over_are_enough_and_a_missing_list_is_said(house: House, tmp_path: Path) -> None:
    keys = house.home / FOLDER / KEYS
    elsewhere = House(tmp_path, NOW)
    code, said = korat(elsewhere, house.seal()[1], "--keys", str(keys))
    assert (code, "No list of revoked papers" in said) == (0, True)
    code, said = korat(
        elsewhere, house.seal()[1], "--keys", str(keys), "--revocations", str(house.home / FOLDER / REVOCATIONS)
    )
    assert (code, "days old" in said) == (0, True)
    assert korat(elsewhere, "x", "--keys", str(tmp_path / "none"))[0] == 1
    (tmp_path / "list").write_text("{}")
    code, said = korat(elsewhere, "x", "--keys", str(keys), "--revocations", str(tmp_path / "list"))
    assert (code, "not ours, or was altered" in said) == (1, True)


def test_no_database_is_asked(house: House) -> None:
    code, said = korat(house, house.seal()[1])
    assert (code, "Valid" in said) == (0, True), said
    assert not (house.home / "postgres").exists()


@pytest.mark.parametrize("name", ["MISSING.pdf", "papers/MISSING", "./x.PDF", "/"])
def test_a_file_that_is_not_there_is_said_in_both_languages_and_no_text_of_a_qr(house: House, name: str) -> None:
    code, said = korat(house, name)
    assert code == 1
    assert f"There is no such file: {name}." in said and f"ไม่มีไฟล์ {name}" in said
    assert "QR" not in said


def test_it_says_what_it_took_the_words_for(house: House) -> None:
    paper = house.home / "paper.pdf"
    assert f"Checked: the file {paper}." in korat(house, str(paper))[1]
    for text in (house.seal()[1], "hello", "https://korat.example/verify/x"):
        assert "as the text of a QR" in korat(house, text)[1]
