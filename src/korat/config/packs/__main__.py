"""`python -m korat.config.packs check|schema PATH`: needs no database and no settings."""

import sys
from pathlib import Path

from korat.config.packs.commands import check_command, schema_command

COMMANDS = {"check": check_command, "schema": schema_command}

if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in COMMANDS:
        sys.exit("python -m korat.config.packs check|schema PATH")
    sys.exit(COMMANDS[sys.argv[1]](Path(sys.argv[2])))
