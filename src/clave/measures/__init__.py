"""Floor 3: what the facts say about each customer at a date."""
