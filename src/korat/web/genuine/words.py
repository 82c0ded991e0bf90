"""The answer in words that nobody has to read twice."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.translation import gettext as _

from korat.blocks.cases import queries as cases
from korat.blocks.catalog import queries as catalog
from korat.blocks.messages.queries import GenuineView
from korat.kernel.dates import format_datetime
from korat.web.genuine.links import Leads, Link
from korat.web.genuine.papers import Paper, PaperView
from korat.web.genuine.reading import Number, Reading, Reference
from korat.web.genuine.verdict import Verdict, verdict
from korat.web.present import faces
from korat.web.present.words import office

Finding = dict[str, str]
LOOKS = {
    Verdict.GENUINE: ("sustainability", "shield-check"),
    Verdict.OURS: ("sustainability", "shield-check"),
    Verdict.PART: ("safety", "shield-question-mark"),
    Verdict.NOT_OURS: ("safety", "shield-x"),
    Verdict.UNKNOWN: ("slate", "shield-question-mark"),
}


def answer(reading: Reading, home: str) -> dict[str, object]:
    """What the page shows of a reading."""
    said = verdict(reading)
    colour, icon = LOOKS[said]
    title, text = saying(said, link=bool(reading.links))
    return {
        "verdict": said.value,
        "colour": colour,
        "icon": icon,
        "title": title,
        "text": text,
        "sent": [rows(view) for view in reading.sent] + (public_rows(reading) if said is Verdict.OURS else []),
        "findings": list(findings(reading, said)),
        "hotline": catalog.profile().hotline if said not in (Verdict.GENUINE, Verdict.OURS) else None,
        "home": urlsplit(home).netloc,
    }


def saying(said: Verdict, *, link: bool) -> tuple[str, str]:
    """Title and advice."""
    return {
        Verdict.GENUINE: (_("Yes, this is from us"), _("Compare what stands here with what you have in hand.")),
        Verdict.OURS: (
            _("Yes, this is ours"),
            _("It leads to our own pages.") if link else _("It is the number of a report that everyone may see."),
        ),
        Verdict.PART: (
            _("Part of this is from us, the rest is not"),
            _(
                "Somebody added words to a message of ours. Do not do what the added words ask: call no number, send no money."
            ),
        ),
        Verdict.NOT_OURS: (
            _("No, this is not from us"),
            _("Do not open its link, do not call its number, send no money. You did well to ask first."),
        ),
        Verdict.UNKNOWN: (
            _("We cannot tell"),
            _("Nothing here proves who sent it. Until you know, open no link, give no code and send no money."),
        ),
    }[said]


def rows(view: GenuineView) -> list[dict[str, object]]:
    """Who sent it, when, what kind, over which channel."""
    profile = catalog.profile()
    return [
        {"label": _("Sent by"), "value": office(view.office) or profile.brand.name},
        {"label": _("When"), "value": format_datetime(view.made_at, catalog.zone())},
        {"label": _("What kind"), "value": view.kind or _("A message from us")},
        {"label": _("How"), "value": channel(view.channel)},
        {"label": _("Code"), "value": view.code},
    ]


def public_rows(reading: Reading) -> list[list[dict[str, object]]]:
    """Of a public report what its own public page says: which office, what kind, since when."""
    found = (cases.case_face(one.text) for one in reading.references if one.number is Number.PUBLIC)
    return [
        [
            {"label": _("Office"), "value": office(face.office)},
            {"label": _("Kind"), "value": faces.title(face)},
            {"label": _("Reported"), "value": format_datetime(face.opened_at, catalog.zone())},
        ]
        for face in found
        if face and face.public
    ]


def channel(code: str) -> str:
    ways = {"sms": _("By SMS"), "email": _("By e-mail"), "line": _("By LINE")}
    return ways.get(code, _("Into your messages on this site"))


def findings(reading: Reading, said: Verdict) -> Iterator[Finding]:
    """One sentence for each thing found."""
    if reading.paper:
        yield of_paper(reading.paper)
    for view in reading.sent:
        yield from of_words(view, whole=not reading.added)
    for line in reading.added:
        yield wrong(_("This line is not ours: “%(line)s”") % {"line": line})
    for code in reading.strange:
        yield wrong(_("We sent no message with the code %(code)s.") % {"code": code})
    if reading.mistyped:
        yield unsure(_("This looks like a code of ours with a wrong letter in it. Please look at it once more."))
    yield from (of_link(link) for link in reading.links)
    if said is not Verdict.GENUINE:
        yield from (of_reference(one) for one in reading.references)


def of_words(view: GenuineView, *, whole: bool) -> Iterator[Finding]:
    if view.same_words and not whole:
        yield unsure(_("Part of this is ours, word for word. But something was added to it."))
    elif view.same_words:
        yield right(_("It says word for word what we sent."))
    elif view.same_words is False:
        yield unsure(
            _(
                "The code belongs to a message of ours, but we sent other words with it. Paste the whole message and nothing else."
            )
        )


def of_link(link: Link) -> Finding:
    said = {"host": link.host}
    if link.leads is Leads.HOME:
        return right(_("Its link leads to us."))
    sentences = {
        Leads.ELSEWHERE: _("The link leads to %(host)s. That is not an address of ours."),
        Leads.LOOKALIKE: _("The link leads to %(host)s. It is made to look like ours, but it is not."),
        Leads.SHORTENED: _("The short link %(host)s hides where it leads. We never send short links."),
        Leads.DISGUISED: _("The link is disguised. It really leads to %(host)s."),
    }
    return wrong(sentences[link.leads] % said)


def of_reference(one: Reference) -> Finding:
    said = {"reference": one.text}
    if one.number is Number.PUBLIC:
        return right(_("%(reference)s is a public report.") % said, reverse("web:case", args=[one.text]))
    if one.number is Number.FORM:
        return unsure(
            _("%(reference)s has the form of our numbers. If it is yours, sign in or use your key to see it.") % said,
            f"{reverse('web:follow')}?reference={one.text}",
        )
    return unsure(_("%(reference)s is not one of our numbers, or a digit in it is wrong.") % said)


def of_paper(paper: PaperView) -> Finding:
    if paper.state is Paper.VALID:
        said = {"kind": paper.kind, "office": paper.office}
        return right(_("This paper is valid: %(kind)s, %(office)s.") % said, paper.url)
    if paper.state is Paper.EXPIRED:
        return unsure(_("This paper was genuine, but has expired"), paper.url)
    if paper.state is Paper.CUT_SHORT:
        return unsure(_("The text of the QR code is cut short. Please scan it again, the whole square in the picture."))
    sentences = {
        Paper.ALTERED: _("This paper was changed after we signed it."),
        Paper.REVOKED: _("We issued this paper and later withdrew it."),
        Paper.FOREIGN: _("This paper was signed by someone else, not by us."),
    }
    return wrong(sentences[paper.state], paper.url)


def right(text: str, url: str = "") -> Finding:
    return {"colour": "sustainability", "icon": "circle-check", "text": text, "url": url}


def wrong(text: str, url: str = "") -> Finding:
    return {"colour": "safety", "icon": "circle-x", "text": text, "url": url}


def unsure(text: str, url: str = "") -> Finding:
    return {"colour": "slate", "icon": "circle-question-mark", "text": text, "url": url}
