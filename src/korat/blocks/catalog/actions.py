"""Learning what reports are about: a new version, tried on what was held out before it may speak."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from korat.blocks.catalog.definition import ServiceDefinition
from korat.blocks.catalog.models import Learned
from korat.blocks.catalog.proposing import kept
from korat.blocks.catalog.proposing.kept import Version
from korat.blocks.catalog.proposing.model import to_bytes
from korat.blocks.catalog.proposing.training import Lesson, Scores, examined, fit, macro_f1, phrases
from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger import packs
from korat.blocks.ledger.actor import Actor

__all__ = ["Lesson", "learn"]


def learn(*, actor: Actor, now: datetime, service: ServiceDefinition, corrections: Sequence[Lesson]) -> Version:
    """Learn from the pack's phrases and from these corrections. Not used when the pack's words alone do better."""
    said = phrases(service)
    lessons = [*said, *(one for one in corrections if service.category(one.category) and one.text.strip())]
    by_words, by_model = examined(service, lessons, kept.key())
    model = fit(lessons, kept.key())
    grams, weights = to_bytes(model)
    row = Learned(
        service=service.code, learned_at=now, phrases=len(said), corrections=len(corrections),
        lessons=kept.digest(service), categories=list(model.categories), grams=grams, weights=weights,
        scores=scores(by_words, by_model), used=macro_f1(by_model) >= macro_f1(by_words),
    )  # fmt: skip
    keep(actor, row, now)
    return kept.version_of(row)


def keep(actor: Actor, row: Learned, now: datetime) -> None:
    with transaction.atomic():
        last = Learned.objects.filter(service=row.service).order_by("-version").first()
        row.version = last.version + 1 if last else 0
        ledger.record(
            actor=actor, kind="catalog.model.learned", purpose="learn", about=None, now=now,
            facts={"service": row.service, "version": row.version, "phrases": row.phrases,
                   "corrections": row.corrections, "used": row.used},
        )  # fmt: skip
        row.save(force_insert=True)
        packs.touch(now)


def scores(by_words: Scores, by_model: Scores) -> dict[str, object]:
    categories = {
        code: {
            "texts": score.texts, "precision": score.precision, "recall": score.recall,
            "precision_of_words": by_words[code].precision, "recall_of_words": by_words[code].recall,
        }
        for code, score in by_model.items()
    }  # fmt: skip
    return {"f1": macro_f1(by_model), "f1_of_words": macro_f1(by_words), "categories": categories}
