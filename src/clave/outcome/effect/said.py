"""The effect in sentences: the verdict first, then each figure, whatever it is."""

from __future__ import annotations

from clave.base.figures import Figure as Shown
from clave.base.figures import Unit
from clave.base.words import Joined, Text, _, counted, joined
from clave.outcome.effect.estimate import Estimate
from clave.outcome.effect.shape import CHOSEN, GAIN, MARGIN, MARGIN_GAIN, RETENTION, SALES, Check, Figure

UNITS: dict[str, Unit] = {SALES: "share", MARGIN: "points", RETENTION: "points", GAIN: "money", MARGIN_GAIN: "money"}
MORE, LESS, UNSURE = "more", "less", "unsure"

_FIGURES: dict[str, dict[str, Text]] = {
    SALES: {
        MORE: _("Key accounts bought more than comparable customers, by {value} of what they bought before ({low} to {high})."),
        LESS: _("Key accounts bought less than comparable customers, by {value} of what they bought before ({low} to {high})."),
        UNSURE: _("It cannot be told apart from nothing: between {low} and {high} of what they bought before."),
    },
    MARGIN: {
        MORE: _("Their margin rose more than that of comparable customers: {value} ({low} to {high})."),
        LESS: _("Their margin fell against that of comparable customers: {value} ({low} to {high})."),
        UNSURE: _("Their margin cannot be told apart from that of comparable customers: between {low} and {high}."),
    },
    RETENTION: {
        MORE: _("More of them still buy than of comparable customers: {value} ({low} to {high})."),
        LESS: _("Fewer of them still buy than of comparable customers: {value} ({low} to {high})."),
        UNSURE: _("Whether more of them still buy cannot be told: between {low} and {high}."),
    },
    GAIN: {
        MORE: _("Together they bought {value} a year more than comparable customers would have ({low} to {high})."),
        LESS: _("Together they bought {value} a year less than comparable customers would have ({low} to {high})."),
        UNSURE: _("What they bought more or less cannot be told: between {low} and {high} a year."),
    },
    MARGIN_GAIN: {
        MORE: _("Together they left {value} a year of margin more than comparable customers would have ({low} to {high})."),
        LESS: _("Together they left {value} a year of margin less than comparable customers would have ({low} to {high})."),
        UNSURE: _("What margin they left more or less cannot be told: between {low} and {high} a year."),
    },
}  # fmt: skip
_NOBODY: dict[str, Text] = {
    MARGIN: _("Not available: of too much of what they bought nobody knows the cost."),
    MARGIN_GAIN: _("Not available: of too much of what they bought nobody knows the cost."),
    RETENTION: _("Not yet: it needs a whole year after entry."),
}
_NO_SPREAD = _("{value}, the same for every account: how sure that is cannot be said.")
_TOO_FEW = _("Not yet: {n} accounts can be measured in this, and policy asks for {minimum}.")
_STAYED = _("Everybody still buys, key or not: nothing tells them apart.")


def figure(
    key: str, one: Estimate | None, naive: float | None, bound: float | None, minimum: int, currency: str
) -> Figure:
    """A figure with its sentence. Fewer accounts than policy asks for have no figure."""
    unit = UNITS[key]
    if one is None:
        said: Text | Joined = _NOBODY.get(key, _TOO_FEW.fill(n=0, minimum=minimum))
        return Figure(key, unit, 0, None, None, None, None, None, said)
    if one.count < minimum:
        return Figure(key, unit, one.count, None, None, None, None, None, _TOO_FEW.fill(n=one.count, minimum=minimum))
    if one.low is None or one.high is None:
        flat = (
            _STAYED if key == RETENTION and one.value == 0 else _NO_SPREAD.fill(value=Shown(one.value, unit, currency))
        )
        return Figure(key, unit, one.count, one.value, None, None, naive, bound, flat)
    return Figure(key, unit, one.count, one.value, one.low, one.high, naive, bound, _sentence(key, one, unit, currency))


def _sentence(key: str, one: Estimate, unit: Unit, currency: str) -> Text:
    way = way_of(one)
    shown = abs(one.value) if way != UNSURE and unit in ("share", "money") else one.value
    return _FIGURES[key][way].fill(
        value=Shown(shown, unit, currency), low=Shown(one.low, unit, currency), high=Shown(one.high, unit, currency)
    )


def way_of(one: Estimate) -> str:
    """Which way a figure points, or that nobody can tell."""
    if one.low is None or one.high is None:
        return UNSURE
    return MORE if one.low > 0 else LESS if one.high < 0 else UNSURE


def verdict(
    figures: tuple[Figure, ...], checks: tuple[Check, ...], measured: int, entries: int, minimum: int
) -> Text | Joined:
    """The whole thing in a sentence or two."""
    if not entries:
        return _("Nobody has been a key account yet: there is nothing to measure.")
    if measured < minimum:
        said = counted(
            "Not yet: {n} account can be compared, and policy asks for {minimum}. Only the paths are shown.",
            "Not yet: {n} accounts can be compared, and policy asks for {minimum}. Only the paths are shown.",
            measured,
        )  # fmt: skip
        return said.fill(minimum=minimum)
    sales = next(one for one in figures if one.key == SALES)
    failed = sum(not one.holds for one in checks if one.key != CHOSEN)
    parts: list[Text | Joined] = [_head(sales, failed), sales.words]
    if failed:
        parts.append(
            counted(
                "But {n} check of the months before entry fails: take the figure with care.",
                "But {n} checks of the months before entry fail: take the figure with care.",
                failed,
            )
        )
    return joined(parts, " ")


def _head(sales: Figure, failed: int) -> Text:
    """A yes and a no need both an interval without zero and checks that hold."""
    if not sales.sure or sales.value is None:
        return _("It cannot be said yet.")
    if failed:
        return _("It cannot be said that status did it.")
    return _("Yes, in purchases.") if sales.value > 0 else _("No, in purchases.")
