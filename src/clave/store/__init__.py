"""Floor 9: the one Django app: people, decisions and kept selections; one migration history."""
