from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from korat.kernel.calendar import Span, WorkingWeek, due
from korat.kernel.clock import BANGKOK
from korat.kernel.errors import Invalid

FATHERS_DAY_OBSERVED = date(2026, 12, 7)
OFFICE = WorkingWeek(
    days=frozenset(range(5)),
    opens=time(8, 30),
    closes=time(16, 30),
    zone=BANGKOK,
    holidays=frozenset({FATHERS_DAY_OBSERVED}),
)
WITH_LUNCH = WorkingWeek(
    days=frozenset(range(6)),
    opens=time(8),
    closes=time(17),
    lunch=(time(12), time(13)),
    zone=ZoneInfo("Europe/Berlin"),
)
START = datetime(2026, 1, 1, tzinfo=UTC)
weeks = st.sampled_from([OFFICE, WITH_LUNCH])
moments = st.integers(0, 2 * 365 * 86_400).map(lambda second: START + timedelta(seconds=second))
quarters = st.integers(0, 400).map(lambda quarter: quarter / 4)


def at(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BANGKOK)


class TestOpening:
    def test_the_office_is_open_from_opening_until_just_before_closing(self):
        assert [OFFICE.is_working(at(11, 23, *clock)) for clock in ((8, 29), (8, 30), (16, 29), (16, 30))] == [
            False,
            True,
            True,
            False,
        ]

    def test_the_office_is_closed_at_weekends_and_on_holidays(self):
        assert not OFFICE.is_working(at(11, 21, 10))
        assert not OFFICE.is_working(at(12, 7, 10))

    def test_a_report_after_hours_starts_next_working_morning(self):
        assert OFFICE.next_working(at(11, 23, 20)) == at(11, 24, 8, 30)
        assert OFFICE.next_working(at(12, 4, 16, 30)) == at(12, 8, 8, 30)

    def test_a_report_in_working_hours_starts_at_once(self):
        assert OFFICE.next_working(at(11, 23, 10, 7)) == at(11, 23, 10, 7)

    def test_a_moment_comes_out_in_utc(self):
        assert OFFICE.next_working(at(11, 23, 10)).tzinfo is UTC

    def test_nobody_works_at_lunch(self):
        noon = datetime(2026, 11, 23, 12, 30, tzinfo=ZoneInfo("Europe/Berlin"))
        assert not WITH_LUNCH.is_working(noon)
        assert WITH_LUNCH.next_working(noon) == noon + timedelta(minutes=30)
        assert WITH_LUNCH.add_hours(noon - timedelta(hours=1), 1) == noon + timedelta(hours=1)

    def test_the_zone_decides_which_day_it_is(self):
        assert OFFICE.next_working(datetime(2026, 11, 22, 17, 0, tzinfo=UTC)) == at(11, 23, 8, 30)

    @given(weeks, moments)
    def test_the_next_working_moment_is_working_and_not_earlier(self, week, moment):
        start = week.next_working(moment)
        assert start >= moment
        assert week.is_working(start)
        assert week.next_working(start) == start


class TestHours:
    def test_hours_run_over_nights_weekends_and_holidays(self):
        assert OFFICE.add_hours(at(12, 4, 15, 30), 2) == at(12, 8, 9, 30)

    def test_hours_may_end_at_closing_time(self):
        assert OFFICE.add_hours(at(11, 23, 8, 30), 8) == at(11, 23, 16, 30)

    def test_hours_between_count_only_open_ones(self):
        assert OFFICE.working_hours_between(at(12, 4, 15, 30), at(12, 8, 9, 30)) == 2
        assert OFFICE.working_hours_between(at(11, 21), at(11, 22)) == 0

    def test_hours_between_turn_negative_backwards(self):
        assert OFFICE.working_hours_between(at(11, 24, 9, 30), at(11, 23, 9, 30)) == -8

    @given(weeks, moments, quarters)
    def test_adding_hours_and_counting_them_are_inverse(self, week, moment, hours):
        assert week.working_hours_between(moment, week.add_hours(moment, hours)) == hours

    @given(weeks, moments, moments, quarters, quarters)
    def test_a_later_start_or_a_longer_span_is_never_due_earlier(self, week, a, b, hours, more):
        first, second = sorted((a, b))
        assert week.add_hours(first, hours) <= week.add_hours(second, hours + more)

    @given(weeks, moments, moments, moments)
    def test_hours_between_add_up(self, week, a, b, c):
        a, b, c = sorted((a, b, c))
        whole = week.working_hours_between(a, b) + week.working_hours_between(b, c)
        assert whole == pytest.approx(week.working_hours_between(a, c))

    def test_time_does_not_run_backwards(self):
        with pytest.raises(ValueError, match="forward"):
            OFFICE.add_hours(at(11, 23, 9), -1)
        with pytest.raises(ValueError, match="forward"):
            OFFICE.add_days(at(11, 23, 9), -1)


class TestDays:
    def test_days_end_at_closing_and_the_first_is_not_counted(self):
        assert OFFICE.add_days(at(11, 23, 10), 3) == at(11, 26, 16, 30)

    def test_days_leave_out_weekends_and_holidays(self):
        assert OFFICE.add_days(at(12, 4, 10), 1) == at(12, 8, 16, 30)

    def test_days_after_hours_count_from_the_next_working_day(self):
        assert OFFICE.add_days(at(11, 21, 10), 1) == at(11, 24, 16, 30)

    def test_no_day_is_the_day_itself(self):
        assert OFFICE.add_days(at(11, 23, 10), 0) == at(11, 23, 16, 30)

    @given(weeks, moments, moments, st.integers(0, 40), st.integers(0, 9))
    def test_days_are_never_due_earlier_for_a_later_start(self, week, a, b, days, more):
        first, second = sorted((a, b))
        assert week.add_days(first, days) <= week.add_days(second, days + more)


class TestWeek:
    @pytest.mark.parametrize(
        "wrong",
        [
            {"days": frozenset()},
            {"days": frozenset({7})},
            {"opens": time(17)},
            {"closes": time(8, 30)},
            {"lunch": (time(13), time(12))},
            {"lunch": (time(8), time(12))},
        ],
        ids=repr,
    )
    def test_a_week_that_cannot_be_worked_is_refused(self, wrong):
        usual = {"days": OFFICE.days, "opens": OFFICE.opens, "closes": OFFICE.closes, "zone": BANGKOK}
        with pytest.raises(Invalid):
            WorkingWeek(**(usual | wrong))


class Promise(BaseModel):
    within: Span


class TestSpans:
    @pytest.mark.parametrize(
        ("text", "span"),
        [
            ("3 working days", Span(3, "working_days")),
            ("1 working hour", Span(1, "working_hours")),
            (" 24  hours ", Span(24, "hours")),
            ("1 day", Span(1, "days")),
        ],
    )
    def test_a_span_is_read_from_words_and_says_them_again(self, text, span):
        assert Span.parse(text) == span
        assert Span.parse(str(span)) == span
        assert str(span) == " ".join(text.split())

    @pytest.mark.parametrize("text", ["", "3", "days", "-1 days", "3 weeks", "3 working", "99999 days", 3, None])
    def test_what_is_no_span_is_refused(self, text):
        with pytest.raises(Invalid):
            Span.parse(text)

    def test_a_span_is_shown_in_the_readers_language(self):
        assert Span(3, "working_days").show("th") == "3 วันทำการ"
        assert Span(1, "working_hours").show("en") == "1 working hour"
        assert [Span(2, unit).show("th") for unit in ("hours", "days", "working_hours")] == [
            "2 ชั่วโมง",
            "2 วัน",
            "2 ชั่วโมงทำการ",
        ]

    def test_a_pack_model_reads_and_publishes_spans(self):
        assert Promise.model_validate({"within": "3 working days"}).within == Span(3, "working_days")
        assert Promise(within=Span(1, "days")).model_dump(mode="json") == {"within": "1 day"}
        assert Promise.model_json_schema()["properties"]["within"]["pattern"].startswith("^[0-9]")
        with pytest.raises(ValidationError):
            Promise.model_validate({"within": "soon"})

    @pytest.mark.parametrize(
        ("text", "end"),
        [
            ("2 working hours", at(12, 8, 9, 30)),
            ("1 working day", at(12, 8, 16, 30)),
            ("48 hours", at(12, 6, 15, 30)),
            ("2 days", at(12, 6, 15, 30)),
        ],
    )
    def test_each_unit_is_due_by_its_own_clock(self, text, end):
        found = due(at(12, 4, 15, 30), Span.parse(text), OFFICE)
        assert found == end
        assert found.tzinfo is UTC
