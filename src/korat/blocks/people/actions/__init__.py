"""Changing people: enrolment, posts and terms, resolving a number, tokens, accounts."""

from korat.blocks.people.actions.accounts import (
    close_account,
    note_key,
    note_password,
    open_account,
    set_password,
    speak,
    verify_phone,
)
from korat.blocks.people.actions.arrive import arrive
from korat.blocks.people.actions.competences import hold_competence
from korat.blocks.people.actions.consents import SHAREABLE, ask_consent, give_consent, refuse_consent
from korat.blocks.people.actions.election import PURPOSE as ELECTION
from korat.blocks.people.actions.election import order_election, take_back
from korat.blocks.people.actions.enrol import enrol, link
from korat.blocks.people.actions.erase import erase_home
from korat.blocks.people.actions.expiry import lay_down, run_out
from korat.blocks.people.actions.mandates import (
    LENDABLE,
    check_mandate,
    end_at_counter,
    end_mandate,
    give_mandate,
    witness_mandate,
)
from korat.blocks.people.actions.personas import make_persona
from korat.blocks.people.actions.resolve import resolve
from korat.blocks.people.actions.succession import carry_out, check_dissolution, count_moved, dissolve
from korat.blocks.people.actions.terms import appoint, leave, realign
from korat.blocks.people.actions.tokens import end_token, issue_key, issue_token
from korat.blocks.people.kept import count, forget
from korat.blocks.people.sessions import end_sessions
from korat.blocks.people.sessions import sweep as sweep_sessions
from korat.blocks.people.values import Address, Names, NewPerson

__all__ = [
    "ELECTION",
    "LENDABLE",
    "SHAREABLE",
    "Address",
    "Names",
    "NewPerson",
    "appoint",
    "arrive",
    "ask_consent",
    "carry_out",
    "check_dissolution",
    "check_mandate",
    "close_account",
    "count",
    "count_moved",
    "dissolve",
    "end_at_counter",
    "end_mandate",
    "end_sessions",
    "end_token",
    "enrol",
    "erase_home",
    "forget",
    "give_consent",
    "give_mandate",
    "hold_competence",
    "issue_key",
    "issue_token",
    "lay_down",
    "leave",
    "link",
    "make_persona",
    "note_key",
    "note_password",
    "open_account",
    "order_election",
    "realign",
    "refuse_consent",
    "resolve",
    "run_out",
    "set_password",
    "speak",
    "sweep_sessions",
    "take_back",
    "verify_phone",
    "witness_mandate",
]
