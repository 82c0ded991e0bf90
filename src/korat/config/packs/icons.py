"""Which icons there are: those of the installed lucide."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import as_file, files
from zipfile import ZipFile

from korat.blocks.catalog.consistency import Fault, Location, unknown
from korat.blocks.catalog.definition import ServiceDefinition


@cache
def known() -> frozenset[str]:
    with as_file(files("lucide") / "lucide.zip") as path, ZipFile(path) as pictures:
        return frozenset(name.removesuffix(".svg") for name in pictures.namelist())


def icons_of(service: ServiceDefinition) -> Iterator[Fault]:
    for index, category in enumerate(service.categories):
        yield from wrong(category.icon, ("categories", index, "icon"))


def wrong(icon: str, at: Location) -> Iterator[Fault]:
    if icon not in known():
        yield unknown(at, "ไอคอน lucide", "lucide icon", icon, known())
