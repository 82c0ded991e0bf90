"""What follows from a sealed act, exactly once."""
