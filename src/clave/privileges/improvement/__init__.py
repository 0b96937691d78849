"""The queue of improvements that customers ask for (G4): what comes first and why, its stages, and the hours it took."""
