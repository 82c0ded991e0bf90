"""Made-up people. Every private field of each carries a mark of its own, so that a leak can be traced to one person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from korat.blocks.ledger.actions import PERSON_PURPOSES, SELF_BASIS
from korat.config.synthetic import load
from korat.kernel import ids
from korat.kernel.thai import sort_key

BANDS = (("0-17", 12), ("18-29", 16), ("30-44", 24), ("45-59", 26), ("60-74", 16), ("75+", 6))


@dataclass(frozen=True)
class Resident:
    """A subject of the demonstration as the reports need it."""

    subject: int
    uuid: UUID
    grant: int
    number: int


def settle(
    random: Random, words: Mapping[str, Any], places: Sequence[int], count: int, now: datetime
) -> list[Resident]:
    """Load `count` people with their subjects, own grants and private rows."""
    people = anchors(count, "person", now - timedelta(days=800))
    load.copy(
        "korat_people_person",
        ("subject_id", "age_band", "sex", "disability", "language", "home_place_id", "synthetic"),
        (facts(random, one, places) for one in people),
    )
    load.copy(
        "korat_people_personprivate",
        ("id", "subject_id", "title", "given", "family", "sort_key", "birth_date", "phone", "email", "address"),
        (private(random, one, words) for one in people),
    )
    return people


def anchors(count: int, kind: str, at: datetime) -> list[Resident]:
    """Subjects with the right to act for themselves."""
    subject, grant = load.next_id("korat_ledger_subject"), load.next_id("korat_ledger_grant")
    made = [Resident(subject + number, ids.uuid4(), grant + number, number) for number in range(count)]
    load.copy(
        "korat_ledger_subject",
        ("id", "uuid", "kind", "created_at"),
        ((one.subject, one.uuid, kind, at) for one in made),
    )
    load.copy(
        "korat_ledger_grant",
        ("id", "uuid", "kind", "holder_id", "subject_id", "post", "purposes", "basis", "valid_from"),
        (
            (one.grant, ids.uuid7(), "self", one.subject, one.subject, "", list(PERSON_PURPOSES), SELF_BASIS, at)
            for one in made
        ),
    )
    load.settle_id("korat_ledger_subject")
    load.settle_id("korat_ledger_grant")
    return made


def facts(random: Random, one: Resident, places: Sequence[int]) -> tuple[object, ...]:
    band = random.choices([name for name, _ in BANDS], [weight for _, weight in BANDS])[0]
    return (one.subject, band, sex_of(one), random.random() < 0.04, "th", random.choice(places), True)


def sex_of(one: Resident) -> str:
    return ("female", "male")[one.number % 2]


def private(random: Random, one: Resident, words: Mapping[str, Any]) -> tuple[object, ...]:
    sex = sex_of(one)
    given, family = (
        random.choice(words["given"][sex]),
        f"{random.choice(words['family'])} ({words['mark']} f{one.number:05d})",
    )
    born = date(2026, 1, 1) - timedelta(days=random.randrange(365 * 8, 365 * 88))
    address = {
        "house_number": f"{random.randrange(1, 400)}/{random.randrange(1, 90)}",
        "landmark": f"{words['mark']} h{one.number:05d}",
    }
    return (
        ids.uuid7(), one.subject, random.choice(words["titles"][sex]), given, family, sort_key(f"{given} {family}"), born,
        f"+66990{one.number:06d}", f"e{one.number:05d}@demo.invalid", address,
    )  # fmt: skip
