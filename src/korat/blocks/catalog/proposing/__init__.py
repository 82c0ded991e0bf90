"""What a text is about: the pack's words first, then a small linear model over character n-grams. A person decides."""
