"""Reading people: organisations and posts (pack data, cached), persons, accounts, and who is acting."""

from korat.blocks.people.identifiers import normal_email
from korat.blocks.people.queries.accounts import (
    account,
    account_for_email,
    account_for_phone,
    holds_a_post,
    persona,
    personas,
    persons_of,
)
from korat.blocks.people.queries.actors import actor_of, actor_of_token, keys_of, service_actor, signed_in, token_fault
from korat.blocks.people.queries.held import held_about
from korat.blocks.people.queries.mandates import Held, grants_of, mandates_of
from korat.blocks.people.queries.organisations import (
    below,
    office_of,
    organisation,
    organisation_by_id,
    organisations,
)
from korat.blocks.people.queries.persons import given_names, person, person_private
from korat.blocks.people.queries.posts import (
    displayed_post,
    post,
    post_names,
    posts,
    term,
    terms_in,
    terms_of,
)
from korat.blocks.people.sessions import SessionView, mark, sessions_of
from korat.blocks.people.values import (
    SCOPES,
    AccountView,
    Address,
    KeyView,
    Names,
    OrganisationView,
    Persona,
    PersonView,
    PostView,
    PrivateView,
    TermView,
)

__all__ = [
    "SCOPES",
    "AccountView",
    "Address",
    "Held",
    "KeyView",
    "Names",
    "OrganisationView",
    "PersonView",
    "Persona",
    "PostView",
    "PrivateView",
    "SessionView",
    "TermView",
    "account",
    "account_for_email",
    "account_for_phone",
    "actor_of",
    "actor_of_token",
    "below",
    "displayed_post",
    "given_names",
    "grants_of",
    "held_about",
    "holds_a_post",
    "keys_of",
    "mandates_of",
    "mark",
    "normal_email",
    "office_of",
    "organisation",
    "organisation_by_id",
    "organisations",
    "person",
    "person_private",
    "persona",
    "personas",
    "persons_of",
    "post",
    "post_names",
    "posts",
    "service_actor",
    "sessions_of",
    "signed_in",
    "term",
    "terms_in",
    "terms_of",
    "token_fault",
]
