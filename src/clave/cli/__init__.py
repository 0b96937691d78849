"""Floor 12: the terminal: every command translates its arguments into one question to the chain."""

from clave.cli.app import main

__all__ = ["main"]
