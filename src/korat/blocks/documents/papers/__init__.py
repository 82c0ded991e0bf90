"""Papers: rendered, sealed, signed, checkable without us. Only `actions` and `queries` need a database."""
