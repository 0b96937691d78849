"""The terminal as people use it: real processes, real files."""
