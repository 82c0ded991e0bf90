"""Whether a link leads to us: every trick that was thought of, and properties for those that were not."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from korat.web.genuine.hosts import as_sent, distance, resembles
from korat.web.genuine.links import Leads, find

HOME = "https://korat.go.th"
HOST = "korat.go.th"


def leads(text: str, home: str = HOME) -> list[Leads]:
    return [link.leads for link in find(text, home)]


@pytest.mark.parametrize(
    "text",
    [
        "https://korat.go.th/c/R69-000001-1",
        "https://KORAT.go.th",
        "korat.go.th",
        "ดูที่ korat.go.th/is-it-from-us/.",
        "(https://korat.go.th/c/R69-000001-1)",
        "ติดตามที่ https://korat.go.th/c/R69-000001-1แล้วตอบเรา",
        "http://korat.go.th/?a=b&c=d#e",
        "\u200bhttps://korat.go.th/\u200b",
    ],
)
def test_what_is_exactly_ours_is_ours(text: str) -> None:
    assert leads(text) == [Leads.HOME]


HOSTILE = {
    "https://korat.go.th@evil.com/": Leads.DISGUISED,
    "https://korat.go.th:pw@evil.com/": Leads.DISGUISED,
    "korat.go.th@evil.com": Leads.DISGUISED,
    "https://korat.go.th%40evil.com": Leads.DISGUISED,
    "https://korat.go.th%2eevil.com": Leads.DISGUISED,
    "https://evil.com\\@korat.go.th": Leads.DISGUISED,
    "https://korat.go.th\\@evil.com": Leads.DISGUISED,
    "https:\\\\evil.com": Leads.DISGUISED,
    "https://kor\u200bat.go.th/": Leads.DISGUISED,
    "https://korat.go.th\u202e/moc.live": Leads.DISGUISED,
    "hxxps://korat.go.th": Leads.DISGUISED,
    "ftp://korat.go.th": Leads.DISGUISED,
    "javascript:location='https://korat.go.th'": Leads.DISGUISED,
    "data:text/html,korat.go.th": Leads.DISGUISED,
    "intent://korat.go.th#Intent;end": Leads.DISGUISED,
    "https://203.0.113.7/korat.go.th": Leads.DISGUISED,
    "https://0xcb.0x71.7/": Leads.DISGUISED,
    "https://3405803783/": Leads.DISGUISED,
    "https://[2001:db8::1]/": Leads.DISGUISED,
    "https://korat.go.th.evil.com/": Leads.LOOKALIKE,
    "https://evil-korat.go.th/": Leads.LOOKALIKE,
    "https://login.korat.go.th/": Leads.LOOKALIKE,
    "https://korat-go-th.com/": Leads.LOOKALIKE,
    "https://koratgoth.com/": Leads.LOOKALIKE,
    "https://korat.g0.th/": Leads.LOOKALIKE,
    "https://k0rat.go.th/": Leads.LOOKALIKE,
    "https://koraat.go.th/": Leads.LOOKALIKE,
    "https://korat.or.th/": Leads.LOOKALIKE,
    "https://kоrat.go.th/": Leads.LOOKALIKE,  # Cyrillic о
    "https://xn--krat-55d.go.th/": Leads.LOOKALIKE,  # the same, as punycode
    "https://körát.go.th/": Leads.LOOKALIKE,
    "https://korat.go.th:8443/": Leads.LOOKALIKE,
    "https://korat。go。th/": Leads.LOOKALIKE,
    "https://ｋｏｒａｔ.go.th/": Leads.LOOKALIKE,
    "https://evil.com/korat.go.th/": Leads.LOOKALIKE,
    "https://evil.com/?next=https://korat.go.th/": Leads.LOOKALIKE,
    "https://evil.com#korat.go.th": Leads.LOOKALIKE,
    "http:korat.go.th": Leads.LOOKALIKE,
    "https://bit.ly/korat": Leads.SHORTENED,
    "www.tinyurl.com/x": Leads.SHORTENED,
    "lin.ee/abc": Leads.SHORTENED,
    "https://example.com/": Leads.ELSEWHERE,
    "//evil.com/x": Leads.ELSEWHERE,
    "evil.com": Leads.ELSEWHERE,
    "ลิงก์:evil.xyz/pay": Leads.ELSEWHERE,
    "www.ธนาคาร.ไทย": Leads.ELSEWHERE,
}


@pytest.mark.parametrize(("text", "where"), HOSTILE.items(), ids=lambda value: ascii(value))
def test_a_hostile_link_is_never_ours(text: str, where: Leads) -> None:
    assert leads(text)[0] is where


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_a_hostile_link_is_found_among_words(text: str) -> None:
    found = leads(f"แจ้งจากจังหวัด กด {text} ภายในวันนี้ หรือ https://korat.go.th/ ก็ได้")
    assert Leads.HOME in found
    assert set(found) - {Leads.HOME}


@pytest.mark.parametrize(
    "text",
    ["พ.ศ. 2569", "อ.เมือง จ.ตาก/อ.แม่สอด", "v1.2 และ 14.90157,101.71811", "โทร. 044-123456", "นาย ก.ข. มาแล้ว",
     "somjai@gmail.com", "first.last@example.com", "no-reply@korat.go.th", "e.g. this", "😀😀", ""],
)  # fmt: skip
def test_a_dot_alone_makes_no_link(text: str) -> None:
    assert leads(text) == []


def test_the_host_is_shown_as_the_network_asks_for_it() -> None:
    (link,) = find("https://kоrat.go.th/", HOME)
    assert link.host == "xn--krat-55d.go.th"
    assert as_sent("korat.go.th") == "korat.go.th"


def test_a_house_on_a_port_of_its_own_knows_it() -> None:
    assert leads("http://localhost:8000/c/R69-000001-1", "http://localhost:8000") == [Leads.HOME]
    assert leads("http://localhost:8001/", "http://localhost:8000") == [Leads.LOOKALIKE]


def test_a_long_text_costs_no_more_than_its_length() -> None:
    began = time.process_time()
    for text in ("a" * 20_000, "a." * 10_000, "https://" * 2_500, "https://korat.go.th/" + "a" * 20_000, "ก." * 10_000):
        find(text, HOME)
    assert time.process_time() - began < 3


LABEL = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=12)
AROUND = st.text(max_size=12)


@settings(max_examples=300)
@given(before=AROUND, after=AROUND)
def test_nothing_written_into_the_authority_beside_our_host_stays_ours(before: str, after: str) -> None:
    link = f"https://{before}{HOST}{after}"
    authority = link[8:].split("/")[0].split("?")[0].split("#")[0]
    for found in find(link, HOME):
        if found.leads is Leads.HOME and found.text.startswith("https://"):
            assert found.text[8:].split("/")[0].split("?")[0].split("#")[0].lower() == HOST, ascii(authority)


@settings(max_examples=200)
@given(labels=st.lists(LABEL, min_size=1, max_size=4))
def test_our_host_under_another_one_is_never_ours(labels: list[str]) -> None:
    assert Leads.HOME not in leads(f"https://{HOST}.{'.'.join(labels)}.com/")
    assert Leads.HOME not in leads(f"https://{'.'.join(labels)}.{HOST}/")
    assert Leads.HOME not in leads(f"https://{'-'.join(labels)}-{HOST}/")


@settings(max_examples=300)
@given(text=st.text(max_size=300))
def test_no_text_breaks_it_and_home_is_always_our_host(text: str) -> None:
    from urllib.parse import urlsplit

    for link in find(text, HOME):
        if link.leads is Leads.HOME:
            shown = link.text if "://" in link.text else f"https://{link.text}"
            assert urlsplit(shown).hostname == HOST


@given(st.text("korat.gh", max_size=8), st.text("korat.gh", max_size=8))
def test_the_distance_of_two_words_is_a_distance(one: str, other: str) -> None:
    assert distance(one, other) == distance(other, one) <= max(len(one), len(other))
    assert (distance(one, other) == 0) == (one == other)


def test_a_stranger_resembles_nobody() -> None:
    assert not resembles("example.com", HOST)
    assert not resembles("rajabhat.ac.th", HOST)
