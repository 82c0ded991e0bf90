"""A made-up province of so many reports in a data folder of its own, gone afterwards."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="korat-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def settled(folder: Path, reports: int) -> Iterator[None]:
    """The pack applied, the reports loaded, statistics fresh. Acts stay unsealed: no figure reads leaves.

    Not made for these reports: keys of repeated requests, addresses, photographs, messages.
    """
    os.environ |= {"KORAT_HOME": str(folder), "KORAT_MODE": "demo", "DJANGO_SETTINGS_MODULE": "korat.config.settings"}
    from korat.config import up, wake
    from korat.kernel import clock
    from korat.kernel.settings import read

    with wake.awake(prepare=True, share=False):
        from korat.config.synthetic import load, settle_province

        up.apply_pack(read())
        settle_province(clock.now(), reports=reports, seal=False)
        up.collect_static()
        load.run("TRUNCATE korat_ledger_pending")
        load.run("VACUUM ANALYZE")
        yield
