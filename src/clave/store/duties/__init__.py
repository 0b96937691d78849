"""What each function has to do today for key accounts, read from what the house keeps. (C2)"""

from __future__ import annotations

from clave.store.duties.reading import Sheet, sheet_of

__all__ = ["Sheet", "sheet_of"]
