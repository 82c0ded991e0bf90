"""A pack from its folder and those of its parents: what the child says replaces what it inherits, whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from korat.blocks.catalog.consistency import unknown
from korat.blocks.catalog.profile import (
    DIMENSIONS,
    Pacing,
    Privacy,
    Profile,
    Quiet,
    Retention,
    WeekDefinition,
    YearDefinition,
)
from korat.config.packs.checks import Kinds, crossings
from korat.config.packs.format import Item, Items, Layer, Pack, PackHead
from korat.config.packs.icons import wrong
from korat.config.packs.layer import read_layer
from korat.config.packs.problems import PackProblem
from korat.kernel.errors import Problems

PACKS = Path(__file__).resolve().parents[4] / "packs"
_DEEPEST = 8
_NEEDED = ("time_zone", "brand", "dimensions", "open311")
_MAY_BE_SAID = ("hotline", "digital_office")


def load(pack_dir: Path) -> Pack:
    """The pack of this folder, ready to be applied. Raises Problems with every fault found."""
    chain, problems = read_chain(pack_dir)
    problems += faults(chain) if chain and not problems else []
    if not problems and not is_whole(chain):
        problems.append(chain[0].head.problem(
            (), "ชุดข้อมูลนี้มีไว้ให้สืบทอดเท่านั้น เพราะไม่มีจังหวัด จึงติดตั้งไม่ได้",
            "This pack is only there to be inherited: it has no province, so it cannot be applied.",
        ))  # fmt: skip
    if problems:
        raise Problems(problems)
    return composed(chain)


def check(path: Path) -> list[PackProblem]:
    """Everything wrong with the pack and its parents, sorted by file and line. Needs no database."""
    chain, problems = read_chain(path)
    problems += faults(chain) if chain else []
    return sorted(dict.fromkeys(problems), key=lambda problem: (problem.file, problem.line))


def default_pack(packs: Path = PACKS) -> Path:
    """The folder of the pack that an install takes when none is named."""
    for head in sorted(packs.glob("*/pack.yaml")):
        layer, _ = read_layer(head.parent)
        if layer and layer.head.value.default:
            return head.parent
    raise PackProblem(
        packs, 1, "ไม่มีชุดข้อมูลใดเป็นค่าเริ่มต้น โปรดกำหนด KORAT_PACK หรือใส่ default: true ใน pack.yaml",
        "No pack is the default one. Set KORAT_PACK, or put default: true into a pack.yaml.",
    )  # fmt: skip


def find_pack(name: str | None, packs: Path = PACKS) -> Path:
    """The folder for KORAT_PACK: a path, an id, or nothing for the default."""
    if not name:
        return default_pack(packs)
    return Path(name) if (Path(name) / "pack.yaml").is_file() else packs / name


def read_chain(folder: Path) -> tuple[list[Layer], list[PackProblem]]:
    """The pack's own layer first, then its parents'."""
    chain: list[Layer] = []
    problems: list[PackProblem] = []
    while True:
        layer, found = read_layer(folder)
        problems += found
        if layer is None:
            return chain, problems
        chain.append(layer)
        parent = layer.head.value.parent
        if parent is None:
            return chain, problems
        if parent in {each.head.value.id for each in chain} or len(chain) > _DEEPEST:
            problems.append(
                layer.head.problem(("parent",), "ชุดข้อมูลสืบทอดวนกลับมาที่ตัวเอง", "The packs inherit in a circle.")
            )
            return chain, problems
        folder = parent_folder(layer, parent)
        if not (folder / "pack.yaml").is_file():
            problems.append(missing_parent(layer, parent))
            return chain, problems


def parent_folder(layer: Layer, parent: str) -> Path:
    """Beside the child, or else among the packs that come with the system."""
    beside = layer.folder.parent / parent
    return beside if beside.is_dir() else PACKS / parent


def missing_parent(layer: Layer, parent: str) -> PackProblem:
    return layer.head.problem(
        ("parent",), f"ไม่พบชุดข้อมูล {parent} โปรดวางไว้ในโฟลเดอร์ {layer.folder.parent}",
        f"The parent pack {parent} is not there. Put it into {layer.folder.parent}.",
    )  # fmt: skip


def merged(chain: list[Layer], kind: str) -> Items:
    items: dict[str, Item[Any]] = {}
    for layer in reversed(chain):
        items |= layer.items[kind]
    return items


def is_whole(chain: list[Layer]) -> bool:
    """Whether there is a province to run."""
    return any(item.value.kind == "province" for item in merged(chain, "places").values())


def faults(chain: list[Layer]) -> list[PackProblem]:
    kinds = {kind: merged(chain, kind) for kind in chain[0].items}
    whole = is_whole(chain)
    found = [
        *crossings(kinds, whole),
        *wrong_dimensions(chain),
        *wrong_retention(chain, kinds),
        *wrong_delays(chain, kinds),
    ]
    return [*found, *incomplete(chain), *unknown_office(chain, kinds)] if whole else found


def unknown_office(chain: list[Layer], kinds: Kinds) -> Iterator[PackProblem]:
    """The office that is told of false messages must be one of the pack's."""
    for layer in chain:
        code = layer.head.value.digital_office
        if code is not None and code not in kinds["organisations"]:
            fault = unknown(("digital_office",), "หน่วยงาน", "organisation", code, kinds["organisations"])
            yield layer.head.problem(fault.at, fault.th, fault.en)


def incomplete(chain: list[Layer]) -> Iterator[PackProblem]:
    """What an applied pack must say, itself or by its parents."""
    missing = [name for name in _NEEDED if inherited(chain, name) is None]
    for name in [*missing, *([] if any(weeks(chain)) else ["calendar: working_week"])]:
        yield chain[0].head.problem(
            (),
            f"ขาด {name} ทั้งในชุดนี้และชุดที่สืบทอด โปรดเพิ่ม",
            f"{name} is said neither here nor by a parent. Please add it.",
        )


def wrong_dimensions(chain: list[Layer]) -> Iterator[PackProblem]:
    """All four, once each, with icons that exist."""
    for layer in chain:
        dimensions = layer.head.value.dimensions or ()
        if dimensions and sorted(each.code for each in dimensions) != sorted(DIMENSIONS):
            four = ", ".join(DIMENSIONS)
            yield layer.head.problem(("dimensions",), f"ต้องมีครบ 4 มิติ: {four}", f"Name all four once: {four}.")
        for index, dimension in enumerate(dimensions):
            for fault in wrong(dimension.icon, ("dimensions", index, "icon")):
                yield layer.head.problem(fault.at, fault.th, fault.en)


def wrong_retention(chain: list[Layer], kinds: Mapping[str, Items]) -> Iterator[PackProblem]:
    """The ground on which words stay is one of the pack's."""
    for layer in chain:
        said = layer.head.value.retention
        if said and said.basis and said.basis not in kinds["bases"]:
            fault = unknown(("retention", "basis"), "ฐานกฎหมาย", "legal basis", said.basis, kinds["bases"])
            yield layer.head.problem(fault.at, fault.th, fault.en)


def wrong_delays(chain: list[Layer], kinds: Mapping[str, Items]) -> Iterator[PackProblem]:
    """A delay is of a purpose that the pack knows."""
    for layer in chain:
        privacy = layer.head.value.privacy or Privacy()
        for purpose in privacy.delays:
            if purpose not in kinds["purposes"]:
                fault = unknown(("privacy", "delays", purpose), "วัตถุประสงค์", "purpose", purpose, kinds["purposes"])
                yield layer.head.problem(fault.at, fault.th, fault.en)


def inherited(chain: list[Layer], name: str) -> Any:
    """The nearest pack's word on it."""
    values = (getattr(layer.head.value, name) for layer in chain)
    return next((value for value in values if value is not None), None)


def weeks(chain: list[Layer]) -> Iterator[WeekDefinition]:
    """The working weeks that are said, the nearest pack's first."""
    for layer in chain:
        if layer.head.value.calendar.working_week:
            yield layer.head.value.calendar.working_week


def years(chain: list[Layer]) -> dict[int, YearDefinition]:
    said: dict[int, YearDefinition] = {}
    for layer in reversed(chain):
        said |= layer.head.value.calendar.years
    return dict(sorted(said.items()))


def composed(chain: list[Layer]) -> Pack:
    """The whole pack; its faults are known to be none."""
    head = chain[0].head.value
    outlines = [layer.outline.value for layer in chain if layer.outline]
    kinds = (
        "places", "fixtures", "organisations", "posts", "services", "resources", "messages", "reactions", "papers", "cashiers",
        "changes",
    )  # fmt: skip
    return Pack(
        folder=chain[0].folder,
        chain=tuple(layer.head.value.id for layer in chain),
        default=head.default,
        profile=profile(chain, head),
        week=next(weeks(chain)),
        years=years(chain),
        outline=outlines[0] if outlines else None,
        demo=next((layer.demo for layer in chain if layer.demo), {}),
        **{kind: tuple(item.value for item in merged(chain, kind).values()) for kind in kinds},
    )


def profile(chain: list[Layer], head: PackHead) -> Profile:
    return Profile(
        code=head.id,
        version=head.version,
        names=head.names,
        languages=head.languages,
        prefix=inherited(chain, "prefix") or "",
        credits=inherited(chain, "credits") or (),
        retention=inherited(chain, "retention") or Retention(),
        privacy=inherited(chain, "privacy") or Privacy(),
        quiet=inherited(chain, "quiet") or Quiet(),
        pace=inherited(chain, "pace") or Pacing(),
        assets=inherited(chain, "assets") or {},
        monthly=inherited(chain, "monthly") or {},
        **{name: inherited(chain, name) for name in (*_NEEDED, *_MAY_BE_SAID)},
        **{kind: {code: item.value for code, item in merged(chain, kind).items()} for kind in ("bases", "purposes")},
    )
