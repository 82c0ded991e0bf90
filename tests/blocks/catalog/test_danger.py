"""Words of danger are found however they are typed, and not where they only seem to stand."""

from __future__ import annotations

import pytest

from korat.blocks.catalog.danger import found_in
from korat.blocks.catalog.definition import Category, Clocks, Danger, Route, ServiceDefinition, Step
from korat.kernel.calendar import Span
from korat.kernel.texts import Text

FIRE = Danger(words=("fire", "ไฟไหม้"), call=("199",), advice=Text.of(th="โทร 199", en="Call 199"))
WIRE = Danger(words=("live wire", "สายไฟขาด", "น้ำรั่วเข้าตู้"), call=("199",), advice=Text.of(th="ถอย", en="Keep away"))
KNIFE = Danger(words=("มีคนถือมีด",), call=("191",), advice=Text.of(th="โทร 191", en="Call 191"))


@pytest.fixture(scope="module")
def service() -> ServiceDefinition:
    name = Text.of(th="ชื่อ", en="Name")
    return ServiceDefinition(
        code="s",
        prefix="S",
        names=name,
        summary=name,
        dimensions=("safety",),
        clocks=Clocks(answer=Span(1, "days"), completion=Span(2, "days")),
        routes=(Route(office="o"),),
        danger=(KNIFE,),
        steps=(Step(code="new", names=name), Step(code="end", names=name, closed=True)),
        first_step="new",
        categories=(
            Category(code="lamp", names=name, danger=(WIRE,)),
            Category(code="smoke", names=name, danger=(FIRE,)),
        ),
    )


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("มีไฟไหม้ที่ตลาด", FIRE),
        ("ไฟ ไหม้", FIRE),
        ("ไฟ\u200bไหม้", FIRE),
        ("ไฟ\u2060ไหม้\ufeff", FIRE),
        ("ไฟ๑๒ไหม้", FIRE),
        ("ไฟไหม้้้้", FIRE),
        ("ไฟไหม้มมมมม", FIRE),
        ("There is a FIRE!", FIRE),
        ("fire", FIRE),
        ("fi\u200bre", FIRE),
        ("Ｆｉｒｅ", FIRE),
        ("a live\n  wire, on the road", WIRE),
        ("สายไฟ-ขาด", WIRE),
        ("น\u0e4d\u0e49\u0e32รั่วเข้าตู้", WIRE),
        ("มีคนถือมีด", KNIFE),
    ],
)
def test_danger_is_found(text: str, danger: Danger, service: ServiceDefinition) -> None:
    assert found_in(service, None, text) == (danger,)


@pytest.mark.parametrize(
    "text",
    ["", "   ", "ไฟดับ", "fireworks", "campfire", "of irene", "alive wired", "live", "ไฟ", "ไหม้", "๑๙๙", "🔥"],
)
def test_what_only_looks_like_danger_is_not(text: str, service: ServiceDefinition) -> None:
    assert found_in(service, None, text) == ()


def test_words_of_every_category_count_and_those_of_the_chosen_one_come_first(
    service: ServiceDefinition,
) -> None:
    smoke: Category | None = service.category("smoke")
    assert found_in(service, service.category("lamp"), "ไฟไหม้ สายไฟขาด มีคนถือมีด") == (WIRE, KNIFE, FIRE)
    assert found_in(service, smoke, "ไฟไหม้ สายไฟขาด มีคนถือมีด") == (FIRE, KNIFE, WIRE)


def test_a_very_long_text_is_read_in_time(service: ServiceDefinition) -> None:
    assert found_in(service, None, "ก้" * 200_000 + "ไฟไหม้") == (FIRE,)
