"""Posts carry authority (pack data, cached); terms say who holds them (read afresh)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Q, QuerySet

from korat.blocks.ledger import packs
from korat.blocks.ledger.actor import GrantView
from korat.blocks.people.models import Post, Term
from korat.blocks.people.queries.organisations import organisation_by_id
from korat.blocks.people.values import PostView, TermView
from korat.kernel import clock
from korat.kernel.texts import Text


@packs.cached
def catalogue() -> Mapping[str, PostView]:
    return {row.code: view(row) for row in Post.objects.order_by("code")}


def view(row: Post) -> PostView:
    """A post goes with its office."""
    office = organisation_by_id(row.organisation_id)
    return PostView(
        id=row.pk,
        code=row.code,
        office=row.organisation_id,
        names=Text.from_json(row.names),
        purposes=tuple(row.purposes),
        reaches_below=row.reaches_below,
        basis=row.basis,
        persona=row.persona,
        elected=row.elected,
        retired=row.retired_at is not None or bool(office and office.successor),
    )


def posts() -> tuple[PostView, ...]:
    """All posts of today, by code."""
    return tuple(one for one in catalogue().values() if not one.retired)


def post(code: str) -> PostView | None:
    return catalogue().get(code)


def post_names(code: str) -> Text:
    """The name of a post, also of a retired one; its code where the pack never knew it."""
    found = catalogue().get(code)
    return found.names if found else Text.of(th=code)


def displayed_post(grant: GrantView) -> tuple[Text, Text | None]:
    """The post of a grant and its office, as a page shows them: ("ช่างไฟฟ้า", "กองช่าง")."""
    office = organisation_by_id(grant.office) if grant.office else None
    return post_names(grant.post), office.names if office else None


def term(id: int) -> TermView | None:
    found = Term.objects.select_related("post").filter(pk=id).first()
    return term_view(found) if found else None


def terms_of(post: str, now: datetime | None = None) -> tuple[TermView, ...]:
    """Who holds this post now; heads before those who act for them."""
    return tuple(map(term_view, running(now).filter(post__code=post)))


def terms_in(office: int, now: datetime | None = None) -> tuple[TermView, ...]:
    """Who holds any post in this office now."""
    return tuple(map(term_view, running(now).filter(post__organisation=office)))


def terms_over(offices: Collection[int], now: datetime) -> tuple[TermView, ...]:
    """Who holds a post in these offices, or will: an order may begin on a later day."""
    rows = Term.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), post__organisation__in=offices)
    return tuple(map(term_view, rows.select_related("post").order_by("acting", "begins_at", "id")))


def orders(grants: Collection[int]) -> Mapping[int, str]:
    """By which order these grants are held for somebody else; without those that are held as one's own post."""
    return dict(Term.objects.filter(grant__in=grants, acting=True).values_list("grant_id", "order"))


def running(now: datetime | None = None) -> QuerySet[Term]:
    moment = now or clock.now()
    return (
        Term.objects.filter(Q(ends_at=None) | Q(ends_at__gt=moment), begins_at__lte=moment)
        .select_related("post")
        .order_by("acting", "begins_at", "id")
    )


def term_view(row: Term) -> TermView:
    return TermView(
        id=row.pk,
        post=row.post.code,
        office=row.post.organisation_id,
        person=row.person_id,
        grant=row.grant_id,
        acting=row.acting,
        order=row.order,
        begins_at=row.begins_at,
        ends_at=row.ends_at,
    )
