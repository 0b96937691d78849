"""Any database by its SQLAlchemy URL, with one SELECT a table; it is only ever read."""

from __future__ import annotations

from clave.facts.sources.sql.connector import SqlConnector

__all__ = ["SqlConnector"]
