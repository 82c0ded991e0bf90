"""Where other servers deliver what people say to us."""
