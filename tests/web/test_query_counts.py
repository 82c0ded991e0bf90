"""How many statements a page sends, BEGIN and COMMIT included: what the benchmarks measure, as a plain test."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from korat.blocks.cases import actions
from korat.blocks.cases.values import Contact, Opened, Request, Where
from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger.actor import Actor
from korat.blocks.places import queries as places
from korat.kernel import clock, ids

REPORT = {
    "checked": "1", "category": "light", "inside": "sikhio-town", "community": "sikhio-town-04", "landmark": "หน้าวัด",
    "description": "ไฟดับที่ทางโค้ง", "safe": "1", "name": "สมใจ", "phone": "081-000-0001", "q-pole-owner": "town",
}  # fmt: skip


def asked(work: Callable[[], object]) -> list[str]:
    """The statements of the second time: the first fills what the pack's caches keep."""
    work()
    with CaptureQueriesContext(connection) as seen:
        work()
    return [query["sql"] for query in seen]


def request() -> Request:
    service = next(one for one in catalog.services() if one.categories)
    town = places.jurisdictions()[0]
    return Request(
        service=service, category=service.categories[0],
        where=Where(place=places.communities(town.code)[0].code, jurisdiction=town.code, inside=True, landmark="หน้าวัด"),
        channel="web", answers={}, description="ไฟดับ", contact=Contact("สมใจ", "+66810000001", "s@demo.invalid"),
    )  # fmt: skip


@pytest.fixture
def opened(resident: Actor) -> Opened:
    return actions.open_case(actor=resident, now=clock.now(), request=request(), key=ids.uuid7().hex)


def test_opening_a_case_takes_at_most_9_statements(resident: Actor, now: datetime) -> None:
    statements = asked(lambda: actions.open_case(actor=resident, now=now, request=request(), key=ids.uuid7().hex))
    assert len(statements) <= 9, "\n".join(statements)


def test_sending_a_report_takes_at_most_15_statements(sign_in: Callable[[str], Client]) -> None:
    client = sign_in("resident")

    def send() -> None:
        page = client.post("/report/report-problem/", REPORT | {"key": ids.uuid7().hex})
        assert "/sent/RP" in page["Location"]

    statements = asked(send)
    assert sum("INSERT INTO" in sql for sql in statements) >= 3
    assert len(statements) <= 15, "\n".join(statements)


@pytest.mark.parametrize("query", ["", "?category=light&late=on", "?state=closed&mine=on&place=sikhio-town-04"])
def test_an_officers_list_takes_at_most_12_statements(
    sign_in: Callable[[str], Client], opened: Opened, query: str
) -> None:
    client = sign_in("officer")
    statements = asked(lambda: client.get(f"/desk/{query}").content)
    assert 0 < len(statements) <= 12, "\n".join(statements)


def test_a_longer_list_takes_no_more_statements(
    sign_in: Callable[[str], Client], resident: Actor, opened: Opened
) -> None:
    client = sign_in("mayor")
    assert opened.reference in client.get("/desk/").content.decode()
    one = len(asked(lambda: client.get("/desk/")))
    for _ in range(12):
        actions.open_case(actor=resident, now=clock.now(), request=request(), key=ids.uuid7().hex)
    assert len(asked(lambda: client.get("/desk/"))) == one


@pytest.mark.parametrize("name", ["resident", "officer"])
def test_a_case_page_with_its_look_takes_at_most_14_statements(
    sign_in: Callable[[str], Client], opened: Opened, name: str
) -> None:
    client = sign_in(name)
    statements = asked(lambda: client.get(f"/c/{opened.reference}"))
    assert sum("ledger.look(" in sql for sql in statements) == 1
    assert len(statements) <= 14, "\n".join(statements)


def test_a_page_for_everyone_asks_for_nothing_but_its_content(browser: Client) -> None:
    assert asked(lambda: browser.get("/follow/")) == []
