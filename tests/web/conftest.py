"""What the tests of the web share."""

from dataclasses import replace

import pytest
from django.conf import settings

from tests.web.issuers import ELDER, HOUSE, NEWCOMER, running


@pytest.fixture
def issuer(monkeypatch, house):
    """A stand-in for ThaID that runs and that this installation is set to."""
    with running(NEWCOMER, ELDER) as found:
        there = {"address": HOUSE, "thaid_issuer": found.address, "thaid_client_id": found.client}
        monkeypatch.setattr(settings, "KORAT", replace(settings.KORAT, **there))
        yield found
