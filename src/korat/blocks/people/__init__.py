"""Persons, organisations, posts and who holds them, accounts and sign-in."""
