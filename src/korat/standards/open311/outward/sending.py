"""Queue, send, and find out about lost answers: in order, and one request for each case however often an answer is lost.

What is certain: two of us meet by Idempotency-Key. What remains: a server that heeds no such key and does not show a
request with its description within an hour after it took it gets it twice. The pack says which of the two a partner is.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef

from korat.blocks.cases import actions as cases_actions
from korat.blocks.cases import queries as cases
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.services import service_actor
from korat.standards.open311.faces import w3c
from korat.standards.open311.models import Outbound
from korat.standards.open311.outward import origins, wire
from korat.standards.open311.outward.partners import Partner, partners
from korat.standards.open311.outward.reports import Report, reports, service_of
from korat.standards.open311.outward.wire import Answer, Failed

State = Outbound.State
BATCH, MOST_ATTEMPTS, MOST_LOOKS, LONGEST_MIN = 20, 14, 6, 60
PATIENCE_S = 15.0
LEASE = timedelta(minutes=10)
NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,79}")
# No second try makes these better: the office hears of it and tells the agency in another way.
FINAL = ("circle", "no_service", "refused", "redirect", "changed", "bad_number", "tired")


def queue(now: datetime) -> int:
    """Take up what was passed to a partner since."""
    offices = [one.office for one in partners()]
    found = cases.to_set_out(offices, limit=BATCH) if offices else ()
    for stay, office, case in found:
        with transaction.atomic():
            cases_actions.set_out(actor=bridge(), stay=stay, now=now)
            Outbound.objects.create(stay=stay, office=office, case=case, made_at=now, next_at=now)
    return len(found)


def send_due(now: datetime) -> int:
    """One turn over all partners, bounded in time: sealing and messages wait for nobody's server."""
    begun, sent = time.monotonic(), 0
    for partner in partners():
        for row in due(partner, now):
            if time.monotonic() - begun > PATIENCE_S:
                return sent
            outcome = step(partner, row.pk, now)
            sent += outcome is True
            if outcome is None:
                break
    return sent


def due(partner: Partner, now: datetime) -> Sequence[Outbound]:
    """In the order in which they were passed on; of one case never the second before the first."""
    waiting = (State.QUEUED, State.SENDING, State.UNSURE, State.AWAITED)
    rows = Outbound.objects.filter(office=partner.office, state__in=waiting, next_at__lte=now)
    earlier = Outbound.objects.filter(case=OuterRef("case"), office=partner.office, stay__lt=OuterRef("stay"))
    return list(rows.filter(~Exists(earlier.filter(state__in=waiting))).order_by("stay")[:BATCH])


def step(partner: Partner, pk: int, now: datetime) -> bool | None:
    """True when something came to its end, False when it waits, None when the partner is down."""
    row = taken(pk, now)
    if row is None:
        return False
    try:
        settle(row, partner, outcome(partner, row, now), now)
    except Failed as failed:
        partner.say(failed.code)
        put_off(row, failed, now)
        return None if failed.down else False
    return True


def taken(pk: int, now: datetime) -> Outbound | None:
    """Committed before a byte leaves: after a crash the row itself says that nobody knows. None: another has it."""
    with transaction.atomic():
        row = Outbound.objects.select_for_update(skip_locked=True).filter(pk=pk, next_at__lte=now).first()
        if row is None:
            return None
        before, row.attempts, row.next_at = row.state, row.attempts + 1, now + LEASE
        row.tried_at = row.tried_at or now
        row.state = State.SENDING if before == State.QUEUED else before
        row.save()
        row.state = State.UNSURE if before == State.SENDING else before
    return row


def outcome(partner: Partner, row: Outbound, now: datetime) -> dict[str, str]:
    """`service_request_id`, or `token`, or neither when the case is no longer theirs."""
    if row.state == State.AWAITED:
        return found_in(only(asked(wire.get(partner.url(f"tokens/{row.token}"), jurisdiction(partner)))))
    if row.state == State.UNSURE and partner.bridge.once == "list":
        known = listed(partner, row, now)
        if known:
            return {"service_request_id": known}
        if row.looks < MOST_LOOKS:
            raise Failed("not_listed")
    if row.state == State.QUEUED and not cases.still_there(row.stay):
        return {}
    return posted(partner, row, now)


def posted(partner: Partner, row: Outbound, now: datetime) -> dict[str, str]:
    ours = the_same(row, reports(bridge(), partner, row.case, row.stay, now))
    Outbound.objects.filter(pk=row.pk).update(digest=ours.digest)
    row.digest, row.looks = ours.digest, 0
    said = found_in(only(asked(wire.post(partner.url("requests"), ours.body, ours.headers))))
    if not said:
        raise Failed("no_number")
    return said


def the_same(row: Outbound, ours: Sequence[Report]) -> Report:
    """The first time all that there is; later the very same again, though a photograph was published meanwhile."""
    found = next((one for one in ours if row.digest in ("", one.digest)), None)
    if found is None:
        raise Failed("changed", lost=False)
    return found


def listed(partner: Partner, row: Outbound, now: datetime) -> str:
    """The number of the request that bears our mark, if their list shows it."""
    face = cases.face_of_uuid(row.case)
    if face is None:
        return ""
    row.looks += 1
    since = (row.tried_at or now) - timedelta(hours=1)
    wanted = {"service_code": service_of(partner, face).code, "start_date": str(w3c(since)), "end_date": str(w3c(now))}
    rows = asked(wire.get(partner.url("requests"), {**jurisdiction(partner), **wanted}))
    mark = origins.mark(face.reference)
    for one in rows:
        if mark in str(one.get("description") or "")[:10_000]:
            return found_in(one).get("service_request_id", "")
    return ""


def asked(answer: Answer) -> list[dict[str, Any]]:
    """The rows of an answer. Failed for a redirect, a refusal, an answer that is none."""
    if 300 <= answer.status < 400:
        raise Failed("redirect", lost=False)
    if answer.status == 429:
        raise Failed("busy", lost=False, down=True)
    if 400 <= answer.status < 500:
        raise Failed("refused", lost=False)
    tree = answer.tree() if answer.status < 300 else None
    if not isinstance(tree, list):
        raise Failed("unreadable", down=answer.status >= 500)
    return [one for one in tree if isinstance(one, dict)]


def only(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return rows[0] if rows else {}


def found_in(row: dict[str, Any]) -> dict[str, str]:
    given = {name: str(row[name]) for name in ("service_request_id", "token") if row.get(name)}
    if not all(NUMBER.fullmatch(value) for value in given.values()):
        raise Failed("bad_number", lost=False)
    return given


def jurisdiction(partner: Partner) -> dict[str, str]:
    return {"jurisdiction_id": partner.bridge.jurisdiction_id}


def settle(row: Outbound, partner: Partner, said: dict[str, str], now: datetime) -> None:
    """Write what became of it, with its act. A number that another case has already is no number."""
    row.last_error, row.next_at = "", None
    if number := said.get("service_request_id"):
        row.state, row.remote, row.next_at = State.SENT, number, now + timedelta(minutes=partner.bridge.every_minutes)
    elif said:
        row.state, row.token, row.next_at = State.AWAITED, said["token"], now + pause(row.attempts)
    else:
        row.state = State.ENDED
    try:
        with transaction.atomic():
            row.save()
            if number:
                cases_actions.arrived(actor=bridge(), stay=row.stay, remote=number, now=now)
    except IntegrityError as error:
        row.remote = ""
        raise Failed("bad_number", lost=False) from error


def put_off(row: Outbound, failed: Failed, now: datetime) -> None:
    """Later again, longer each time; or never, which the office reads on the case."""
    why = "tired" if row.attempts >= MOST_ATTEMPTS and failed.code not in FINAL else failed.code
    row.last_error, row.next_at = why, now + pause(row.attempts)
    if row.state != State.AWAITED:
        row.state = State.UNSURE if failed.lost or row.state == State.UNSURE else State.QUEUED
    if why in FINAL:
        row.state, row.next_at = State.STRANDED, None
    with transaction.atomic():
        row.save()
        if row.state == State.STRANDED:
            cases_actions.stranded(actor=bridge(), stay=row.stay, why=why, now=now)


def pause(attempts: int) -> timedelta:
    """1, 2, 4 … 60 minutes."""
    return timedelta(minutes=min(2 ** (attempts - 1), LONGEST_MIN))


def bridge() -> Actor:
    return service_actor("bridge")
