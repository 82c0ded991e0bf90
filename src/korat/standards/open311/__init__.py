"""Open311 GeoReport v2: the same report, by program."""
