"""The pages of booking: a resident's way to a time, the office's day, the counter's queue."""
