"""GeoReport v2, address by address."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.db import transaction

from korat.blocks.cases import actions as cases_actions
from korat.blocks.cases import queries as cases
from korat.blocks.catalog import queries as catalog
from korat.standards.open311 import discovery as endpoints
from korat.standards.open311 import errors, filing, keys, listing, media, offered, receipts
from korat.standards.open311.answer import Answer, Asked
from korat.standards.open311.faces import Faces
from korat.standards.open311.jurisdiction import jurisdiction
from korat.standards.open311.outward import origins
from korat.standards.open311.posted import posted
from korat.standards.open311.render import Rows


def discovery(asked: Asked) -> Answer:
    return Answer("discovery", endpoints.document(asked.language))


def services(asked: Asked) -> Answer:
    jurisdiction(asked.query)
    return Answer("services", offered.service_list(asked.language))


def definition(asked: Asked, code: str) -> Answer:
    jurisdiction(asked.query)
    return Answer("service_definition", offered.definition(offered.offered_or_404(code), asked.language))


def requests(asked: Asked) -> Answer:
    found = listing.newest(asked.query, jurisdiction(asked.query), asked.now)
    return Answer("service_requests", Faces(found, asked.language).rows())


def request(asked: Asked, reference: str) -> Answer:
    jurisdiction(asked.query)
    found = listing.named((reference,))
    if not found:
        raise errors.absent("service_request_id", "ไม่พบเรื่องนี้", "There is no such request.")
    return Answer("service_requests", Faces(found, asked.language).rows())


def token(asked: Asked, token: str) -> Answer:
    """The id behind the token of a report whose service answers in batches."""
    jurisdiction(asked.query)
    uuid = read_uuid(token)
    face = cases.face_of_uuid(uuid) if uuid else None
    if face is None or face.channel != filing.CHANNEL or face.service.open311 != "batch":
        raise errors.absent("token", "ไม่พบโทเค็นนี้", "There is no such token.")
    ids = {"service_request_id": face.reference, "token": str(face.uuid)}
    return Answer("service_requests", Rows("request", (ids,)))


def read_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def file(asked: Asked) -> Answer:
    """File a report; at the test endpoint read it all and keep nothing."""
    form = posted(asked.request)
    actor = keys.caller(asked.request, form.parameters, asked.now)
    town = jurisdiction(form.parameters)
    chosen = offered.offered_or_404(form.parameters.one("service_code") or errors.required("service_code"))
    wanted = filing.request_of(form.parameters, chosen, town, catalog.zone())
    if asked.test:
        media.checked(form.files)
        return Answer("service_requests", receipts.tried(chosen, wanted, asked.language))
    key = keys.once(asked.request, form.parameters, form.files)
    photos = media.received(form.files, asked.now)
    whole = replace(wanted, photos=photos)
    chain = origins.told(
        asked.request.headers.get(origins.HEADER, ""), wanted.description, actor.subject if actor else None
    )
    with transaction.atomic():
        opened = cases_actions.open_case(actor=actor, now=asked.now, request=whole, key=key)
        origins.keep(opened.uuid, chain)
    return Answer("service_requests", receipts.filed(chosen, wanted, opened, asked.language))


def nowhere(_asked: Asked) -> Answer:
    raise errors.NoSuchAddress()
