"""The icons of the menu, in one file that the browser keeps; `make docs` writes it."""

from __future__ import annotations

from itertools import chain

from clave.web.icons import shapes
from clave.web.shell import MENU, PROFILE


def drawn() -> str:
    """An SVG with a symbol for each icon of the menu, by name."""
    names = sorted({item.icon for item in chain(*(section.items for section in MENU), (PROFILE,))})
    symbols = "".join(f'<symbol id="i-{name}" viewBox="0 0 24 24">{shapes(name)}</symbol>\n' for name in names)
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}</svg>\n'
