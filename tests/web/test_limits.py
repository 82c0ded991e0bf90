"""How often one address may try, for all web processes together and behind the operator's proxies."""

import pytest
from django.conf import settings
from django.test import Client, RequestFactory

from korat.web import limits

pytestmark = pytest.mark.usefixtures("house")


def asked(times, **headers):
    """How many of so many tries were let through."""
    through = 0
    for _ in range(times):
        try:
            limits.count(RequestFactory().get("/", headers=headers), "test", times=3, minutes=10)
            through += 1
        except limits.TooMany:
            continue
    return through


def test_after_so_many_tries_one_waits_and_is_told_how_long():
    assert asked(5) == 3
    with pytest.raises(limits.TooMany, match="wait 10 minutes") as refused:
        limits.count(RequestFactory().get("/"), "test", times=3, minutes=10)
    assert refused.value.status == 429


def test_the_count_is_kept_in_the_database():
    assert settings.CACHES["default"]["BACKEND"] == "korat.blocks.people.kept.Kept"
    asked(1)
    assert asked(5) == 2


def test_without_a_proxy_of_ours_nobody_talks_himself_into_another_address():
    assert sum(asked(2, x_forwarded_for=f"10.0.0.{n}") for n in range(4)) == 3


def test_behind_our_proxy_each_reader_counts_alone_and_only_its_own_word_counts(settings_of_proxies):
    assert [asked(4, x_forwarded_for=f"6.6.6.6, 10.0.0.{n}") for n in range(2)] == [3, 3]
    assert asked(1, x_forwarded_for="7.7.7.7, 10.0.0.1") == 0


@pytest.fixture
def settings_of_proxies(monkeypatch):
    monkeypatch.setattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 1)


def test_wrong_passwords_lock_the_account_for_every_process(monkeypatch):
    """Each browser here could be served by another process: what was counted lies in the table alone."""
    tries = [
        Client().post("/sign-in/official/", {"email": "head@example.com", "password": f"wrong wrong {n}"})
        for n in range(7)
    ]
    codes = [next(iter(answer.context["form"].errors.as_data().values()))[0].code for answer in tries]
    assert codes[0] == "wrong"
    assert codes[-1] == "too_many_login_attempts"
