"""Learn from what officers corrected: one look at the words of those reports, written down like any other."""

from __future__ import annotations

from datetime import datetime

from korat.blocks.cases.models import CaseReport, Correction
from korat.blocks.catalog import actions as catalog
from korat.blocks.catalog import queries as catalog_read
from korat.blocks.catalog.definition import ServiceDefinition
from korat.blocks.catalog.queries import Version
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor

LOOKED = "cases.words.learned"
# The newest of them: enough to learn from, and nobody's words are looked at for ever.
MOST = 5000


def services_to_learn() -> tuple[ServiceDefinition, ...]:
    """Those of which something new can be learned. Facts alone."""
    return tuple(
        one
        for one in catalog_read.services()
        if catalog_read.is_due(one, Correction.objects.filter(service=one.code).count())
    )


def services_with_lessons() -> tuple[ServiceDefinition, ...]:
    return tuple(one for one in catalog_read.services() if any(category.examples for category in one.categories))


def learn(*, actor: Actor, now: datetime, service: ServiceDefinition) -> Version:
    """Read the reports whose kind was corrected, never a sealed one, and make a new version from them."""
    return catalog.learn(actor=actor, now=now, service=service, corrections=corrections(actor, now, service))


def corrections(actor: Actor, now: datetime, service: ServiceDefinition) -> list[catalog.Lesson]:
    """What is about which kind by an officer's last word. Sealed rows and contacts stay shut by policy, too."""
    rows = Correction.objects.filter(service=service.code, case__sealed=False).order_by("-id")[:MOST]
    found = rows.values_list("case_id", "case__subject_id", "case__category")
    kinds = {case: (subject, category) for case, subject, category in found}
    with ledger.look(
        actor=actor, purpose="learn", subjects=[subject for subject, _ in kinds.values()], now=now, kind=LOOKED
    ):
        words = dict(CaseReport.objects.filter(case__in=kinds).values_list("case_id", "description"))
    return [catalog.Lesson(text, kinds[case][1], by=kinds[case][0]) for case, text in words.items() if text.strip()]
