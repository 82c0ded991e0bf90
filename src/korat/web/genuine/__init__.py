"""Is this really from us? Reading what somebody pastes, judging it, answering in words, counting what is reported."""
