"""An official changes the password: the present one, and twice the new one; every other browser is signed out by it."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages as notices
from django.contrib.auth import get_user_model, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from korat.blocks.people import actions as people
from korat.kernel import clock
from korat.kernel.errors import Conflict, NotFound
from korat.web import limits, session
from korat.web.signin import tries
from korat.web.signin.doors import signed_in_person
from korat.web.signin.forms import OtherPasswordForm
from korat.web.signin.passkeys import account_with_a_post
from korat.web.signin.stepup import freshly


@never_cache
@signed_in_person
@freshly("password")
def change(request: HttpRequest) -> HttpResponse:
    """For who holds a post and has a password; residents have none."""
    account, actor = account_with_a_post(request), session.actor_or_404(request)
    user = get_user_model().objects.get(pk=account)
    if settings.KORAT.is_demo and actor.persona:
        raise Conflict(
            "ตัวละครสมมติไม่มีรหัสผ่าน ในการใช้งานจริงเปลี่ยนรหัสผ่านได้ที่หน้านี้",
            "A made-up person of the demonstration has no password. In real life it is changed here.",
            code="persona_password",
        )
    if not user.has_usable_password():
        raise NotFound
    if request.method == "POST":
        limits.count(request, "password", times=10, minutes=10)
    form = OtherPasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        people.note_password(actor=actor, now=clock.now())
        update_session_auth_hash(request, get_user_model().objects.get(pk=account))
        notices.success(request, _("Your password is changed. Every other browser is signed out."))
        return redirect("web:keys")
    if "oldpassword" in form.errors:
        tries.refused("password", user)
    return render(request, "web/question.html", page(form), status=422 if form.errors else 200)


def page(form: forms.Form) -> dict[str, object]:
    return {
        "title": _("Change my password"),
        "lead": _("Every other browser in which you are signed in is signed out by it."),
        "form": form,
        "submit_label": _("Change it"),
        "back_url": reverse("web:keys"),
    }
