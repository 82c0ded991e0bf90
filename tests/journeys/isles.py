"""`korat up` with the persons of the pack and without two years of made-up reports: for the journey on the example pack."""

from __future__ import annotations

import sys

from korat.config import up
from korat.kernel.settings import Settings, read


def settle(settings: Settings) -> None:
    from korat.config.packs import find_pack, load
    from korat.kernel import clock
    from korat.web.demo import personas

    personas.make_all(clock.now(), load(find_pack(settings.pack)).demo["personas"])


up.settle = settle
sys.exit(up.up(read()))
