"""What the officer wants published and hidden: words, and a veil for each photograph. Without scripts it is all ticks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from korat.blocks.cases.actions.publishing import Draft, Veil
from korat.blocks.documents.copies import boxes
from korat.blocks.documents.queries import DocumentView
from korat.kernel.revealing import Hit, counted, hidden, revealing
from korat.kernel.texts import clean
from korat.web.forms import Words

# A mask is longer than what it hides.
MOST, MOST_HIDDEN = 2000, 4000


class TextForm(forms.Form):
    """The words alone; everything else is ticks."""

    text = Words(
        limit=MOST,
        label=gettext_lazy("What everyone may read"),
        help_text=gettext_lazy(
            "Your words, or the reporter's. What seems to tell who somebody is, is hidden unless you say otherwise."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
    )


@dataclass(frozen=True)
class Wish:
    """What the form said. `kept`: proposals in the text that the officer unticked; `veils`: of the photographs chosen."""

    text: str
    kept: frozenset[str] = frozenset()
    veils: Mapping[UUID, Veil] = field(default_factory=dict)

    @property
    def hits(self) -> tuple[Hit, ...]:
        """What is to be hidden: all that is found, also what was typed since, but what the officer kept."""
        return tuple(hit for name, hit in named(self.text) if name not in self.kept)

    @property
    def words(self) -> str:
        """The text as everyone will read it."""
        return clean(hidden(self.text, self.hits, masks()), MOST_HIDDEN)

    def is_what_was_shown(self, shown: str) -> bool:
        """A browser sends its own line ends."""
        return clean(shown, MOST_HIDDEN) == self.words

    @property
    def counts(self) -> dict[str, int]:
        return counted(self.hits)


def named(text: str) -> list[tuple[str, Hit]]:
    """Each proposal under a name that outlasts a change elsewhere in the text: its kind, its words, which of its like."""
    found: list[tuple[str, Hit]] = []
    for hit in revealing(text):
        like = sum(one.kind == hit.kind and one.words == hit.words for _name, one in found)
        found.append((f"{hit.kind} {like} {hit.words}", hit))
    return found


def masks() -> dict[str, str]:
    """What stands in the text instead: of which kind it was, and nothing of it."""
    return {
        "citizen": _("[citizen number hidden]"),
        "phone": _("[telephone number hidden]"),
        "email": _("[e-mail address hidden]"),
        "line": _("[LINE id hidden]"),
        "plate": _("[number plate hidden]"),
        "house": _("[house number hidden]"),
        "name": _("[name hidden]"),
    }


def wish(data: QueryDict, text: str, photos: tuple[DocumentView, ...]) -> Wish:
    kept = set(data.getlist("offered")) - set(data.getlist("hide"))
    chosen = set(data.getlist("photo"))
    return Wish(text, frozenset(kept), {one.uuid: veil(data, one) for one in photos if str(one.uuid) in chosen})


def veil(data: QueryDict, photo: DocumentView) -> Veil:
    cells = boxes.ticked(numbers(data, f"cell-{photo.uuid}"), photo.width or 1, photo.height or 1)
    drawn = boxes.drawn(data.get(f"box-{photo.uuid}", ""))
    # A face that was found after the page was made was never offered: it is hidden.
    kept = set(numbers(data, f"seen-{photo.uuid}")) - set(numbers(data, f"face-{photo.uuid}"))
    return Veil(frozenset(kept), cells + drawn, looked=f"looked-{photo.uuid}" in data)


def numbers(data: QueryDict, name: str) -> list[int]:
    return [int(value) for value in data.getlist(name) if value.isascii() and value.isdigit() and len(value) < 4]


def washed(data: QueryDict, form: TextForm) -> QueryDict:
    """What was sent, with its text as the form reads it: so that proposals keep their names."""
    data = data.copy()
    data["text"] = form.cleaned_data["text"] if form.is_valid() else data.get("text", "")
    return data


def first(draft: Draft) -> QueryDict:
    """The form as it comes: the reporter's words, every proposal taken, no photograph chosen yet."""
    data = QueryDict(mutable=True)
    data["text"] = draft.words
    return data
