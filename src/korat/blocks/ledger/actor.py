"""Who is acting in this request, and on which grounds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from korat.kernel.errors import Forbidden


@dataclass(frozen=True)
class GrantView:
    """A grant as its holder carries it. `reach` None: not narrowed to offices; `subject` None: not narrowed to one person."""

    id: int
    kind: str
    purposes: frozenset[str]
    basis: str = ""
    office: int | None = None
    post: str = ""
    subject: int | None = None
    reach: frozenset[int] | None = None


@dataclass(frozen=True)
class Actor:
    """`subject` is the person (or service) who acts; `session` folds own looks; `request` joins acts with the log."""

    subject: int
    uuid: UUID
    grants: tuple[GrantView, ...]
    session: str = ""
    request: str = ""
    language: str = "th"
    persona: str = ""

    def grant_for(self, purpose: str, *, office: int | None = None, subject: int | None = None) -> GrantView:
        """The first grant for `purpose` that reaches `office` and `subject`; an own ground comes before a post's."""
        for grant in self.grants:
            if purpose not in grant.purposes:
                continue
            if office is not None and grant.reach is not None and office not in grant.reach:
                continue
            if subject is not None and grant.subject is not None and subject != grant.subject:
                continue
            return grant
        raise Forbidden(th="ท่านไม่มีอำนาจทำเรื่องนี้", en="You have no authority for this.", code="no_grant")

    def may(self, purpose: str, *, office: int | None = None, subject: int | None = None) -> bool:
        try:
            self.grant_for(purpose, office=office, subject=subject)
        except Forbidden:
            return False
        return True

    def reach(self, *purposes: str) -> frozenset[int]:
        """The offices (subject ids) this actor works for, for any of the purposes (all when none is named)."""
        return frozenset(
            office
            for grant in self.grants
            if grant.reach is not None and (not purposes or grant.purposes & set(purposes))
            for office in grant.reach
        )

    def within(self, *, session: str, request: str) -> Actor:
        return replace(self, session=session, request=request)
