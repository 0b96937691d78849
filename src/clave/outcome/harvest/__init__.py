"""Floor 9: what the key accounts gave: by reason, who stays, at which margin, how they see us, and what kept promises go with."""
