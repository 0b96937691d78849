"""E2, E10: where a customer stands: channel, sector, place, and the group it belongs to."""

from __future__ import annotations

import numpy as np

from clave.base.words import _
from clave.measures.frame import Frame, Outcome, Rows, nobody, numeric
from clave.measures.shape import Column, Measure, Objects, texts

_NEEDS = ("invoice_line", "customer")
channel = Measure("channel", _("Channel"), "text", _("How it buys, in the company's words."), ("E2",), _NEEDS)
sector = Measure("sector", _("Sector"), "text", _("Its line of business."), ("A3",), _NEEDS)
city = Measure("city", _("City"), "text", _("Where it is."), ("E10",), _NEEDS)
country = Measure("country", _("Country"), "text", _("Where it is."), ("E10",), _NEEDS)
group = Measure("group", _("Group"), "text", _("Group or parent to which it belongs."), ("E10",), _NEEDS)
sites = Measure("sites", _("Sites"), "count", _("Customers of the same group, itself included."), ("E10",), _NEEDS)
countries = Measure(
    "countries", _("Countries"), "count", _("Countries in which its group has sites."), ("E10",), _NEEDS
)

MEASURES = (channel, sector, city, country, group, sites, countries)
PEER_ATTRIBUTES = ("sector", "size", "channel", "region")


def compute(frame: Frame) -> Outcome:
    """Attributes from the customer file. The detail keeps those by which customers are compared, by name."""
    rows = frame.query("place")
    words = {
        name: _words(frame, rows, name) for name in ("channel", "sector", "size", "city", "region", "country", "group")
    }
    columns = {name: texts(words[name].tolist()) for name in ("channel", "sector", "city", "country", "group")}
    return Outcome({**columns, **_sites(frame)}, {name: words[name] for name in PEER_ATTRIBUTES})


def _words(frame: Frame, rows: Rows, name: str) -> Objects:
    values = np.full(len(frame), None, dtype=object)
    chosen = rows["attribute"] == name
    values[rows["unit"][chosen].astype(np.int64)] = rows["word"][chosen]
    return values


def _sites(frame: Frame) -> dict[str, Column]:
    if not frame.loaded("customer"):
        return {"sites": nobody(len(frame)), "countries": nobody(len(frame))}
    rows = frame.query("sites")
    known = frame.spread(rows, "countries")
    return {"sites": numeric(frame.spread(rows, "sites")), "countries": numeric(np.where(known > 0, known, np.nan))}
