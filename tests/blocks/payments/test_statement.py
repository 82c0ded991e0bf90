"""A bank's file, read by the pack's mapping."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from korat.blocks.payments import statement
from korat.blocks.payments.pack import StatementForm
from korat.blocks.payments.values import Line
from korat.kernel import ids
from korat.kernel.errors import Invalid, TooLarge

BANGKOK = ZoneInfo("Asia/Bangkok")
COLUMNS = {"date": "วันที่", "time": "เวลา", "amount": "จำนวนเงิน", "reference": "Ref.1"}
HEAD = "วันที่,เวลา,จำนวนเงิน,Ref.1,ชื่อผู้โอน\n"


def read(text: str | bytes, **more: Any) -> list[Line]:
    form = StatementForm.model_validate({"columns": COLUMNS, **more})
    return statement.read(text if isinstance(text, bytes) else text.encode(), form, BANGKOK)


def test_a_line_gives_moment_amount_and_reference() -> None:
    (line,) = read(HEAD + '23/11/2569,14:05,"1,250.00",B69-000001-5,นาย ลับ\n')
    assert (line.satang, line.number) == (125_000, 2)
    assert line.at == datetime(2026, 11, 23, 7, 5, tzinfo=UTC)


def test_a_reference_is_found_within_what_a_bank_wrote() -> None:
    known = ids.reference("B", 2569, 7)
    plain = known.replace("-", "")
    for cell in (known, plain.lower(), f"REF {plain}", f"BILL/{plain}"):
        (line,) = read(HEAD + f"23/11/2026,14:05,30,{cell},\n")
        assert line.reference == known, cell
    (line,) = read(HEAD + "23/11/2026,14:05,30,ค่าขยะเดือนนี้,\n")
    assert line.reference == ""


def test_names_of_payers_are_not_taken() -> None:
    (line,) = read(HEAD + "23/11/2026,14:05,30,,นาย คำลับ-9c1\n")
    assert "คำลับ" not in repr(line)


def test_a_line_that_cannot_be_read_is_told_and_the_others_count() -> None:
    found = read(HEAD + "31/02/2026,10:00,30,,\n23/11/2026,10:00,สามสิบ,,\n23/11/2026,10:00,30,,\n,,,,\n")
    assert [bool(line.fault) for line in found] == [True, True, False]
    assert [line.number for line in found] == [2, 3, 4]


def test_twins_in_one_file_are_two_payments_and_the_same_file_gives_the_same_numbers() -> None:
    text = HEAD + "23/11/2026,10:00,30,,\n" * 2
    first, second = read(text)
    assert first.id != second.id
    assert [line.id for line in read(text)] == [first.id, second.id]


def test_banks_write_in_their_own_way() -> None:
    text = "รายการเดินบัญชี\nวันที่;เวลา;จำนวนเงิน;Ref.1\n2026-11-23;09.30;45.50;\n".encode("cp874")
    (line,) = read(text, encoding="tis-620", delimiter=";", skip=1, order="year-month-day")
    assert (line.satang, line.at) == (4_550, datetime(2026, 11, 23, 2, 30, tzinfo=UTC))


@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", "วันที่,เวลา\n".encode(), b"\xff\xfe\x00", b'"'])
def test_what_is_no_statement_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(Invalid):
        read(data)


def test_too_much_is_refused() -> None:
    with pytest.raises(TooLarge):
        read(HEAD + "23/11/2026,10:00,30,,\n" * (statement.MOST_LINES + 1))
