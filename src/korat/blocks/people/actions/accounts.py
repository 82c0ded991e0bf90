"""Ways to sign in. They are machinery, not persons: no act is needed, and none of them vanishes."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.actor import Actor
from korat.blocks.people import identifiers
from korat.blocks.people.models import Account, Person
from korat.kernel.errors import Invalid

UNUSABLE = "!"  # Django's mark of an account without a password (contrib.auth.hashers)


def open_account(*, phone: str = "", email: str = "") -> int:
    """The account of this telephone or e-mail, whose possession was just proven; made when there is none."""
    if phone:
        phone = identifiers.normal("phone", phone)
        row, _ = Account.objects.get_or_create(phone=phone, defaults={"phone_verified": True, "password": UNUSABLE})
    else:
        email = identifiers.normal("email", email)
        row, _ = Account.objects.get_or_create(email=email, defaults={"password": UNUSABLE})
    return int(row.pk)


def verify_phone(*, account: int, phone: str) -> None:
    """The holder of the account has shown to hold this telephone."""
    Account.objects.filter(pk=account, phone=identifiers.normal("phone", phone)).update(phone_verified=True)


def set_password(*, account: int, password: str, printed: bool = False) -> None:
    """`printed`: for its owner by somebody else, so that it is asked anew at the first sign-in.

    Raises Invalid when the password is too short, one that everybody tries first, or the printed one again.
    """
    row = Account.objects.get(pk=account)
    if row.password_printed and not printed and row.check_password(password):
        raise Invalid(
            "โปรดตั้งรหัสผ่านใหม่ที่ไม่ใช่รหัสที่พิมพ์ให้",
            "Please choose another password than the one that was printed.",
            code="password",
            field="password",
        )
    try:
        validate_password(password, row)
    except ValidationError as error:
        raise Invalid(
            "รหัสผ่านต้องยาวอย่างน้อย 12 ตัวอักษร และไม่ใช่รหัสที่คนใช้กันบ่อย",
            "A password needs at least 12 characters and must not be one that many people use.",
            code="password",
            field="password",
        ) from error
    row.set_password(password)
    row.password_printed = printed
    row.save(update_fields=["password", "password_printed"])


def note_key(*, actor: Actor, added: bool, now: datetime) -> None:
    """A key of the actor's own account came or went: on whose behalf anyone may have done it, it is in the book."""
    kind = "people.key.added" if added else "people.key.removed"
    with transaction.atomic():
        ledger.record(actor=actor, kind=kind, purpose="self", about=None, now=now, concerning={actor.subject: None})


def speak(*, actor: Actor, language: str, now: datetime) -> None:
    """In which language the house writes to the actor."""
    with transaction.atomic():
        ledger.record(
            actor=actor, kind="people.language.chosen", purpose="self", about=None, now=now,
            concerning={actor.subject: None}, facts={"language": language},
        )  # fmt: skip
        Person.objects.filter(subject_id=actor.subject).update(language=language)


def note_password(*, actor: Actor, now: datetime) -> None:
    """The password of the actor's own account was changed: who did not do it sees it in the book."""
    with transaction.atomic():
        ledger.record(
            actor=actor, kind="people.password.changed", purpose="self", about=None, now=now,
            concerning={actor.subject: None},
        )  # fmt: skip


def close_account(*, account: int) -> None:
    """Nobody signs in by it any more; its row stays, since acts may lead to it."""
    Account.objects.filter(pk=account).update(is_active=False)
