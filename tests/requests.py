"""Requests for a service, filled in question after question as a browser without scripts does."""

from __future__ import annotations

from typing import Any

from django.test import Client

from tests.pages import read, words

NAMED = {"name": "สมใจ คำลับ-8a1", "phone": "081 000 0001", "inside": "sikhio-town"}
MOST_PAGES = 9


def sent(client: Client, service: str, **answers: Any) -> str:
    """The reference of a request that went through every page of its form."""
    page = client.get(f"/report/{service}/")
    for _ in range(MOST_PAGES):
        if page.status_code == 302:
            return str(page["Location"]).rsplit("/", 1)[1]
        assert page.status_code == 200, words(page)
        form = read(page).forms[-1]
        # Where a time is booked with it, the first that is free.
        first = {name: form.choices[name][0] for name in ("day", "slot") if form.choices.get(name)}
        typed = first | {name: value for name, value in (NAMED | answers).items() if name in form.names}
        page = client.post(f"/report/{service}/", form.fields | typed)
    raise AssertionError(words(page))
