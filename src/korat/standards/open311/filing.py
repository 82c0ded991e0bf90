"""A POST to requests, read into what `cases` takes."""

from __future__ import annotations

from datetime import tzinfo
from functools import partial
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from korat.blocks.cases.values import Contact, Request, Where
from korat.blocks.people.values import Names
from korat.blocks.places.queries import PlaceView
from korat.kernel.phone import normal_phone
from korat.standards.open311.attributes import answers
from korat.standards.open311.errors import Gathering, wrong
from korat.standards.open311.offered import Offered
from korat.standards.open311.read import Parameters
from korat.standards.open311.where import where

CHANNEL = "open311"
DESCRIPTION, MEDIA_URL, NAME, ADDRESS, ID = 4000, 2000, 110, 254, 200


def request_of(parameters: Parameters, offered: Offered, town: PlaceView | None, zone: tzinfo) -> Request:
    """The report without its photographs. Problems with everything that is wrong, one for each parameter."""
    reading = Gathering()
    request = Request(
        service=offered.service,
        category=offered.category,
        where=reading.read(partial(where, parameters, town), Where(), "lat"),
        channel=CHANNEL,
        answers=reading.read(partial(answers, parameters, offered.questions, zone), {}),
        description=reading.read(partial(parameters.one, "description", DESCRIPTION), ""),
        contact=reading.read(partial(contact, parameters), Contact()),
        media_url=reading.read(partial(media_url, parameters), ""),
    )
    reading.settle()
    return request


def contact(parameters: Parameters) -> Contact:
    """How to reach the reporter; all of it is private."""
    reading = Gathering()
    given = reading.read(partial(parameters.one, "first_name", NAME), "")
    family = reading.read(partial(parameters.one, "last_name", NAME), "")
    found = Contact(
        name=Names(given, family).show(),
        phone=reading.read(partial(phone, parameters), ""),
        email=reading.read(partial(email, parameters), ""),
        device=reading.read(partial(parameters.one, "device_id", ID), ""),
        account=reading.read(partial(parameters.one, "account_id", ID), ""),
    )
    reading.settle()
    return found


def phone(parameters: Parameters) -> str:
    given = parameters.one("phone")
    return normal_phone(given, "phone") if given else ""


def email(parameters: Parameters) -> str:
    given = parameters.one("email", ADDRESS)
    try:
        if given:
            validate_email(given)
    except ValidationError as error:
        raise wrong("email", "อีเมลไม่ถูกต้อง", "This is not an e-mail address.") from error
    return given


def media_url(parameters: Parameters) -> str:
    """Kept as it is and never fetched: whoever reads it decides whether to follow it."""
    given = parameters.one("media_url", MEDIA_URL)
    if given and not is_web_address(given):
        raise wrong(
            "media_url",
            "ต้องเป็นที่อยู่เว็บที่ขึ้นต้นด้วย http:// หรือ https://",
            "This must be a web address that starts with http:// or https://.",
        )
    return given


def is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and not any(map(str.isspace, text))
    except ValueError:
        return False
