"""Posts and who holds them: counts on the list, names only where a look has opened them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from korat.blocks.catalog import queries as catalog
from korat.blocks.people import queries as people
from korat.blocks.people.values import PostView, TermView
from korat.kernel.dates import format_date
from korat.web.post_forms import TermForm
from korat.web.present import words


def offices(reach: Collection[int], terms: Sequence[TermView], now: datetime) -> list[dict[str, object]]:
    """Each office of the reach with its posts, in the order of their codes."""
    found: dict[int, list[dict[str, object]]] = {}
    for one in people.posts():
        if one.office in reach:
            found.setdefault(one.office, []).append(post(one, [term for term in terms if term.post == one.code], now))
    return [{"name": words.office(office), "posts": posts} for office, posts in found.items()]


def post(one: PostView, terms: Sequence[TermView], now: datetime) -> dict[str, object]:
    heads = sum(not term.acting and term.begins_at <= now for term in terms)
    return {
        "name": one.names,
        "url": reverse("web:post", args=[one.code]),
        "holders": ngettext("%(total)s holder", "%(total)s holders", heads) % {"total": heads}
        if heads
        else _("vacant"),
        "acting": [ordered(term) for term in terms if term.acting],
    }


def line(term: TermView, names: Mapping[int, str]) -> dict[str, object]:
    return {
        "name": names.get(term.person, ""),
        "said": ordered(term) if term.acting else "",
        "since": term.begins_at,
        "end_url": reverse("web:post_end", args=[term.post, term.id]),
    }


def held(term: TermView) -> str:
    """A colleague as a choice: by post, and since when, so that two in the same post are told apart."""
    said = ordered(term) if term.acting else words.post(term.post)
    return _("%(post)s, since %(day)s") % {"post": said, "day": day(term.begins_at)}


def said(term: TermView, names: Mapping[int, str]) -> str:
    """Whose term it is, in one line."""
    held = ordered(term) if term.acting else words.signature(term.post, term.office)
    return f"{names.get(term.person, '')} · {held}"


def ordered(term: TermView) -> str:
    said = _("Acting for %(post)s by order %(order)s, from %(first)s until %(last)s")
    return said % {"post": words.post(term.post), "order": term.order, "first": day(term.begins_at), "last": last(term)}


def last(term: TermView) -> str:
    """Midnight would read as the day after."""
    return day(term.ends_at - timedelta(seconds=1)) if term.ends_at else ""


def day(moment: datetime) -> str:
    return format_date(moment.astimezone(catalog.zone()).date())


def read_back(one: PostView, name: str, form: TermForm) -> list[dict[str, object]]:
    given = form.cleaned_data
    rows = [
        (_("Post"), words.signature(one.code, one.office)),
        (_("Acting head") if form.acting else _("New holder"), name),
        (_("Name on public pages"), given.get("public_name", "")),
        (_("Number of the order"), given["order"]),
        (_("First day"), format_date(given["begins_on"])),
        (_("Last day"), format_date(given["ends_on"]) if form.acting else _("until it is ended here")),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def declaration(form: TermForm) -> str:
    if form.acting:
        return _("The authority of the post holds for these days and no longer. Papers name the order.")
    return _("The authority of the post holds from the first day on, until somebody ends it here.")


def done(form: TermForm) -> str:
    return (
        _("Done. The order stands here until its last day.") if form.acting else _("Done. The post has a new holder.")
    )
