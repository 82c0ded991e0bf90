"""Each block tells what it holds about a subject; here it becomes one answer, read in one look on the own ground."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from korat.blocks.bookings import queries as bookings
from korat.blocks.cases import queries as cases
from korat.blocks.catalog import queries as catalog
from korat.blocks.documents import queries as documents
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger import queries as acts
from korat.blocks.ledger.actor import Actor, GrantView
from korat.blocks.messages import queries as messages
from korat.blocks.people import queries as people
from korat.kernel.errors import NotFound
from korat.web.present import words

FORMAT = "korat-held-about/1"
LOOKED = "people.held.looked"
File = tuple[str, bytes]


def own_ground(actor: Actor) -> GrantView:
    """One's own right of access; NotFound for a mandate, an office, a program of an organisation."""
    own = (grant for grant in actor.grants if grant.kind == "self" and grant.subject == actor.subject)
    found = next((grant for grant in own if "self" in grant.purposes), None)
    if found is None or people.person(actor.subject) is None:
        raise NotFound()
    return found


def held(actor: Actor, now: datetime, *, with_files: bool = False) -> tuple[dict[str, Any], list[File]]:
    """Everything, and with `with_files` the photographs and papers themselves."""
    grant, subject = own_ground(actor), actor.subject
    with ledger.look(actor=actor, purpose="self", subjects=[subject], now=now, grant=grant, kind=LOOKED):
        found = {
            "person": people.held_about(subject),
            "cases": cases.held_about(subject),
            "bookings": bookings.held_about(subject),
            "documents": documents.held_about(subject),
            **messages.held_about(subject),
            **acts.held_about(subject),
        }
        files = [file_of(one) for one in found["documents"]] if with_files else []
    return {**head(actor, now), **named(found)}, [file for file in files if file]


def head(actor: Actor, now: datetime) -> dict[str, Any]:
    brand = catalog.profile().brand.name
    law = {"basis": "pdpa-30", "words": words.basis("pdpa-30")}
    return {"format": FORMAT, "made_at": now, "by": brand.show(), "subject": actor.uuid, "law": law}


def file_of(document: dict[str, Any]) -> File | None:
    """The bytes under a name of their own, which the answer repeats; none where the store has lost them."""
    document["file"] = None
    try:
        data = documents.private_bytes(document["id"])
    except NotFound:
        return None
    document["file"] = f"files/{document['kind']}-{document['id']}.{suffix(document['media_type'])}"
    return document["file"], data


def suffix(media_type: str) -> str:
    return {"image/jpeg": "jpg", "application/pdf": "pdf"}.get(media_type, "bin")


def named(value: Any) -> Any:
    """Offices by their names: their numbers say nothing outside of this house."""
    if isinstance(value, list):
        return [named(one) for one in value]
    if isinstance(value, dict):
        return {key: words.office(one) if key == "office" else named(one) for key, one in value.items()}
    return value
