"""Province, district, subdistrict, community, and the jurisdictions of local governments."""
