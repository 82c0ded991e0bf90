"""Signing in by a code. Known and unknown addresses are treated alike: both get one.

An account is made only when the first code was right: nobody can fill the house with strangers' telephones.
"""

from __future__ import annotations

from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from typing_extensions import override

from korat.blocks.people import actions as people
from korat.web.signin.adapter import Adapter


class SignInByCode(LoginCodeVerificationProcess):
    @classmethod
    def begin(cls, request: HttpRequest, *, phone: str = "", email: str = "", onward: str | None = None) -> None:
        """Send a code to one of the two, and remember in the session what it was."""
        accounts = get_user_model().objects
        account = accounts.filter(phone=phone).first() if phone else accounts.filter(email=email).first()
        login = Login(user=account, email=email or None, phone=phone or None, redirect_url=onward)
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=account, email=email or None, phone=phone or None))
        stage.state["initiated_by_user"] = True
        process = cls(stage)
        process.send()
        process.persist()

    @classmethod
    def resume_in(cls, request: HttpRequest) -> SignInByCode | None:
        """The sign-in under way; None when there is none or its time is over."""
        stage = LoginStageController.enter(request, LoginByCodeStage.key)
        process = cls(stage) if stage else None
        return process if process and process.is_valid() else None

    @property
    def address(self) -> str:
        return self.state.get("phone") or self.state.get("email") or ""

    @override
    def send(self, skip_enumeration_mails: bool = False) -> None:
        channel = "sms" if self.state.get("phone") else "email"
        adapter = Adapter()
        self.state["code"] = adapter.generate_login_code()
        adapter.send_login_code(channel, self.address, self.code)

    def succeed(self) -> HttpResponse:
        """The code was right: whoever has the telephone has the account."""
        if self.user is None:
            made = people.open_account(phone=self.state.get("phone", ""), email=self.state.get("email", ""))
            self._user = get_user_model().objects.get(pk=made)
        answer: HttpResponse = self.finish(self.stage.login.redirect_url)
        return answer
