"""LINE and a person belong together when both said so; then news come by LINE, reports are theirs, and LINE lets them in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from django.conf import settings as of_django
from django.test import Client

from korat.blocks.cases import queries as cases
from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.blocks.messages import actions as messages
from korat.blocks.messages import queries
from korat.blocks.messages.models import Link, Message
from korat.blocks.messages.pace import Pace
from korat.blocks.messages.values import PreferenceView
from korat.blocks.people import queries as people
from korat.domains.living.chat.listener import Chat
from korat.kernel import clock, settings
from tests.blocks.messages import line, outbox
from tests.blocks.messages.line import BOONMA, SOMJAI, ByHand

SignIn = Callable[[str], Client]


@pytest.fixture
def platform(house: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[ByHand]:
    with line.running(monkeypatch) as running:
        kept, of_django.KORAT = of_django.KORAT, settings.read()
        running.login_back = f"{of_django.KORAT.address}/sign-in/line/back/"
        yield running
        of_django.KORAT = kept


def work() -> None:
    while messages.handle_due(clock.now(), Chat()):
        pass
    while messages.deliver_due(clock.now()):
        pass


def say(platform: ByHand, text: str, user: str = SOMJAI) -> str:
    platform.say(user, text)
    line.deliver(platform)
    work()
    return platform.said(user)[-1]


def offered_page(platform: ByHand, user: str = SOMJAI) -> str:
    """The address of our page that a LINE user gets when they ask for a link."""
    say(platform, "เชื่อม", user)
    return urlsplit(platform.offered(user)[0]["uri"]).path + "?" + urlsplit(platform.offered(user)[0]["uri"]).query


def agreed_here(browser: Client, page: str) -> dict[str, str]:
    assert browser.get(page).status_code == 200
    answer = browser.post(page, {"linkToken": dict(parse_qsl(urlsplit(page).query))["linkToken"]})
    assert answer.status_code == 200
    return dict(parse_qsl(urlsplit(answer.context["url"]).query))


def linked(platform: ByHand, browser: Client, user: str = SOMJAI) -> None:
    query = agreed_here(browser, offered_page(platform, user))
    platform.agree(query["linkToken"], query["nonce"])
    line.deliver(platform)
    work()


def test_linked_when_both_sides_agreed(platform: ByHand, resident: Actor, sign_in: SignIn) -> None:
    linked(platform, sign_in("resident"))
    assert "เชื่อมแล้ว" in platform.said(SOMJAI)[-1]
    (found,) = queries.links_of(resident.subject)
    act = Act.objects.get(kind="messages.link.begun")
    assert (found.channel, act.actor_id, act.facts) == ("line", resident.subject, {"channel": "line"})
    assert act.cause == Act.objects.get(kind="messages.link.offered").uuid


def test_agreeing_here_alone_links_nothing(platform: ByHand, resident: Actor, sign_in: SignIn) -> None:
    agreed_here(sign_in("resident"), offered_page(platform))
    assert queries.links_of(resident.subject) == ()


def test_a_nonce_of_nobody_links_nothing(platform: ByHand, resident: Actor) -> None:
    offered_page(platform)
    platform.agree(next(iter(platform.links)), "invented")
    line.deliver(platform)
    work()
    assert "ยังไม่ได้เชื่อม" in platform.said(SOMJAI)[-1] and Link.objects.count() == 0


def test_a_nonce_links_once(platform: ByHand, resident: Actor, sign_in: SignIn) -> None:
    query = agreed_here(sign_in("resident"), offered_page(platform))
    platform.agree(query["linkToken"], query["nonce"])
    line.deliver(platform)
    work()
    offered_page(platform, BOONMA)
    platform.agree(next(iter(platform.links)), query["nonce"])
    line.deliver(platform)
    work()
    assert Link.objects.count() == 1


def test_who_is_not_signed_in_signs_in_first(platform: ByHand) -> None:
    answer = Client().get(offered_page(platform))
    assert answer.status_code == 302 and "/sign-in/" in answer.url


def test_the_person_ends_it_and_an_outsider_cannot(platform: ByHand, resident: Actor, sign_in: SignIn) -> None:
    linked(platform, sign_in("resident"))
    (found,) = queries.links_of(resident.subject)
    assert sign_in("outsider").post(f"/my/ways/{found.uuid}/end/").status_code == 404
    assert len(queries.links_of(resident.subject)) == 1
    assert sign_in("resident").post(f"/my/ways/{found.uuid}/end/").status_code == 302
    assert queries.links_of(resident.subject) == ()
    assert Act.objects.filter(kind="messages.link.ended").count() == 1


def test_the_telephone_ends_it_too(platform: ByHand, resident: Actor, sign_in: SignIn) -> None:
    linked(platform, sign_in("resident"))
    assert "เลิกเชื่อมแล้ว" in say(platform, "เลิกเชื่อม")
    assert queries.links_of(resident.subject) == ()


def test_a_report_of_a_linked_telephone_is_the_persons(platform: ByHand, resident: Actor, sign_in: SignIn) -> None:
    linked(platform, sign_in("resident"))
    for text in ("ไฟทางดับ", "หน้าวัด", "ข้าม", "ใช่"):
        say(platform, text)
    face = cases.own_cases(resident)[0]
    assert face.channel == "line" and face.reference in platform.said(SOMJAI)[-1]


def test_of_two_persons_behind_one_telephone_one_is_chosen(
    platform: ByHand, resident: Actor, outsider: Actor, sign_in: SignIn
) -> None:
    linked(platform, sign_in("resident"))
    linked(platform, sign_in("outsider"))
    for text in ("ไฟทางดับ", "หน้าวัด", "ข้าม"):
        say(platform, text)
    assert "หลายคน" in platform.said(SOMJAI)[-1]
    assert len([one for one in platform.offered(SOMJAI) if one["data"].startswith("who ")]) == 2
    say(platform, "2")
    say(platform, "ใช่")
    assert cases.own_cases(outsider)[0].channel == "line"
    assert not [face for face in cases.own_cases(resident) if face.channel == "line"]


def test_news_come_by_line_with_answers_to_tap_and_without_an_sms_beside(
    platform: ByHand, resident: Actor, sign_in: SignIn, now: datetime
) -> None:
    linked(platform, sign_in("resident"))
    outbox.reachable(resident, now)
    tell(resident, "case-done", "inbox", "line", "sms")
    work()
    assert {one.channel for one in Message.objects.filter(template="case-done")} == {"inbox", "line"}
    assert [one["data"] for one in platform.offered(SOMJAI)] == [
        "solved R69-000001-1 yes",
        "solved R69-000001-1 no",
    ]


def tell(to: Actor, template: str, *channels: str, hours=None, now: datetime | None = None) -> None:
    from django.db import transaction

    from korat.blocks.ledger.services import service_actor

    with transaction.atomic():
        messages.send(
            actor=service_actor("reactions"), now=now or clock.now(), template=template, subject=to.subject, about=None,
            values=outbox.VALUES, channels=channels, hours=hours,
        )  # fmt: skip


# What a person wishes.


def test_the_page_keeps_what_was_wished(sign_in: SignIn, resident: Actor) -> None:
    browser = sign_in("resident")
    wish = {
        "language": "en",
        "update": "sms",
        "question": "",
        "night": "own",
        "quiet_from": "20:00",
        "quiet_to": "06:30",
    }
    assert browser.post("/my/ways/", wish).status_code == 302
    found = queries.preference(resident.subject)
    assert found == PreferenceView({"update": "sms"}, True, time(20), time(6, 30))
    assert Act.objects.get(kind="messages.preference.set").actor_id == resident.subject
    person = people.person(resident.subject)
    assert person is not None and person.language == "en"
    assert 'value="sms"' in browser.get("/my/ways/").content.decode()


def test_own_hours_need_both_ends(sign_in: SignIn) -> None:
    answer = sign_in("resident").post("/my/ways/", {"language": "th", "update": "", "question": "", "night": "own"})
    assert answer.status_code == 422


def test_a_stranger_has_no_page_of_wishes(house: None) -> None:
    assert Client().get("/my/ways/").status_code == 302


def test_the_chosen_channel_alone_is_used_and_safety_by_every_way(resident: Actor, now: datetime) -> None:
    outbox.reachable(resident, now)
    messages.prefer(actor=resident, wished=PreferenceView({"update": "email"}), now=now)
    tell(resident, "case-received", "inbox", "email", "sms")
    tell(resident, "mandate-given", "inbox", "email", "sms")
    by = {(one.template, one.channel) for one in Message.objects.all()}
    assert by == {
        ("case-received", "inbox"), ("case-received", "email"),
        ("mandate-given", "inbox"), ("mandate-given", "email"), ("mandate-given", "sms"),
    }  # fmt: skip


NIGHT = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)  # 22:30 in the province


def test_news_wait_until_morning_and_danger_does_not(resident: Actor) -> None:
    from korat.blocks.catalog import queries as catalog

    outbox.reachable(resident, NIGHT)
    tell(resident, "case-received", "sms", hours=catalog.quiet_hours(), now=NIGHT)
    tell(resident, "mandate-given", "sms", hours=catalog.quiet_hours(), now=NIGHT)
    due = {one.template: one.next_at for one in Message.objects.filter(channel="sms")}
    assert due == {"case-received": datetime(2026, 11, 24, 0, 0, tzinfo=UTC), "mandate-given": NIGHT}


def test_who_wishes_so_is_told_at_night(resident: Actor) -> None:
    from korat.blocks.catalog import queries as catalog

    outbox.reachable(resident, NIGHT)
    messages.prefer(actor=resident, wished=PreferenceView({}, quiet=False), now=NIGHT)
    tell(resident, "case-received", "sms", hours=catalog.quiet_hours(), now=NIGHT)
    assert Message.objects.get(channel="sms").next_at == NIGHT


def test_five_news_at_once_become_one_and_all_stand_in_the_inbox(resident: Actor, now: datetime) -> None:
    outbox.reachable(resident, now)
    for _ in range(5):
        tell(resident, "case-received", "inbox", "sms", now=now)
    while messages.deliver_due(now):
        pass
    by = [(one.template, one.state) for one in Message.objects.filter(channel="sms").order_by("id")]
    assert by == [("case-received", "folded")] * 5 + [("digest", "accepted")]
    assert Message.objects.filter(channel="inbox").count() == 5
    (post,) = queries.demo_posts()
    assert "5" in post.body


def test_a_channel_takes_no_more_than_the_pace_of_the_pack(resident: Actor, now: datetime) -> None:
    slow = Pace({"sms": (1.0, 2.0)})
    people = [outbox.newcomer() for _ in range(4)]
    for one in people:
        outbox.reachable(one, now)
        tell(one, "case-received", "sms", now=now)
    assert messages.deliver_due(now, slow) == 2
    assert messages.deliver_due(now, slow) == 0
    assert messages.deliver_due(now + timedelta(seconds=2), slow) == 2


def test_the_pack_says_how_fast_news_go_and_from_how_many_on_they_are_told_together(house: None) -> None:
    pace = catalog.pace()
    assert pace.channels == {"line": (20, 200), "sms": (5, 60), "email": (10, 200)}
    assert pace.together_from == 5


# Signing in.


def came_back(platform: ByHand, browser: Client, user: str = SOMJAI, **changed: str):
    answer = browser.get("/sign-in/line/", {"next": "/my/looks/"}, headers={"host": "localhost:8000"})
    assert answer.status_code == 302, answer.content[:200]
    asked = dict(parse_qsl(urlsplit(answer.url).query)) | {"choice": user}
    sent = httpx.post(f"{platform.issuer}/authorize", data=asked)
    back = dict(parse_qsl(urlsplit(sent.headers["location"]).query)) | changed
    return browser.get("/sign-in/line/back/", back, headers={"host": "localhost:8000"})


def test_a_linked_line_account_lets_its_person_in(platform: ByHand, resident: Actor, sign_in: SignIn) -> None:
    linked(platform, sign_in("resident"))
    browser = Client()
    answer = came_back(platform, browser)
    assert answer.status_code == 302 and answer.url == "/my/looks/"
    assert browser.get("/my/ways/").context["links"][0].channel == "line"


def test_line_enrols_nobody(platform: ByHand, house: None) -> None:
    browser = Client()
    answer = came_back(platform, browser)
    assert answer.status_code >= 400 and "LINE" in answer.content.decode()
    assert browser.get("/my/").status_code == 302


def test_an_answer_to_no_question_of_this_browser_is_refused(platform: ByHand, house: None) -> None:
    assert came_back(platform, Client(), state="another").status_code >= 400


def test_a_token_of_another_secret_lets_nobody_in(
    platform: ByHand, resident: Actor, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    linked(platform, sign_in("resident"))
    monkeypatch.setattr(platform, "exchange", lambda form: {"id_token": forged(platform)})
    browser = Client()
    assert came_back(platform, browser).status_code >= 400
    assert browser.get("/my/").status_code == 302


def forged(platform: ByHand) -> str:
    import jwt

    now = int(clock.now().timestamp())
    claims = {
        "iss": platform.issuer,
        "sub": SOMJAI,
        "aud": platform.login_id,
        "iat": now,
        "exp": now + 60,
        "nonce": "x",
    }
    return jwt.encode(claims, "another secret that is long enough", "HS256")
