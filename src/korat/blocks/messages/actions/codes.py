"""A sign-in code goes out at once: who waits for one waits in front of the page."""

from __future__ import annotations

from datetime import datetime

from korat.blocks.messages import channels
from korat.blocks.messages.channels import Accepted, Letter, Rejected
from korat.kernel import ids
from korat.kernel.errors import Invalid, Unavailable


def send_code(*, channel: str, address: str, title: str, body: str, now: datetime) -> None:
    """Over `email` or `sms`. Invalid for an address refused for good, Unavailable if it cannot go now."""
    letter = Letter(id=ids.uuid4(), to=address, title=title, body=body, at=now)
    outcome = channels.of(channel).send(letter)
    if isinstance(outcome, Accepted):
        return
    if isinstance(outcome, Rejected):
        raise Invalid(
            "ส่งรหัสไปยังที่อยู่นี้ไม่ได้ โปรดตรวจสอบหมายเลขหรืออีเมลอีกครั้ง",
            "We cannot send a code there. Please check the number or the e-mail address.",
            code="address_refused",
        )
    raise Unavailable(
        "ขณะนี้ระบบส่งรหัสไม่ได้ โปรดลองใหม่อีกครั้งในอีกสักครู่",
        "We cannot send codes at this moment. Please try again shortly.",
        code="code_not_sent",
    )
