import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from korat.kernel import ids
from korat.kernel.texts import thai_digits

prefixes = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=6)
references = st.builds(ids.reference, prefixes, st.integers(2400, 2999), st.integers(0, 999_999_999))


def with_check_digit(twelve: str) -> str:
    total = sum(int(digit) * (14 - place) for place, digit in enumerate(twelve, start=1))
    return f"{twelve}{(11 - total % 11) % 10}"


class TestUuids:
    def test_a_uuid7_carries_version_variant_and_the_present_millisecond(self):
        before, made, after = time.time_ns(), ids.uuid7(), time.time_ns()
        assert made.version == 7
        assert made.variant == "specified in RFC 4122"
        assert before // 1_000_000 <= made.int >> 80 <= after // 1_000_000 + 1

    def test_uuid7s_of_one_process_grow_strictly(self):
        made = [ids.uuid7() for _ in range(5_000)]
        assert all(earlier < later for earlier, later in pairwise(made))

    def test_uuid7s_of_many_threads_never_meet(self):
        with ThreadPoolExecutor(4) as pool:
            batches = list(pool.map(lambda _: [ids.uuid7() for _ in range(500)], range(8)))
        assert len({made for batch in batches for made in batch}) == 4_000
        assert all(batch == sorted(batch) for batch in batches)

    def test_uuid7s_grow_when_the_machine_steps_its_clock_back(self, monkeypatch):
        earlier = ids.uuid7()
        monkeypatch.setattr(time, "time_ns", lambda: 0)
        assert ids.uuid7() > earlier

    def test_uuid7s_grow_when_the_counter_runs_over(self, monkeypatch):
        sequence = ids._Sequence()
        monkeypatch.setattr(time, "time_ns", lambda: 5_000_000)
        sequence._millisecond, sequence._counter = 5, 2**42 - 2
        assert [sequence.next() for _ in range(3)] == [(5, 2**42 - 1), (6, 0), (6, 1)]

    def test_a_uuid4_tells_no_time(self):
        assert ids.uuid4().version == 4
        assert ids.uuid4() != ids.uuid4()


class TestReferences:
    def test_a_reference_has_prefix_year_number_and_check_digit(self):
        assert ids.reference("NM", 2569, 1234) == "NM69-001234-6"

    def test_the_check_digit_is_the_one_of_iso_7064(self):
        assert ids._check_digit("0794") == "5"  # the standard's own example

    def test_a_number_beyond_a_million_makes_the_reference_longer(self):
        text = ids.reference("NM", 2569, 1_234_567)
        assert text.startswith("NM69-1234567-")
        assert ids.parse_reference(text) == text

    @given(references)
    def test_a_reference_reads_back_however_it_is_typed(self, text):
        typed = thai_digits(text.lower().replace("-", " ")) + "\u200b"
        assert ids.parse_reference(text) == text
        assert ids.parse_reference(typed) == text
        assert ids.parse_reference(text.replace("-", "")) == text

    @given(references, st.data())
    def test_one_wrong_digit_is_always_noticed(self, text, data):
        places = [place for place, letter in enumerate(text) if letter.isdigit()]
        place = data.draw(st.sampled_from(places))
        wrong = data.draw(st.sampled_from("0123456789".replace(text[place], "")))
        assert ids.parse_reference(text[:place] + wrong + text[place + 1 :]) is None

    @pytest.mark.parametrize("text", ["", "NM69", "69-001234-6", "NM69-01234-6", "NM69-001234-6" * 9, "ก69-001234-6"])
    def test_what_has_another_shape_is_no_reference(self, text):
        assert ids.parse_reference(text) is None

    @given(st.text(max_size=80))
    def test_any_text_at_all_is_answered(self, text):
        found = ids.parse_reference(text)
        assert found is None or ids.parse_reference(found) == found

    @pytest.mark.parametrize(("prefix", "number"), [("nm", 1), ("", 1), ("NM", -1), ("NM", 10**9)])
    def test_a_reference_that_could_not_be_read_back_is_never_made(self, prefix, number):
        with pytest.raises(ValueError, match="reference"):
            ids.reference(prefix, 2569, number)


class TestCitizenNumbers:
    @given(st.text("0123456789", min_size=12, max_size=12))
    def test_the_right_check_digit_is_accepted_and_the_nine_others_are_not(self, twelve):
        right = with_check_digit(twelve)
        accepted = [digit for digit in "0123456789" if ids.citizen_number_is_valid(twelve + digit)]
        assert accepted == [right[-1]]

    def test_thai_digits_dashes_and_spaces_are_accepted(self):
        number = with_check_digit("110170020345")
        spaced = f"{number[0]}-{number[1:5]} {number[5:10]}-{number[10:12]}-{number[12]}"
        assert ids.citizen_number_is_valid(thai_digits(spaced))

    @pytest.mark.parametrize("text", ["", "1", "11017002034555", "๑๑๐๑๗๐๐๒๐๓๔๕ก", "٣" * 13, "1" * 1_000_000])
    def test_anything_but_thirteen_digits_is_not_valid(self, text):
        assert not ids.citizen_number_is_valid(text)


class TestKeys:
    def test_a_key_is_three_groups_of_four_without_look_alikes(self):
        letters = set("".join(ids.key() for _ in range(300)))
        assert letters == set("0123456789ABCDEFGHJKMNPQRSTVWXYZ-")
        assert [len(group) for group in ids.key().split("-")] == [4, 4, 4]

    def test_a_key_is_already_normal_and_no_key_comes_twice(self):
        keys = {ids.key() for _ in range(300)}
        assert len(keys) == 300
        assert {ids.normal_key(key) for key in keys} == keys

    def test_a_key_read_from_paper_is_the_key_that_was_printed(self):
        assert ids.normal_key(" abol ๑234-ijkO ") == "AB01-1234-1JK0"
        assert ids.normal_key("ab0l1234ijk0") == "AB01-1234-1JK0"

    @given(st.text(max_size=40))
    def test_making_a_key_normal_twice_changes_nothing(self, text):
        once = ids.normal_key(text)
        assert ids.normal_key(once) == once
