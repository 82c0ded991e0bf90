"""Whatever is done with a case in whatever order, its row stays consistent and its acts explain it."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from korat.blocks.cases.models import Case, Task
from korat.blocks.cases.values import Opened
from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.definition import Move
from korat.blocks.ledger import queries as ledger_read
from korat.blocks.ledger.actor import Actor
from korat.kernel.errors import Refused
from tests.reports import BEND, SERVICE, filed, moved, photo, row

WALKS = settings(max_examples=10)


def given_with(move: Move, now: datetime, *, solved: bool, count: int) -> dict[str, object]:
    """Everything that the move needs. No case leaves the office here: nobody in it could follow it any further."""
    every = {
        "note": "ข้อความ", "reason": "เหตุผล", "instruction": "งาน", "public_text": "ข้อความสาธารณะ", "solved": solved,
    }  # fmt: skip
    found: dict[str, object] = {need: every[need] for need in move.needs if need in every}
    if "pause" in move.needs:
        found["pause"] = "weather"
    if move.evidence:
        found |= {"photos": (photo(now),), "stood": BEND, "count": count}
    return found


def consistent(case: Case) -> None:
    step = catalog.service_or_fail(SERVICE).step(case.step)
    assert (case.state == "closed") == step.closed == (case.closed_at is not None)
    assert (case.paused_at is not None) == step.paused
    assert case.updated_at >= case.opened_at
    assert case.answered_at is None or case.opened_at <= case.answered_at <= case.updated_at
    assert Task.objects.filter(case=case, state="ordered").exists() == (case.step in ("ordered", "partly"))


def explained(opened: Opened, case: Case, now: datetime) -> None:
    acts = [act for act in ledger_read.about(opened.uuid, since=now) if act.kind.startswith("cases.")]
    assert len(acts) == case.version
    assert acts[-1].facts["step"] == case.step
    assert acts[-1].facts["office"] == case.office_id
    steps = [act.facts["step"] for act in acts]
    assert [act.facts["from"] for act in acts[1:]] == steps[:-1]
    assert sum(act.facts.get("move") == "reopen" for act in acts) == case.reopened


def test_any_walk_through_the_moves_keeps_the_case_consistent_and_explained(
    officer: Actor, crew: Actor, mayor: Actor, resident: Actor, now: datetime
) -> None:
    service = catalog.service_or_fail(SERVICE)
    by_hand = [move for move in service.moves if move.purpose != "case.bridge"]
    moves = [move for move in by_hand if not ("office" in move.needs or move.hands_over or service.is_part(move))]
    actors = {"case.repair": crew, "case.reply": resident, "case.decide": mayor}

    @WALKS
    @given(st.lists(st.tuples(st.integers(0, 10**6), st.booleans()), min_size=3, max_size=14))
    def walk(choices: list[tuple[int, bool]]) -> None:
        opened = filed(resident, now)
        consistent(case := row(opened.reference))
        for number, (choice, solved) in enumerate(choices, 1):
            at = now + timedelta(minutes=number)
            fitting = [move for move in moves if case.step in move.start and move.is_for(case.category)]
            if not fitting:
                break
            move = fitting[choice % len(fitting)]
            before = case.version
            case = moved(
                actors.get(move.purpose, officer),
                at,
                opened.reference,
                move.code,
                **given_with(move, at, solved=solved, count=max(case.counted or 0, 1 + choice % 4)),
            )
            assert (case.version, case.reference, case.uuid) == (before + 1, opened.reference, opened.uuid)
            consistent(case)
        explained(opened, case, now)

    walk()


def test_any_refused_move_leaves_the_case_and_its_acts_as_they_were(
    officer: Actor, crew: Actor, resident: Actor, outsider: Actor, now: datetime
) -> None:
    codes = [move.code for move in catalog.service_or_fail(SERVICE).moves]
    opened = filed(resident, now)
    moved(officer, now, opened.reference, "take")
    before, acts = row(opened.reference).__dict__, ledger_read.about(opened.uuid, since=now)

    @WALKS
    @given(st.sampled_from(codes), st.sampled_from([crew, outsider]), st.booleans())
    def attempt(code: str, actor: Actor, solved: bool) -> None:
        try:
            moved(
                actor,
                now,
                opened.reference,
                code,
                note="x",
                reason="x",
                instruction="x",
                public_text="x",
                solved=solved,
            )
        except Refused:
            after = row(opened.reference).__dict__
            assert {**after, "_state": None} == {**before, "_state": None}
            assert ledger_read.about(opened.uuid, since=now) == acts
        else:
            raise AssertionError(f"{code} was allowed")

    attempt()
