"""Keeping it running: what watches the server, how it stops, what it logs, what `clave doctor` says, how it is installed."""
