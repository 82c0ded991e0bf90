"""The bridge: one request for each case, nothing private but what the officer let go along, and word that comes back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from korat.blocks.cases import queries as cases
from korat.blocks.cases.models import Case, Stay
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act, ActSubject
from korat.blocks.people import queries as people
from korat.blocks.people.pack import Bridge
from korat.standards.open311.models import Origin, Outbound
from korat.standards.open311.outward import duty, hearing, origins, reports, sending, wire
from tests.reports import WORDS, filed, moved, office, photo, row
from tests.standards.open311.conftest import Program
from tests.standards.open311.partner import Stand, served

MINUTE = timedelta(minutes=1)
SECRETS = ("คำลับ-7d1", "คำลับ-7d2", "คำลับ-7d3", "+66812345678", "kham-lap@example.com")


@dataclass
class Partner:
    """The stand-in, and the bridge to it."""

    stand: Stand
    now: datetime
    monkeypatch: pytest.MonkeyPatch

    def means(self, **parts: Any) -> None:
        """What the pack says of it."""
        said = {"endpoint": self.stand.endpoint, "jurisdiction_id": "roads.example",
                "services": {"report-problem.light": {"code": "LAMP", "attributes": {"kind": "out"}}}} | parts  # fmt: skip
        home = people.organisation("doh")
        assert home is not None
        bridged = replace(home, bridge=Bridge.model_validate(said))
        self.monkeypatch.setattr(people, "bridged", lambda: (bridged,))

    def passed(self, officer: Actor, resident: Actor, **given: Any) -> str:
        """A report that an officer passed to the agency; its reference."""
        opened = filed(resident, self.now)
        moved(officer, self.now, opened.reference, "forward", office=office("doh"), note="ของกรมทางหลวง", **given)
        return opened.reference

    def turn(self, minutes: float = 0) -> Outbound:
        duty.turn(self.now + minutes * MINUTE)
        return Outbound.objects.order_by("-pk")[0]


@pytest.fixture
def partner(house: None, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Iterator[Partner]:
    with served(Stand()) as stand:
        found = Partner(stand, now, monkeypatch)
        found.means()
        yield found


def kinds(reference: str) -> list[str]:
    return list(Act.objects.filter(about=row(reference).uuid, look=False).order_by("pk").values_list("kind", flat=True))


def told(reference: str) -> list[str]:
    return [str(one.detail) for one in ActSubject.objects.using("owner").all() if one.detail]


class TestSending:
    def test_a_case_passed_on_becomes_one_request_there(
        self, partner: Partner, officer: Actor, resident: Actor
    ) -> None:
        reference = partner.passed(officer, resident)
        sent = partner.turn()
        partner.turn(minutes=1)
        assert (sent.state, sent.remote) == ("sent", "P-1")
        (form,) = partner.stand.requests
        assert (form["service_code"], form["jurisdiction_id"], form["attribute[kind]"]) == (
            "LAMP",
            "roads.example",
            "out",
        )
        assert (form["lat"], form["long"]) == ("14.901570", "101.718110")
        assert kinds(reference)[-2:] == ["cases.case.set_out", "cases.case.arrived"]
        assert Act.objects.get(kind="cases.case.arrived").facts["remote"] == "P-1"

    def test_without_the_officers_word_nothing_private_leaves(
        self, partner: Partner, officer: Actor, resident: Actor
    ) -> None:
        reference = partner.passed(officer, resident)
        partner.turn()
        sent = str(partner.stand.requests) + str(partner.stand.headers) + str(partner.stand.calls)
        assert not [secret for secret in SECRETS if secret in sent]
        assert partner.stand.requests[0]["description"] == f"ไฟทางดับ\n{origins.mark(reference)}"
        assert not Act.objects.filter(look=True, purpose="case.bridge").exists()

    def test_with_it_the_words_go_and_who_reported_stays(
        self, partner: Partner, officer: Actor, resident: Actor
    ) -> None:
        reference = partner.passed(officer, resident, along=True)
        partner.turn()
        assert partner.stand.requests[0]["description"] == f"{WORDS}\n{origins.mark(reference)}"
        sent = str(partner.stand.requests) + str(partner.stand.headers)
        assert not [secret for secret in SECRETS[1:] if secret in sent]
        look = Act.objects.get(look=True, purpose="case.bridge")
        assert list(ActSubject.objects.using("owner").filter(act_id=look.pk).values_list("subject_id", flat=True)) == [
            resident.subject
        ]

    def test_a_sealed_case_goes_to_no_other_system(self, partner: Partner, officer: Actor, resident: Actor) -> None:
        partner.passed(officer, resident)
        with owner_writes():
            Case.objects.using("owner").update(sealed=True)
        duty.turn(partner.now)
        assert (partner.stand.calls, Outbound.objects.count()) == ([], 0)

    def test_an_outsider_passes_nothing_on(self, partner: Partner, outsider: Actor, resident: Actor) -> None:
        from korat.kernel.errors import NotFound

        opened = filed(resident, partner.now)
        with pytest.raises(NotFound):
            moved(outsider, partner.now, opened.reference, "forward", office=office("doh"), note="x", along=True)
        duty.turn(partner.now)
        assert partner.stand.calls == []

    def test_they_go_in_the_order_in_which_they_were_passed_on(
        self, partner: Partner, officer: Actor, resident: Actor
    ) -> None:
        references = [partner.passed(officer, resident) for _ in range(3)]
        partner.turn()
        assert [form["description"].split("\n")[1] for form in partner.stand.requests] == [
            origins.mark(one) for one in references
        ]

    def test_a_kind_the_partner_does_not_know_is_told_to_the_office(
        self, partner: Partner, officer: Actor, resident: Actor
    ) -> None:
        partner.means(services={"report-problem.road": {"code": "ROAD"}})
        reference = partner.passed(officer, resident)
        assert (partner.turn().state, partner.stand.requests) == ("stranded", [])
        assert kinds(reference)[-1] == "cases.case.stranded"

    def test_without_the_key_that_the_pack_names_it_waits(
        self, partner: Partner, officer: Actor, resident: Actor
    ) -> None:
        partner.means(key="roads")
        partner.passed(officer, resident)
        assert (partner.turn().last_error, partner.stand.requests) == ("no_key", [])
        from korat.kernel.settings import read

        path = read().home / "keys" / "open311" / "roads"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text("secret-of-roads\n")
        try:
            assert partner.turn(minutes=2).state == "sent"
        finally:
            path.unlink()
        assert partner.stand.requests[0]["api_key"] == "secret-of-roads"

    def test_a_number_that_comes_later_is_asked_for_by_its_token(
        self, partner: Partner, officer: Actor, resident: Actor
    ) -> None:
        partner.stand.receipt = lambda _number: {"token": "t-1"}
        partner.passed(officer, resident)
        assert partner.turn().state == "awaited"
        assert (partner.turn(minutes=2).remote, partner.stand.calls[-1]) == (
            "P-1", "GET /v2/tokens/t-1.json?jurisdiction_id=roads.example"
        )  # fmt: skip
        assert len(partner.stand.requests) == 1


class TestByItself:
    @pytest.fixture
    def routed(self, partner: Partner, resident: Actor, monkeypatch: pytest.MonkeyPatch) -> str:
        """A report that routing sends to the agency, without an officer."""
        (agency,), by_id = people.bridged(), people.organisation_by_id
        monkeypatch.setattr(people, "organisation_by_id", lambda id: agency if id == agency.id else by_id(id))
        return filed(resident, partner.now, owner="highway").reference

    def test_what_routing_sends_to_the_agency_sets_out_without_an_officer(self, partner: Partner, routed: str) -> None:
        assert partner.turn().state == "sent"
        sent = str(partner.stand.requests) + str(partner.stand.headers)
        assert not [secret for secret in SECRETS if secret in sent]
        assert kinds(routed) == ["cases.case.opened", "cases.case.set_out", "cases.case.arrived"]
        assert list(Stay.objects.values_list("state", "words")) == [("answering", False)]

    def test_what_is_finished_there_is_done_here(self, partner: Partner, routed: str) -> None:
        partner.turn()
        partner.stand.told["P-1"] = {"status": "closed", "status_notes": "เปลี่ยนหลอดแล้ว"}
        partner.turn(minutes=16)
        assert row(routed).step == "done"
        assert [one for one in cases.unexplained() if one.reference == routed] == []

    def test_what_came_from_there_does_not_go_back_by_itself(
        self, partner: Partner, program: Program, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (agency,), by_id = people.bridged(), people.organisation_by_id
        monkeypatch.setattr(people, "organisation_by_id", lambda id: agency if id == agency.id else by_id(id))
        owner = {"attribute[light-owner]": "highway"}
        program.file(partner.now, {"Korat-Origin": "roads.example/HR26-000001"}, **owner)
        assert (partner.turn().last_error, partner.stand.calls) == ("circle", [])

    def test_an_office_without_a_program_begins_no_stay(self, partner: Partner, resident: Actor) -> None:
        filed(resident, partner.now)
        assert not Stay.objects.exists()


class TestPhotographs:
    @pytest.fixture
    def published(self, monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
        """As if an officer had approved the copy of the photograph, or had not."""
        address = "https://korat.example/d/1"

        def say(shown: bool) -> None:
            monkeypatch.setattr(reports, "published", lambda _face: address if shown else "")

        return say

    def test_the_published_copy_goes_to_who_takes_addresses(
        self, partner: Partner, officer: Actor, resident: Actor, published: Callable[[bool], None]
    ) -> None:
        partner.means(media=True)
        published(True)
        partner.passed(officer, resident)
        partner.turn()
        assert partner.stand.requests[0]["media_url"] == "https://korat.example/d/1"

    def test_without_a_published_copy_or_the_packs_word_no_photograph_goes(
        self, partner: Partner, officer: Actor, resident: Actor
    ) -> None:
        opened = filed(resident, partner.now, photos=(photo(partner.now),))
        moved(officer, partner.now, opened.reference, "forward", office=office("doh"), note="x", along=True)
        partner.means(media=True)
        partner.turn()
        assert "media_url" not in partner.stand.requests[0]

    def test_one_that_is_published_between_two_tries_changes_nothing_of_what_is_sent(
        self, partner: Partner, officer: Actor, resident: Actor, published: Callable[[bool], None]
    ) -> None:
        partner.means(once="key", media=True)
        partner.stand.heeds_keys, partner.stand.lose = True, 1
        published(False)
        partner.passed(officer, resident)
        partner.turn()
        published(True)
        assert (partner.turn(minutes=2).state, len(partner.stand.requests)) == ("sent", 1)


class TestXml:
    def test_a_partner_that_speaks_xml_is_sent_to_and_heard(
        self, partner: Partner, officer: Actor, resident: Actor
    ) -> None:
        partner.means(format="xml")
        partner.stand.speaks_xml = True
        reference = partner.passed(officer, resident)
        assert partner.turn().remote == "P-1"
        partner.stand.told["P-1"] = {"status": "closed", "status_notes": "เปลี่ยนหลอด & ทดสอบแล้ว"}
        partner.turn(minutes=16)
        assert row(reference).step == "done"
        assert {call.split("?")[0] for call in partner.stand.calls} == {"POST /v2/requests.xml", "GET /v2/requests.xml"}
        assert any("เปลี่ยนหลอด & ทดสอบแล้ว" in one for one in told(reference))

    def test_a_lost_answer_is_found_in_its_list(self, partner: Partner, officer: Actor, resident: Actor) -> None:
        partner.means(format="xml")
        partner.stand.speaks_xml, partner.stand.lose = True, 1
        partner.passed(officer, resident)
        partner.turn()
        assert (partner.turn(minutes=2).remote, len(partner.stand.requests)) == ("P-1", 1)

    @pytest.mark.parametrize("body", [
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x><request><token>&b;</token></request></x>',
        b'<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd"><x/>',
        b"<x>" * 100_000,
        b"<x><request></x>",
        b'<?xml version="1.0" encoding="nonsense"?><x/>',
    ])  # fmt: skip
    def test_wicked_xml_is_no_answer(self, body: bytes, partner: Partner, officer: Actor, resident: Actor) -> None:
        def answer(handler: BaseHTTPRequestHandler) -> bool:
            handler.send_response(200)
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)
            return True

        partner.stand.misbehave = answer
        partner.passed(officer, resident)
        assert (partner.turn().last_error, Outbound.objects.get().remote) == ("unreadable", "")


class TestLostAnswers:
    def test_a_list_that_shows_our_mark_gives_the_number_back(
        self, partner: Partner, officer: Actor, resident: Actor
    ) -> None:
        partner.stand.lose = 1
        partner.passed(officer, resident)
        assert partner.turn().state == "unsure"
        assert (partner.turn(minutes=2).remote, len(partner.stand.requests)) == ("P-1", 1)

    def test_a_partner_that_heeds_the_key_is_sent_the_very_same_again(
        self, partner: Partner, officer: Actor, resident: Actor
    ) -> None:
        partner.means(once="key")
        partner.stand.heeds_keys, partner.stand.lose = True, 3
        partner.passed(officer, resident)
        for minutes in (0, 2, 5, 12):
            found = partner.turn(minutes)
        assert (found.remote, len(partner.stand.requests)) == ("P-1", 1)
        assert [call.split()[0] for call in partner.stand.calls] == ["POST"] * 4

    def test_words_erased_meanwhile_are_not_sent_as_something_else(
        self, partner: Partner, officer: Actor, resident: Actor
    ) -> None:
        partner.means(once="key")
        partner.stand.heeds_keys, partner.stand.lose = True, 1
        partner.passed(officer, resident, along=True)
        partner.turn()
        Outbound.objects.update(digest="0" * 64)
        assert (partner.turn(minutes=2).last_error, len(partner.stand.requests)) == ("changed", 1)

    def test_it_looks_for_an_hour_before_it_sends_twice(
        self, partner: Partner, officer: Actor, resident: Actor
    ) -> None:
        """The residue that is left: a partner that neither heeds keys nor shows descriptions."""
        partner.stand.lists_words, partner.stand.lose = False, 1
        partner.passed(officer, resident)
        for minutes in range(0, 62):
            partner.turn(minutes)
        assert len(partner.stand.requests) == 1
        for minutes in range(62, 140):
            partner.turn(minutes)
        assert len(partner.stand.requests) == 2

    def test_killed_while_sending_it_finds_its_own_request(
        self, partner: Partner, officer: Actor, resident: Actor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def killed(*_: object) -> None:
            raise KeyboardInterrupt

        partner.passed(officer, resident)
        with monkeypatch.context() as patch:
            patch.setattr(sending, "settle", killed)
            with pytest.raises(KeyboardInterrupt):
                partner.turn()
        assert Outbound.objects.get().state == "sending"
        assert (partner.turn(minutes=11).remote, len(partner.stand.requests)) == ("P-1", 1)


class TestCircles:
    def test_what_came_from_there_is_never_sent_back(
        self, partner: Partner, officer: Actor, program: Program, advance: Callable[..., None]
    ) -> None:
        reference = program.file(headers={"Korat-Origin": "roads.example/HR26-000001"})
        assert Origin.objects.get().chain == ["roads.example/HR26-000001"]
        advance(reference, "forward", office=office("doh"), note="ของท่าน")
        assert (partner.turn().last_error, partner.stand.calls) == ("circle", [])

    def test_the_mark_in_the_words_tells_where_a_header_was_dropped(
        self, partner: Partner, program: Program, advance: Callable[..., None]
    ) -> None:
        reference = program.file(description="lamp out\n[roads.example/HR26-000001]")
        advance(reference, "forward", office=office("doh"), note="ของท่าน")
        assert (partner.turn().last_error, partner.stand.calls) == ("circle", [])

    def test_what_we_sent_ourselves_is_refused_when_it_comes_round(self, program: Program) -> None:
        own = origins.own()
        for said in ({"headers": {"Korat-Origin": f"{own}/RP69-000001, x.example/1"}},):
            program.refused(program.post({"service_code": "light", "address_string": "x"}, **said), 400)
        words = {"service_code": "light", "address_string": "x", "description": f"ไฟดับ [{own}/RP69-000001]"}
        assert "out from us" in program.refused(program.post(words, headers={"Accept-Language": "en"}), 400)
        assert Case.objects.count() == 0

    def test_a_chain_without_end_is_refused(self, program: Program) -> None:
        chain = ", ".join(f"s{n}.example/1" for n in range(6))
        program.refused(program.post({"service_code": "light", "address_string": "x"}, headers={"Korat-Origin": chain}))

    def test_the_chain_goes_on_with_the_case(
        self, partner: Partner, program: Program, advance: Callable[..., None]
    ) -> None:
        reference = program.file(headers={"Korat-Origin": "far.example/A-1"})
        advance(reference, "forward", office=office("doh"), note="ของท่าน")
        partner.turn()
        assert partner.stand.headers[0]["Korat-Origin"] == f"far.example/A-1, {origins.link(reference)}"


class TestHearing:
    def test_what_is_finished_there_is_done_here_and_waits_for_the_reporter(
        self, partner: Partner, officer: Actor, resident: Actor
    ) -> None:
        reference = partner.passed(officer, resident)
        partner.turn()
        partner.stand.told["P-1"] = {"status": "closed", "status_notes": "เปลี่ยนหลอดแล้ว"}
        assert partner.turn(minutes=16).state == "sent"
        assert (row(reference).step, row(reference).state) == ("done", "open")
        act = Act.objects.filter(kind="cases.case.moved").order_by("-pk")[0]
        assert (act.facts["move"], act.post) == ("heard-by-program", "service:bridge")
        assert any("เปลี่ยนหลอดแล้ว" in one for one in told(reference))
        assert [one for one in cases.unexplained() if one.reference == reference] == []
        assert list(Stay.objects.order_by("pk").values_list("state", flat=True)) == ["forwarded", "done", "answering"]

    def test_notes_reach_the_case_as_plain_words_once(self, partner: Partner, officer: Actor, resident: Actor) -> None:
        reference = partner.passed(officer, resident)
        partner.turn()
        notes = "<b>ช่าง</b>กำลังไป<script>alert(1)</script> &lt;3"
        partner.stand.told["P-1"] = {"status_notes": notes}
        for minutes in (16, 32, 48):
            partner.turn(minutes)
        assert kinds(reference).count("cases.case.heard_from_partner") == 1
        assert [one for one in told(reference) if "ช่างกำลังไป <3" in one and "alert" not in one]

    def test_when_the_office_takes_the_case_back_the_partner_is_not_heard(
        self, partner: Partner, officer: Actor, resident: Actor
    ) -> None:
        reference = partner.passed(officer, resident)
        partner.turn()
        moved(officer, partner.now + MINUTE, reference, "take")
        partner.stand.told["P-1"] = {"status": "closed", "status_notes": "x"}
        assert (partner.turn(minutes=16).state, row(reference).step) == ("ended", "accepted")


def owner_writes() -> Any:
    from django.db import transaction

    return transaction.atomic(using="owner")


class TestWickedness:
    def sent(self, partner: Partner, officer: Actor, resident: Actor) -> str:
        reference = partner.passed(officer, resident)
        partner.turn()
        return reference

    def test_a_huge_answer_is_cut_off(
        self, partner: Partner, officer: Actor, resident: Actor, caplog: pytest.LogCaptureFixture
    ) -> None:
        def flood(handler: BaseHTTPRequestHandler) -> bool:
            handler.send_response(200)
            handler.end_headers()
            try:
                for _ in range(200):
                    handler.wfile.write(b"x" * 100_000)
            except OSError:
                handler.close_connection = True
            return True

        reference = self.sent(partner, officer, resident)
        partner.stand.misbehave = flood
        before = kinds(reference)
        partner.turn(minutes=16)
        assert kinds(reference) == before
        assert "partner doh: its answer was too large and was cut off" in caplog.text

    @pytest.mark.parametrize("part", ["headers", "body"])
    def test_an_answer_that_drips_is_cut_off_in_its_time(
        self, part: str, partner: Partner, officer: Actor, resident: Actor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def drip(handler: BaseHTTPRequestHandler) -> bool:
            start = b"HTTP/1.1 200 OK\r\n" + (b"\r\n" if part == "body" else b"X-Drop: ")
            try:
                handler.wfile.write(start)
                for _ in range(100):
                    handler.wfile.write(b"1")
                    time.sleep(0.1)
            except OSError:
                handler.close_connection = True
            return True

        self.sent(partner, officer, resident)
        monkeypatch.setattr(wire, "WHOLE_S", 0.6)
        partner.stand.misbehave = drip
        begun = time.monotonic()
        partner.turn(minutes=16)
        assert time.monotonic() - begun < 4

    def test_a_redirect_to_the_inside_is_not_followed(self, partner: Partner, officer: Actor, resident: Actor) -> None:
        with served(Stand()) as inside:

            def lead_astray(handler: BaseHTTPRequestHandler) -> bool:
                handler.send_response(307)
                handler.send_header("Location", f"{inside.endpoint}/requests.json")
                handler.send_header("Content-Length", "0")
                handler.end_headers()
                return True

            partner.stand.misbehave = lead_astray
            partner.passed(officer, resident)
            assert (partner.turn().last_error, inside.calls) == ("redirect", [])

    @pytest.mark.parametrize("address", ["10.0.0.5", "127.0.0.1", "169.254.169.254", "::1", "192.168.1.1", "fd00::1"])
    def test_a_name_that_leads_inside_is_not_called(
        self, address: str, partner: Partner, officer: Actor, resident: Actor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        partner.means(endpoint="https://roads.example/v2")
        found = [(0, 0, 0, "", ("93.184.216.34", 443)), (0, 0, 0, "", (address, 443))]
        monkeypatch.setattr(wire.socket, "getaddrinfo", lambda *_args, **_more: found)
        partner.passed(officer, resident)
        assert (partner.turn().last_error, partner.stand.calls) == ("private_address", [])

    def test_a_status_that_flips_without_end_is_heard_twenty_times(
        self, partner: Partner, officer: Actor, resident: Actor, caplog: pytest.LogCaptureFixture
    ) -> None:
        reference = self.sent(partner, officer, resident)
        for turn in range(60):
            partner.stand.told["P-1"] = {"status_notes": f"change {turn}"}
            partner.turn(minutes=16 * (turn + 1))
        assert kinds(reference).count("cases.case.heard_from_partner") == hearing.MOST_CHANGES
        assert Outbound.objects.get().last_error == "flood"
        assert "it changed its mind too often" in caplog.text

    def test_of_other_peoples_cases_it_can_say_nothing(
        self, partner: Partner, officer: Actor, resident: Actor, caplog: pytest.LogCaptureFixture
    ) -> None:
        reference = self.sent(partner, officer, resident)
        other = filed(resident, partner.now).reference
        partner.stand.strangers = [
            {"service_request_id": name, "status": "closed"} for name in (other, "P-7", reference)
        ]
        partner.turn(minutes=16)
        assert (row(other).step, row(reference).step) == ("received", "forwarded")
        assert "requests that we did not ask for" in caplog.text

    def test_a_number_that_another_case_has_already_is_not_taken(
        self, partner: Partner, officer: Actor, resident: Actor
    ) -> None:
        partner.stand.receipt = lambda _number: {"service_request_id": "P-1"}
        self.sent(partner, officer, resident)
        second = partner.passed(officer, resident)
        assert (partner.turn(minutes=1).last_error, kinds(second)[-1]) == ("bad_number", "cases.case.stranded")

    def test_a_date_that_has_not_come_moves_no_clock_of_ours(
        self, partner: Partner, officer: Actor, resident: Actor, caplog: pytest.LogCaptureFixture
    ) -> None:
        reference = self.sent(partner, officer, resident)
        partner.stand.told["P-1"] = {"status_notes": "x", "updated_datetime": "2099-01-01T00:00:00+07:00"}
        at = partner.now + 16 * MINUTE
        partner.turn(minutes=16)
        assert Act.objects.filter(about=row(reference).uuid).order_by("-pk")[0].occurred_at == at
        assert "it gave a date that has not come" in caplog.text

    @pytest.mark.parametrize("body", [b"[" * 100_000, b"<html>", b'{"a": 1}', b"", b"\xff\xfe", b"[[], 7, null]"])
    def test_nonsense_changes_nothing(self, body: bytes, partner: Partner, officer: Actor, resident: Actor) -> None:
        def babble(handler: BaseHTTPRequestHandler) -> bool:
            handler.send_response(200)
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)
            return True

        reference = self.sent(partner, officer, resident)
        before = kinds(reference)
        partner.stand.misbehave = babble
        assert (partner.turn(minutes=16).state, kinds(reference)) == ("sent", before)
