"""The verbs of booking. Each records its act first; PostgreSQL refuses to sell a place twice."""

from korat.blocks.bookings.actions.behalf import book_for
from korat.blocks.bookings.actions.book import Booked, Taking, book, take
from korat.blocks.bookings.actions.calendar import keep_calendar
from korat.blocks.bookings.actions.change import cancel, confirm, move, release_about
from korat.blocks.bookings.actions.closing import close, reopen
from korat.blocks.bookings.actions.deposits import secure
from korat.blocks.bookings.actions.desk import arrive, finish, stay_away
from korat.blocks.bookings.actions.displaced import move_all
from korat.blocks.bookings.actions.erase import erase_words
from korat.blocks.bookings.actions.tickets import call_next, miss, take_ticket
from korat.blocks.bookings.actions.waiting import lapse, leave, wait

__all__ = [
    "Booked",
    "Taking",
    "arrive",
    "book",
    "book_for",
    "call_next",
    "cancel",
    "close",
    "confirm",
    "erase_words",
    "finish",
    "keep_calendar",
    "lapse",
    "leave",
    "miss",
    "move",
    "move_all",
    "release_about",
    "reopen",
    "secure",
    "stay_away",
    "take",
    "take_ticket",
    "wait",
]
