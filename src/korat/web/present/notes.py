"""What stands on a case page for the office alone: whose work it is, and what colleagues told each other."""

from __future__ import annotations

from korat.blocks.cases.values import CasePage, Entry
from korat.kernel import ids
from korat.web import addresses
from korat.web.present import words


def panel(shown: CasePage) -> dict[str, object]:
    face, grant = shown.face, shown.grant
    able = grant.purposes if grant else frozenset()
    open_to_give = shown.purpose == "case.handle" and not face.closed
    return {
        "comments": [{"words": one.words, "who": words.post(one.post), "at": one.at} for one in shown.comments],
        "given_to": given_to(shown) if face.assignee else "",
        "assign_url": addresses.of("web:assign", face.reference) if open_to_give else "",
        "url": addresses.of("web:note", face.reference),
        "publishes": "case.publish" in able and face.public,
        "key": ids.uuid7().hex,
    }


def given_to(shown: CasePage) -> str:
    """The post that took it last, or was given it: the acts tell, so nobody need be looked up."""
    for entry in reversed(shown.timeline):
        if entry.kind == "cases.case.assigned":
            return words.post(str(entry.facts.get("post", "")))
        move = shown.face.service.move(str(entry.facts.get("move", "")))
        if move and move.assigns:
            return words.post(entry.post)
    return ""


def is_inside(entry: Entry, shown: CasePage) -> bool:
    """A note to colleagues: nobody outside the office need know that there was one."""
    return entry.kind == "cases.case.noted" and not entry.facts.get("public") and shown.relation != "office"
