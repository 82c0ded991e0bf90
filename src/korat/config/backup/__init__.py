"""A copy of everything, taken while it runs, and its way back into an empty data folder.

A backup is a folder that plain tools can read: `database.dump` (pg_dump), `files/` and their sums in `files.sha256` (sha256sum),
`keys/`, perhaps `secrets/`, and `manifest.json`, written last: without it the copy was cut short.
"""
