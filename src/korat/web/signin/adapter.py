"""How allauth asks this house: telephones and e-mails, codes in our words, where to go after signing in.

allauth brings the flows, the limits and the second step; none of its pages or texts is shown.
"""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from typing_extensions import override

from korat.blocks.catalog import queries as catalog
from korat.blocks.messages import actions as messages
from korat.blocks.people import actions as people
from korat.kernel import clock
from korat.web.signin import persons, tries
from korat.web.signin.keys import fernet_key

DIGITS = 6


class Adapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": gettext_lazy("This code is not right. Please look at it again."),
        "enter_current_password": gettext_lazy("This is not your present password."),
        "too_many_login_attempts": gettext_lazy("Too many tries. Please wait five minutes and try again."),
        "rate_limited": gettext_lazy("Too many tries. Please wait a minute and try again."),
    }

    @override
    def get_login_stages(self) -> list[str]:
        """A code or a password has come before; the one stage left is the second step."""
        return ["allauth.account.stages.LoginByCodeStage", "korat.web.signin.stages.SecondStep"]

    @override
    def get_phone(self, user: AbstractBaseUser) -> tuple[str, bool] | None:
        phone: str = getattr(user, "phone", "")
        return (phone, bool(getattr(user, "phone_verified", False))) if phone else None

    @override
    def set_phone(self, user: AbstractBaseUser, phone: str, verified: bool) -> None:
        raise RuntimeError("an account keeps its telephone; another telephone is another account")

    @override
    def set_phone_verified(self, user: AbstractBaseUser, phone: str) -> None:
        people.verify_phone(account=user.pk, phone=phone)

    @override
    def get_user_by_phone(self, phone: str) -> AbstractBaseUser | None:
        return get_user_model().objects.filter(phone=phone).first()

    @override
    def generate_login_code(self) -> str:
        return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"

    @override
    def generate_phone_verification_code(self, *, user: AbstractBaseUser, phone: str) -> str:
        return self.generate_login_code()

    @override
    def send_verification_code_sms(self, user: AbstractBaseUser, phone: str, code: str, **kwargs: Any) -> None:
        self.send_login_code("sms", phone, code)

    def send_login_code(self, channel: str, address: str, code: str) -> None:
        """`channel` is sms or email. Raises Unavailable when the channel is down."""
        messages.send_code(
            channel=channel,
            address=address,
            title=_("Your code to sign in"),
            body=_("%(code)s is your code to sign in. No office will ever ask you for it.") % {"code": code},
            now=clock.now(),
        )

    @override
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """allauth's other letters are not sent: what they would say is on our pages."""
        if "code" in context:
            self.send_login_code("email", email, context["code"])

    @override
    def clean_password(self, password: str, user: AbstractBaseUser | None = None) -> str:
        try:
            return str(super().clean_password(password, user))
        except ValidationError as error:
            said = _("A password needs at least 12 characters and must not be one that many people use.")
            raise ValidationError(said, code="password") from error

    @override
    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """allauth's remarks are not shown: our pages say what happened."""

    @override
    def is_safe_url(self, url: str) -> bool:
        """Only back into this house."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    @override
    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("web:my")

    @override
    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **hooks: Any) -> HttpResponse:
        """Signed in; now as which person?"""
        tries.worked(" and ".join(persons.ways(request)), user)
        onward: str = super().post_login(request, user, **hooks).headers["Location"]
        return HttpResponseRedirect(persons.settle(request, account=user.pk, onward=onward))

    @override
    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        tries.refused("password", holder(credentials))

    @override
    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            tries.refused("password while locked", holder(credentials))
            raise

    @override
    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        return HttpResponseRedirect(reverse("web:account_closed"))


def holder(credentials: dict[str, Any]) -> AbstractBaseUser | None:
    return get_user_model().objects.filter(email=credentials.get("email")).first()


class SecondStepAdapter(DefaultMFAAdapter):
    """Seeds of authenticators lie encrypted in the database; their key lies outside."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("This code or key is not right. Please try again."),
    }

    @override
    def encrypt(self, text: str) -> str:
        return Fernet(fernet_key()).encrypt(text.encode()).decode()

    @override
    def decrypt(self, encrypted_text: str) -> str:
        return Fernet(fernet_key()).decrypt(encrypted_text.encode()).decode()

    @override
    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Keys belong to the one address of this installation (WebAuthn 2, 5.4.2), whatever a request's Host says."""
        return {"id": urlsplit(settings.KORAT.address).hostname or "", "name": self.get_totp_issuer()}

    @override
    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, Any]:
        label = self.get_totp_label(user)
        return {"id": user_pk_to_url_str(user).encode(), "name": label, "display_name": label}

    @override
    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        return _("Passkey")

    @override
    def get_totp_issuer(self) -> str:
        return catalog.profile().brand.name.show()

    @override
    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return str(getattr(user, "email", "") or getattr(user, "phone", ""))
