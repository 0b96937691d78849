"""Floor 5: from criteria to a list: weights, seats, capacity, how sure, bands, why, and what it would take."""
