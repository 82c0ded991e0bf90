"""The made-up people of the demonstration: what they are called, and which post each holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType

from korat.blocks.messages import actions as messages
from korat.blocks.people import actions, queries
from korat.blocks.people.actions import Address, Names
from korat.kernel import clock
from korat.kernel.errors import NotFound
from korat.kernel.texts import Text

TOKEN_LASTS = timedelta(days=1)


@dataclass(frozen=True)
class Role:
    """`label` stands in the switch. The posts come from the pack: those that name this persona."""

    code: str
    label: Text
    names: Names
    phone: str = ""
    citizen_number: str = ""  # begins with 90: made up, and of the right check digit
    address: Address = field(default_factory=Address)


ROLES = (
    Role(
        "resident",
        Text.of(th="ประชาชน", en="Resident"),
        Names("สมใจ", "ใจงาม", "นางสาว"),
        phone="+66810000001",
        citizen_number="9000000000012",
        address=Address(house_number="12/3", moo="5", road="มิตรไมตรี"),
    ),
    Role(
        "elder",
        Text.of(th="ผู้สูงอายุ", en="Elder"),
        Names("บุญมี", "มั่นคง", "นาย"),
        phone="+66810000002",
        citizen_number="9000000000021",
    ),
    Role(
        "carer",
        Text.of(th="ผู้ดูแล", en="Carer"),
        Names("มาลี", "มั่นคง", "นาง"),
        phone="+66810000003",
        citizen_number="9000000000039",
    ),
    Role("clerk", Text.of(th="เจ้าหน้าที่ธุรการ", en="Clerk"), Names("วิไล", "ตั้งใจ", "นางสาว")),
    Role("engineer", Text.of(th="วิศวกร", en="Engineer"), Names("ธนา", "ช่างคิด", "นาย")),
    Role("crew", Text.of(th="ช่างภาคสนาม", en="Crew"), Names("สมพร", "แข็งขัน", "นาย")),
    Role("mayor", Text.of(th="นายกเทศมนตรี", en="Mayor"), Names("อารีย์", "รักถิ่น", "นาง")),
    Role(
        "dpo",
        Text.of(th="เจ้าหน้าที่คุ้มครองข้อมูล", en="Data protection officer"),
        Names("รักษ์", "ข้อมูลดี", "นางสาว"),
    ),
    Role("town-clerk", Text.of(th="ปลัดเทศบาล", en="Municipal clerk"), Names("กนกวรรณ", "รอบรู้", "นาง")),
    Role("health-officer", Text.of(th="เจ้าหน้าที่สาธารณสุข", en="Public health officer"), Names("พิมพ์ใจ", "อนามัยดี", "นาง")),
    Role("social-worker", Text.of(th="นักพัฒนาชุมชน", en="Social worker"), Names("ดวงใจ", "เอื้อเฟื้อดี", "นางสาว")),
    Role("education-officer", Text.of(th="เจ้าหน้าที่การศึกษา", en="Education officer"), Names("วิชัย", "รักเรียนดี", "นาย")),
    Role("cashier", Text.of(th="เจ้าหน้าที่การเงิน", en="Cashier"), Names("บัญชา", "รอบคอบ", "นาย")),
    Role("agency", Text.of(th="หน่วยงานอื่น (การไฟฟ้า)", en="Another agency (electricity)"), Names("ศักดา", "สว่างดี", "นาย")),
    Role("audit-head", Text.of(th="ผู้รับเรื่องปิดลับ", en="Head of internal audit"), Names("จิราพร", "ตรงไปตรงมา", "นาง")),
    Role("auditor", Text.of(th="ผู้ตรวจสอบ", en="Auditor"), Names("ประชา", "เที่ยงตรง", "นาย")),
    Role("admin", Text.of(th="ผู้ดูแลระบบ", en="Administrator"), Names("กานต์", "ดูแลดี", "นางสาว")),
)


def make_all(now: datetime, said: Mapping[str, Mapping[str, str]] = MappingProxyType({})) -> None:
    """Every persona of today, each once, in the posts that the applied pack keeps for it; `said`: names by the pack."""
    there = {persona.code for persona in queries.personas()}
    for role in ROLES:
        if role.code not in there:
            posts = [post.code for post in queries.posts() if post.persona == role.code]
            make(role, names_of(role, said.get(role.code, {})), posts, now)


def names_of(role: Role, said: Mapping[str, str]) -> Names:
    return Names(said["given"], said.get("family", ""), said.get("title", "")) if said else role.names


def make(role: Role, names: Names, posts: Sequence[str], now: datetime) -> None:
    subject = actions.make_persona(
        code=role.code,
        names=names,
        post_codes=posts,
        now=now,
        phone=role.phone,
        citizen_number=role.citizen_number,
        address=role.address,
    )
    actor = queries.actor_of(subject, now=clock.now())
    if actor and role.phone:
        messages.keep_addresses(actor=actor, subject=subject, purpose="self", now=now, phone=role.phone)


def labels() -> tuple[tuple[str, Text], ...]:
    """What the switch on every page offers: code and label."""
    return tuple((role.code, role.label) for role in ROLES)


def person_of(code: str) -> int:
    """The persona's subject. NotFound when it was not made."""
    return found(code).person


def found(code: str) -> queries.Persona:
    persona = queries.persona(code)
    if persona is None:
        known = ", ".join(role.code for role in ROLES)
        raise NotFound(
            f"ไม่มีบุคคลสมมตินี้ เลือกได้จาก {known}",
            f"There is no such persona. Choose from {known}.",
            code="persona",
        )
    return persona


def token_for(persona: str) -> str:
    """A new bearer token of the persona, good for a day: what `korat token PERSONA` prints."""
    now, subject = clock.now(), person_of(persona)
    actor = queries.actor_of(subject, session="korat-token", now=now)
    if actor is None:
        raise NotFound
    return actions.issue_token(
        actor=actor, person=subject, label=f"korat token {persona}", expires_at=now + TOKEN_LASTS, now=now
    )
