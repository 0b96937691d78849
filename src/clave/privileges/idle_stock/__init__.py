"""Seconds, slow and dead stock offered to accounts that take it (E8): to whom, how much, why, and what came of it."""
