"""The date in three boxes, and choices with hints."""

import re
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from inspect import getsource

import pytest
from django import forms
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy

from korat.kernel.texts import Text
from korat.web import fields
from korat.web.fields import Asked, Choice, DateField, KnownChoice, made_once


class Seen(forms.Form):
    day = DateField(label="Seen on")


class Kind(forms.Form):
    kind = forms.ChoiceField(
        widget=forms.RadioSelect,
        choices=[("light", Choice(Text.of(th="ไฟทางดับ", en="Street light"), "dark", "lightbulb-off"))],
    )


def typed(day: str, month: str, year: str) -> Seen:
    return Seen({"day_day": day, "day_month": month, "day_year": year})


@pytest.mark.parametrize(
    ("parts", "meant"),
    [
        (("23", "11", "2569"), date(2026, 11, 23)),
        (("๒๓", "พ.ย.", "๒๕๖๙"), date(2026, 11, 23)),
        (("1", "January", "2026"), date(2026, 1, 1)),
    ],
)
def test_a_date_is_understood_in_either_era_and_digits(parts: tuple[str, str, str], meant: date) -> None:
    form = typed(*parts)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["day"] == meant


def test_a_day_that_does_not_exist_is_refused_in_the_readers_language() -> None:
    with translation.override("en"):
        assert "no such day" in typed("31", "2", "2569").errors["day"][0]
    with translation.override("th"):
        assert "ไม่มีวันที่นี้" in typed("31", "2", "2569").errors["day"][0]


def test_three_empty_boxes_are_a_missing_date() -> None:
    assert typed("", "", "").errors.as_data()["day"][0].code == "required"


def test_what_was_typed_stands_in_the_boxes_again() -> None:
    html = str(typed("31", "2", "2569")["day"])
    assert 'value="31"' in html
    assert '<option value="2" selected>' in html
    assert 'value="2569"' in html


def test_a_known_date_shows_in_the_buddhist_era_to_thai_readers_only() -> None:
    form = Seen(initial={"day": date(2026, 11, 23)})
    with translation.override("th"):
        assert 'value="2569"' in str(form["day"])
    with translation.override("en"):
        assert 'value="2026"' in str(form["day"])


def test_a_choice_shows_its_hint_and_picture_and_is_bound_to_its_label() -> None:
    with translation.override("en"):
        html = render_to_string("web/parts/field.html", {"field": Kind()["kind"]})
    assert "Street light<small>dark</small>" in html
    assert "<svg" in html
    assert 'for="id_kind_0"' in html
    assert 'id="id_kind_0"' in html


def test_a_wrong_field_says_so_beside_itself_and_in_the_summary() -> None:
    form = Kind({})
    field = render_to_string("web/parts/field.html", {"field": form["kind"]})
    summary = render_to_string("web/parts/error_summary.html", {"form": form})
    assert 'id="id_kind_error"' in field
    assert 'aria-describedby="id_kind_error"' in field
    assert 'href="#id_kind"' in summary
    assert '<fieldset id="id_kind"' in field


@made_once
class Shared(forms.Form):
    place = forms.CharField(label=gettext_lazy("Place"))
    late = forms.BooleanField(required=False)

    def __init__(self, data: dict[str, str], *, late: bool) -> None:
        super().__init__(data)
        if not late:
            del self.fields["late"]


def test_fields_made_once_serve_every_form_and_keep_nothing_of_any() -> None:
    first, second = Shared({"place": "ถนน"}, late=False), Shared({}, late=True)
    assert (first.is_valid(), second.is_valid()) == (True, False)
    assert (list(first.fields), list(second.fields)) == (["place"], ["place", "late"])
    assert first.cleaned_data == {"place": "ถนน"}
    assert first.fields["place"] is second.fields["place"]


@pytest.mark.parametrize("widget", [forms.Select, forms.RadioSelect])
@pytest.mark.usefixtures("house")
def test_what_the_pack_offers_is_laid_out_once_for_each_language_answer_and_fault(widget: type[forms.Widget]) -> None:
    laid_out: list[str] = []

    def choices() -> list[tuple[str, Text]]:
        laid_out.append("")
        return [(code, Text.of(th=f"ที่ {code}", en=f"Place {code}")) for code in "ab"]

    class Areas(forms.Form):
        area = KnownChoice(known=f"test {widget.__name__}", choices=Asked(choices), widget=widget)

    def drawn(answer: str, language: str = "en", *, checked: bool = False) -> str:
        form = Areas({"area": answer}) if checked else Areas(initial={"area": answer})
        with translation.override(language):
            return render_to_string("web/parts/field.html", {"field": form["area"]})

    first = drawn("a")
    looked = len(laid_out)
    assert drawn("a") == first
    assert len(laid_out) - looked < looked
    assert len({first, drawn("b"), drawn("a", "th"), drawn("c", checked=True), drawn("a", checked=True)}) == 4
    assert "ที่ b" in drawn("a", "th")
    assert 'aria-invalid="true"' in drawn("c", checked=True)
    assert 'aria-invalid="true"' not in drawn("c")


@pytest.mark.parametrize(("language", "label"), [("th", "สถานที่"), ("en", "Place")])
def test_a_field_made_once_speaks_the_readers_language(language: str, label: str) -> None:
    with translation.override(language):
        assert f">{label}" in str(Shared({}, late=False)["place"].label_tag())


CHANGED_IN_PLACE = re.compile(r"fields\[[^]]+\]\.[\w.\[\]\"]+ *\|?= ")


def made_once_kinds(kind: type[forms.BaseForm] = forms.BaseForm) -> Iterator[type[forms.BaseForm]]:
    """Ours, of all that the pages use."""
    for one in kind.__subclasses__():
        if isinstance(getattr(one, "base_fields", None), fields.Shared) and one.__module__.startswith("korat."):
            yield one
        yield from made_once_kinds(one)


def test_no_form_whose_fields_are_made_once_changes_one_in_its_place() -> None:
    """It would change the field for everyone; another field takes its place instead."""
    import_module("korat.config.urls")
    kinds = set(made_once_kinds())
    assert len(kinds) >= 6
    assert [kind for kind in kinds if CHANGED_IN_PLACE.search(getsource(kind))] == []
