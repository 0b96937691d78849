"""The harvest by category as its pages show it: each reason against its target, and the accounts behind it. (F1)"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from clave.base.figures import Unit, exact_money, percent, points
from clave.base.words import Text, _, counted
from clave.outcome.harvest.categories import TELLS_MARGIN
from clave.outcome.harvest.met import WORDS
from clave.outcome.harvest.shape import Category, Estimate, Fact, Word
from clave.report.sheet import Kind
from clave.store.fields import RESERVED
from clave.web.shown.outcome import address
from clave.web.shown.outcome_list import DASH, Cell, Column, between, figure
from clave.web.shown.selection import FAMILIES
from clave.web.words import reader, told

TONES: Mapping[Word, tuple[str, str]] = {
    "met": ("ok", "check"), "near": ("warn", "eye"), "far": ("bad", "alert-triangle"), "unknown": ("", "help-circle"),
}  # fmt: skip
PARTS: Mapping[str, tuple[Text, Unit]] = {
    "money": (_("Purchases"), "money"), "money_before": (_("Purchases before"), "money"), "kilos": (_("Kilos"), "kilos"),
    "kilos_before": (_("Kilos before"), "kilos"), "orders": (_("Orders"), "count"),
    "per_hundred": (_("Orders per 100 tonnes"), "score"), "per_hundred_before": (_("Orders per 100 tonnes before"), "score"),
    "margin": (_("Margin"), "money"), "covered": (_("Purchases with a cost"), "money"), "cash": (_("Paid in cash"), "money"),
    "rhythm": (_("Rhythm"), "days"), "days_since": (_("Days since"), "days"), "trials": (_("Trials finished"), "count"),
    "trials_used": (_("Lessons used"), "count"), "public": (_("Uses in public"), "count"),
    "references": (_("References given"), "count"), "openings": (_("Openings achieved"), "count"),
    "sites": (_("New sites that buy"), "count"), "needs_solved": (_("Needs solved"), "count"),
    "requests_delivered": (_("Improvements delivered"), "count"), "joint_achieved": (_("Initiatives achieved"), "count"),
}  # fmt: skip
"""What each part of a figure is called, and its unit."""
KINDS: Mapping[Unit, Kind] = {
    "money": "money", "kilos": "number", "share": "share", "count": "whole", "days": "whole", "score": "number",
}  # fmt: skip
FACTS: Mapping[str, tuple[str, Text]] = {
    "knowledge": ("trials", _("the trials")), "prestige": ("reference_asks", _("the references")),
    "multinational": ("initiatives", _("the joint initiatives")), "extraordinary": ("needs", _("the needs")),
}  # fmt: skip
"""The page that holds what was written down for a category, where that is not the account's own."""
UNITS: Mapping[Unit, Text] = {"share": _("share (1 = 100 %)"), "count": _("how many")}
NONE = _("Without accounts")
STATES: Mapping[str, Text] = {"con": _("With a figure"), "sin": _("Without a figure")}
FULL = 100


@dataclass(frozen=True)
class CategoryRow:
    """One category: its chip, its accounts, what it should give, how it goes, its trend and how near its target it came."""

    key: str
    name: str
    family: str
    number: int
    accounts: int
    known: int
    benefit: str
    figure: str
    says: str
    trend: str
    tone: str
    target: str
    share: str
    bar: int | None
    word: str
    word_tone: str
    icon: str
    href: str
    missing: str


def category_row(one: Category, place: int, window: str, *, sees: bool) -> CategoryRow:
    """As the table and the head of its page show it; whoever may not see margins reads that they are reserved."""
    hidden = one.key in TELLS_MARGIN and not sees
    word_tone, icon = TONES["unknown" if hidden else one.word]
    trend, tone = ("", "") if hidden else trend_of(one)
    share = None if hidden else one.share
    reserved, judged = told(RESERVED), told(WORDS[one.word] if one.accounts else NONE)
    return CategoryRow(
        one.key, told(one.name), FAMILIES.get(one.key, ""), place, one.accounts, one.known, told(one.benefit), told(one.figure),
        reserved if hidden else told(one.says), trend, tone, target_of(one), "" if share is None else percent(share, reader(), 0),
        None if share is None else round(min(max(share, 0.0), 1.0) * FULL), reserved if hidden else judged,
        word_tone, icon if one.accounts else "minus", address(window, "results_category", one.key),
        "" if hidden else told(one.missing),
    )  # fmt: skip


def target_of(one: Category) -> str:
    """The target in the unit of the figure."""
    return figure(one.target, "score" if one.unit == "count" else one.unit)


def trend_of(one: Category) -> tuple[str, str]:
    """The change against the window before, in points or in number, and whether it is good."""
    if one.trend is None:
        return "", ""
    text = points(one.trend, reader()) if one.unit == "share" else figure(one.trend, one.unit, signed=True)
    return text, "tok" if one.trend > 0 else "tbad" if one.trend < 0 else "mut"


def strip(one: Category, currency: str) -> list[tuple[str, str, str, str]]:
    """Label, figure, what is beside it and its tone: the window, the one before, the target, how many accounts have it."""
    trend, tone = trend_of(one)
    inside = between(Estimate(one.actual, one.low, one.high, one.known), one.unit, currency)
    told_share = "" if one.share is None else percent(one.share, reader(), 0)
    known = (
        told(counted("{n} account has the figure", "{n} accounts have the figure", one.known)) if one.accounts else ""
    )
    return [
        (told(one.figure), figure(one.actual, one.unit, currency), inside or known, ""),
        (told(_("The window before")), figure(one.before, one.unit, currency), trend, tone),
        (
            told(_("Target")),
            target_of(one) if one.accounts else DASH,
            told(_("{share} of it").fill(share=told_share)) if told_share else "",
            "",
        ),
        (told(_("Accounts")), figure(float(one.accounts), "count"), known, ""),
    ]


def columns_of(one: Category, currency: str, opens: bool) -> list[Column[Fact]]:
    """The columns of the accounts of a category: who, since when, the figure, the one before, and what it was made from."""
    kind = KINDS.get(one.unit, "number")
    money = currency if one.unit == "money" else ""
    base: list[Column[Fact]] = [
        Column("cuenta", _("Account"), lambda fact: Cell(fact.name, told(fact.why), account(fact.customer, opens)),
               lambda fact: fact.name, "text", 34),
        Column("desde", _("Key since"), lambda fact: Cell(figure(fact.since, "date")), lambda fact: fact.since, "date", 12),
        Column("cifra", one.figure, lambda fact: Cell(figure(fact.value, one.unit, money)), lambda fact: fact.value, kind, 14),
        Column("antes", _("The window before"), lambda fact: Cell(figure(fact.before, one.unit, money)),
               lambda fact: fact.before, kind, 14),
    ]  # fmt: skip
    names = dict.fromkeys(name for fact in one.facts for name in fact.parts if name in PARTS)
    return base + [_part(name, currency) for name in names]


def _part(name: str, currency: str) -> Column[Fact]:
    label, unit = PARTS[name]
    return Column(
        name, label, lambda fact: Cell(figure(fact.parts.get(name), unit, currency if unit == "money" else "")),
        lambda fact: fact.parts.get(name), KINDS.get(unit, "number"), 14,
    )  # fmt: skip


def code_column() -> Column[Fact]:
    """The code of the account, for files."""
    return Column("codigo", _("Customer"), lambda fact: Cell(fact.customer), lambda fact: fact.customer)


def exact(value: float, unit: Unit, currency: str) -> str:
    """A figure as a file says it: of money nothing is rounded off."""
    return exact_money(value, currency, reader()) if unit == "money" else figure(value, unit)


def account(customer: str, opens: bool) -> str:
    """The page of an account, for who may open it."""
    return reverse("account", args=[customer]) if opens else ""


def explained(rows: Sequence[Fact], state: str) -> list[Fact]:
    """Those with a figure, or without, or all."""
    if state not in STATES:
        return list(rows)
    return [one for one in rows if (one.value is not None) == (state == "con")]
