"""Dispatch (G2, G3, E8): what leaves today, in which sequence, how much, from where, and why."""
