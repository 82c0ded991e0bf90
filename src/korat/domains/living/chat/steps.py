"""A conversation, step by step: danger → kind → place → the same as another's? → other troubles? → photo → read back → the case.

Each answer is asked for once.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.definition import Category, ServiceDefinition
from korat.blocks.messages import queries as messages
from korat.blocks.messages.values import Answer, Heard, Reply
from korat.blocks.places import queries as places
from korat.domains.living.chat import answers, filing, words
from korat.domains.living.chat.talk import OWN, Talk
from korat.domains.living.forms import DESCRIPTION_LIMIT
from korat.domains.living.near import Close, close_by
from korat.kernel.texts import clean

HELLO = "chat-hello"
MOST_PICTURES = 3


def hear(heard: Heard, now: datetime) -> Answer:
    """What to say to what was just said. Silence where the pack has no conversation on this channel."""
    service = spoken_to(heard.who.channel)
    if service is None or messages.template(HELLO) is None:
        return Answer()
    before = Talk.kept(heard.talk or {"language": catalog.profile().languages[0]})
    language = words.language(heard.said.text, before.language)
    talk = replace(before, service=before.service or service.code, language=language)
    if heard.said.kind in ("came", "other"):
        return greet(talk)
    return wished(talk, heard, now) or told(talk, heard, now)


def needs(heard: Heard) -> frozenset[str]:
    """What `hear` may want: the names of several persons once the story and its place are told, a token for a link."""
    talk = Talk.kept(heard.talk)
    told = talk.asked in ("kind", "place", "near", "also", "photo", "danger")
    several = of_several(talk, heard) and told
    wants_link = words.command(heard.said.text) == "link" or heard.said.data == "link"
    return frozenset(name for name, wanted in (("names", several), ("link", wants_link)) if wanted)


def spoken_to(channel: str) -> ServiceDefinition | None:
    """The service that takes reports on this channel."""
    found = (one for one in catalog.services() if one.domain == "living" and channel in one.channels and one.categories)
    return next(found, None)


def greet(talk: Talk) -> Answer:
    return Answer((Reply(HELLO),), talk.keep() if talk.asked else {}, talk.language)


def wished(talk: Talk, heard: Heard, now: datetime) -> Answer | None:
    """A wish of its own, whatever was asked before: a case by its number, an end, a link. None when it is part of a story."""
    wish = meant(talk, heard)
    verb, _, rest = wish.partition(" ")
    if verb == "solved":
        reference, _, said = rest.partition(" ")
        return filing.solved(talk, heard, reference, said == "yes", now)
    if verb == "status":
        return filing.status(talk, heard, rest)
    if verb == "cancel":
        return answers.over(talk, Reply("chat-cancelled" if talk.asked else HELLO))
    if verb in ("link", "unlink"):
        return filing.link(talk, heard) if verb == "link" else filing.unlink(talk, heard, now)
    return greet(talk) if verb == "help" and not talk.asked else None


def meant(talk: Talk, heard: Heard) -> str:
    """A tap, a typed number that stands for one, a command, or a case number; empty for anything else."""
    text = heard.said.text
    if heard.said.data:
        return heard.said.data
    if talk.asked == "near" and (wish := of_offered(talk, text)):
        return wish
    if talk.asked == "also" and words.command(text) == "yes":
        return talk.options[0]
    chosen = words.number(text)
    if chosen is not None and 1 <= chosen <= len(talk.options):
        return talk.options[chosen - 1]
    reference = words.reference(text)
    if reference and not talk.asked:
        said = words.solved(text)
        return f"status {reference}" if said is None else f"solved {reference} {'yes' if said else 'no'}"
    return words.command(text)


def of_offered(talk: Talk, text: str) -> str:
    """The same in words, after an offer to follow: yes, no, or the number of the report."""
    wish, reference = words.command(text), words.reference(text)
    if wish in ("yes", "own"):
        return talk.options[0] if wish == "yes" else wish
    return next((one for one in talk.options if reference and one == f"follow {reference}"), "")


def told(talk: Talk, heard: Heard, now: datetime) -> Answer:
    """The next part of a report."""
    wish = meant(talk, heard)
    verb, _, rest = wish.partition(" ")
    talk = with_pictures(talk, heard)
    if heard.refused:
        return answers.ask(talk, Reply("chat-photo-refused", {"words": heard.refused}), talk.asked)
    if heard.said.kind == "place":
        return placed(talk, heard)
    if verb == "kind":
        talk = replace(talk, kind=rest)
    elif verb == "who" and rest.isdecimal() and int(rest) in heard.who.persons:
        talk = replace(talk, who=int(rest))
    elif verb == "safe":
        talk = replace(talk, safe=True)
    elif verb == "skip" and talk.asked == "photo":
        talk = replace(talk, shown=True)
    elif verb == "change":
        return answers.of_kind(replace(talk, kind="", follow="", also=None))
    elif verb == "move":
        return answers.of_place(replace(talk, lat=None, lon=None, landmark="", thing="", follow=""), heard.who.channel)
    elif verb == "own" and talk.asked == "near":
        talk = replace(talk, follow=OWN)
    elif verb == "follow" and talk.asked == "near":
        talk = replace(talk, follow=rest)
    elif verb == "also" and talk.asked == "also":
        talk = replace(talk, also=tuple(rest.split()))
    elif verb in ("alone", "own", "skip") and talk.asked == "also":
        talk = replace(talk, also=())
    elif verb == "yes" and talk.asked == "check":
        return filing.file(talk, heard, now)
    elif heard.said.text:
        talk = written(talk, clean(heard.said.text[:DESCRIPTION_LIMIT], DESCRIPTION_LIMIT))
    if talk.follows and not of_several(talk, heard):
        # Whoever follows need not tell it again, nor hear it read back.
        return filing.file(talk, heard, now)
    return onward(talk, heard)


def written(talk: Talk, text: str) -> Talk:
    """Words: a landmark where we asked for the place, else part of the story."""
    if talk.definition.about_thing:
        talk = replace(talk, thing=words.thing(text) or talk.thing)
    if talk.asked == "place" and talk.text:
        return replace(talk, landmark=text[:400])
    joined = f"{talk.text}\n{text}".strip()[:DESCRIPTION_LIMIT]
    # What is told anew may tell of danger anew.
    return replace(talk, text=joined, safe=False)


def with_pictures(talk: Talk, heard: Heard) -> Talk:
    if not heard.pictures:
        return talk
    return replace(talk, pictures=(*talk.pictures, *heard.pictures)[:MOST_PICTURES], shown=True)


def placed(talk: Talk, heard: Heard) -> Answer:
    point = heard.said.point
    if point and places.locate(point).inside_province is False:
        return answers.of_place(talk, heard.who.channel, "chat-outside")
    if point:
        talk = replace(talk, lat=point.lat, lon=point.lon, landmark=talk.landmark or heard.said.address[:400])
    return onward(talk, heard)


def onward(talk: Talk, heard: Heard) -> Answer:
    """The first question that is still open."""
    if not talk.text:
        return answers.ask(talk, Reply("chat-tell"), "tell")
    if not talk.safe and (dangers := catalog.dangers(talk.definition, talk.category, talk.text)):
        return answers.of_danger(talk, dangers)
    if not talk.kind and talk.asked != "kind" and (found := words.guess(talk.text, talk.definition)):
        talk = replace(talk, kind=found.code)
    if talk.category is None:
        return answers.of_kind(talk)
    if not talk.placed:
        return answers.of_place(talk, heard.who.channel)
    if not talk.follow and (offered := reported(talk)):
        return answers.of_near(talk, offered)
    if talk.also is None and not talk.follows and (others := told_beside(talk)):
        return answers.of_others(talk, others)
    if not talk.shown and not talk.follows and heard.who.channel == "line":
        return answers.of_photo(talk)
    if of_several(talk, heard):
        return answers.of_person(talk, heard)
    return answers.read_back(talk, heard.who.channel)


def of_several(talk: Talk, heard: Heard) -> bool:
    """Whether somebody of several behind this telephone reports, and we do not know who."""
    return len(heard.who.persons) > 1 and talk.who is None


def told_beside(talk: Talk) -> tuple[Category, ...]:
    """Other troubles in the same words. None where the pack has no words to offer them."""
    if talk.category is None or not all(messages.template(one) for one in (answers.ALSO, answers.SEVERAL)):
        return ()
    return words.others(talk.text, talk.definition, talk.category)


def reported(talk: Talk) -> tuple[Close, ...]:
    """Open reports close by, of the same thing where that is known. None where the pack has no words to offer them."""
    if messages.template(answers.NEAR) is None:
        return ()
    found = close_by(talk.definition, talk.category, talk.where(), talk.here)
    return tuple(one for one in found if one.report)[: answers.MOST_OFFERED]
