"""What an office had in a month: came in, closed, late; by kind and community; how long, how solved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from korat.blocks.cases import queries as cases
from korat.blocks.catalog import queries as catalog
from korat.blocks.measures import queries as measures
from korat.blocks.measures.cells import quantile
from korat.blocks.measures.queries import Part
from korat.blocks.people import queries as people
from korat.blocks.people.values import OrganisationView
from korat.kernel.dates import format_date, format_month, next_month
from korat.web.present import counted, month_lines, offices, spreadsheet, words
from korat.web.present.month_lines import Line
from korat.web.present.morning import share

# So many fit on one sheet of A4; the others are added up.
KINDS, COMMUNITIES, OTHERS = 8, 4, 6
BACK = 24


@dataclass(frozen=True)
class Chosen:
    """One office, one month of its, and which others may be chosen."""

    office: OrganisationView
    month: date
    offices: tuple[OrganisationView, ...]
    months: tuple[date, ...]

    @property
    def ids(self) -> frozenset[int]:
        """The office with those below it, as far as they may be chosen."""
        able = {one.id for one in self.offices}
        return frozenset({self.office.id, *people.below(self.office.code)} & able)

    @property
    def name(self) -> str:
        said = words.office(self.office.id)
        return _("%(office)s with the offices below it") % {"office": said} if len(self.ids) > 1 else said


def chosen(reach: Collection[int], asked: Mapping[str, str], now: datetime) -> Chosen:
    able, months = choices(reach, now)
    office = next((one for one in able if one.code == asked.get("office")), able[0])
    month = next((one for one in months if f"{one:%Y-%m}" == asked.get("month")), months[min(1, len(months) - 1)])
    return Chosen(office, month, able, months)


def named(reach: Collection[int], code: str, year: int, month: int, now: datetime) -> Chosen | None:
    """The one asked for exactly; None out of reach."""
    able, months = choices(reach, now)
    found = [one for one in able if one.code == code]
    fitting = [one for one in months if (one.year, one.month) == (year, month)]
    return Chosen(found[0], fitting[0], able, months) if found and fitting else None


def choices(reach: Collection[int], now: datetime) -> tuple[tuple[OrganisationView, ...], tuple[date, ...]]:
    """The offices of the reach, dissolved ones too, and two years of months, the running one first."""
    months = [offices.month_of(now)]
    while len(months) < BACK:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return tuple(one for one in people.remembered() if one.id in reach), tuple(months)


@dataclass(frozen=True)
class Row:
    """One line of the sheet; `late` is what is late on the day it is made."""

    label: str
    opened: int
    closed: int
    late: int
    part: Part = None


@dataclass(frozen=True)
class Report:
    """The month in values."""

    whole: Row
    kinds: tuple[Row, ...]
    communities: tuple[Row, ...]
    days: Counter[int]
    solved: int
    reopened: int
    unanswered: int
    others: tuple[Line, ...]


def report(one: Chosen, now: datetime) -> Report:
    sums = measures.month_sums(one.ids, first=one.month, end=next_month(one.month))
    late: Counter[Part] = Counter()
    for service, category, place, n in cases.late(one.ids, now):
        late.update({None: n, (service, category): n})
        if place is not None:
            late[place] += n
    parts = {part for _what, part in sums} | set(late)
    kinds = [part for part in parts if isinstance(part, tuple)]
    communities = [part for part in parts if isinstance(part, int)]
    return Report(
        row(_("All"), None, sums, late),
        lines([row(str(offices.kind("", part)["label"]), part, sums, late) for part in kinds]),
        lines([row(str(offices.community(part)["label"]), part, sums, late) for part in communities]),
        measures.month_days(one.ids, one.month),
        sums.get(("solved", None), 0),
        sums.get(("reopened", None), 0),
        sums.get(("unanswered", None), 0),
        month_lines.lines(one.ids, one.month),
    )


def row(label: str, part: Part, sums: measures.Sums, late: Mapping[Part, int]) -> Row:
    return Row(label, sums.get(("opened", part), 0), sums.get(("closed", part), 0), late.get(part, 0), part)


def lines(rows: list[Row]) -> tuple[Row, ...]:
    """Most first."""
    return tuple(sorted(rows, key=lambda one: (-one.opened, -one.late, one.label)))


def fitting(rows: Sequence[Row], most: int) -> tuple[Row, ...]:
    """What finds no room is added up in one line."""
    kept, rest = list(rows[:most]), rows[most:]
    if rest:
        added = (sum(getattr(one, name) for one in rest) for name in ("opened", "closed", "late"))
        kept = [*kept, Row(_("%(number)s others") % {"number": len(rest)}, *added)]
    return tuple(kept)


def page(one: Chosen, now: datetime) -> dict[str, object]:
    found = report(one, now)
    return {
        "office": one.name,
        "month": format_month(one.month, style="long"),
        "running": one.month == offices.month_of(now),
        "offices": [{"code": o.code, "name": words.office(o.id), "chosen": o == one.office} for o in one.offices],
        "months": [
            {"code": f"{m:%Y-%m}", "name": format_month(m, style="long"), "chosen": m == one.month} for m in one.months
        ],
        "facts": [(label, value, opens(one, what)) for (label, value), what in zip(facts(found), BEHIND, strict=True)],
        "tables": [
            (title, [linked(one, row) for row in rows])
            for title, rows in ((_("By kind"), found.kinds), (_("By community"), found.communities))
        ],
        "others": [(line, opens(one, line.what, line.part) if line.what else "") for line in found.others],
        "csv_url": reverse("web:monthly_csv", args=[one.office.code, one.month.year, one.month.month]),
        "paper_url": reverse("web:monthly_paper", args=[one.office.code, one.month.year, one.month.month]),
        "back_url": reverse("web:desk"),
    }


# What each of the facts counts.
BEHIND = ("opened", "closed", "late", "completed", "completed", "solved", "reopened", "unanswered")


def opens(one: Chosen, what: str, part: Part = None) -> str:
    """The list behind a figure of the month; what is late is late today."""
    days = {} if what == "late" else {"since": one.month, "end": next_month(one.month)}
    return counted.address(what, office=one.office.code, below=True, part=part, **days)


def linked(one: Chosen, row: Row) -> dict[str, object]:
    """The cells of a line, each with the list behind it."""
    cells = {what: (f"{getattr(row, what):,}", opens(one, what, row.part)) for what in ("opened", "closed", "late")}
    return {"label": row.label, **cells}


def facts(found: Report) -> list[tuple[str, str]]:
    median, high = quantile(found.days, 0.5), quantile(found.days, 0.9)
    return [
        (_("Came in"), f"{found.whole.opened:,}"),
        (_("Closed"), f"{found.whole.closed:,}"),
        (_("Late today"), f"{found.whole.late:,}"),
        (_("Median days"), offices.day(median)),
        (_("90 in 100 within days"), offices.day(high)),
        (_("Solved, say reporters"), share(found.solved, found.solved + found.reopened)),
        (_("Reopened"), f"{found.reopened:,}"),
        (_("Unanswered"), f"{found.unanswered:,}"),
    ]


def in_short(found: Report) -> list[tuple[str, str]]:
    """The same facts in four lines, so that the sheet holds all."""
    came, closed, late, median, high, solved, reopened, silent = (value for _label, value in facts(found))
    return [
        (_("Came in, closed, late today"), f"{came} · {closed} · {late}"),
        (_("Median, 90 in 100 (days)"), f"{median} · {high}"),
        (_("Solved, say reporters"), solved),
        (_("Reopened, unanswered"), f"{reopened} · {silent}"),
    ]


def content(one: Chosen, now: datetime) -> dict[str, object]:
    """The words of the paper: one A4."""
    found = report(one, now)
    head = [_("Came in"), _("Closed"), _("Late today")]
    tables = [
        (_("Kind"), _("By kind"), fitting(found.kinds, KINDS)),
        (_("Community"), _("By community"), fitting(found.communities, COMMUNITIES)),
    ]
    today = now.astimezone(catalog.zone()).date()
    sheets = [
        {"title": title, "head": [by, *head], "rows": [cells(line) for line in lines]} for by, title, lines in tables if lines
    ]  # fmt: skip
    others = [[line.label, line.value] for line in found.others if line.told][:OTHERS]
    untold = ", ".join(line.label for line in found.others if not line.told)
    return {
        "title": _("Monthly report"),
        "lead": f"{one.name} · {format_month(one.month, style='long')}",
        "rows": [{"label": label, "value": value} for label, value in in_short(found)],
        "tables": [*sheets, {"title": _("Money, permits and the rest"), "head": [_("What"), _("Figure")], "rows": others}],
        "notes": [
            _("Not told here: %(lines)s.") % {"lines": untold},
            _("Late is what was late on %(day)s. Sealed complaints are not counted.") % {"day": format_date(today, style="long")}
        ],
    }  # fmt: skip


def cells(line: Row) -> list[str]:
    return [line.label, f"{line.opened:,}", f"{line.closed:,}", f"{line.late:,}"]


def sheet(one: Chosen, now: datetime) -> str:
    """The same, nothing added up or left out, for a spreadsheet."""
    found = report(one, now)
    head = [_("Came in"), _("Closed"), _("Late today")]
    rows = [
        [_("Monthly report"), one.name, f"{one.month:%Y-%m}", spreadsheet.moment(now)],
        [],
        *([label, value] for label, value in facts(found)),
        [],
        [_("Kind"), *head],
        *map(cells, found.kinds),
        [],
        [_("Community"), *head],
        *map(cells, found.communities),
        [],
        *([line.label, line.value] for line in found.others),
    ]
    return spreadsheet.MARK + "".join(map(spreadsheet.line, rows))
