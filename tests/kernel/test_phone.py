import pytest
from hypothesis import given
from hypothesis import strategies as st

from korat.kernel.errors import Invalid
from korat.kernel.phone import normal_phone, show_phone
from korat.kernel.texts import thai_digits

mobiles = st.from_regex(r"0[689][0-9]{8}", fullmatch=True)


@pytest.mark.parametrize(
    "typed",
    [
        "0812345678",
        "081-234-5678",
        "081 234 5678",
        "(081) 234.5678",
        "๐๘๑-๒๓๔-๕๖๗๘",
        "+66812345678",
        "+66 81 234 5678",
        "+66 (0)81 234 5678",
        "66812345678",
        "0066812345678",
        "\u202a081\u20112345678\u202c",
    ],
)
def test_a_thai_number_is_kept_in_one_form_however_typed(typed):
    assert normal_phone(typed) == "+66812345678"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("044 242 424", "+6644242424"),
        ("02-123-4567", "+6621234567"),
        ("+856 20 5555 1234", "+8562055551234"),
        ("+44 20 7946 0958", "+442079460958"),
        ("0044 20 7946 0958", "+442079460958"),
    ],
)
def test_landlines_and_foreign_numbers_are_kept_too(typed, kept):
    assert normal_phone(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "191",
        "081234567",
        "08123456789",
        "0112345678",
        "+66123",
        "+1234567",
        "+1234567890123456",
        "+0812345678",
        "call me",
        "0812345678 ext",
        "٠٨١٢٣٤٥٦٧٨",
        "0" * 1_000_000,
        "0812345678" + " " * 99,
    ],
    ids=lambda typed: typed[:20],
)
def test_what_is_no_number_is_refused_without_repeating_it(typed):
    with pytest.raises(Invalid) as refusal:
        normal_phone(typed, field="phone")
    assert (refusal.value.code, refusal.value.field) == ("phone", "phone")
    assert not typed or typed not in str(refusal.value)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+66812345678", "081-234-5678"),
        ("+6621234567", "02-123-4567"),
        ("+6644242424", "044-242-424"),
        ("+442079460958", "+442079460958"),
    ],
)
def test_a_number_is_shown_as_it_is_read_here(number, shown):
    assert show_phone(number) == shown


@given(mobiles)
def test_what_is_shown_reads_back(typed):
    number = normal_phone(typed)
    assert normal_phone(number) == number
    assert normal_phone(show_phone(number)) == number
    assert normal_phone(thai_digits(show_phone(number))) == number
