import copy

import pytest

from korat.kernel import errors
from korat.kernel.errors import Invalid, NotFound, Problems, Refused

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Refused)]


def test_a_refusal_speaks_thai_and_english():
    refusal = Refused("ปิดแล้ว", "It is closed.", code="closed", field="date")
    assert refusal.show("th") == "ปิดแล้ว"
    assert refusal.show("en-GB") == str(refusal) == "It is closed."
    assert (refusal.code, refusal.field) == ("closed", "date")


def test_a_reader_of_a_third_language_gets_english():
    assert Refused("ปิดแล้ว", "It is closed.").show("lo") == "It is closed."


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind is not Problems])
def test_every_kind_has_its_own_sentences_when_none_is_given(kind):
    refusal = kind()
    assert refusal.show("th") != refusal.show("en")
    assert not refusal.th.isascii()


def test_each_kind_names_its_http_status_and_its_code_for_programs():
    assert {kind.default_code: kind.status for kind in KINDS} == {
        "refused": 400,
        "invalid": 400,
        "forbidden": 403,
        "not_found": 404,
        "conflict": 409,
        "too_large": 413,
        "unavailable": 503,
        "problems": 400,
    }


def test_several_problems_are_told_line_by_line_and_kept_apart():
    problems = Problems([Invalid("ก", "A."), NotFound("ข", "B.")])
    assert problems.show("th") == "ก\nข"
    assert str(problems) == "A.\nB."
    assert [type(problem) for problem in problems] == [Invalid, NotFound]
    assert len(problems) == 2


@pytest.mark.parametrize(
    "refusal", [Invalid("ก", "A.", "code", "field"), Problems([Invalid("ก", "A.")])], ids=["one", "several"]
)
def test_a_refusal_can_be_rebuilt_from_its_parts_as_another_process_does(refusal):
    again = copy.deepcopy(refusal)
    assert (again.th, again.en, again.code, again.field) == (
        refusal.th,
        refusal.en,
        refusal.code,
        refusal.field,
    )
