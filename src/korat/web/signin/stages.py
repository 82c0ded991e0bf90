"""The stages of allauth's sign-in that have a page of ours."""

from __future__ import annotations

from typing import Any

from allauth.mfa.stages import AuthenticateStage
from django.http import HttpResponseRedirect
from django.urls import reverse


class SecondStep(AuthenticateStage):
    """Asked of every account that has an authenticator, however the first step was taken."""

    urlname = "web:official_code"

    def handle(self) -> tuple[Any, bool]:
        if not self._should_handle(self.request):
            return None, True
        self.state["authentication_required"] = True
        return HttpResponseRedirect(reverse(self.urlname)), True
