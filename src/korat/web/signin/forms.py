"""Checking what is typed on the sign-in pages. Thai digits, spaces and dashes are welcome."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm
from allauth.core import ratelimit
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import LoginWebAuthnForm, SignupWebAuthnForm
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from korat.blocks.people import actions as people
from korat.blocks.people.queries import Names, normal_email
from korat.kernel.errors import Refused
from korat.kernel.ids import uuid7
from korat.kernel.phone import normal_phone
from korat.kernel.texts import arabic_digits
from korat.web.fields import Choice

# What fido2 raises for an answer of another shape.
MISSHAPEN = (KeyError, TypeError, ValueError, AttributeError, IndexError)
CODE = {"inputmode": "numeric", "autocomplete": "one-time-code", "class": "short", "maxlength": "20"}


class CodeField(forms.CharField):
    """Digits of a code: Thai or Arabic, with or without spaces."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=20, widget=forms.TextInput(attrs=CODE), **options)

    def to_python(self, value: Any) -> str:
        return "".join(arabic_digits(str(value or "")).split())


class AddressForm(forms.Form):
    """One box for both: what has an @ is an e-mail, all else a telephone."""

    address = forms.CharField(
        label=_("Telephone number or e-mail"),
        help_text=_("We send a code there. No password is needed."),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def __init__(self, request: HttpRequest, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.request = request

    def clean_address(self) -> dict[str, str]:
        """`{"email": …}` or `{"phone": …}`, in its normal form."""
        typed = self.cleaned_data["address"]
        try:
            found = {"email": normal_email(typed)} if "@" in typed else {"phone": normal_phone(typed)}
        except Refused as refused:
            raise forms.ValidationError(refused.show(), code=refused.code) from refused
        if not ratelimit.consume(self.request, action="request_login_code", key="".join(found.values())):
            raise get_adapter().validation_error("rate_limited")
        return found


class CodeForm(forms.Form):
    code = CodeField(label=_("The code"))

    def __init__(self, expected: str, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.expected = expected

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if not compare_user_code(actual=code, expected=self.expected):
            raise get_adapter().validation_error("incorrect_code")
        return code


class WhoForm(forms.Form):
    """Which of the persons behind one telephone."""

    NOBODY = "new"
    who = forms.ChoiceField(label=_("Who are you?"), widget=forms.RadioSelect)

    def __init__(self, names: dict[int, str], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["who"]
        if isinstance(field, forms.ChoiceField):
            known = [(str(subject), Choice(name)) for subject, name in names.items()]
            field.choices = [
                *known,
                (self.NOBODY, Choice(gettext("Someone else"), hint=gettext("I am here for the first time"))),
            ]


class NameForm(forms.Form):
    """How to address a newcomer. Only the given name is asked of everyone."""

    given = forms.CharField(
        label=_("Given name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        error_messages={"required": _("Please tell us your given name.")},
    )
    family = forms.CharField(
        label=_("Family name"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    title = forms.CharField(
        label=_("Title before the name"),
        help_text=_("Such as Mr, Phra, Captain"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "honorific-prefix", "class": "short"}),
    )

    attempt = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)

    def key(self) -> str:
        """The same for both clicks of a double click."""
        return f"enrol:{self.cleaned_data['attempt']}"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "given" in data:
            try:
                data["names"] = Names(data["given"], data.get("family", ""), data.get("title", "")).cleaned()
            except Refused as refused:
                self.add_error(refused.field, forms.ValidationError(refused.show(), code=refused.code))
        return data


class PasswordForm(forms.Form):
    email = forms.CharField(
        label=_("Office e-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, request: HttpRequest, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.request = request
        self.account: Any = None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "email" in data and "password" in data:
            self.account = get_adapter().authenticate(self.request, **self.credentials())
            if self.account is None:
                raise forms.ValidationError(_("E-mail or password is not right."), code="wrong")
        return data

    def credentials(self) -> dict[str, str]:
        return {
            "email": self.cleaned_data["email"].strip().lower(),
            "password": self.cleaned_data["password"],
        }


class NewPasswordForm(forms.Form):
    password = forms.CharField(
        label=_("New password"),
        help_text=_("At least 12 characters. A short sentence is easy to keep in mind."),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, account: int, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.account = account

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        try:
            people.set_password(account=self.account, password=password)
        except Refused as refused:
            raise forms.ValidationError(refused.show(), code=refused.code) from refused
        return password


class OtherPasswordForm(ChangePasswordForm):
    """allauth asks for the present password and twice for the new one; the words are ours."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        labels = {
            "oldpassword": (gettext("Present password"), ""),
            "password1": (
                gettext("New password"), gettext("At least 12 characters. A short sentence is easy to keep in mind.")
            ),
            "password2": (gettext("New password once more"), ""),
        }  # fmt: skip
        for name, (label, hint) in labels.items():
            self.fields[name].label, self.fields[name].help_text = label, hint
            self.fields[name].widget.attrs.pop("placeholder", None)

    def clean(self) -> dict[str, Any]:
        data = forms.Form.clean(self) or {}
        new, again = data.get("password1"), data.get("password2")
        if new and again and new != again:
            self.add_error("password2", gettext("Please type the same password twice."))
        elif new and new == data.get("oldpassword"):
            self.add_error("password1", gettext("Please choose another password than the present one."))
        return data

    def save(self) -> None:
        people.set_password(account=int(self.user.pk), password=self.cleaned_data["password1"])


class SecondCodeForm(AuthenticateForm):
    """allauth counts the tries; the words are ours."""

    code = CodeField(
        label=_("Code of your authenticator"),
        help_text=_("Six digits from the app, or one of your recovery codes."),
    )


class PasskeyForm(LoginWebAuthnForm):
    """What a device answered. Anyone may send anything here; the library expects the shape that browsers send."""

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()
        except MISSHAPEN as error:
            raise get_mfa_adapter().validation_error("incorrect_code") from error


class NewPasskeyForm(SignupWebAuthnForm):
    """The registration was begun with user verification required; the answer is held against that."""

    name = forms.CharField(
        label=_("Name of this key"),
        help_text=_("So that you know it again, such as: my telephone, key in the drawer"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()
        except MISSHAPEN as error:
            raise get_mfa_adapter().validation_error("incorrect_code") from error


class NewAuthenticatorForm(ActivateTOTPForm):
    code = CodeField(label=_("Code that the app shows now"))
