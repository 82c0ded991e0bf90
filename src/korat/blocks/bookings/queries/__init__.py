"""Reading bookings: what is free is a fact and open to all; a booking's words open under a look."""

from korat.blocks.bookings.queries.counter import counters, display, own_ticket, queue_of
from korat.blocks.bookings.queries.desk import DISPLACED, closures, day_list, displaced, opened, reached
from korat.blocks.bookings.queries.free import days, is_free, next_free, other_times, slots_of_day
from korat.blocks.bookings.queries.own import (
    booking,
    booking_about,
    booking_by_reference,
    booking_of_slip,
    held_about,
    own_bookings,
    own_waiting,
    references,
)
from korat.blocks.bookings.queries.resources import known_resource, of_kind, resource, resource_by_id, resources

__all__ = [
    "DISPLACED",
    "booking",
    "booking_about",
    "booking_by_reference",
    "booking_of_slip",
    "closures",
    "counters",
    "day_list",
    "days",
    "displaced",
    "display",
    "held_about",
    "is_free",
    "known_resource",
    "next_free",
    "of_kind",
    "opened",
    "other_times",
    "own_bookings",
    "own_ticket",
    "own_waiting",
    "queue_of",
    "reached",
    "references",
    "resource",
    "resource_by_id",
    "resources",
    "slots_of_day",
]
