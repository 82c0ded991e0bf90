"""Word that comes back over the bridge: it moves its own case, goes round in no circle, and a wicked partner gains nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler

import pytest

from korat.blocks.cases import queries as cases
from korat.blocks.cases.models import Case, Stay
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.standards.open311.models import Origin, Outbound
from korat.standards.open311.outward import hearing, origins, wire
from tests.reports import filed, moved, office, row
from tests.standards.open311.bridged import MINUTE, Partner, kinds, told
from tests.standards.open311.conftest import Program
from tests.standards.open311.partner import Stand, served


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
                for _ in range(600):
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
        assert time.monotonic() - begun < 30

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
