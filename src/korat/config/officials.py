"""`korat appoint`: the operator puts a person into a post; in production the first official comes this way."""

from __future__ import annotations

import secrets

from korat.blocks.ledger.services import service_actor
from korat.blocks.people import actions, queries
from korat.blocks.people.actions import Names
from korat.blocks.people.values import NewPerson
from korat.kernel import clock
from korat.kernel.settings import read


def appoint_command(email: str, post: str, given: str, family: str) -> int:
    """Enrol, open the account and fill the post; the first password is printed once and kept only as a hash."""
    now, actor = clock.now(), service_actor("setup")
    account = actions.open_account(email=email)
    known = queries.persons_of(account)
    person = NewPerson(names=Names(given, family), email=email)
    subject = known[0] if known else actions.enrol(actor=actor, person=person, now=now, account=account)
    actions.appoint(actor=actor, post=post, person=subject, begins_at=now, now=now)
    password = secrets.token_urlsafe(12)
    actions.set_password(account=account, password=password, printed=True)
    print(f"{email} · {post}")
    print(f"รหัสผ่านครั้งแรก (จดไว้ จะไม่แสดงอีก) · First password (write it down, it is not shown again): {password}")
    print("เข้าสู่ระบบที่ /sign-in/official/ ตั้งรหัสผ่านของตนเอง แล้วตั้งชั้นที่สอง")
    print("Sign in at /sign-in/official/, choose a password of your own, then set up the second step.")
    if read().is_demo:
        print("ในระบบสาธิต รหัสผ่านนี้เปิดโต๊ะงานได้ทันที ในการใช้งานจริงต้องมีชั้นที่สองก่อน")
        print("In this demonstration it opens the desk at once; in real use only after the second step.")
    return 0
