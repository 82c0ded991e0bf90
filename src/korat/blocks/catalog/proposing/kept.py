"""The versions of what was learned, as rows: which one speaks, when it is time for the next, what each was worth."""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from korat.blocks.catalog.definition import ServiceDefinition
from korat.blocks.catalog.models import Learned
from korat.blocks.catalog.proposing.model import Model, from_bytes
from korat.blocks.ledger import packs

# So many new corrections are worth another look at the words of those who were corrected.
ENOUGH = 50


@dataclass(frozen=True)
class Worth:
    """Of texts that were held out: how many were about a category, and how well it was found."""

    texts: int
    precision: float
    recall: float
    precision_of_words: float
    recall_of_words: float


@dataclass(frozen=True)
class Version:
    """One version as an administrator sees it. `f1` is the mean over the categories (macro)."""

    service: str
    number: int
    learned_at: datetime
    phrases: int
    corrections: int
    used: bool
    f1: float
    f1_of_words: float
    categories: Mapping[str, Worth]


def key() -> bytes:
    """Made from the installation's pepper, which lies outside the database."""
    return hmac.digest(settings.KORAT_PEPPER.encode(), b"proposals", "sha256")


@packs.cached
def model(service: str) -> Model | None:
    """The newest version that is better than the pack's words alone; None before there is one."""
    row = Learned.objects.filter(service=service, used=True).order_by("-version").first()
    return from_bytes(tuple(row.categories), bytes(row.grams), bytes(row.weights)) if row else None


def is_due(service: ServiceDefinition, corrections: int) -> bool:
    """The pack's phrases changed since the last version, or enough corrections were made."""
    if not any(one.examples for one in service.categories):
        return False
    last = Learned.objects.filter(service=service.code).order_by("-version").first()
    return last is None or bytes(last.lessons) != digest(service) or corrections >= last.corrections + ENOUGH


def digest(service: ServiceDefinition) -> bytes:
    said = [(one.code, one.examples, one.keywords, str(one.names), str(one.says)) for one in service.categories]
    return hmac.digest(key(), repr(said).encode(), "sha256")


def versions(service: str, limit: int = 20) -> Sequence[Version]:
    """The newest first."""
    return [version_of(row) for row in Learned.objects.filter(service=service).order_by("-version")[:limit]]


def version_of(row: Learned) -> Version:
    return Version(
        row.service, row.version, row.learned_at, row.phrases, row.corrections, row.used,
        float(row.scores["f1"]), float(row.scores["f1_of_words"]),
        {code: Worth(**worth) for code, worth in row.scores["categories"].items()},
    )  # fmt: skip
