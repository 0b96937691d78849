"""Who stays and at which margin, as their page shows it; always with how many, and between what. (B1, B2)"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clave.base.words import Text, _
from clave.outcome.harvest.shape import AccountMargin, Buying, Estimate, Group, Margin, Margins, Retention, Side, Stayed
from clave.web.shown.harvest import account
from clave.web.shown.outcome_list import DASH, Cell, Column, apart, between, figure, rate
from clave.web.words import told

SIDES: Mapping[Side, Text] = {
    "key": _("Key accounts"), "comparable": _("Comparable customers"), "rest": _("Everybody else"),
}  # fmt: skip
STATES: Mapping[Buying, tuple[Text, str, str]] = {
    "kept": (_("Keeps buying"), "ok", "check"),
    "broken": (_("Broke its rhythm"), "bad", "alert-triangle"),
    "silent_before": (_("Silent already"), "", "minus"),
    "unknown": (_("Too few purchases"), "", "help-circle"),
}
CHOSEN = _("{said} ({inside}): the best are chosen, so that this would be seen without any programme too.")
BACK = _("Silent then, buys again")
SHOWN = 0.0005
"""Below this a difference of rates is 0.0 points on the screen."""


def state_label(one: Stayed) -> Text:
    """What became of it, in words: of who was silent already, whether it came back."""
    return BACK if one.state == "silent_before" and one.broken_on is None else STATES[one.state][0]


@dataclass(frozen=True)
class GroupRow:
    """One side: name, accounts, what became of them, retention and renewal with their intervals."""

    name: str
    accounts: int
    kept: int
    broken: int
    beside: int
    retention: str
    retention_between: str
    renewal: str
    renewal_between: str
    money: str
    buyers: int


def group_row(one: Group, currency: str) -> GroupRow:
    """As the table shows it."""
    money = (
        DASH
        if one.money is None
        else f"{figure(one.before, 'money', currency)} → {figure(one.money, 'money', currency)}"
    )
    return GroupRow(
        told(SIDES[one.side]), one.accounts, one.kept, one.broken, one.silent_before + one.unknown, rate(one.retention.value),
        between(one.retention, "share"), rate(one.renewal.value), between(one.renewal, "share"), money, one.buyers,
    )  # fmt: skip


def differences(found: Retention) -> list[tuple[str, str, str]]:
    """Sentence, tone and icon of each comparison of retention that can be made."""
    pairs = ((found.beside_comparable, "comparable"), (found.beside_rest, "rest"))
    return [said for one, side in pairs if (said := _apart(one, side, _("Key accounts stay {d} against {others}")))]


def margin_differences(found: Margins) -> list[tuple[str, str, str]]:
    """The same of the margin, before and after what serving costs."""
    before, after = _("Margin: {d} against {others}"), _("After what serving costs: {d} against {others}")
    pairs = (
        (found.points, "comparable", before), (found.net_points, "comparable", after), (found.points_rest, "rest", before),
        (found.net_points_rest, "rest", after),
    )  # fmt: skip
    return [said for one, side, text in pairs if (said := _apart(one, side, text))]


def _apart(found: Estimate, side: str, text: Text) -> tuple[str, str, str] | None:
    if found.value is None:
        return None
    points, tone = apart(found)
    inside = between(found, "points")
    said = told(text.fill(d=points, others=_of_side(side)))
    if not inside:
        return told(_("{said}; too few accounts for an interval.").fill(said=said)), "", "info-circle"
    if side == "rest":
        return told(CHOSEN.fill(said=said, inside=inside)), "", "info-circle"
    if found.surely_not_zero and abs(found.value) < SHOWN:
        return told(_("{said} ({inside}): too little to show.").fill(said=said, inside=inside)), "", "info-circle"
    if found.surely_not_zero:
        return f"{said} ({inside}).", "ok" if tone == "tok" else "bad", "check" if tone == "tok" else "alert-triangle"
    return (
        told(
            _("{said} ({inside}): it crosses zero, so that no difference can be claimed.").fill(
                said=said, inside=inside
            )
        ),
        "",
        "info-circle",
    )


def _of_side(side: str) -> str:
    return told(_("comparable customers") if side == "comparable" else _("everybody else"))


def stayed_columns(currency: str, opens: bool) -> list[Column[Stayed]]:
    """Who, on which side, what became of it, when it last bought and when it broke, its money."""

    def state(one: Stayed) -> Cell:
        _label, tone, icon = STATES[one.state]
        return Cell(told(state_label(one)), badge=tone, icon=icon)

    return [
        Column("cuenta", _("Account"), lambda one: Cell(one.name, "" if one.side == "key" else told(SIDES[one.side]),
               account(one.customer, opens)), lambda one: one.name, "text", 34),
        Column("estado", _("What became of it"), state, lambda one: told(state_label(one)), "text", 18),
        Column("ultima", _("Last purchase"), lambda one: Cell(figure(one.last_date, "date")), lambda one: one.last_date, "date"),
        Column("rota", _("Rhythm broken on"), lambda one: Cell(figure(one.broken_on, "date")), lambda one: one.broken_on, "date"),
        Column("ritmo", _("Rhythm"), lambda one: Cell(figure(one.rhythm, "days")), lambda one: one.rhythm, "whole"),
        Column("dinero", _("Purchases"), lambda one: Cell(figure(one.money, "money", currency),
               told(_("before {money}").fill(money=figure(one.before, "money", currency)))), lambda one: one.money, "money", 16),
        Column("renueva", _("Of what it bought before"), lambda one: Cell(rate(one.renewed, 0)), lambda one: one.renewed,
               "share"),
    ]  # fmt: skip


def stayed_file(currency: str) -> list[Column[Stayed]]:
    """The columns of the file: code and side before, purchases of the window before after."""
    return [
        Column("codigo", _("Customer"), lambda one: Cell(one.customer), lambda one: one.customer),
        Column(
            "lado", _("Side"), lambda one: Cell(told(SIDES[one.side])), lambda one: told(SIDES[one.side]), "text", 20
        ),
        *stayed_columns(currency, opens=False),
        Column("antes", _("Purchases before"), lambda one: Cell(""), lambda one: one.before, "money", 16),
    ]


@dataclass(frozen=True)
class MarginRow:
    """One side: name, accounts with a margin and without, the rate before and after what serving costs."""

    name: str
    accounts: int
    unknown: int
    rate: str
    rate_between: str
    net: str
    net_between: str


def margin_row(one: Margin) -> MarginRow:
    """As the table shows it."""
    return MarginRow(
        told(SIDES[one.side]), one.accounts, one.unknown, rate(one.rate.value), between(one.rate, "share"),
        rate(one.net_rate.value), between(one.net_rate, "share"),
    )  # fmt: skip


def margin_columns(currency: str, opens: bool) -> list[Column[AccountMargin]]:
    """Who, its purchases, margin and rate before and after what serving it costs."""

    def money(key: str, label: Text, read: str) -> Column[AccountMargin]:
        return Column(
            key, label, lambda one: Cell(figure(getattr(one, read), "money", currency)), lambda one: getattr(one, read),
            "money", 16,
        )  # fmt: skip

    def share(key: str, label: Text, read: str) -> Column[AccountMargin]:
        return Column(key, label, lambda one: Cell(rate(getattr(one, read))), lambda one: getattr(one, read), "share")

    return [
        Column("cuenta", _("Account"), lambda one: Cell(one.name, "" if one.side == "key" else told(SIDES[one.side]),
               account(one.customer, opens)), lambda one: one.name, "text", 34),
        money("dinero", _("Purchases"), "money"), money("margen", _("Margin"), "margin"), share("tasa", _("Margin rate"), "rate"),
        money("costo", _("Cost to serve"), "cost"), money("neto", _("Margin after serving"), "net_margin"),
        share("tasa-neta", _("Rate after serving"), "net_rate"),
    ]  # fmt: skip


def margin_extra() -> list[Column[AccountMargin]]:
    """What only the file has: code and side."""
    return [
        Column("codigo", _("Customer"), lambda one: Cell(one.customer), lambda one: one.customer),
        Column(
            "lado", _("Side"), lambda one: Cell(told(SIDES[one.side])), lambda one: told(SIDES[one.side]), "text", 20
        ),
    ]
