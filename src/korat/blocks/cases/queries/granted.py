"""The paper by which a case was granted: who opens it, beside the person it was made for."""

from __future__ import annotations

from korat.blocks.cases.queries.faces import face_of_uuid
from korat.blocks.cases.queries.page import relation_to
from korat.blocks.catalog.definition import GRANTED
from korat.blocks.documents.papers.queries import PaperView
from korat.blocks.ledger.actor import Actor, GrantView


def ground_to_open(actor: Actor, found: PaperView) -> tuple[GrantView, str] | None:
    """Grant and purpose of who may follow the case for its reporter, or handles it. Of every other paper: nobody."""
    shown = face_of_uuid(found.about) if found.kind in GRANTED else None
    relation, grant, purpose = relation_to(actor, shown) if shown else ("", None, "")
    opens = relation == "mandate" or (relation == "office" and purpose == "case.handle")
    return (grant, purpose) if grant and opens else None
