"""Stand-ins for services of others, for demonstration and tests: real servers on loopback, each marked as what it is."""
