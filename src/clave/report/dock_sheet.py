"""The sheet of one dock on paper: who is loaded first, what, how much, and a box to tick. (G2)"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from clave.base.figures import Figure
from clave.base.words import Shown, Text, _, counted, joined
from clave.privileges.dispatch.book import Grade
from clave.privileges.dispatch.stops import Leaving, Load, Stop, load_of
from clave.privileges.dispatch.words import Amount
from clave.report.typesetting import pdf

GRADES = {Grade.SECOND: _("second quality"), Grade.SLOW: _("slow stock")}
WORDS = {
    "page": _("Page"),
    "of": _("of"),
    "stop": _("Stop"),
    "whom": _("Customer"),
    "order": _("Order and line"),
    "product": _("Product"),
    "quantity": _("Quantity"),
    "load": _("Kilos · pallets"),
    "loaded": _("Loaded"),
    "key": _("Key account"),
    "first": _("Load in this order: the first stop does not wait for anybody behind it."),
    "none": _("Nothing leaves from this dock on this day."),
    "driver": _("Who loaded, and at what hour"),
}
UNKNOWN: Text = _("not known")


def dock_pdf(
    dock: str, found: Sequence[Stop], *, company: str, day: date, until: str, state: Text, language: str,
) -> bytes:  # fmt: skip
    """The sheet on A4, PDF/UA-1; `until` is the hour of the last truck, empty where nobody said it."""
    whole = load_of(part for stop in found for part in stop.parts)
    about: list[Shown | str] = [
        Figure(day, "date"),
        state,
        counted("{n} stop", "{n} stops", len(found)),
        load_words(whole),
    ]
    if until:
        about.append(_("the last truck leaves at {hour}").fill(hour=until))
    data = {
        "words": WORDS,
        "company": company,
        "title": _("Dock of {warehouse}").fill(warehouse=dock or "–"),
        "about": joined(about, " · "),
        "stops": [_stop(stop) for stop in found],
    }
    return pdf("dock", data, language)


def _stop(stop: Stop) -> dict[str, object]:
    return {
        "place": str(stop.place), "name": stop.name, "customer": stop.customer, "key": stop.key,
        "load": load_words(stop.load), "parts": [_part(part) for part in stop.parts],
    }  # fmt: skip


def _part(part: Leaving) -> dict[str, object]:
    return {
        "order": f"{part.order}·{part.line}", "product": part.product, "name": part.product_name,
        "grade": GRADES.get(Grade(part.grade), ""), "quantity": Amount(part.quantity), "load": load_words(load_of([part])),
    }  # fmt: skip


def load_words(load: Load) -> Shown:
    """«840 kg · 2,5 estibas»; of what nobody knows it says so, and it is never zero."""
    kilos = _known(Figure(load.kilos, "kilos"), load.kilos, load.weightless)
    if not load.pallets:
        return kilos
    pallets = _("{n} pallets").fill(n=Amount(load.pallets.quantize(Decimal("0.1"))))
    return joined([kilos, _known(pallets, load.pallets, load.unstacked)], " · ")


def _known(said: Shown, value: Decimal, missing: int) -> Shown:
    if not missing:
        return said
    if not value:
        return UNKNOWN
    return _("at least {value}").fill(value=said)
