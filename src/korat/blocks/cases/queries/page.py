"""The one case page: which reader sees what, decided here and enforced by the row policies."""

from __future__ import annotations

import hmac
import json
from collections.abc import Sequence
from datetime import datetime

from korat.blocks.cases.actions import windows
from korat.blocks.cases.actions.open import digest_of
from korat.blocks.cases.models import Case, Task
from korat.blocks.cases.queries.faces import as_public, case_face
from korat.blocks.cases.queries.stays import was_with
from korat.blocks.cases.reach import PURPOSES, SHARE, ground, lent, shared
from korat.blocks.cases.values import CaseFace, CasePage, Comment, Contact, Entry, Lead, Report
from korat.blocks.catalog.definition import Move
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger import queries as ledger_read
from korat.blocks.ledger.actor import Actor, GrantView
from korat.blocks.ledger.queries import ActView
from korat.blocks.ledger.rows import fetch
from korat.kernel.errors import NotFound

# In this order a reader's relation to a case is found: who reported it, the office that handles it, the crew.
OFFICE_PURPOSES = ("case.handle", "case.triage", "case.read", "case.publish")
PRIVATE = """
    SELECT (SELECT instruction FROM korat_cases_task WHERE case_id = one.id ORDER BY id DESC LIMIT 1),
        r.description, r.landmark, r.media_url, r.answers, c.name, c.phone, c.email
    FROM (SELECT %s::bigint AS id) AS one
    LEFT JOIN korat_cases_casereport r ON r.case_id = one.id LEFT JOIN korat_cases_casecontact c ON c.case_id = one.id
"""
COMMENTS = "SELECT words, post, at FROM korat_cases_casecomment WHERE case_id = %s ORDER BY at, id"


def case_page(*, actor: Actor | None, reference: str, now: datetime) -> CasePage:
    """The page of a case as this reader may see it. NotFound when there is not even a public face for them."""
    shown = case_face(reference)
    if shown is None:
        raise NotFound()
    relation, grant, purpose = relation_to(actor, shown)
    if relation == "former":
        return CasePage(face=shown, relation=relation, moves=(), timeline=entries(shown))
    if actor is None or grant is None:
        return public_page(shown)
    with ledger.look(actor=actor, purpose=purpose, subjects=[shown.subject], about=shown.uuid, now=now, grant=grant):
        order, report, contact = private_of(shown.id)
        timeline = entries(shown, with_words=True)
        comments = comments_of(shown, relation)
    return CasePage(
        face=shown,
        relation=relation,
        moves=moves_for(actor, shown, relation, now),
        timeline=timeline,
        order=order,
        report=report,
        contact=contact if relation != "crew" else None,
        purpose=purpose,
        basis=grant.basis,
        grant=grant,
        comments=comments,
    )


def comments_of(shown: CaseFace, relation: str) -> tuple[Comment, ...]:
    """What the office's officials told each other; asked for only where there is something."""
    if relation != "office" or not shown.comments:
        return ()
    return tuple(Comment(*row) for row in fetch(COMMENTS, [shown.id]))


def private_of(case: int) -> tuple[str | None, Report | None, Contact | None]:
    """The last work order, and both private rows as far as the open look reaches: the policies hide the contact from a repair."""
    order, description, landmark, media_url, answers, *contact = fetch(PRIVATE, [case])[0]
    report = Report(description, landmark, media_url, said(answers)) if description is not None else None
    return order, report, Contact(*contact) if contact[0] is not None else None


def public_page(shown: CaseFace) -> CasePage:
    if not shown.public:
        raise NotFound()
    return CasePage(face=as_public(shown), relation="public", moves=(), timeline=entries(shown))


def relation_to(actor: Actor | None, shown: CaseFace) -> tuple[str, GrantView | None, str]:
    """Relation, grant and purpose. Without a grant the reader is one of the public."""
    if actor is None:
        return "public", None, ""
    if actor.may("self", subject=shown.subject):
        return "own", actor.grant_for("self", subject=shown.subject), "self"
    if mandate := lent(actor, shown.subject, sealed=shown.sealed):
        return "mandate", mandate, "case.follow"
    for purpose in OFFICE_PURPOSES:
        if grant := ground(actor, purpose, office=shown.office, sealed=shown.sealed):
            return "office", grant, purpose
    if above := heard(actor, shown):
        return "above", *above
    if consent := shared(actor, shown.subject, sealed=shown.sealed):
        return "consent", consent, SHARE
    grant = ground(actor, "case.repair", office=shown.office, sealed=shown.sealed)
    if grant and work_for(actor, shown):
        return "crew", grant, "case.repair"
    if was_with(actor, shown):
        return "former", None, ""
    return "public", None, ""


def heard(actor: Actor, shown: CaseFace) -> tuple[GrantView, str] | None:
    """The post to whose office the case came up: it reads the story. Private rows stay out of its reach."""
    if shown.raised_to is None or shown.sealed:
        return None
    for purpose in OFFICE_PURPOSES:
        if grant := ground(actor, purpose, office=shown.raised_to, sealed=False):
            return grant, purpose
    return None


def concerns(actor: Actor, shown: CaseFace) -> bool:
    """Whether this actor has anything to do with the case, as reporter, office or crew, or by leave of the reporter."""
    return relation_to(actor, shown)[1] is not None


def categorises(actor: Actor, shown: CaseFace) -> bool:
    """Whether this actor may put the case under another kind now."""
    may = any(ground(actor, purpose, office=shown.office, sealed=shown.sealed) for purpose in PURPOSES)
    fit = shown.state == "open" and shown.step.code not in shown.service.judging
    return may and fit and len(shown.service.categories) > 1


def handles(actor: Actor, shown: CaseFace) -> bool:
    """Whether the actor's post answers this case, and not merely reads it."""
    return ground(actor, "case.handle", office=shown.office, sealed=shown.sealed) is not None


def work_for(actor: Actor, shown: CaseFace) -> bool:
    return Task.objects.filter(case_id=shown.id, office_id__in=actor.reach("case.repair")).exists()


TOLD_TO_ALL = ("cases.case.moved", "cases.case.handed_over", "documents.document.published")


def moves_for(actor: Actor, shown: CaseFace, relation: str, now: datetime) -> tuple[Move, ...]:
    """The moves open to this reader at this step; a crew's only while its work is ordered. Who is asked says "not solved" as an
    answer: that reopens, and no second button beside it does."""
    own = relation == "own" or (
        relation == "mandate" and lent(actor, shown.subject, sealed=shown.sealed, purpose="case.reply") is not None
    )
    if shown.lead and not own:
        return ()
    return tuple(
        move
        for move in shown.service.moves
        if shown.step.code in move.start
        and move.is_for(shown.category.code if shown.category else "")
        and relation_makes(move, relation, own)
        and not shown.service.is_part(move)
        and not (move.reopens and move.purpose == "case.reply" and shown.asking)
        and not (windows.is_ones_own(move) and (shown.lead or shown.leads))
        and not windows.is_over(shown.service, move, shown.closed_at, now)
        and (own or ground(actor, move.purpose, office=shown.office, sealed=shown.sealed))
    )


def window_over(shown: CaseFace, now: datetime) -> bool:
    """Whether its reporter could have taken it up again from here, had it not been so long ago."""
    return any(
        shown.step.code in move.start and windows.is_over(shown.service, move, shown.closed_at, now)
        for move in shown.service.moves
    )


def relation_makes(move: Move, relation: str, own: bool) -> bool:
    """A reply is made by who reported, or who may reply in their place; every other move by an office."""
    return own if move.purpose == "case.reply" else relation not in ("own", "mandate", "consent")


def entries(shown: CaseFace, *, with_words: bool = False) -> tuple[Entry, ...]:
    """The acts about a case in order; their words only while a look is open."""
    subject = shown.subject if with_words else None
    acts = ledger_read.about(shown.uuid, since=shown.opened_at, subject=subject)
    if shown.lead:
        acts = tuple(sorted((*acts, *of_lead(shown.lead, acts, subject)), key=lambda act: act.id))
    return tuple(
        Entry(
            act.uuid,
            act.kind,
            act.occurred_at,
            act.office,
            act.post,
            act.ground,
            act.facts,
            said(act.words),
            act.ground == "self" and act.actor != shown.subject,
        )
        for act in acts
    )


def of_lead(lead: Lead, own: Sequence[ActView], subject: int | None) -> Sequence[ActView]:
    """What happens to the leading case since this one was joined to it, without what only its own reporter was told."""
    joined = [act.recorded_at for act in own if act.facts.get("main") == str(lead.uuid)]
    acts = ledger_read.about(lead.uuid, since=joined[-1], subject=subject) if joined else ()
    return [act for act in acts if act.recorded_at >= joined[-1] and act.kind in TOLD_TO_ALL]


def said(detail: str | None) -> dict[str, object]:
    return dict(json.loads(detail)) if detail else {}


def reporter_by_key(reference: str, follow_key: str, now: datetime) -> Actor | None:
    """The unnamed reporter as an actor when the key is right, else None: the same for an unknown case."""
    case = Case.objects.filter(reference=reference).only("subject_id", "key_digest").first()
    expected = bytes(case.key_digest) if case and case.key_digest else None
    right = hmac.compare_digest(expected or bytes(32), digest_of(follow_key))
    return ledger_read.actor_of(case.subject_id, now=now) if case and expected and right else None
