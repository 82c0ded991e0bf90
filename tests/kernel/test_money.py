"""Satang, baht, and amounts in words."""

from __future__ import annotations

import pytest

from korat.kernel import money
from korat.kernel.errors import Invalid


@pytest.mark.parametrize(
    ("satang", "said"),
    [
        (0, "ศูนย์บาทถ้วน"),
        (25, "ยี่สิบห้าสตางค์"),
        (100, "หนึ่งบาทถ้วน"),
        (1_000, "สิบบาทถ้วน"),
        (1_100, "สิบเอ็ดบาทถ้วน"),
        (2_150, "ยี่สิบเอ็ดบาทห้าสิบสตางค์"),
        (10_100, "หนึ่งร้อยเอ็ดบาทถ้วน"),
        (125_000, "หนึ่งพันสองร้อยห้าสิบบาทถ้วน"),
        (123_456_789, "หนึ่งล้านสองแสนสามหมื่นสี่พันห้าร้อยหกสิบเจ็ดบาทแปดสิบเก้าสตางค์"),
        (100_000_100, "หนึ่งล้านเอ็ดบาทถ้วน"),
        (2_100_000_000, "ยี่สิบเอ็ดล้านบาทถ้วน"),
    ],
)
def test_an_amount_in_thai_words(satang: int, said: str) -> None:
    assert money.in_words(satang, "th") == said


def test_an_amount_in_english_words() -> None:
    assert money.in_words(125_050, "en") == "one thousand two hundred fifty baht fifty satang"
    assert money.in_words(2_100, "en") == "twenty-one baht"


@pytest.mark.parametrize(
    ("typed", "satang"), [("1,250.00", 125_000), ("30", 3_000), ("๓๐.๕๐", 3_050), ("฿ 7.5", 750), ("-20", -2_000)]
)
def test_an_amount_is_read_as_people_write_it(typed: str, satang: int) -> None:
    assert money.parse_baht(typed) == satang


@pytest.mark.parametrize("typed", ["", "abc", "1.234", "12,34", "1e5", "NaN", "9" * 14, "1,2345", "--5"])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        money.parse_baht(typed)


def test_an_amount_is_shown_without_empty_satang() -> None:
    assert (money.show(3_000, "th"), money.show(125_050, "en")) == ("30 บาท", "1,250.50 baht")
