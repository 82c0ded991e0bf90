"""Django with a database to talk to: the one named in the environment, else the embedded one, shared or started."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from korat.config import postgres
from korat.kernel.settings import read


@contextmanager
def database(*, share: bool) -> Iterator[postgres.Server | None]:
    """A running database, its addresses in the environment. An embedded server that we started ends with the block."""
    settings = read()
    if settings.database_url:
        yield None
        return
    with postgres.running(settings.home, share=share) as server:
        os.environ |= {"DATABASE_URL": server.app_url, "DATABASE_OWNER_URL": server.owner_url}
        read.cache_clear()
        yield server


@contextmanager
def awake(*, prepare: bool = False, share: bool = True) -> Iterator[postgres.Server | None]:
    """Django set up over that database; with `prepare` also migrated. Without `share` the server must be ours to keep."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "korat.config.settings")
    with database(share=share) as server:
        import django

        django.setup()
        if prepare:
            from korat.config.database import prepare as make_ready

            make_ready()
        yield server
        from django.db import connections

        connections.close_all()
