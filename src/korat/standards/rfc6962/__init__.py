"""The sealed tree for outsiders: signed heads, inclusion and consistency proofs (RFC 6962), witnesses (C2SP tlog-witness)."""
