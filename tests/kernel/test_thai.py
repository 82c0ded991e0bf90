from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from korat.kernel.thai import clusters, sort_key

thai_words = st.text("กขคงชดนรลวสหอฤะัาำิีุูเแโใไ็่้๊๋์ๆ 0123456789aB-", max_size=12)


class TestOrder:
    @pytest.mark.parametrize(
        "in_order",
        [
            ["กก", "กะ", "กา", "เกง", "แกง", "โกง", "ใกล้", "ไกล", "ขา"],
            ["กาง", "ก่าง", "ก้าง", "ก๊าง", "ก๋าง"],
            ["เกง", "เก็ง", "เก่ง", "เก้ง", "เก๋ง"],
            ["การ", "การ์ด", "กาล"],
            ["รส", "ฤดู", "ลา", "ฦา", "วัน"],
            ["เพลง", "แพ", "โพ", "ไพ", "ฟ้า"],
            ["ส้ม", "สระ", "สระแก้ว", "สระบัว", "สี"],
            ["2", "๓", "10", "apple", "Banana", "กา", "漢"],
            ["ชุมชน 2", "ชุมชน 10", "ชุมชน ๑๑"],
            ["บ้าน ใหม่", "บ้านเก่า"],
            ["cafe", "café", "cafes", "cafét"],
            ["ตะคร้อ", "ตะคร้อเก่า", "ตาจั่น"],
        ],
    )
    def test_words_stand_as_in_the_dictionary(self, in_order):
        for shuffled in list(permutations(in_order))[:120]:
            assert sorted(shuffled, key=sort_key) == in_order

    def test_case_does_not_matter(self):
        assert sort_key("ABC") == sort_key("abc")

    def test_thai_and_arabic_digits_weigh_the_same_and_leading_zeros_nothing(self):
        assert sort_key("หมู่ ๗") == sort_key("หมู่ 007")

    def test_the_two_usual_mistypings_sort_as_what_was_meant(self):
        assert sort_key("เเม่") == sort_key("แม่")
        assert sort_key("น\u0e4d\u0e49\u0e32") == sort_key("น้ำ")

    @given(thai_words, st.sampled_from(["ก", "ขา", " 7", "x"]))
    def test_a_beginning_stands_before_its_word(self, beginning, rest):
        assert sort_key(f"ก{beginning}ก") < sort_key(f"ก{beginning}ก{rest}")

    @given(st.text())
    def test_any_text_has_a_place(self, text):
        assert isinstance(sort_key(text), bytes)

    def test_a_number_of_a_thousand_digits_has_a_place(self):
        assert sort_key("9" * 5) < sort_key("9" * 1_000)


class TestClusters:
    @pytest.mark.parametrize(
        ("text", "pieces"),
        [
            ("เกาะช้าง", ["เกาะ", "ช้า", "ง"]),
            ("น้ำท่วม", ["น้ำ", "ท่", "ว", "ม"]),
            ("ที่ปรึกษา", ["ที่", "ป", "รึ", "ก", "ษา"]),
            ("ไฟ ดับ 12 ๒๕", ["ไฟ", " ", "ดั", "บ", " ", "12", " ", "๒๕"]),
            ("LED café", ["LED", " ", "café"]),
            ("การ์ด!", ["กา", "ร์", "ด", "!"]),
            ("", []),
        ],
    )
    def test_no_mark_is_torn_from_its_letter(self, text, pieces):
        assert clusters(text) == pieces

    @given(st.text() | thai_words)
    def test_the_pieces_join_to_the_text(self, text):
        assert "".join(clusters(text)) == text

    @given(thai_words)
    def test_a_mark_never_begins_a_piece_unless_it_stood_alone(self, text):
        for earlier, later in zip(clusters(text), clusters(text)[1:], strict=False):
            assert not (later[0] in "ัิีุู็่้๊๋์" and "ก" <= earlier[-1] <= "ฮ")
