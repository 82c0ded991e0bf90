"""A real PostgreSQL for the whole run, packs applied once, and the shared cast.

Data is committed, as in life: a rolled-back test would hide what row security does. After each test everything newer than
the baseline is deleted, as the owner.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from korat.config import postgres

if TYPE_CHECKING:
    from django.test import Client

    from korat.blocks.ledger.actor import Actor

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
HOME = Path(tempfile.mkdtemp(prefix="korat-test-"))
ROOT = Path(__file__).resolve().parent.parent

# How long an example takes is told by `make bench`: here it would be the load of the machine that fails.
# One database serves all examples of a test.
CALM = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
settings.register_profile("house", deadline=None, suppress_health_check=CALM)
settings.load_profile("house")


def pytest_configure(config: pytest.Config) -> None:
    """Start the database before any test module imports a model."""
    if hasattr(config, "workerinput"):
        raise pytest.UsageError("One database, one run: do not use xdist here.")
    os.environ |= {"KORAT_HOME": str(HOME), "DJANGO_SETTINGS_MODULE": "korat.config.settings", "KORAT_MODE": "demo"}
    server = postgres.start(HOME)
    config.stash[SERVER] = server
    (HOME / "static").mkdir()
    os.environ |= {"DATABASE_URL": server.app_url, "DATABASE_OWNER_URL": server.owner_url}
    import django

    django.setup()
    from django.conf import settings
    from django.test.utils import setup_test_environment

    setup_test_environment()
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


SERVER: pytest.StashKey[postgres.Server] = pytest.StashKey()


def pytest_unconfigure(config: pytest.Config) -> None:
    import shutil

    if (server := config.stash.get(SERVER, None)) is not None:
        from django.db import connections

        connections.close_all()
        postgres.stop(server)
    shutil.rmtree(HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def province() -> None:
    """Tables, law and the province's pack, once."""
    from korat.config import database
    from korat.config.packs import load
    from korat.config.packs.applying import apply
    from tests.cast import settle
    from tests.wipe import Baseline

    database.prepare()
    apply(load(ROOT / "packs" / "th-30-nakhon-ratchasima"), NOW)
    settle(NOW)
    Baseline.take()


@pytest.fixture
def house(province: None) -> Iterator[None]:
    """The database as a test may use it; wiped back to the baseline afterwards, and no page's language is left behind."""
    from django.utils import translation

    from tests.wipe import Baseline

    yield
    translation.deactivate()
    Baseline.restore()


@pytest.fixture
def own_postgres(request: pytest.FixtureRequest, house: None) -> postgres.Server:
    """The PostgreSQL of this run, for a test that kills it and brings it back."""
    return request.config.stash[SERVER]


@pytest.fixture
def now() -> datetime:
    return NOW


def member(name: str) -> Callable[..., Actor]:
    @pytest.fixture(name=name)
    def fixture(house: None) -> Actor:
        from tests.cast import actor

        return actor(name, NOW)

    return fixture


resident, outsider, officer, crew = member("resident"), member("outsider"), member("officer"), member("crew")
clerk, mayor, auditor, carer = member("clerk"), member("mayor"), member("auditor"), member("carer")
admin, dpo, cashier = member("admin"), member("dpo"), member("cashier")


@pytest.fixture
def sign_in(house: None) -> Callable[[str], Client]:
    """A browser in which a member of the cast is signed in."""
    from tests.cast import client_of

    return client_of


@pytest.fixture
def browser(house: None) -> Client:
    """A browser in which nobody is signed in."""
    from django.test import Client

    return Client()
