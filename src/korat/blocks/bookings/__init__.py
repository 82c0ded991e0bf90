"""Slots of something scarce, sold once: resources, bookings, waiting lists, and tickets for the counter."""
