"""Floor 2: dated values with a reason and a source: thresholds, order of importance, cadences, caps."""
