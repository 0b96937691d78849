"""How far an objective has come, by the facts themselves: its comparison, its target, today's figure, the pace it needs. (G8)

What adds up (money, kilos, margin, months with purchases) is expected as the period of comparison went, where both are
as long: a season then counts as a season. Otherwise it is expected evenly. What the facts cannot tell is unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from clave.base.figures import Figure, Unit
from clave.base.period import month_index, months_before
from clave.base.words import Joined, Text, _, joined
from clave.measures.bought import Bought, Known
from clave.operations.plan.said import FLOWS, ObjectiveSaid
from clave.policy import declared
from clave.policy.limits import Limits

UNITS: dict[str, Unit] = {
    "money": "money", "kilos": "kilos", "months": "months", "margin": "money", "margin_rate": "share",
    "days_beyond": "days", "by_hand": "score",
}  # fmt: skip
VERDICTS: dict[str, Text] = {
    "reached": _("reached"),
    "on_pace": _("on pace"),
    "behind": _("behind"),
    "missed": _("not reached"),
    "not_begun": _("not begun"),
    "unknown": _("cannot be measured"),
}
A_MONTH = 365.25 / 12  # days
ALIKE = 3  # days by which two periods may differ and still be compared day by day


@dataclass(frozen=True)
class Progress:
    """An objective measured on `as_of` (None = on no day yet). `baseline` is the whole period of comparison, `now` what there is
    so far, `expected` what there would be by now; `needed` and `before` are a month: what is still needed, and what the
    comparison had. None = unknown."""

    verdict: str
    because: Text | Joined
    as_of: date | None = None
    baseline: float | None = None
    now: float | None = None
    expected: float | None = None
    needed: float | None = None
    before: float | None = None

    def asked(self, target: float) -> float | None:
        """By how much the target is above its comparison (0.2 = 20 % more); None where nothing is compared."""
        return target / self.baseline - 1 if self.baseline else None


def progress(said: ObjectiveSaid, facts: Known | None, limits: Limits, currency: str, today: date) -> Progress:
    """How far an objective has come; `facts` None where they cannot be opened."""
    if said.measure == "by_hand":
        return _by_hand(said, limits, today)
    if facts is None:
        return Progress("unknown", _("The facts cannot be opened: nobody knows how far it is."))
    base = value(said, facts, said.baseline_from, said.baseline_to)
    if facts.as_of < said.starts_on:
        said_so = _("It begins on {day}, and the facts end on {end}.").fill(
            day=Figure(said.starts_on, "date"), end=Figure(facts.as_of, "date")
        )
        return Progress("not_begun", said_so, None, base, before=_a_month(said, base))
    until = min(facts.as_of, said.due_on)
    now = value(said, facts, said.starts_on, until)
    if now is None or said.target is None:
        return Progress("unknown", _missing(said), until, base, before=_a_month(said, base))
    found = Reached(said, base, now, until, currency)
    return found.flow(facts, limits) if said.measure in FLOWS else found.level(limits)


@dataclass(frozen=True)
class Reached:
    """An objective with its figures, on its way to a verdict."""

    said: ObjectiveSaid
    base: float | None
    now: float
    until: date
    currency: str

    @property
    def target(self) -> float:
        """What is to be reached."""
        return float(self.said.target or 0)

    def shown(self, amount: float | None) -> Figure:
        """A figure of this objective."""
        return Figure(amount, UNITS[self.said.measure], self.currency)

    def flow(self, facts: Known, limits: Limits) -> Progress:
        """Of what adds up: against what there would be by now."""
        whole, gone = days(self.said.starts_on, self.said.due_on), days(self.said.starts_on, self.until)
        expected, how = self._expected(facts, whole, gone)
        left = (whole - gone) / A_MONTH
        needed = max(self.target - self.now, 0.0) / left if left else None
        ended = facts.as_of >= self.said.due_on
        near = self.now >= expected * (1 - limits[declared.plan_tolerance])
        verdict = "reached" if self.now >= self.target else "missed" if ended else "on_pace" if near else "behind"
        parts: list[Text | Joined] = [
            _("{now} of {target} up to {day}.").fill(
                now=self.shown(self.now), target=self.shown(self.target), day=Figure(self.until, "date")
            )
        ]
        if verdict in ("on_pace", "behind"):
            parts.append(how.fill(expected=self.shown(expected)))
            parts.append(_("It needs {pace} a month from here on.").fill(pace=self.shown(needed)))
        before = _a_month(self.said, self.base)
        if before is not None and verdict in ("on_pace", "behind"):
            parts.append(_("The comparison had {pace} a month.").fill(pace=self.shown(before)))
        return Progress(
            verdict, joined(parts, " "), self.until, self.base, self.now, expected, None if ended else needed, before
        )

    def _expected(self, facts: Known, whole: int, gone: int) -> tuple[float, Text]:
        first, last = self.said.baseline_from, self.said.baseline_to
        if self.base and self.base > 0 and first and last and abs(days(first, last) - whole) <= ALIKE:
            same = value(self.said, facts, first, min(last, first + timedelta(days=gone - 1)))
            if same is not None:
                share = min(max(same / self.base, 0.0), 1.0)
                return self.target * share, _("As the period of comparison went, it would be {expected} by now.")
        return self.target * gone / whole, _("Evenly over its days, it would be {expected} by now.")

    def level(self, limits: Limits) -> Progress:
        """Of a level: whether it is where it should be, to the tolerance of what lies between it and its comparison."""
        falls = self.said.measure == "days_beyond"
        there = self.now <= self.target if falls else self.now >= self.target
        ended = self.until >= self.said.due_on
        verdict = "reached" if there else "missed" if ended else "behind"
        because = _("{now} from {start} to {day}; it should come to {target}.").fill(
            now=self.shown(self.now), start=Figure(self.said.starts_on, "date"), day=Figure(self.until, "date"),
            target=self.shown(self.target),
        )  # fmt: skip
        return Progress(verdict, because, self.until, self.base, self.now)


def value(said: ObjectiveSaid, facts: Known, first: date | None, last: date | None) -> float | None:
    """The measure of an objective between two days, both inside; None where the facts do not reach, or do not tell."""
    if first is None or last is None or first < facts.first or last > facts.as_of:
        return None
    if said.measure == "days_beyond":
        return _beyond(facts, first, last)
    rows = [row for row in facts.bought if first <= row.date <= last and _holds(said, row)]
    return _READ[said.measure](rows, facts, said)


def days(first: date, last: date) -> int:
    """Days between two days, both counted."""
    return (last - first).days + 1


def best_growth(said: ObjectiveSaid, facts: Known | None) -> float | None:
    """The best growth of twelve months over the twelve before, ended in any month of the last year, of what this objective
    measures; None where the facts reach no such pair."""
    if facts is None or said.measure not in ("money", "kilos"):
        return None
    found = []
    for back in range(13):
        end = months_before(facts.as_of, back)
        year, before = months_before(end, 12), months_before(end, 24)
        now = value(said, facts, year + timedelta(days=1), end)
        then = value(said, facts, before + timedelta(days=1), year)
        if now is not None and then is not None and then > 0:
            found.append(now / then - 1)
    return max(found, default=None)


def more_a_year(said: ObjectiveSaid, found: Progress) -> float | None:
    """By how much a year the target is above its comparison; None where nothing is compared."""
    before = _a_month(said, found.baseline)
    if before is None or said.target is None:
        return None
    return 12 * (float(said.target) / (days(said.starts_on, said.due_on) / A_MONTH) - before)


def _a_month(said: ObjectiveSaid, base: float | None) -> float | None:
    first, last = said.baseline_from, said.baseline_to
    if base is None or first is None or last is None or said.measure not in FLOWS:
        return None
    return base / (days(first, last) / A_MONTH)


def _holds(said: ObjectiveSaid, row: Bought) -> bool:
    return (not said.family or row.family == said.family) and (not said.product or row.product == said.product)


def _money(rows: list[Bought], _facts: Known, _said: ObjectiveSaid) -> float | None:
    return sum(row.money for row in rows)


def _kilos(rows: list[Bought], facts: Known, said: ObjectiveSaid) -> float | None:
    """Nothing bought is no kilos; bought without a weight is not known."""
    weighed = [row.kilos for row in rows if row.kilos is not None]
    if not weighed and (rows or not any(row.kilos is not None for row in facts.bought)):
        return None
    return sum(weighed)


def _months(rows: list[Bought], _facts: Known, _said: ObjectiveSaid) -> float | None:
    return float(len({month_index(row.date) for row in rows if row.bought}))


def _margin(rows: list[Bought], facts: Known, _said: ObjectiveSaid) -> float | None:
    money, cost = _costed(rows)
    if money is None and (rows or not any(row.covered is not None for row in facts.bought)):
        return None
    return (money or 0.0) - cost


def _margin_rate(rows: list[Bought], _facts: Known, _said: ObjectiveSaid) -> float | None:
    money, cost = _costed(rows)
    return (money - cost) / money if money and money > 0 else None


def _costed(rows: Iterable[Bought]) -> tuple[float | None, float]:
    found = [(row.covered, row.cost or 0.0) for row in rows if row.covered is not None]
    return (sum(one for one, _cost in found), sum(cost for _one, cost in found)) if found else (None, 0.0)


def _beyond(facts: Known, first: date, last: date) -> float | None:
    """Money-weighted days beyond terms of what fell due between two days."""
    fell = [one for one in facts.fell or () if first <= one.date <= last]
    due = sum(one.amount for one in fell)
    return sum(one.amount * one.days for one in fell) / due if due > 0 else None


_READ: dict[str, Callable[[list[Bought], Known, ObjectiveSaid], float | None]] = {
    "money": _money, "kilos": _kilos, "months": _months, "margin": _margin, "margin_rate": _margin_rate,
}  # fmt: skip
_WHY: dict[str, Text] = {
    "kilos": _("No line of it has kilos: load the weights of the products."),
    "margin": _("No line of it has a cost: load the costs."),
    "margin_rate": _("No line of it has a cost: load the costs."),
    "days_beyond": _("Nothing fell due in the period, or no receivables were loaded."),
}


def _missing(said: ObjectiveSaid) -> Text:
    return _WHY.get(said.measure, _("The facts do not reach back to the day on which it begins."))


def _by_hand(said: ObjectiveSaid, limits: Limits, today: date) -> Progress:
    """What no fact tells, by the last figure that somebody typed; expected on a straight line from where it began."""
    base = None if said.baseline is None else float(said.baseline)
    if said.now is None or said.now_on is None or said.target is None:
        return Progress("unknown", _("Measured by hand, and nobody has typed a figure yet."), None, base)
    now, target, on = float(said.now), float(said.target), said.now_on
    falls = base is not None and target < base
    there = now <= target if falls else now >= target
    text = _("{now} {unit} on {day}, typed by hand; it should come to {target}.").fill(
        now=Figure(now, "score"), unit=said.unit, day=Figure(on, "date"), target=Figure(target, "score")
    )
    if there or today > said.due_on or base is None:
        verdict = "reached" if there else "missed" if today > said.due_on else "behind"
        return Progress(verdict, text, on, base, now)
    gone = min(max(days(said.starts_on, on), 0) / days(said.starts_on, said.due_on), 1.0)
    expected = base + (target - base) * gone
    slack = limits[declared.plan_tolerance] * abs(target - base)
    near = now <= expected + slack if falls else now >= expected - slack
    return Progress("on_pace" if near else "behind", text, on, base, now, expected)
