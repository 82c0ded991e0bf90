"""Make a move of the service's pack: from a step to a step, with its effects."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import transaction

from korat.blocks.bookings import actions as bookings
from korat.blocks.cases import assets, staying, tickets
from korat.blocks.cases.actions import evidence, pausing, windows
from korat.blocks.cases.actions.given import With
from korat.blocks.cases.leading import concerned, leader_locked, led_by
from korat.blocks.cases.models import Case, CaseContact, CaseReport, Task
from korat.blocks.cases.reach import covers, ground_or_fail, lent, own_or_lent
from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.definition import GRANTED, Move, ServiceDefinition, Step
from korat.blocks.documents import actions as documents
from korat.blocks.documents import queries as documents_read
from korat.blocks.documents.copies import actions as copies
from korat.blocks.documents.papers import actions as papers
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor, GrantView
from korat.blocks.payments import actions as payments
from korat.blocks.payments import queries as payments_read
from korat.kernel import ids
from korat.kernel.calendar import due
from korat.kernel.errors import Conflict, Invalid, NotFound


def move(*, actor: Actor, now: datetime, reference: str, code: str, version: int, given: With, key: str = "") -> None:
    """Make move `code` on a case; a joined one's reporter replies to the case that leads it.

    Raises NotFound to outsiders, Conflict when the case has changed since `version`, Invalid when something the move
    needs is missing, Forbidden without the authority.
    """
    try:
        with opened_for_handing(actor, now, reference, code), transaction.atomic():
            apply_move(actor, now, reference, code, version, given, key)
    except ledger.DoneBefore:
        return


def apply_move(actor: Actor, now: datetime, reference: str, code: str, version: int, given: With, key: str) -> None:
    own = Case.objects.filter(reference=reference).first()
    if own is None or not concerns(actor, own):
        raise NotFound()
    case = leader_locked(own)
    service = catalog.service_or_fail(case.service)
    asked = service.move(code)
    chosen = evidence.of_part(service, effective(service, asked, given), case, given)
    windows.refuse_shared(chosen, own)
    given = windows.destined(service, chosen, case, given)
    grant = ground_of(actor, chosen.purpose, own)
    # First the act: a double click is known by its key, not taken for a case that somebody else changed.
    act = record(actor, grant, now, case, own, service, chosen, given, key)
    refuse_unfit(asked or chosen, chosen, case, version, given)
    refuse_by_rule(service, asked or chosen, chosen, case, given, now)
    ask_for_fee(actor, grant, case, service, chosen, given, now)
    was = case.step
    take_effect(case, service, chosen, given, actor, now)
    if was in service.granting and case.step not in service.granting:
        papers.revoke_about(actor=actor, now=now, about=case.uuid, kinds=GRANTED, grant=grant, purpose=chosen.purpose)
    let_go(case, service, now, act)
    if own.pk != case.pk:
        answered_by(own, case, chosen, given)
    shows = (asked or chosen).evidence or chosen.finishes
    for handle in given.photos:
        documents.attach(
            actor=actor, handle=handle, about=own.uuid, kind="after_photo" if shows else "photo",
            subject=own.subject_id, office=case.office_id, now=now, sealed=case.sealed,
        )  # fmt: skip
    for ticket in given.publish:
        publish(actor, own, case, ticket, now)
    if chosen.withdraws and given.hide:
        unpublish(case, now)


def let_go(case: Case, service: ServiceDefinition, now: datetime, act: UUID) -> None:
    """Closed, a time that was booked with it is free again, unless its step keeps it."""
    if case.closed_at and service.books and not service.step(case.step).keeps_booking:
        bookings.release_about(case=case.uuid, now=now, cause=act)


def publish(actor: Actor, own: Case, case: Case, ticket: str, now: datetime) -> None:
    """The very copy that this officer was shown, of this case and of no other."""
    seen = tickets.redeem(ticket, actor=actor, about=own.uuid)
    copies.publish(
        actor=actor, grant=ground_of(actor, "case.publish", case), handle=seen.handle, about=case.uuid, now=now,
        hidden=seen.hidden,
    )  # fmt: skip


def ask_for_fee(
    actor: Actor, grant: GrantView, case: Case, service: ServiceDefinition, chosen: Move, given: With, now: datetime
) -> None:
    """A bill where the move makes one; and no further while it is unpaid, where the move waits for it."""
    if service.fee.kind == "free":
        return
    if chosen.paid and payments_read.owed(case.uuid):
        raise Conflict(th="ยังไม่ได้รับชำระค่าธรรมเนียมของเรื่องนี้", en="The fee of this case is not paid yet.", code="unpaid")
    if chosen.bills:
        owing = payments.Owing(case.uuid, service, case.subject_id, case.office_id)
        payments.bill(actor=actor, grant=grant, purpose=chosen.purpose, owing=owing, now=now, satang=given.satang)
    if chosen.to and service.step(chosen.to).closed:
        payments.drop_quotes(about=case.uuid, now=now)


def concerns(actor: Actor, case: Case) -> bool:
    reached = any(covers(grant, case.office_id, sealed=case.sealed) for grant in actor.grants)
    return case.subject_id == actor.subject or reached or lent(actor, case.subject_id, sealed=case.sealed) is not None


def ground_of(actor: Actor, purpose: str, case: Case) -> GrantView:
    """A reply is the reporter's, or of whom they let reply; every other move takes the office's authority, even in
    one's own case."""
    if purpose == "case.reply":
        return own_or_lent(actor, purpose, case.subject_id, sealed=case.sealed)
    if case.main_id is not None:
        raise Conflict(
            th="เรื่องนี้รวมอยู่กับเรื่องหลักแล้ว โปรดทำที่เรื่องหลัก",
            en="This report was joined to another one. Please act on that one.",
            code="joined",
        )
    return ground_or_fail(actor, purpose, office=case.office_id, sealed=case.sealed)


def effective(service: ServiceDefinition, chosen: Move | None, given: With) -> Move:
    """The move meant: a reporter who answers "not solved" reopens instead of confirming."""
    if chosen is not None and "solved" in chosen.needs and given.solved is False:
        chosen = next((move for move in service.moves if move.reopens and move.purpose == chosen.purpose), chosen)
    if chosen is None:
        raise NotFound()
    return chosen


def refuse_unfit(asked: Move, chosen: Move, case: Case, version: int, given: With) -> None:
    """Nobody acts on an old page, from another step, or without what the form asked for."""
    if case.version != version or case.step not in chosen.start:
        raise Conflict(
            th="เรื่องนี้เปลี่ยนไปแล้วระหว่างที่ท่านเปิดหน้าไว้ โปรดดูสถานะล่าสุดแล้วทำอีกครั้ง",
            en="This case has changed since you opened the page. Please look at its state and try again.",
            code="changed",
        )
    for need in asked.needs:
        if not given.has(need):
            raise Invalid(
                th="โปรดกรอกข้อมูลที่จำเป็นให้ครบก่อน", en="Please fill in what this step needs.", code="required", field=need
            )


def refuse_by_rule(
    service: ServiceDefinition, asked: Move, chosen: Move, case: Case, given: With, now: datetime
) -> None:
    """What the pack's rules ask beyond the form's own gaps."""
    if service.is_part(asked) or not asked.is_for(case.category):
        raise NotFound()
    windows.refuse_over(service, chosen, case, now)
    pausing.refuse_unknown(service, chosen, given, now)
    evidence.refuse_unshown(asked.evidence, case, given)


def record(
    actor: Actor, grant: GrantView, now: datetime, case: Case, own: Case, service: ServiceDefinition, chosen: Move,
    given: With, key: str,
) -> UUID:  # fmt: skip
    return ledger.record(
        actor=actor,
        grant=grant,
        kind="cases.case.moved",
        purpose=chosen.purpose,
        about=case.uuid,
        now=now,
        key=f"move:{case.pk}:{key}" if key else None,
        concerning=concerned(case, own, given.words() or None, grant, actor.subject),
        facts={"service": service.code, "category": case.category, "move": chosen.code, "from": case.step,
               "step": chosen.to or case.step, "office": given.office or case.office_id, "notify": chosen.notify or "",
               **by_rule(service, chosen, case, given, now), **({"along": True} if given.along else {}),
               **({"hidden": dict(given.hidden)} if given.hidden else {})},
    )  # fmt: skip


def by_rule(service: ServiceDefinition, chosen: Move, case: Case, given: With, now: datetime) -> dict[str, object]:
    """What the act keeps beyond the step: evidence, pause, whether the public face went."""
    shown = next((one.evidence for one in service.moves if one.evidence and one.evidence.partly == chosen.code), None)
    hidden = {"hidden": True} if chosen.withdraws and given.hide else {}
    return {
        **evidence.facts_of(chosen.evidence or shown, case, given),
        **pausing.facts_of(service, chosen, given, now),
        **({"since": given.since.isoformat()} if given.since else {}),
        **hidden,
    }


def take_effect(case: Case, service: ServiceDefinition, chosen: Move, given: With, actor: Actor, now: datetime) -> None:
    was, step, office = service.step(case.step), service.step(chosen.to or case.step), case.office_id
    case.step, case.updated_at, case.version = step.code, max(now, case.opened_at), case.version + 1
    if chosen.answers or chosen.finishes:
        case.answered_at = case.answered_at or now
    if chosen.assigns:
        case.assignee_id = actor.subject
    if given.public_text:
        case.public_text = given.public_text
    if given.solved is not None:
        case.solved = given.solved
    if given.count is not None and case.count is not None:
        case.counted = given.count
    if chosen.appeals:
        case.appealed_from_id = case.office_id
    if given.office and chosen.hands_over:
        hand_over(case, given.office)
    elif given.office:
        case.route = {**case.route, "forwarded": given.office}
    set_clocks(case, service, was, step, chosen, now)
    pausing.set_pause(case, service, chosen, given, step.paused, actor.subject, now)
    staying.passed(case, office, chosen, given.office, now, words=given.along)
    if chosen.orders:
        order(case, given, now)
    if chosen.cancels:
        Task.objects.filter(case=case, state=Task.State.ORDERED).update(state=Task.State.CANCELLED)
    if chosen.finishes:
        finish(case, actor, now)
    case.save(force_update=True)
    assets.settle(case, mended=chosen.finishes or step.closed, again=chosen.reopens)


def answered_by(own: Case, case: Case, chosen: Move, given: With) -> None:
    """What a joined reporter says of the work is kept as theirs, beside what the others say."""
    if given.solved is not None or chosen.reopens:
        own.solved, own.updated_at, own.version = case.solved, case.updated_at, own.version + 1
        own.save(update_fields=["solved", "updated_at", "version"])


def set_clocks(case: Case, service: ServiceDefinition, was: Step, step: Step, chosen: Move, now: datetime) -> None:
    case.state = Case.State.CLOSED if step.closed else Case.State.OPEN
    case.closed_at = (case.closed_at if was.closed else now) if step.closed else None
    case.met_at = (case.met_at or now) if service.meets(step) else None
    case.reminded_at = case.reminded_at if case.met_at else None
    if chosen.reopens:
        category = service.known_category(case.category)
        clocks = (category and category.clocks) or service.clocks
        case.reopened += 1
        case.solved, case.counted, case.level, case.raised_to_id = False, None, 0, None
        case.due_at = due(now, clocks.completion, catalog.week(now))


def order(case: Case, given: With, now: datetime) -> None:
    Task.objects.create(
        uuid=ids.uuid7(),
        case=case,
        office_id=given.crew or case.office_id,
        instruction=given.instruction,
        state=Task.State.ORDERED,
        ordered_at=now,
        due_at=case.due_at,
    )


def hand_over(case: Case, office: int) -> None:
    """Another office answers from here on; the private rows go with the case, so the former office sees them no more.

    They are written anew: row security lets nobody change a row into one that their look does not reach.
    """
    for one in (*led_by(case), case):
        write_anew(CaseReport, one, office)
        write_anew(CaseContact, one, office)
        documents.hand_over(about=one.uuid, office=office, sealed=one.sealed)
    Case.objects.filter(main_id=case.pk).update(office_id=office)
    case.office_id, case.assignee_id = office, None


def write_anew(rows: type[CaseReport] | type[CaseContact], case: Case, office: int) -> None:
    for row in rows.objects.filter(case=case):
        row.delete()
        row.office_id, row.sealed = office, case.sealed
        row.save(force_insert=True)


@contextmanager
def opened_for_handing(actor: Actor, now: datetime, reference: str, code: str) -> Iterator[None]:
    """Private rows change hands only under a look, which is committed before the transaction begins."""
    case = Case.objects.filter(reference=reference).first()
    chosen = catalog.service_or_fail(case.service).move(code) if case else None
    if case is None or chosen is None or not chosen.hands_over or not concerns(actor, case):
        yield
        return
    with ledger.look(
        actor=actor, purpose=chosen.purpose, subjects=[one.subject_id for one in (*led_by(case), case)],
        about=case.uuid, now=now, grant=ground_of(actor, chosen.purpose, case),
    ):  # fmt: skip
        yield


def unpublish(case: Case, now: datetime) -> None:
    """Its public face goes, the approved photographs with it; the words stay where they were."""
    Case.objects.filter(pk=case.pk).update(public=False)
    for photo in documents_read.photos(case.uuid):
        if photo.kind == "public_photo":
            documents.withdraw_copy(document=photo.uuid, now=now)


def finish(case: Case, actor: Actor, now: datetime) -> None:
    Task.objects.filter(case=case, state=Task.State.ORDERED).update(
        state=Task.State.DONE, done_at=now, done_by_id=actor.subject
    )
