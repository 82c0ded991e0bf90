"""Who: persons with their private rows, organisations, posts and their holders; accounts to sign in with."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Now

from korat.blocks.ledger.guards import Facts, Operational, Personal
from korat.kernel.ids import uuid7


class Organisation(models.Model):
    """An authority, an office in it, a company or an association. Shares the id of its subject."""

    subject = models.OneToOneField("korat_ledger.Subject", on_delete=models.PROTECT, primary_key=True, related_name="+")
    code = models.CharField(max_length=120, unique=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    role = models.CharField(max_length=40, blank=True)
    names = models.JSONField()
    place = models.ForeignKey("korat_places.Place", on_delete=models.PROTECT, null=True, related_name="+")
    phone = models.CharField(max_length=40, blank=True)
    # The server by which it takes cases: `pack.Bridge`.
    open311 = models.JSONField(null=True)
    retired_at = models.DateTimeField(null=True)

    law = Facts()


class Post(models.Model):
    """A post carries authority; people hold it, act for it, leave it."""

    code = models.CharField(max_length=120, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="posts")
    names = models.JSONField()
    purposes = models.JSONField(default=list)
    # Whether the post answers for its office alone or for every office below it.
    reaches_below = models.BooleanField(default=False)
    basis = models.CharField(max_length=80)
    # What its holder must have beside it, such as a licence: without it the grant is asleep.
    requires = models.JSONField(default=list)
    # Who holds it in the demonstration.
    persona = models.CharField(max_length=40, blank=True)
    # Filled by a vote: its holder has a name in public, but not in the days before an election.
    elected = models.BooleanField(default=False)
    retired_at = models.DateTimeField(null=True)

    law = Facts()


class Term(models.Model):
    """One person in one post, from a day to a day; `acting` by an order."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="terms")
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="terms")
    grant = models.OneToOneField("korat_ledger.Grant", on_delete=models.PROTECT, related_name="+")
    acting = models.BooleanField(default=False)
    order = models.CharField(max_length=80, blank=True)
    # Of an elected post alone: the name that its holder bears in public. Read through `queries/elected.py` and nowhere else.
    public_name = models.CharField(max_length=200, blank=True)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    law = Facts()


class Election(models.Model):
    """An order before an election: who is elected in an office or below it has no name in public for these days."""

    uuid = models.UUIDField(default=uuid7, unique=True)
    office = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    order = models.CharField(max_length=80)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    # Taken back before its last day, such as for a wrong date.
    ended_at = models.DateTimeField(null=True)
    ordered_at = models.DateTimeField()

    law = Facts()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="election_ends_after_it_begins", condition=models.Q(ends_at__gt=models.F("begins_at"))
            )
        ]


class Succession(models.Model):
    """An order that dissolves an office: from its day on another one stands in its place."""

    uuid = models.UUIDField(default=uuid7, unique=True)
    office = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="+")
    successor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    order = models.CharField(max_length=80)
    begins_at = models.DateTimeField()
    ordered_at = models.DateTimeField()
    # When the house carried it out; from then on open cases follow, and so many did.
    effected_at = models.DateTimeField(null=True)
    moved = models.PositiveIntegerField(default=0)

    law = Facts()


class Person(models.Model):
    """The facts of a person: bands only. Shares the id of its subject."""

    subject = models.OneToOneField("korat_ledger.Subject", on_delete=models.PROTECT, primary_key=True, related_name="+")
    age_band = models.CharField(max_length=10, blank=True)
    sex = models.CharField(max_length=10, blank=True)
    disability = models.BooleanField(null=True)
    language = models.CharField(max_length=5, default="th")
    home_place = models.ForeignKey("korat_places.Place", on_delete=models.PROTECT, null=True, related_name="+")
    synthetic = models.BooleanField(default=False)

    law = Facts()


class PersonPrivate(models.Model):
    """Name, contact and home of a person. A family name is optional: monks and many foreigners have none."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    subject = models.OneToOneField("korat_ledger.Subject", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=60, blank=True)
    given = models.CharField(max_length=120)
    family = models.CharField(max_length=120, blank=True)
    sort_key = models.BinaryField(default=b"")
    birth_date = models.DateField(null=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    address = models.JSONField(default=dict)
    citizen_number = models.BinaryField(null=True)

    law = Personal(subject="subject_id", never_for=("case.repair", "case.follow", "case.share"))


class Identifier(models.Model):
    """A keyed hash of a number or address that names a person: found by `resolve` alone."""

    digest = models.BinaryField(max_length=32)
    kind = models.CharField(max_length=20)
    subject = models.ForeignKey("korat_ledger.Subject", on_delete=models.PROTECT, related_name="+")

    law = Facts(deletable=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest", "kind", "subject"], name="identifier_once"),
            # A telephone may be a family's; a citizen number is one person's.
            models.UniqueConstraint(
                fields=["digest"], condition=models.Q(kind="citizen"), name="identifier_citizen_once"
            ),
        ]


class Asking(models.Model):
    """An office's post asks one person for a consent. Its words are in the act; no grant comes of it without a yes."""

    class Answer(models.TextChoices):
        GIVEN = "given"
        REFUSED = "refused"
        # Asked anew by the same post, with other words or another time.
        REPLACED = "replaced"

    # The uuid of the consent to come.
    uuid = models.UUIDField(default=uuid7, unique=True)
    subject = models.ForeignKey("korat_ledger.Subject", on_delete=models.PROTECT, db_index=False, related_name="+")
    asker = models.ForeignKey("korat_ledger.Subject", on_delete=models.PROTECT, db_index=False, related_name="+")
    office = models.ForeignKey("korat_ledger.Subject", on_delete=models.PROTECT, db_index=False, related_name="+")
    post = models.CharField(max_length=120)
    purposes = ArrayField(models.CharField(max_length=40))
    hours = models.PositiveIntegerField()
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=8, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True)

    law = Facts()

    class Meta:
        indexes = [models.Index(fields=["subject"], condition=models.Q(answer=""), name="asking_open")]


class Accounts(BaseUserManager["Account"]):
    """allauth makes accounts through this manager."""

    def create_user(self, **fields: object) -> Account:
        account = self.model(**fields)
        account.set_unusable_password()
        account.save()
        return account


class Account(AbstractBaseUser):
    """A way to sign in. Not a person: one telephone may serve several."""

    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    phone_verified = models.BooleanField(default=False)
    username = models.CharField(max_length=80, unique=True, default=uuid7)
    is_active = models.BooleanField(default=True)
    # The password was printed for its owner: whoever saw the paper knows it. Asked anew at the first sign-in.
    password_printed = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())

    objects = Accounts()
    law = Operational()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"

    class Meta:
        db_table = "korat_people_account"
        constraints = [
            models.UniqueConstraint(fields=["phone"], condition=~models.Q(phone=""), name="account_phone_once"),
            models.UniqueConstraint(fields=["email"], condition=~models.Q(email=""), name="account_email_once"),
        ]


class AccountPerson(models.Model):
    """A person who signs in by this account."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="persons")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="accounts")
    persona = models.CharField(max_length=20, blank=True)

    law = Facts(deletable=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "person"], name="account_person_once"),
            models.UniqueConstraint(fields=["persona"], condition=~models.Q(persona=""), name="persona_once"),
        ]


class Session(AbstractBaseSession):
    """A browser in which someone is, or nobody yet. Read on every page, hence one row and no other."""

    # No foreign key: a session is machinery that comes and goes, and must never hold up a subject.
    person = models.BigIntegerField(null=True, db_index=True)
    device = models.CharField(max_length=80, blank=True)
    began_at = models.DateTimeField(null=True)

    law = Operational()


class Kept(models.Model):
    """What web processes remember together for a while (`kept.py`): counts of tries, locks, answers used up."""

    key = models.CharField(max_length=250, primary_key=True)
    value = models.JSONField()
    until = models.DateTimeField(db_index=True)

    law = Operational()


class Token(models.Model):
    """A bearer token of a program, kept as its SHA-256."""

    digest = models.BinaryField(max_length=32, unique=True)
    label = models.CharField(max_length=80)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    # Of an organisation's key: the one grant under which each of its uses acts. A person's token carries all of the person's.
    grant = models.OneToOneField("korat_ledger.Grant", on_delete=models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    law = Facts()
