"""In whose place a paper is signed: a post's holder, or who acts for the head by an order, for the days of the order."""

from __future__ import annotations

from typing import Any

from korat.blocks.ledger.actor import GrantView
from korat.blocks.people import queries as people
from korat.kernel.errors import Forbidden
from korat.kernel.texts import Text

Signer = dict[str, str]

SIGNED = Text.of(th="ผู้ลงนาม", en="Signed by")
ACTING = Text.of(th="ผู้รักษาราชการแทน{post} ตามคำสั่งที่ {order}", en="Acting for {post} by order {order}")


def signer(grant: GrantView, office: int | None, language: str) -> Signer | None:
    """Post, its name and the order, if any. None for who acts for oneself and for the house's own workers.

    Forbidden where the post does not reach the office whose seal the paper bears.
    """
    if grant.kind != "post":
        return None
    if office is not None and grant.reach is not None and office not in grant.reach:
        raise Forbidden(th="ท่านลงนามแทนหน่วยงานนี้ไม่ได้", en="You cannot sign for this office.", code="no_grant")
    order = people.orders([grant.id]).get(grant.id, "")
    return {"post": grant.post, "name": people.post_names(grant.post).show(language), "order": order}


def signed_by(found: Signer | None, words: dict[str, Any], language: str) -> dict[str, Any]:
    """The words of a paper with the line that says who signed."""
    if found is None:
        return words
    said = ACTING.show(language).format(post=found["name"], order=found["order"]) if found["order"] else found["name"]
    return {**words, "rows": [*words["rows"], {"label": SIGNED.show(language), "value": said}]}
