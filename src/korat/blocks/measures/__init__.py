"""Formulas over facts: times, counts, medians by place and period."""
