"""Is this PostgreSQL fit for Korat? Asked of an operator's own server, and of ours."""

from dataclasses import dataclass

import psycopg

from korat.config.finding import Finding
from korat.config.roles import EXTENSIONS, memberships

OLDEST = 160000  # server_version_num


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseFacts:
    """What a server says of itself. Defaults are those of a good one."""

    version: int = 180000
    sees_thai: bool = True
    fsync: bool = True
    app_mighty: bool = False  # superuser or BYPASSRLS
    app_memberships: tuple[str, ...] = ()
    owner_superuser: bool = False
    same_role: bool = False
    missing_extensions: tuple[str, ...] = ()


def check_external(app_url: str, owner_url: str) -> list[Finding]:
    """What is wrong with this database, in words; an empty list is good news."""
    try:
        facts = read_facts(app_url, owner_url)
    except psycopg.Error as error:
        return [unreachable(error)]
    return [finding for finding in judge(facts) if not finding.ok]


def read_facts(app_url: str, owner_url: str) -> DatabaseFacts:
    """Ask both roles. Raises psycopg.OperationalError where one cannot log in."""
    with psycopg.connect(app_url, connect_timeout=5) as connection:
        app, app_super, app_bypass = _role(connection)
        app_memberships = tuple(memberships(connection, app))
        present = {name for (name,) in connection.execute("SELECT extname FROM pg_extension")}
        version, fsync, sees_thai = connection.info.server_version, _fsync(connection), _sees_thai(connection)
    with psycopg.connect(owner_url, connect_timeout=5) as connection:
        owner, owner_super, _ = _role(connection)
    return DatabaseFacts(
        version=version,
        sees_thai=sees_thai,
        fsync=fsync,
        app_mighty=app_super or app_bypass,
        app_memberships=app_memberships,
        owner_superuser=owner_super,
        same_role=app == owner,
        missing_extensions=tuple(name for name in EXTENSIONS if name not in present),
    )


def judge(facts: DatabaseFacts) -> list[Finding]:
    """One finding for each thing that row security and Thai search stand on."""
    return [
        _version(facts.version),
        _locale(facts.sees_thai),
        _fsync_is_on(facts.fsync),
        _app_is_weak(facts),
        _owner_is_no_superuser(facts),
        _extensions(facts.missing_extensions),
    ]


def unreachable(error: Exception) -> Finding:
    """libpq's own words stay out: they may repeat the address."""
    return Finding(
        False,
        "database_unreachable",
        f"ติดต่อฐานข้อมูลไม่ได้ ({type(error).__name__})",
        f"The database cannot be reached ({type(error).__name__}).",
        "ตรวจสอบว่าฐานข้อมูลเปิดอยู่ และค่า DATABASE_URL กับ DATABASE_OWNER_URL ถูกต้อง",
        "See that it runs and that DATABASE_URL and DATABASE_OWNER_URL are right.",
    )


def _role(connection: psycopg.Connection) -> tuple[str, bool, bool]:
    found = connection.execute(
        "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = session_user"
    ).fetchone()
    name, superuser, bypass = found or ("", True, True)
    return name, superuser, bypass


def _fsync(connection: psycopg.Connection) -> bool:
    return connection.execute("SHOW fsync").fetchone() == ("on",)


def _sees_thai(connection: psycopg.Connection) -> bool:
    """Ask pg_trgm itself where it is at hand: what it sees depends on version, provider and locale."""
    if connection.execute("SELECT to_regprocedure('show_trgm(text)')").fetchone() != (None,):
        return connection.execute("SELECT cardinality(show_trgm('ถนน')) > 0").fetchone() == (True,)
    query = "SELECT datctype IN ('C', 'POSIX') FROM pg_database WHERE datname = current_database()"
    return connection.execute(query).fetchone() == (False,)


def _version(version: int) -> Finding:
    major = version // 10000
    if version >= OLDEST:
        return Finding(True, "database_version", f"PostgreSQL รุ่น {major}", f"PostgreSQL {major}.")
    return Finding(
        False,
        "database_too_old",
        f"PostgreSQL รุ่น {major} เก่าเกินไป",
        f"PostgreSQL {major} is too old.",
        "ใช้รุ่น 16 ขึ้นไป",
        "Use 16 or newer.",
    )


def _locale(sees_thai: bool) -> Finding:
    if sees_thai:
        return Finding(True, "database_locale", "ฐานข้อมูลรู้จักอักษรไทย", "The database knows Thai letters.")
    return Finding(
        False,
        "database_locale",
        "ฐานข้อมูลไม่รู้จักอักษรไทย การค้นหาภาษาไทยจะไม่พบข้อมูล",
        "The database does not know Thai letters: a search in Thai would find nothing.",
        "สร้างฐานข้อมูลใหม่ด้วย LC_CTYPE 'C.UTF-8' หรือ 'th_TH.UTF-8'",
        "Create it again with LC_CTYPE 'C.UTF-8' or 'th_TH.UTF-8'.",
    )


def _fsync_is_on(fsync: bool) -> Finding:
    if fsync:
        return Finding(True, "database_fsync", "ข้อมูลที่รับแล้วเขียนลงดิสก์จริง", "What is accepted is on disk.")
    return Finding(
        False,
        "database_fsync",
        "ปิด fsync อยู่ ไฟฟ้าดับอาจทำให้ข้อมูลที่รับแล้วหาย",
        "fsync is off: a power cut can lose what was accepted.",
        "สั่ง ALTER SYSTEM SET fsync = on แล้วเริ่มฐานข้อมูลใหม่",
        "ALTER SYSTEM SET fsync = on, then restart the database.",
    )


def _app_is_weak(facts: DatabaseFacts) -> Finding:
    if not (facts.app_mighty or facts.app_memberships or facts.same_role):
        return Finding(True, "database_app_role", "บทบาทของระบบมีสิทธิ์พอดี", "The app's role has no more than it needs.")
    return Finding(
        False,
        "database_app_role",
        "บทบาทใน DATABASE_URL มีสิทธิ์มากเกินไป การป้องกันข้อมูลส่วนบุคคลจะไม่ทำงาน",
        "The role in DATABASE_URL is too mighty: personal data would lie open.",
        "ใช้บทบาทที่เป็น NOSUPERUSER NOBYPASSRLS ไม่เป็นสมาชิกของบทบาทอื่น และไม่ใช่เจ้าของฐานข้อมูล",
        "Use a NOSUPERUSER NOBYPASSRLS role that is a member of no other and is not the owner.",
    )


def _owner_is_no_superuser(facts: DatabaseFacts) -> Finding:
    if not facts.owner_superuser:
        return Finding(True, "database_owner_role", "เจ้าของฐานข้อมูลไม่ใช่ผู้ดูแลสูงสุด", "The owner is no superuser.")
    return Finding(
        False,
        "database_owner_role",
        "บทบาทใน DATABASE_OWNER_URL เป็นผู้ดูแลสูงสุด (superuser)",
        "The role in DATABASE_OWNER_URL is a superuser.",
        "ใช้บทบาทธรรมดาที่เป็นเจ้าของฐานข้อมูลนี้",
        "Use an ordinary role that owns this database.",
    )


def _extensions(missing: tuple[str, ...]) -> Finding:
    if not missing:
        return Finding(True, "database_extensions", "ส่วนขยายครบ", "All extensions are there.")
    return Finding(
        False,
        "database_extensions",
        f"ฐานข้อมูลขาดส่วนขยาย {', '.join(missing)}",
        f"The database lacks {', '.join(missing)}.",
        "สั่ง " + "; ".join(f"CREATE EXTENSION {name}" for name in missing),
        "Run " + "; ".join(f"CREATE EXTENSION {name}" for name in missing),
    )
