"""Where a report has been: so that none goes round in a circle, whoever passes it on.

Between two of us a header carries the chain. Through a server that drops headers the mark in the description still tells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from uuid import UUID

from korat.blocks.catalog import queries as catalog
from korat.blocks.people import queries as people
from korat.kernel.errors import Conflict
from korat.standards.open311.models import Origin

HEADER = "Korat-Origin"
_LINK = re.compile(r"[A-Za-z0-9._-]{1,120}/[A-Za-z0-9-]{1,40}")
_MARK = re.compile(r"\[([A-Za-z0-9._-]{1,120}/[A-Z]{1,6}[0-9]{2}-[0-9]{1,12})\]")
MOST = 5


class Circle(Conflict):
    default_code = "circle"
    default_th = "เรื่องนี้ออกไปจากเราเอง หรือผ่านระบบมาแล้วหลายทอด เราจึงไม่รับซ้ำ"
    default_en = "This report went out from us, or passed through too many systems. We do not take it again."


def own() -> str:
    """Our name in a chain."""
    return catalog.profile().open311.jurisdiction_id


def link(reference: str) -> str:
    return f"{own()}/{reference}"


def mark(reference: str) -> str:
    """What stands in a description, for servers and people."""
    return f"[{link(reference)}]"


def told(header: str, description: str, sender: int | None) -> tuple[str, ...]:
    """The chain of a report that comes in. Circle when it went out from us, or is too long.

    `sender`: who files. What a partner's own program files came from there, whatever it says of itself.
    """
    given = [part for part in map(str.strip, header[: (MOST + 1) * 162].split(",")) if _LINK.fullmatch(part)]
    marks = [match[1] for match in _MARK.finditer(description)]
    partner = people.organisation_by_id(sender) if sender else None
    through = [f"{partner.bridge.jurisdiction_id}/-"] if partner and partner.bridge else []
    if len(given) > MOST or own() in servers((*given, *marks)):
        raise Circle()
    return tuple(dict.fromkeys((*given, *marks[:MOST], *through)))


def servers(chain: Sequence[str]) -> frozenset[str]:
    return frozenset(one.rpartition("/")[0] for one in chain)


def keep(case: UUID, chain: Sequence[str]) -> None:
    if chain:
        Origin.objects.get_or_create(case=case, defaults={"chain": list(chain)})


def chain_of(case: UUID) -> tuple[str, ...]:
    found = Origin.objects.filter(case=case).first()
    return tuple(map(str, found.chain)) if found else ()
