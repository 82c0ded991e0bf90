"""Reports that were joined: one leads, the others keep what is their own and go where it goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from korat.blocks.cases.models import Case
from korat.blocks.ledger.actor import GrantView

Words = Mapping[str, object] | None


def leader_locked(own: Case) -> Case:
    """The case that leads this one, itself when none does, locked. Who waits for a lock finds what came before."""
    lead = Case.objects.select_for_update().get(pk=own.main_id or own.pk)
    return lead if lead.main_id is None else leader_locked(lead)


def led_by(case: Case) -> Sequence[Case]:
    """The reports joined to a case, oldest first; no question is asked where there are none."""
    return list(Case.objects.filter(main_id=case.pk).order_by("pk")) if case.leads else ()


def concerned(case: Case, own: Case, words: Words, grant: GrantView, actor: int) -> dict[int, Words]:
    """Whom an act about a case concerns. An office's concerns every reporter, and nobody sees the other.

    A reporter's own ground reaches oneself alone, so a reply concerns who gave it; who replies for them stands beside.
    """
    if grant.kind == "mandate":
        return {own.subject_id: words, actor: None}
    if grant.subject is not None:
        return {own.subject_id: words}
    return {one.subject_id: words for one in (*led_by(case), case)}
