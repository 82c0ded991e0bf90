"""Packs: a province as data. `check` reads, `plan` compares with the database, `apply` writes in one act."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from korat.config.packs.compose import check, default_pack, find_pack, load
from korat.config.packs.format import Pack
from korat.config.packs.problems import PackProblem
from korat.config.packs.schema import schema

if TYPE_CHECKING:
    from korat.config.packs.applying import Plan

__all__ = ["Pack", "PackProblem", "apply", "check", "default_pack", "find_pack", "load", "plan", "schema"]


# Checking a pack needs neither a database nor settings; so what does is imported only when it is called.
def plan(pack: Pack) -> Plan:
    """What `apply` would do now. Changes nothing."""
    from korat.config.packs import applying

    return applying.plan(pack)


def apply(pack: Pack, now: datetime) -> Plan:
    """Write the pack in one audited transaction. Again: nothing happens."""
    from korat.config.packs import applying

    return applying.apply(pack, now)
