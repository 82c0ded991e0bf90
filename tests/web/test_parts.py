"""Icons, dates and texts in templates."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation
from django.utils.safestring import SafeString

from korat.kernel.errors import NotFound
from korat.kernel.texts import Text

LATE_EVENING = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)


def said(source: str, language: str = "th", **context: object) -> str:
    with translation.override(language), timezone.override(ZoneInfo("Asia/Bangkok")):
        return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("source", "thai", "english"),
    [
        ("{{ at|thai_datetime }}", "23 พ.ย. 2569 01:30 น.", "23 Nov 2026, 01:30"),
        ("{{ at|thai_date }}", "23 พ.ย. 2569", "23 Nov 2026"),
        ('{{ at|thai_date:"long" }}', "23 พฤศจิกายน 2569", "23 November 2026"),
        ("{{ at|thai_time }}", "01:30 น.", "01:30"),
        ("{{ at|iso }}", "2026-11-23T01:30:00+07:00", "2026-11-23T01:30:00+07:00"),
    ],
)
def test_a_moment_shows_on_the_provinces_clock(source: str, thai: str, english: str) -> None:
    assert said(source, at=LATE_EVENING) == thai
    assert said(source, "en", at=LATE_EVENING) == english


def test_a_date_a_span_and_a_missing_moment() -> None:
    assert said("{{ day|thai_date }}", day=date(2026, 1, 5)) == "5 ม.ค. 2569"
    assert said("{{ span|human }}", "en", span=timedelta(days=2, hours=3)) == "2 days 3 hours"
    assert said("{{ at|thai_datetime }}{{ at|thai_date }}{{ at|thai_time }}{{ at|human }}", at=None) == ""


def test_texts_and_refusals_show_in_the_readers_language_and_stay_escaped() -> None:
    words = Text.of(th="ถนน", en="Road <b>")
    assert said("{{ words|show }}", words=words) == "ถนน"
    assert said("{{ words|show }}", "en", words=words) == "Road &lt;b&gt;"
    assert said("{{ refused|show }}", refused=NotFound()) == NotFound.default_th
    assert said("{{ plain|show }}|{{ nothing|show }}", plain=7, nothing=None) == "7|"


def test_an_icon_is_silent_and_an_unknown_one_costs_no_page() -> None:
    drawn = said('{% icon "map-pin" %}')
    assert drawn.startswith("<svg")
    assert 'aria-hidden="true"' in drawn
    assert "style=" not in drawn
    assert said('{% icon "no-such-icon" %}') == said('{% icon "circle" %}')


def test_rows_that_look_alike_are_drawn_once_and_read_as_if_each_were_drawn() -> None:
    rows = [
        {"name": "100 % <b>", "late": False},
        {"name": SafeString("<i>%(late)s</i>"), "late": True},
        {"name": "\ue000late\ue001 ถนน & ซอย", "late": False},
        {"name": "", "late": True},
    ]
    line = "<p>{% if row.late %}50 % {{ label }} {% endif %}{{ row.name }}|{{ row.name }}</p>"
    each = said(f"{{% for row in rows %}}{line}{{% endfor %}}", rows=rows, label="<u>")
    assert said(f"{{% fill rows late %}}{line}{{% endfill %}}", rows=rows, label="<u>") == each
    assert "100 % &lt;b&gt;|" in each

    times = Counting()
    said("{% fill rows late %}{{ times.count }}{% endfill %}", rows=rows, times=times)
    assert times.counted == 2


class Counting:
    counted = 0

    def count(self) -> int:
        self.counted += 1
        return self.counted


def test_the_navigation_marks_where_the_reader_is() -> None:
    link = '{% way "web:faces" "map" "Reports" %}'
    here, elsewhere = RequestFactory().get("/reports/"), RequestFactory().get("/figures/")
    assert 'aria-current="page"' in said(link, request=here)
    assert "aria-current" not in said(link, request=elsewhere)


def test_bars_carry_their_words_for_those_who_hear_them() -> None:
    series = {"title": "Reports", "unit": "a month", "points": [{"label": "Nov", "value": 3}], "now": 0}
    drawn = said("{% bars series %}", series=series)
    assert 'aria-label="Reports (a month): Nov 3"' in drawn
    assert 'class="now"' in drawn


@pytest.mark.usefixtures("house")
def test_a_kept_part_is_rendered_once_for_each_language_and_key() -> None:
    rendered: list[str] = []
    page = Template("{% kept who %}{{ note }}{% endkept %}")

    def read(language: str, who: str) -> str:
        with translation.override(language):
            return page.render(Context({"who": who, "note": lambda: rendered.append(who) or f"{language} {who}"}))

    assert [read("th", "a"), read("th", "a"), read("en", "a"), read("th", "b"), read("th", "a")] == [
        "th a", "th a", "en a", "th b", "th a",
    ]  # fmt: skip
    assert rendered == ["a", "a", "b"]


def test_a_select_is_django_s_own_in_one_template() -> None:
    field = forms.ChoiceField(choices=[("", "-"), ("Group", [("a", "<A>"), ("b", "B")])], initial="b")
    form = type("Asked", (forms.Form,), {"place": field})()
    written = " ".join(str(form["place"]).replace(">", "> ").replace("<", " <").split())
    assert written == (
        '<select name="place" required id="id_place"> <option value=""> - </option> <optgroup label="Group"> '
        '<option value="a"> &lt;A&gt; </option> <option value="b" selected> B </option> </optgroup> </select>'
    )


class Asked(forms.Form):
    title = forms.CharField(label="Title")
    day = forms.DateField(label="Day", error_messages={"required": "Please tell the day."})


def test_a_gap_is_called_by_its_name_and_what_has_own_words_keeps_them() -> None:
    page = said('{% include "web/parts/error_summary.html" %}', "en", form=Asked({}))
    assert "Please fill in: Title" in page
    assert "Please tell the day." in page
    assert "This field is required" not in page
