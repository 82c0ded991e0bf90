"""Which language the reader wants at this moment."""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.conf import LazySettings

FIRST = "th"
SECOND = "en"


def current() -> str:
    """The active language of the request, or Thai where there is none (commands, jobs, tests)."""
    settings, get_language = _django()
    if not settings.configured:
        return FIRST
    return get_language() or FIRST


@cache
def _django() -> "tuple[LazySettings, Callable[[], str | None]]":
    """Fetched at the first question: the kernel can be imported without Django, and each page asks some hundred times."""
    from django.conf import settings
    from django.utils.translation import get_language

    return settings, get_language


def base(tag: str) -> str:
    """The language of a tag without its region: `en-GB` and `en_US` are both `en`."""
    return tag.replace("_", "-").partition("-")[0].lower()
