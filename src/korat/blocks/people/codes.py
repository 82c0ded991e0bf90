"""A code that a person says aloud to be given a mandate: it names nobody to a stranger, and proves that the person is there.

Nothing is stored. The code holds the subject's id, masked, and a keyed sum over it and the quarter of an hour; 2^28
guesses against a limit of ten in ten minutes.
"""

from __future__ import annotations

import hmac
from datetime import datetime

from django.conf import settings

from korat.kernel import ids

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LASTS = 900
LETTERS, SUM_BITS, ID_BITS = 12, 28, 32


def code_for(subject: int, now: datetime) -> str:
    """Good for this quarter of an hour and the next."""
    total = sum_of(subject, window(now))
    number = (total << ID_BITS) | (subject ^ mask(total))
    return ids.normal_key("".join(ALPHABET[(number >> shift) & 31] for shift in range(5 * (LETTERS - 1), -1, -5)))


def subject_of(code: str, now: datetime) -> int | None:
    """Whom the code names; None when it is wrong or too old."""
    letters = ids.normal_key(code).replace("-", "")
    if len(letters) != LETTERS or set(letters) - set(ALPHABET):
        return None
    number = sum(ALPHABET.index(letter) << (5 * place) for place, letter in enumerate(reversed(letters)))
    total, subject = number >> ID_BITS, (number & (2**ID_BITS - 1)) ^ mask(number >> ID_BITS)
    right = [sum_of(subject, window(now) - age) == total for age in (0, 1)]
    return subject if any(right) else None


def window(now: datetime) -> int:
    return int(now.timestamp()) // LASTS


def sum_of(subject: int, quarter: int) -> int:
    return int.from_bytes(keyed(f"mandate:{subject}:{quarter}")[:4]) >> (32 - SUM_BITS)


def mask(total: int) -> int:
    return int.from_bytes(keyed(f"mask:{total}")[:4])


def keyed(text: str) -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), text.encode(), "sha256")
