"""From what was found to one answer: what is false outweighs what is ours, since a fraud borrows from real messages."""

from __future__ import annotations

from enum import StrEnum

from korat.web.genuine.links import Leads
from korat.web.genuine.papers import Paper
from korat.web.genuine.reading import Number, Reading


class Verdict(StrEnum):
    GENUINE = "genuine"
    OURS = "ours"
    PART = "part"
    NOT_OURS = "not_ours"
    UNKNOWN = "unknown"


def verdict(reading: Reading) -> Verdict:
    """GENUINE: we sent this. OURS: this address or number is ours, of which there is nothing more to say.
    PART: our words, word for word, and others beside them."""
    if kind_of_fault(reading):
        return Verdict.NOT_OURS
    if reading.added:
        return Verdict.PART
    if any(view.same_words is not False for view in reading.sent) or is_ours(reading):
        return Verdict.GENUINE
    if reading.only and (reading.links or any(one.number is Number.PUBLIC for one in reading.references)):
        return Verdict.OURS
    return Verdict.UNKNOWN


def kind_of_fault(reading: Reading) -> str:
    """What shows that it is not ours, in one word for the count; empty when nothing does."""
    if reading.paper is not None and reading.paper.state in (Paper.ALTERED, Paper.REVOKED, Paper.FOREIGN):
        return "paper"
    if any(link.leads is not Leads.HOME for link in reading.links):
        return "link"
    return "code" if reading.strange else ""


def is_ours(reading: Reading) -> bool:
    return reading.paper is not None and reading.paper.state in (Paper.VALID, Paper.EXPIRED)


def kind(reading: Reading) -> str:
    """Under which kind a report of this text is counted."""
    return kind_of_fault(reading) or ("reference" if reading.references else "words")


def bad_host(reading: Reading) -> str:
    """The first host that is not ours, for the office that watches; empty when there is none."""
    return next((link.host for link in reading.links if link.leads is not Leads.HOME), "")
