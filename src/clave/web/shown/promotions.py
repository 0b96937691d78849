"""Joint promotions as their pages show them: rows, the result in words, the months behind it. (G9)"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from clave.base.figures import number
from clave.base.words import Text, _, counted, joined
from clave.operations.promotions import result, said
from clave.operations.promotions.result import DURING, Measured, Month, Return, Seen, Shower, how
from clave.policy.limits import Limits
from clave.store.models import Promotion
from clave.store.models.staged import StagedStep
from clave.store.promotions import Totals, result_of
from clave.web.shown.special_services import Badge, Figure, money
from clave.web.words import reader, told

NUMBER = "PR-"
TONES: Mapping[str, tuple[str, str]] = {
    "proposed": ("", "bulb"), "agreed": ("info", "heart-handshake"), "running": ("key", "player-play"),
    "ended": ("ok", "circle-check"), "cancelled": ("warn", "x"),
}  # fmt: skip
VERDICT_TONES: Mapping[str, tuple[str, str]] = {
    "lift": ("ok", "trending-up"), "fall": ("bad", "arrow-down"), "none": ("", "minus"), "unknown": ("", "help-circle"),
    "not_begun": ("", "clock"), "": ("", "clock"), "reserved": ("", "lock"),
}  # fmt: skip
PARTS: Mapping[str, Text] = {"before": _("before"), "during": _("during"), "after": _("after")}
NOT_MEASURED, RESERVED = _("not measured yet"), _("reserved")


def stage(key: str) -> Badge:
    """A state as badges show it."""
    return Badge(key, told(said.LABELS[key]), *TONES[key])


def verdict(key: str) -> Badge:
    """What came of it as badges show it."""
    words = RESERVED if key == "reserved" else result.VERDICTS[key] if key else NOT_MEASURED
    return Badge(key, told(words), *VERDICT_TONES[key])


@dataclass(frozen=True)
class Row:
    """A promotion in the list; of who may not see its figures, only that they are reserved."""

    kept: Promotion
    number: str
    kind: str
    stage: Badge
    about: str
    ours: str
    theirs: str
    spent: str
    verdict: Badge
    lift: str
    interval: str
    seen: bool


def row(kept: Promotion, currency: str, *, seen: bool) -> Row:
    """As the list shows it."""
    found = result_of(kept)
    shown = Shower(kept.measure, found.currency if found else currency)
    measured = seen and found is not None and found.lift is not None
    interval = ""
    if measured and found:
        words = _("from {low} to {high}").fill(low=shown(found.low), high=shown(found.high))
        interval = told(words)
    return Row(
        kept, f"{NUMBER}{kept.pk}", told(said.KINDS[kept.kind]), stage(kept.stage), about(kept),
        paid(kept.ours, currency, seen=seen), paid(kept.theirs, currency, seen=seen),
        paid(kept.ours_spent, currency, seen=seen),
        verdict("reserved" if not seen else found.verdict if found else ""),
        told(shown(found.lift)) if measured and found else "", interval, seen,
    )  # fmt: skip


def about(kept: Promotion) -> str:
    """What it is about, in a line."""
    named = [*kept.families, *kept.products]
    return ", ".join(named) if named else told(_("everything they buy"))


def paid(amount: Decimal | None, currency: str, *, seen: bool) -> str:
    """What a side pays: never zero where nobody said."""
    if not seen:
        return told(RESERVED)
    return "–" if amount is None else money(amount, currency)


def strip(
    every: Sequence[Promotion], sums: Totals, past: int, unmeasured: int, currency: str, *, seen: bool
) -> list[Figure]:
    """What stands above the list."""
    running, proposed = _count(every, "running"), _count(every, "proposed")
    budget = money(sums.ours, currency) if seen else told(RESERVED)
    theirs = told(_("they put in {amount}").fill(amount=money(sums.theirs, currency))) if seen else ""
    lift = money(sums.lift, currency) if seen and sums.measured else told(RESERVED) if not seen else "–"
    measured = told(counted("of {n} measured in money", "of {n} measured in money", sums.measured)) if seen else ""
    return [
        Figure(told(_("Running")), _n(running), told(_("today")), "?etapa=running"),
        Figure(told(_("Proposed")), _n(proposed), told(_("wait for a yes")), "?etapa=proposed"),
        Figure(told(_("Past their last day")), _n(past), told(_("and nobody ended them")), "?solo=por-cerrar",
               "twarn" if past else ""),
        Figure(told(_("Not measured")), _n(unmeasured), told(_("ran, and nobody measured them")), "?solo=sin-medir&etapa=todas"),
        Figure(told(_("Our budget")), budget, theirs),
        Figure(told(_("Bought more")), lift, measured, "?etapa=todas&orden=-lift"),
    ]  # fmt: skip


def total_words(sums: Totals, currency: str, *, seen: bool) -> str:
    """The line under the list."""
    first = told(counted("{n} promotion", "{n} promotions", sums.count))
    if not seen:
        return f"{first} · {told(RESERVED)}"
    parts = [
        first, told(_("we put in {amount}").fill(amount=money(sums.ours, currency))),
        told(_("they put in {amount}").fill(amount=money(sums.theirs, currency))),
        told(_("spent of ours {amount}").fill(amount=money(sums.spent, currency))),
    ]  # fmt: skip
    if sums.without:
        parts.append(told(counted("{n} has no budget yet", "{n} have no budget yet", sums.without)))
    return " · ".join(parts)


def _count(every: Sequence[Promotion], key: str) -> int:
    return sum(one.stage == key for one in every)


def _n(count: int) -> str:
    return number(count, 0, reader())


@dataclass(frozen=True)
class MonthRow:
    """A month behind the figures; `width` is its bar in percent of the largest one."""

    month: Month
    part: str
    amount: str
    peers: str
    width: float
    partly: str


@dataclass(frozen=True)
class Shown:
    """A result as the page of a promotion shows it; `cut` months before are folded."""

    found: Measured
    verdict: Badge
    because: str
    pantry: str
    figures: tuple[Figure, ...]
    how: tuple[str, ...]
    months: tuple[MonthRow, ...]
    older: tuple[MonthRow, ...]
    goal: str


FOLDED = 12
"""Months before that stand open; the older ones are folded."""


def result_shown(kept: Promotion, found: Measured, seen: Seen | None, limits: Limits, currency: str) -> Shown:
    """The result with every month behind it."""
    shown = Shower(kept.measure, currency)
    figures, ways = list[Figure](), tuple[str, ...]()
    if found.during and seen:
        base = found.during.base
        figures = [
            Figure(told(_("Bought")), told(shown(found.bought)), told(_("in its days"))),
            Figure(told(_("Without it")), told(shown(base.expected)), _between(shown, base.low, base.high)),
            Figure(told(_("Difference")), told(shown(found.during.lift)), _between(shown, found.during.low, found.during.high)),
        ]  # fmt: skip
        if found.net:
            figures.append(
                Figure(
                    told(_("With the months after")), told(shown(found.net.lift)),
                    _between(shown, found.net.low, found.net.high),
                )
            )  # fmt: skip
        ways = tuple(told(one) for one in how(base, seen.peers, limits, shown))
    rows = _months(seen, shown)
    before = [one for one in rows if one.month.part == "before"]
    older = before[: max(0, len(before) - FOLDED)]
    return Shown(
        found, verdict(found.verdict), told(found.because), told(found.pantry) if found.pantry else "", tuple(figures), ways,
        tuple(rows[len(older) :]), tuple(older), _goal(kept, found),
    )  # fmt: skip


def _between(shown: Shower, low: float, high: float) -> str:
    return told(_("from {low} to {high}").fill(low=shown(low), high=shown(high)))


def _goal(kept: Promotion, found: Measured) -> str:
    if found.goal is None or kept.target is None:
        return ""
    return told(_("{share} of the goal").fill(share=f"{number(100 * found.goal, 0, reader())} %"))


def _months(seen: Seen | None, shown: Shower) -> list[MonthRow]:
    months = seen.months if seen else ()
    most = max((one.amount for one in months), default=0.0) or 1.0
    return [
        MonthRow(
            one, told(PARTS[one.part]), told(shown(one.amount)), "–" if one.peers is None else told(shown(one.peers)),
            max(0.0, 100 * one.amount / most), _partly(one),
        )
        for one in months
    ]  # fmt: skip


def _partly(one: Month) -> str:
    words = []
    if one.part == DURING and one.share < 1:
        words.append(_("{share} of a month").fill(share=f"{number(100 * one.share, 0, reader())} %"))
    if not one.used:
        words.append(_("another promotion was on: not looked at"))
    return told(joined(words)) if words else ""


def returned_words(found: Return, currency: str) -> str:
    """Extra margin less our money, in a sentence; or why it cannot be said."""
    if found.why is not None or found.money is None or found.low is None or found.high is None:
        return told(found.why) if found.why else ""
    what = _("what we spent") if found.spent else _("what we budgeted, because nobody wrote down what was spent")
    return told(
        _("{amount} (from {low} to {high}): the difference at a margin of {rate}, less {what}.").fill(
            amount=money(found.money, currency), low=money(found.low, currency), high=money(found.high, currency),
            rate=f"{number(100 * (found.rate or 0), 1, reader())} %", what=what,
        )
    )  # fmt: skip


def trail(steps: Sequence[StagedStep]) -> list[tuple[Badge, StagedStep]]:
    """The steps, the newest first."""
    return [(stage(step.stage), step) for step in reversed(steps)]
