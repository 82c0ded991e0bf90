"""The QR of PromptPay, against strings that other programs publish as their examples."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from korat.blocks.payments import emv
from korat.blocks.payments.pack import Account
from korat.kernel.texts import Text

NAMES = Text.of(th="บัญชี", en="Account")
PHONE = Account(kind="phone", id="0812345678", names=NAMES)
# Published examples: payload, whose account, satang, reference.
KNOWN = (
    ("00020101021229370016A00000067701011101130066812345678530376454071240.005802TH63040BB6", PHONE, 124_000, ""),
    (
        "00020101021229370016A000000677010111011300668011111115303764540520.155802TH",
        Account(kind="phone", id="0801111111", names=NAMES),
        2_015,
        "",
    ),
)


def test_the_checksum_is_the_one_of_its_catalogue() -> None:
    """The check value of CRC-16/CCITT-FALSE."""
    assert emv.crc16(b"123456789") == 0x29B1


@pytest.mark.parametrize(("payload", "account", "satang", "reference"), KNOWN)
def test_a_published_example_is_reproduced(payload: str, account: Account, satang: int, reference: str) -> None:
    assert emv.payload(account, satang, reference).startswith(payload)


@pytest.mark.parametrize(
    "published",
    [
        "00020101021229370016A0000006770101110113006680111111153037645802TH540520.15630442BE",
        "00020101021129370016A000000677010111011300668111111115802TH53037645406100.25630415A6",
        "00020101021230710016A00000067701011201150112345678912330212REF1234567890312REF98765432153037645406200.005802TH"
        "5906THAIQR6304F528",
        "00020101021130750016A00000067701011201150107537000882050219ZY010556UP8013305E80309MDMBEN38J53037645406900.045802TH"
        "622407200000yJMlWBD1ltXF6zJf6304858E",
    ],
)
def test_the_checksum_of_published_codes_holds(published: str) -> None:
    assert f"{emv.crc16(published[:-4].encode()):04X}" == published[-4:]


def tags(payload: str) -> dict[str, str]:
    """Tag → value, as a bank's app takes it apart."""
    found: dict[str, str] = {}
    while payload:
        length = int(payload[2:4])
        found[payload[:2]], payload = payload[4 : 4 + length], payload[4 + length :]
    return found


def test_a_bill_says_account_amount_and_reference() -> None:
    account = Account(kind="tax", id="0994000000001", names=NAMES)
    found = tags(emv.payload(account, 125_050, "B69-000001-4"))
    assert (found["01"], found["53"], found["54"], found["58"]) == ("12", "764", "1250.50", "TH")
    assert tags(found["29"]) == {"00": "A000000677010111", "02": "0994000000001"}
    assert tags(found["62"]) == {"05": "B690000014"}


def test_a_biller_gets_the_reference_in_its_own_tag() -> None:
    """So that it comes back on the bank's statement."""
    account = Account(kind="biller", id="099400000000100", names=NAMES)
    found = tags(emv.payload(account, 3_000, "B69-000001-4"))
    assert tags(found["30"]) == {"00": "A000000677010112", "01": "099400000000100", "02": "B690000014"}
    assert "29" not in found


@pytest.mark.parametrize(
    ("kind", "id"), [("tax", "12345678901"), ("phone", "0812345678901"), ("biller", "0994000000001")]
)
def test_an_account_is_as_long_as_its_kind(kind: str, id: str) -> None:
    with pytest.raises(ValidationError, match="digits"):
        Account.model_validate({"kind": kind, "id": id, "names": {"th": "ก"}})
