"""What the signature of an order's file says, in a clerk's words. Nothing is refused by it."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from uuid import UUID

from django.utils.translation import gettext as _

from korat.blocks.catalog import queries as catalog
from korat.blocks.documents import queries as documents
from korat.blocks.documents.papers import queries as papers
from korat.blocks.documents.papers.foreign import Signer, signers_of
from korat.kernel import clock
from korat.kernel.dates import format_date

PDF = "application/pdf"


def signatures(paper: UUID) -> list[dict[str, str]]:
    """A line for each signature; one that says why there is none to tell of."""
    found = looked_at(paper, clock.now().date())
    if isinstance(found, str):
        return [{"text": not_told(found), "icon": "circle-question-mark", "colour": "slate"}]
    return [line(one) for one in found]


@lru_cache(maxsize=64)
def looked_at(paper: UUID, _day: date) -> tuple[Signer, ...] | str:
    """Once a day for each file: the page of a running order asks every two seconds."""
    data, media_type = documents.public_bytes(paper) or (b"", "")
    if media_type != PDF:
        return "photo" if media_type else "gone"
    now = clock.now()
    trust, _revoked = papers.known(catalog.profile().code, now)
    found = signers_of(data, trust.authorities, now)
    return "unreadable" if found is None else found or "none"


def not_told(why: str) -> str:
    return {
        "photo": _("This is a picture: whether it is signed is seen with the eye alone, no machine can check it."),
        "none": _("This file bears no digital signature."),
        "unreadable": _("This file cannot be read, so its signature cannot be checked."),
        "gone": _("This file is no longer here."),
    }[why]


def line(one: Signer) -> dict[str, str]:
    said = {"name": one.by or _("somebody who is not named"), "day": format_date(one.at.date()) if one.at else "–"}
    if not one.holds:
        text = _("The signature of %(name)s does not fit this file: it was changed after it was signed, or is broken.")
        return {"text": text % said, "icon": "circle-x", "colour": "safety"}
    if not one.known:
        text = _(
            "Signed by %(name)s on %(day)s, says the file, and unchanged since. Who vouches for that name is not known here."
        )
        return {"text": text % said, "icon": "circle-question-mark", "colour": "opportunity"}
    text = _("Signed by %(name)s on %(day)s, unchanged since, under an authority that we know.")
    return {"text": text % said, "icon": "badge-check", "colour": "sustainability"}
