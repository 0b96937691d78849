"""What the laboratory takes next: requests and complaints in order, each with the points that put it there (G4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from clave.base.figures import Figure
from clave.base.words import Joined, Text, _, joined
from clave.policy import declared
from clave.policy.limits import Limits
from clave.privileges.improvement.stages import OPEN, Stage

Kind = Literal["improvement", "development", "complaint"]


@dataclass(frozen=True)
class Request:
    """What a customer asks for: its stage, since when, by when it was promised, and what it may be worth a year (None =
    nobody estimated it)."""

    number: str
    customer: str
    title: str
    asked: date
    stage: Stage = "received"
    kind: Kind = "improvement"
    promised: date | None = None
    worth: float | None = None
    name: str | None = None


@dataclass(frozen=True)
class Account:
    """The customer as the queue sees it: by which category it is key (None = it is not), and its purchases of twelve months
    (None = not known)."""

    category: str | None = None
    money: float | None = None


@dataclass(frozen=True)
class Placed:
    """A request at its place, from 1; `points` by reason add up to `total`; `unknown` = its value could not count."""

    request: Request
    account: Account
    place: int
    points: Mapping[str, float]
    reason: Text | Joined
    unknown: bool

    @property
    def total(self) -> float:
        """All its points, 0 to the sum of the weights."""
        return sum(self.points.values())


def queue(
    requests: Iterable[Request],
    accounts: Mapping[str, Account],
    as_of: date,
    limits: Limits,
    currency: str = "",
    *,
    money: bool = True,
) -> tuple[Placed, ...]:
    """The open requests in order. Value is what the request is worth, else what the customer buys, by its rank among the
    open ones; complaints come before requests of the same points, older ones before younger ones. Without `money` the
    reasons say what a value counts, and not how much it is."""
    there = [request for request in requests if request.stage in OPEN]
    values = {request.number: _value(request, accounts) for request in there}
    scored = [(request, _points(request, accounts, values, as_of, limits)) for request in there]
    scored.sort(
        key=lambda one: (-round(sum(one[1].values()), 6), one[0].kind != "complaint", one[0].asked, one[0].number)
    )
    return tuple(
        Placed(
            request,
            account := accounts.get(request.customer, Account()),
            place,
            points,
            _reason(
                request,
                account,
                as_of,
                _worth(request, values[request.number], points, limits, currency if money else None),
            ),
            values[request.number] is None,
        )
        for place, (request, points) in enumerate(scored, start=1)
    )


def _value(request: Request, accounts: Mapping[str, Account]) -> float | None:
    return request.worth if request.worth is not None else accounts.get(request.customer, Account()).money


def _points(
    request: Request,
    accounts: Mapping[str, Account],
    values: Mapping[str, float | None],
    as_of: date,
    limits: Limits,
) -> dict[str, float]:
    """Points by reason; each reason gives a share of its weight."""
    weights = limits[declared.improvement_weights]
    shares = {
        "key": float(accounts.get(request.customer, Account()).category is not None),
        "value": _standing(values[request.number], values.values()),
        "promised": _pressing(request.promised, as_of, limits),
        "waiting": min(max((as_of - request.asked).days, 0) / limits[declared.improvement_waiting], 1.0),
    }
    return {name: share * weights.get(name, 0) for name, share in shares.items()}


def _standing(value: float | None, every: Iterable[float | None]) -> float:
    """Share of the known values that are not above this one; an unknown one earns nothing and loses nothing to others."""
    known = [each for each in every if each is not None]
    return sum(each <= value for each in known) / len(known) if value is not None else 0.0


def _pressing(promised: date | None, as_of: date, limits: Limits) -> float:
    """From 0 before the days of policy to 1 on the promised day and after it."""
    if promised is None:
        return 0.0
    return min(max(1 - (promised - as_of).days / limits[declared.improvement_ahead], 0.0), 1.0)


def _reason(request: Request, account: Account, as_of: date, worth: Text) -> Text | Joined:
    """Why it stands there: status, promise, value, waiting."""
    said: list[Text] = [_("A key account asks for it.") if account.category else _("An ordinary customer asks for it.")]
    if request.promised is not None:
        left = (request.promised - as_of).days
        text = _("Promised for {day}.") if left >= 0 else _("Promised for {day}: {late} late.")
        said.append(text.fill(day=Figure(request.promised, "date"), late=Figure(-left, "days")))
    said += [worth, _("Waiting for {days}.").fill(days=Figure((as_of - request.asked).days, "days"))]
    return joined(said, " ")


def _worth(
    request: Request, value: float | None, points: Mapping[str, float], limits: Limits, currency: str | None
) -> Text:
    """What its value does; in points alone for who may not read what an account buys (`currency` None)."""
    if value is None:
        return _("Nobody knows what it is worth: estimate it.")
    if currency is None:
        most = limits[declared.improvement_weights].get("value", 0)
        return _("Its value counts {points} of {most} points.").fill(
            points=Figure(points["value"], "count"), most=Figure(float(most), "count")
        )
    text = _("Worth about {money} a year.") if request.worth is not None else _("Its customer buys {money} a year.")
    return text.fill(money=Figure(value, "money", currency))
