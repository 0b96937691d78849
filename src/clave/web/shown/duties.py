"""The sheets of functions as the page and the paper show them: words, days, money where it may be seen, and links that open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from clave.operations.duties import Duty, Section
from clave.store.fields import RESERVED, Sight
from clave.web.words import told
from clave.web.written import cop_m

Opens = Callable[[str], bool]
"""Whether whoever reads may open a route."""
DAYS = {"late": "tbad b", "today": "b", "": "sub"}


@dataclass(frozen=True)
class DutyShown:
    """One line: the account with its page, what and why, the class of its day, money in words, and the act that opens."""

    duty: Duty
    href: str
    what: str
    why: str
    tone: str
    money: str
    act: str
    address: str


@dataclass(frozen=True)
class PartShown:
    """A part of the sheet, with what stands there where it is empty."""

    key: str
    title: str
    empty: str
    rows: tuple[DutyShown, ...]

    @property
    def pays(self) -> bool:
        """Whether any line has money."""
        return any(one.money for one in self.rows)


def part(found: Section, today: date, sight: Sight, opens: Opens) -> PartShown:
    """A part with its lines."""
    rows = tuple(_row(one, today, sight, opens) for one in found.duties)
    return PartShown(found.key, told(found.part.title), told(found.part.empty), rows)


def _row(one: Duty, today: date, sight: Sight, opens: Opens) -> DutyShown:
    page = "account" if opens("account") else "account_treatment"
    act = one.act
    address = reverse(act.route, args=list(act.args)) + act.query if opens(act.route) else ""
    what = told(one.what)
    return DutyShown(
        one, reverse(page, args=[one.account]), what[:1].upper() + what[1:], told(one.why), DAYS[one.tone(today)],
        money_words(one, sight), told(act.label), address,
    )  # fmt: skip


def money_words(one: Duty, sight: Sight) -> str:
    """What a line is worth; «reserved» where its reader may not see it, nothing where it has none."""
    if one.money is None:
        return ""
    if one.hides and not sight.sees(one.hides, one.account):
        return told(RESERVED)
    return cop_m(one.money, one.currency)
