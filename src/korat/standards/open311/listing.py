"""Which public faces a GET of requests asks for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from korat.blocks.cases import queries as cases
from korat.blocks.cases.queries import FaceFilter
from korat.blocks.cases.values import CaseFace
from korat.blocks.places.queries import PlaceView
from korat.kernel.ids import parse_reference
from korat.standards.open311 import read
from korat.standards.open311.errors import Gathering
from korat.standards.open311.offered import Offered, all_offered, offered_or_404
from korat.standards.open311.read import MOST, Parameters


def newest(parameters: Parameters, town: PlaceView | None, now: datetime) -> Sequence[CaseFace]:
    """Newest first. A list of service_request_id overrides every other parameter."""
    if references := parameters.listed("service_request_id"):
        return named(references)
    chosen = tuple(map(offered_or_404, parameters.listed("service_code")))
    reading = Gathering()
    since, until = reading.read(partial(read.period, parameters, now), (now, now))
    state = reading.read(partial(read.state, parameters), "")
    offset, limit = reading.read(partial(read.window, parameters), (0, 1))
    reading.settle()
    return found(
        FaceFilter(
            services=codes(chosen or all_offered()),
            categories=tuple({offered.key[1] for offered in chosen}),
            state=state,
            since=since,
            until=until,
            jurisdiction=town.code if town else "",
        ),
        offset,
        limit,
    )


def named(references: Sequence[str]) -> Sequence[CaseFace]:
    """Those of the references that have a public face; what is no reference at all finds nothing."""
    known = tuple(filter(None, map(parse_reference, references)))[:MOST]
    return found(FaceFilter(services=codes(all_offered()), references=known), 0, MOST) if known else ()


def found(wanted: FaceFilter, offset: int, limit: int) -> Sequence[CaseFace]:
    """An empty part of a filter does not narrow, so a pack that offers nothing is answered here."""
    return cases.faces(wanted, offset=offset, limit=limit).items if wanted.services else ()


def codes(offered: Sequence[Offered]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.service.code for each in offered))
