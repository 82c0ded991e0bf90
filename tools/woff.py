"""A WOFF 1.0 file as the plain font inside it: the same tables, unpacked (W3C WOFF File Format 1.0)."""

from __future__ import annotations

import struct
import zlib

_HEADER, _ENTRY, _OFFSETS, _TABLE = (struct.Struct(form) for form in (">4sIIH", ">4sIIII", ">IHHHH", ">4sIII"))
_FIRST_ENTRY = 44


def plain(woff: bytes, family: tuple[str, str] = ("", "")) -> bytes:
    """TrueType or OpenType, as typesetters read it. `family`: its name and another one of the same length.

    A font that comes in parts by script has one name for all of them, of which a typesetter takes one part.
    """
    signature, flavour, _, count = _HEADER.unpack_from(woff)
    if signature != b"wOFF":
        raise ValueError("not a WOFF 1.0 file")
    entries = [_ENTRY.unpack_from(woff, _FIRST_ENTRY + _ENTRY.size * index) for index in range(count)]
    power = 1 << (count.bit_length() - 1)
    head = _OFFSETS.pack(flavour, count, power * 16, power.bit_length() - 1, (count - power) * 16)
    directory, body, start = b"", b"", _OFFSETS.size + _TABLE.size * count
    for tag, offset, packed, size, checksum in entries:
        table = woff[offset : offset + packed]
        table = zlib.decompress(table) if packed < size else table
        if tag == b"name":
            table = table.replace(family[0].encode("utf-16-be"), family[1].encode("utf-16-be"))
        directory += _TABLE.pack(tag, checksum, start + len(body), size)
        body += table + bytes(-size % 4)
    return head + directory + body
