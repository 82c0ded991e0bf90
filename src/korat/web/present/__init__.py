"""Values of the blocks as the templates want them: words, colours, addresses. No reading and no rules."""
