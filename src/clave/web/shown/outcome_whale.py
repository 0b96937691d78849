"""The whale curve and the concentration as their pages show them. (B2, F2, G7)"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clave.base.figures import Figure, number, percent
from clave.base.folding import folded
from clave.base.words import Text, _
from clave.outcome.cost.concentration import BANDS, loss_said
from clave.outcome.cost.shape import Concentration, DriverCost, Held, Loss, Whale, Whaled
from clave.report.sheet import Value
from clave.report.whale_drawn import ALT, NARROW, SCREEN, WIDE, Curve, whale_chart
from clave.web.shown.outcome_cost import Heads, money_of
from clave.web.words import reader, told

ONLY: Mapping[str, tuple[Text, Callable[[Whaled], bool]]] = {
    "clave": (_("Key accounts"), lambda one: one.key),
    "devuelven": (_("Those that give profit back"), lambda one: one.net < 0),
    "clave-devuelven": (_("Key accounts that give profit back"), lambda one: one.key and one.net < 0),
}
WHALE_ORDERS: Mapping[str, Callable[[Whaled], Any]] = {
    "lugar": lambda one: one.rank, "nombre": lambda one: folded(one.name), "ventas": lambda one: one.money,
    "margen": lambda one: one.margin, "costo": lambda one: one.cost or 0.0, "deja": lambda one: one.net,
}  # fmt: skip
LOSS_ORDERS: Mapping[str, Callable[[Loss], Any]] = {
    "nombre": lambda one: folded(one.name), "ventas": lambda one: one.money, "margen": lambda one: one.margin,
    "deja": lambda one: one.net,
}  # fmt: skip
TONES = {"low": "ok", "moderate": "warn", "high": "bad", "": ""}


@dataclass(frozen=True)
class Wanted:
    """Which customers: words, some only (a key of `ONLY`), in which order."""

    text: str = ""
    only: str = ""
    order: str = ""

    @property
    def plain(self) -> bool:
        """Nothing filtered."""
        return Wanted(order=self.order) == self


def wanted_of(get: Mapping[str, Any], orders: Mapping[str, Any], only: Iterable[str] = ()) -> Wanted:
    """What the address asks for; what nobody declared is ignored."""
    order, some = get.get("orden", ""), get.get("solo", "")
    return Wanted(
        get.get("q", "").strip()[:100], some if some in only else "", order if order.removeprefix("-") in orders else ""
    )


def points_among(whale: Whale, wanted: Wanted) -> Sequence[Whaled]:
    """The customers on the curve that were asked for."""
    fits = ONLY[wanted.only][1] if wanted.only else lambda one: True
    chosen = [one for one in whale.points if fits(one) and _says(one.customer, one.name, wanted)]
    return _ordered(chosen, wanted, WHALE_ORDERS)


def losses_among(found: Concentration, wanted: Wanted) -> Sequence[Loss]:
    """The customers, or groups, that were asked for."""
    chosen = [one for one in found.losses if _says(" ".join((one.customer, *one.members)), one.name, wanted)]
    return _ordered(chosen, wanted, LOSS_ORDERS)


def _says(code: str, name: str, wanted: Wanted) -> bool:
    words = folded(wanted.text).split()
    said = folded(f"{code} {name}") if words else ""
    return all(word in said for word in words)


def _ordered(rows: Sequence[Any], wanted: Wanted, orders: Mapping[str, Callable[[Any], Any]]) -> Sequence[Any]:
    """In the order asked for; those without the figure last, whichever way."""
    column = wanted.order.removeprefix("-")
    if not column:
        return rows
    key = orders[column]
    known, unknown = [one for one in rows if key(one) is not None], [one for one in rows if key(one) is None]
    return [*sorted(known, key=key, reverse=wanted.order.startswith("-")), *unknown]


@dataclass(frozen=True)
class Drawn:
    """The curve for a wide and a narrow screen, and in a sentence."""

    wide: str
    narrow: str
    alt: str


def drawn(whale: Whale) -> Drawn | None:
    """The curve; None where there is nothing to draw."""
    points = whale.points
    curve = Curve(
        [one.cumulated for one in points], whale.total, whale.peak_rank, [one.rank for one in points if one.key]
    )  # fmt: skip
    wide = whale_chart(curve, reader(), SCREEN, WIDE)
    if not wide:
        return None
    alt = told(ALT.fill(n=number(len(points), 0, reader())))
    return Drawn(wide, whale_chart(curve, reader(), SCREEN, NARROW), f"{alt} {told(whale.said)}")


@dataclass(frozen=True)
class PointShown:
    """One customer on the curve, in words."""

    one: Whaled
    money: str
    margin: str
    cost: str
    net: str
    cumulated: str


def points_shown(points: Iterable[Whaled], currency: str) -> list[PointShown]:
    """Customers with their figures."""
    return [
        PointShown(
            one, money_of(one.money, currency), money_of(one.margin, currency), money_of(one.cost, currency),
            money_of(one.net, currency),
            money_of(one.cumulated, currency) if one.share is None else percent(one.share, reader()),
        )
        for one in points
    ]  # fmt: skip


@dataclass(frozen=True)
class DriverShown:
    """One driver of cost to serve: its unit cost, whether it is clave's own default, the money, and why it is not known."""

    label: str
    policy: str
    unit: str
    shipped: bool
    money: str
    why: str


def drivers_shown(drivers: Iterable[DriverCost], currency: str) -> list[DriverShown]:
    """The drivers, the dearest first, what nobody knows last."""
    ranked = sorted(drivers, key=lambda one: (one.money is None, -(one.money or 0.0), one.key))
    return [_driver(one, currency) for one in ranked]


def _driver(one: DriverCost, currency: str) -> DriverShown:
    unit = told(_("as it was written down"))
    if one.policy:
        unit = told(Figure(one.unit_cost, "share" if one.key == "credit" else "money", currency))
    why = told(one.why) if one.why is not None else ""
    return DriverShown(
        told(one.label), one.policy, unit, bool(one.policy and one.shipped), money_of(one.money, currency), why
    )


@dataclass(frozen=True)
class HeldShown:
    """How concentrated one figure is, in words."""

    key: str
    label: str
    said: str
    total: str
    tops: tuple[tuple[int, str, str, int], ...]
    hhi: str
    effective: str
    band: str
    tone: str
    customers: int
    below: int
    unknown: int


def held_shown(held: Held, currency: str) -> HeldShown:
    """One figure; each of `tops` is how many customers, their share, their money and the share as a whole number for the bar."""
    tops = tuple(
        (one.n, percent(one.share, reader()), money_of(one.amount, currency), round(100 * one.share))
        for one in held.tops
    )
    total = None if held.unknown and not held.customers + held.below else held.total
    return HeldShown(
        held.key, told(held.label), told(held.said), money_of(total, currency), tops,
        "" if held.hhi is None else number(held.hhi, 3, reader()),
        "" if held.effective is None else number(held.effective, 1, reader()),
        told(BANDS[held.band]) if held.band else "", TONES[held.band], held.customers, held.below, held.unknown,
    )  # fmt: skip


@dataclass(frozen=True)
class LossShown:
    """What losing one customer takes: each figure with its share and a whole number for the bar."""

    one: Loss
    said: str
    figures: tuple[tuple[str, str, str, int], ...]


def loss_shown(one: Loss, currency: str, *, costed: bool) -> LossShown:
    """One customer, or its group."""
    given = [
        (_("Purchases"), one.money, one.money_share), (_("Margin"), one.margin, one.margin_share),
        *([(_("Margin after cost to serve"), one.net, one.net_share)] if costed else []),
    ]  # fmt: skip
    return LossShown(
        one,
        told(loss_said(one, currency)),
        tuple(_share(label, money, share, currency) for label, money, share in given),
    )


def _share(label: Text, money: float | None, share: float | None, currency: str) -> tuple[str, str, str, int]:
    said = "" if share is None else percent(share, reader())
    return told(label), money_of(money, currency), said, max(0, min(100, round(100 * (share or 0.0))))


WHALE_HEADS: Heads = (
    (_("Place"), "whole", 8), (_("Customer"), "text", 14), (_("Name"), "text", 34), (_("Key account"), "text", 12),
    (_("Purchases"), "money", 18), (_("Margin"), "money", 18), (_("Cost to serve"), "money", 18),
    (_("What it leaves"), "money", 18), (_("Cumulated"), "money", 18), (_("Cumulated share"), "share", 14),
)  # fmt: skip
LOSS_HEADS: Heads = (
    (_("Customer"), "text", 14), (_("Name"), "text", 34), (_("Key account"), "text", 12), (_("Customers"), "whole", 10),
    (_("Purchases"), "money", 18), (_("Share"), "share", 10), (_("Margin"), "money", 18), (_("Share of the margin"), "share", 10),
    (_("What it leaves"), "money", 18), (_("Share of what is left"), "share", 10),
)  # fmt: skip
YES = _("yes")


def whale_cells(points: Iterable[Whaled]) -> list[list[Value]]:
    """The curve as a file has it."""
    return [
        [one.rank, one.customer, one.name, told(YES) if one.key else "", one.money, one.margin, one.cost, one.net,
         one.cumulated, one.share]
        for one in points
    ]  # fmt: skip


def loss_cells(losses: Iterable[Loss]) -> list[list[Value]]:
    """Losses of one as a file has them."""
    return [
        [one.customer, one.name, told(YES) if one.key else "", len(one.members), one.money, one.money_share, one.margin,
         one.margin_share, one.net, one.net_share]
        for one in losses
    ]  # fmt: skip
