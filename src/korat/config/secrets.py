"""Keys of this installation: made at the first start, owner-only files in the data folder, never in the database."""

from __future__ import annotations

import os
import secrets as random
from pathlib import Path

from korat.kernel.settings import Settings

DEMO_MARK = "demonstration-"


def key(name: str, settings: Settings) -> str:
    """The key called `name`, made when absent. Demonstration keys say so in their first letters."""
    path = settings.home / "keys" / name
    if not path.exists():
        make(path, (DEMO_MARK if settings.is_demo else "") + random.token_urlsafe(48))
    return path.read_text().strip()


def make(path: Path, value: str) -> None:
    """Write the key so that of two processes starting at once the first one's stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(value)
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()


def given(name: str, settings: Settings) -> str:
    """A secret that only the operator can bring, as a file; empty when there is none. A demonstration makes its own."""
    if settings.is_demo:
        return key(name, settings)
    path = settings.home / "keys" / name
    return path.read_text().strip() if path.exists() else ""


def demonstration_keys(home: Path) -> list[str]:
    """Which of the keys in the data folder, signing keys included, were made for a demonstration."""
    keys = home / "keys"
    files = sorted(path for path in keys.rglob("*") if path.is_file())
    return [str(path.relative_to(keys)) for path in files if path.read_text(errors="replace").startswith(DEMO_MARK)]
