"""What is published about papers, kept in the data folder too: `korat verify` reads it when no server runs."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from korat.kernel.settings import read

FOLDER, KEYS, REVOCATIONS = "published", "keys.json", "revocations.json"


def keep(now: datetime) -> int:
    """Write keys and the newest list of revoked papers."""
    from korat.blocks.catalog import queries as catalog
    from korat.blocks.documents.papers import queries as papers

    profile, folder = catalog.profile(), read().home / FOLDER
    folder.mkdir(exist_ok=True)
    names = {tag: profile.names.show(tag) for tag in profile.languages}
    whole(folder / KEYS, json.dumps(papers.published_keys(profile.code, names, now), ensure_ascii=False))
    whole(folder / REVOCATIONS, papers.revocation_list(profile.code, now))
    return 0


def whole(path: Path, text: str) -> None:
    """Renamed into its place: a reader never meets half a file."""
    draft = path.with_suffix(".part")
    draft.write_text(text)
    draft.rename(path)
