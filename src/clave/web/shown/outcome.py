"""Resultados as its page shows it: the verdict, five figures, two charts, the harvest, where the money goes, what spreads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import reverse

from clave.base.figures import UNKNOWN, Figure, number, percent, points
from clave.base.words import Joined, Shown, Text, _, counted, joined
from clave.outcome.cost.shape import PartCost, Programme, Return
from clave.outcome.harvest.shape import Category, Estimate, Harvest, Yield
from clave.outcome.measured import NPS, Measured
from clave.outcome.verdict import Answer
from clave.outcome.whole import COST, EFFECT, HARVEST, Outcome
from clave.report.outcome_drawn import NARROW, SCREEN, WIDE, Month, Placed, paths_alt, paths_chart, placed
from clave.store.models.outcome import WINDOWS
from clave.web.shown.selection import FAMILIES
from clave.web.words import reader, told

PERIODS: Mapping[str, str] = {"12": "12", "24": "24", "all": "inicio"}
"""How addresses name each window."""
NAMES: Mapping[str, Text] = {"12": _("12 months"), "24": _("24"), "all": _("Since the start")}
LONG: Mapping[str, Text] = {"12": _("Last 12 months"), "24": _("Last 24 months"), "all": _("Since the start")}
ICONS: Mapping[Answer, str] = {
    "yes": "scale", "yes_known": "scale", "no": "scale", "not_yet": "scale", "too_few": "clock", "unknown": "help-circle",
}  # fmt: skip
TONES: Mapping[str, str] = {"met": "ok", "near": "warn", "far": "bad", "unknown": ""}
WORDS: Mapping[str, tuple[Text, str]] = {
    "met": (_("Met"), "check"), "near": (_("Near"), "eye"), "far": (_("Far"), "alert-triangle"),
    "unknown": (_("Not known"), "help-circle"),
}  # fmt: skip
COLOURS = ("c1", "c2", "c4", "c5", "c6", "c3")
SPREADS: Mapping[str, tuple[str, str]] = {
    "needs": ("arrows-split-2", "needs"), "initiatives": ("users-group", "initiatives"), "joint": ("users-group", "initiatives"),
    "referrals": ("speakerphone", "referrals"),
}  # fmt: skip
"""The icon of each, and the page that holds its facts."""
PARTS: Mapping[str, Text] = {
    EFFECT: _("the effect"), COST: _("the cost"), HARVEST: _("the harvest"),
}  # fmt: skip
ROUTES: Mapping[str, str] = {NPS: "results_relation"}
BAR, FULL = 100.0, 1.0
SCALE_OF_TEN = 10


@dataclass(frozen=True)
class Card:
    """One of the five figures: what it is, the figure and its unit, what it is beside, in good or bad, and its page."""

    label: str
    value: str
    unit: str
    change: str
    tone: str
    beside: str
    href: str
    why: str = ""


@dataclass(frozen=True)
class RowShown:
    """A figure with its interval on a row: where the interval lies, in words too; `place` None = it cannot be said, and `why`.
    `versus` says what it is compared with where that is not comparable customers."""

    label: str
    versus: str
    place: Placed | None
    value: str
    between: str
    firm: bool
    tone: str
    href: str
    why: str


@dataclass(frozen=True)
class Harvested:
    """One category: its chip, accounts, what it should give, how it goes and its share of the target (0–100 for the bar)."""

    key: str
    number: int
    label: str
    family: str
    accounts: int
    benefit: str
    says: str
    share: str
    bar: int | None
    tone: str
    word: str
    href: str


@dataclass(frozen=True)
class MoneyPart:
    """One part of the cost: its colour, name, money, share (%), its place along the bar, and what nobody knows of it."""

    colour: str
    label: str
    money: str
    share: str
    width: float
    missing: str
    href: str


@dataclass(frozen=True)
class SpreadRow:
    """One thing that spreads or is recommended."""

    icon: str
    says: str
    against: str
    word: str
    tone: str
    word_icon: str
    href: str


def address(window: str, route: str = "results", *about: str) -> str:
    """A page of the section, in the same window."""
    return f"{reverse(route, args=about)}?periodo={PERIODS[window]}"


def switch(window: str) -> list[tuple[str, str, bool]]:
    """The windows to choose from: name, address, whether it is this one."""
    return [(told(NAMES[key]), address(key), key == window) for key in WINDOWS]


def summed_up(found: Outcome) -> str:
    """`Last 12 months · 25 key accounts · 21 compared with 25 customers like them that are not`."""
    members = found.programme.members if found.programme else found.harvest.accounts if found.harvest else 0
    said: list[Shown | str] = [LONG[found.window.key], counted("{n} key account", "{n} key accounts", members)]
    if found.comparables:
        beside = counted(
            "{compared} compared with {n} customer like them that is not one",
            "{compared} compared with {n} customers like them that are not",
            found.comparables,
        )
        said.append(beside.fill(compared=found.compared))
    return told(joined(said, " · "))


def cards(found: Outcome) -> list[Card]:
    """The five figures."""
    window, harvest = found.window.key, found.harvest
    why = {one.part: told(one.why) for one in found.refused}
    return [
        _retention(harvest, window, why.get(HARVEST, "")),
        _margin(harvest, window, why.get(HARVEST, "")),
        _relation(harvest, window, why.get(HARVEST, "")),
        _cost(found.programme, window, why.get(COST, "")),
        _back(found.back, window, found.level, why.get(COST, "")),
    ]


def _retention(found: Harvest | None, window: str, why: str) -> Card:
    label, href = told(_("Retention")), address(window, "results_retention")
    if found is None or found.retention.key.retention.value is None:
        said = told(found.retention.missing[0]) if found and found.retention.missing else why
        return _not_known(label, href, said)
    kept = found.retention
    beside = kept.comparable.retention.value
    change, tone = _points(kept.beside_comparable)
    words = _("{share} comparable").fill(share=Figure(beside, "share")) if beside is not None else None
    return Card(label, *_percent(kept.key.retention.value), change, tone, told(words), href)


def _margin(found: Harvest | None, window: str, why: str) -> Card:
    label, href = told(_("Margin")), address(window, "results_retention") + "#margen"
    if found is None or found.margins.key.rate.value is None:
        said = told(found.margins.missing[0]) if found and found.margins.missing else why
        return _not_known(label, href, said)
    margins = found.margins
    near = margins.comparable.rate.value is not None
    other, apart = (margins.comparable, margins.points) if near else (margins.rest, margins.points_rest)
    change, tone = _points(apart)
    words = _("{share} comparable") if near else _("{share} the rest")
    beside = told(words.fill(share=Figure(other.rate.value, "share"))) if other.rate.value is not None else ""
    return Card(label, *_percent(margins.key.rate.value, 1), change, tone, beside, href)


def _relation(found: Harvest | None, window: str, why: str) -> Card:
    label, href = told(_("Relationship")), address(window, "results_relation")
    if found is None or (found.relation.recommend is None and found.relation.nps.value is None):
        said = told(found.relation.missing[0]) if found and found.relation.missing else why
        return _not_known(label, href, said)
    seen = found.relation
    nps = "" if seen.nps.value is None else told(_("NPS {n}").fill(n=_signed(seen.nps.value)))
    beside = told(
        _("{n} of {of} accounts answered").fill(n=seen.accounts_answered, of=seen.accounts_asked)
        if seen.accounts_asked
        else counted("{n} answer", "{n} answers", seen.answered)
    )
    if seen.recommend is None:
        return Card(label, _signed(seen.nps.value or 0.0), told(_("NPS")), "", "", beside, href)
    unit = told(_("of {n}").fill(n=SCALE_OF_TEN))
    return Card(label, number(seen.recommend, 1, reader()), unit, nps, "mut", beside, href)


def _cost(found: Programme | None, window: str, why: str) -> Card:
    label, href = told(_("Cost of the programme")), address(window, "results_cost")
    if found is None or found.total is None:
        return _not_known(label, href, told(found.said) if found else why)
    whole = told(Figure(found.total, "money", found.currency))
    value, _space, unit = whole.rpartition("\u00a0") if whole.endswith("M") else (whole, "", "")
    beside = told(_("of what they buy")) if found.over_sales is not None else ""
    share = percent(found.over_sales, reader()) if found.over_sales is not None else ""
    if not found.whole:
        said = counted("{n} cost not known", "{n} costs not known", len(found.unknown))
        beside = told(joined([*([_("of what they buy")] if beside else []), said], " · "))
    return Card(label, value, unit, share, "mut", beside, href)


def _back(found: Return | None, window: str, level: float, why: str) -> Card:
    label, href = told(_("Return")), address(window, "results_cost")
    if found is None or found.point is None or found.low is None or found.high is None:
        return _not_known(label, href, told(found.said) if found else why)
    between = told(_("{low} to {high}").fill(low=Figure(found.low, "rating"), high=Figure(found.high, "rating")))
    beside = _("interval of {level}") if found.whole else _("interval of {level}, at most: costs are missing")
    return Card(
        label,
        number(found.point, 1, reader()),
        "×",
        between,
        "mut",
        told(beside.fill(level=Figure(level, "share"))),
        href,
    )


def _not_known(label: str, href: str, why: str) -> Card:
    return Card(label, "—", "", "", "", "", href, why or told(UNKNOWN))


def _percent(value: float | None, decimals: int = 0) -> tuple[str, str]:
    return ("—", "") if value is None else (number(100 * value, decimals, reader()), "%")


def _points(found: Estimate) -> tuple[str, str]:
    """A difference in points, and whether it is good, bad or not sure."""
    if found.value is None:
        return "", ""
    tone = ("tok" if found.value > 0 else "tbad") if found.surely_not_zero else "mut"
    return points(found.value, reader()), tone


def _signed(value: float) -> str:
    return ("+" if value > 0 else "") + number(value, 0, reader())


def drawn(found: Outcome) -> dict[str, str] | None:
    """The chart of both paths, wide and narrow, with its message; None where there is nothing to compare."""
    months = (
        [Month(one.month, one.key, one.comparable, one.low, one.high) for one in found.effect.path]
        if found.effect
        else []
    )
    if len(months) < 2:
        return None
    language = reader()
    return {
        "wide": paths_chart(months, language, SCREEN, WIDE), "narrow": paths_chart(months, language, SCREEN, NARROW),
        "alt": told(paths_alt(months)),
    }  # fmt: skip


def rows(found: Outcome) -> list[RowShown]:
    """Every figure with an interval."""
    return [_row(one, found) for one in found.measured]


def _row(one: Measured, found: Outcome) -> RowShown:
    language = reader()
    ends = (one.low, one.value, one.high)
    tone = "tok" if one.gains else "tbad" if one.loses else "mut"
    said = [in_words(end, one.unit, found.currency, language) for end in ends]
    between = told(_("{low} to {high}").fill(low=said[0], high=said[2])) if one.value is not None else ""
    why = told(one.words) if one.value is None else ""
    return RowShown(
        told(one.label), told(one.versus) if one.key in ROUTES else "", placed(*ends),
        said[1] if one.value is not None else "—", between,
        one.gains or one.loses, tone, address(found.window.key, ROUTES.get(one.key, "results_effect")), why,
    )  # fmt: skip


def in_words(value: float | None, unit: str, currency: str, language: str) -> str:
    """A difference, always signed."""
    if value is None:
        return UNKNOWN.say(language)
    sign = "+" if value > 0 else ""
    if unit == "points":
        return points(value, language)
    if unit == "share":
        return sign + percent(value, language)
    if unit == "money":
        return sign + Figure(value, "money", currency).say(language)
    return sign + number(value, 1, language)


def harvested(found: Outcome, order: tuple[str, ...]) -> list[Harvested]:
    """The categories in the order of importance; those that nobody is key by at the end."""
    if found.harvest is None:
        return []
    places = {key: place for place, key in enumerate(order, 1)}
    kept = sorted(found.harvest.categories, key=lambda one: (one.accounts == 0, places.get(one.key, len(places) + 1)))
    return [_category(one, places.get(one.key, 0), found.window.key) for one in kept]


def _category(one: Category, place: int, window: str) -> Harvested:
    share = "" if one.share is None else percent(one.share, reader(), 0)
    bar = None if one.share is None else round(min(max(one.share, 0.0), FULL) * BAR)
    says = told(one.says if one.missing is None or one.actual is not None else one.missing)
    return Harvested(
        one.key, place, told(one.name), FAMILIES.get(one.key, ""), one.accounts, told(one.benefit), says,
        share or told(WORDS["unknown"][0]), bar, TONES[one.word], told(WORDS[one.word][0]),
        address(window, "results_category", one.key),
    )  # fmt: skip


def money_parts(found: Programme | None, window: str) -> list[MoneyPart]:
    """Where the money goes, the dearest first; what nobody knows at the end."""
    if found is None:
        return []
    colours = iter(COLOURS)
    return [_money(one, next(colours, COLOURS[-1]), found, window) for one in found.parts]


def _money(one: PartCost, colour: str, found: Programme, window: str) -> MoneyPart:
    known = one.money is not None
    missing = "" if not one.incomplete else told(
        counted("{n} amount without a figure", "{n} amounts without a figure", one.incomplete)
    )  # fmt: skip
    return MoneyPart(
        colour if known else "", told(one.label), told(Figure(one.money, "money", found.currency)),
        percent(one.share, reader(), 0) if one.share is not None else "",
        round(100 * (one.share or 0.0), 1), missing, f"{address(window, 'results_cost')}#{one.key}",
    )  # fmt: skip


def money_alt(found: Programme) -> str:
    """The stacked bar in a sentence."""
    parts: Iterator[Text | Joined | str] = (
        _("{part} {share}").fill(part=one.label, share=Figure(one.share, "share")) for one in found.parts if one.share
    )
    return told(_("Cost of the programme. {parts}").fill(parts=joined(parts, "; ")))


def spreads(found: Outcome) -> list[SpreadRow]:
    """Needs extended, joint initiatives, referrals."""
    return [_spread(one) for one in found.harvest.yields] if found.harvest else []


def _spread(one: Yield) -> SpreadRow:
    icon, route = SPREADS.get(one.key, ("bulb", "needs"))
    word, word_icon = WORDS[one.word]
    return SpreadRow(icon, told(one.says), told(one.against), told(word), TONES[one.word], word_icon, reverse(route))
