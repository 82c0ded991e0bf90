"""The words of the pages: `extract` lists what the source says, `compile` makes what Django reads, `check` finds gaps.

Babel does the work of gettext's programs, which a bare machine lacks.
"""

from __future__ import annotations

import io
import os
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "korat"
THAI = SOURCE / "locale" / "th" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    "gettext": None, "gettext_lazy": None, "_": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2),
}  # fmt: skip


def sources() -> list[Path]:
    return sorted(p for p in SOURCE.rglob("*") if p.suffix in (".py", ".html") and "vendor" not in p.parts)


def found() -> Catalog:
    """Every message of the source, with where it stands."""
    catalog = Catalog(locale="th", project="korat", fuzzy=False)
    for path in sources():
        text = path.read_text()
        code = unindented(templatize(text, origin=str(path))) if path.suffix == ".html" else text
        where = str(path.relative_to(ROOT))
        for _, message, _, context in extract("python", io.BytesIO(code.encode()), keywords=KEYWORDS):
            catalog.add(message, locations=[(where, 1)], context=context, flags=flags(message))
    return catalog


def unindented(code: str) -> str:
    """Django's rewriting of a template reads like Python but for its indentation."""
    return "\n".join(line.lstrip() for line in code.splitlines())


def flags(message: str | tuple[str, ...]) -> tuple[str, ...]:
    text = message if isinstance(message, str) else message[0]
    return ("python-format",) if re.search(r"%\(\w+\)", text) else ()


def written() -> Catalog:
    with THAI.open("rb") as file:
        return read_po(file, locale="th")


def compile_texts() -> None:
    """Anew for another file than the one that was compiled, be it newer or older: the copy bears its time.

    A Korat that starts at this moment reads the old words or the new, never half of them.
    """
    time, target = THAI.stat().st_mtime_ns, THAI.with_suffix(".mo")
    if not target.exists() or target.stat().st_mtime_ns != time:
        compiled, beside = io.BytesIO(), target.with_suffix(".new")
        write_mo(compiled, written())
        beside.write_bytes(compiled.getvalue())
        os.utime(beside, ns=(time, time))
        beside.replace(target)


def gaps() -> list[str]:
    """Messages of the source without a Thai text, and Thai texts whose message is gone."""
    said = {message.id: message for message in written() if message.id}
    asked = {message.id for message in found() if message.id}
    missing = [f"no Thai for {id!r}" for id in asked if id not in said or not all(strings(said[id].string))]
    return sorted(missing) + sorted(f"nobody says {id!r} any more" for id in said.keys() - asked)


def strings(string: str | tuple[str, ...]) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else string


def merge(extra: list[Path]) -> None:
    """Bring the file in line with the source; texts from `extra` files fill gaps."""
    said = {
        message.id: message.string
        for path in [*extra, THAI]
        if path.exists()
        for message in read_po(path.open("rb"), locale="th")
        if all(strings(message.string))
    }
    catalog = found()
    for message in catalog:
        if message.id in said:
            message.string = said[message.id]
    THAI.parent.mkdir(parents=True, exist_ok=True)
    with THAI.open("wb") as file:
        write_po(file, catalog, sort_output=True, no_location=True, omit_header=False, width=0)


def main(command: str, *paths: str) -> int:
    if command == "compile":
        compile_texts()
    elif command == "merge":
        merge([Path(path) for path in paths])
    elif wrong := gaps():
        print("\n".join(wrong))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
