"""Floor 5: from criteria to a list: rank, how sure, seats and capacity, bands, why, what it would take."""
