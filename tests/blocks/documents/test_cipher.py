"""A file opens with its own key, under its own uuid, unchanged; otherwise not at all."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from korat.blocks.documents import cipher

UUIDS = st.uuids()


@given(st.binary(max_size=2000), UUIDS)
def test_what_was_sealed_opens_again(data: bytes, uuid: UUID) -> None:
    key = cipher.new_key()
    sealed = cipher.seal(data, key, uuid)
    assert cipher.unseal(sealed, key, uuid) == data
    assert len(data) < 8 or data not in sealed


@given(st.binary(max_size=200), UUIDS, st.integers(0, 10_000), st.integers(0, 7))
def test_one_changed_bit_shuts_it(data: bytes, uuid: UUID, place: int, bit: int) -> None:
    key = cipher.new_key()
    sealed = bytearray(cipher.seal(data, key, uuid))
    sealed[place % len(sealed)] ^= 1 << bit
    with pytest.raises(ValueError, match="not what was sealed"):
        cipher.unseal(bytes(sealed), key, uuid)


@given(UUIDS, UUIDS)
def test_another_files_key_or_name_does_not_open_it(uuid: UUID, other: UUID) -> None:
    key = cipher.new_key()
    sealed = cipher.seal(b"photo", key, uuid)
    with pytest.raises(ValueError, match="not what was sealed"):
        cipher.unseal(sealed, cipher.new_key(), uuid)
    if uuid != other:
        with pytest.raises(ValueError, match="not what was sealed"):
            cipher.unseal(sealed, key, other)


@pytest.mark.parametrize("broken", [b"", b"short", b"x" * 27])
def test_a_stump_of_a_file_does_not_open(broken: bytes) -> None:
    with pytest.raises(ValueError, match="not what was sealed"):
        cipher.unseal(broken, cipher.new_key(), UUID(int=1))
