"""The place of a report: lat and long, or address_string, or address_id, or several of them together."""

from __future__ import annotations

from korat.blocks.cases.values import Where
from korat.blocks.places import queries as places
from korat.blocks.places.queries import PlaceView
from korat.kernel.geo import Point
from korat.standards.open311.errors import wrong
from korat.standards.open311.read import Parameters

LANDMARK = 400


def where(parameters: Parameters, town: PlaceView | None) -> Where:
    """The place as the parameters tell it. `town`: the local government that jurisdiction_id named.

    Invalid when there is no place, when it cannot be, or when it lies outside the province or that town.
    """
    point = point_of(parameters)
    code, fixture_point = known_address(parameters.one("address_id", 60))
    landmark = parameters.one("address_string", LANDMARK)
    if not (point or code or landmark):
        raise wrong(
            "lat",
            "ต้องบอกสถานที่: lat กับ long หรือ address_string หรือ address_id",
            "A place is required: lat with long, or address_string, or address_id.",
            code="missing",
        )
    return placed(point or fixture_point, code, landmark, town)


def placed(point: Point | None, code: str | None, landmark: str, town: PlaceView | None) -> Where:
    mapped, found = False, None
    if point:
        located = places.locate(point)
        if located.inside_province is False:
            raise wrong("lat", "พิกัดนี้อยู่นอกจังหวัด", "This point lies outside the province.", code="outside")
        code = code or located.subdistrict
        mapped = located.subdistrict is not None and not located.near_border
        found = located.jurisdiction if mapped else None
    found = found or (places.jurisdiction_of(code) if code else None)
    jurisdiction, inside = side(town, found, mapped)
    return Where(code, jurisdiction, inside, point, landmark=landmark)


def side(town: PlaceView | None, found: str | None, mapped: bool) -> tuple[str | None, bool | None]:
    """The jurisdiction, and whether the place lies in it: None where nobody is sure.

    `found`: what the map and the place's name tell. Unless `mapped` (close to a border, without boundaries)
    nothing found means nothing, and the sender's own word counts; a word that the map denies is refused.
    """
    if town is None:
        return found, found is not None or (False if mapped else None)
    if found != town.code and (found or mapped):
        raise wrong(
            "jurisdiction_id",
            "สถานที่นี้อยู่นอกเขตที่ระบุ",
            "This place lies outside that jurisdiction.",
            code="outside",
        )
    return town.code, True


def point_of(parameters: Parameters) -> Point | None:
    lat, lon = parameters.decimal("lat"), parameters.decimal("long")
    if lat is None and lon is None:
        return None
    if lat is None or lon is None:
        name = "long" if lon is None else "lat"
        raise wrong(name, "ต้องส่ง lat และ long คู่กัน", "lat and long come together.", code="missing")
    return Point(lat, lon)


def known_address(given: str) -> tuple[str | None, Point | None]:
    """The place code and point of an address_id: a place's code, or the number on a pole."""
    if not given:
        return None, None
    if place := places.place(given):
        return place.code, None
    fixture = places.fixture(given)
    if fixture is None:
        raise wrong(
            "address_id",
            "ไม่พบสถานที่หรือหมายเลขเสานี้",
            "There is no place with this code and no pole with this number.",
            code="unknown_address",
        )
    return fixture.place, Point(fixture.latitude, fixture.longitude)
