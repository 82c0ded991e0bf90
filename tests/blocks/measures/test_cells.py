"""Quantiles are exact to the day, and no small cell can be had back by subtraction."""

from __future__ import annotations

from collections import Counter
from statistics import median_low

from hypothesis import given
from hypothesis import strategies as st

from korat.blocks.measures.cells import SMALLEST, hidden, quantile

COUNTS = st.dictionaries(st.integers(0, 30), st.integers(0, 40), max_size=12)


@given(st.lists(st.integers(0, 400), min_size=1, max_size=60))
def test_the_median_is_a_day_that_somebody_waited(days: list[int]) -> None:
    assert quantile(Counter(days), 0.5) == median_low(days)


def test_nine_of_ten_were_done_by_the_90th_percentile_and_nothing_has_none() -> None:
    assert quantile(Counter(range(1, 11)), 0.9) == 9
    assert quantile(Counter({3: 9, 80: 1}), 0.9) == 3
    assert quantile(Counter(), 0.5) is None


@given(COUNTS)
def test_what_is_shown_is_large_and_what_is_hidden_cannot_be_told_from_the_total(counts: dict[int, int]) -> None:
    kept_back = hidden(counts)
    shown = [n for key, n in counts.items() if key not in kept_back and n]
    assert all(n >= SMALLEST for n in shown)
    if kept_back and shown:
        assert len(kept_back) >= 2
        assert sum(counts[key] for key in kept_back) >= SMALLEST


@given(COUNTS)
def test_nothing_is_hidden_without_need(counts: dict[int, int]) -> None:
    if all(n >= SMALLEST for n in counts.values() if n):
        assert hidden(counts) == frozenset()
