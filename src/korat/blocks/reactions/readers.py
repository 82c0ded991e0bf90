"""To whom a message about a case goes that is not for its reporters: its office, or officials by what their posts may do."""

from __future__ import annotations

from datetime import datetime, timedelta

from korat.blocks.cases.queries import AdviceView
from korat.blocks.cases.values import CaseFace
from korat.blocks.messages import queries as messages
from korat.blocks.people import queries as people
from korat.blocks.reactions.pack import SendMessage

# Many promises break on one morning: a superior is told once a day, and the list tells which.
QUIET = timedelta(hours=20)
READING = frozenset({"case.read", "case.handle", "case.triage"})


def readers(wanted: SendMessage, face: CaseFace, now: datetime) -> tuple[int, ...]:
    if wanted.to == "office":
        return (face.office,)
    if wanted.to in ("handler", "claimant"):
        return (face.assignee,) if face.assignee else officials(face.office, frozenset({"case.handle"}), now)
    above = officials(face.raised_to, READING, now) if face.raised_to else ()
    return tuple(one for one in above if not messages.told_since(one, wanted.template, now - QUIET))


def keepers(advice: AdviceView, now: datetime) -> tuple[int, ...]:
    found = officials(advice.office, frozenset({"case.handle", "case.triage"}), now)
    return (advice.author,) if advice.author in found else found


def officials(office: int, purposes: frozenset[str], now: datetime) -> tuple[int, ...]:
    """Who holds a post with one of these powers in this very office now."""
    held = ((term.person, people.post(term.post)) for term in people.terms_in(office, now))
    return tuple(dict.fromkeys(person for person, post in held if post and purposes & set(post.purposes)))
