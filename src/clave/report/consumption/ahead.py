"""The figures for the budget of the next period, from the forecast of the house, and how good the last ones were. (G10)"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clave.base.words import Text, _, counted, joined
from clave.policy.limits import Limits
from clave.report.consumption.bought import Amounts, Bought, summed
from clave.report.consumption.content import Expected, Proposal, Words
from clave.report.consumption.period import Period, Span
from clave.report.forecast import Experience, Forecast, before, learned, looked_back, project

REST = "\0"
"""The key of the families that are not told one by one; no family is called so."""


@dataclass(frozen=True)
class Taught:
    """What the company's past teaches today, and what it taught one period ago, by which the last forecast was made."""

    now: Experience | None = None
    then: Experience | None = None


def taught(every: Iterable[Bought], months: int, limits: Limits) -> Taught:
    """What all these accounts teach about forecasts of so many months."""
    series = [one.money for one in every if one.money]
    earlier = [before(one, months) for one in series]
    return Taught(learned(series, limits, months), learned(earlier, limits, months))


def proposed(
    bought: Bought, period: Period, currency: str, limits: Limits, shown: Sequence[str], taught: Taught
) -> Proposal:
    """What the period after `period` may bring: the families `shown` one by one and the rest together."""
    ahead = period.back(-1)
    rest = [name for name in bought.families if name not in set(shown)]
    series: dict[str, Amounts] = {name: bought.money[name] for name in shown}
    if rest:
        series[REST] = tuple(summed(bought.money[name][at] for name in rest) for at in range(bought.months))
    said = looked_back(series, start=bought.start, limits=limits, horizon=period.months, experience=taught.then)
    back = (
        _looked_back(said.together.says(currency), period, said.held, said.told)
        if said.together.inside is not None
        else ""
    )
    found = project(series, start=bought.start, limits=limits, horizon=period.months, experience=taught.now)
    whole = found.together.expected
    if whole is None:
        return Proposal(ahead, why=_("{why}.").fill(why=found.together.why), looked_back=back)
    rows = tuple(
        _row(name, one, series[name], bought, ahead, len(rest) if name == REST else 0)
        for name, one in found.families.items()
        if one.expected is not None
    )
    total = Expected(
        "", whole.total_low, whole.total, whole.total_high, summed(bought.of(bought.total(), ahead.years_back(1)))
    )
    says: list[Words] = [found.says, *([_("{without}.").fill(without=found.without)] if found.without else [])]
    return Proposal(
        ahead, rows, total, tuple(zip(whole.low, whole.point, whole.high, strict=True)), joined(says, " "), back
    )


def _row(name: str, one: Forecast, amounts: Amounts, bought: Bought, ahead: Period, others: int) -> Expected:
    had, found = summed(bought.of(amounts, ahead.years_back(1))), one.expected
    label = "" if name == REST else name
    if found is None:
        return Expected(label, None, None, None, had, others)
    return Expected(label, found.total_low, found.total, found.total_high, had, others)


def _looked_back(said: Text, period: Period, held: int, told: int) -> Words:
    words = _("How good our figures for {span} were: {said}").fill(span=Span(period.first, period.last), said=said)
    if told < 2:
        return words
    families = counted(
        "{held} of {n} family lay within its range.", "{held} of {n} families lay within their range.", told
    )
    return joined([words, families.fill(held=held)], " ")
