"""Ledger of promises (G2–G7, C5): what each grant promised, what the facts show, what it cost and who gave way."""
