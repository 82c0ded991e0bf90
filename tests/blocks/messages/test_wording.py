"""A template and its values become a title and a body in the reader's language, and nothing else."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from korat.blocks.messages.pack import PLACEHOLDERS, TemplateDefinition
from korat.blocks.messages.wording import LONGEST_TITLE, render
from korat.kernel.texts import Text

TEMPLATE = TemplateDefinition(
    code="received",
    titles=Text.of(th="รับเรื่องแล้ว {reference}", en="Received: {reference}"),
    bodies=Text.of(th="{office} ดูแลเรื่อง {reference} {link}", en="{office} looks after {reference}. {link}"),
)
VALUES = {
    "reference": "R69-000001-1",
    "office": Text.of(th="กองช่าง", en="Works"),
    "link": "https://x.example/",
}


def test_it_speaks_the_readers_language() -> None:
    assert render(TEMPLATE, VALUES, "en") == (
        "Received: R69-000001-1",
        "Works looks after R69-000001-1. https://x.example/",
    )
    assert render(TEMPLATE, VALUES, "th")[1] == "กองช่าง ดูแลเรื่อง R69-000001-1 https://x.example/"


def test_a_value_that_is_missing_stays_empty() -> None:
    assert render(TEMPLATE, {}, "en") == ("Received:", "looks after .")


@given(st.text(max_size=400))
@example("x" * 400)
def test_a_value_is_never_read_as_a_template(value: str) -> None:
    title, body = render(TEMPLATE, {"reference": value, "office": "{0.__class__} {", "link": "{link}"}, "en")
    assert body.startswith("{0.__class__} { looks after ")
    assert body.endswith("{link}")
    assert len(title) <= LONGEST_TITLE
    assert len(title.splitlines()) == 1


def test_the_names_a_pack_may_use_are_those_that_are_filled() -> None:
    every = " ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    template = TemplateDefinition(code="all", titles=Text.of(th="x"), bodies=Text.of(th=every))
    assert render(template, {name: name for name in PLACEHOLDERS}, "th")[1] == " ".join(PLACEHOLDERS)
