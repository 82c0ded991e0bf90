"""`korat pack check [--unverified] | plan | apply | schema`: what they print, and their exit codes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from korat.config.packs.compose import check, load
from korat.config.packs.format import Pack
from korat.config.packs.problems import PackProblem
from korat.config.packs.schema import schema
from korat.config.packs.verified import unverified
from korat.kernel import clock
from korat.kernel.errors import Problems, Refused

if TYPE_CHECKING:
    from korat.config.packs.applying import Plan

_SHOWN = 40


def check_command(path: Path) -> int:
    """0 when the pack is sound, else 1 and every problem with file, line, Thai and English."""
    problems = check(path)
    for problem in problems:
        show(problem)
    say(f"พบ {len(problems)} จุดที่ต้องแก้ · {len(problems)} to mend." if problems else f"{path}: ถูกต้อง · sound.")
    return 1 if problems else 0


def unverified_command(path: Path) -> int:
    """Every clause and fee that nobody has verified, with file and line. 1 when the pack has problems, else 0."""
    problems = check(path)
    if problems:
        return check_command(path)
    found = unverified(path)
    for doubt in found:
        show(doubt)
    say(f"ยังไม่มีผู้ตรวจยืนยัน {len(found)} แห่ง · {len(found)} not verified by anybody.")
    return 0


def plan_command(path: Path) -> int:
    """What `apply` would do: `+` new, `~` changed, `-` retired. 1 when the pack has problems."""
    from korat.config.packs.applying import plan

    return on_sound(path, lambda pack: report(plan(pack), "จะเปลี่ยน · would change"))


def apply_command(path: Path) -> int:
    """Apply the pack. 1 when it has problems; then nothing was changed."""
    from korat.config.packs.applying import apply

    return on_sound(path, lambda pack: report(apply(pack, clock.now()), "เปลี่ยนแล้ว · changed"))


def schema_command(folder: Path) -> int:
    """Write the JSON Schemas into a folder."""
    for path in schema(folder):
        say(str(path))
    return 0


def on_sound(path: Path, act: Callable[[Pack], None]) -> int:
    try:
        pack = load(path)
    except Problems as problems:
        for problem in problems:
            show(problem)
        say("ไม่มีอะไรถูกเปลี่ยน โปรดแก้แล้วลองใหม่ · Nothing was changed. Please mend this and try again.")
        return 1
    act(pack)
    return 0


def report(found: Plan, done: str) -> None:
    lines = list(found.lines())
    for line in lines[:_SHOWN]:
        say(line)
    if len(lines) > _SHOWN:
        say(f"… +{len(lines) - _SHOWN}")
    say(f"{found.pack} {found.version} ({found.hash[:12]}): {done} {len(lines)}")


def show(problem: Refused) -> None:
    where = f"{problem.file}:{problem.line}:\n    " if isinstance(problem, PackProblem) else ""
    say(f"{where}{problem.th}\n    {problem.en}")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
