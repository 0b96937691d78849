"""Floor 13: settings from the environment, addresses, and how an installation starts."""
