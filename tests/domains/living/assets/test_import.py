"""A list of street lamps comes in: what is good is taken, what is not is named by line and column."""

from __future__ import annotations

import time
from datetime import date, datetime

import pytest

from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.blocks.ledger.services import service_actor
from korat.blocks.places import queries as places
from korat.blocks.places.models import Fixture
from korat.domains.living.assets import actions
from korat.domains.living.assets.actions import go_on, send, take_all
from korat.domains.living.assets.columns import Problem
from korat.domains.living.assets.sheet import Sheet, read
from korat.domains.living.models import AssetList
from korat.kernel.errors import Forbidden, Invalid, TooLarge
from tests.reports import office

HEAD = "รหัส,ชนิด,พื้นที่,ละติจูด,ลองจิจูด,วันที่ติดตั้ง,ประกันถึง,เลขที่สัญญา,ค่าใช้จ่ายต่อปี (บาท)"
LINE = 'SK-{0:05d},ไฟทาง,sikhio-town-04,14.9{0:05d},101.71811,1/10/2567,30 ก.ย. 2570,สญ 12/2567,"1,250.50"'
ENGINEERING = "sikhio-town.engineering"


def listed(*lines: str, head: str = HEAD) -> bytes:
    return "\r\n".join((head, *lines)).encode()


def good(count: int) -> list[str]:
    return [LINE.format(number) for number in range(1, count + 1)]


def taken(data: bytes, now: datetime) -> tuple[list[Problem], int, int, int]:
    found = list(
        take_all(actor=service_actor("assets"), now=now, sheet=read("lamps.csv", data), office=office(ENGINEERING))
    )
    problems = [problem for one in found for problem in one.problems]
    return problems, *(sum(getattr(one.kept, name) for one in found) for name in ("added", "changed", "same"))


@pytest.mark.usefixtures("house")
class TestAList:
    def test_of_good_lines_is_taken_whole_in_one_act(self, now: datetime) -> None:
        assert taken(listed(*good(3)), now) == ([], 3, 0, 0)
        lamp = places.fixture("sk-00002")
        assert lamp is not None
        assert (lamp.kind, lamp.place, lamp.owner) == ("lamp", "sikhio-town-04", office(ENGINEERING))
        assert (lamp.installed_on, lamp.warranty_until) == (date(2024, 10, 1), date(2027, 9, 30))
        assert (lamp.contract, lamp.yearly_satang, lamp.source) == ("สญ 12/2567", 125050, "lamps.csv:3")
        assert Act.objects.filter(kind="places.fixture.kept").count() == 1

    def test_read_again_changes_nothing_and_a_changed_line_changes_one(self, now: datetime) -> None:
        taken(listed(*good(3)), now)
        assert taken(listed(*good(3)), now)[1:] == (0, 0, 3)
        assert taken(listed(*good(2), good(3)[2].replace("14.9", "14.8")), now)[1:] == (0, 1, 2)
        assert Fixture.objects.filter(number__startswith="SK-").count() == 3

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874", "tis-620", "utf-16"])
    def test_is_read_in_the_encodings_of_thai_offices(self, now: datetime, encoding: str) -> None:
        data = listed(*good(2)).decode().encode(encoding)
        assert taken(data, now)[:2] == ([], 2)

    @pytest.mark.parametrize("separator", [";", "\t"])
    def test_is_read_with_the_separators_of_spreadsheets(self, now: datetime, separator: str) -> None:
        lines = ("A-1,lamp,sikhio-town-04,14.9,101.7", "A-2,lamp,sikhio-town-04,14.9,101.71")
        data = listed(*lines, head="code,kind,place,lat,lon").decode().replace(",", separator).encode()
        assert taken(data, now)[:2] == ([], 2)

    @pytest.mark.parametrize(
        ("cell", "wrong", "column"),
        [
            ("SK-00001", "", "code"),
            ("SK-00001", "<b>x</b>", "code"),
            ("ไฟทาง", "ยานอวกาศ", "kind"),
            ("sikhio-town-04", "ที่ไหนสักแห่ง", "place"),
            ("14.900001", "abc", "lat"),
            ("14.900001", "nan", "lat"),
            ("14.900001", "101.71811", "lat"),
            ("101.71811", "", "lon"),
            ("1/10/2567", "31/02/2567", "installed_on"),
            ("30 ก.ย. 2570", "เร็วๆ นี้", "warranty_until"),
            ('"1,250.50"', "ฟรี", "yearly_baht"),
            ('"1,250.50"', "-5", "yearly_baht"),
            ('"1,250.50"', "NaN", "yearly_baht"),
        ],
    )
    def test_names_what_is_wrong_by_line_and_column(self, now: datetime, cell: str, wrong: str, column: str) -> None:
        line = good(1)[0].replace("14.900001", "14.900001")
        assert cell in line, line
        problems, added, *_ = taken(listed(line.replace(cell, wrong, 1), good(2)[1]), now)
        assert [(one.line, one.column) for one in problems] == [(2, column)]
        assert problems[0].th
        assert problems[0].en
        assert added == 1

    def test_says_when_a_code_stands_there_twice_also_far_apart(
        self, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(actions, "CHUNK", 2)
        problems, added, *_ = taken(listed(*good(5), good(1)[0].lower()), now)
        assert [(one.line, one.column) for one in problems] == [(7, "code")]
        assert "2" in problems[0].en
        assert added == 5

    def test_with_a_mark_that_is_never_closed_loses_that_line_alone(self, now: datetime) -> None:
        problems, added, *_ = taken(listed(*good(2), '"SK-9,ไฟทาง', *good(4)[2:]), now)
        assert [one.line for one in problems] == [4]
        assert added == 4

    def test_with_more_cells_than_headings_says_so(self, now: datetime) -> None:
        problems, *_ = taken(listed(good(1)[0] + ",x"), now)
        assert [(one.line, one.column) for one in problems] == [(2, "")]


@pytest.mark.parametrize(
    "data",
    [b"", b"\n\n", b"PK\x03\x04\x00\x00", b"code,kind\nA,lamp", HEAD.encode(), listed("x", head=HEAD + ",รหัส")],
)
@pytest.mark.usefixtures("house")
def test_what_is_no_list_is_refused_whole(data: bytes) -> None:
    with pytest.raises(Invalid):
        read("x.csv", data)


def test_a_list_beyond_all_measure_is_refused() -> None:
    with pytest.raises(TooLarge):
        read("x.csv", b"x" * (32 * 2**20 + 1))
    with pytest.raises(TooLarge):
        read("x.csv", HEAD.encode() + b"\n" * 200_002)


class TestAListSentByPage:
    def test_is_taken_in_by_the_worker_step_by_step(
        self, officer: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(actions, "CHUNK", 2)
        uuid = send(actor=officer, now=now, sheet=read("l.csv", listed(*good(4), "x")), key="a" * 32)
        assert send(actor=officer, now=now, sheet=read("l.csv", listed(*good(5))), key="a" * 32) == uuid
        assert [go_on(now) for _ in range(4)] == [2, 2, 1, 0]
        row = AssetList.objects.get()
        assert (row.added, row.done, len(row.problems), row.text, row.finished_at) == (4, 5, 1, "", now)
        assert Act.objects.filter(kind="places.fixture.kept", about=uuid).count() == 3
        assert Act.objects.filter(kind=actions.SENT, about=uuid).count() == 1

    def test_never_takes_over_what_another_office_keeps(self, officer: Actor, now: datetime) -> None:
        foreign = Sheet("p.csv", listed(*good(1)).decode())
        list(take_all(actor=service_actor("assets"), now=now, sheet=foreign, office=office("pea")))
        send(actor=officer, now=now, sheet=read("l.csv", listed(*good(2))), key="b" * 32)
        go_on(now)
        row, lamp = AssetList.objects.get(), places.fixture("SK-00001")
        assert [(one["line"], one["column"]) for one in row.problems] == [(2, "code")]
        assert lamp is not None
        assert lamp.owner == office("pea")

    def test_names_no_owner_beyond_the_own_reach(self, officer: Actor, now: datetime) -> None:
        lines = listed("A-1,lamp,sikhio-town-04,14.9,101.7,pea", head="code,kind,place,lat,lon,owner")
        send(actor=officer, now=now, sheet=read("l.csv", lines), key="c" * 32)
        go_on(now)
        assert [one["column"] for one in AssetList.objects.get().problems] == ["owner"]
        assert places.fixture("A-1") is None

    @pytest.mark.parametrize("who", ["resident", "clerk", "crew", "auditor"])
    def test_is_refused_from_everybody_else(self, request: pytest.FixtureRequest, now: datetime, who: str) -> None:
        with pytest.raises(Forbidden):
            send(actor=request.getfixturevalue(who), now=now, sheet=read("l.csv", listed(*good(1))), key="d" * 32)
        assert AssetList.objects.count() == 0


@pytest.mark.usefixtures("house")
def test_of_50000_lines_with_37_bad_ones_the_good_are_taken_and_the_37_named(now: datetime) -> None:
    """CPU of this process; the bound leaves room for a machine at work."""
    lines, bad = good(50_000), set(range(17, 50_000, 1351))
    assert len(bad) == 37
    data = listed(*(line.replace("ไฟทาง", "เรือ") if number in bad else line for number, line in enumerate(lines)))
    begun = time.process_time()
    problems, added, *_ = taken(data, now)
    assert [(one.line, one.column) for one in problems] == [(number + 2, "kind") for number in sorted(bad)]
    assert added == 50_000 - 37
    assert time.process_time() - begun < 20
