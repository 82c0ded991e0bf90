"""Who is asking. Found at the first question, so that a page that needs nobody costs no query."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from uuid import UUID

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse

from korat.blocks.ledger.actions import SELF_BASIS, SELF_PURPOSES
from korat.blocks.ledger.actor import Actor, GrantView
from korat.blocks.people import queries as people
from korat.blocks.people.sessions import BEGAN, DEVICE, PERSON
from korat.kernel import clock
from korat.kernel.errors import Forbidden
from korat.kernel.language import current
from korat.web.middleware.devices import device
from korat.web.middleware.requests import Respond, is_for_programs, number

# What a session keeps beside Django's own: the person chosen, from which device and since when, whether a second
# step was taken and until when it counts, and the unnamed reporter who opened a case by its key.
STRONG, UNTIL, UNNAMED = "strong", "until", "unnamed"
# Who took a second step is out after an hour without a page; that it goes on is written down every five minutes.
AWAY, WRITTEN = timedelta(hours=1), timedelta(minutes=5)


class SignInFirst(Forbidden):
    """Nobody is signed in. A page sends the reader to sign in and back."""

    status = 401
    default_code = "sign_in_first"
    default_th = "โปรดเข้าสู่ระบบก่อน"
    default_en = "Please sign in first."


class Visit(HttpRequest):
    """A request to which the question "who?" can be put."""

    @cached_property
    def actor(self) -> Actor | None:
        """The person signed in, the bearer of a token, an unnamed reporter with the key; else None."""
        return bearer(self) if is_for_programs(self) else self.person or unnamed(self)

    @cached_property
    def person(self) -> Actor | None:
        """The person signed in, else None. Asks the session itself: `request.user` would cost a query more."""
        return None if is_for_programs(self) else person(self)

    @property
    def someone(self) -> Actor:
        """The actor; SignInFirst when there is none."""
        if self.actor is None:
            raise SignInFirst
        return self.actor


class WSGIVisit(Visit, WSGIRequest):
    """A visit over WSGI, the one way these pages are served."""


def actor(get_response: Respond) -> Respond:
    """Give the request its `actor` and `someone`."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.__class__ = WSGIVisit
        return get_response(request)

    return middleware


def person(request: HttpRequest) -> Actor | None:
    session = request.session
    account, chosen = session.get(SESSION_KEY), session.get(PERSON)
    if not account or not chosen:
        return None
    found = people.signed_in(
        account=int(account),
        person=int(chosen),
        seal=session.get(HASH_SESSION_KEY, ""),
        session=mark(request),
        request=number(),
        language=current(),
        now=clock.now(),
    )
    if found is None:
        return None
    keep_open(request)
    return found if carries_posts(request) else without_posts(found)


def keep_open(request: HttpRequest) -> None:
    """An official's session ends an hour after its last page, and with the working day (ASVS 5.0, 7.3)."""
    until = request.session.get(UNTIL)
    if until is None:
        return
    ends = min(clock.now() + AWAY, datetime.fromtimestamp(until, UTC))
    if abs(ends - request.session.get_expiry_date()) >= WRITTEN:
        request.session.set_expiry(ends)


def carries_posts(request: HttpRequest) -> bool:
    """An office's authority needs a second step at sign-in; the demonstration does without."""
    return settings.KORAT.is_demo or bool(request.session.get(STRONG))


def without_posts(found: Actor) -> Actor:
    return replace(
        found, grants=tuple(grant for grant in found.grants if grant.kind not in ("post", "emergency", "consent"))
    )


def unnamed(request: HttpRequest) -> Actor | None:
    """The reporter who opened a case by reference and key: may act for itself, no more."""
    kept = request.session.get(UNNAMED)
    if not kept:
        return None
    own = GrantView(
        id=kept["grant"],
        kind="self",
        purposes=frozenset(SELF_PURPOSES),
        basis=SELF_BASIS,
        subject=kept["subject"],
    )
    return Actor(kept["subject"], UUID(kept["uuid"]), (own,), mark(request), number(), current())


def bearer(request: HttpRequest) -> Actor | None:
    """Programs bring a token; a cookie says nothing here, so that no page can make a browser act."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        return None
    return people.actor_of_token(token.strip(), request=number(), now=clock.now())


def choose(request: HttpRequest, person: int) -> None:
    """From here on this session acts as `person`, who must be one of the account's."""
    request.session[PERSON] = person
    request.session.setdefault(BEGAN, clock.now().timestamp())
    request.session[DEVICE] = device(request.headers.get("User-Agent", ""))
    request.session.pop(UNNAMED, None)
    forget_answer(request)


def follow(request: HttpRequest, reporter: Actor) -> None:
    """From here on this session may follow what the unnamed reporter filed. The key itself is not kept."""
    request.session.cycle_key()
    own = reporter.grant_for("self", subject=reporter.subject)
    request.session[UNNAMED] = {"subject": reporter.subject, "uuid": str(reporter.uuid), "grant": own.id}
    forget_answer(request)


def forget_answer(request: HttpRequest) -> None:
    """The question "who?" is put anew."""
    for answer in ("actor", "person"):
        request.__dict__.pop(answer, None)


def mark(request: HttpRequest) -> str:
    """A name for this session that may stand on acts: from it nobody gets back to the cookie."""
    return people.mark(request.session.session_key)
