"""Changing people: enrolment, posts and terms, resolving a number, tokens, accounts."""

from korat.blocks.people.actions.accounts import close_account, note_key, open_account, set_password, verify_phone
from korat.blocks.people.actions.arrive import arrive
from korat.blocks.people.actions.enrol import enrol, link
from korat.blocks.people.actions.personas import make_persona
from korat.blocks.people.actions.resolve import resolve
from korat.blocks.people.actions.terms import appoint, leave, realign
from korat.blocks.people.actions.tokens import end_token, issue_token
from korat.blocks.people.kept import count, forget
from korat.blocks.people.sessions import end_sessions
from korat.blocks.people.sessions import sweep as sweep_sessions
from korat.blocks.people.values import Address, Names, NewPerson

__all__ = [
    "Address",
    "Names",
    "NewPerson",
    "appoint",
    "arrive",
    "close_account",
    "count",
    "end_sessions",
    "end_token",
    "enrol",
    "forget",
    "issue_token",
    "leave",
    "link",
    "make_persona",
    "note_key",
    "open_account",
    "realign",
    "resolve",
    "set_password",
    "sweep_sessions",
    "verify_phone",
]
