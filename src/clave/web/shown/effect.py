"""The effect as its pages show it: figures and checks with their intervals, accounts beside whom, the twin of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from clave.base.figures import number, percent, points
from clave.base.words import Joined, Text, _, counted
from clave.outcome.effect.shape import (
    CHOSEN,
    GAIN,
    MARGIN,
    MARGIN_GAIN,
    PLACEBO,
    RETENTION,
    SALES,
    TREND,
    UNSEEN,
    Check,
    Comparable,
    Effect,
    Figure,
    Match,
    Single,
)
from clave.report.outcome_drawn import NARROW, SCREEN, WIDE, Month, Placed, paths_alt, paths_chart, placed
from clave.web.shown.outcome import PERIODS, in_words
from clave.web.shown.outcome_list import DASH, Cell, Column, figure
from clave.web.words import reader, told

NAMES: Mapping[str, Text] = {
    SALES: _("Purchases"), MARGIN: _("Margin rate"), RETENTION: _("Still buying"), GAIN: _("Purchases, a year"),
    MARGIN_GAIN: _("Margin, a year"),
}  # fmt: skip
LOOKED: Mapping[str, Text] = {
    TREND: _("Drift before entry, by month"), PLACEBO: _("False entry, {months} months earlier"),
    UNSEEN: _("Year that matching did not look at"), CHOSEN: _("Who was alike {months} months earlier"),
}  # fmt: skip
MEASURED, OUT = "medida", "fuera"
STATES: Mapping[str, Text] = {MEASURED: _("Compared"), OUT: _("Left out")}
OWN, TWIN = _("The account"), _("Its twin")


@dataclass(frozen=True)
class RowShown:
    """A figure or a check with its interval on a row of its own; `place` None = it cannot be said, and `words` say why."""

    label: str
    place: Placed | None
    value: str
    between: str
    firm: bool
    tone: str
    words: str
    naive: str
    bound: str
    accounts: int


@dataclass(frozen=True)
class Row:
    """One account of the list: compared with others, or left out with the reason."""

    customer: str
    name: str
    entered: date
    match: Match | None
    why: Text | Joined | None


def figures(found: Effect, currency: str) -> list[RowShown]:
    """Every figure, with what comparing with themselves would say beside it."""
    return [_figure(one, currency) for one in found.figures]


def _figure(one: Figure, currency: str) -> RowShown:
    tone = ("tok" if (one.value or 0) > 0 else "tbad") if one.sure else "mut"
    said = [_said(end, one.unit, currency) for end in (one.low, one.value, one.high, one.before_after, one.bound)]
    return RowShown(
        told(NAMES[one.key]), placed(one.low, one.value, one.high), said[1], _between(said[0], said[2], one.low), one.sure,
        tone, told(one.words), said[3] if one.before_after is not None else "", said[4] if one.bound is not None else "",
        one.accounts,
    )  # fmt: skip


def checks(found: Effect) -> list[RowShown]:
    """Every check, before any figure."""
    return [_check(one) for one in found.checks]


def _check(one: Check) -> RowShown:
    label = LOOKED[one.key].fill(months=one.months) if one.months else LOOKED[one.key]
    said = [_said(end, "points", "") for end in (one.low, one.value, one.high)]
    tone = "mut" if one.holds or one.key == CHOSEN else "tbad"
    return RowShown(
        told(label), placed(one.low, one.value, one.high), said[1], _between(said[0], said[2], one.low), not one.holds, tone,
        told(one.words), "", "", one.accounts,
    )  # fmt: skip


def _said(value: float | None, unit: str, currency: str) -> str:
    return DASH if value is None else in_words(value, unit, currency, reader())


def _between(low: str, high: str, known: float | None) -> str:
    return told(_("{low} to {high}").fill(low=low, high=high)) if known is not None else ""


def chart(found: Effect) -> dict[str, str] | None:
    """Both paths by month from entry; None where there is nothing to compare."""
    return _drawn([Month(one.month, one.key, one.comparable, one.low, one.high) for one in found.path], None)


def twin_chart(found: Single) -> dict[str, str] | None:
    """The account and its twin, as indexes of the account's mean month before entry."""
    before = [one.own for one in found.path if one.month < 0]
    base = sum(before) / len(before) if before else 0.0
    if base <= 0:
        return None
    months = [Month(one.month, 100 * one.own / base, 100 * one.synthetic / base, None, None) for one in found.path]
    return _drawn(months, (OWN, TWIN))


def _drawn(months: Sequence[Month], names: tuple[Text, Text] | None) -> dict[str, str] | None:
    if len(months) < 2:
        return None
    language = reader()
    last = max(months, key=lambda one: one.month)
    alt = paths_alt(months) if names is None else _TWIN_ALT.fill(
        n=last.month, own=number(last.key, 0, language), twin=number(last.other, 0, language)
    )  # fmt: skip
    return {
        "wide": paths_chart(months, language, SCREEN, WIDE, names), "alt": told(alt),
        "narrow": paths_chart(months, language, SCREEN, NARROW, names),
    }  # fmt: skip


_TWIN_ALT = _("Purchases as an index, 100 before entry. {n} months after entry: the account {own}, its twin {twin}.")


def listed(found: Effect, names: Mapping[str, str]) -> list[Row]:
    """Every account that entered, those compared first, each by its day of entry."""
    rows = [Row(one.customer, names.get(one.customer, one.customer), one.entered, one, None) for one in found.matches]
    left = [
        Row(one.customer, names.get(one.customer, one.customer), one.entered, None, one.why) for one in found.left_out
    ]
    return sorted(rows, key=lambda one: (one.entered, one.name)) + left


def columns(currency: str, window: str) -> list[Column[Row]]:
    """Who, when it entered, whom it is compared with and how near, and how both went on."""

    def state(one: Row) -> Cell:
        if one.match:
            return Cell(told(STATES[MEASURED]), badge="ok", icon="check")
        return Cell(told(STATES[OUT]), told(one.why) if one.why else "", badge="", icon="minus")

    def change(one: Row) -> Cell:
        if one.match is None:
            return Cell(DASH)
        beside = _("comparable {change}").fill(change=_share(one.match.expected))
        return Cell(_share(one.match.change), told(beside))

    return [
        Column("cuenta", _("Account"), lambda one: Cell(one.name, one.customer, account(one.customer, window)),
               lambda one: one.name, "text", 34),
        Column("estado", _("Compared?"), state, lambda one: told(STATES[MEASURED if one.match else OUT]), "text", 16),
        Column("entrada", _("Entered"), lambda one: Cell(figure(one.entered, "date")), lambda one: one.entered, "date"),
        Column("parecidos", _("Comparable"), lambda one: Cell(*_near(one)),
               lambda one: len(one.match.comparables) if one.match else None, "whole"),
        Column("distancia", _("Distance"), lambda one: Cell(_number(one.match.distance if one.match else None)),
               lambda one: one.match.distance if one.match else None, "number"),
        Column("meses", _("Months after"), lambda one: Cell(str(one.match.months_after) if one.match else DASH),
               lambda one: one.match.months_after if one.match else None, "whole"),
        Column("cambio", _("Its change"), change, lambda one: one.match.change if one.match else None, "share"),
        Column("diferencia", _("Difference, a year"),
               lambda one: Cell(figure(one.match.gain if one.match else None, "money", currency, signed=True)),
               lambda one: one.match.gain if one.match else None, "money", 18),
    ]  # fmt: skip


def extra() -> list[Column[Row]]:
    """What only the file has: code, mean month before, change of the comparable customers, why it was left out."""
    return [
        Column("codigo", _("Customer"), lambda one: Cell(one.customer), lambda one: one.customer),
        Column("antes", _("Mean month before"), lambda one: Cell(""), lambda one: one.match.base if one.match else None,
               "money", 16),
        Column("esperado", _("Change of comparable customers"), lambda one: Cell(""),
               lambda one: one.match.expected if one.match else None, "share"),
        Column("por", _("Why it was left out"), lambda one: Cell(""), lambda one: told(one.why) if one.why else "", "text", 60),
    ]  # fmt: skip


def account(customer: str, window: str) -> str:
    """The page of one account, in the same window."""
    return f"{reverse('results_effect_account', args=[customer])}?periodo={PERIODS[window]}"


def _near(one: Row) -> tuple[str, str]:
    if one.match is None:
        return DASH, ""
    capped = sum(each.capped for each in one.match.comparables)
    kept = told(counted("{n} kept out by the cap", "{n} kept out by the cap", capped)) if capped else ""
    return str(len(one.match.comparables)), kept


def _share(value: float) -> str:
    return ("+" if value > 0 else "") + percent(value, reader())


def _number(value: float | None) -> str:
    return DASH if value is None else number(value, 2, reader())


@dataclass(frozen=True)
class ComparableShown:
    """One customer that an account is compared with, and what is to be known of it."""

    customer: str
    name: str
    distance: str
    notes: tuple[str, ...]


def comparables(found: Match, names: Mapping[str, str]) -> list[ComparableShown]:
    """With whom one account is compared, the nearest first."""
    return [
        ComparableShown(one.customer, names.get(one.customer, one.customer), _number(one.distance), tuple(notes(one)))
        for one in found.comparables
    ]


def notes(one: Comparable) -> list[str]:
    """What is to be known of a comparable customer, in words."""
    said: list[Text] = []
    if one.capped:
        said.append(_("candidate that only the cap kept out"))
    if one.displaced:
        said.append(_("gave way to priority"))
    if one.entered:
        said.append(_("key itself since {day}").fill(day=figure(one.entered, "date")))
    return [told(words) for words in said]


def diluted(found: Effect) -> str:
    """Why figures are larger than the distance of both lines: some comparable customers became key themselves."""
    if not found.later:
        return ""
    words = counted(
        "{n} comparable customer became a key account later: {share} of the months compared, which is taken out of the figures.",
        "{n} comparable customers became key accounts later: {share} of the months compared, which is taken out of the figures.",
        found.later,
    )  # fmt: skip
    return told(words.fill(share=percent(found.diluted, reader())))


def gave_way(found: Effect) -> str:
    """What was done with customers that gave way to priority."""
    if not found.displaced:
        return told(_("None of the comparable customers gave way to priority in dispatch."))
    words = counted(
        "{n} comparable customer gave way to priority in dispatch, for want of others: beside the figures stands what "
        "they would be if it had bought all that waited.",
        "{n} comparable customers gave way to priority in dispatch, for want of others: beside the figures stands what "
        "they would be if they had bought all that waited.",
        found.displaced,
    )  # fmt: skip
    return told(words)


def donors(found: Single, names: Mapping[str, str]) -> list[tuple[str, str, str, float]]:
    """Of whom the twin is made: code, name, weight in words and as a share for the bar."""
    return [
        (one.customer, names.get(one.customer, one.customer), percent(one.weight, reader()), round(100 * one.weight, 1))
        for one in found.donors
    ]


def placebos(found: Single, names: Mapping[str, str], most: int) -> list[tuple[str, str, str, str]]:
    """The donors with which the same was done, the most unusual first: name, error before, gap after, ratio of the errors."""
    language = reader()
    return [
        (names.get(one.customer, one.customer), percent(one.error, language), points(one.gap, language),
         number(one.ratio, 2, language))
        for one in found.placebos[:most]
    ]  # fmt: skip
