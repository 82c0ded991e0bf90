"""Propose a pack's holidays: `python tools/holiday_calendar.py TH 2026 2027 --without "Labor Day"`.

Prints the `years` of a pack's calendar. It is a proposal of the package `holidays`, so no year comes out
confirmed: a person compares it with the government's notice and writes who did so.
"""

import argparse
from datetime import date

import holidays
import yaml

SECOND = "en_US"


def main() -> None:
    asked = arguments()
    years = {
        year: {"confirmed": None, "holidays": proposal(asked.country, year, asked.language, asked.without)}
        for year in asked.years
    }
    print(written({"years": years}), end="")


def written(calendar: dict[str, object]) -> str:
    return yaml.safe_dump(calendar, allow_unicode=True, sort_keys=False, default_flow_style=None, width=1000)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("country", help="ISO 3166-1 code, such as TH")
    parser.add_argument("years", type=int, nargs="+")
    parser.add_argument("--language", default="th", help="the pack's first language (default: th)")
    parser.add_argument(
        "--without",
        action="append",
        default=[],
        metavar="WORDS",
        help="leave out days whose English name holds these words: days on which offices are open",
    )
    return parser.parse_args()


def proposal(country: str, year: int, language: str, without: list[str]) -> list[dict[str, object]]:
    """The days off of government offices: public holidays and those kept by the government alone."""
    first, second = days(country, year, language), days(country, year, SECOND)
    return [
        {"date": day, "names": {language: first[day], "en": second[day]}}
        for day in sorted(first)
        if not any(words in second[day] for words in without)
    ]


def days(country: str, year: int, language: str) -> dict[date, str]:
    categories = ("public", "government")
    return dict(holidays.country_holidays(country, years=year, language=language, categories=categories))


if __name__ == "__main__":
    main()
