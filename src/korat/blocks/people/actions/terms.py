"""People come to posts, act for them and leave them; each term carries the grant that the post gives."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.blocks.people.models import Person, Post, Succession, Term
from korat.blocks.people.queries.organisations import Directory, read_directory
from korat.blocks.people.queries.posts import running
from korat.kernel.errors import Conflict, Invalid, NotFound
from korat.kernel.texts import clean


def appoint(
    *,
    actor: Actor,
    post: str,
    person: int,
    begins_at: datetime,
    now: datetime,
    ends_at: datetime | None = None,
    acting: bool = False,
    order: str = "",
    public_name: str = "",
) -> int:
    """Give the post to a person from a day to a day; an acting holder needs the number of the order. `public_name`: what
    who is elected is called in public; other posts name nobody.

    Returns the term. Raises NotFound for an unknown post or person, Invalid for wrong dates, a missing
    order or oneself, Conflict when this person already holds it.
    """
    row, order = open_post(post), checked_order(acting, order)
    shown = clean(public_name, 200, "public_name") if row.elected and not acting else ""
    check_person(person)
    check_another(actor, person)
    check_dates(begins_at, ends_at, acting)
    grant = actor.grant_for("people.manage", office=row.organisation_id)
    with transaction.atomic():
        ledger.record(
            actor=actor,
            kind="people.post.filled",
            purpose="people.manage",
            grant=grant,
            about=row.organisation.subject.uuid,
            now=now,
            concerning={person: {"public_name": shown} if shown else None},
            facts={"post": row.code, "office": row.organisation_id, "acting": acting, "order": order},
        )
        check_free(row, person, now)
        term = Term(
            post=row,
            person_id=person,
            grant_id=give(row, person, read_directory(), begins_at, ends_at),
            acting=acting,
            order=order,
            public_name=shown,
            begins_at=begins_at,
            ends_at=ends_at,
        )
        Term.objects.bulk_create([term])
    return int(term.pk)


def leave(*, actor: Actor, term: int, now: datetime, hand_over_to: int | None = None) -> None:
    """End a term now. `hand_over_to`: who takes over the open work, holding a post in the same office.

    The act `people.term.ended` carries both terms, so that cases can follow it. Raises NotFound, and
    Conflict when the term is over.
    """
    row = Term.objects.select_related("post__organisation__subject").filter(pk=term).first()
    if row is None:
        raise NotFound("ไม่พบการดำรงตำแหน่งนี้", "We could not find this term.", code="term")
    office = row.post.organisation
    grant = actor.grant_for("people.manage", office=office.pk)
    successor = successor_in(office.pk, hand_over_to, now) if hand_over_to else None
    concerned: list[int] = [row.person_id, *([successor.person_id] if successor else [])]
    with transaction.atomic():
        ledger.record(
            actor=actor,
            kind="people.term.ended",
            purpose="people.manage",
            grant=grant,
            about=office.subject.uuid,
            now=now,
            concerning=dict.fromkeys(concerned),
            facts={
                "term": row.pk,
                "post": row.post.code,
                "office": office.pk,
                "successor_term": successor.pk if successor else None,
            },
        )
        over = Q(ends_at=None) | Q(ends_at__gt=now)
        if not Term.objects.filter(over, pk=row.pk).update(ends_at=now):
            raise Conflict("การดำรงตำแหน่งนี้สิ้นสุดไปแล้ว", "This term has already ended.", code="term_over")
        ledger.finish(grant=row.grant_id, now=now)


def realign(*, now: datetime) -> int:
    """Bring the grants of running terms in line with their posts, after a pack changed these.

    Inside the caller's transaction, after its act. Returns how many changed.
    """
    directory, changed = read_directory(), 0
    for term in running_or_coming(now).select_related("post", "grant"):
        held, due = term.grant, (
            sorted(term.post.purposes), reach_of(term.post, directory), term.post.basis, term.post.requires
        )  # fmt: skip
        gone = term.post.retired_at is not None
        if not gone and (sorted(held.purposes), held.reach, held.basis, held.requires) == due:
            continue
        ledger.finish(grant=term.grant_id, now=now)
        if gone:
            Term.objects.filter(pk=term.pk).update(ends_at=now)
        else:
            renewed = give(term.post, term.person_id, directory, max(now, term.begins_at), term.ends_at)
            Term.objects.filter(pk=term.pk).update(grant_id=renewed)
        changed += 1
    return changed


def give(post: Post, person: int, directory: Directory, begins_at: datetime, ends_at: datetime | None) -> int:
    return ledger.give(
        kind="post",
        holder=person,
        office=post.organisation_id,
        post=post.code,
        reach=reach_of(post, directory),
        purposes=sorted(post.purposes),
        basis=post.basis,
        requires=post.requires,
        begins_at=begins_at,
        ends_at=ends_at,
    )


def reach_of(post: Post, directory: Directory) -> list[int]:
    """The offices a post answers for: its own, all below where the pack says so, and what was dissolved into them."""
    own = directory.by_id[post.organisation_id]
    return directory.with_predecessors([own.id, *(one.id for one in directory.below(own.code) if post.reaches_below)])


def running_or_coming(now: datetime) -> QuerySet[Term]:
    return Term.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now))


def successor_in(office: int, person: int, now: datetime) -> Term:
    found = running(now).filter(post__organisation=office, person=person).first()
    if found is None:
        raise Invalid(
            "ผู้รับมอบงานต้องดำรงตำแหน่งในหน่วยงานเดียวกัน",
            "The work can only be handed to someone who holds a post in the same office.",
            code="successor",
            field="hand_over_to",
        )
    return found


def open_post(code: str) -> Post:
    row = Post.objects.select_related("organisation__subject").filter(code=code, retired_at=None).first()
    if row is None or is_dissolved(row.organisation_id):
        raise NotFound("ไม่พบตำแหน่งนี้", "We could not find this post.", code="post")
    return row


def is_dissolved(office: int) -> bool:
    return Succession.objects.filter(office=office).exclude(effected_at=None).exists()


def check_person(person: int) -> None:
    if not Person.objects.filter(pk=person).exists():
        raise NotFound("ไม่พบบุคคลนี้", "We could not find this person.", code="person")


def check_free(post: Post, person: int, now: datetime) -> None:
    """The post's row is the turnstile: of two appointments at once the second waits and sees the first."""
    Post.objects.select_for_update().get(pk=post.pk)
    if running_or_coming(now).filter(post=post, person=person).exists():
        raise Conflict("บุคคลนี้ดำรงตำแหน่งนี้อยู่แล้ว", "This person already holds this post.", code="holds_post")


def checked_order(acting: bool, order: str) -> str:
    order = clean(order, 80, "order")
    if acting and not order:
        raise Invalid(
            "การรักษาราชการแทนต้องมีเลขที่คำสั่ง",
            "Acting for a post needs the number of the order.",
            "order",
            "order",
        )
    return order


def check_another(actor: Actor, person: int) -> None:
    """Who manages posts could else take every authority of the house."""
    if person == actor.subject:
        raise Invalid("ท่านแต่งตั้งตนเองไม่ได้", "Nobody gives a post to oneself.", code="own_post", field="person")


def check_dates(begins_at: datetime, ends_at: datetime | None, acting: bool) -> None:
    if acting and ends_at is None:
        raise Invalid("โปรดระบุวันสุดท้ายของคำสั่ง", "Please give the last day of the order.", code="dates", field="ends_at")
    if ends_at is not None and ends_at <= begins_at:
        raise Invalid("วันสิ้นสุดต้องอยู่หลังวันเริ่มต้น", "The end must come after the beginning.", code="dates", field="ends_at")
