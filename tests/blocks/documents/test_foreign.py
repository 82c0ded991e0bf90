"""What the signatures of a file from elsewhere say."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import pypdf
import pytest

from korat.blocks.documents.papers.foreign import Signer, signers_of
from tests.blocks.documents.papers import House

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return House(tmp_path_factory.mktemp("house"), NOW)


@pytest.fixture(scope="module")
def paper(house: House) -> bytes:
    return house.paper()


def told(house: House, pdf: bytes) -> tuple[Signer, ...] | None:
    return signers_of(pdf, house.trust.authorities, house.now)


def only(house: House, pdf: bytes) -> Signer:
    found = told(house, pdf)
    assert found is not None
    (signer,) = found
    return signer


def test_who_signed_under_an_authority_that_we_know_is_named_with_the_day(house: House, paper: bytes) -> None:
    signer = only(house, paper)
    assert (signer.holds, signer.known) == (True, True)
    assert "กองช่าง" in signer.by
    assert signer.at is not None and abs((signer.at - house.now).days) <= 1


def test_a_stranger_s_signature_holds_though_nobody_here_vouches_for_the_name(house: House, tmp_path: Path) -> None:
    stranger = House(tmp_path, NOW)
    signer = only(house, stranger.paper())
    assert (signer.holds, signer.known) == (True, False)
    assert "กองช่าง" in signer.by


def test_what_was_changed_after_signing_is_found(house: House, paper: bytes) -> None:
    middle = paper.index(b"stream") + 40
    flipped = paper[:middle] + bytes([paper[middle] ^ 1]) + paper[middle + 1 :]
    writer = pypdf.PdfWriter(io.BytesIO(paper), incremental=True)
    writer.add_blank_page(200, 200)
    out = io.BytesIO()
    writer.write(out)
    for changed in (flipped, out.getvalue()):
        assert not only(house, changed).holds
        assert not only(house, changed).known


def test_no_signature_and_no_readable_file_are_told_apart(house: House) -> None:
    assert told(house, house.unsigned()[0]) == ()
    for broken in (b"", b"hello", b"%PDF-1.7\norder\n%%EOF\n", house.paper()[:-200]):
        assert told(house, broken) is None
