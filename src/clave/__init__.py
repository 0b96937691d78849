"""clave: key account management that is kept, not announced.

In a notebook: `clave.read("ventas.csv")`, `clave.book(invoice_line=frame)`, `clave.rank(book)`, `clave.measure(book)`.
"""

from importlib import import_module
from typing import Any

__version__ = "0.7.0"
__all__ = ["book", "default_policy", "measure", "rank", "read", "read_policy"]


def __getattr__(name: str) -> Any:
    """The notebook's functions, loaded when somebody asks: the terminal's help should not wait for NumPy."""
    if name in __all__:
        return getattr(import_module("clave.notebook"), name)
    raise AttributeError(f"module 'clave' has no attribute '{name}'")
