"""The errands of trust, photographed on the way: a mandate, a dispute, papers and their checks, keys, the counter, sign-in."""

from __future__ import annotations

import re

from playwright.sync_api import FilePayload

from tools.camera import BASE, CONTINUE, Camera

MINE = ("/my/messages/", "/my/sessions/", "/my/export/", "/my/erase/", "/my/grants/", "/my/looks/", "/my/ways/")
GIVER, HOLDER = "9000000000021", "9000000000039"  # the elder's and the carer's made-up numbers
ASKED = {
    "code-of-none": "K7QM-2XRD-G",
    "foreign-link": "คุณได้รับเงินเยียวยา กดรับสิทธิที่ https://korat-go-th.example.top/gift ภายในวันนี้",
    "reference": "RP69-999999-9",
    "words": "สวัสดีค่ะ ดิฉันโทรจากเทศบาล ขอรหัสเข้าระบบของท่าน",
    "our-address": f"{BASE}/services/",
}
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


def errands(shooter: Camera) -> None:
    mandate(shooter)
    consent(shooter)
    looks(shooter)
    record(shooter)
    genuine(shooter)
    counter(shooter)
    programs(shooter)
    thaid(shooter)
    if shooter.axe:
        passkey(shooter)


def tick_all(shooter: Camera) -> None:
    """Nothing is ticked beforehand: who gives a mandate says what may be done."""
    for box in shooter.page.locator("input[name=purposes]").all():
        box.check()


def consent(shooter: Camera) -> None:
    """The clerk asks the elder, who agrees; the clerk reads a report, and gives the consent back."""
    page = shooter.page
    shooter.become("clerk")
    surely(shooter, "/desk/consents/ask/", "consent-ask")
    shooter.onward()
    shooter.take("consent-ask-with-gaps")
    page.locator("input[name=number]").fill(GIVER)
    page.locator("textarea[name=reason]").fill("ขอดูเรื่องที่แจ้งไว้กับเทศบาล เพื่อช่วยประสานให้เสร็จในคราวเดียว")
    shooter.onward()
    shooter.take("consents-none")
    shooter.become("elder")
    shooter.visit("/my/grants/", "grants-asked")
    shooter.press("main a[href$='/agree/']")
    if "/sign-in/again/" in page.url:
        shooter.onward()
    shooter.take("consent-answer")
    shooter.onward()
    shooter.take("consent-given")
    shooter.become("clerk")
    shooter.visit("/desk/consents/", "consents")
    shooter.press("main .line b a")
    shooter.take("consent-reports")
    if page.locator("main a[href*='/c/']").count():
        shooter.press("main a[href*='/c/']")
        shooter.take("consent-case")
    shooter.become("elder")
    shooter.visit("/my/looks/", "looks-by-consent")
    # The one that was just given, and no other: the clerk has none but this, and gives it back.
    shooter.become("clerk")
    shooter.go("/desk/consents/")
    shooter.press("main a[href$='/end/']")
    shooter.onward()


def surely(shooter: Camera, path: str, what: str) -> None:
    """A page that may first ask whether it is still you."""
    shooter.go(path)
    if "/sign-in/again/" in shooter.page.url:
        shooter.onward()
    shooter.take(what)


def mandate(shooter: Camera) -> None:
    """The elder lets the carer act, reads it back, and ends it in two taps."""
    page = shooter.page
    shooter.become("carer")
    shooter.visit("/my/grants/code/", "grants-code")
    code = page.locator("main .key").inner_text()
    shooter.become("elder")
    shooter.visit("/sign-in/again/?next=/my/grants/", "again")
    surely(shooter, "/my/grants/give/", "grants-give")
    shooter.onward()
    shooter.take("grants-give-with-gaps")
    page.locator("input[name=code]").fill(code)
    tick_all(shooter)
    shooter.onward()
    shooter.take("grants-read-back")
    shooter.onward()
    shooter.take("grants-given")
    shooter.press("main a[href$='/end/']")
    shooter.take("grants-end")
    shooter.onward()
    shooter.take("grants-ended")


def looks(shooter: Camera) -> None:
    """Who looked, unfolded and on paper; a look is disputed."""
    shooter.become("resident")
    shooter.go("/my/looks/")
    unfold(shooter)
    shooter.take("looks-unfolded")
    if shooter.page.locator("form[action$='/dispute']").count():
        shooter.press("form[action$='/dispute'] button")
        shooter.take("looks-disputed")
    shooter.go("/my/looks/")
    shooter.press("form[action$='/my/looks/paper'] button")
    shooter.take("paper-of-looks")
    shooter.download("main a[download]", "pdf-looks")


def unfold(shooter: Camera) -> None:
    for folded in shooter.page.locator("main details").all():
        folded.locator("summary").click()


def record(shooter: Camera) -> None:
    """All that is held, on paper; the erasure up to the last question."""
    surely(shooter, "/my/export/", "export")
    shooter.download("button[value=pdf]", "pdf-export")
    shooter.go("/my/erase/")
    shooter.press("button[value=confirm]")
    shooter.take("erase-sure")
    shooter.press("button[value=erase]")
    shooter.take("erase-not-sure")


def papers(shooter: Camera) -> None:
    """From the page after a report: the confirmation, its page, and the answers of the check."""
    shooter.press("form[action$='/confirmation'] button")
    shooter.take("paper-of-confirmation")
    paper, kept = shooter.page.url, shooter.download("main a[download]", "pdf-confirmation").read_bytes()
    checked(shooter, "valid", kept)
    checked(shooter, "altered", kept.replace(b"endobj", b"endobk", 1))
    shooter.go("/verify/")
    shooter.page.locator("textarea").fill("K7QM-2XRD-G")
    shooter.onward()
    shooter.take("verify-not-a-paper")
    shooter.become("clerk")
    shooter.page.goto(paper)
    if shooter.page.locator("form[action$='/revoke']").count():
        unfold(shooter)
        shooter.take("paper-to-revoke")
        shooter.press("form[action$='/revoke'] button")
        shooter.take("paper-revoked")
        checked(shooter, "revoked", kept)


def checked(shooter: Camera, what: str, pdf: bytes) -> None:
    shooter.go("/verify/")
    upload: FilePayload = {"name": "paper.pdf", "mimeType": "application/pdf", "buffer": pdf}
    shooter.page.locator("input[type=file]").set_input_files(upload)
    shooter.onward()
    shooter.take(f"verify-{what}")


def genuine(shooter: Camera) -> None:
    """Each answer to "Is this really from us?", what is told of it, and the board that counts it."""
    shooter.become("")
    shooter.page.goto(f"{BASE}/demo/outbox/")
    sent = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]\b", shooter.page.locator("main").inner_text())
    for what, text in {**ASKED, **({"sent": sent[0]} if sent else {}), "nothing": ""}.items():
        shooter.go("/is-it-from-us/")
        shooter.page.locator("main textarea").fill(text)
        shooter.press("form[action$='/is-it-from-us/'] button")
        shooter.take(f"genuine-{what}")
        if what == "foreign-link":
            shooter.press("form[action$='/tell/'] button")
            shooter.take("genuine-told")
    shooter.become("admin")
    shooter.visit("/desk/is-it-from-us/", "genuine-board")


def counter(shooter: Camera) -> None:
    """A mandate witnessed up to reading it aloud; a record opened in an emergency and closed again."""
    page = shooter.page
    shooter.become("clerk")
    shooter.visit("/desk/", "desk-doors")
    surely(shooter, "/desk/mandate/", "counter-mandate")
    page.locator("input[name=giver]").fill(GIVER)
    page.locator("input[name=holder]").fill(HOLDER)
    page.locator("input[name=seen]").first.check()
    tick_all(shooter)
    shooter.onward()
    shooter.take("counter-read-aloud")
    shooter.onward()
    surely(shooter, "/desk/mandate/end/", "counter-end")
    page.locator("input[name=number]").fill(GIVER)
    shooter.onward()
    shooter.take("counter-end-which")
    surely(shooter, "/desk/emergency/", "counter-emergency")
    page.locator("input[name=number]").fill(GIVER)
    page.locator("textarea[name=reason]").fill("ไฟไหม้ข้างบ้าน ต้องติดต่อญาติ")
    shooter.onward()
    shooter.take("emergency-record")
    shooter.press("main a[href$='/end/']")
    shooter.onward()
    shooter.take("emergency-over")


def programs(shooter: Camera) -> None:
    """A key for an organisation's program, shown once."""
    shooter.become("admin")
    surely(shooter, "/desk/keys/", "program-keys")
    shooter.page.locator("input[name=label]").fill("ระบบรับแจ้งของหน่วยงาน")
    shooter.page.locator("input[name=scopes]").first.check()
    shooter.press("main form:not([action]) button.button")
    shooter.take("program-key-made")
    shooter.press("form[action$='/end/'] button")
    shooter.visit("/desk/failures/", "failures")


def thaid(shooter: Camera) -> None:
    """In by the stand-in, which says what it is."""
    shooter.become("")
    shooter.go("/sign-in/?next=/my/sessions/")
    shooter.take("sign-in-thaid")
    shooter.press("main a[href*='/sign-in/thaid/']")
    shooter.take("stand-in")
    shooter.press("button[value=resident]")
    shooter.take("sessions")
    shooter.visit("/sign-in/again/?next=/my/", "again-thaid")


def passkey(shooter: Camera) -> None:
    """An official makes a passkey on a device that is not there, and signs in with it."""
    page = shooter.page
    shooter.become("engineer")
    surely(shooter, "/my/keys/new/", "keys-new")
    # Only now: the device is gone as soon as axe has looked at a page.
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    page.locator(CONTINUE).click()
    page.locator("main :is(code, .line)").first.wait_for()
    shooter.take("keys-made")
    shooter.visit("/my/keys/", "keys")
    shooter.visit("/sign-in/official/", "sign-in-official")
    shooter.visit("/sign-in/again/?next=/my/", "again-official")
