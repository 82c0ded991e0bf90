"""What a person wishes of our messages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from korat.blocks.catalog import queries as catalog
from korat.blocks.messages.values import PreferenceView
from korat.web.fields import Choice


class WishesForm(forms.Form):
    """By which channel, and when nobody is to be woken."""

    language = forms.ChoiceField(widget=forms.RadioSelect)
    update = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    question = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    night = forms.ChoiceField(widget=forms.RadioSelect)
    quiet_from = forms.TimeField(required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    quiet_to = forms.TimeField(required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))

    def __init__(self, province: str, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        labels = {
            "language": _("Language of our messages"),
            "update": _("News of my reports and requests"),
            "question": _("Questions to me, such as whether it is solved"),
            "night": _("At night"),
            "quiet_from": _("No messages from"),
            "quiet_to": _("until"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
        nights = [
            ("province", Choice(_("Wait until morning"), province)),
            ("own", Choice(_("My own hours, below"))),
            ("never", Choice(_("Send at any time"))),
        ]
        spoken = [(tag, Choice(native(tag))) for tag in catalog.profile().languages]
        for name, choices in (("language", spoken), ("update", ways()), ("question", ways()), ("night", nights)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("night") == "own" and (not data.get("quiet_from") or not data.get("quiet_to")):
            self.add_error("quiet_from", _("Please say from when and until when, such as 21:00 and 07:00."))
        return data

    def wished(self) -> PreferenceView:
        data = self.cleaned_data
        own = data["night"] == "own"
        return PreferenceView(
            {kind: data[kind] for kind in ("update", "question")},
            data["night"] != "never",
            data["quiet_from"] if own else None,
            data["quiet_to"] if own else None,
        )


def initial(wish: PreferenceView, language: str) -> dict[str, Any]:
    night = "never" if not wish.quiet else "own" if wish.quiet_from else "province"
    return {"language": language, "update": "", "question": "", **wish.channels, "night": night,
            "quiet_from": wish.quiet_from, "quiet_to": wish.quiet_to}  # fmt: skip


def native(tag: str) -> str:
    """A language in its own words, where we know them."""
    return {"th": "ไทย", "en": "English"}.get(tag, tag)


def ways() -> list[tuple[str, Choice]]:
    return [
        ("", Choice(_("By every way that reaches me"))),
        ("line", Choice(_("By LINE"))),
        ("sms", Choice(_("By SMS"))),
        ("email", Choice(_("By e-mail"))),
        ("inbox", Choice(_("Only into my messages on this site"))),
    ]
