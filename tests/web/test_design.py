"""Rules of the pages' look that no eye should have to watch over."""

import re
from pathlib import Path

import pytest

import korat.web
from korat.web.templatetags import parts

WEB = Path(korat.web.__file__).parent
STATIC = WEB / "static/web"
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
SHEETS = sorted(STATIC.glob("*.css"))


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def tokens() -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9A-F]{6});", (STATIC / "tokens.css").read_text("utf-8")))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_needs_an_exception_from_the_content_policy(template: Path) -> None:
    html = template.read_text("utf-8")
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|javascript:", html)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", html))


@pytest.mark.parametrize("colour", ["ink", "muted", "clay", "clay-deep", "plum", "red", "brown", "green", "slate"])
def test_words_in_every_colour_can_be_read_on_every_ground(colour: str) -> None:
    found = tokens()
    assert all(contrast(found[colour], found[ground]) >= 4.5 for ground in ("paper", "sand", "sand-deep"))


def test_edges_of_fields_and_the_ring_of_the_focus_stand_out() -> None:
    found = tokens()
    assert contrast(found["line"], found["paper"]) >= 3
    assert contrast(found["ink"], found["focus"]) >= 3


def test_the_font_that_drops_stacked_marks_is_never_asked_for() -> None:
    assert not any("Noto Looped Thai" in sheet.read_text("utf-8") for sheet in SHEETS)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_everything_a_style_sheet_points_to_is_there(sheet: Path) -> None:
    for target in re.findall(r'url\("([^"]+)"\)', sheet.read_text("utf-8")):
        assert (sheet.parent / target).resolve().is_file(), target


def test_style_sheets_stay_small() -> None:
    assert max(len(sheet.read_text("utf-8").splitlines()) for sheet in SHEETS) <= 400


def test_every_picture_that_a_page_names_is_drawn() -> None:
    named = re.compile(r'"icon": "([a-z0-9-]+)"|\{% icon "([a-z0-9-]+)"')
    said = {
        found.group(1) or found.group(2)
        for path in (*WEB.parent.rglob("*.py"), *WEB.parent.rglob("*.html"))
        for found in named.finditer(path.read_text())
    }
    assert len(said) > 50
    assert [
        name for name in sorted(said) if name != parts.PLAIN_ICON and parts.icon(name) == parts.icon(parts.PLAIN_ICON)
    ] == []
