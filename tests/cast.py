"""The shared cast: a resident, an outsider (another resident), and the officials of the pack's persona posts."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.test import Client

from korat.blocks.ledger import heads, sealing
from korat.blocks.ledger.actor import Actor
from korat.blocks.people import actions as people_actions
from korat.blocks.people import queries as people
from korat.web.demo import personas

WHO = {"resident": "resident", "outsider": "elder", "officer": "engineer", "crew": "crew", "clerk": "clerk",
       "mayor": "mayor", "auditor": "auditor", "carer": "carer", "dpo": "dpo",
       "admin": "admin", "cashier": "cashier"}  # fmt: skip


def settle(now: datetime) -> None:
    """Make the cast; what made it is sealed, so that a test seals its own acts alone."""
    personas.make_all(now - timedelta(days=30))
    while sealing.seal():
        pass
    heads.sign(now=now)


def actor(name: str, now: datetime) -> Actor:
    return people.actor_of(personas.person_of(WHO[name]), session=f"test-{name}", request="test", language="th")


def holder(post: str, now: datetime) -> Actor:
    """Somebody new in a post that no member of the cast holds."""
    names = people_actions.Names("ผู้แทน", "ตำแหน่ง")
    code, since = f"in-{post.split('.')[-1]}"[:20], now - timedelta(days=1)
    subject = people_actions.make_persona(code=code, names=names, post_codes=[post], now=since)
    found = people.actor_of(subject, session=f"test-{post}", request="test", language="th")
    assert found is not None
    return found


def client_of(name: str) -> Client:
    client = Client()
    response = client.post("/demo/persona", {"persona": WHO[name], "next": "/"})
    assert response.status_code == 302, response.content[:300]
    return client
