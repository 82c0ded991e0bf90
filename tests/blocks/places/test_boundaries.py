"""Importing true boundaries: matched by code or by name, refused with a reason, seen at once."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from korat.blocks.ledger import packs
from korat.blocks.ledger.models import Act, Marker
from korat.blocks.ledger.services import service_actor
from korat.blocks.places import queries
from korat.blocks.places.actions import ImportReport, import_boundaries
from korat.blocks.places.models import Place
from korat.kernel.errors import Forbidden, Invalid
from korat.kernel.geo import Point

TESTDATA = Path(os.environ.get("KORAT_TESTDATA") or Path(__file__).resolve().parents[3].parent / "shared" / "testdata")
CENTRE = (102.1, 14.97)

Import = Callable[..., ImportReport]


@pytest.fixture
def bare(house: None) -> Iterator[None]:
    """No boundaries before and after."""
    packs.forget()
    yield
    Place.objects.using("owner").exclude(boundary_source="").update(boundary=None, boundary_source="")
    Marker.objects.using("owner").filter(code="pack_data").delete()
    packs.forget()


@pytest.fixture
def bring(bare: None, tmp_path: Path, now: datetime) -> Import:
    def run(*features: Any, **more: Any) -> ImportReport:
        path = tmp_path / "areas.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features), **more}))
        return import_boundaries(actor=service_actor("pack"), path=path, now=now)

    return run


def feature(geometry: Any = None, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry or square()}


def square(east: float = CENTRE[0], north: float = CENTRE[1], half: float = 0.05) -> dict[str, Any]:
    corners = [(-half, -half), (half, -half), (half, half), (-half, half), (-half, -half)]
    return {"type": "Polygon", "coordinates": [[[east + x, north + y] for x, y in corners]]}


def first() -> queries.PlaceView:
    return queries.subdistricts(queries.districts()[0].code)[0]


def test_a_boundary_is_matched_by_code_and_seen_at_once(bring: Import) -> None:
    place = first()
    assert bring(feature(code=place.code), source="Survey 2026") == ImportReport(1, ())
    here = Point(CENTRE[1], CENTRE[0])
    assert queries.locate(here).subdistrict == place.code
    shown = queries.place(place.code)
    assert shown is not None
    assert shown.has_boundary
    assert "Survey 2026" in dict(queries.sources())
    assert Act.objects.filter(kind="places.boundaries.imported").count() == 1


def test_a_boundary_is_matched_by_a_code_with_letters_and_its_name(bring: Import) -> None:
    place = first()
    assert bring(feature(ADM3_PCODE=f"TH{place.code}", ADM3_EN=place.names.show("en"))).imported == 1


def test_a_boundary_is_matched_by_name_within_its_parent(bring: Import) -> None:
    names = [one.names.show("th") for district in queries.districts() for one in queries.subdistricts(district.code)]
    twice = next(name for name in names if names.count(name) > 1)
    report = bring(feature(name=twice), feature(name="ไม่มีที่นี้"))
    assert report.imported == 0
    assert ["has this code" in one.en for one in report.skipped] == [True, True]
    district = next(
        one
        for one in queries.districts()
        if twice in [each.names.show("th") for each in queries.subdistricts(one.code)]
    )
    assert bring(feature(name=twice, district=district.names.show("th"))).imported == 1


def test_the_parents_code_alone_never_takes_the_parent(bring: Import) -> None:
    district = queries.districts()[0]
    assert bring(feature(name="ชื่อที่สะกดผิด", amp=district.code)).imported == 0


def test_what_cannot_be_used_is_skipped_with_its_reason(bring: Import) -> None:
    code = first().code
    crossed = {
        "type": "Polygon",
        "coordinates": [[[102, 15], [102.1, 15.1], [102.1, 15], [102, 15.1], [102, 15]]],
    }
    report = bring(
        feature({"type": "Point", "coordinates": [102, 15]}, code=code),
        feature({"type": "Polygon", "coordinates": []}, code=code),
        feature({"type": "Polygon", "coordinates": "x"}, code=code),
        feature(square(14.97, 102.1 - 15), code=code),
        feature(square(500_000, 1_600_000), code=code),
        feature(None, code="nowhere"),
        {"type": "Feature"},
        7,
        feature(crossed, code=code),
        feature(code=code),
    )
    assert report.imported == 1
    assert [one.feature for one in report.skipped] == [1, 2, 3, 4, 5, 6, 7, 8, 10]
    assert "longitude comes before latitude" in report.skipped[3].en
    assert "WGS 84" in report.skipped[4].en
    assert "already" in report.skipped[8].en
    assert all(one.th for one in report.skipped)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"features": 3}', "[" * 100_000, "\ud800"])
def test_a_file_that_is_no_geojson_is_refused_in_words(text: str, bare: None, tmp_path: Path, now: datetime) -> None:
    path = tmp_path / "areas.geojson"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(Invalid, match=r"areas\.geojson"):
        import_boundaries(actor=service_actor("pack"), path=path, now=now)


def test_a_resident_may_not_import(bare: None, tmp_path: Path, now: datetime, resident: Any) -> None:
    path = tmp_path / "areas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature(code=first().code)]}))
    with pytest.raises(Forbidden):
        import_boundaries(actor=resident, path=path, now=now)
    assert not Place.objects.exclude(boundary_source="").exists()


def test_the_same_pack_again_keeps_imported_boundaries(bring: Import, now: datetime) -> None:
    from korat.config.packs import apply, find_pack, load

    bring(feature(code=first().code))
    assert not apply(load(find_pack(None)), now)
    assert Place.objects.exclude(boundary_source="").count() == 1


def test_coarse_boundaries_of_the_whole_province_are_taken(bare: None, now: datetime) -> None:
    path = TESTDATA / "geo" / "korat_tambon.geojson"
    if not path.is_file():
        pytest.skip("KORAT_TESTDATA is not here: no boundaries to import")
    report = import_boundaries(actor=service_actor("pack"), path=path, now=now)
    assert (report.imported, report.skipped) == (289, ())
    [town] = queries.jurisdictions()
    assert town.point is not None
    located = queries.locate(town.point)
    assert located.subdistrict in {area for area, _ in town.covers}
    assert located.near_border
    assert located.jurisdiction is None
