"""Needs that a customer told us: how far each came, and who else could use what solved it. (B3)"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from clave.base.errors import ClaveError
from clave.base.words import Text, _, joined

LABELS: Mapping[str, Text] = {
    "heard": _("heard"),
    "working": _("being solved"),
    "solved": _("solved"),
    "unsolved": _("without a solution"),
}
STAGES = tuple(LABELS)
FOLLOWING: Mapping[str, tuple[str, ...]] = {
    "heard": ("working", "solved", "unsolved"),
    "working": ("solved", "unsolved"),
    "solved": ("working",),
    "unsolved": ("working",),
}
OPEN = ("heard", "working")
ANSWERS: Mapping[str, Text] = {
    "": _("no answer yet"),
    "yes": _("yes"),
    "later": _("later"),
    "no": _("no"),
}
MOST_MONEY = Decimal(10) ** 13
SURE = ("high", "medium", "low")


@dataclass(frozen=True)
class NeedSaid:
    """What a customer needs: who asked (`asked_by` in words, `contact` a person of theirs), the `problem` in their words,
    and the `product` and `family` in which it would be sold."""

    problem: str
    asked_on: date
    asked_by: str = ""
    contact: int | None = None
    solution: str = ""
    product: str = ""
    family: str = ""


def checked_need(said: NeedSaid, today: date) -> NeedSaid:
    """As it is kept. Raises ClaveError (`where` names the field) for what cannot be."""
    problem = said.problem.strip()
    if not problem:
        raise ClaveError(
            _("nobody could tell what they need."),
            where="problem",
            remedy=_("Write the problem as the customer told it."),
        )
    if said.asked_on > today:
        raise ClaveError(_("this day has not come yet."), where="asked_on", remedy=_("Choose today or an earlier day."))
    if not said.asked_by.strip() and said.contact is None:
        raise ClaveError(
            _("a need that nobody asked for is an idea of ours."), where="asked_by",
            remedy=_("Say who of the customer asked: a name, or a position."),
        )  # fmt: skip
    return replace(
        said, problem=problem, asked_by=said.asked_by.strip(), solution=said.solution.strip(), product=said.product.strip(),
        family=said.family.strip(),
    )  # fmt: skip


def check_step(here: str, to: str, solution: str, result: str) -> None:
    """Raises ClaveError where a stage may not follow another, or an end says nothing of how."""
    if to not in FOLLOWING[here]:
        raise ClaveError(
            _("a need that is {here} cannot become {to}.").fill(here=LABELS[here], to=LABELS.get(to, to)),
            remedy=_("It may become: {stages}.").fill(stages=joined([LABELS[one] for one in FOLLOWING[here]])),
        )
    if to == "solved" and not solution.strip():
        raise ClaveError(
            _("it is solved with something."), where="solution",
            remedy=_("Write what solved it: the next customer is offered that."),
        )  # fmt: skip
    if to in ("solved", "unsolved") and not result.strip():
        raise ClaveError(_("nobody could tell what came of it."), where="result", remedy=_("Write it in a line."))


def checked_gain(gained: Decimal | None) -> None:
    """Raises ClaveError for money that nobody can gain; None = not known, zero = nothing."""
    if gained is not None and not 0 <= gained < MOST_MONEY:
        raise ClaveError(
            _("what was gained is not below zero, and a sum that somebody can pay."), where="gained",
            remedy=_("Write 0 where nothing came of it; leave it empty where nobody knows."),
        )  # fmt: skip


@dataclass(frozen=True)
class Candidate:
    """A customer that could use it, as the measures of the list have it.

    `money` is what it buys of the family in the year; `peer_share` the share of customers like it that buy the family
    (None = it has no peers); `white` = enough of them do and it buys less; `left`, `low`, `high` what that leaves."""

    code: str
    name: str
    key: bool
    sector: str
    money: float = 0.0
    peer_share: float | None = None
    white: bool = False
    left: float = 0.0
    low: float = 0.0
    high: float = 0.0


@dataclass(frozen=True)
class Suggestion:
    """Somebody to offer it to: how sure (`high`, `medium`, `low`), why in words, and money a year with its range."""

    candidate: Candidate
    sure: str
    why: tuple[Text, ...]

    @property
    def money(self) -> tuple[float, float, float] | None:
        """What it may be worth a year, at least and at most; None where no white space speaks for it."""
        one = self.candidate
        return (one.left, one.low, one.high) if one.white else None


@dataclass(frozen=True)
class Origin:
    """The need as the decider reads it: whose it is, their sector, the family, and who was offered it already."""

    customer: str
    name: str
    sector: str
    family: str
    offered: frozenset[str] = frozenset()


def suggested(origin: Origin, candidates: Iterable[Candidate], most: int) -> tuple[Suggestion, ...]:
    """Who else could use it, the surest first, then key accounts, then by the money that white space leaves.

    White space of its family and the same sector: sure; one of both, or the same sector where it already buys the family:
    fairly; only the sector: a guess. Neither: not said. Never who asked, nor who was offered it."""
    found = [
        Suggestion(one, sure, why)
        for one in candidates
        if one.code != origin.customer and one.code not in origin.offered
        for sure, why in [_reasons(origin, one)]
        if sure
    ]
    found.sort(
        key=lambda it: (
            SURE.index(it.sure),
            not it.candidate.key,
            -it.candidate.left,
            -it.candidate.money,
            it.candidate.code,
        )
    )
    return tuple(found[:most])


def _reasons(origin: Origin, one: Candidate) -> tuple[str, tuple[Text, ...]]:
    same = bool(origin.sector) and one.sector == origin.sector
    buys = bool(origin.family) and one.money > 0
    sector = (_("same sector as {name}: {sector}").fill(name=origin.name, sector=origin.sector),) if same else ()
    if one.white and one.peer_share is not None:
        tenths = round(one.peer_share * 10)
        words = (
            _("{n} of 10 customers like it buy {family}, and it buys less than they do") if buys else
            _("{n} of 10 customers like it buy {family}, and it buys none")
        )  # fmt: skip
        return "high" if same else "medium", (words.fill(n=tenths, family=origin.family), *sector)
    if same and buys:
        return "medium", (*sector, _("it buys {family} already").fill(family=origin.family))
    return ("low", sector) if same else ("", ())


@dataclass(frozen=True)
class Sold:
    """What was sold to a customer since it was offered: net money since, and in as many days before (None = not measured)."""

    since: float | None
    before: float | None

    @property
    def counts(self) -> bool:
        """Whether it was extended to them: they buy it since, and did not, or not as much, before."""
        return self.since is not None and self.since > max(self.before or 0.0, 0.0)


def sold_since(bought: Iterable[tuple[date, float]], offered_on: date, until: date) -> Sold:
    """Money of the product or family from the day of the offer to the last day of the facts, against the same number of
    days before. Not measured while the facts do not reach the offer."""
    if until < offered_on:
        return Sold(None, None)
    days = (until - offered_on).days + 1
    rows = list(bought)
    since = sum(money for day, money in rows if offered_on <= day <= until)
    before = sum(money for day, money in rows if 1 <= (offered_on - day).days <= days)
    return Sold(since, before)
