"""The page on which an officer chooses what is published, and the copy to look at, as their templates want them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from korat.blocks.cases.actions.publishing import Draft, Ready
from korat.blocks.cases.values import CaseFace
from korat.blocks.documents.copies import boxes
from korat.blocks.documents.copies.boxes import WHOLE, Box
from korat.blocks.documents.queries import DocumentView
from korat.web import addresses
from korat.web.publish_forms import TextForm, Wish, named

STEERING = ("csrfmiddlewaretoken", "go", "ticket", "shown", "key")


def question(face: CaseFace, draft: Draft, data: QueryDict, form: TextForm) -> dict[str, object]:
    return {
        "reference": face.reference,
        "back_url": addresses.of_case(face.reference),
        "form": form,
        "text": marked(data.get("text", ""), data),
        "photos": [
            photo(number, view, faces, data) for number, (view, faces) in enumerate(draft.photos, 1)
        ],
    }  # fmt: skip


def marked(text: str, data: QueryDict) -> dict[str, object]:
    """The text in pieces, the proposals among them numbered."""
    pieces: list[dict[str, object]] = []
    done, found = 0, named(text)
    kept = set(data.getlist("offered")) - set(data.getlist("hide"))
    for number, (_name, hit) in enumerate(found, 1):
        pieces += [{"said": text[done : hit.start]}, {"said": hit.words, "number": number}]
        done = hit.end
    hits = [
        {"number": number, "name": name, "kind": kinds()[hit.kind], "words": hit.words, "hide": name not in kept}
        for number, (name, hit) in enumerate(found, 1)
    ]
    return {"pieces": [*pieces, {"said": text[done:]}], "hits": hits}


def kinds() -> dict[str, str]:
    return {
        "citizen": _("citizen number"),
        "phone": _("telephone number"),
        "email": _("e-mail address"),
        "line": _("LINE id"),
        "plate": _("number plate"),
        "house": _("house number"),
        "name": _("name"),
        "face": _("face"),
        "part": _("other part of a photo"),
    }


def photo(number: int, view: DocumentView, faces: Sequence[Box] | None, data: QueryDict) -> dict[str, object]:
    width, height = view.width or WHOLE, view.height or WHOLE
    columns, rows = boxes.grid(width, height)
    ticked = set(data.getlist(f"cell-{view.uuid}"))
    kept = set(data.getlist(f"seen-{view.uuid}")) - set(data.getlist(f"face-{view.uuid}"))
    return {
        "number": number,
        "uuid": str(view.uuid),
        "url": addresses.of("web:document", view.uuid),
        "width": width,
        "height": height,
        "after": view.kind == "after_photo",
        "chosen": str(view.uuid) in data.getlist("photo"),
        "looked": f"looked-{view.uuid}" in data,
        "unseen": faces is None,
        "digit": width // 28,
        "faces": [
            {"value": index, "number": index + 1, "hide": str(index) not in kept, **frame(box, width, height)}
            for index, box in enumerate(faces or ())
        ],
        "wide": columns > rows,
        "cells": [{"number": cell, "ticked": str(cell) in ticked} for cell in range(1, columns * rows + 1)],
        "drawn": data.get(f"box-{view.uuid}", ""),
    }


def frame(box: Box, width: int, height: int) -> dict[str, int]:
    """In the photograph's own pixels, as an SVG over it wants it."""
    wide, high = box.size
    return {
        "x": box.left * width // WHOLE,
        "y": box.top * height // WHOLE,
        "w": wide * width // WHOLE,
        "h": high * height // WHOLE,
    }


def copy(face: CaseFace, wished: Wish, made: Collection[Ready]) -> dict[str, object]:
    return {
        "reference": face.reference,
        "words": wished.words,
        "hidden": counts(wished.counts),
        "photos": [
            {
                "number": number,
                "ticket": ready.ticket,
                "url": reverse("web:publish_copy", args=[face.reference, ready.ticket]),
                "hidden": counts(ready.hidden),
            }
            for number, ready in enumerate(made, 1)
        ],
    }


def counts(hidden: Mapping[str, int]) -> str:
    """`telephone number 1 · face 5`."""
    said = kinds()
    return " · ".join(f"{said[kind]} {count}" for kind, count in hidden.items())


def carried(data: QueryDict) -> list[tuple[str, str]]:
    """What the question said, to come back to it or to go on from it."""
    return [(name, value) for name, values in data.lists() if name not in STEERING for value in map(str, values)]
