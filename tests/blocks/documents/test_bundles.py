"""A ZIP that a stranger sends: whatever it holds, the answer is yes or no."""

from __future__ import annotations

import json
from hashlib import sha256
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from korat.blocks.documents.papers import bundles

ORDERS = b"reference,baht\nRP69-000001-1,100\n" * 40
LISTED = json.dumps({"files": [{"name": "orders.csv", "sha256": sha256(ORDERS).hexdigest()}]}).encode()
SEALED = sha256(LISTED).hexdigest()


def packed(method: int = ZIP_DEFLATED) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w", method) as bundle:
        for name, data in ((bundles.MANIFEST, LISTED), (bundles.PAPER, b"%PDF-1.7"), ("orders.csv", ORDERS)):
            bundle.writestr(name, data)
    return made.getvalue()


def test_what_was_sealed_fits_and_its_paper_is_found() -> None:
    assert bundles.fits(packed(), SEALED) and bundles.paper_of(packed()) == b"%PDF-1.7"
    assert not bundles.fits(packed(), "0" * 64)


@pytest.mark.parametrize("method", [ZIP_BZIP2, ZIP_LZMA])
def test_what_is_packed_as_we_never_pack_is_no_file_of_ours(method: int) -> None:
    assert not bundles.fits(packed(method), SEALED)
    assert bundles.paper_of(packed(method)) is None


@given(st.integers(0, len(packed()) - 1), st.integers(1, 255), st.sampled_from([ZIP_DEFLATED, ZIP_BZIP2, ZIP_LZMA]))
def test_one_altered_byte_never_breaks_the_check(at: int, by: int, method: int) -> None:
    data = bytearray(packed(method))
    data[at % len(data)] ^= by
    assert bundles.paper_of(bytes(data)) in (None, b"%PDF-1.7")
    assert bundles.fits(bytes(data), SEALED) in (True, False)
