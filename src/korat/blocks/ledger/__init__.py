"""Who did or looked at what, for whom, on what ground, when: acts, subjects, grants, looks."""
