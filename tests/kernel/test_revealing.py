"""What tells who somebody is, is found however it is typed; what does not, stays."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from korat.kernel import ids
from korat.kernel.revealing import KINDS, counted, hidden, revealing
from korat.kernel.texts import thai_digits

MASKS = {kind: f"[{kind}]" for kind in KINDS}
FREE = st.text("กขคงนมยรลวสห ะาิีุูเแโไ่้์ 0123456789๐๑๒/.-+()@:abcline\n", max_size=120)


def found(text: str) -> list[tuple[str, str]]:
    return [(hit.kind, hit.words) for hit in revealing(text)]


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("โทร 081-234 5678 ครับ", [("phone", "081-234 5678")]),
        ("โทร๐๘๑๒๓๔๕๖๗๘", [("phone", "๐๘๑๒๓๔๕๖๗๘")]),
        ("+66 (0)81 234 5678", [("phone", "+66 (0)81 234 5678")]),
        ("0 4 4 2 4 1 2 3 4", [("phone", "0 4 4 2 4 1 2 3 4")]),
        ("02-123-4567 ต่อ 12", [("phone", "02-123-4567")]),
        ("call +44 20 7946 0958", [("phone", "+44 20 7946 0958")]),
        ("เลข 1101700230708", [("citizen", "1101700230708")]),
        ("๑ ๑๐๑๗ ๐๐๒๓๐ ๗๐ ๘", [("citizen", "๑ ๑๐๑๗ ๐๐๒๓๐ ๗๐ ๘")]),
        ("1-2345-67890-12-9", [("citizen", "1-2345-67890-12-9")]),
        ("ส่งที่ somchai.j@gmail.com", [("email", "somchai.j@gmail.com")]),
        ("ไลน์ somchai99", [("line", "somchai99")]),
        ("ไอดีไลน์: @abc.d", [("line", "@abc.d")]),
        ("Line ID: som_1", [("line", "som_1")]),
        ("บ้านเลขที่ ๑๒/๓ หมู่ 5", [("house", "๑๒/๓")]),
        ("อยู่ 99/12 ม.4", [("house", "99/12")]),
        ("รถทะเบียน กข 1234 เมืองสมมุติ", [("plate", "กข 1234")]),
        ("1กข-๙๙๙๙ ชน", [("plate", "1กข-๙๙๙๙")]),
        ("มอเตอร์ไซค์ กขค 12", [("plate", "กขค 12")]),
        ("นายสมชาย ใจดี ขับรถ", [("name", "นายสมชาย"), ("name", "ใจดี")]),
        ("ร้องเรียนนางสมมุติ ตัวอย่าง", [("name", "นางสมมุติ"), ("name", "ตัวอย่าง")]),
        ("ดร.มานะ", [("name", "ดร.มานะ")]),
        ("แจ้ง ป้าแดง แล้ว", [("name", "ป้าแดง"), ("name", "แล้ว")]),
        ("น.ส.มาลี", [("name", "น.ส.มาลี")]),
        ("ด.ช. ปิติ", [("name", "ด.ช. ปิติ")]),
        ("Mr. John Smith said", [("name", "Mr. John"), ("name", "Smith")]),
    ],
)
def test_it_is_found_however_it_is_typed(text: str, hits: list[tuple[str, str]]) -> None:
    assert found(text) == hits


@pytest.mark.parametrize(
    "text",
    [
        "แจ้ง 191 และ 1669",
        "คนเจ็บ 2 คน ขอ 1669 ด่วน",
        "เสาไฟต้นที่ 12 ดับ 3 วัน ซอย 5",
        "วันที่ 12/3/2569 เวลา 14:30 น.",
        "ถนน 224 กม. 12",
        "ระยะ 5 กม 12",
        "นายกเทศมนตรีและนายช่างมาดูแล้ว",
        "ขอบคุณครับ",
        "ทนายความ",
        "the line broke again",
        "คุณภาพน้ำ 2569",
        "หมู่ 5 มี 20 หลัง",
        "หน้าป้ายจราจร หลังรร. วัด",
        "1101700230709",
    ],
)
def test_what_tells_nothing_of_anybody_stays(text: str) -> None:
    assert found(text) == []


@given(st.integers(0, 99_999_999), st.sampled_from("689"), st.lists(st.sampled_from(["", " ", "-", "."]), min_size=9, max_size=9),
       st.booleans(), FREE.map(lambda text: text.translate({ord(digit): None for digit in "0123456789๐๑๒+()-./ "})))  # fmt: skip
def test_no_mobile_number_outlasts_hiding(number: int, first: str, gaps: list[str], thai: bool, around: str) -> None:
    digits = f"0{first}{number:08d}"
    typed = digits[0] + "".join(gap + digit for gap, digit in zip(gaps, digits[1:], strict=True))
    text = f"{around} {thai_digits(typed) if thai else typed} {around}"
    left = hidden(text, revealing(text), MASKS)
    assert "[phone]" in left
    assert not any(letter in "0123456789๐๑๒๓๔๕๖๗๘๙" for letter in left)


@given(st.integers(10**11, 10**12 - 1), st.lists(st.sampled_from(["", " ", "-"]), min_size=12, max_size=12))
def test_a_citizen_number_is_found_by_its_check_digit_and_no_other(number: int, gaps: list[str]) -> None:
    for last in "0123456789":
        digits = f"{number}{last}"
        typed = digits[0] + "".join(gap + digit for gap, digit in zip(gaps, digits[1:], strict=True))
        if ids.citizen_number_is_valid(digits):
            assert found(typed) == [("citizen", typed)]


@given(FREE)
def test_hits_are_in_order_lie_apart_and_say_what_stands_there(text: str) -> None:
    hits = revealing(text)
    assert all(text[hit.start : hit.end] == hit.words and hit.words for hit in hits)
    assert all(one.end <= other.start for one, other in pairwise(hits))
    assert sum(counted(hits).values()) == len(hits)


@given(FREE)
def test_what_is_not_hit_stays_letter_by_letter(text: str) -> None:
    hits = revealing(text)
    rest = "".join(letter for place, letter in enumerate(text) if not any(h.start <= place < h.end for h in hits))
    assert hidden(text, hits, dict.fromkeys(KINDS, "")) == rest
    assert hidden(text, (), MASKS) == text
