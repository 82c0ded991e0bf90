"""Pictures of the pages from a running Korat: `make pictures`, then look at `pictures/`.

Every page at 360 and 1280 px in Thai and English; the report from question to paper; the one case page as each persona sees
it; the errands of trust (`tools/errands.py`) with each sheet of their papers; larger text; no script. axe looks at each page
too; what it has to say is printed and makes the command fail.
"""

from __future__ import annotations

import io
import shutil
import sys

from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, sync_playwright

from tools.camera import BASE, FLAGS, TARGET, Camera, camera
from tools.errands import MINE, errands, papers

WIDTHS = (360, 1280)
LANGUAGES = {"th": "", "en": "/en"}
PAGES: dict[str, tuple[str, ...]] = {
    "": ("/", "/services/", "/services/?q=ไฟ", "/services/?q=zzz", "/services/report-problem/", "/reports/", "/figures/",
         "/offices/", "/offices/sikhio-town.engineering/", "/offices/sikhio-town/", "/lens/community/sikhio-town-04/",
         "/sources/", "/verify/", "/verify/offline", "/is-it-from-us/", "/follow/", "/sign-in/", "/sign-in/official/",
         "/sign-in/passkey/", "/demo/outbox/", "/c/no-such", "first-public", "/book/", "first-days", "first-times",
         "/queue/triage/", "/queue/triage/take/", "/permits/", "/answers/",
         "/services/street-stall/", "/services/hall-booking/", "/report/street-stall/"),
    "resident": ("/", "/my/", *MINE, "first-own", "/my/bookings/"),
    "engineer": ("/my/", "/desk/", "first-in-queue", "/desk/?late=on", "/desk/list/", "/desk/assets/",
                 "/desk/assets/ending/", "/desk/assets/lists/", "/desk/answers/", "/desk/costs/", "/desk/sheet/"),
    "clerk": ("/desk/", "/desk/counter/report-problem/", "/desk/mandate/", "/desk/mandate/end/", "/desk/emergency/",
              "/desk/consents/", "/desk/bookings/complaint-centre-counter/for/", "/desk/bookings/moved/",
              "/desk/bookings/", "/desk/bookings/complaint-centre-counter/",
              "/desk/bookings/complaint-centre-counter/close/", "/desk/queue/complaint-centre-counter/"),
    "crew": ("/desk/", "first-in-queue", "/desk/sheet/"),
    "cashier": ("/desk/", "/desk/fees/"),
    "health-officer": ("/desk/", "/permits/"),
    "social-worker": ("/desk/", "first-in-queue"),
    "education-officer": ("/desk/", "first-in-queue"),
    "agency": ("/desk/",),
    "audit-head": ("/desk/",),
    "mayor": ("/desk/", "/desk/morning/", "/desk/report/", "/desk/costs/", "/desk/bills/", "/desk/surges/", "/figures/"),
    "auditor": ("/desk/audit/", "/desk/report/"),
    "town-clerk": ("/desk/", "/desk/elections/", "/desk/offices/"),
    "admin": ("/desk/", "/desk/posts/", "/desk/learned/", "/desk/failures/", "/desk/keys/", "/desk/days-off/"),
    "dpo": ("/desk/",),
}  # fmt: skip
COUNTER = "/book/complaint-centre-counter/"
LISTS = {"first-public": ("/reports/", "/c/"), "first-own": ("/my/", "/c/"), "first-in-queue": ("/desk/", "/c/"),
         "first-days": ("/book/", COUNTER), "first-times": (COUNTER, f"{COUNTER}2")}  # fmt: skip
WIRE = "สายไฟขาดห้อยลงมาตรงทางโค้ง a live wire hangs over the bend"


def pages(shooter: Camera) -> None:
    for persona, paths in PAGES.items():
        shooter.become(persona)
        for path in paths:
            target = found(shooter.page, path)
            if target:
                shooter.visit(
                    target, f"{persona or 'anyone'}-{path.strip('/').replace('/', '-').replace('?', '-') or 'home'}"
                )


def found(page: Page, path: str) -> str:
    """The address itself, or the first of a list."""
    if path not in LISTS:
        return path
    listed, wanted = LISTS[path]
    page.goto(f"{BASE}{listed}")
    link = page.locator(f"main a[href*='{wanted}']").first
    return link.get_attribute("href") or "" if link.count() else ""


def report(shooter: Camera) -> None:
    """From the first question to the slip on paper, with one mistake and one danger on the way."""
    page = shooter.page
    shooter.visit("/report/report-problem/", "report-1-photo")
    page.locator("input[type=file]").set_input_files(photograph())
    shooter.onward()
    shooter.take("report-2-place")
    shooter.onward()
    shooter.take("report-2-place-with-gaps")
    elsewhere(page)
    shooter.take("report-2-place-elsewhere")
    page.locator("input[name=inside]").first.check()
    page.locator("select[name=community]").select_option(index=3)
    page.locator("input[name=landmark]").fill("ทางโค้งก่อนถึงโรงเรียน")
    shooter.onward()
    shooter.take("report-3-kind")
    page.locator("input[name=category][value=light]").check()
    shooter.onward()
    page.locator("textarea[name=description]").fill(WIRE)
    shooter.take("report-4-details")
    shooter.onward()
    shooter.take("report-5-stop")
    page.locator("button[name=safe]").click()
    shooter.take("report-6-contact")
    shooter.onward()
    shooter.take("report-7-check")
    shooter.onward()
    shooter.take("report-8-sent")
    shooter.printed("report-8-sent-paper")
    sent = page.url
    shooter.download("form[action$='/slip'] button", "pdf-slip")
    page.locator("main .buttons a.button").first.click()
    shooter.take("report-9-follow")
    page.goto(sent)
    papers(shooter)


def elsewhere(page: Page) -> None:
    """Another district: two short lists where scripts run, else one long one."""
    page.locator("input[name=inside][value=outside]").check()
    first = page.locator("#id_area_first")
    if first.count():
        first.select_option(index=5)


def photograph() -> FilePayload:
    made = io.BytesIO()
    Image.linear_gradient("L").resize((800, 600)).convert("RGB").save(made, "JPEG")
    return {"name": "lamp.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()}


def everything(browser: Browser) -> list[str]:
    wrong = []
    for width in WIDTHS:
        for language, prefix in LANGUAGES.items():
            with camera(browser, width, language, prefix=prefix) as shooter:
                wrong += walked(shooter)
    for tail, options in {"elder": {"elder": True}, "no-script": {"script": False}}.items():
        with camera(browser, WIDTHS[0], f"th.{tail}", **options) as shooter:
            wrong += walked(shooter)
    return wrong


def walked(shooter: Camera) -> list[str]:
    pages(shooter)
    shooter.become("")
    report(shooter)
    errands(shooter)
    return shooter.wrong


def chromium() -> str:
    known = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if known is None:
        sys.exit("No Chromium found.")
    return known


def main() -> int:
    TARGET.mkdir(exist_ok=True)
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=chromium(), args=FLAGS)
        wrong = everything(browser)
        browser.close()
    print(f"{len(list(TARGET.glob('*.png')))} pictures in {TARGET}; {len(wrong)} complaints")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
