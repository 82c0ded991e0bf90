"""Demonstration only: becoming a made-up person, and seeing what would have been sent."""
