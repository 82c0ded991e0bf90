"""Who files: a person by bearer token, or nobody by name; and what makes a POST happen once."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.http import HttpRequest

from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger.actor import Actor
from korat.blocks.people import queries as people
from korat.kernel.ids import uuid7
from korat.standards.open311.errors import KEY_FAULTS, NotForThis, WrongKey
from korat.standards.open311.media import Photo
from korat.standards.open311.read import Parameters


def caller(request: HttpRequest, parameters: Parameters, now: datetime) -> Actor | None:
    """The person or organisation whose bearer token came, or the organisation of the api_key; None for an unnamed reporter.

    WrongKey for a key or token that is not valid or not for filing, wanted or not, and for none where the pack wants one.
    """
    bearer, key = bearer_of(request), parameters.one("api_key")
    if not (bearer or key) and catalog.profile().open311.api_key_required:
        raise WrongKey()
    program = holder(key, now) if key else None
    speaker = holder(bearer, now) if bearer else program if program and is_organisation(program) else None
    if speaker and is_organisation(speaker) and not speaker.may("case.file"):
        raise NotForThis()
    return speaker if speaker and speaker.may("case.file", subject=speaker.subject) else None


def is_organisation(actor: Actor) -> bool:
    """A person's api_key only lets in and names nobody; an organisation's is its own signature."""
    return people.organisation_by_id(actor.subject) is not None


def holder(token: str, now: datetime) -> Actor:
    found = people.actor_of_token(token, now=now)
    if found is None:
        raise KEY_FAULTS[people.token_fault(token)]()
    return found


def bearer_of(request: HttpRequest) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def once(request: HttpRequest, parameters: Parameters, files: tuple[Photo, ...]) -> str:
    """The key under which this POST happens once. Without an Idempotency-Key each POST is its own report.

    The content counts too: another program that hit upon the same key does not get a stranger's report.
    """
    given = request.headers.get("Idempotency-Key", "").strip()
    if not given:
        return f"open311:{uuid7().hex}"
    digest = hashlib.sha256(f"{given}\n{bearer_of(request)}\n".encode())
    digest.update(repr(sorted((name, parameters.all(name)) for name in parameters)).encode())
    for file in files:
        digest.update(content_digest(file))
    return f"open311:{digest.hexdigest()}"


def content_digest(file: Photo) -> bytes:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.digest()
