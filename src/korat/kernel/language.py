"""Which language the reader wants at this moment."""

from collections.abc import Callable
from functools import cache

FIRST = "th"
SECOND = "en"


def current() -> str:
    """The active language of the request, or Thai where there is none (commands, jobs, tests)."""
    try:
        return _django()() or FIRST
    except LookupError:
        return FIRST


@cache
def _django() -> Callable[[], str | None]:
    """Fetched once it is set up: the kernel can be imported without Django, and each page asks some hundred times."""
    from django.conf import settings

    if not settings.configured:
        raise LookupError
    from django.utils.translation import get_language

    return get_language


def base(tag: str) -> str:
    """The language of a tag without its region: `en-GB` and `en_US` are both `en`."""
    return tag.replace("_", "-").partition("-")[0].lower()
