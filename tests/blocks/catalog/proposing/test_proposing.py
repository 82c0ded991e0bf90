"""What a text is about: by the pack's words, by what was learned, and with the words that led there."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from korat.blocks.catalog import actions, queries
from korat.blocks.catalog.definition import ServiceDefinition
from korat.blocks.catalog.models import Learned
from korat.blocks.catalog.proposing import kept, training
from korat.blocks.catalog.proposing.folding import LONGEST, fold
from korat.blocks.catalog.proposing.grams import grams
from korat.blocks.catalog.proposing.model import Model, from_bytes, to_bytes
from korat.blocks.catalog.proposing.proposals import MOST, Proposal, propose
from korat.blocks.catalog.proposing.training import Lesson, Score
from korat.blocks.ledger.actor import Actor
from korat.blocks.ledger.models import Act
from korat.blocks.ledger.services import service_actor
from korat.kernel.errors import Forbidden
from tests.reports import SERVICE

KEY = b"k" * 32
PACK = Path("packs/th-base/services/living/report-problem.yaml")


@pytest.fixture(scope="module")
def service() -> ServiceDefinition:
    return ServiceDefinition.model_validate(yaml.safe_load(PACK.read_text()))


@pytest.fixture(scope="module")
def model(service: ServiceDefinition) -> Model:
    return training.fit(training.phrases(service), KEY)


def codes(found: tuple[Proposal, ...]) -> list[str]:
    return [one.category.code for one in found]


class TestFolding:
    @pytest.mark.parametrize(
        ("one", "other"),
        [("น้ำไม่ไหล", "นำ้ใม่ใหล"), ("จราจร", "จลาจร"), ("เเมว", "แมว"), ("มากกกกก", "มากก"), ("ถนน ๑๒", "ถนน 34")],
    )
    def test_what_sounds_alike_is_alike(self, one: str, other: str) -> None:
        assert fold(one).text == fold(other).text

    @given(st.text(max_size=60))
    def test_every_letter_knows_where_it_stood(self, written: str) -> None:
        folded = fold(written)
        assert len(folded.text) == len(folded.at)
        assert list(folded.at) == sorted(folded.at)
        assert all(0 <= at < max(1, len(written)) for at in folded.at)

    def test_a_very_long_text_costs_no_more_than_a_long_one(self) -> None:
        assert fold("น้ำท่วม" * 1000) == fold(("น้ำท่วม" * 1000)[: LONGEST * 2])


class TestWords:
    def test_the_packs_words_speak_without_a_model_and_are_shown(self, service: ServiceDefinition) -> None:
        text = "ขยะล้นถัง แล้วกะหมาจรจัดมาคุ้ย"
        found = propose(service, text, None, KEY)
        assert set(codes(found)) == {"waste", "animal"}
        assert all(one.by_pack for one in found)
        assert any("ขยะ" in word for word in next(one for one in found if one.category.code == "waste").words(text))

    def test_a_short_word_must_stand_as_it_is_written(self, service: ServiceDefinition) -> None:
        assert "animal" in codes(propose(service, "งูอยู่ในครัว", None, KEY))
        assert "animal" not in codes(propose(service, "จังหวะหมุ่", None, KEY))

    def test_a_latin_word_begins_where_a_word_begins(self, service: ServiceDefinition) -> None:
        assert "animal" not in codes(propose(service, "the location of our vacation", None, KEY))


class TestModel:
    def test_it_finds_what_the_packs_words_do_not_say(self, service: ServiceDefinition, model: Model) -> None:
        text = "ย่างกลับเฮือนยามค่ำบ่เห็นหน มืดตึบ"
        assert codes(propose(service, text, model, KEY))[:1] == ["light"]

    def test_its_reason_is_a_passage_of_the_text_in_whole_letters(
        self, service: ServiceDefinition, model: Model
    ) -> None:
        text = "เมื่อคืนนี้ตรงหน้าบ้าน คาราโอเกะข้างบ้านร้องจนดึกดื่น"
        (found, *_) = propose(service, text, model, KEY)
        assert found.category.code == "nuisance"
        for start, stop in found.spans:
            assert 0 <= start < stop <= len(text)
            assert text[start] not in "ัิีึืุู็่้๊๋์ำา"

    def test_several_troubles_are_several_proposals_but_few(self, service: ServiceDefinition, model: Model) -> None:
        found = propose(service, "ถนนเป็นหลุมใหญ่ ไฟทางก็ดับ แถมขยะล้นถังไม่มีใครมาเก็บ", model, KEY)
        assert {"road", "light", "waste"} == set(codes(found))
        assert len(propose(service, PACK.read_text()[:4000], model, KEY)) <= MOST

    @pytest.mark.parametrize("nothing", ["", " ", "???", "😀", "\u200b"])
    def test_of_nothing_it_says_nothing(self, service: ServiceDefinition, model: Model, nothing: str) -> None:
        assert propose(service, nothing, model, KEY) == ()

    @given(st.text(max_size=200))
    def test_no_text_breaks_it(self, service: ServiceDefinition, model: Model, text: str) -> None:
        for one in propose(service, text, model, KEY):
            assert all(0 <= start < stop <= len(text) for start, stop in one.spans)

    def test_as_bytes_it_is_the_same(self, service: ServiceDefinition, model: Model) -> None:
        again = from_bytes(model.categories, *to_bytes(model))
        text = "น้ำบ่ไหลตั้งแต่มื้อวาน"
        assert propose(service, text, again, KEY) == propose(service, text, model, KEY)

    def test_without_the_key_it_knows_no_word(self, service: ServiceDefinition, model: Model) -> None:
        heard = fold("ขยะล้นถังหน้าตลาด")
        known = set(map(int, model.grams))
        assert known & set(grams(heard, KEY))
        assert not known & set(grams(heard, b"another key"))


class TestPrivacy:
    def test_words_of_fewer_than_five_people_leave_no_trace(self, service: ServiceDefinition) -> None:
        secret = set(grams(fold("ฆฉฎซฌฏ"), KEY))

        def known(people: int, times: int = 1) -> bool:
            rows = [Lesson("ฆฉฎซฌฏ", "tree", by=number) for number in range(people) for _ in range(times)]
            found = [grams(fold(row.text), KEY) for row in rows]
            return bool(training.common(rows, found) & secret)

        assert not known(people=4, times=9)
        assert known(people=5)


@pytest.mark.usefixtures("house")
class TestVersions:
    def test_version_zero_comes_from_the_pack_and_is_better_than_its_words(self, now: datetime) -> None:
        service = queries.service_or_fail(SERVICE)
        assert queries.is_due(service, 0)
        made = actions.learn(actor=service_actor("learning"), now=now, service=service, corrections=[])
        assert (made.number, made.corrections, made.used) == (0, 0, True)
        assert made.f1 > made.f1_of_words + 0.05
        assert {code for code, worth in made.categories.items() if worth.texts} == {
            one.code for one in service.categories
        }
        assert Act.objects.filter(kind="catalog.model.learned").latest("id").facts["version"] == 0
        assert codes(queries.propose(service, "ย่างกลับเฮือนยามค่ำบ่เห็นหน มืดตึบ"))[:1] == ["light"]
        assert not queries.is_due(service, kept.ENOUGH - 1)
        assert queries.is_due(service, kept.ENOUGH)

    def test_one_that_is_worse_than_the_words_is_kept_and_stays_silent(
        self, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        service = queries.service_or_fail(SERVICE)
        good, bad = {"tree": Score(9, 0.9, 0.9)}, {"tree": Score(9, 0.9, 0.8)}
        monkeypatch.setattr(actions, "examined", lambda *_: (good, bad))
        made = actions.learn(actor=service_actor("learning"), now=now, service=service, corrections=[])
        assert made.f1 < made.f1_of_words
        assert made.used is False
        assert Learned.objects.filter(service=SERVICE).count() == 1
        assert kept.model(SERVICE) is None

    def test_what_five_people_wrote_and_officers_corrected_is_learned(self, now: datetime) -> None:
        service = queries.service_or_fail(SERVICE)
        said = "สุ่มเสี่ยงพวงหรีดโรงสี"
        before = codes(queries.propose(service, said))
        corrected = [Lesson(f"{said} {number}", "building", by=number) for number in range(40)]
        actions.learn(actor=service_actor("learning"), now=now, service=service, corrections=corrected)
        assert before != ["building"]
        assert codes(queries.propose(service, said)) == ["building"]

    def test_only_the_learning_service_may(self, officer: Actor, now: datetime) -> None:
        service = queries.service_or_fail(SERVICE)
        row = Learned(
            service=SERVICE, learned_at=now, phrases=0, corrections=0, lessons=b"", categories=[], grams=b"",
            weights=b"", scores={}, used=True,
        )  # fmt: skip
        with pytest.raises(Forbidden):
            actions.keep(officer, row, now)
        assert not Learned.objects.filter(service=service.code).exists()
