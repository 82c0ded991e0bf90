"""Reading a page as a browser without scripts does: its forms with everything they would send."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.http import HttpResponse

Attributes = dict[str, str]


@dataclass
class Form:
    """`fields` are what would be sent as the page came; `names` every field there is, empty ones too."""

    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)

    def add(self, name: str, value: str) -> None:
        self.fields.setdefault(name, []).append(value)

    def filled(self, **typed: Any) -> dict[str, Any]:
        return {**self.fields, **{name.replace("__", "-"): value for name, value in typed.items()}}


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.form: Form | None = None
        self.area = self.select = ""
        self.in_main = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "main":
            self.in_main = True
        elif tag == "form":
            self.form = Form(found.get("action", ""))
            self.forms += [self.form] if self.in_main else []
        elif tag == "a":
            self.links.append(found.get("href", ""))
        elif self.form is not None and "name" in found:
            self.take(tag, found, self.form)
        elif tag == "option" and self.select and self.form and "selected" in found:
            self.form.add(self.select, found.get("value", ""))

    def take(self, tag: str, found: Attributes, form: Form) -> None:
        name, kind = found["name"], found.get("type", "text")
        if tag == "button":
            form.buttons.append((name, found.get("value", "")))
            return
        form.names.add(name)
        if kind == "radio":
            form.choices.setdefault(name, []).append(found.get("value", ""))
        if tag == "textarea":
            self.area = name
            form.add(name, "")
        elif tag == "select":
            self.select = name
        elif tag == "input" and kind not in ("file", "radio", "checkbox"):
            form.add(name, found.get("value", ""))
        elif tag == "input" and "checked" in found:
            form.add(name, found.get("value", "on"))

    def handle_data(self, data: str) -> None:
        if self.area and self.form:
            self.form.fields[self.area][-1] += data
        if self.in_main and data.strip():
            self.words.append(data.strip())

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            if self.form and self.area:
                self.form.fields[self.area][-1] = self.form.fields[self.area][-1].removeprefix("\n")
            self.area = ""
        elif tag == "select":
            self.select = ""
        elif tag == "form":
            self.form = None
        elif tag == "main":
            self.in_main = False


def read(response: HttpResponse) -> Reader:
    reader = Reader()
    reader.feed(response.content.decode())
    return reader


def words(response: HttpResponse) -> str:
    """What stands on the page, without its frame."""
    return " ".join(read(response).words)


def form(response: HttpResponse, having: str) -> Form:
    """The form in the page that has a field of this name (or a hidden `move` of this value)."""
    forms = read(response).forms
    found = [one for one in forms if having in one.names or one.fields.get("move") == [having]]
    assert found, f"no form with {having}: {[sorted(one.names) for one in forms]}"
    return found[0]
