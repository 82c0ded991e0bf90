"""Behind one telephone there may be several persons: after the account comes the question which of them."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from korat.blocks.people import queries as people
from korat.kernel import clock
from korat.web.middleware import actors
from korat.web.middleware.requests import number

WORKING_DAY = 12 * 3600  # seconds that a second step counts; a resident's sign-in lasts two weeks
AGAIN = "again"  # in the session: the person who signs in once more, to go on as the same


def settle(request: HttpRequest, *, account: int, onward: str) -> str:
    """Where to go after signing in: on, when it is clear who; else to the question who.

    Officials who lack the second step, or a password of their own, go there first; a password leads to the desk.
    """
    begin_work(request)
    persons = people.persons_of(account)
    same = request.session.pop(AGAIN, None)
    who = persons[0] if len(persons) == 1 else same if same in persons else None
    if who:
        actors.choose(request, who)
    to_work = "password" in ways(request) and people.holds_a_post(account)
    if to_work and onward == home():
        onward = reverse("web:desk")
    if lacks_second_step(request, account) or (to_work and people.has_printed_password(account)):
        return with_next("web:official_setup", onward)
    return onward if who else with_next("web:who" if persons else "web:name", onward)


def begin_work(request: HttpRequest) -> None:
    """With a second step the session may carry posts, for a working day from that step and no longer.

    Not with a password that somebody else has printed: whoever saw the paper knows it.
    """
    steps = [record["at"] for record in records(request) if record["method"] == "mfa"]
    strong = bool(steps) and not people.has_printed_password(int(request.user.pk or 0))
    request.session[actors.STRONG] = strong
    if strong:
        request.session[actors.UNTIL] = max(steps) + WORKING_DAY
        actors.keep_open(request)


def ways(request: HttpRequest) -> list[str]:
    """By what the reader has signed in: `code`, `password`, `mfa`, `thaid`."""
    return list(dict.fromkeys(record["method"] for record in records(request)))


def records(request: HttpRequest) -> list[dict[str, Any]]:
    user = request.user
    return get_authentication_records(request, user) if user.is_authenticated else []


def lacks_second_step(request: HttpRequest, account: int) -> bool:
    """Whether a post is held whose authority this session may not carry yet."""
    return not actors.carries_posts(request) and people.holds_a_post(account)


def names(request: HttpRequest, account: int) -> dict[int, str]:
    """The account's persons by subject, each by given name: enough to recognise oneself."""
    persons = people.persons_of(account)
    return people.given_names(persons, session=actors.mark(request), request=number(), now=clock.now())


def onward(request: HttpRequest) -> str:
    """Where the reader was going; never out of this house."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    return asked if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else home()


def home() -> str:
    return reverse("web:my")


def with_next(name: str, url: str) -> str:
    return f"{reverse(name)}?{urlencode({'next': url})}"
