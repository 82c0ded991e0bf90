"""Ways to sign in, and the persons behind them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from korat.blocks.people import identifiers
from korat.blocks.people.models import Account, AccountPerson, Term
from korat.blocks.people.values import AccountView, Persona
from korat.kernel import clock


def account(id: int) -> AccountView | None:
    return first(Q(pk=id))


def account_for_phone(phone: str) -> AccountView | None:
    """By a number typed in any way. Invalid when it is none."""
    return first(Q(phone=identifiers.normal("phone", phone)))


def account_for_email(email: str) -> AccountView | None:
    return first(Q(email=identifiers.normal("email", email)))


def first(condition: Q) -> AccountView | None:
    row = Account.objects.filter(condition).first()
    if row is None:
        return None
    return AccountView(row.pk, row.phone, row.email, row.is_active, row.has_usable_password())


def persons_of(account: int) -> tuple[int, ...]:
    """The subjects who sign in by this account, in the order in which they came."""
    return tuple(AccountPerson.objects.filter(account_id=account).order_by("id").values_list("person_id", flat=True))


def accounts_of(person: int) -> tuple[int, ...]:
    """The open accounts by which this person signs in, the oldest first."""
    rows = AccountPerson.objects.filter(person_id=person, account__is_active=True).order_by("id")
    return tuple(rows.values_list("account_id", flat=True))


def has_printed_password(account: int) -> bool:
    """Whether somebody else printed the password of this account, and its owner has not chosen one since."""
    return Account.objects.filter(pk=account, password_printed=True).exists()


def holds_a_post(account: int, now: datetime | None = None) -> bool:
    """Whether anyone who signs in by this account holds a post now."""
    moment = now or clock.now()
    running = Term.objects.filter(Q(ends_at=None) | Q(ends_at__gt=moment), begins_at__lte=moment)
    return running.filter(person__accounts__account_id=account).exists()


def persona(code: str) -> Persona | None:
    row = AccountPerson.objects.filter(persona=code).first() if code else None
    return Persona(row.persona, row.account_id, row.person_id) if row else None


def personas() -> tuple[Persona, ...]:
    """The made-up people of the demonstration, in the order in which they were made."""
    rows = AccountPerson.objects.exclude(persona="").order_by("id")
    return tuple(Persona(row.persona, row.account_id, row.person_id) for row in rows)
