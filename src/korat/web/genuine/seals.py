"""The reader of papers' QR texts: what `/verify/` finds of a seal, for the page that asks whether it is from us."""

from __future__ import annotations

import re
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from korat.blocks.catalog import queries as catalog
from korat.blocks.documents.papers import queries as papers
from korat.blocks.documents.papers.claims import PATH, Claims, NotAPaper
from korat.blocks.documents.papers.claims import read as unseal
from korat.blocks.documents.papers.verify import State
from korat.web.genuine.papers import Paper, PaperView
from korat.web.present.papers import kind
from korat.web.present.words import office
from korat.web.views.verify import check

STATES: dict[State, Paper] = {
    "valid": Paper.VALID,
    "expired": Paper.EXPIRED,
    "altered": Paper.ALTERED,
    "revoked": Paper.REVOKED,
    "unknown_issuer": Paper.FOREIGN,
}
_SEAL = re.compile(r"(?:(?P<house>https?://[^/]+)/verify/)?(?P<letters>[a-z2-7]+)", re.IGNORECASE)


def read(text: str, now: datetime) -> PaperView | None:
    """None for what is no seal, and for one of ours behind the address of another house: there its link speaks."""
    packed = "".join(text.split())
    shaped = _SEAL.fullmatch(packed)
    if shaped is None:
        return None
    home = shaped["house"] is None or shaped["house"].lower() == settings.KORAT.address.lower()
    try:
        said = unseal(packed).claims
    except NotAPaper:
        return PaperView(Paper.CUT_SHORT) if home and PATH in packed else None
    state = STATES[check(packed, now).state]
    url = reverse("web:verify") + shaped["letters"]
    if state in (Paper.ALTERED, Paper.FOREIGN):
        return PaperView(state, url=url)
    return view(state, said, url) if home else None


def view(state: Paper, said: Claims, url: str) -> PaperView:
    """With the office that issued it, where its facts are still here."""
    facts = papers.paper(said.id)
    issuer = office(facts.office) if facts else ""
    return PaperView(state, issuer or catalog.profile().brand.name.show(), kind(said.kind), url=url)
