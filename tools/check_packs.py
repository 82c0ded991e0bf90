"""Check every pack of the repository, without a database."""

from __future__ import annotations

import sys
from pathlib import Path

from korat.config.packs.commands import check_command

PACKS = Path(__file__).resolve().parent.parent / "packs"

if __name__ == "__main__":
    sys.exit(max(check_command(pack.parent) for pack in sorted(PACKS.glob("*/pack.yaml"))))
