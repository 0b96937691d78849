"""Floor 8: what we put in people's hands: documents made from the chain's results."""
