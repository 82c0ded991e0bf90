"""All that is held about one person, for that person alone (PDPA s.30): collected from every block, put into files to keep."""
