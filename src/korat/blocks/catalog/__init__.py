"""What one can ask for: services, their forms, clocks, routes and steps."""
