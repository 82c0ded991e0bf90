"""The bridge: one request for each case, and nothing private but what the officer let go along."""

from __future__ import annotations

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler

import pytest

from korat.blocks.cases import queries as cases
from korat.blocks.cases.models import Case, Stay
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act, ActSubject
from korat.blocks.people import queries as people
from korat.standards.open311.models import Outbound
from korat.standards.open311.outward import duty, origins, reports, sending
from tests.reports import WORDS, filed, moved, office, photo, row
from tests.standards.open311.bridged import SECRETS, Partner, kinds, owner_writes, told
from tests.standards.open311.conftest import Program


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
