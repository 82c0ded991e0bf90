"""Forgetting where a person lives. The name and the ways to sign in stay: they are closed, not forgotten."""

from __future__ import annotations

from korat.blocks.people.models import PersonPrivate


def erase_home(*, subject: int) -> None:
    """Inside the caller's act and under its look."""
    PersonPrivate.objects.filter(subject_id=subject).update(address={})
