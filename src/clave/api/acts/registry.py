"""Every act of the API."""

from __future__ import annotations

from clave.api.acts import bringing, daily, delivering
from clave.api.acts.shape import Act

ACTS: dict[str, Act] = {one.name: one for one in (*bringing.ACTS, *daily.ACTS, *delivering.ACTS)}
