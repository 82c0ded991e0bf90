"""What the pages need beyond plain templates: icons, dates, texts, bars. Loaded into every template."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.forms import BoundField, Field
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from lucide import IconDoesNotExist
from lucide.templatetags.lucide import lucide

from korat.blocks.ledger import packs
from korat.kernel.dates import Style, format_date, format_datetime, format_span, format_time
from korat.kernel.errors import Refused
from korat.kernel.language import current
from korat.kernel.texts import Text
from korat.web.bars import Bars, lay_out

register = template.Library()
PLAIN_ICON = "circle"


@register.simple_tag
def icon(name: str) -> SafeString:
    """A picture beside words: never read aloud, never the only sign."""
    return _icon(str(name))


@lru_cache(maxsize=256)
def _icon(name: str) -> SafeString:
    """Drawn once for each name. One that a pack misspelt must not cost the page: it gets a circle."""
    try:
        drawn = lucide(name, size=None, aria_hidden="true", focusable="false", **{"class": "icon"})
    except IconDoesNotExist:
        return _icon(PLAIN_ICON)
    return SafeString(" ".join(drawn.split()))


@register.filter
def thai_datetime(moment: datetime | None, style: str = "short") -> str:
    """`23 พ.ย. 2569 09:14 น.` in the reader's language and the province's zone; `long` spells the month."""
    if moment is None:
        return ""
    return format_datetime(moment, timezone.get_current_timezone(), style=_style(style))


@register.filter
def thai_date(day: date | None, style: str = "short") -> str:
    """`23 พ.ย. 2569`; a moment counts as its day in the province's zone."""
    if day is None:
        return ""
    if isinstance(day, datetime):
        day = day.astimezone(timezone.get_current_timezone()).date()
    return format_date(day, style=_style(style))


@register.filter
def iso(moment: datetime | None) -> str:
    """`2026-11-23T09:14:00+07:00`, for programs that read the page."""
    return "" if moment is None else moment.astimezone(timezone.get_current_timezone()).isoformat(timespec="seconds")


@register.simple_tag
def moment(at: datetime) -> SafeString:
    """The same and `thai_datetime` in one: what a page says most of all."""
    zone = timezone.get_current_timezone()
    wall = at.astimezone(zone)
    shown = format_datetime(wall, zone, style="short")
    return SafeString(f'<time datetime="{wall.isoformat(timespec="seconds")}">{shown}</time>')


def _style(name: str) -> Style:
    return "long" if name == "long" else "short"


@register.filter
def thai_time(moment: datetime | None) -> str:
    """`09:14 น.`, in the province's zone."""
    return "" if moment is None else format_time(moment.astimezone(timezone.get_current_timezone()).time())


@register.filter
def about(error: object, field: BoundField) -> str:
    """What is wrong with a field. That something is missing names what: a list of gaps tells nothing by itself."""
    if str(error) != str(Field.default_error_messages["required"]):
        return str(error)
    return _("Please fill in: %(what)s") % {"what": show(field.label)}


@register.filter
def show(text: object) -> str:
    """A pack's text, or a refusal, in the reader's language; anything else as it is."""
    if text is None:
        return ""
    return text.show() if isinstance(text, Text | Refused) else str(text)


@register.filter
def human(span: timedelta | None) -> str:
    """`2 วัน 3 ชั่วโมง`"""
    return "" if span is None else format_span(span)


@register.inclusion_tag("web/parts/way.html", takes_context=True)
def way(context: template.Context, name: str, picture: str, label: str, place: str = "") -> dict[str, Any]:
    """A link of the main navigation by the name of its address; it knows whether the reader stands there."""
    url = reverse(name)
    request = context.get("request")
    here = request is not None and request.path == url
    return {"url": url, "picture": picture, "label": label, "place": place, "here": here}


class Kept(template.Node):
    """Rendered once for each language, pack and value of its keys: for what every page repeats word for word."""

    MOST = 200

    def __init__(self, inside: template.NodeList, keys: Sequence[template.base.FilterExpression]) -> None:
        self.inside, self.keys = inside, keys
        self.rendered: dict[tuple[object, ...], SafeString] = {}

    def render(self, context: template.Context) -> SafeString:
        key = (current(), packs.stamp(), *(one.resolve(context) for one in self.keys))
        if key not in self.rendered:
            if len(self.rendered) >= self.MOST:
                self.rendered = {}
            self.rendered[key] = self.inside.render(context)
        return self.rendered[key]


@register.tag
def kept(parser: template.base.Parser, token: template.base.Token) -> Kept:
    """`{% kept key… %}…{% endkept %}`: inside stands nothing that depends on more than language, pack and keys."""
    keys = [parser.compile_filter(bit) for bit in token.split_contents()[1:]]
    inside = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(inside, keys)


class Filled(template.Node):
    """Rows that look alike are drawn once, with blanks where their words stand; then each fills the blanks with its own."""

    BLANK = re.compile("\ue000(\\w+)\ue001")

    def __init__(self, inside: template.NodeList, rows: template.base.FilterExpression, looks: Sequence[str]) -> None:
        self.inside, self.rows, self.looks = inside, rows, frozenset(looks)

    def render(self, context: template.Context) -> SafeString:
        drawn: dict[tuple[bool, ...], str] = {}
        filled: list[str] = []
        for row in self.rows.resolve(context):
            look = tuple(bool(row[name]) for name in self.looks)
            if look not in drawn:
                drawn[look] = self.draw(context, row)
            filled.append(drawn[look] % {name: escaped(row[name]) for name in row.keys() - self.looks})
        return SafeString("".join(filled))

    def draw(self, context: template.Context, row: Mapping[str, object]) -> str:
        blanks = {name: SafeString(f"\ue000{name}\ue001") for name in row if name not in self.looks}
        with context.push(row={**row, **blanks}):
            return self.BLANK.sub(r"%(\1)s", self.inside.render(context).replace("%", "%%"))


def escaped(word: object) -> str:
    return word if isinstance(word, SafeString) else escape(str(word))


@register.tag
def fill(parser: template.base.Parser, token: template.base.Token) -> Filled:
    """`{% fill rows look… %}…{% endfill %}`: inside stands one `row`. Of what it holds only a look may decide how it is
    drawn; all else is shown as it is, through no filter."""
    _tag, rows, *looks = token.split_contents()
    inside = parser.parse(("endfill",))
    parser.delete_first_token()
    return Filled(inside, parser.compile_filter(rows), looks)


@register.inclusion_tag("web/parts/bars.html")
def bars(series: Mapping[str, Any]) -> dict[str, Bars]:
    """Columns drawn on the server: `{title, unit, points: [{label, value}], now: index or None}`."""
    return {"bars": lay_out(series)}
