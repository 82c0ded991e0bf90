"""Who may do what, for whom, until when and why: in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from korat.blocks.ledger.queries import Lent
from korat.blocks.people.queries import Held
from korat.web.fields import Choice
from korat.web.grant_forms import said
from korat.web.present import words


def page(found: Sequence[Held], now: datetime) -> dict[str, object]:
    """What holds now in three parts; what is over is folded."""
    holding = [one for one in found if one.grant.holds(now) or (one.grant.begins_at > now and not one.grant.ended_at)]
    lent = [one for one in holding if one.grant.kind not in ("post", "service", "consent")]
    shared = [one for one in holding if one.grant.kind == "consent"]
    return {
        "groups": [
            group for group in (
                {"title": _("Who may act for me"), "grants": [line(one) for one in lent if not one.mine]},
                {"title": _("Who may read my reports by my consent"),
                 "grants": [line(one) for one in shared if not one.mine]},
                {"title": _("For whom I may act"), "grants": [line(one) for one in lent if one.mine]},
                {"title": _("Whose reports my office may read by consent"),
                 "grants": [line(one) for one in shared if one.mine]},
                {"title": _("What my posts let me do"),
                 "grants": [line(one) for one in holding if one.grant.kind == "post"]},
            ) if group["grants"]
        ],
        "over": [line(one) for one in found if one not in holding and one.grant.kind != "service"],
    }  # fmt: skip


def line(one: Held) -> dict[str, object]:
    grant = one.grant
    return {
        "title": title(one),
        "may": said(grant.purposes)
        if grant.kind in ("mandate", "consent")
        else [words.purpose(purpose) for purpose in grant.purposes],
        "since": grant.begins_at,
        "until": grant.ends_at,
        # Lent until the end of a day: midnight would read as the day after.
        "last_day": grant.ends_at - timedelta(seconds=1)
        if grant.ends_at and (grant.kind == "mandate" or one.order)
        else None,
        "ended": grant.ended_at,
        "basis": words.basis(grant.basis),
        "why": one.reason,
        "witness": words.signature(one.witness, one.witness_office) if one.witness else "",
        "end_url": reverse("web:grant_end", args=[grant.uuid]),
        "colour": {"emergency": "safety", "post": "opportunity"}.get(grant.kind, "equality"),
        "icon": {"emergency": "siren", "post": "stamp", "consent": "handshake"}.get(grant.kind, "users"),
    }


def between(lent: Lent, names: Mapping[int, str]) -> Choice:
    """A mandate as an official reads it out: who for whom, and what."""
    erased = _("Name erased")
    label = _("%(holder)s acts for %(giver)s") % {
        "holder": names.get(lent.holder, erased),
        "giver": names.get(lent.subject or 0, erased),
    }
    return Choice(label, ", ".join(said(lent.purposes)))


def title(one: Held) -> str:
    """The other side by name; an office by post."""
    if one.grant.kind == "post":
        signed = words.signature(one.grant.post, one.grant.office)
        return (
            _("Acting for %(post)s by order %(order)s") % {"post": signed, "order": one.order} if one.order else signed
        )
    if one.grant.kind == "consent" and not one.mine:
        return words.signature(one.grant.post, one.grant.office)
    if one.grant.kind == "emergency":
        signed = words.signature(one.grant.post, one.grant.office)
        return _("You, in an emergency") if one.mine else _("%(office)s, in an emergency") % {"office": signed}
    return one.name or _("Name erased")
