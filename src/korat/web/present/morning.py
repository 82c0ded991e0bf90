"""The morning page: what waits for a decision, what is late and urgent, with whom, how people answered, what it costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from korat.blocks.cases import queries as cases
from korat.blocks.cases.queries import AUTHORITIES, COUNTED, NOBODY, Backlog, Decision, PutUp
from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger.actor import Actor
from korat.blocks.measures import queries as measures
from korat.blocks.payments import queries as payments
from korat.blocks.people import queries as people
from korat.blocks.people.values import TermView
from korat.kernel import ids
from korat.kernel.money import show
from korat.web import offers
from korat.web.forms import MoveForm, Offered
from korat.web.present import advice, counted, faces, words

SHOWN_DAYS = 30
# So much of what was written is read at a glance; the rest stands on the page of the case.
SAID = 400
Tried = Mapping[str, MoveForm]


def page(actor: Actor, now: datetime, tried: Tried | None = None) -> dict[str, object]:
    """Everything of the page. `tried`: forms that came back with gaps, by the reference of their case."""
    since = now.astimezone(catalog.zone()).date() - timedelta(days=SHOWN_DAYS)
    backlogs, sums = cases.backlogs(actor, now), measures.sums(actor.reach(*AUTHORITIES), since=since)
    decisions = cases.decisions(actor)
    said = cases.put_up(actor, decisions, now)
    return {
        "today": now,
        "facts": facts(backlogs, sums, len(decisions), since),
        "decisions": [
            decision(one, said.get(one.uuid), now, (tried or {}).get(one.case.reference)) for one in decisions
        ],
        "looked": bool(said),
        "urgent": [faces.row(one, now) for one in cases.urgent(actor)],
        "surges": surges(actor, now),
        "advice": advice.board(cases.advice_due(actor, now), now),
        "offices": [office(one, now) for one in backlogs],
        "loads": [*loads(actor, now), *in_nobodys_hands(backlogs)],
        "answers": answers(sums, {one.office: one.again for one in backlogs}, since),
        "since": since,
        "money": money(actor, now),
        "back_url": reverse("web:desk"),
    }


def facts(
    backlogs: Sequence[Backlog], sums: Mapping[tuple[int, str], int], deciding: int, since: date
) -> list[dict[str, object]]:
    """The five numbers on top; each opens what is behind it."""
    yes, no = total(sums, "solved"), total(sums, "reopened")
    return [
        {"label": _("To decide"), "value": str(deciding), "url": "#decisions"},
        {"label": _("Late"), "value": at_most([one.late for one in backlogs]), "url": queue(late="on")},
        {"label": _("Open"), "value": at_most([one.open for one in backlogs]), "url": queue()},
        {
            "label": _("Solved, of %(n)s answers") % {"n": f"{yes + no:,}"},
            "value": percent(yes, yes + no),
            "url": counted.address("solved", since=since),
        },
        {"label": _("Reopened in 30 days"), "value": f"{no:,}", "url": counted.address("reopened", since=since)},
    ]


def decision(one: Decision, said: PutUp | None, now: datetime, tried: MoveForm | None) -> dict[str, object]:
    """A case with a form for each way to decide it, ids its own: many stand on the page."""
    return {
        **faces.row(one.case, now),
        "service": one.case.service.names,
        "office": words.office(one.office),
        "said": Truncator(said.words).chars(SAID) if said else "",
        "who": words.signature(said.post, said.office) if said else "",
        "moves": [
            {
                "code": move.code,
                "label": move.names,
                "primary": move.primary,
                "tried": tried is not None and tried.move.code == move.code,
                "form": named(tried if tried and tried.move.code == move.code else MoveForm(move, OFFERED), one),
                "version": one.version,
                "key": ids.uuid7(),
                "url": reverse("web:morning_decide", args=[one.case.reference]),
            }
            for move in one.moves
        ],
    }


OFFERED = Offered()


def named(form: MoveForm, one: Decision) -> MoveForm:
    form.auto_id = f"id_{one.case.id}_%s"
    return form


def office(one: Backlog, now: datetime) -> dict[str, object]:
    found = people.organisation_by_id(one.office)
    code = found.code if found else ""
    return {
        "name": words.office(one.office),
        "open": at_most([one.open]),
        "open_url": queue(office=code),
        "late": at_most([one.late]),
        "late_url": queue(office=code, late="on"),
        "oldest": words.time_left(one.oldest, now) if one.oldest else "",
    }


def surges(actor: Actor, now: datetime) -> list[dict[str, object]]:
    """The orders of floods and the like that still run."""
    running = [one for one in cases.surges(actor) if one.ended_at is None and one.ends_at > now]
    return [{"title": one.title, "until": one.ends_at, "url": reverse("web:surge", args=[one.uuid])} for one in running]


def loads(actor: Actor, now: datetime) -> list[dict[str, object]]:
    """Who has how much in hand, most first: by post. Names stand on the post's own page, for who manages people."""
    able = actor.reach("case.handle", *AUTHORITIES)
    terms = [term for term in people.terms_over(able, now) if term.begins_at <= now]
    found = cases.loads(actor, {term.person for term in terms})
    held: dict[int, TermView] = {}
    for term in terms:
        held.setdefault(term.person, term)
    rows = [(found.get(person, 0), term) for person, term in held.items() if found.get(person, 0)]
    return [load(actor, n, term) for n, term in sorted(rows, key=lambda row: (-row[0], row[1].post))]


def load(actor: Actor, n: int, term: TermView) -> dict[str, object]:
    manages = actor.may("people.manage", office=term.office)
    return {
        "post": words.signature(term.post, term.office),
        "post_url": reverse("web:post", args=[term.post]) if manages else "",
        "n": at_most([n]),
        "url": queue(official=str(term.person)),
    }


def in_nobodys_hands(backlogs: Sequence[Backlog]) -> list[dict[str, object]]:
    """What waits for somebody to take it; no row when nothing does."""
    counts = [one.nobody for one in backlogs]
    return [{"post": _("Nobody yet"), "n": at_most(counts), "url": queue(official=str(NOBODY))}] if any(counts) else []


def answers(sums: Mapping[tuple[int, str], int], again: Mapping[int, int], since: date) -> list[dict[str, object]]:
    """By office how many said solved and how many came again, of how many. `again`: how many of these are still open."""
    rows: list[dict[str, object]] = []
    for one in sorted({office for office, _what in sums}):
        yes, no = sums.get((one, "solved"), 0), sums.get((one, "reopened"), 0)
        found = people.organisation_by_id(one)
        if found and yes + no:
            rows.append(
                {
                    "name": words.office(one),
                    "share": share(yes, yes + no),
                    "yes": f"{yes:,}",
                    "yes_url": counted.address("solved", office=found.code, since=since),
                    "no": f"{no:,}",
                    "no_url": counted.address("reopened", office=found.code, since=since),
                    "again": at_most([again.get(one, 0)]),
                    "again_url": queue(office=found.code, solved="no"),
                }
            )
    return rows


def total(sums: Mapping[tuple[int, str], int], what: str) -> int:
    return sum(n for (_office, kind), n in sums.items() if kind == what)


def at_most(counts: Sequence[int]) -> str:
    """A sum of what was counted up to a bound: beyond it, `1,000+`."""
    bounded = sum(min(n, COUNTED) for n in counts)
    return f"{bounded:,}+" if any(n > COUNTED for n in counts) else f"{bounded:,}"


def percent(part: int, whole: int) -> str:
    return f"{round(100 * part / whole)} %" if whole else "–"


def share(part: int, whole: int) -> str:
    return _("%(share)s %% of %(n)s") % {"share": round(100 * part / whole), "n": f"{whole:,}"} if whole else "–"


def money(actor: Actor, now: datetime) -> list[dict[str, object]]:
    """What is billed and not paid, and what the domains count; each opens its list."""
    found = payments.outstanding(actor.reach(*AUTHORITIES), now)
    url, more = reverse("web:bills"), "+" if found and found.bounded else ""
    rows: list[dict[str, object]] = []
    if found:
        rows.append({"label": _("Billed, not paid yet"), "value": show(found.billed) + more, "url": url})
        rows.append({"label": _("Of it past its day"), "value": show(found.overdue) + more, "url": url})
    rows += [{"label": one.label, "value": one.value, "url": one.url} for one in offers.money(actor, now)]
    return rows


def queue(**chosen: str) -> str:
    return f"{reverse('web:desk')}?{urlencode(chosen)}" if chosen else reverse("web:desk")
