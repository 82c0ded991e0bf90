"""What a pack says about its province as a whole: name and brand, calendar, dimensions, words for the law."""

from __future__ import annotations

from datetime import date, time
from itertools import pairwise
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field, model_validator

from korat.blocks.ledger.typed import BasisCode, Code, OfficeCode, Purpose, Typed
from korat.blocks.messages.pace import USUAL
from korat.kernel.errors import Invalid
from korat.kernel.texts import Text

Day = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
DAYS: tuple[Day, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DIMENSIONS = ("equality", "safety", "opportunity", "sustainability")


def known_zone(name: str) -> str:
    if name not in available_timezones():
        raise Invalid(
            th=f"ไม่รู้จักเขตเวลา {name} ใช้ชื่อเช่น Asia/Bangkok",
            en=f"Unknown time zone {name}. Use a name such as Asia/Bangkok.",
        )
    return name


Zone = Annotated[str, AfterValidator(known_zone)]
LanguageTag = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$")]


class Brand(Typed):
    name: Text
    tagline: Text


class Lunch(Typed):
    start: time = Field(alias="from")
    end: time = Field(alias="to")


class WeekDefinition(Typed):
    """Days and hours when the offices work, on the wall of the pack's time zone."""

    days: tuple[Day, ...] = Field(min_length=1)
    opens: time
    closes: time
    lunch: Lunch | None = None

    @model_validator(mode="after")
    def opens_before_it_closes(self) -> WeekDefinition:
        lunch = (self.lunch.start, self.lunch.end) if self.lunch else ()
        hours = [self.opens, *lunch, self.closes]
        if any(earlier >= later for earlier, later in pairwise(hours)):
            raise Invalid(
                th="เวลาทำการไม่เรียงกัน เวลาเปิดต้องมาก่อนพักกลางวัน และก่อนเวลาปิด",
                en="The working hours are out of order: they open, then lunch, then they close.",
            )
        return self


class Holiday(Typed):
    date: date
    names: Text


class Confirmation(Typed):
    """Who confirmed the year's holidays, and when."""

    by: Text
    on: date


class YearDefinition(Typed):
    confirmed: Confirmation | None
    holidays: tuple[Holiday, ...] = ()


class CalendarDefinition(Typed):
    working_week: WeekDefinition | None = None
    years: dict[int, YearDefinition] = {}


class Dimension(Typed):
    """One of the four ends that everything serves."""

    code: Literal["equality", "safety", "opportunity", "sustainability"]
    names: Text
    text: Text
    icon: str = Field(min_length=1, max_length=60)


class Open311(Typed):
    """How GeoReport v2 presents this province."""

    jurisdiction_id: str = Field(min_length=1, max_length=120)
    jurisdiction_required: bool = False
    api_key_required: bool = False
    contact: Text
    key_service: Text


class Hotline(Typed):
    """Whom to call about a message that is not ours. `text`: what they do, in a sentence."""

    number: str = Field(pattern=r"^[0-9]{3,10}$")
    names: Text
    text: Text


class BasisDefinition(Typed):
    """A legal basis. `verified`: someone read the clause; else it shows as not verified."""

    names: Text
    clause: Text | None = None
    verified: bool = False


class Retention(Typed):
    """How long the words of a closed case stay although the person concerned would have them erased."""

    closed_case_days: int = Field(default=180, ge=0, le=36500)
    basis: BasisCode | None = None
    why: Text | None = None


class Delay(Typed):
    """A look for this purpose is told to the person only after some days, since knowing at once would do harm."""

    days: int = Field(ge=1, le=180)
    why: Text


class Privacy(Typed):
    """What a province decides about looks: how long an emergency and a consent last, which looks are told later and why."""

    emergency_hours: int = Field(default=4, ge=1, le=24)
    # The longest that an office may ask for; the law of the house allows no more than a year and a day.
    consent_days: int = Field(default=366, ge=1, le=366)
    delays: dict[Purpose, Delay] = {}


class Quiet(Typed):
    """When a province wakes nobody: news wait until it is over, danger does not."""

    begins: time = Field(default=time(21), alias="from")
    ends: time = Field(default=time(7), alias="to")


class ChannelPace(Typed):
    """What a channel bears: letters a second for long, and how many at once after a rest."""

    a_second: float = Field(gt=0, le=1000)
    at_once: float = Field(ge=1, le=100_000)

    @model_validator(mode="after")
    def holds_a_second(self) -> ChannelPace:
        if self.at_once < self.a_second:
            raise Invalid(
                th="at_once ต้องไม่น้อยกว่า a_second มิฉะนั้นช่องทางจะส่งไม่ถึงความเร็วที่บอกไว้",
                en="at_once is never less than a_second: else the channel cannot reach the pace that is stated.",
            )
        return self


def usual(channel: str) -> ChannelPace:
    a_second, at_once = USUAL.channels[channel]
    return ChannelPace(a_second=a_second, at_once=at_once)


class Pacing(Typed):
    """How fast news go when many are to be said at once, as in a flood. Answers and danger do not wait."""

    line: ChannelPace = usual("line")
    sms: ChannelPace = usual("sms")
    email: ChannelPace = usual("email")
    # From so many on, what waits for one person is told in one message.
    together_from: int = Field(default=USUAL.together_from, ge=2, le=100)


class AssetKind(Typed):
    """A kind of fixed thing that an office looks after, and what is reported when it fails.

    `watched`: it sees people, so that only its health is kept here, never a picture.
    """

    names: Text
    icon: str = Field(default="box", max_length=60)
    service: Code | None = None
    category: Code | None = None
    watched: bool = False


class MonthlyLine(Typed):
    """A line of the monthly report that no act here tells: the office writes its figure itself."""

    names: Text
    unit: Text


class Profile(Typed):
    """All of it, as applied. Hours and holidays stand in the calendar."""

    code: str
    version: str
    names: Text
    languages: tuple[LanguageTag, ...]
    time_zone: Zone
    prefix: str
    brand: Brand
    dimensions: tuple[Dimension, ...]
    open311: Open311
    # Whom every page thanks for data: names and licences, such as "GeoThai, CC BY 4.0".
    credits: tuple[Text, ...] = ()
    hotline: Hotline | None = None
    # Which office sees how many messages were reported as not ours.
    digital_office: OfficeCode | None = None
    bases: dict[BasisCode, BasisDefinition]
    purposes: dict[Purpose, Text]
    retention: Retention = Retention()
    privacy: Privacy = Privacy()
    quiet: Quiet = Quiet()
    pace: Pacing = Pacing()
    # What stands in the streets, by code.
    assets: dict[Code, AssetKind] = {}
    # What an office tells of its month itself, by code.
    monthly: dict[Code, MonthlyLine] = {}

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)
