from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta

import pytest
from babel.dates import get_month_names
from hypothesis import given
from hypothesis import strategies as st

from korat.kernel import dates
from korat.kernel.clock import BANGKOK
from korat.kernel.dates import format_date, format_datetime, format_span, format_time, parse_date
from korat.kernel.errors import Invalid
from korat.kernel.texts import thai_digits

DAY = date(2026, 11, 23)
MOMENT = datetime(2026, 11, 23, 2, 14, tzinfo=UTC)
dates_of_a_life = st.dates(date(1858, 1, 1), date(2399, 12, 31))


class TestWriting:
    @pytest.mark.parametrize(
        ("options", "written"),
        [
            ({"language": "th"}, "23 พฤศจิกายน 2569"),
            ({"language": "th", "digits": "thai"}, "๒๓ พฤศจิกายน ๒๕๖๙"),
            ({"language": "th", "style": "short"}, "23 พ.ย. 2569"),
            ({"language": "th", "style": "numeric"}, "23/11/2569"),
            ({"language": "th", "era": "ce"}, "23 พฤศจิกายน ค.ศ. 2026"),
            ({"language": "en"}, "23 November 2026"),
            ({"language": "en", "style": "short"}, "23 Nov 2026"),
            ({"language": "en", "style": "numeric"}, "23/11/2026"),
            ({"language": "en", "era": "be"}, "23 November B.E. 2569"),
        ],
    )
    def test_a_date_is_written_as_the_reader_writes_it(self, options, written):
        assert format_date(DAY, **options) == written

    def test_a_time_is_written_with_its_thai_sign(self):
        assert format_time(time(9, 14), "th") == "09:14 น."
        assert format_time(time(9, 14), "th", digits="thai") == "๐๙:๑๔ น."
        assert format_time(time(9, 14), "en") == "09:14"

    def test_a_moment_is_written_in_the_time_of_its_place(self):
        assert format_datetime(MOMENT, BANGKOK, "th") == "23 พฤศจิกายน 2569 เวลา 09:14 น."
        assert format_datetime(MOMENT, BANGKOK, "th", "short") == "23 พ.ย. 2569 09:14 น."
        assert format_datetime(MOMENT, BANGKOK, "en") == "23 November 2026, 09:14"

    @pytest.mark.parametrize(
        ("span", "thai", "english"),
        [
            (timedelta(days=2, hours=3, minutes=59), "2 วัน 3 ชั่วโมง", "2 days 3 hours"),
            (timedelta(days=1), "1 วัน", "1 day"),
            (timedelta(hours=1, minutes=1), "1 ชั่วโมง 1 นาที", "1 hour 1 minute"),
            (-timedelta(minutes=5), "5 นาที", "5 minutes"),
            (timedelta(seconds=59), "ไม่ถึง 1 นาที", "less than a minute"),
        ],
    )
    def test_a_span_is_told_in_its_two_largest_units(self, span, thai, english):
        assert format_span(span, "th") == thai
        assert format_span(span, "en") == english

    @pytest.mark.parametrize(
        ("names", "width", "language"),
        [
            (dates.MONTHS_TH, "wide", "th"),
            (dates.MONTHS_TH_SHORT, "abbreviated", "th"),
            (dates.MONTHS_EN, "wide", "en"),
        ],
    )
    def test_the_names_of_the_months_are_those_of_the_unicode_locale_data(self, names, width, language):
        known = get_month_names(width, locale=language)
        assert names == [known[month] for month in range(1, 13)]


class TestYears:
    def test_a_letter_of_new_years_night_belongs_to_the_new_year(self):
        just_after = datetime(2026, 12, 31, 17, 30, tzinfo=UTC)
        assert dates.thai_year(just_after, BANGKOK) == 2570
        assert dates.thai_year(just_after - timedelta(hours=1), BANGKOK) == 2569

    def test_the_buddhist_year_is_543_ahead(self):
        assert dates.be_year(DAY) == 2569


class TestReading:
    @pytest.mark.parametrize(
        "month",
        ["พฤศจิกายน", "พฤศจิกา", "พ.ย.", "พย", " พ. ย. ", "November", "nov", "NOV.", "11", "๑๑", 11],
    )
    def test_a_month_may_be_named_in_every_usual_way(self, month):
        assert parse_date("23", month, "2569") == DAY

    @pytest.mark.parametrize(("day", "year"), [("๒๓", "๒๕๖๙"), (23, 2026), (" 23 ", "2026"), ("23", 2569)])
    def test_day_and_year_may_be_in_thai_digits_and_in_either_era(self, day, year):
        assert parse_date(day, "พฤศจิกายน", year) == DAY

    @given(dates_of_a_life, st.sampled_from(["th", "en"]), st.sampled_from(["long", "short"]))
    def test_every_date_reads_back_as_written(self, day, language, style):
        assert parse_date(*format_date(day, language, style).split(" ")) == day

    @given(dates_of_a_life)
    def test_every_date_reads_back_from_thai_digits_and_numbers(self, day):
        assert parse_date(*thai_digits(format_date(day, "th", "numeric")).split("/")) == day

    def test_a_year_is_buddhist_from_2400_on(self):
        assert parse_date(1, 1, 2400) == date(1857, 1, 1)
        assert parse_date(1, 1, 2399) == date(2399, 1, 1)

    def test_the_29th_of_february_is_judged_by_the_christian_year(self):
        assert parse_date(29, 2, 2567) == parse_date(29, 2, 2024) == date(2024, 2, 29)
        for year in (2568, 2569, 2570, 2443):  # 2443 is 1900: no leap year
            with pytest.raises(Invalid) as refusal:
                parse_date(29, 2, year)
            assert refusal.value.code == "no_such_day"

    @pytest.mark.parametrize(
        ("parts", "code"),
        [
            (("", "1", "2569"), "day"),
            (("x", "1", "2569"), "day"),
            (("-1", "1", "2569"), "day"),
            (("0", "1", "2569"), "no_such_day"),
            (("31", "4", "2569"), "no_such_day"),
            (("9999", "4", "2569"), "no_such_day"),
            (("1", "", "2569"), "month"),
            (("1", "13", "2569"), "month"),
            (("1", "มกร", "2569"), "month"),
            (("1", "ก" * 1_000_000, "2569"), "month"),
            (("1", "1", "69"), "year"),
            (("1", "1", ""), "year"),
            (("1", "1", "25699"), "year"),
        ],
        ids=lambda value: repr(value)[:40],
    )
    def test_what_is_no_date_is_refused_in_both_languages_without_repeating_it(self, parts, code):
        with pytest.raises(Invalid) as refusal:
            parse_date(*parts, field="born")
        assert (refusal.value.code, refusal.value.field) == (code, "born")
        assert refusal.value.show("th") != refusal.value.show("en")

    @given(st.text(max_size=6), st.text(max_size=6), st.text(max_size=6))
    def test_any_three_texts_are_a_date_or_refused(self, day, month, year):
        with suppress(Invalid):
            assert 1800 <= parse_date(day, month, year).year <= 9999 - 543


class TestMonths:
    @pytest.mark.parametrize(
        ("options", "written"),
        [
            ({"language": "th"}, "พ.ย. 2569"),
            ({"language": "th", "style": "long"}, "พฤศจิกายน 2569"),
            ({"language": "th", "year": False}, "พ.ย."),
            ({"language": "en"}, "Nov 2026"),
            ({"language": "en", "style": "long"}, "November 2026"),
        ],
    )
    def test_a_month_is_written_with_the_year_of_its_reader(self, options, written):
        assert dates.format_month(DAY, **options) == written
