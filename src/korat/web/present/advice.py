"""Pages of advice, as the desk, a case page and the public see them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import gettext as _

from korat.blocks.cases import queries
from korat.blocks.cases.queries import AdviceView
from korat.blocks.cases.values import CasePage, Entry
from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger.actor import Actor
from korat.kernel.clock import local
from korat.kernel.revealing import KINDS, hidden, revealing
from korat.kernel.texts import Text
from korat.web import addresses
from korat.web.present import words

COLOURS = {"draft": "opportunity", "reviewed": "sustainability", "retired": "slate"}


def card(shown: CasePage, now: datetime) -> dict[str, object] | None:
    """On a case page of who answers it: what was answered before, and the way to keep this answer."""
    if not keeps(shown):
        return None
    told = shown.report.description if shown.report else ""
    return {
        "found": [line(one) for one in queries.advice_for(shown.face, told, now)],
        "new_url": addresses.of("web:advise", shown.face.reference),
    }


def first(shown: CasePage, answer: UUID | None) -> dict[str, str]:
    """What the form begins with: the report as the question, and one answer of the office to it, the last unless another
    is named. What seems to tell who somebody is, is left out."""
    said = [one for one in shown.timeline if one.ground == "post" and answer_in(one)]
    chosen = next((one for one in said if one.uuid == answer), said[-1] if said else None)
    asked = shown.face.public_text or (shown.report.description if shown.report else "")
    return {"question": bare(asked)[:200].strip(), "answer": bare(answer_in(chosen)) if chosen else ""}


def answer_in(entry: Entry) -> str:
    """What an office told the reporter with a move, a note or a reason; orders to a crew are none of it."""
    return "\n".join(str(entry.words[name]) for name in ("note", "reason") if entry.words.get(name))


def bare(words: str) -> str:
    return hidden(words, revealing(words), dict.fromkeys(KINDS, "…"))


def keep_url(shown: CasePage, entry: Entry) -> str:
    """The way to keep this very answer, for who may; a sealed case teaches nobody."""
    if not keeps(shown) or entry.ground != "post" or not answer_in(entry):
        return ""
    return f"{addresses.of('web:advise', shown.face.reference)}?{urlencode({'answer': entry.uuid})}"


def keeps(shown: CasePage) -> bool:
    return shown.relation == "office" and shown.purpose in ("case.handle", "case.triage") and not shown.face.sealed


def board(found: Sequence[AdviceView], now: datetime) -> list[dict[str, object]]:
    """What is to be read again stands first."""
    day = local(now, catalog.zone()).date()
    lines = [line(one) | again(one, day) for one in found]
    return sorted(lines, key=lambda one: not one.get("due"))


def again(one: AdviceView, day: date) -> dict[str, object]:
    if one.state != "reviewed" or one.expires_on > day + queries.ADVICE_BEFORE:
        return {}
    over = one.expires_on < day
    label = _("its day is past: shown to nobody") if over else _("to be read again")
    return {"due": True, "state": {"label": label, "colour": "safety" if over else "clay"}}


def line(one: AdviceView) -> dict[str, object]:
    labels = {"draft": _("waits for a colleague"), "reviewed": _("reviewed"), "retired": _("no longer valid")}
    return {
        "url": addresses.of("web:advice", one.page),
        "question": one.question,
        "answer": one.answer,
        "kind": kind(one),
        "state": {"label": labels[one.state], "colour": COLOURS[one.state]},
        "public": one.public,
        "office": words.office(one.office),
        "version": one.version,
        "made": one.made_at,
        "expires": one.expires_on,
    }


def kind(one: AdviceView) -> Text | str:
    service = catalog.service_or_fail(one.service)
    category = service.known_category(one.category)
    return category.names if category else service.names


def page(actor: Actor, versions: tuple[AdviceView, ...]) -> dict[str, object]:
    last = versions[0]
    return {
        **line(last),
        "older": [line(one) for one in versions[1:]],
        "onward_url": addresses.of("web:advice_onward", last.page),
        "to_review": last.state == "draft" and last.author != actor.subject,
        "own_draft": last.state == "draft" and last.author == actor.subject,
        "over": last.state == "retired",
        # Who only publishes reads it and says whether it is right; the words are the office's own.
        "keeps": last.office in actor.reach("case.handle", "case.triage"),
    }
