"""Lists that an office sends: the form, how far each has come, and every line that was not taken."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from korat.blocks.catalog import queries as catalog
from korat.blocks.places import queries as places
from korat.domains.living.assets import actions, pages
from korat.domains.living.assets.actions import PURPOSE
from korat.domains.living.assets.columns import COLUMNS
from korat.domains.living.assets.forms import AssetListForm
from korat.domains.living.assets.sheet import MOST_BYTES, read
from korat.domains.living.assets.views import reader
from korat.domains.living.models import AssetList
from korat.kernel import clock, ids
from korat.kernel.errors import Refused
from korat.kernel.language import FIRST, base
from korat.kernel.texts import Text
from korat.web.forms import once
from korat.web.signin import official

SHOWN, ROWS = 20, 50


@never_cache
@official
@require_http_methods(["GET", "POST"])
def send(request: HttpRequest) -> HttpResponse:
    """The form, and the lists that were sent."""
    actor = reader(request, PURPOSE)
    sent = request.method == "POST"
    form = AssetListForm(request.POST, request.FILES) if sent else AssetListForm()
    if sent and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            sheet = read(file.name or "", file.read(MOST_BYTES + 1))
            return redirect(
                "living:asset_list", actions.send(actor=actor, now=clock.now(), sheet=sheet, key=once(request.POST))
            )
        except Refused as refused:
            form.add_error("file", refused.show())
    context = {
        "form": form,
        "key": str(ids.uuid7()),
        "lists": [line(one) for one in lists(actor.reach(PURPOSE))[:SHOWN]],
        "columns": [th if thai() else en for th, en, _others in COLUMNS.values()],
        "known": known(),
        "back_url": reverse("living:assets"),
    }
    return render(request, "living/asset_lists.html", context, status=422 if form.errors else 200)


def known() -> list[tuple[str, list[tuple[str, Text]]]]:
    """What a cell of kind or place may say: a code, or the name beside it."""
    kinds = [(code, kind.names) for code, kind in catalog.profile().assets.items()]
    inside = [(one.code, one.names) for town in places.jurisdictions() for one in places.communities(town.code)]
    return [(_("Known kinds"), kinds), (_("Known places"), inside)]


@never_cache
@official
@require_safe
def progress(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """How far one list has come."""
    actor = reader(request, PURPOSE)
    found = lists(actor.reach(PURPOSE)).filter(uuid=uuid).first()
    if found is None:
        raise Http404
    problems = [problem(one) for one in found.problems]
    context = {"list": line(found), "problems": problems, "back_url": reverse("living:asset_lists")}
    return render(request, "living/asset_list.html", context)


@never_cache
@official
@require_safe
def behind(request: HttpRequest, uuid: UUID, what: str) -> HttpResponse:
    """The very things that a list brought, or changed, as they stand now."""
    actor = reader(request, PURPOSE)
    row = AssetList.objects.filter(office_id__in=actor.reach(PURPOSE), uuid=uuid).values("name", f"{what}_ids").first()
    if row is None:
        raise Http404
    ids, number = row[f"{what}_ids"], page_number(request.GET.get("page", ""))
    found = places.fixtures_by_id(ids[(number - 1) * ROWS : number * ROWS])
    context = {
        "title": {"added": _("New"), "changed": _("Changed")}[what],
        "name": row["name"],
        "rows": [pages.row(one) for one in found.values()],
        "page": {
            "total": len(ids), "onward": True, "older_url": f"?page={number + 1}" if number * ROWS < len(ids) else None,
        },
        "back_url": reverse("living:asset_list", args=[uuid]),
    }  # fmt: skip
    return render(request, "living/asset_list_rows.html", context)


def page_number(text: str) -> int:
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def lists(reach: frozenset[int]) -> Any:
    """Those of the own offices, the newest first; what the file said stays behind."""
    return AssetList.objects.filter(office_id__in=reach).defer("text", "added_ids", "changed_ids").order_by("-pk")


def line(found: AssetList) -> dict[str, object]:
    return {
        "name": found.name,
        "url": reverse("living:asset_list", args=[found.uuid]),
        "sent_at": found.sent_at,
        "lines": found.lines,
        "done": found.done,
        "over": found.finished_at is not None,
        "added": found.added,
        "changed": found.changed,
        "same": found.same,
        "wrong": len(found.problems),
    }


def problem(said: dict[str, Any]) -> dict[str, object]:
    th, en, _others = COLUMNS.get(said["column"], (_("whole line"), _("whole line"), ()))
    return {"line": said["line"], "column": th if thai() else en, "text": said["th"] if thai() else said["en"]}


def thai() -> bool:
    return base(get_language() or FIRST) == FIRST
