"""What is held about one person: name, home, accounts, tokens, posts."""

from __future__ import annotations

from typing import Any

from korat.blocks.people.models import AccountPerson, Asking, Identifier, Person, PersonPrivate, Term, Token
from korat.blocks.people.queries.persons import private_view

Plain = dict[str, Any]


def held_about(subject: int) -> Plain:
    """Plain data. Needs an open look at the subject."""
    return {
        "facts": facts(subject),
        "private": private(subject),
        "numbers_known_by": list(Identifier.objects.filter(subject_id=subject).values_list("kind", flat=True)),
        "accounts": [account(row) for row in AccountPerson.objects.filter(person_id=subject).select_related("account")],
        "tokens": list(Token.objects.filter(person_id=subject).values("label", "expires_at", "ended_at")),
        "asked_for_consent": list(
            Asking.objects.filter(subject_id=subject).values(
                "post", "purposes", "hours", "asked_at", "answer", "answered_at"
            )
        ),
        "posts": list(Term.objects.filter(person_id=subject).values("post__code", "acting", "begins_at", "ends_at")),
    }


def facts(subject: int) -> Plain | None:
    names = ("age_band", "sex", "disability", "language", "home_place__code", "synthetic")
    found: Plain | None = Person.objects.filter(pk=subject).values("subject__uuid", *names).first()
    return found


def private(subject: int) -> Plain | None:
    row = PersonPrivate.objects.filter(subject_id=subject).first()
    if row is None:
        return None
    shown = private_view(row)
    return {
        "title": row.title,
        "given": row.given,
        "family": row.family,
        "birth_date": row.birth_date,
        "phone": row.phone,
        "email": row.email,
        "address": shown.address.model_dump(exclude_defaults=True),
        "citizen_number": shown.citizen_number,
    }


def account(row: AccountPerson) -> Plain:
    """The way to sign in: never the password, not even its hash."""
    return {"phone": row.account.phone, "email": row.account.email, "since": row.account.created_at}
