"""A town's daily life: report a problem, see it repaired."""
