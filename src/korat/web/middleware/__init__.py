"""What every request gets: a number, a language, an actor, strict headers, errors in words."""
