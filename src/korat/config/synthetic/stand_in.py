"""Whom the stand-in for ThaID lists: the personas that have a citizen number, each made up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from korat.config.standins.issuer import MadeUp
from korat.web.demo import personas


def made_up(words: Mapping[str, Any]) -> tuple[MadeUp, ...]:
    """`words`: the demonstration's part of the pack, which may name the personas differently."""
    said = words.get("personas", {})
    return tuple(one(role, said.get(role.code, {})) for role in personas.ROLES if role.citizen_number)


def one(role: personas.Role, said: Mapping[str, str]) -> MadeUp:
    names = personas.names_of(role, said)
    claims = {"pid": role.citizen_number, "title": names.title, "given_name": names.given, "family_name": names.family}
    return MadeUp(role.code, f"{role.label.show('th')} · {role.label.show('en')}", claims)
