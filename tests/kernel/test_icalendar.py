from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from korat.kernel.icalendar import Event, calendar

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
UID = UUID(int=7)


def event(summary: str = "นัด", **given: object) -> Event:
    return Event(
        UID, datetime(2026, 11, 24, 1, 30, tzinfo=UTC), datetime(2026, 11, 24, 2, 0, tzinfo=UTC), summary, **given
    )


def unfolded(data: bytes) -> list[str]:
    return data.replace(b"\r\n ", b"").decode().split("\r\n")


def test_an_appointment_has_its_times_in_utc_and_who_it_is() -> None:
    lines = unfolded(calendar(event(location="เทศบาล"), NOW))
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-2:] == ["END:VCALENDAR", ""]
    assert {"DTSTART:20261124T013000Z", "DTEND:20261124T020000Z", f"UID:{UID}", "LOCATION:เทศบาล"} <= set(lines)


def test_a_cancelled_one_says_so() -> None:
    assert "STATUS:CANCELLED" in unfolded(calendar(event(cancelled=True), NOW))


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=300))
def test_no_line_is_longer_than_75_octets_and_no_word_is_lost(words: str) -> None:
    data = calendar(event(words), NOW)
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    said = next(line for line in unfolded(data) if line.startswith("SUMMARY:")).removeprefix("SUMMARY:")
    assert said.replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\") == words


def test_a_newline_breaks_out_of_no_line() -> None:
    lines = unfolded(calendar(event("a\r\nATTENDEE:mailto:x"), NOW))
    assert "SUMMARY:a\\nATTENDEE:mailto:x" in lines
