"""The written-out form is, byte for byte, what the rfc8785 library makes of the same act."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from uuid import UUID

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from korat.blocks.ledger.canonical import COLUMNS, canonical

NAMES = [
    "id", "uuid", "kind", "kind_version", "look", "occurred_at", "recorded_at", "salt", "actor", "office", "post", "grant",
    "ground", "purpose", "basis", "about", "cause", "depth", "facts", "pack", "request", "commitment",
]  # fmt: skip
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
EARLIEST = datetime(1970, 1, 2, tzinfo=UTC).replace(tzinfo=None)
moments = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=7))]), min_value=EARLIEST)
numbers = st.integers(-(2**53) + 1, 2**53 - 1)
plain = st.none() | st.booleans() | numbers | words | st.floats(allow_nan=False, allow_infinity=False)
facts = st.dictionaries(words, st.recursive(plain, lambda of: st.lists(of) | st.dictionaries(words, of), max_leaves=5))
uuids, maybe = st.uuids(), st.none() | st.uuids()
anchors = st.uuids().map(lambda uuid: uuid.bytes)
rows = st.tuples(
    st.integers(1), uuids, words, st.integers(1, 9), st.booleans(), moments, moments, st.binary(max_size=32), anchors, maybe,
    words, uuids, words, words, words, maybe, maybe, st.integers(0, 5), facts, words, words, st.binary(min_size=32, max_size=32),
)  # fmt: skip


def by_the_library(row: tuple[object, ...]) -> bytes:
    given = dict(zip(NAMES, row, strict=True))
    given |= {
        name: None if given[name] is None else str(given[name])
        for name in ("uuid", "office", "grant", "about", "cause")
    }
    given |= {name: stamp(given[name]) for name in ("occurred_at", "recorded_at")}
    given["actor"] = sha256(given.pop("salt") + given["actor"]).hexdigest()
    given["commitment"] = given["commitment"].hex()
    del given["id"]
    return rfc8785.dumps({"v": 1, **given})


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")


@given(rows)
def test_it_is_what_the_library_makes_of_it(row: tuple[object, ...]) -> None:
    assert canonical(row) == by_the_library(row)


@given(rows)
def test_facts_may_come_as_the_text_of_the_database(row: tuple[object, ...]) -> None:
    at = NAMES.index("facts")
    assert canonical((*row[:at], json.dumps(row[at]), *row[at + 1 :])) == canonical(row)


def test_every_column_but_the_row_number_is_sealed() -> None:
    assert len(COLUMNS.split(",")) == len(NAMES)
    row = [1, UUID(int=1), "a.b.c", 1, False, datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC), b"s", b"a" * 16,
           None, "p", UUID(int=3), "self", "self", "b", None, None, 0, {"a": 1}, "hash", "r", b"c" * 32]  # fmt: skip
    other = [2, UUID(int=9), "x", 2, True, datetime(2027, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC), b"x", b"b" * 16,
             UUID(int=9), "x", UUID(int=9), "x", "x", "x", UUID(int=9), UUID(int=9), 1, {"a": 2}, "x", "x", b"x" * 32]  # fmt: skip
    changed = [canonical([*row[:n], other[n], *row[n + 1 :]]) != canonical(row) for n in range(len(row))]
    assert changed == [False] + [True] * (len(row) - 1)


@pytest.mark.parametrize("facts", [{"a": 2**53}, {"a": float("nan")}])
def test_what_json_cannot_carry_is_refused(facts: dict[str, object]) -> None:
    row = [1, UUID(int=1), "k", 1, False, datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC), b"s", b"a" * 16,
           None, "p", UUID(int=3), "self", "self", "b", None, None, 0, facts, "hash", "r", b"c" * 32]  # fmt: skip
    with pytest.raises(rfc8785.CanonicalizationError):
        canonical(row)
