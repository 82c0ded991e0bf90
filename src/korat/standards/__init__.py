"""Public formats over the blocks: mapping and endpoint, no rules."""
