"""The kinds of sources that clave reads by itself."""

from __future__ import annotations

from clave.base.words import _
from clave.facts.sources.odoo.source import OdooConnector
from clave.facts.sources.port import WRONG, Connector, SourceError
from clave.facts.sources.sql import SqlConnector

CONNECTORS: dict[str, Connector] = {one.key: one for one in (SqlConnector(), OdooConnector())}
SQL = SqlConnector.key
FOLDER = "folder"
"""A folder holds files, not tables: it is read by `folder`, and no connector is behind it."""


def connector(kind: str) -> Connector:
    """The kind of that name. Raises SourceError where there is none."""
    if kind not in CONNECTORS:
        raise SourceError(
            WRONG,
            _("there is no kind of source «{kind}».").fill(kind=kind),
            where="kind",
            remedy=_("The kinds are: {known}.").fill(known=", ".join((*CONNECTORS, FOLDER))),
        )
    return CONNECTORS[kind]
