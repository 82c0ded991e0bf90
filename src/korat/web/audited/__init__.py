"""The file for an auditor: acts, cases, orders, costs and photographs of a span of days, under one seal."""
