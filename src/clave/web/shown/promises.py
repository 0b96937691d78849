"""Promises as pages show them: counts in words, a row of the list, one promise opened, service, costs. (G2–G7, C5)"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from clave.base.figures import day as day_words
from clave.base.figures import exact_money, money, percent
from clave.base.words import Joined, Text, _, recalled
from clave.privileges.catalogue.declared import DEPARTMENTS, PRIVILEGES
from clave.privileges.ledger.due import Count
from clave.privileges.ledger.sure import Difference, Share, difference, share
from clave.store.fields import RESERVED
from clave.store.models import LedgerDue
from clave.store.models.ledger import BROKEN, KEPT, UNKNOWN
from clave.store.promises import tells_money, why_of
from clave.web.shown.dispatch import amount
from clave.web.shown.privileges import Badge
from clave.web.words import reader, told

STATES: Mapping[str, tuple[str, str, Text]] = {
    BROKEN: ("bad", "x", _("Broken")),
    KEPT: ("ok", "check", _("Kept")),
    UNKNOWN: ("", "help-circle", _("Cannot be measured")),
}
WORTH = frozenset({"dispatch", "complete", "no_minimum", "preferential"})
"""Privileges whose breaches are about an order or an invoice, and so about money."""
NO_MONEY = _("without a price")
NOBODY_KNOWS = _("not known")
NONE_JUDGED = _("none can be judged")
ALIKE = _("That is the first one; the others are alike, of other days.")


@dataclass(frozen=True)
class CountShown:
    """Promises of one kind (`label`): how many, the share kept (None where none can be judged) in words and as a whole
    number for the bar, the money of the breaches, and the filter that lists them (`href`)."""

    label: str
    icon: str
    count: Count
    share: str
    percent: int | None
    tone: str
    money: str
    href: str
    name: str = ""

    @property
    def judged(self) -> int:
        """Those that could be measured."""
        return self.count.kept + self.count.broken


@dataclass(frozen=True)
class DueShown:
    """One promise as the list shows it."""

    row: LedgerDue
    label: str
    icon: str
    department: str
    badge: Badge
    on: str
    why: str
    money: str


@dataclass(frozen=True)
class FactShown:
    """A line behind a breach."""

    document: str
    line: str
    product: str
    expected: str
    happened: str
    asked: str
    done: str
    money: str
    late: bool
    broke: bool


@dataclass(frozen=True)
class TookShown:
    """Somebody who got what a key line lacked."""

    on: str
    line: str
    order: str
    customer: str
    name: str
    units: str


@dataclass(frozen=True)
class ClassShown:
    """Service of key accounts against that of the others, in one span of days: shares in words with their interval."""

    label: str
    rows: tuple[tuple[str, str, str, str, int, str], ...]
    verdict: str
    tone: str


def count_shown(
    label: str,
    found: Count,
    currency: str,
    target: float,
    *,
    href: str,
    icon: str = "",
    sees: bool = True,
    name: str = "",
) -> CountShown:
    """A count in words, against what policy promises to keep."""
    score = found.score
    tone = "" if score is None else "ok" if score >= target else "warn" if score >= target - 0.1 else "bad"
    return CountShown(
        label, icon, found, told(NONE_JUDGED) if score is None else percent(score, reader()),
        None if score is None else round(score * 100), tone, breach_money(found, currency, sees=sees), href, name,
    )  # fmt: skip


def breach_money(found: Count, currency: str, *, sees: bool) -> str:
    """What the breaches were worth; empty where there is none, or none has a price."""
    if not found.broken or found.worth is None:
        return ""
    if not sees:
        return told(RESERVED)
    return money(found.worth, currency, reader())


def due_shown(row: LedgerDue, currency: str, *, sees: bool) -> DueShown:
    """A promise in words; `sees` = whoever reads may know its money."""
    one = PRIVILEGES[row.privilege]
    tone, icon, label = STATES[row.state]
    hidden = not sees and row.state == BROKEN
    why = told(RESERVED) if not sees and tells_money(row) else told(why_of(row))
    return DueShown(
        row, told(one.label), one.icon, told(DEPARTMENTS[row.department]), Badge(tone, icon, told(label)),
        day_words(row.on, reader()), why, _worth(row, currency, hidden=hidden),
    )  # fmt: skip


def _worth(row: LedgerDue, currency: str, *, hidden: bool) -> str:
    if row.state != BROKEN:
        return ""
    if row.money is None and row.privilege not in WORTH:
        return ""
    if hidden:
        return told(RESERVED)
    return told(NO_MONEY) if row.money is None else exact_money(row.money, currency, reader())


def facts_shown(row: LedgerDue, currency: str, *, sees: bool) -> list[FactShown]:
    """The lines behind a breach, as the facts had them."""
    return [_fact(one, currency, sees=sees) for one in row.facts]


def _fact(one: Mapping[str, Any], currency: str, *, sees: bool) -> FactShown:
    expected, happened = (date.fromisoformat(one[key]) if one[key] else None for key in ("expected", "happened"))
    price, asked = one["price"], one["asked"]
    worth = None if price is None or asked is None else Decimal(price) * Decimal(asked)
    return FactShown(
        one["document"], one["line"], one["product"], day_words(expected, reader()) if expected else "",
        day_words(happened, reader()) if happened else told(_("not yet")), amount(asked) if asked else "",
        amount(one["done"]) if one["done"] else "",
        told(RESERVED) if not sees else "" if worth is None else exact_money(worth, currency, reader()),
        bool(expected and (happened is None or happened > expected)), one["broke"],
    )  # fmt: skip


def took_shown(row: LedgerDue) -> list[TookShown]:
    """Who got what a key line lacked."""
    return [
        TookShown(
            day_words(date.fromisoformat(one["on"]), reader()), one["line"], f"{one['order']} · {one['other_line']}",
            one["customer"], one["name"], amount(one["units"]),
        )
        for one in row.took
    ]  # fmt: skip


def dark_shown(kept: Iterable[Mapping[str, Any]]) -> list[tuple[str, str, int, str]]:
    """What nobody can judge: privilege, why, how many, and its key."""
    return [(told(PRIVILEGES[one["privilege"]].label), _dark_why(one), one["n"], one["privilege"]) for one in kept]


def _dark_why(one: Mapping[str, Any]) -> str:
    """Why; where the promises differ in their day, the sentence of one does not stand for all of them unsaid."""
    why = told(recalled(one["why"]))
    return f"{why} {told(ALIKE)}" if one.get("alike") else why


def service_shown(kept: Mapping[str, Any], labels: Sequence[tuple[str, Text]], level: float) -> list[ClassShown]:
    """Each span with both classes; those of which no file tells are left out."""
    return [_span(told(label), kept[key], level) for key, label in labels if kept.get(key)]


def _span(label: str, both: Sequence[Mapping[str, Any]], level: float) -> ClassShown:
    key, others = (share(one["whole"], one["lines"], level) for one in both)
    names = (told(_("With priority in dispatch")), told(_("The others")))
    rows = tuple(
        (name, _fill(one), _share(found), _interval(found), one["lines"], _undated(one))
        for name, one, found in zip(names, both, (key, others), strict=True)
    )
    words, tone = _verdict(difference(key, others))
    return ClassShown(label, rows, words, tone)


def _share(found: Share) -> str:
    return "" if found.value is None else percent(found.value, reader())


def _interval(found: Share) -> str:
    if found.low is None or found.high is None:
        return ""
    return f"{percent(found.low, reader())} – {percent(found.high, reader())}"


def _fill(one: Mapping[str, Any]) -> str:
    asked = Decimal(one["asked"])
    return percent(float(Decimal(one["in_time"]) / asked), reader()) if asked else ""


def _undated(one: Mapping[str, Any]) -> str:
    return str(one["undated"]) if one["undated"] else ""


def _verdict(found: Difference | None) -> tuple[str, str]:
    """Whether key accounts are served better, in one sentence, and its tone."""
    if found is None:
        return told(_("One of both has no line: there is nothing to compare.")), ""
    # as a whole sentence: whoever reads only this knows the direction and whether to believe it
    shown = {"points": f"{abs(found.value) * 100:.1f}".replace(".", "," if reader() == "es" else ".")}
    if not found.sure:
        text = _("They differ by {points} points, which may be chance: nobody can say that one is served better.")
        return told(text.fill(**shown)), "info"
    if found.value > 0:
        text = _("Key accounts are served better by {points} points, more than chance explains.")
        return told(text.fill(**shown)), "ok"
    text = _("Key accounts are served worse than ordinary ones by {points} points, more than chance explains.")
    return told(text.fill(**shown)), "bad"


@dataclass(frozen=True)
class OwedKept:
    """How the promises of one account were kept: all together, by key of the privilege, and how many privileges are up to
    date or not, by policy's target."""

    whole: CountShown
    of: Mapping[str, CountShown]
    good: int
    bad: int


def owed_kept(
    customer: str, found: Mapping[str, Count], currency: str, target: float, address: str, *, sees: bool
) -> OwedKept:
    """The promises of an account; `address` is that of the list."""

    def one(key: str, count: Count) -> CountShown:
        asked = urlencode({"cliente": customer, **({"privilegio": key} if key else {})})
        return count_shown("", count, currency, target, href=f"{address}?{asked}", sees=sees)

    shown = {key: one(key, count) for key, count in found.items()}
    whole = one("", sum(found.values(), Count()))
    judged = [each for each in shown.values() if each.percent is not None]
    good = sum(each.tone == "ok" for each in judged)
    return OwedKept(whole, shown, good, len(judged) - good)


def change(now: Count, before: Count) -> tuple[str, str]:
    """«+3.2 points» against before, and its tone; empty where one of both cannot be judged."""
    if now.score is None or before.score is None:
        return "", ""
    moved = (now.score - before.score) * 100
    words: Text | Joined = _("{points} points").fill(
        points=f"{moved:+.1f}".replace(".", "," if reader() == "es" else ".").replace("-", "−")
    )
    return told(words), "tok" if moved >= 0 else "tbad"
