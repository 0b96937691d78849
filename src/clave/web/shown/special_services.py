"""Special services as their pages show them: rows, stages with their tone, the year against its budget. (G7)"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from clave.base.figures import Figure as Amount
from clave.base.figures import number
from clave.base.words import Text, _, counted
from clave.operations.service_forecast import Forecast
from clave.operations.special_services import KINDS, LABELS, Position, Priced, Sum
from clave.store.models import ServiceStep
from clave.store.special_services import NUMBER, Counted, Listed
from clave.web.words import reader, told

TONES: Mapping[str, tuple[str, str]] = {
    "requested": ("info", "mail"), "approved": ("key", "check"), "refused": ("warn", "x"), "done": ("ok", "circle-check"),
    "cancelled": ("", "minus"),
}  # fmt: skip
STATES: Mapping[str, tuple[str, str, Text]] = {
    "none": ("", "minus", _("without a budget")),
    "within": ("ok", "circle-check", _("within the budget")),
    "near": ("warn", "alert-triangle", _("near the budget")),
    "over": ("bad", "alert-triangle", _("over the budget")),
}
ORIGINS: Mapping[str, Text] = {
    "service": _("asked for here"), "lab": _("hours logged in the laboratory"), "file": _("brought by a file"),
}  # fmt: skip


@dataclass(frozen=True)
class Badge:
    """A word with its tone and icon."""

    key: str
    label: str
    tone: str
    icon: str


def stage(key: str) -> Badge:
    """A stage as badges show it."""
    return Badge(key, told(LABELS[key]), *TONES[key])


def stages() -> list[Badge]:
    """All of them, in order."""
    return [stage(key) for key in LABELS]


@dataclass(frozen=True)
class Cost:
    """A cost as it is shown: the figure and what it is; of who may not see it, only that it is reserved."""

    figure: str
    about: str
    known: bool = True


def cost(price: Priced, currency: str, *, seen: bool, done: bool) -> Cost:
    """What stands for a cost: never zero where it is not known."""
    if not seen:
        return Cost(told(_("reserved")), "", known=False)
    if price.amount is None:
        return Cost("–", told(_("no cost yet") if done else _("nobody estimated it")), known=False)
    about = told(_("at the rate of policy")) if price.at_rate else "" if done else told(_("expected"))
    return Cost(money(price.amount, currency), about)


def money(amount: Decimal | float, currency: str) -> str:
    """Whole money of the company."""
    return told(Amount(amount, "money", currency))


@dataclass(frozen=True)
class Row:
    """A service in the list."""

    one: Listed
    number: str
    kind: str
    stage: Badge
    cost: Cost
    hours: str


def row(one: Listed, currency: str, *, seen: bool) -> Row:
    """A service as the list shows it."""
    kept = one.row
    return Row(
        one, f"{NUMBER}{kept.pk}", told(KINDS[kept.kind]), stage(kept.stage),
        cost(one.price, currency, seen=seen, done=kept.stage == "done"), "" if kept.hours is None else hours(kept.hours),
    )  # fmt: skip


def hours(value: Decimal) -> str:
    """Hours with the decimals they have: 6,5."""
    exponent = value.normalize().as_tuple().exponent
    return number(value, max(0, -exponent) if isinstance(exponent, int) else 0, reader())


@dataclass(frozen=True)
class Figure:
    """A figure of the strip, with what it is about and where it opens."""

    label: str
    value: str
    about: str
    href: str = ""
    tone: str = ""


def strip(every: Sequence[Listed], waiting: int, today: date, currency: str, *, seen: bool) -> list[Figure]:
    """What stands above the list: open ones, what waits for me, what is late, and what the year cost so far."""
    open_ = [one for one in every if one.row.stage in ("requested", "approved")]
    late = sum(one.late for one in open_)
    done = [one for one in every if one.row.stage == "done" and one.row.done_on and one.row.done_on.year == today.year]
    spent = Sum()
    for one in done:
        spent = spent.plus(one.price)
    lacking = sum(one.unpriced for one in every)
    return [
        Figure(told(_("Open services")), _n(len(open_)), told(_("asked for or approved")), "?"),
        Figure(told(_("Wait for you")), _n(waiting), told(_("to approve or refuse")), "?solo=apruebo", "tbad" if waiting else ""),
        Figure(told(_("Past their day")), _n(late), told(_("needed before today")), "?solo=tarde", "tbad" if late else ""),
        Figure(
            told(_("Done this year")), money(spent.money, currency) if seen else _n(len(done)),
            told(counted("{n} service", "{n} services", len(done))) if seen else told(_("services")), "?etapa=done",
        ),
        Figure(
            told(_("Without a cost yet")), _n(lacking), told(_("done, and not in the sum")), "?solo=sin-costo",
            "twarn" if lacking else "",
        ),
    ]  # fmt: skip


def _n(count: int) -> str:
    return number(count, 0, reader())


@dataclass(frozen=True)
class YearLine:
    """A line of the year of an account."""

    one: Counted
    kind: str
    stage: Badge
    origin: str
    cost: Cost


@dataclass(frozen=True)
class Year:
    """The year of an account against its budget, in words; `bars` are widths in percent: spent, committed."""

    position: Position
    state: Badge
    spent: str
    committed: str
    asked: str
    budget: str
    left: str
    share: str
    bars: tuple[float, float]
    without: str
    kinds: list[tuple[str, int, str]]
    forecast: str


def year(position: Position, found: Forecast, currency: str) -> Year:
    """As its card shows it."""

    def plain(amount: Decimal) -> str:
        return money(amount, currency)

    tone, icon, label = STATES[position.state]
    whole = max(position.budget or Decimal(0), position.spent.money + position.committed.money) or Decimal(1)
    without = position.without
    return Year(
        position, Badge(position.state, told(label), tone, icon), plain(position.spent.money),
        plain(position.committed.money), plain(position.asked.money),
        "" if position.budget is None else plain(position.budget), "" if position.left is None else plain(position.left),
        "" if position.share is None else f"{number(position.share * 100, 0, reader())} %",
        (float(position.spent.money / whole * 100), float(position.committed.money / whole * 100)),
        told(counted("{n} service has no cost yet, and is not in these sums.",
                     "{n} services have no cost yet, and are not in these sums.", without)) if without else "",
        [(told(KINDS[kind]), one.count, _of_kind(one, plain)) for kind, one in position.by_kind.items()],
        forecast_words(found, position.year, currency),
    )  # fmt: skip


def _of_kind(one: Sum, plain: Callable[[Decimal], str]) -> str:
    return told(_("no cost yet")) if one.without == one.count else plain(one.money)


VERDICTS: Mapping[str, Text] = {
    "within": _("It stays within the budget."),
    "may": _("It may go past the budget: the range crosses it."),
    "over": _("It goes past the budget."),
    "none": _("Nobody set a budget to compare it with."),
}


def forecast_words(found: Forecast, of_year: int, currency: str) -> str:
    """What the year will come to, with its range; or how much is missing to say."""
    if found.amount is None or found.low is None or found.high is None:
        if not found.missing:
            return ""
        return told(
            counted("{n} complete month is missing to say what the year will come to.",
                    "{n} complete months are missing to say what the year will come to.", found.missing)
        )  # fmt: skip
    words = _("At the pace of {months} complete months, {year} will come to about {amount}: from {low} to {high}.")
    said = words.fill(
        months=found.months, year=str(of_year), amount=Amount(found.amount, "money", currency),
        low=Amount(found.low, "money", currency), high=Amount(found.high, "money", currency),
    )  # fmt: skip
    return f"{told(said)} {told(VERDICTS[found.verdict])}"


def year_lines(counted_: Sequence[Counted], currency: str, *, seen: bool) -> list[YearLine]:
    """The lines behind the sums."""
    return [
        YearLine(
            one, told(KINDS[one.line.kind]), stage(one.line.stage), told(ORIGINS[one.origin]),
            cost(one.line.price, currency, seen=seen, done=one.line.stage == "done"),
        )
        for one in counted_
    ]  # fmt: skip


def trail(steps: Sequence[ServiceStep]) -> list[tuple[Badge, ServiceStep]]:
    """The steps of a service, the newest first."""
    return [(stage(step.stage), step) for step in reversed(steps)]
