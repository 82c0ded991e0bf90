"""Parameters of a query as typed values."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from korat.kernel.errors import Invalid, Refused
from korat.standards.open311 import read
from korat.standards.open311.read import Parameters

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
DAYS = timedelta(days=1)


def of(query: str) -> Parameters:
    return Parameters(QueryDict(query))


def period(**given: str) -> tuple[datetime, datetime]:
    return read.period(of(urlencode(given)), NOW)


def test_an_empty_parameter_counts_as_absent() -> None:
    empty = of("service_code=&status=%20&start_date=&end_date=&page=&page_size=&lat=")
    assert empty.one("service_code") == ""
    assert read.state(empty) == ""
    assert read.period(empty, NOW) == (NOW - 90 * DAYS, NOW)
    assert read.window(empty) == (0, 1000)
    assert empty.decimal("lat") is None


def test_lists_are_separated_by_commas_or_come_as_repeated_names() -> None:
    assert of("service_code=light,road,&service_code= light ,water").listed("service_code") == (
        "light",
        "road",
        "water",
    )


def test_without_dates_the_last_90_days_are_meant() -> None:
    assert period() == (NOW - 90 * DAYS, NOW)


def test_a_start_alone_means_90_days_from_it() -> None:
    assert period(start_date="2026-01-01T00:00:00Z") == (
        datetime(2026, 1, 1, tzinfo=UTC),
        datetime(2026, 4, 1, tzinfo=UTC),
    )


def test_an_end_alone_means_90_days_up_to_it() -> None:
    assert period(end_date="2026-04-01T07:00:00+07:00") == (
        datetime(2026, 1, 1, tzinfo=UTC),
        datetime(2026, 4, 1, tzinfo=UTC),
    )


def test_both_dates_may_span_90_days_and_not_a_second_more() -> None:
    since, until = period(start_date="2026-01-01T00:00:00Z", end_date="2026-04-01T00:00:00Z")
    assert until - since == 90 * DAYS
    with pytest.raises(Invalid, match="90 days"):
        period(start_date="2026-01-01T00:00:00Z", end_date="2026-04-01T00:00:01Z")


def test_an_end_before_the_start_is_refused() -> None:
    with pytest.raises(Invalid, match="must not come before"):
        period(start_date="2026-02-01T00:00:00Z", end_date="2026-01-01T00:00:00Z")


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23",
        "2026-11-23T09:30:00",
        "23/11/2569",
        "2026-13-01T00:00:00Z",
        "2026-02-30T00:00:00Z",
        "2026-11-23T25:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00",
        "2026-11-23T09:30:00+99:99",
        "yesterday",
        "๒๕๖๙",
    ],
)
def test_a_date_without_its_zone_or_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="W3C"):
        period(start_date=text)


def test_a_plus_that_arrived_as_a_space_is_mended() -> None:
    spaced = read.period(of("start_date=2026-01-01T07:00:00+07:00"), NOW)
    assert spaced[0] == datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(("given_status", "state"), [("open", "open"), ("closed", "closed"), ("open,closed", "")])
def test_status_is_a_comma_list(given_status: str, state: str) -> None:
    assert read.state(of(urlencode({"status": given_status}))) == state


def test_an_unknown_status_is_refused() -> None:
    with pytest.raises(Invalid, match="open and closed"):
        read.state(of("status=open,done"))


def test_pages_count_from_one() -> None:
    assert read.window(of("page=3&page_size=50")) == (100, 50)


@pytest.mark.parametrize("query", ["page=0", "page=-1", "page=x", "page=99999999999", "page_size=0", "page_size=1001"])
def test_a_page_that_cannot_be_is_refused(query: str) -> None:
    with pytest.raises(Invalid, match="whole number"):
        read.window(of(query))


@pytest.mark.parametrize(("text", "value"), [("14.9", 14.9), ("-0.5", -0.5), ("๑๔.๙", 14.9), ("+7", 7.0), (".5", 0.5)])
def test_numbers_may_carry_a_sign_and_thai_digits(text: str, value: float) -> None:
    assert of(urlencode({"lat": text})).decimal("lat") == value


@pytest.mark.parametrize("text", ["nan", "inf", "-Infinity", "1e5", "1_0", "14,9", "0x1", "14.9N", "--1"])
def test_what_only_a_computer_calls_a_number_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="must be a number"):
        of(urlencode({"lat": text})).decimal("lat")


NAMES = ("service_request_id", "service_code", "start_date", "end_date", "status", "page", "page_size", "lat")


def said(reading: Callable[[], object]) -> tuple[str, str]:
    """What a refusal says, or that there was none."""
    try:
        reading()
    except Refused as refused:
        return refused.th, refused.en
    return "ได้", "read"


@given(st.dictionaries(st.sampled_from(NAMES), st.text(max_size=60)))
def test_whatever_is_sent_is_read_or_refused_in_words(sent: dict[str, str]) -> None:
    parameters = of(urlencode({name: value.encode("utf-8", "replace") for name, value in sent.items()}))
    for reading in (
        lambda: read.period(parameters, NOW),
        lambda: read.state(parameters),
        lambda: read.window(parameters),
        lambda: parameters.decimal("lat"),
        lambda: parameters.listed("service_code"),
    ):
        assert all(said(reading))


FIRST = datetime(1900, 1, 2, tzinfo=UTC)


@given(st.timedeltas(timedelta(), timedelta(days=400_000)), st.integers(-14 * 60, 14 * 60))
def test_every_moment_that_python_writes_is_read_back(since: timedelta, minutes: int) -> None:
    aware = (FIRST + since).astimezone(timezone(timedelta(minutes=minutes)))
    assert of(urlencode({"start_date": aware.isoformat()})).moment("start_date") == aware
