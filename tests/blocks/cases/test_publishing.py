"""Nothing is published unseen: proposals, the covered copy, its ticket, and the act that counts what was hidden."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest

from korat.blocks.cases import actions
from korat.blocks.cases.actions.publishing import Veil
from korat.blocks.cases.values import Opened
from korat.blocks.documents import actions as documents_do
from korat.blocks.documents import queries as documents
from korat.blocks.documents.copies import faces
from korat.blocks.documents.copies.boxes import Box
from korat.blocks.documents.models import DocumentPrivate, Upload
from korat.blocks.ledger import queries as ledger_read
from korat.blocks.ledger.actor import Actor
from korat.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from tests import portrait
from tests.blocks.documents import pictures
from tests.reports import WORDS, filed, moved, photo, row, shown

PLATE = Box(500, 500, 700, 600)


@pytest.fixture
def shot(resident: Actor, now: datetime) -> Opened:
    return filed(resident, now, photos=(photo(now),))


def original(opened: Opened) -> UUID:
    (found,) = [view.uuid for view in documents.photos(opened.uuid) if not view.public]
    return found


def public(opened: Opened) -> list[UUID]:
    return [view.uuid for view in documents.photos(opened.uuid) if view.public]


def kinds(opened: Opened, now: datetime) -> list[str]:
    return [act.kind for act in ledger_read.about(opened.uuid, since=now)]


def test_five_faces_are_proposed_found_once_and_covered(officer: Actor, resident: Actor, now: datetime) -> None:
    group = documents_do.receive(file=BytesIO(portrait.five_faces()), name="group.jpg", now=now).handle
    case = filed(resident, now, photos=(group,))
    (view, seen), *_ = actions.propose(actor=officer, now=now, reference=case.reference).photos
    assert seen is not None and len(seen) >= 5
    again = actions.propose(actor=officer, now=now, reference=case.reference).photos[0][1]
    assert again == seen
    assert kinds(case, now).count("documents.photo.examined") == 1
    veil = Veil(boxes=(PLATE,))
    ticket = shown(officer, now, case.reference, view.uuid, veil)
    moved(officer, now, case.reference, "publish", public_text="กลุ่มคน", publish=(ticket,), hidden={"phone": 1})
    move, published = ledger_read.about(case.uuid, since=now)[-2:]
    assert move.facts["hidden"] == {"phone": 1}
    assert published.facts["hidden"] == {"face": len(seen), "part": 1}
    image, _type = documents.public_bytes(public(case)[0]) or (b"", "")
    copy = pictures.opened(image)
    for across, down in [*portrait.middles(), (600, 550)]:
        assert max(copy.getpixel((across * copy.width // 1000, down * copy.height // 1000))) < 60


def test_a_face_is_hidden_unless_the_officer_kept_it(officer: Actor, resident: Actor, now: datetime) -> None:
    group = documents_do.receive(file=BytesIO(portrait.five_faces()), name="group.jpg", now=now).handle
    case = filed(resident, now, photos=(group,))
    veils = {original(case): Veil(kept=frozenset({0}))}
    (ready,) = actions.prepare(actor=officer, now=now, reference=case.reference, veils=veils)
    _view, seen = actions.propose(actor=officer, now=now, reference=case.reference).photos[0]
    assert seen is not None and ready.hidden == {"face": len(seen) - 1}


def test_the_reporters_words_come_with_the_proposal(officer: Actor, shot: Opened, now: datetime) -> None:
    draft = actions.propose(actor=officer, now=now, reference=shot.reference)
    assert draft.words == WORDS
    assert [(view.uuid, seen) for view, seen in draft.photos] == [(original(shot), ())]
    assert DocumentPrivate.objects.count() == 0, "the look is closed again"


def test_the_very_bytes_that_were_shown_are_published(officer: Actor, shot: Opened, now: datetime) -> None:
    (ready,) = actions.prepare(actor=officer, now=now, reference=shot.reference, veils={original(shot): Veil()})
    image, _type = actions.show(actor=officer, now=now, reference=shot.reference, ticket=ready.ticket)
    moved(officer, now, shot.reference, "publish", public_text="ไฟดับ", publish=(ready.ticket,))
    assert documents.public_bytes(public(shot)[0]) == (image, "image/jpeg")
    assert Upload.objects.count() == 0


def test_a_copy_that_was_never_shown_is_not_published(officer: Actor, shot: Opened, now: datetime) -> None:
    (ready,) = actions.prepare(actor=officer, now=now, reference=shot.reference, veils={original(shot): Veil()})
    with pytest.raises(Conflict) as refused:
        moved(officer, now, shot.reference, "publish", public_text="ไฟดับ", publish=(ready.ticket,))
    assert refused.value.code == "unseen"
    assert (public(shot), row(shot.reference).public_text) == ([], "")


def test_what_another_officer_saw_is_not_seen(officer: Actor, mayor: Actor, shot: Opened, now: datetime) -> None:
    ticket = shown(officer, now, shot.reference, original(shot))
    with pytest.raises(Conflict):
        moved(mayor, now, shot.reference, "publish", public_text="ไฟดับ", publish=(ticket,))
    with pytest.raises(Conflict):
        actions.show(actor=mayor, now=now, reference=shot.reference, ticket=ticket)
    assert public(shot) == []


@pytest.mark.parametrize("change", ["another case", "a bent letter", "a day later", "twice", "an upload's own handle"])
def test_a_ticket_is_good_for_one_copy_of_one_case_and_one_day(
    officer: Actor, resident: Actor, shot: Opened, now: datetime, change: str
) -> None:
    ticket, case, later = shown(officer, now, shot.reference, original(shot)), shot, now
    if change == "another case":
        case = filed(resident, now)
    elif change == "a bent letter":
        ticket = ticket[:-1] + ("A" if ticket[-1] != "A" else "B")
    elif change == "a day later":
        later = now + timedelta(days=1, minutes=1)
    elif change == "twice":
        moved(officer, now, shot.reference, "publish", public_text="ไฟดับ", publish=(ticket,))
    else:
        ticket = photo(now)
    before = len(public(shot))
    with pytest.raises(Conflict):
        moved(officer, later, case.reference, "publish", public_text="อีกครั้ง", publish=(ticket,))
    assert (len(public(shot)), public(case) if case is not shot else []) == (before, [])


def test_without_the_model_the_officer_says_to_have_looked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, officer: Actor, shot: Opened, now: datetime
) -> None:
    monkeypatch.setattr(faces, "MODEL", tmp_path / "none.onnx")
    ((_view, seen),) = actions.propose(actor=officer, now=now, reference=shot.reference).photos
    assert seen is None
    assert "documents.photo.examined" not in kinds(shot, now)
    with pytest.raises(Invalid) as refused:
        actions.prepare(actor=officer, now=now, reference=shot.reference, veils={original(shot): Veil()})
    assert refused.value.code == "not_looked"
    assert Upload.objects.count() == 0
    (ready,) = actions.prepare(
        actor=officer, now=now, reference=shot.reference, veils={original(shot): Veil(looked=True)}
    )
    assert ready.hidden == {}


@pytest.mark.parametrize(
    ("who", "refusal"), [("outsider", NotFound), ("clerk", NotFound), ("crew", Forbidden), ("auditor", Forbidden)]
)
def test_nobody_else_proposes_prepares_or_sees(
    request: pytest.FixtureRequest, officer: Actor, shot: Opened, now: datetime, who: str, refusal: type[Exception]
) -> None:
    actor, ticket = request.getfixturevalue(who), shown(officer, now, shot.reference, original(shot))
    acts = kinds(shot, now)
    with pytest.raises(refusal):
        actions.propose(actor=actor, now=now, reference=shot.reference)
    with pytest.raises(refusal):
        actions.prepare(actor=actor, now=now, reference=shot.reference, veils={original(shot): Veil()})
    with pytest.raises(refusal):
        actions.show(actor=actor, now=now, reference=shot.reference, ticket=ticket)
    assert kinds(shot, now) == acts


def test_a_photograph_of_another_case_is_not_prepared_by_the_way(
    officer: Actor, outsider: Actor, shot: Opened, now: datetime
) -> None:
    strange = original(filed(outsider, now, photos=(photo(now),)))
    assert actions.prepare(actor=officer, now=now, reference=shot.reference, veils={strange: Veil(looked=True)}) == ()
    assert Upload.objects.count() == 0
