"""Which language the reader wants at this moment."""

FIRST = "th"
SECOND = "en"


def current() -> str:
    """The active language of the request, or Thai where there is none (commands, jobs, tests)."""
    from django.conf import settings
    from django.utils.translation import get_language

    if not settings.configured:
        return FIRST
    return get_language() or FIRST


def base(tag: str) -> str:
    """The language of a tag without its region: `en-GB` and `en_US` are both `en`."""
    return tag.replace("_", "-").partition("-")[0].lower()
