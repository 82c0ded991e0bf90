"""The office's panel: how many messages were told of each day, by kind, and to which hosts they led."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from korat.blocks.measures.queries import Value

MOST_HOSTS = 50


def board(kinds: Sequence[Value], hosts: Sequence[Value]) -> dict[str, object]:
    names = kind_names()
    days: dict[date, dict[str, int]] = {}
    for value in kinds:
        days.setdefault(value.period, {})[value.category] = value.n
    return {
        "kinds": list(names.values()),
        "days": [row(day, found, names) for day, found in days.items()],
        "total": sum(value.n for value in kinds),
        "hosts": most(hosts),
    }


def row(day: date, found: dict[str, int], names: dict[str, str]) -> dict[str, object]:
    counts = [{"label": label, "n": found.get(kind, 0)} for kind, label in names.items()]
    return {"day": day, "counts": counts, "total": sum(found.values())}


def most(hosts: Sequence[Value]) -> list[dict[str, object]]:
    total = Counter[str]()
    last: dict[str, date] = {}
    for value in hosts:
        total[value.category] += value.n
        last[value.category] = max(value.period, last.get(value.category, value.period))
    return [{"host": host, "n": n, "last": last[host]} for host, n in total.most_common(MOST_HOSTS)]


def kind_names() -> dict[str, str]:
    return {
        "link": _("Foreign link"),
        "code": _("Made-up code"),
        "paper": _("False paper"),
        "reference": _("With a number, unproven"),
        "words": _("Words alone"),
    }
