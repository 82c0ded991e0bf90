"""The eight nouns, one block each; every block builds only on those below it."""
