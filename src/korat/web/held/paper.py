"""The same to read and to show: a signed paper. Only what proves it stays here; the file is the reader's alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from korat.blocks.documents.papers import actions as papers
from korat.blocks.ledger.actor import Actor
from korat.web.held.collect import own_ground
from korat.web.present import held as present
from korat.web.present import papers as of_papers


def pdf(actor: Actor, now: datetime, held: Mapping[str, Any]) -> bytes:
    issued = papers.issue_paper(
        actor=actor, now=now, issuer=of_papers.issuer(), kind="export", office=None, subject=actor.subject, about=None,
        content=present.content(held), language=of_papers.language(), grant=own_ground(actor), kept=False,
    )  # fmt: skip
    return issued.pdf
