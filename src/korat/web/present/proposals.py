"""What a text seems to be about, as a page shows it: choices with their reason, and the text with those words marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from korat.blocks.catalog.definition import Category
from korat.blocks.catalog.queries import Proposal
from korat.web.fields import Choice


@dataclass(frozen=True)
class Piece:
    """A piece of the text, marked when it speaks for a proposal."""

    text: str
    marked: bool


def because(proposal: Proposal, text: str) -> str:
    """`because of the words “garbage”, “smell”`, or nothing where no passage stands out."""
    words = ", ".join(f"“{words}”" for words in proposal.words(text) if words)
    return _("because of the words %(words)s") % {"words": words} if words else ""


def choices(proposals: Iterable[Proposal], text: str) -> list[tuple[str, Choice]]:
    return [(one.category.code, Choice(one.category.names, because(one, text), one.category.icon)) for one in proposals]


def plain(category: Category, hint: str = "") -> tuple[str, Choice]:
    return category.code, Choice(category.names, hint or category.says or "", category.icon)


def pieces(text: str, proposals: Sequence[Proposal]) -> list[Piece]:
    """The whole text in pieces, every passage that led somewhere marked."""
    marked = [False] * len(text)
    for one in proposals:
        for start, stop in one.spans:
            marked[start:stop] = [True] * (min(stop, len(text)) - start)
    found: list[Piece] = []
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or marked[end] != marked[start]:
            found.append(Piece(text[start:end], marked[start]))
            start = end
    return found
