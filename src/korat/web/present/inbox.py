"""Messages as the inbox shows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from django.urls import reverse

from korat.blocks.catalog import queries as catalog
from korat.blocks.messages.queries import MessageView
from korat.kernel.pages import Page


def page(found: Page[MessageView], references: Callable[[set[UUID]], Mapping[UUID, str]]) -> dict[str, object]:
    about = references({message.about for message in found.items if message.about})
    return {
        "inbox": [letter(message, about) for message in found.items],
        "page": {"older_url": f"?before={found.next}"} if found.next else None,
    }


def letter(message: MessageView, about: Mapping[UUID, str]) -> dict[str, object]:
    reference = about.get(message.about) if message.about else None
    return {
        "title": message.title,
        "body": message.body,
        "sender": catalog.profile().brand.name,
        "when": message.made_at,
        "unread": message.read_at is None,
        "url": reverse("web:case", args=[reference]) if reference else "",
    }
