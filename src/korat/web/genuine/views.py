"""The page where anyone asks, the button that tells the province, the panel of the office that watches."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from korat.kernel import clock
from korat.web import limits, session
from korat.web.genuine import telling, words
from korat.web.genuine.board import board
from korat.web.genuine.forms import AskForm
from korat.web.genuine.reading import read
from korat.web.signin import official


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Genuine, not ours, or unknown. Nothing of what was pasted is kept."""
    pasted = (
        request.POST if request.method == "POST" else {"text": request.GET["code"]} if "code" in request.GET else None
    )
    form = AskForm(pasted)
    context: dict[str, object] = {"form": form}
    if pasted is not None:
        limits.count(request, "genuine", times=30, minutes=10)
        if form.is_valid():
            home = settings.KORAT.address
            reading = read(form.cleaned_data["text"], home, clock.now())
            context |= {"answer": words.answer(reading, home), "ticket": telling.ticket(reading), "form": AskForm()}
    response = render(request, "web/genuine.html", context, status=422 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def tell(request: HttpRequest) -> HttpResponse:
    """One more of its kind today; who tells it is not asked."""
    limits.count(request, "genuine-tell", times=6, minutes=10)
    telling.tell(request.POST.get("ticket", ""), clock.now())
    notices.success(request, _("Thank you. We counted it, without your name and without the message."))
    return redirect("web:genuine")


@official
@require_GET
def watch(request: HttpRequest) -> HttpResponse:
    """What was told: by day and kind, and the hosts."""
    kinds, hosts = telling.told(session.official_or_404(request), clock.now())
    return render(request, "web/genuine_board.html", board(kinds, hosts))
