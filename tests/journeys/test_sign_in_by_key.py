"""In without a password: a resident by ThaID's stand-in, an official by a passkey of a virtual device."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.walks import Walk

Visitor = Callable[..., Page]
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_resident_signs_in_with_thaid_and_ends_another_sign_in(site: str, visitor: Visitor) -> None:
    at_home, on_the_road = (by_thaid(Walk(visitor(), site, "th")) for _ in range(2))
    on_the_road.go("/my/sessions/")
    page = on_the_road.page
    expect(page.locator("main li")).to_have_count(2)
    page.get_by_role("button", name=on_the_road.say("End"), exact=False).first.click()
    expect(page.locator("main li")).to_have_count(1)
    at_home.go("/my/looks/")
    assert "/sign-in/" in at_home.page.url


def by_thaid(walk: Walk) -> Walk:
    """There, where the page says what it is; and back as the person chosen."""
    walk.go("/sign-in/?next=/my/")
    walk.page.get_by_role("link", name=walk.say("Sign in with ThaID")).click()
    walk.page.wait_for_url("**/authorize**")
    expect(walk.page.locator("main")).to_contain_text("หน้านี้ไม่ใช่ ThaID")
    walk.page.locator("button[value=elder]").click()
    walk.page.wait_for_url("**/my/")
    assert "บุญมี" in walk.text()
    return walk


def test_an_official_makes_a_passkey_and_signs_in_with_it(site: str, visitor: Visitor) -> None:
    walk = Walk(visitor(width=1280), site, "th")
    page = walk.page
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    walk.go("/")
    walk.become("engineer")
    walk.go("/my/keys/new/")
    page.get_by_role("button", name=walk.say("Make the passkey")).click()
    expect(page.locator("main code")).to_have_count(10)
    walk.go("/my/keys/")
    expect(page.locator("main li")).to_have_count(1)
    page.context.clear_cookies()

    walk.go("/sign-in/official/?next=/desk/")
    page.get_by_role("link", name=walk.say("Sign in with a passkey")).click()
    page.get_by_role("button", name=walk.say("Use my passkey")).click()
    page.wait_for_url("**/desk/")
    expect(walk.page.locator("h1")).to_be_visible()
