"""A report on its way, page by page or all at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from korat.kernel import ids
from tests.domains.living.slips import ANSWERS, URL

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client


@pytest.fixture
def answers() -> Callable[..., dict[str, Any]]:
    """Every answer of a report about a street lamp; `None` leaves one out, `__` stands for a hyphen."""

    def made(**changed: Any) -> dict[str, Any]:
        whole = {"key": ids.uuid7().hex, **ANSWERS, **{name.replace("__", "-"): one for name, one in changed.items()}}
        return {name: one for name, one in whole.items() if one is not None}

    return made


@pytest.fixture
def send(browser: Client, answers: Callable[..., dict[str, Any]]) -> Callable[..., HttpResponse]:
    """Send a whole report, as the last page does; `step` answers one page only."""

    def sent(client: Client = browser, **changed: Any) -> HttpResponse:
        return client.post(URL, answers(**changed), follow=True)

    return sent
