"""Floor 12: what other systems ask, by HTTP and JSON, with a key."""
