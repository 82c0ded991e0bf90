"""EMVCo merchant-presented QR (EMV QRCPS MPM 1.1) for PromptPay: a string of tag, length, value, and a checksum.

Written after public examples of the Thai QR standard; not tried with a bank.
"""

from __future__ import annotations

from korat.blocks.payments.pack import Account
from korat.kernel import money

FORMAT, INITIATION, TRANSFER, BILL = "00", "01", "29", "30"
CURRENCY, AMOUNT, COUNTRY, ADDITIONAL, CHECKSUM = "53", "54", "58", "62", "63"
ONCE = "12"
TRANSFER_AID, BILL_AID = "A000000677010111", "A000000677010112"
BAHT, THAILAND = "764", "TH"
# Within the account: a phone with its country, a taxpayer's number, an e-wallet; of a bill, the biller and its reference.
PROXIES = {"phone": "01", "tax": "02", "wallet": "03"}
BILLER, FIRST_REFERENCE = "01", "02"
# Within the additional data: the reference label.
REFERENCE = "05"


def payload(account: Account, satang: int, reference: str) -> str:
    """What the QR says: this amount, once, to this account, for this reference."""
    plain = "".join(filter(str.isalnum, reference)).upper()
    body = "".join(
        (
            tlv(FORMAT, "01"),
            tlv(INITIATION, ONCE),
            receiver(account, plain),
            tlv(CURRENCY, BAHT),
            tlv(AMOUNT, money.baht(satang).replace(",", "")),
            tlv(COUNTRY, THAILAND),
            tlv(ADDITIONAL, tlv(REFERENCE, plain)) if plain else "",
        )
    )
    unchecked = f"{body}{CHECKSUM}04"
    return f"{unchecked}{crc16(unchecked.encode()):04X}"


def receiver(account: Account, reference: str) -> str:
    if account.kind == "biller":
        named = tlv(BILLER, account.id) + (tlv(FIRST_REFERENCE, reference) if reference else "")
        return tlv(BILL, tlv("00", BILL_AID) + named)
    return tlv(TRANSFER, tlv("00", TRANSFER_AID) + tlv(PROXIES[account.kind], proxy(account)))


def proxy(account: Account) -> str:
    """A telephone number stands with its country and thirteen digits long."""
    return f"66{account.id.removeprefix('0')}".zfill(13) if account.kind == "phone" else account.id


def tlv(tag: str, value: str) -> str:
    if not 0 < len(value) < 100:
        raise ValueError("a value of a QR has 1 to 99 characters")
    return f"{tag}{len(value):02d}{value}"


def crc16(data: bytes) -> int:
    """CRC-16/CCITT-FALSE: polynomial 1021, from FFFF, nothing reflected."""
    found = 0xFFFF
    for byte in data:
        found ^= byte << 8
        for _ in range(8):
            found = (found << 1 ^ 0x1021 if found & 0x8000 else found << 1) & 0xFFFF
    return found
