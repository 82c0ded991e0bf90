"""What the house itself opens at the data protection officer: a look that somebody disputes, an emergency to review."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from korat.blocks.cases.actions.open import Filing, open_case, write
from korat.blocks.cases.values import Opened, Request, Where
from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.definition import ServiceDefinition
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger import queries as ledger_read
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.queries import ActView
from korat.blocks.ledger.services import service_actor
from korat.blocks.messages import actions as messages
from korat.blocks.people import queries as people
from korat.kernel import ids
from korat.kernel.dates import datetime_text
from korat.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable
from korat.kernel.texts import clean

DUTY = "data-protection"
NOTICE = "emergency-notice"
SHORTEST = 10


def dispute(*, actor: Actor, look: UUID, now: datetime) -> Opened:
    """Open a case about a look at the acting person. The same look twice is the same case.

    NotFound for a look at somebody else, one's own, or one that is not told yet.
    """
    with ledger.look(actor=actor, purpose="self", subjects=[actor.subject], now=now, kind="ledger.looks.read"):
        found = ledger_read.look_at(actor.subject, look)
    if found is None or found.ground == "self" or found.opens_at:
        raise NotFound()
    service = service_or_fail()
    answers = {**answers_of(found), **by_name(actor, found, now)}
    wanted = request(service, "look", answers, "")
    judge = catalog.route(service, wanted.category, None, None).office_id
    if found.office == judge:
        wanted = request(service, "own-look", answers, "")
    return open_case(actor=actor, now=now, request=wanted, key=f"dispute:{look}")


def break_glass(*, actor: Actor, subject: int, reason: str, now: datetime, key: str) -> UUID:
    """Take an emergency grant on one person for the pack's hours: the person is told, and the officer reviews it.

    All in one transaction: no data open without the notice and the review. Returns the grant's uuid.
    Raises Forbidden without the authority, Invalid without a reason.
    """
    post = next((one for one in actor.grants if one.kind == "post" and "emergency" in one.purposes), None)
    if post is None:
        raise Forbidden()
    reason = checked(reason)
    if subject == actor.subject or not ledger_read.is_person(subject):
        raise NotFound()
    until = now + timedelta(hours=catalog.profile().privacy.emergency_hours)
    grant = ids.uuid7()
    try:
        with transaction.atomic():
            cause = ledger.record(
                actor=actor,
                kind="people.emergency.taken",
                purpose="emergency",
                grant=post,
                about=grant,
                now=now,
                key=f"emergency:{key}",
                concerning={subject: {"reason": reason}, actor.subject: {"reason": reason}},
                facts={"grant": str(grant), "until": until.isoformat()},
            )
            ledger.give(
                kind="emergency", uuid=grant, holder=actor.subject, office=post.office, post=post.post, subject=subject,
                purposes=["emergency.look"], basis="danger-to-life", begins_at=now, ends_at=until,
            )  # fmt: skip
            answers = told(post.office, post.post, "emergency", now, grant)
            filed = Filing(actor, post, subject, "emergency")
            wanted = request(service_or_fail(), "emergency", answers, reason)
            case = write(filed, now, wanted, f"review:{grant}", None, cause)
            tell(subject, post.office, case, until, cause, now)
    except ledger.DoneBefore as done:
        if done.about is None:
            raise
        return done.about
    return grant


def tell(subject: int, office: int | None, case: Opened, until: datetime, cause: UUID, now: datetime) -> None:
    """At once and by every way there is."""
    found = people.organisation_by_id(office) if office else None
    sent = messages.send(
        actor=service_actor("reactions"),
        now=now,
        template=NOTICE,
        subject=subject,
        about=case.uuid,
        cause=cause,
        channels=("inbox", "line", "email", "sms"),
        office=office,
        values={
            "reference": case.reference,
            "office": found.names if found else "",
            "until": datetime_text(until, catalog.zone()),
            "link": f"{settings.KORAT.address}/my/grants/",
        },
    )
    if not sent:
        raise Conflict()


def request(service: ServiceDefinition, category: str, answers: Mapping[str, object], words: str) -> Request:
    return Request(
        service=service,
        category=service.category(category),
        where=Where(),
        channel="looks",
        answers=answers,
        description=words,
    )


def answers_of(look: ActView) -> Mapping[str, object]:
    return told(look.office, look.post, look.purpose, look.occurred_at, look.uuid)


def by_name(actor: Actor, look: ActView, now: datetime) -> Mapping[str, str]:
    """Who looked under a mandate, as the act of giving it told the one who gave it: no post names them."""
    if look.ground != "mandate":
        return {}
    given = people.grants_of(actor, now)
    names = (
        one.name for one in given if one.grant.kind == "mandate" and one.grant.holder == look.actor and not one.mine
    )
    return {"look-person": next(filter(None, names), "")}


def told(office: int | None, post: str, purpose: str, at: datetime, act: UUID) -> Mapping[str, object]:
    """The look in the pack's words of today, since the pack may change before the case is read; in each of its languages."""
    names, said = people.full_names(office), catalog.profile().purposes.get(purpose)
    return {
        "look-office": names.as_json() if names else "",
        "look-post": people.post_names(post).as_json() if post else "",
        "look-purpose": said.as_json() if said else purpose,
        "look-at": datetime_text(at, catalog.zone(), "short").as_json(),
        "look-act": str(act),
    }


def service_or_fail() -> ServiceDefinition:
    service = catalog.service_with_duty(DUTY)
    if service is None:
        raise Unavailable(
            th="จังหวัดยังไม่ได้กำหนดเจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคลไว้ในระบบ โปรดแจ้งที่สำนักงานโดยตรง",
            en="The province has not named a data protection officer here yet. Please turn to the office itself.",
            code="no_officer",
        )
    return service


def checked(reason: str) -> str:
    reason = clean(reason, 1000, "reason")
    if len(reason) < SHORTEST:
        raise Invalid(
            "โปรดเขียนเหตุผลให้เจ้าของข้อมูลเข้าใจ อย่างน้อย 10 ตัวอักษร",
            "Please give a reason that the person will understand, at least 10 letters.",
            code="reason",
            field="reason",
        )
    return reason
