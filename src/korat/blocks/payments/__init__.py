"""What is owed for a service and what came in: bills, payments, what does not fit; never silently."""
