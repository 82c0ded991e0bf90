"""Lets one unprivileged user walk through closed folders, and do nothing else there.

The embedded server may not run as root, yet root's home and most temporary folders are closed (0700).
A POSIX access list entry `--x` for that one user opens the way without opening the folder to anyone else.
Layout of the attribute: linux/posix_acl_xattr.h, version 2.
"""

import os
import stat
import struct
import subprocess
from pathlib import Path

from korat.kernel.errors import Refused

_ATTRIBUTE = "system.posix_acl_access"
_HEADER, _ENTRY = struct.Struct("<I"), struct.Struct("<HHI")
_VERSION, _ANY = 2, 0xFFFFFFFF
_OWNER, _USER, _GROUP, _MASK, _OTHER = 0x01, 0x02, 0x04, 0x10, 0x20
_WALK = 0o1

Entry = tuple[int, int, int]


def open_the_way(path: Path, uid: int, gid: int) -> None:
    """Make `path` reachable for the user `uid`. Refused where the file system keeps no access lists."""
    if _reachable(path, uid, gid):
        return
    for folder in (*reversed(path.parents), path):
        if folder.is_dir():
            _let_through(folder, uid)
    if not _reachable(path, uid, gid):
        raise _closed(path)


def _reachable(path: Path, uid: int, gid: int) -> bool:
    """Ask as that user: modes, groups and access lists are the kernel's to weigh, not ours."""
    asked = subprocess.run(
        ["/bin/sh", "-c", 'test -x "$0"', str(path)], user=uid, group=gid, extra_groups=[], cwd="/", env={}
    )
    return asked.returncode == 0


def _let_through(folder: Path, uid: int) -> None:
    found = folder.stat()
    if found.st_mode & stat.S_IXOTH or found.st_uid == uid:
        return
    entries = [entry for entry in _entries(folder) if (entry[0], entry[2]) != (_USER, uid)]
    entries.append((_USER, _WALK, uid))
    try:
        os.setxattr(folder, _ATTRIBUTE, _packed([_widened(entry) for entry in entries]))
    except OSError as error:
        raise _closed(folder) from error


def _entries(folder: Path) -> list[Entry]:
    try:
        raw = os.getxattr(folder, _ATTRIBUTE)
    except OSError:  # no list yet, or none supported: the mode bits say the same
        return _from_mode(folder.stat().st_mode)
    return [(tag, right, who) for tag, right, who in _ENTRY.iter_unpack(raw[_HEADER.size :])]


def _from_mode(mode: int) -> list[Entry]:
    owner, group, other = mode >> 6 & 7, mode >> 3 & 7, mode & 7
    return [(_OWNER, owner, _ANY), (_GROUP, group, _ANY), (_MASK, group, _ANY), (_OTHER, other, _ANY)]


def _widened(entry: Entry) -> Entry:
    """The mask caps every named entry, so it must allow the walk too."""
    tag, right, who = entry
    return (tag, right | _WALK, who) if tag == _MASK else entry


def _packed(entries: list[Entry]) -> bytes:
    return _HEADER.pack(_VERSION) + b"".join(_ENTRY.pack(*entry) for entry in sorted(entries))


def _closed(folder: Path) -> Refused:
    return Refused(
        f"ฐานข้อมูลเข้าโฟลเดอร์ {folder} ไม่ได้ กรุณาสั่ง chmod o+x {folder} หรือย้ายไปที่อื่น เช่น /srv/korat",
        f"The database cannot enter {folder}. Run: chmod o+x {folder}, or move to, say, /srv/korat.",
        code="database_folder_closed",
    )
