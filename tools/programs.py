"""What the tests need from the system: a Chromium for the journeys, poppler as outside checker of signed papers.

Used as they are where they are there; else installed by apt where that is allowed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
WANTED = {"chromium": CHROMIUM, "poppler-utils": ("pdfsig",)}


def main() -> int:
    missing = [package for package, names in WANTED.items() if not any(map(shutil.which, names))]
    if not missing:
        return 0
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        print(
            f"Not found: {' '.join(missing)}. Install (Debian: apt install {' '.join(missing)}) and run this again.",
            file=sys.stderr,
        )
        return 1
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing],
    ):
        subprocess.run(
            command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
