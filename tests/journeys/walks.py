"""What people do on the pages, as a person would: by labels and buttons, in the language of the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.utils import translation
from playwright.sync_api import Locator, Page, expect

from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.definition import Category, Question, ServiceDefinition
from korat.blocks.ledger import sealing
from korat.blocks.messages import actions as messages
from korat.blocks.reactions.follow import follow
from korat.kernel import clock

WORDS = {
    "th": ("โคมไฟตรงทางโค้งดับสองดวง กลางคืนมืดมาก", "ตรงทางโค้งก่อนถึงโรงเรียน", "เปลี่ยนหลอดไฟสองดวง"),
    "en": (
        "Two lamps at the bend are dark, it is very dark there.",
        "At the bend before the school",
        "Change two lamps",
    ),
}


def unseen(page: Page) -> None:
    """Nobody looks at the page on the way."""


@dataclass
class Walk:
    """A person in front of a page. `seen` is called on each page that was reached."""

    page: Page
    site: str
    language: str
    seen: Callable[[Page], None] = unseen

    def say(self, text: str) -> str:
        """A text of the pages in the walk's language."""
        with translation.override(self.language):
            return translation.gettext(text)

    def go(self, path: str) -> None:
        answer = self.page.goto(f"{self.site}{'/en' if self.language == 'en' else ''}{path}")
        assert answer is not None
        assert answer.ok, f"{path}: {answer.status}"
        self.seen(self.page)

    def press(self, text: str, *, within: Locator | None = None) -> None:
        """Press the button with this text and wait for the page that follows."""
        button = (within or self.page).get_by_role("button", name=text, exact=True)
        with self.page.expect_navigation():
            button.click()
        self.seen(self.page)

    def on(self) -> None:
        self.press(self.say("Continue"))

    def heading(self, text: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(text)

    def choose(self, text: str) -> None:
        self.page.get_by_role("radio", name=text).check()

    def become(self, persona: str) -> None:
        """By the strip on top of each page."""
        self.page.locator("aside.demo summary").click()
        with self.page.expect_navigation():
            self.page.locator(f"aside.demo button[value={persona}]").click()

    def text(self) -> str:
        return self.page.locator("main").inner_text()

    # The report

    def photo(self, picture: Path) -> None:
        self.heading(self.say("Do you have a photo?"))
        self.page.set_input_files("input[type=file]", picture)
        self.on()

    def place(self, *, community: str, landmark: str, from_photo: bool) -> None:
        self.heading(self.say("Where is it?"))
        if from_photo:
            self.page.get_by_label(self.say("Use the place that is stored in my photo")).check()
        self.page.get_by_role("radio").first.check()
        self.page.locator("select[name=community]").select_option(community)
        self.page.get_by_label(self.say("Landmark or directions")).fill(landmark)
        self.on()

    def kind(self) -> None:
        self.heading(self.say("What is it about?"))
        self.choose(self.category.names.show(self.language))
        self.on()

    def details(self, description: str) -> None:
        self.heading(self.say("Tell us in your words"))
        self.page.get_by_label(self.say("What did you see?")).fill(description)
        self.page.get_by_label(self.question("lamps")).fill("2")
        self.choose(self.option("light-owner", "town"))
        self.on()

    def keep(self) -> tuple[str, str]:
        """Reference and key, as they stand on the last page."""
        self.heading(self.say("We have your report"))
        keys = self.page.locator(".key")
        return self.page.locator(".reference .big").inner_text(), keys.inner_text() if keys.count() else ""

    def file(self, picture: Path, contact: Callable[[], None] = lambda: None) -> tuple[str, str]:
        """A report from the first page to its number."""
        description, landmark, _ = WORDS[self.language]
        self.go("/")
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=self.say("Report a problem"), exact=True).click()
        self.seen(self.page)
        self.photo(picture)
        self.place(community="sikhio-town-07", landmark=landmark, from_photo=True)
        self.kind()
        self.details(description)
        self.heading(self.say("How can we reach you?"))
        contact()
        self.on()
        self.heading(self.say("Check your answers"))
        assert description in self.text()
        assert landmark in self.text()
        self.press(self.say("Send"))
        return self.keep()

    def come_back(self, reference: str, key: str) -> None:
        self.go("/follow/")
        self.page.get_by_label(self.say("Reference number")).fill(reference)
        self.page.get_by_label(self.say("Key"), exact=True).fill(key)
        self.press(self.say("Show my report"))

    # The desk

    def open_from_desk(self, reference: str) -> None:
        self.go("/desk/")
        row = self.page.get_by_role("row").filter(has_text=reference)
        with self.page.expect_navigation():
            row.get_by_role("link").click()
        self.seen(self.page)

    def take_and_order(self) -> None:
        self.press(self.move("take"))
        self.page.get_by_label(self.say("What is to be done")).fill(WORDS[self.language][2])
        self.press(self.move("order"))

    def hand_in(self, picture: Path) -> None:
        self.page.set_input_files("input[type=file]", picture)
        # The photograph knows where it was taken; the lamps were counted when they were reported.
        count = self.page.locator("input[name=finish-count]")
        count.fill(str(count.get_attribute("max")))
        self.press(self.move("finish"))

    # Words of the pack

    @property
    def service(self) -> ServiceDefinition:
        return catalog.service_or_fail("report-problem")

    @property
    def category(self) -> Category:
        return next(one for one in self.service.categories if one.code == "light")

    def asked(self, code: str) -> Question:
        return next(one for one in self.category.questions if one.code == code)

    def question(self, code: str) -> str:
        return self.asked(code).label.show(self.language)

    def option(self, question: str, key: str) -> str:
        asked = self.asked(question)
        return next(option.name.show(self.language) for option in asked.options if option.key == key)

    def move(self, code: str) -> str:
        return self.service.move(code).names.show(self.language)

    def step(self, code: str, *, own: bool = True) -> str:
        """What a step is called: to its reporter, or to everybody else."""
        found = self.service.step(code)
        return ((None if own else found.others) or found.names).show(self.language)


def work() -> None:
    """What the worker does, until nothing is left to do: seal, follow, deliver."""
    now = clock.now()
    while sealing.seal() + follow(now) + messages.deliver_due(now):
        pass


def code_in(text: str) -> str:
    found = re.search(r"\b\d{6}\b", text)
    assert found, text
    return found[0]
