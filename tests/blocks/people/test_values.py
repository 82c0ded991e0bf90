"""Names and addresses."""

import pytest
from pydantic import ValidationError

from korat.blocks.people.values import Address, Names


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        (Names("สมใจ", "ใจดี", "นางสาว"), "นางสาวสมใจ ใจดี"),
        (Names("ปัญญา", title="พระครู"), "พระครูปัญญา"),
        (Names("John", "Smith", "Mr"), "Mr John Smith"),
        (Names("Sukarno"), "Sukarno"),
    ],
)
def test_a_name_is_written_as_in_a_letter(names, shown):
    assert names.show() == shown


def test_a_name_is_washed_of_what_nobody_sees():
    assert Names(" สม\u200bใจ ", " ใจ  ดี ").cleaned() == Names("สมใจ", "ใจ ดี")


def test_an_address_keeps_its_parts_with_arabic_digits():
    home = Address(house_number=" ๙๙/๑ ", moo="๓", soi="ร่วมใจ", community="ชุมชน 7", postcode="๓๐๑๔๐")
    assert (home.house_number, home.moo, home.postcode) == ("99/1", "3", "30140")
    assert Address.model_validate(home.model_dump(exclude_defaults=True)) == home


@pytest.mark.parametrize("wrong", [{"postcode": "30140!"}, {"road": "ก" * 201}, {"street": "x"}])
def test_what_is_no_address_is_refused(wrong):
    with pytest.raises(ValidationError):
        Address(**wrong)
