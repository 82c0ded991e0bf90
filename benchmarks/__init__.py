"""Measured figures of Korat: `make bench`, or `make bench ONLY=name` for one part."""
