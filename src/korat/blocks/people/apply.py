"""Writing a pack's organisations and posts, inside the transaction of its application."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.packs import Difference, compare
from korat.blocks.people.actions.terms import realign
from korat.blocks.people.models import Organisation, Post
from korat.blocks.people.pack import OrganisationDefinition, PostDefinition

_POST_FIELDS = ("organisation", "names", "purposes", "reaches_below", "basis", "requires", "persona", "elected")

Content = Mapping[str, Any]


@dataclass(frozen=True)
class Offices:
    """All that a pack says for this block."""

    organisations: Sequence[OrganisationDefinition]
    posts: Sequence[PostDefinition]


def differences(wanted: Offices) -> dict[str, Difference]:
    """What `apply_definitions` would do, by kind."""
    return {
        "organisations": compare(
            present_organisations(), {one.code: organisation_content(one) for one in wanted.organisations}
        ),
        "posts": compare(present_posts(), {one.code: post_content(one) for one in wanted.posts}),
    }


def apply_definitions(wanted: Offices, now: datetime, *, places: Mapping[str, int]) -> dict[str, Difference]:
    """Bring the tables in line, by code; whoever is in office keeps step. `places`: ids by code."""
    found = differences(wanted)
    changed = [one for one in wanted.organisations if one.code in found["organisations"].written]
    write_organisations(changed, places)
    Organisation.objects.filter(code__in=found["organisations"].retired).update(retired_at=now)
    write_posts([one for one in wanted.posts if one.code in found["posts"].written])
    Post.objects.filter(code__in=found["posts"].retired).update(retired_at=now)
    if any(found.values()):
        realign(now=now)
    return found


def ids() -> dict[str, int]:
    """Offices by code, past the memory of this process."""
    return dict(Organisation.objects.values_list("code", "pk"))


def write_organisations(organisations: Sequence[OrganisationDefinition], places: Mapping[str, int]) -> None:
    """All in one statement: their subjects are known before, so parents may come in any order."""
    subjects = dict(Organisation.objects.values_list("code", "pk"))
    for one in organisations:
        if one.code not in subjects:
            subjects[one.code], _, _ = ledger.admit(kind="organisation")
    Organisation.objects.bulk_create(
        [
            Organisation(
                subject_id=subjects[one.code],
                code=one.code,
                parent_id=subjects[one.parent] if one.parent else None,
                role=one.role or "",
                names=one.names.as_json(),
                place_id=places[one.place] if one.place else None,
                phone=one.phone,
                open311=bridge_content(one),
            )
            for one in organisations
        ],
        update_conflicts=True,
        unique_fields=["subject"],
        update_fields=["parent", "role", "names", "place", "phone", "open311", "retired_at"],
    )


def write_posts(posts: Sequence[PostDefinition]) -> None:
    offices = dict(Organisation.objects.values_list("code", "pk"))
    Post.objects.bulk_create(
        [
            Post(
                code=one.code,
                organisation_id=offices[one.organisation],
                names=one.names.as_json(),
                purposes=list(one.purposes),
                reaches_below=one.reaches_below,
                basis=one.basis,
                requires=list(one.requires),
                persona=one.persona or "",
                elected=one.elected,
            )
            for one in posts
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[*_POST_FIELDS, "retired_at"],
    )


def organisation_content(one: OrganisationDefinition) -> Content:
    return {
        "parent__code": one.parent,
        "role": one.role or "",
        "names": one.names.as_json(),
        "place__code": one.place,
        "phone": one.phone,
        "open311": bridge_content(one),
    }


def bridge_content(one: OrganisationDefinition) -> Content | None:
    return one.open311.model_dump(mode="json") if one.open311 else None


def present_organisations() -> dict[str, Content]:
    rows = Organisation.objects.filter(retired_at=None)
    found = rows.values("code", "parent__code", "role", "names", "place__code", "phone", "open311")
    return by_code(found)


def post_content(one: PostDefinition) -> Content:
    return {
        "organisation__code": one.organisation,
        "names": one.names.as_json(),
        "purposes": list(one.purposes),
        "reaches_below": one.reaches_below,
        "basis": one.basis,
        "requires": list(one.requires),
        "persona": one.persona or "",
        "elected": one.elected,
    }


def present_posts() -> dict[str, Content]:
    rows = Post.objects.filter(retired_at=None)
    found = rows.values(
        "code", "organisation__code", "names", "purposes", "reaches_below", "basis", "requires", "persona", "elected"
    )
    return by_code(found)


def by_code(rows: Iterable[Mapping[str, Any]]) -> dict[str, Content]:
    return {row["code"]: {name: value for name, value in row.items() if name != "code"} for row in rows}
