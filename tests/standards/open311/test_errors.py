"""Errors as the standard lists them."""

from __future__ import annotations

from functools import partial

import pytest

from korat.kernel.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    Problems,
    Refused,
    TooLarge,
    Unavailable,
)
from korat.standards.open311 import errors
from korat.standards.open311.render import Rows


@pytest.mark.parametrize(
    ("refused", "status"),
    [
        (NotFound(), 404),
        (Forbidden(), 403),
        (errors.WrongKey(), 403),
        (errors.WrongMethod(), 405),
        (Invalid(), 400),
        (Conflict(), 400),
        (TooLarge(), 400),
        (Unavailable(), 503),
        (Problems([Invalid()]), 400),
    ],
)
def test_absent_is_404_the_key_403_our_own_failure_503_and_all_else_400(refused: Refused, status: int) -> None:
    assert errors.status_of(refused) == status


def test_several_errors_come_as_an_array_each_with_its_code_and_words() -> None:
    both = Problems([errors.missing("service_code"), Invalid("ผิด", "Wrong.")])
    assert errors.tree(both, "en") == Rows(
        "error",
        (
            {"code": 400, "description": "service_code: This is required."},
            {"code": 400, "description": "Wrong."},
        ),
    )
    assert errors.tree(both, "th").items[0] == {"code": 400, "description": "service_code: ต้องระบุค่านี้"}


def test_everything_that_is_wrong_is_told_at_once() -> None:
    gathering = errors.Gathering()
    assert gathering.read(partial(int, "3"), 0) == 3
    gathering.read(partial(errors.required, "lat"), None)
    gathering.read(partial(errors.required, "long"), None)
    with pytest.raises(Problems) as caught:
        gathering.settle()
    assert [each.field for each in caught.value] == ["lat", "long"]


def test_nothing_wrong_settles_quietly() -> None:
    gathering = errors.Gathering()
    gathering.read(partial(int, "3"), 0)
    gathering.settle()
    assert gathering.problems == []
