"""Floor 10: one function per thing a person or a machine can do, each in one transaction."""
