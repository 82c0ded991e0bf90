"""The shared cast: a resident, an outsider (another resident), and the officials of the pack's persona posts."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.test import Client

from korat.blocks.ledger.actor import Actor
from korat.blocks.people import queries as people
from korat.web.demo import personas

WHO = {"resident": "resident", "outsider": "elder", "officer": "engineer", "crew": "crew", "clerk": "clerk",
       "mayor": "mayor", "auditor": "auditor", "carer": "carer"}  # fmt: skip


def settle(now: datetime) -> None:
    personas.make_all(now - timedelta(days=30))


def actor(name: str, now: datetime) -> Actor:
    return people.actor_of(personas.person_of(WHO[name]), session=f"test-{name}", request="test", language="th")


def client_of(name: str) -> Client:
    client = Client()
    response = client.post("/demo/persona", {"code": WHO[name], "next": "/"})
    assert response.status_code == 302, response.content[:300]
    return client


