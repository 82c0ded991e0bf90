import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import BaseModel, ValidationError

from korat.kernel.errors import Invalid
from korat.kernel.texts import Text, arabic_digits, clean, thai_digits

words = st.text(min_size=1).filter(str.strip)
texts = st.dictionaries(
    st.sampled_from(["th", "en", "lo", "zh-Hans", "en-GB"]),
    words | st.fixed_dictionaries({"text": words, "by": st.sampled_from(["person", "machine", "law"])}),
    min_size=1,
)
MISSHAPED = [
    "",
    " ",
    {},
    [],
    None,
    3,
    {"th": ""},
    {"th": 3},
    {"TH": "ก"},
    {"th\n": "ก"},
    {False: "no"},
    {"th": {}},
    {"th": {"text": "ก", "by": ""}},
    {"th": {"text": "ก", "by": 1}},
    {"th": {"text": "ก", "who": "machine"}},
]

# A key that JSON cannot have, and one that only Python's own `$` lets through.
NOT_IN_JSON = [{False: "no"}, {"th\n": "ก"}]


class Notice(BaseModel):
    title: Text
    note: Text | None = None


class TestLanguages:
    def test_the_language_asked_for_is_shown(self):
        road = Text.of(th="ถนน", en="Road", lo="ທາງ")
        assert [road.show(language) for language in ("th", "en", "lo")] == ["ถนน", "Road", "ທາງ"]

    def test_a_region_falls_back_to_its_language(self):
        assert Text.of(th="ถนน", en="Road").show("en-gb") == "Road"

    def test_what_is_missing_is_shown_in_thai_then_english_then_any(self):
        assert Text.of(th="ถนน", en="Road").show("fr") == "ถนน"
        assert Text.of(en="Road", lo="ທາງ").show("fr") == "Road"
        assert Text.of(lo="ທາງ").show("fr") == "ທາງ"

    def test_the_page_learns_which_language_it_shows(self):
        assert Text.of(en="Road").language("th") == "en"

    def test_who_worded_it_is_known_for_each_language(self):
        road = Text.parse({"th": "ถนน", "en": {"text": "Road", "by": "machine"}})
        assert road.show("en") == "Road"
        assert road.provenance("en") == "machine"
        assert road.provenance("th") == "person"

    def test_a_bare_string_is_in_the_first_language_of_the_pack(self):
        assert Text.parse("Road", first="en") == Text.of(en="Road")
        assert Text.parse("ถนน") == Text.of(th="ถนน")

    @given(texts)
    def test_json_brings_the_same_text_back(self, content):
        text = Text.parse(content)
        assert Text.from_json(text.as_json()) == text
        assert hash(Text.from_json(text.as_json())) == hash(text)

    def test_the_order_of_languages_does_not_matter(self):
        assert Text.parse({"en": "Road", "th": "ถนน"}) == Text.parse({"th": "ถนน", "en": "Road"})

    @pytest.mark.parametrize("content", MISSHAPED, ids=repr)
    def test_a_text_without_words_or_language_is_refused(self, content):
        with pytest.raises(Invalid) as refusal:
            Text.parse(content)
        assert refusal.value.code == "text_shape"


class TestInPackModels:
    def test_a_model_reads_the_first_language_from_its_context(self):
        notice = Notice.model_validate({"title": "Closed"}, context={"first_language": "en"})
        assert notice.title == Text.of(en="Closed")

    def test_a_model_writes_what_it_reads(self):
        content = {"title": {"th": "ปิด", "en": {"text": "Closed", "by": "machine"}}, "note": None}
        assert Notice.model_validate(content).model_dump(mode="json") == content

    def test_pydantic_reports_the_refusal_at_its_place_with_its_thai_sentence(self):
        with pytest.raises(ValidationError) as failure:
            Notice.model_validate({"title": {"th": ""}})
        found = failure.value.errors()[0]
        assert found["loc"] == ("title",)
        assert "ข้อความ" in found["ctx"]["error"].th

    @given(texts)
    def test_the_published_schema_accepts_every_text(self, content):
        Draft202012Validator(Notice.model_json_schema()).validate({"title": content})

    @pytest.mark.parametrize("content", [case for case in MISSHAPED if case not in NOT_IN_JSON], ids=repr)
    def test_the_published_schema_refuses_what_the_model_refuses(self, content):
        assert not Draft202012Validator(Notice.model_json_schema()).is_valid({"title": content})


class TestDigits:
    def test_digits_change_and_nothing_else_does(self):
        assert arabic_digits("หมู่ ๑๒ no. 3") == "หมู่ 12 no. 3"
        assert thai_digits("หมู่ ๑๒ no. 3") == "หมู่ ๑๒ no. ๓"

    @given(st.text("0123456789 กข-"))
    def test_digits_come_back(self, text):
        assert arabic_digits(thai_digits(text)) == text


class TestClean:
    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("  ไฟ\u200bดับ \t ทาง\u00a0โค้ง  ", "ไฟดับ ทาง โค้ง"),
            ("one \r\n two\rthree\u2028four", "one\ntwo\nthree\nfour"),
            ("a\n\n\n\n b", "a\n\nb"),
            ("a\x00b\x07c\ufeff\u202ed\u00ad", "abcd"),
            ("e\u0301", "é"),
            ("one\ttwo", "one two"),
            ("\ud800x", "x"),
            ("น้ำ ปู่ย่า ญี่ปุ่น", "น้ำ ปู่ย่า ญี่ปุ่น"),
            ("\u200d", ""),
        ],
    )
    def test_what_is_invisible_goes_and_what_is_written_stays(self, typed, kept):
        assert clean(typed, 100) == kept

    @pytest.mark.parametrize("emoji", ["👩🏽‍🚒", "👨‍👩‍👧", "🏳️‍🌈", "🙂‍↔️", "❤️‍🔥"])
    def test_a_joined_emoji_stays_whole(self, emoji):
        assert clean(f"ขอบคุณ {emoji}", 100) == f"ขอบคุณ {emoji}"

    def test_a_joiner_between_letters_goes(self):
        assert clean("ก\u200dข 🙂\u200dก", 100) == "กข 🙂ก"

    @given(st.text())
    def test_cleaning_twice_changes_nothing(self, text):
        once = clean(text, 10_000)
        assert clean(once, 10_000) == once

    @given(st.text())
    def test_what_is_clean_can_be_stored_and_shown(self, text):
        kept = clean(text, 10_000)
        kept.encode()
        assert unicodedata.is_normalized("NFC", kept)
        assert all(letter == "\n" or unicodedata.category(letter) != "Cc" for letter in kept)
        assert "  " not in kept

    def test_the_limit_counts_what_is_left_and_the_refusal_does_not_repeat_it(self):
        assert clean(" secret ", 6, field="note") == "secret"
        with pytest.raises(Invalid) as refusal:
            clean("secrets", 6, field="note")
        assert (refusal.value.code, refusal.value.field) == ("too_long", "note")
        assert "secret" not in refusal.value.show("en") + refusal.value.show("th")
