"""As everybody, everywhere: a private word in an answer belongs to somebody whom this very reader was recorded to look at."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.cache import cache
from django.db import connections
from django.test import Client

from korat.blocks.cases.models import CaseReport
from korat.blocks.documents.models import Document
from korat.kernel import clock
from korat.web.demo import personas
from korat.web.middleware import actors
from korat.web.present import case as present
from tests.journeys import canaries
from tests.journeys.canaries import CONTACT, PUBLIC, REPORT, WORDS, Canary, Town
from tests.journeys.walks import work

# Shown to everybody on purpose, and in a demonstration only: what would have left the house.
OUTBOX = "/demo/outbox/"
PERSONAS = ("anna", "boon", "cora", "dina", "ombud", "resident", "elder", "carer", "engineer", "crew", "clerk", "mayor", "dpo",
            "auditor", "admin")  # fmt: skip
TOKENS = ("resident", "engineer", "crew", "auditor")
START = ("/", "/en/", "/desk/", "/my/", "/my/looks/", "/my/messages/", "/figures/", "/reports.geojson", "/services/?q=canary",
         "/book/", "/my/bookings/", "/desk/bookings/", "/queue/triage/", "/queue/triage/take/",
         "/my/grants/", "/my/grants/code/", "/my/grants/give/", "/my/sessions/", "/my/keys/", "/my/keys/new/", "/my/export/",
         "/my/export.json", "/my/erase/", "/desk/mandate/", "/desk/mandate/end/",
         "/desk/consents/", "/desk/consents/ask/", "/my/keys/password/",
         "/desk/emergency/", "/desk/surges/", "/desk/keys/", "/desk/failures/", "/desk/posts/",
         "/desk/is-it-from-us/", "/is-it-from-us/", "/verify/", "/verify/offline", "/sign-in/", "/sign-in/again/",
         "/sign-in/passkey/", "/my/ways/", "/my/line/link/?linkToken=canary", "/sign-in/line/back/",
         "/desk/counter/report-problem/",
         "/desk/morning/", "/desk/report/", "/desk/audit/", "/offices/", "/offices/sikhio-town.engineering/",
         "/lens/community/sikhio-town-04/", "/lens/community/sikhio-town-market-01/", "/permits/", "/desk/costs/", "/desk/bills/",
         "/desk/?state=closed", "/desk/?mine=on", "/no-such-page", "/en/no-such-page", "/c/RP69-999999-9")  # fmt: skip
OPEN311 = ("discovery.json", "discovery.xml", "services.json", "services.xml", "requests.json", "requests.xml",
           "services/light.json", "requests/no-such.json", "tokens/no-such.xml", "nowhere.json",
           "requests.json?status=open&start_date=2026-01-01T00:00:00Z")  # fmt: skip
VARIANTS, MOST = 2, 600
DAY = re.compile(r"\d{4}-\d\d-\d\d")
LOOKED = """
    SELECT s.subject_id FROM korat_ledger_act a
    JOIN korat_ledger_actsubject s ON s.act_id = a.id AND s.recorded_at = a.recorded_at
    WHERE a.look AND a.actor_id = %s AND (a.request = %s OR (a.ground = 'self' AND a.facts ->> 'session' = %s))
"""


@dataclass(frozen=True)
class Sighting:
    """A canary in an answer: to whom, where, and whether a committed look of theirs had opened it."""

    reader: str
    path: str
    canary: Canary
    recorded: bool

    def __str__(self) -> str:
        return f"{self.reader} read {self.canary.value} ({self.canary.tale}) at {self.path}"


@dataclass
class Reader:
    """One browser, or one program with a token. `subject` is who acts in it, None for nobody."""

    name: str
    client: Client
    subject: int | None = None

    @property
    def session(self) -> str:
        return actors.mark(SimpleNamespace(session=self.client.session))

    def looked(self, request: str) -> set[int]:
        """Of whom this reader's looks for this request are committed, as another connection sees them."""
        if self.subject is None:
            return set()
        with connections["owner"].cursor() as cursor:
            cursor.execute(LOOKED, [self.subject, request, self.session])
            return {row[0] for row in cursor.fetchall()}


class Links(HTMLParser):
    """Every address that a page names."""

    NAMES = ("href", "src", "action", "data-outline", "data-districts", "data-faces", "hx-get")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in self.NAMES and value]


def within(page: str, link: str) -> str | None:
    """The address of a link on one of our pages; None for files, telephones and other sites."""
    parts = urlsplit(urljoin(f"http://testserver{page}", link))
    if parts.netloc != "testserver" or parts.path.startswith("/static/"):
        return None
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def crawl(town: Town, reader: Reader, start: list[str]) -> Iterator[Sighting]:
    """Breadth first from `start`, at most a few variants of each page."""
    waiting, known, variants = list(start), set(start), Counter[str]()
    while waiting:
        path = waiting.pop(0)
        answer = reader.client.get(path)
        text = said(answer) + str(answer.headers)
        assert answer.status_code < 500, f"{reader.name} at {path}: {answer.status_code}"
        yield from sighted(town, reader, path, text, answer.headers["X-Request-Id"])
        for link in links_of(path, text, answer.headers):
            name = DAY.sub("DAY", urlsplit(link).path)
            if link not in known and variants[name] < VARIANTS and not name.endswith(OUTBOX):
                variants[name] += 1
                known.add(link)
                waiting.append(link)
        assert len(known) < MOST, f"{reader.name} finds no end"


def said(answer: Any) -> str:
    """The whole answer, a file that comes in pieces too."""
    sent = answer.getvalue() if answer.streaming else answer.content
    return str(sent.decode(errors="replace"))


def links_of(path: str, text: str, headers: Mapping[str, str]) -> Iterator[str]:
    """Where an answer leads: its links, or the address that it sends on to."""
    found = Links(text).found if "html" in headers.get("Content-Type", "") else []
    sent_on = headers.get("Location")
    yield from filter(None, (within(path, link) for link in [*found, *([sent_on] if sent_on else [])]))


def sighted(town: Town, reader: Reader, path: str, text: str, request: str) -> Iterator[Sighting]:
    found = town.sightings(text)
    looked = reader.looked(request) if found else set()
    told = town.told.get(reader.subject or 0, set()) if reader.subject in looked else set()
    for canary in found:
        yield Sighting(reader.name, path, canary, canary.subject in looked or canary.value in told)


def start_of(town: Town) -> list[str]:
    """The doors, and every case and document by its guessed address, in both languages and all formats."""
    cases = [opened.reference for opened in town.cases.values()]
    documents = [f"/d/{uuid}" for uuid in Document.objects.values_list("uuid", flat=True)]
    pages = [f"{prefix}/c/{reference}" for reference in cases for prefix in ("", "/en")]
    pages += [f"/c/{reference}/links" for reference in cases]
    programs = [f"/open311/v2/{end}" for end in OPEN311]
    programs += [f"/open311/v2/requests/{reference}.{kind}" for reference in cases for kind in ("json", "xml")]
    booking = [f"/b/{town.booking}", f"/b/{town.booking}.ics", f"/b/{town.booking}/cancel"]
    booking += [f"/desk/bookings/complaint-centre-counter/{town.booking}/"]
    return [*START, town.emergency, *booking, *pages, *documents, *programs]


def readers(town: Town) -> Iterator[Reader]:
    yield Reader("nobody", Client())
    for code in PERSONAS:
        client = Client()
        client.post("/demo/persona", {"persona": code, "next": "/"})
        yield Reader(code, client, personas.person_of(code))
    unnamed = town.cases["unnamed"]
    client = Client()
    client.post("/follow/", {"reference": unnamed.reference, "key": unnamed.follow_key})
    yield Reader("unnamed", client, unnamed.subject)
    for code in TOKENS:
        yield Reader(f"program of {code}", Client(headers={"authorization": f"Bearer {personas.token_for(code)}"}))


@pytest.fixture(scope="module")
def town(province: None) -> Iterator[Town]:
    from tests.wipe import Baseline

    cache.clear()
    made = canaries.settle(clock.now())
    work()
    yield made
    Baseline.restore()


@pytest.fixture(scope="module")
def sightings(town: Town) -> list[Sighting]:
    start = start_of(town)
    return [
        sighting
        for reader in readers(town)
        for sighting in crawl(town, reader, [path for path in start if "/open311/" in path or " " not in reader.name])
    ]


@pytest.fixture(scope="module")
def seen(sightings: list[Sighting]) -> Callable[..., set[str]]:
    """The tales of which a reader has seen canaries, of some kinds or any."""

    def tales(reader: str, *kinds: str) -> set[str]:
        return {
            one.canary.tale for one in sightings
            if one.reader == reader and one.canary.kind != PUBLIC and (not kinds or one.canary.kind in kinds)
        }  # fmt: skip

    return tales


def test_what_was_readable_was_recorded(sightings: list[Sighting]) -> None:
    unrecorded = [str(one) for one in sightings if one.canary.kind != PUBLIC and not one.recorded]
    assert unrecorded == []


def test_nobody_and_every_program_read_what_was_published_and_nothing_else(
    sightings: list[Sighting], seen: Callable[..., set[str]]
) -> None:
    for reader in ("nobody", *(f"program of {code}" for code in TOKENS)):
        assert seen(reader) == set()
        assert any(one.reader == reader and one.canary.kind == PUBLIC for one in sightings)


def test_open311_gives_nobody_a_private_word(sightings: list[Sighting]) -> None:
    assert [str(one) for one in sightings if "/open311/" in one.path and one.canary.kind != PUBLIC] == []


def test_each_resident_reads_the_own_story_whole_and_no_other(seen: Callable[..., set[str]]) -> None:
    assert seen("anna") == {"anna", "lamp", "complaint", "dispute", "cora"}
    assert seen("boon") == {"boon", "drain", "glass"}
    assert seen("unnamed") == {"unnamed"}
    assert seen("resident") == seen("elder") == set()


def test_a_crew_reads_of_its_work_and_never_who_reported(
    sightings: list[Sighting], seen: Callable[..., set[str]]
) -> None:
    assert seen("crew", REPORT) == {"lamp"}
    assert seen("crew") == {"lamp"}
    assert [str(one) for one in sightings if one.reader == "crew" and one.canary.kind == CONTACT] == []


def test_an_office_reads_the_cases_that_it_answers(seen: Callable[..., set[str]]) -> None:
    assert seen("engineer", CONTACT) >= {"lamp", "drain", "unnamed"}
    assert seen("engineer", WORDS) == {"lamp"}


def test_what_was_written_with_a_booking_opens_to_its_office_alone(sightings: list[Sighting]) -> None:
    assert {one.reader for one in sightings if one.canary.tale == "appointment"} == {"clerk"}


def test_a_sealed_complaint_opens_to_its_own_office_and_to_who_complained(sightings: list[Sighting]) -> None:
    assert {one.reader for one in sightings if one.canary.tale == "complaint"} == {"anna", "ombud"}


def test_nobody_at_a_desk_reads_a_persons_own_record(seen: Callable[..., set[str]]) -> None:
    for reader in ("engineer", "crew", "mayor", "auditor", "ombud", "dpo"):
        assert seen(reader, canaries.PERSON) <= {reader}


def test_a_mandate_opens_the_cases_and_not_the_sealed_ones_nor_the_record(
    sightings: list[Sighting], seen: Callable[..., set[str]]
) -> None:
    assert seen("cora") == {"cora", "lamp", "anna"}
    of_anna = {one.canary.value for one in sightings if one.reader == "cora" and one.canary.tale == "anna"}
    assert {re.sub(r"canary\d+", "", value) for value in of_anna} <= {"title", "given", "family"}
    assert seen("carer") == set()


def test_a_consent_opens_the_reports_to_the_one_post_and_no_record(
    sightings: list[Sighting], seen: Callable[..., set[str]]
) -> None:
    assert seen("clerk", REPORT) == {"pipe"}
    assert "pipe" not in seen("clerk", CONTACT)
    assert {one.reader for one in sightings if one.canary.tale == "pipe" and one.canary.kind == WORDS} <= {
        "dina",
        "clerk",
    }
    assert seen("dina") == {"dina", "pipe"}
    read = {one.path for one in sightings if one.reader == "clerk" and one.canary.tale == "pipe"}
    assert any(path.startswith("/c/") for path in read)
    assert town_names(sightings) <= {"title", "given", "family"}


def town_names(sightings: list[Sighting]) -> set[str]:
    """What of the one who consented the post has read beside the reports: the name that the act told."""
    found = {one.canary.value for one in sightings if one.reader == "clerk" and one.canary.tale == "dina"}
    return {re.sub(r"canary\d+", "", value) for value in found}


def test_an_emergency_opens_one_record_to_one_official(
    sightings: list[Sighting], town: Town, seen: Callable[..., set[str]]
) -> None:
    assert seen("clerk", canaries.PERSON) == {"boon", "dina"}, "dina's name was told by a consent"
    assert {one.reader for one in sightings if one.path == town.emergency and one.canary.kind != PUBLIC} == {"clerk"}


def test_what_was_disputed_opens_to_the_officer_and_not_to_who_looked(sightings: list[Sighting]) -> None:
    readers = {one.reader for one in sightings if one.canary.tale == "dispute"}
    assert readers == {"anna", "dpo"}
    assert {one.reader for one in sightings if one.canary.tale == "glass"} == {"boon", "clerk", "dpo"}


# Error pages and requests that nobody waited for


@pytest.fixture(scope="module")
def wrong(town: Town, sightings: list[Sighting]) -> list[Sighting]:
    """What is read on the pages that say what was wrong: moves with gaps, and a page that breaks after its look."""
    found = []
    for reader in readers(town):
        for path in (f"/c/{opened.reference}" for opened in town.cases.values()):
            for sent in ({"move": "take"}, {"move": "answer", "answer-version": "x"}, {"move": "add"}, {}):
                found += list(answered(town, reader, f"{path}/move", sent))
            found += list(broken(town, reader, path, ZeroDivisionError))
    return found


def answered(town: Town, reader: Reader, path: str, sent: dict[str, str]) -> Iterator[Sighting]:
    answer = reader.client.post(path, sent)
    assert answer.status_code in (403, 404, 405, 409, 422), f"{reader.name} at {path}: {answer.status_code}"
    text = answer.content.decode(errors="replace") + str(answer.headers)
    yield from sighted(town, reader, path, text, answer.headers["X-Request-Id"])


def broken(town: Town, reader: Reader, path: str, error: type[BaseException]) -> Iterator[Sighting]:
    """The page breaks when its private rows are read and nothing is written yet."""
    reader.client.raise_request_exception = False

    def breaks(*_args: object, **_named: object) -> None:
        raise error

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(present, "page", breaks)
        answer = reader.client.get(path)
    assert answer.status_code in (401, 404, 500), f"{reader.name} at {path}: {answer.status_code}"
    text = answer.content.decode(errors="replace") + str(answer.headers)
    yield from sighted(town, reader, path, text, answer.headers["X-Request-Id"])


def test_error_pages_show_what_a_look_had_opened_and_nothing_else(wrong: list[Sighting]) -> None:
    assert [str(one) for one in wrong if one.canary.kind != PUBLIC and not one.recorded] == []
    assert any(one.canary.kind == REPORT for one in wrong), "a form with gaps comes back on the page of its case"


class Gone(BaseException):
    """The server ends the request in the middle: whoever asked is gone."""


def test_an_aborted_request_leaves_its_look_and_no_open_door(town: Town, sightings: list[Sighting]) -> None:
    engineer = next(reader for reader in readers(town) if reader.name == "engineer")
    path = f"/c/{town.cases['lamp'].reference}"
    with connections["owner"].cursor() as owner:
        count = "SELECT count(*) FROM korat_ledger_act WHERE look AND actor_id = %s"
        owner.execute(count, [engineer.subject])
        (before,) = owner.fetchone()
    with pytest.raises(Gone):
        list(broken(town, engineer, path, Gone))
    with connections["owner"].cursor() as owner:
        owner.execute(count, [engineer.subject])
        assert owner.fetchone() == (before + 1,)
    assert CaseReport.objects.count() == 0, "the same connection opens nothing to who comes next"
    nobody = Client().get(path)
    assert [one for one in town.sightings(nobody.content.decode()) if one.kind != PUBLIC] == []
