"""What a rule can bring about. A new kind of effect is a typed option in `pack.py` and a function here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.conf import settings

from korat.blocks.bookings import actions as bookings_write
from korat.blocks.bookings import queries as bookings
from korat.blocks.bookings.values import BookingView
from korat.blocks.cases import queries as cases
from korat.blocks.cases.actions import claim, hand_over_work, open_case
from korat.blocks.cases.queries import AdviceView
from korat.blocks.cases.values import CaseFace, Request, Where
from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger import queries as ledger_read
from korat.blocks.ledger.services import service_actor
from korat.blocks.messages import actions as messages
from korat.blocks.people import queries as people
from korat.blocks.places import queries as places
from korat.blocks.reactions.failing import WHOLE, Part
from korat.blocks.reactions.pack import Effect, OpenCase, SendMessage
from korat.blocks.reactions.readers import keepers, readers
from korat.kernel.dates import date_text, datetime_text, last_day_text
from korat.kernel.texts import Text


@dataclass(frozen=True)
class Occasion:
    """The act that is reacted to, the case it is about if any, and the key that makes the effect happen once."""

    act: UUID
    face: CaseFace | None
    key: str
    now: datetime
    # The grant that the act gives or ends, if it does.
    grant: UUID | None = None
    # The question for a consent that it puts, if it does.
    asking: UUID | None = None
    booking: BookingView | None = None
    # The office in whose name it was done, if any: it is the sender.
    office: int | None = None
    # The kept answer that is due to be read again.
    advice: AdviceView | None = None
    # Since when nobody answers, and until when an answer is waited for, as the act tells.
    silent: Mapping[str, datetime] = field(default_factory=dict)
    # Which of the joined reports hear now.
    part: Part = WHOLE


def take(effect: Effect, occasion: Occasion) -> None:
    if effect.send_message is not None:
        send(effect.send_message, occasion)
    elif effect.open_case is not None:
        follow_up(effect.open_case, occasion)


def send(wanted: SendMessage, occasion: Occasion) -> None:
    """Tell the reporter or the office of the case, or whom a grant is over. An act about nothing has nobody to tell."""
    face = occasion.face
    if occasion.booking is not None:
        tell_of_booking(wanted, occasion, occasion.booking)
        return
    if occasion.advice is not None:
        tell_of_advice(wanted, occasion, occasion.advice)
        return
    if face is None:
        tell_of_grant(wanted, occasion)
        return
    if wanted.to == "subject":
        for one in cases.reporters_of(face, occasion.part.after, occasion.part.until):
            tell(wanted, occasion, one, one.subject)
        return
    meant = [one for one in cases.reports_behind(face) if not one.closed] if wanted.to == "claimant" else [face]
    for one in meant:
        for reader in readers(wanted, one, occasion.now):
            tell(wanted, occasion, one, reader)


def tell(wanted: SendMessage, occasion: Occasion, face: CaseFace, reader: int) -> None:
    """Each reporter hears of their own report, by its own number; nobody learns of another."""
    office = people.organisation_by_id(face.office)
    messages.send(
        actor=service_actor("reactions"),
        now=occasion.now,
        template=wanted.template,
        subject=reader,
        about=face.uuid,
        cause=occasion.act,
        channels=wanted.channels,
        office=face.office,
        hours=catalog.quiet_hours(),
        official=wanted.to != "subject",
        values={
            "reference": face.reference,
            "service": face.service.names,
            "step": face.step.names,
            "office": office.names if office else "",
            **{name: last_day_text(moment, catalog.zone()) for name, moment in occasion.silent.items()},
            "link": f"{settings.KORAT.address}/{'desk/?raised=on' if wanted.to == 'raised' else f'c/{face.reference}'}",
        },
    )


def tell_of_grant(wanted: SendMessage, occasion: Occasion) -> None:
    """Who acts for them is told to the person themselves, by every way: also what was registered at a counter."""
    if occasion.asking:
        tell_of_asking(wanted, occasion, occasion.asking)
        return
    grant = ledger_read.grant_of_uuid(occasion.grant) if occasion.grant else None
    if grant is None or grant.subject is None or wanted.to != "subject":
        return
    messages.send(
        actor=service_actor("reactions"),
        now=occasion.now,
        template=wanted.template,
        subject=grant.subject,
        about=grant.uuid,
        cause=occasion.act,
        channels=wanted.channels,
        office=occasion.office,
        hours=catalog.quiet_hours(),
        values={
            "until": last_day_text(grant.ends_at, catalog.zone()) if grant.ends_at else "",
            "link": f"{settings.KORAT.address}/my/grants/",
        },
    )


def tell_of_asking(wanted: SendMessage, occasion: Occasion, uuid: UUID) -> None:
    """Who asks, and where the answer is given; why stands on that page, behind a sign-in."""
    asked = people.asking(uuid)
    if asked is None or wanted.to != "subject":
        return
    office = people.organisation_by_id(asked.office)
    messages.send(
        actor=service_actor("reactions"),
        now=occasion.now,
        template=wanted.template,
        subject=asked.subject,
        about=asked.uuid,
        cause=occasion.act,
        channels=wanted.channels,
        office=asked.office,
        hours=catalog.quiet_hours(),
        values={"office": office.names if office else "", "link": f"{settings.KORAT.address}/my/grants/"},
    )


def tell_of_booking(wanted: SendMessage, occasion: Occasion, booking: BookingView) -> None:
    """Whose booking it is, or the office that lends, is told what and when, as it stands now."""
    office = people.organisation_by_id(booking.resource.office)
    messages.send(
        actor=service_actor("reactions"),
        now=occasion.now,
        template=wanted.template,
        subject=booking.subject if wanted.to == "subject" else booking.resource.office,
        about=booking.uuid,
        cause=occasion.act,
        channels=wanted.channels,
        office=booking.resource.office,
        values={
            "reference": booking.reference,
            "service": booking.resource.names,
            "office": office.names if office else "",
            "when": datetime_text(booking.start, catalog.zone()),
            "until": datetime_text(booking.held_until, catalog.zone()) if booking.held_until else "",
            "link": f"{settings.KORAT.address}/b/{booking.reference}",
            "others": other_times(booking, occasion.now),
        },
    )


def other_times(booking: BookingView, now: datetime) -> Text:
    """What else is free, for whom a closed day has moved; a dash where nothing is."""
    if booking.why not in bookings.DISPLACED or booking.resource.retired:
        return Text.of(th="–", en="–")
    slots = bookings.other_times(booking.resource, booking.slot, booking.seats, now)
    said = [datetime_text(one.start, catalog.zone(), "short") for one in slots]
    return Text.of(**{one: " · ".join(text.show(one) for text in said) or "–" for one in ("th", "en")})


def tell_of_advice(wanted: SendMessage, occasion: Occasion, advice: AdviceView) -> None:
    """Who wrote it, while they work there; else everybody who answers cases in its office."""
    office = people.organisation_by_id(advice.office)
    kind = catalog.service_or_fail(advice.service).known_category(advice.category)
    for reader in keepers(advice, occasion.now):
        messages.send(
            actor=service_actor("reactions"),
            now=occasion.now,
            template=wanted.template,
            subject=reader,
            about=advice.page,
            cause=occasion.act,
            channels=wanted.channels,
            office=advice.office,
            values={
                "kind": kind.names if kind else catalog.service_or_fail(advice.service).names,
                "office": office.names if office else "",
                "until": date_text(advice.expires_on),
                "link": f"{settings.KORAT.address}/desk/answers/{advice.page}/",
            },
        )


def relieve(act: UUID, facts: Mapping[str, object], now: datetime) -> None:
    """The open work of somebody who left a post goes to the successor named, else back into the queue."""
    ended, following = (
        people.term(int(str(facts[name]))) if facts.get(name) else None for name in ("term", "successor_term")
    )
    if ended is not None:
        hand_over_work(
            actor=service_actor("reactions"),
            leaver=ended.person,
            successor=following.person if following else None,
            office=ended.office,
            now=now,
            cause=act,
        )


def secure(booking: UUID | None, act: UUID, now: datetime) -> None:
    """A deposit was paid: what it keeps is booked."""
    if booking is not None:
        bookings_write.secure(booking=booking, now=now, cause=act)


def follow_up(wanted: OpenCase, occasion: Occasion) -> None:
    """Open a case that follows from another, in the same place, on behalf of the house itself."""
    service, face = catalog.service_or_fail(wanted.service), occasion.face
    where = Where(face.place, face.jurisdiction, bool(face.jurisdiction), face.point) if face else Where()
    thing = places.fixture_by_id(face.asset) if face and face.asset and wanted.claim else None
    request = Request(
        service=service,
        category=service.category(wanted.category or ""),
        where=replace(where, asset=thing.number) if thing else where,
        channel="reaction",
        description=wanted.text.show(),
    )
    actor = service_actor("reactions")
    if face and wanted.claim:
        claim(actor=actor, now=occasion.now, face=face, request=request, key=occasion.key, cause=occasion.act)
    else:
        open_case(actor=actor, now=occasion.now, key=occasion.key, cause=occasion.act, request=request)
