"""The list as one HTML page that needs nothing else: to read, print or send."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from clave.base.figures import Figure, number
from clave.base.words import Text, _, said
from clave.report.listing_sheet import FIRMNESS, GATES, origins
from clave.selection.listing import Listing

WOULD_ENTER, WOULD_LEAVE = _("What would it take to enter?"), _("What would push it out?")
WORDS = {
    "title": _("Key accounts"),
    "heading": _("Key accounts as of {day}"),
    "evidence": _("Evidence"),
    "rank": _("Rank"),
    "customer": _("Customer"),
    "score": _("Score"),
    "sure": _("How sure"),
    "why": _("Why"),
    "money": _("Purchases, 12 months"),
    "cut": _("Cut: up to {cap} key accounts"),
    "seat": _("Seat: {criterion}"),
    "origins": _("Where it comes from"),
    "payment": _("Payment"),
    "unknown": _("unknown"),
}


def listing_page(listing: Listing, language: str = "es", top: int | None = None) -> str:
    """A complete HTML document in `language`."""
    environment = Environment(
        loader=PackageLoader("clave.report"), autoescape=select_autoescape(), undefined=StrictUndefined
    )
    environment.filters["said"] = lambda value: said(value, language)
    environment.filters["number"] = lambda value: number(value, 1, language)
    environment.filters["share"] = lambda value: Figure(round(value, 2), "share").say(language)
    environment.filters["money"] = lambda value: Figure(value, "money", listing.currency).say(language)
    shown = listing.lines[:top]
    return environment.get_template("listing.html").render(
        listing=listing,
        day=Figure(listing.as_of, "date"),
        lines=shown,
        language=language,
        gates=GATES,
        firmness=FIRMNESS,
        words=WORDS,
        would=lambda line: WOULD_LEAVE if line.member else WOULD_ENTER,
        fill=lambda text, **values: _filled(text, **values),
        origins=origins(listing),
        last_member=max((line.rank for line in shown if line.member and not line.seat), default=0),
    )


def _filled(text: Text, **values: object) -> Text:
    return text.fill(**values)
