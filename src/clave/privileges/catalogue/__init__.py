"""What a key account gets: the privileges there are, the grants by which it has them, and what the customer reads."""
