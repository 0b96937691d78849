"""How the relationship with an account is run: its people, the rhythm of contact, what was said, planned, asked and given.

Pure deciders: they get what people recorded, policy and `now` or `as_of`, and return intents with their reasons."""
