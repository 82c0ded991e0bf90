"""Korat: a province's book of acts."""
