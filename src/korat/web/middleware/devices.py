"""A browser's own words for itself, said as a person would: "Chrome · Android". For lists that the person reads."""

from __future__ import annotations

# The first that fits: many browsers also call themselves by older names.
BROWSERS = (
    ("Edg/", "Edge"), ("EdgA/", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), (" Line/", "LINE"),
    ("FxiOS/", "Firefox"), ("Firefox/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("CrOS", "Chromebook"),
    ("Mac OS X", "Mac"), ("Linux", "Linux"),
)  # fmt: skip


def device(agent: str) -> str:
    """`Chrome · Android`; empty for what calls itself nothing we know."""
    browser, system = named(agent, BROWSERS), named(agent, SYSTEMS)
    return " · ".join(filter(None, (browser, system)))


def named(agent: str, names: tuple[tuple[str, str], ...]) -> str:
    return next((name for sign, name in names if sign in agent), "")
