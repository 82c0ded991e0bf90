"""A pack meets the database: planned, applied in one act, again without effect, not at all when wrong."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from korat.blocks.cases import queries as cases
from korat.blocks.cases.actions import open_case
from korat.blocks.cases.queries import FaceFilter
from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.models import Calendar, Service
from korat.blocks.ledger import packs
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act, AppliedPack, Grant
from korat.blocks.measures import actions as measures_write
from korat.blocks.measures import queries as measures
from korat.blocks.measures.pack import ChangeDefinition
from korat.blocks.people import queries as people
from korat.blocks.people.models import Post, Term
from korat.blocks.places import queries as places
from korat.blocks.places.models import Place
from korat.config.packs import Pack, apply, find_pack, load, plan
from korat.config.packs.checks import crossings
from korat.config.packs.commands import apply_command, plan_command
from korat.config.packs.format import KINDS, Item
from korat.config.packs.reading import Source
from korat.kernel.errors import Invalid, NotFound
from korat.kernel.texts import Text
from tests.reports import SERVICE, filed, moved, office, wanted

ROOT = Path(__file__).resolve().parents[2]


pytestmark = pytest.mark.usefixtures("house", "terms")


@pytest.fixture
def terms(house: None) -> Iterator[None]:
    """Who is in office and by which grant; put back afterwards, since the wipe only deletes what is new."""
    rows, grants = list(Term.objects.all()), list(Grant.objects.all())
    yield
    Term.objects.using("owner").bulk_update(rows, ["grant", "ends_at"])
    Grant.objects.using("owner").bulk_update(grants, ["ended_at"])


@pytest.fixture
def pack(terms: None, now: datetime) -> Iterator[Pack]:
    """The pack in force, which is put back afterwards."""
    packs.forget()
    found = load(find_pack(None))
    yield found
    apply(found, now)


def with_service(pack: Pack, **changes: object) -> Pack:
    changed = pack.services[0].model_copy(update=changes)
    return replace(pack, services=(changed, *pack.services[1:]))


def test_the_pack_in_force_is_known_by_its_hash(pack: Pack) -> None:
    assert packs.applied_hash() == pack.hash
    assert AppliedPack.objects.get(hash=pack.hash).version == pack.version


def test_again_nothing_happens(pack: Pack, now: datetime) -> None:
    before = Act.objects.count(), AppliedPack.objects.count()
    assert not plan(pack)
    with CaptureQueriesContext(connection) as queries:
        assert not apply(pack, now)
    assert (Act.objects.count(), AppliedPack.objects.count()) == before
    assert not any(query["sql"].startswith(("INSERT", "UPDATE", "DELETE")) for query in queries)


def test_a_plan_names_what_would_change_and_changes_nothing(pack: Pack) -> None:
    gone = pack.places[-1].code
    new = pack.places[-1].model_copy(update={"code": "x-new"})
    found = plan(replace(with_service(pack, channels=("counter",)), places=(*pack.places[:-1], new)))
    lines = list(found.lines())
    assert lines == [f"~ service {pack.services[0].code}", "+ place x-new", f"- place {gone}"]
    assert not Place.objects.filter(code="x-new").exists()
    assert not plan(pack)


def test_a_change_is_one_act_of_the_service_pack(pack: Pack, now: datetime) -> None:
    changed = with_service(pack, channels=("counter",))
    before = Act.objects.count()
    assert apply(changed, now).kinds["services"].changed == (pack.services[0].code,)
    act = Act.objects.latest("id")
    assert Act.objects.count() == before + 1
    assert (act.kind, act.purpose, act.post) == ("packs.pack.applied", "pack.apply", "service:pack")
    assert act.facts == {
        "pack": pack.id,
        "version": pack.version,
        "hash": changed.hash,
        "added": 0,
        "changed": 1,
        "retired": 0,
    }
    assert packs.applied_hash() == changed.hash
    assert catalog.services()[0].channels == ("counter",)


def test_what_is_gone_is_retired_and_what_returns_is_itself_again(pack: Pack, now: datetime) -> None:
    last, service = pack.places[-1], pack.services[0]
    key = Place.objects.get(code=last.code).pk
    apply(replace(pack, places=pack.places[:-1], services=pack.services[1:], years={}), now)
    assert Place.objects.get(code=last.code).retired_at == now
    assert Service.objects.get(code=service.code).retired_at == now
    assert not Calendar.objects.filter(retired_at=None).exists()
    assert catalog.service(service.code) is None
    assert catalog.service_or_fail(service.code).code == service.code
    shown = places.place(last.code)
    assert shown is not None
    assert shown.retired
    apply(pack, now)
    back = Place.objects.get(code=last.code)
    assert (back.pk, back.retired_at) == (key, None)
    assert catalog.service(service.code) == service


def test_whoever_is_in_office_keeps_step_with_the_post(pack: Pack, now: datetime) -> None:
    term = Term.objects.filter(ends_at=None).select_related("post").first()
    assert term is not None
    posts = [
        one.model_copy(update={"purposes": ("case.read",)}) if one.code == term.post.code else one for one in pack.posts
    ]
    apply(replace(pack, posts=tuple(posts)), now)
    renewed = Term.objects.select_related("grant").get(pk=term.pk)
    assert renewed.grant.purposes == ["case.read"]
    assert renewed.grant_id != term.grant_id
    apply(pack, now)
    assert sorted(Term.objects.get(pk=term.pk).grant.purposes) == sorted(Post.objects.get(pk=term.post_id).purposes)


def test_a_failure_half_way_leaves_everything_as_it_was(pack: Pack, now: datetime) -> None:
    before = Act.objects.count()
    broken = pack.posts[0].model_copy(update={"organisation": "nobody"})
    renamed = pack.places[-1].model_copy(update={"names": Text.of(th="ที่อื่น", en="Elsewhere")})
    wrong = replace(pack, posts=(broken, *pack.posts[1:]), places=(*pack.places[:-1], renamed))
    with pytest.raises(KeyError):
        apply(wrong, now)
    assert Act.objects.count() == before
    assert not plan(pack)


def test_a_wrong_pack_changes_nothing_and_names_file_line_and_remedy(
    pack: Pack, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(ROOT / "packs", tmp_path / "packs")
    folder = tmp_path / "packs" / pack.id
    with (folder / "posts.yaml").open("a") as file:
        file.write("\n- {code: x, organisation: nobody, names: {th: x, en: x}, purposes: [case.read], basis: b}\n")
    before = Act.objects.count()
    assert apply_command(folder) == 1
    said = capsys.readouterr().out
    line = len((folder / "posts.yaml").read_text().splitlines())
    assert f"{folder}/posts.yaml:{line}:" in said
    assert "Unknown organisation nobody" in said
    assert "ไม่รู้จักหน่วยงาน nobody" in said
    assert Act.objects.count() == before
    assert not Post.objects.filter(code="x").exists()


def test_the_plan_command_speaks(pack: Pack, capsys: pytest.CaptureFixture[str]) -> None:
    assert plan_command(find_pack(None)) == 0
    assert f"{pack.id} {pack.version} ({pack.hash[:12]})" in capsys.readouterr().out


def test_another_province_can_take_over_the_same_database(pack: Pack, now: datetime) -> None:
    other = next(load(path.parent) for path in (ROOT / "packs").glob("*/pack.yaml") if is_other(path.parent, pack))
    apply(other, now)
    assert catalog.profile().code == other.id
    assert [one.code for one in catalog.services()] == sorted(one.code for one in other.services)
    province = places.province()
    assert province is not None
    assert province.code in {one.code for one in other.places}
    assert {one.code for one in people.posts()} == {one.code for one in other.posts}


def is_other(folder: Path, pack: Pack) -> bool:
    return folder.name != pack.id and (folder / "places").is_dir()


def test_the_whole_pack_is_written_in_few_statements(pack: Pack, now: datetime) -> None:
    renamed = [one.model_copy(update={"source": f"{one.source} "}) for one in pack.places]
    with CaptureQueriesContext(connection) as queries:
        apply(replace(pack, places=tuple(renamed)), now)
    assert len(queries) < 60, len(queries)


def without(pack: Pack, part: str, code: str) -> Pack:
    """The pack without one category or step of the report service, and without what leads there."""
    service = next(one for one in pack.services if one.code == SERVICE)
    changes: dict[str, object] = {part: tuple(one for one in getattr(service, part) if one.code != code)}
    if part == "steps":
        kept = (one for one in service.moves if one.to != code)
        starts = ((one, tuple(step for step in one.start if step != code)) for one in kept)
        changes["moves"] = tuple(one.model_copy(update={"start": start}) for one, start in starts)
    changed = service.model_copy(update=changes)
    return replace(pack, services=tuple(changed if one is service else one for one in pack.services))


class TestDroppedWhileCasesAreOpen:
    def test_the_plan_says_how_many_cases_stand_on_it(self, pack: Pack, resident: Actor, now: datetime) -> None:
        for _ in range(2):
            filed(resident, now)
        lines = list(plan(without(pack, "categories", "light")).lines())
        assert lines[0] == f"~ service {SERVICE}"
        assert lines[1].startswith(f"! category {SERVICE}.light · 2 open cases")
        assert list(plan(without(pack, "categories", "animal")).lines()) == [f"~ service {SERVICE}"]

    def test_an_open_case_keeps_its_last_definition(
        self, pack: Pack, resident: Actor, officer: Actor, now: datetime
    ) -> None:
        reference = filed(resident, now).reference
        before = cases.case_face(reference)
        assert before is not None
        apply(without(pack, "categories", "light"), now)
        packs.forget()
        after = cases.case_face(reference)
        assert after is not None
        assert after.category == before.category
        assert catalog.service_or_fail(SERVICE).category("light") is None
        moved(officer, now, reference, "take")
        assert [one for one in cases.unexplained() if one.reference == reference] == []

    def test_a_place_that_only_the_community_knows_stays_so(self, pack: Pack, resident: Actor, now: datetime) -> None:
        service = next(one for one in pack.services if one.code == SERVICE)
        code = next(one.code for one in service.categories if one.place == "community" and not one.sealed)
        reference = filed(resident, now, code).reference
        apply(without(pack, "categories", code), now)
        packs.forget()
        (shown,) = cases.faces(FaceFilter(references=(reference,))).items
        assert shown.point is None

    def test_nothing_new_is_filed_under_it(self, pack: Pack, resident: Actor, now: datetime) -> None:
        gone = wanted("light")
        apply(without(pack, "categories", "light"), now)
        packs.forget()
        today = replace(gone, service=catalog.service_or_fail(SERVICE))
        with pytest.raises(Invalid):
            open_case(actor=resident, now=now, request=today, key="x" * 8)

    def test_a_step_that_is_gone_still_has_its_name(
        self, pack: Pack, resident: Actor, officer: Actor, now: datetime
    ) -> None:
        reference = filed(resident, now).reference
        moved(officer, now, reference, "sort", note="ตรวจทะเบียน")
        found = without(pack, "steps", "triage")
        assert any(line.startswith(f"! step {SERVICE}.triage · 1 open cases") for line in plan(found).lines())
        apply(found, now)
        packs.forget()
        face = cases.case_face(reference)
        assert face is not None
        assert face.step.code == "triage"
        assert [one for one in cases.unexplained() if one.reference == reference] == []

    def test_what_comes_back_is_retired_no_longer(self, pack: Pack, resident: Actor, now: datetime) -> None:
        filed(resident, now)
        apply(without(pack, "categories", "light"), now)
        assert [one["code"] for one in Service.objects.get(code=SERVICE).retired["categories"]] == ["light"]
        apply(pack, now)
        assert Service.objects.get(code=SERVICE).retired == {}


SECOND = ChangeDefinition(
    code="second-crew", office="sikhio-town.engineering", day=date(2026, 6, 15), names=Text.of(th="ทีมที่สอง", en="A second crew")
)  # fmt: skip


def test_a_change_of_an_office_comes_once_and_goes_with_the_pack(pack: Pack, now: datetime) -> None:
    told = replace(pack, changes=(SECOND,))
    assert any("second-crew" in line for line in plan(told).lines())
    for _ in range(2):
        apply(told, now)
    (change,) = measures.changes(office("sikhio-town.engineering"))
    assert (change.day, change.packed, change.words) == (SECOND.day, True, "ทีมที่สอง")
    later = SECOND.model_copy(update={"day": date(2026, 7, 1)})
    apply(replace(pack, changes=(later,)), now)
    assert [one.day for one in measures.changes(office("sikhio-town.engineering"))] == [later.day]
    apply(pack, now)
    assert measures.changes(office("sikhio-town.engineering")) == ()
    apply(told, now)
    assert len(measures.changes(office("sikhio-town.engineering"))) == 1


def test_what_the_office_told_itself_does_not_stand_there_twice(pack: Pack, officer: Actor, now: datetime) -> None:
    engineering = office("sikhio-town.engineering")
    measures_write.mark_change(actor=officer, now=now, office=engineering, day=SECOND.day, words="A second crew")
    apply(replace(pack, changes=(SECOND,)), now)
    (change,) = measures.changes(engineering)
    assert change.packed
    with pytest.raises(NotFound):
        measures_write.unmark_change(actor=officer, now=now, change=change.id)
    assert len(measures.changes(engineering)) == 1


def test_a_change_of_an_office_that_nobody_knows_is_found_by_check() -> None:
    item = Item(SECOND.model_copy(update={"office": "no-such"}), Source(Path("changes.yaml"), None))
    kinds = {kind: {} for kind in (*KINDS, "bases", "purposes")} | {"changes": {"second-crew": item}}
    assert [one for one in crossings(kinds, whole=True) if "no-such" in one.en and str(one.file) == "changes.yaml"]
