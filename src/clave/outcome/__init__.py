"""Floor 9: whether the programme works and whether it pays; whatever is estimated says how sure it is."""
