"""Names for things: uuids inside, references that people read aloud, keys for anonymous reporters."""

import re
import secrets
import time
import uuid
from threading import Lock
from uuid import UUID

from korat.kernel.texts import arabic_digits

_COUNTER_BITS = 42
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans("OIL", "011")
_SEPARATORS = re.compile(r"[\s\u200b\u2060\ufeff\-_/.\u2010-\u2015\u2212]+")
_REFERENCE = re.compile(r"([A-Z]{1,6})([0-9]{2})([0-9]{6}|[1-9][0-9]{6,8})([0-9])")
_CODE = re.compile(f"[{_CROCKFORD}]{{9}}")
_LARGEST_NUMBER = 999_999_999
_LONGEST = 64


class _Sequence:
    """Milliseconds and a counter that only grow, even when the machine's clock steps back (RFC 9562, 6.2)."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._millisecond = 0
        self._counter = 0

    def next(self) -> tuple[int, int]:
        with self._lock:
            millisecond = time.time_ns() // 1_000_000
            if millisecond > self._millisecond:
                self._millisecond, self._counter = millisecond, secrets.randbits(_COUNTER_BITS - 1)
            else:
                self._counter += 1
            if self._counter >> _COUNTER_BITS:
                self._millisecond, self._counter = self._millisecond + 1, 0
            return self._millisecond, self._counter


_sequence = _Sequence()


def uuid7() -> UUID:
    """A uuid that grows with time; two made in one process always compare in the order of their making."""
    millisecond, counter = _sequence.next()
    high, low = counter >> 30, counter & 0x3FFFFFFF
    tail = low << 32 | secrets.randbits(32)
    return UUID(int=millisecond << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | tail)


def uuid4() -> UUID:
    """A uuid that tells nothing: for people, whose v7 would tell when they enrolled."""
    return uuid.uuid4()


def reference(prefix: str, year_be: int, number: int) -> str:
    """What a person quotes: prefix, two digits of the Buddhist year, number, check digit: `AB69-001234-C`."""
    if not re.fullmatch("[A-Z]{1,6}", prefix) or not 0 <= number <= _LARGEST_NUMBER:
        raise ValueError(f"A reference needs 1 to 6 capital letters and a number up to {_LARGEST_NUMBER}.")
    year, digits = f"{year_be % 100:02d}", f"{number:06d}"
    return f"{prefix}{year}-{digits}-{_check_digit(year + digits)}"


def parse_reference(text: str) -> str | None:
    """The reference as we print it, however it was typed; None when its shape or check digit is wrong."""
    match = _REFERENCE.fullmatch(_squeezed(text))
    if match is None or _check_digit(match[2] + match[3]) != match[4]:
        return None
    return f"{match[1]}{match[2]}-{match[3]}-{match[4]}"


def citizen_number_is_valid(text: str) -> bool:
    """Whether 13 digits, spaced or dashed, end in the right check digit: (11 − Σ dᵢ·(14−i) mod 11) mod 10."""
    digits = _squeezed(text)
    if not re.fullmatch("[0-9]{13}", digits):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(13, 1, -1), strict=False))
    return (11 - total % 11) % 10 == int(digits[12])


def key() -> str:
    """A new secret to follow a report without signing in: 60 random bits as `XXXX-XXXX-XXXX`."""
    return _in_fours("".join(secrets.choice(_CROCKFORD) for _ in range(12)))


def normal_key(text: str) -> str:
    """A typed key as we printed it: capitals in groups of four, O read as 0, I and L as 1 (Crockford)."""
    return _in_fours(_squeezed(text).translate(_LOOKALIKES))


def code() -> str:
    """A new code that a message carries: 40 random bits and a check letter as `XXXX-XXXX-C`; never digits alone."""
    body = "".join(secrets.choice(_CROCKFORD) for _ in range(8))
    if body.isdigit():
        return code()
    return _in_fours(body + _check(body, _CROCKFORD))


def parse_code(text: str) -> str | None:
    """The code as we print it, however it was typed; None when its shape or check letter is wrong."""
    typed = _squeezed(text).translate(_LOOKALIKES)
    if not _CODE.fullmatch(typed) or _check(typed[:-1], _CROCKFORD) != typed[-1]:
        return None
    return _in_fours(typed)


def _check_digit(digits: str) -> str:
    return _check(digits, _CROCKFORD[:10])


def _check(body: str, alphabet: str) -> str:
    """ISO 7064's hybrid system (for ten digits MOD 11,10): notices every wrong letter and nearly every swap of neighbours."""
    size = len(alphabet)
    product = size
    for letter in body:
        product = ((product + alphabet.index(letter)) % size or size) * 2 % (size + 1)
    return alphabet[(size + 1 - product) % size]


def _squeezed(text: str) -> str:
    if len(text) > _LONGEST:
        return ""
    return _SEPARATORS.sub("", arabic_digits(text)).upper()


def _in_fours(text: str) -> str:
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))
