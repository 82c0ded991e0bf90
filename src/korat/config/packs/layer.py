"""Reading one pack folder: every file into typed definitions, every fault into a problem with its line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from korat.blocks.catalog.definition import ServiceDefinition
from korat.blocks.documents.pack import PaperDefinition
from korat.blocks.documents.papers.rendering import fault
from korat.blocks.ledger.typed import Typed
from korat.blocks.places.pack import (
    JurisdictionDefinition,
    JurisdictionsFile,
    OutlineDefinition,
    PlaceDefinition,
)
from korat.config.packs.format import KINDS as DEFINITIONS
from korat.config.packs.format import BasesFile, Item, Items, Layer, PackHead, PurposesFile, code_of, texts
from korat.config.packs.problems import PackProblem, findings
from korat.config.packs.reading import YAML_LIMIT, Location, Source, read_json, read_rows, read_text, read_yaml

Model = TypeVar("Model", bound=BaseModel)

FOLDERS = ("places", "organisations", "services", "resources", "messages", "reactions", "papers")
FILES = ("pack.yaml", "posts.yaml", "bases.yaml", "purposes.yaml", "cashiers.yaml", "changes.yaml", "demo.yaml")
_PLACE_COLUMNS = ("code", "kind", "parent", "order", "lat", "lon", "postcode", "source")
_FIXTURE_COLUMNS = ("number", "place", "lat", "lon")


def read_layer(folder: Path) -> tuple[Layer | None, list[PackProblem]]:
    """The folder's content and all that is wrong with it; no layer when `pack.yaml` itself is wrong."""
    reader = LayerReader(folder)
    head = reader.head()
    return (reader.layer(head) if head else None), reader.problems


class LayerReader:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[PackProblem] = []
        self.languages: tuple[str, ...] = ("th",)

    def head(self) -> Item[PackHead] | None:
        file = self.folder / "pack.yaml"
        if not file.is_file():
            self.problems.append(
                PackProblem(
                    file,
                    1,
                    "ไม่พบไฟล์นี้ ทุกชุดข้อมูลต้องมี pack.yaml",
                    "The file is missing. Every pack has a pack.yaml.",
                )
            )
            return None
        source = self.yaml(file)
        if source and isinstance(source.value, Mapping) and isinstance(source.value.get("languages"), list):
            self.languages = tuple(map(str, source.value["languages"])) or self.languages
        return self.item(PackHead, source.value, source) if source else None

    def layer(self, head: Item[PackHead]) -> Layer:
        self.unknown_names()
        outline, demo = self.outline(), self.folder / "demo.yaml"
        known = {
            "places": [
                *self.rows("places", ("code", "kind"), self.place_columns(), "fixtures.csv"),
                *self.jurisdictions(),
            ],
            "fixtures": self.rows("fixtures", _FIXTURE_COLUMNS, _FIXTURE_COLUMNS),
            "posts": self.listed("posts", self.files("posts.yaml")),
            "cashiers": self.listed("cashiers", self.files("cashiers.yaml")),
            "changes": self.listed("changes", self.files("changes.yaml")),
            "services": self.services(),
            "papers": list(self.papers()),
            **{
                kind: self.listed(kind, self.files(f"{kind}/*.yaml"))
                for kind in ("organisations", "resources", "messages", "reactions")
            },
        }
        items = {kind: self.by_code(found) for kind, found in known.items()}
        items |= {
            "bases": self.mapped("bases.yaml", BasesFile),
            "purposes": self.mapped("purposes.yaml", PurposesFile),
        }
        demo_source = self.yaml(demo) if demo.is_file() else None
        return Layer(self.folder, head, items, outline, demo_source.value or {} if demo_source else {})

    def files(self, pattern: str) -> list[Path]:
        return sorted(file for file in self.folder.glob(pattern) if file.is_file())

    def yaml(self, file: Path) -> Source | None:
        try:
            return read_yaml(file)
        except PackProblem as problem:
            self.problems.append(problem)
            return None

    def item(self, model: type[Model], value: Any, source: Source, at: Location = ()) -> Item[Model] | None:
        """The definition at a place of a file, or its problems."""
        try:
            made = model.model_validate(value, context={"first_language": self.languages[0]})
        except ValidationError as error:
            self.problems += [source.problem((*at, *where), th, en) for where, th, en in findings(error, model)]
            return None
        item = Item(made, source, at)
        self.problems += list(self.untranslated(item))
        return item

    def untranslated(self, item: Item[Any]) -> Iterator[PackProblem]:
        for at, text in texts(item.value):
            missing = [tag for tag in self.languages if tag not in dict(text.wordings)]
            if missing:
                tags = ", ".join(missing)
                yield item.problem(
                    at,
                    f"ขาดคำแปลภาษา {tags} โปรดเพิ่ม",
                    f"The translation into {tags} is missing. Please add it.",
                )

    def listed(self, kind: str, files: Iterable[Path]) -> list[Item[Any]]:
        """Files that hold a list of definitions, or a single one."""
        found: list[Item[Any] | None] = []
        for source in filter(None, map(self.yaml, files)):
            if isinstance(source.value, list):
                found += [
                    self.item(DEFINITIONS[kind], each, source, (index,)) for index, each in enumerate(source.value)
                ]
            elif source.value is not None:
                found.append(self.item(DEFINITIONS[kind], source.value, source))
        return [item for item in found if item]

    def mapped(self, name: str, model: type[BasesFile] | type[PurposesFile]) -> Items:
        found: dict[str, Item[Any]] = {}
        for source in filter(None, map(self.yaml, self.files(name))):
            made = self.item(model, source.value or {}, source)
            found |= {code: Item(each, source, (code,)) for code, each in (made.value.root if made else {}).items()}
        return found

    def services(self) -> list[Item[Any]]:
        found = self.listed("services", self.files("services/*/*.yaml"))
        for item in found:
            service: ServiceDefinition = item.value
            folder = item.source.file.parent.name
            if service.domain != folder:
                self.problems.append(item.problem(
                    ("domain",), f"ไฟล์อยู่ในโฟลเดอร์ {folder} แต่ domain เป็น {service.domain} โปรดทำให้ตรงกัน",
                    f"The file lies in {folder}, but its domain is {service.domain}. Make them the same.",
                ))  # fmt: skip
        return found

    def papers(self) -> Iterator[Item[Any]]:
        """Typst files; each is tried with a sample, so that a fault shows here and not at the counter."""
        for file in self.files("papers/*.typ"):
            try:
                source = Source(file, read_text(file, YAML_LIMIT))
            except PackProblem as problem:
                self.problems.append(problem)
                continue
            item = self.item(PaperDefinition, {"code": file.stem, "source": source.value}, source)
            if item and (found := fault(item.value.source)):
                self.problems.append(item.problem(
                    (), f"แบบเอกสารนี้สร้างเอกสารไม่ได้ typst แจ้งว่า {found}",
                    f"No paper can be made with this template. Typst says: {found}",
                ))  # fmt: skip
            if item:
                yield item

    def jurisdictions(self) -> list[Item[Any]]:
        found: list[Item[Any]] = []
        for source in filter(None, map(self.yaml, self.files("places/*.yaml"))):
            made = self.item(JurisdictionsFile, source.value, source)
            for index, jurisdiction in enumerate(made.value.jurisdictions if made else ()):
                found += places_of(jurisdiction, source, ("jurisdictions", index))
        return found

    def place_columns(self) -> tuple[str, ...]:
        return (*_PLACE_COLUMNS, *(f"name_{tag}" for tag in self.languages))

    def rows(self, kind: str, required: tuple[str, ...], known: tuple[str, ...], but: str = "") -> list[Item[Any]]:
        pattern = "places/fixtures.csv" if kind == "fixtures" else "places/*.csv"
        found: list[Item[Any] | None] = []
        for file in self.files(pattern):
            if file.name != but:
                found += self.rows_of(kind, file, required, known)
        return [item for item in found if item]

    def rows_of(
        self, kind: str, file: Path, required: tuple[str, ...], known: tuple[str, ...]
    ) -> Iterator[Item[Any] | None]:
        lines: dict[Location, int] = {}
        source = Source(file, None, lines)
        try:
            for index, (line, cells) in enumerate(read_rows(file, required, known)):
                lines[(index,)] = line
                yield self.item(DEFINITIONS[kind], named(cells), source, (index,))
        except PackProblem as problem:
            self.problems.append(problem)

    def outline(self) -> Item[OutlineDefinition] | None:
        file = self.folder / "places" / "outline.geojson"
        if not file.is_file():
            return None
        try:
            source = read_json(file)
        except PackProblem as problem:
            self.problems.append(problem)
            return None
        return self.item(OutlineDefinition, source.value, source)

    def by_code(self, found: Iterable[Item[Any]]) -> Items:
        items: dict[str, Item[Any]] = {}
        for item in found:
            code = code_of(item.value)
            if code in items:
                first = items[code].place
                self.problems.append(item.problem(
                    ("code",), f"รหัส {code} ซ้ำกับ {first} โปรดเปลี่ยนรหัสหนึ่งแห่ง",
                    f"The code {code} is used already in {first}. Change one of them.",
                ))  # fmt: skip
            items.setdefault(code, item)
        return items

    def unknown_names(self) -> None:
        for path in sorted(self.folder.iterdir()):
            known = FOLDERS if path.is_dir() else FILES
            if path.name in known or path.name.startswith(".") or path.suffix == ".md":
                continue
            near = get_close_matches(path.name, known, n=1, cutoff=0.5) or [", ".join(known)]
            self.problems.append(PackProblem(
                path, 1, f"ไม่รู้จักไฟล์หรือโฟลเดอร์นี้ · ที่ใช้ได้คือ {near[0]}",
                f"A pack has no such file or folder. Did you mean {near[0]}?",
            ))  # fmt: skip


def named(cells: Mapping[str, str]) -> dict[str, Any]:
    """A row with its `name_<language>` cells gathered under `names`."""
    names = {key.removeprefix("name_"): cell for key, cell in cells.items() if key.startswith("name_")}
    rest = {key: cell for key, cell in cells.items() if not key.startswith("name_")}
    return {**rest, "names": names} if names else rest


def places_of(jurisdiction: JurisdictionDefinition, source: Source, at: Location) -> Iterator[Item[PlaceDefinition]]:
    """A local government's jurisdiction, its communities and its markets as places."""
    yield Item(place(jurisdiction, kind="jurisdiction", but=("communities", "markets")), source, at)
    for kind, name in (("community", "communities"), ("market", "markets")):
        for index, inner in enumerate(getattr(jurisdiction, name)):
            yield Item(place(inner, kind=kind, parent=jurisdiction.code), source, (*at, name, index))


def place(definition: Typed, *, but: tuple[str, ...] = (), **more: str) -> PlaceDefinition:
    fields = {name: getattr(definition, name) for name in type(definition).model_fields if name not in but}
    return PlaceDefinition.model_validate({**fields, **more})
