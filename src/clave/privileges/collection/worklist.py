"""The worklist of collection: whom to ask for what today, by route, in order, and why; what must wait says for what (G6)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal

from clave.base.figures import Figure
from clave.base.words import Joined, Text, _, counted, joined
from clave.policy.limits import Limits
from clave.privileges.collection.debts import ZERO, Debt
from clave.privileges.collection.hours import Contact, When, when
from clave.privileges.collection.promises import Outcome, Promise, outcome
from clave.privileges.collection.routes import Route

Code = Literal["broken", "dispute", "late", "coming", "promised", "asked", "quiet"]
ORDER: tuple[Code, ...] = ("dispute", "broken", "late", "coming", "promised", "asked", "quiet")
DOING = ("dispute", "broken", "late", "coming")


@dataclass(frozen=True)
class Dispute:
    """A document the customer does not agree with: since when, about what, and who of ours answers. It is not collected."""

    customer: str
    document: str
    since: date
    about: str
    answers: str


@dataclass(frozen=True)
class Asked:
    """All that a worklist is made of: the moment in the time of the place, open debts, a route for every customer, and what
    there is of promises, disputes and contacts about payment."""

    now: datetime
    debts: tuple[Debt, ...]
    route: Callable[[str], Route]
    promises: tuple[Promise, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True)
class Task:
    """One thing about one account in one currency: for whom it is (`by`), what it is, the debts it is about, their balance,
    how late the oldest is, when it may be done, and why it is here."""

    customer: str
    name: str | None
    by: str
    code: Code
    route: Route
    debts: tuple[Debt, ...]
    balance: Decimal
    currency: str
    oldest: int
    when: When
    reason: Text | Joined

    @property
    def to_do(self) -> bool:
        """Whether somebody has to do something about it; the others wait."""
        return self.code in DOING


def worklist(asked: Asked, limits: Limits) -> tuple[Task, ...]:
    """Every account with something due or coming, what has to be done first: disputes to answer, broken promises, what is
    late by days and money, what is about to fall due; then what waits."""
    today = asked.now.date()
    outcomes = [outcome(promise, asked.debts, today, limits) for promise in asked.promises]
    groups: dict[tuple[str, str], list[Debt]] = {}
    for debt in asked.debts:
        if debt.balance > 0:
            groups.setdefault((debt.customer, debt.currency), []).append(debt)
    made = [
        task
        for (customer, currency), debts in groups.items()
        for task in _Account(asked, limits, customer, currency, outcomes).tasks(debts)
    ]
    return tuple(sorted(made, key=_rank))


def by_person(tasks: Iterable[Task]) -> Mapping[str, tuple[Task, ...]]:
    """The worklist of each person, in order; "" = the collections department."""
    lists: dict[str, list[Task]] = {}
    for task in tasks:
        lists.setdefault(task.by, []).append(task)
    return {name: tuple(lists[name]) for name in sorted(lists)}


def _rank(task: Task) -> tuple[object, ...]:
    return ORDER.index(task.code), -task.oldest, -task.balance, task.customer, task.currency


class _Account:
    """One account in one currency."""

    def __init__(self, asked: Asked, limits: Limits, customer: str, currency: str, outcomes: list[Outcome]) -> None:
        self.asked, self.limits = asked, limits
        self.customer, self.currency, self.today = customer, currency, asked.now.date()
        self.route = asked.route(customer)
        self.contacts = [contact for contact in asked.contacts if contact.customer == customer]
        self.disputed = {each.document: each for each in asked.disputes if each.customer == customer}
        self.outcomes = [each for each in outcomes if each.promise.customer == customer]

    def tasks(self, debts: list[Debt]) -> list[Task]:
        """A task for each dispute, and one for the rest."""
        made = [
            self._task(
                "dispute",
                [debt for debt in debts if debt.document == document],
                self._dispute(dispute),
                dispute.answers,
            )
            for document, dispute in sorted(self.disputed.items())
            if any(debt.document == document for debt in debts)
        ]
        left = [debt for debt in debts if debt.document not in self.disputed]
        rest = self._rest(left) if left else None
        return [*made, rest] if rest else made

    def _rest(self, debts: list[Debt]) -> Task | None:
        """What is to be done about all that is not disputed; None where nothing is due nor about to be."""
        late = [debt for debt in debts if debt.late(self.today) > 0]
        before = self.route.before
        coming = [debt for debt in debts if before is not None and 0 <= -debt.late(self.today) <= before]
        broken = self._promised(debts, ("broken", "partly"))
        promised = self._promised(debts, ("open",))
        if broken and late and not self._asked_since(broken[0].promise.by):
            return self._task("broken", late, broken[0].sentence)
        if late and promised and {debt.document for debt in late} <= _documents(promised):
            return self._task("promised", late, promised[0].sentence)
        if late:
            return self._late([debt for debt in late if debt.document not in _documents(promised)])
        if coming:
            code: Code = "asked" if self._asked_since(self.today - timedelta(days=before or 0)) else "coming"
            return self._task(code, coming, self._coming(coming))
        return None

    def _late(self, late: list[Debt]) -> Task:
        """Late debts: to be asked for now, or not yet by the route."""
        oldest = max(debt.late(self.today) for debt in late)
        if oldest < self.route.first:
            text = _("{oldest} late: the route asks from {first} on.")
            return self._task("quiet", late, text.fill(oldest=_days(oldest), first=_days(self.route.first)))
        last = max((contact.at.date() for contact in self.contacts), default=None)
        if last is not None and (self.today - last).days < self.route.again:
            text = _("Asked on {last}: the route asks again after {again}.")
            return self._task("asked", late, text.fill(last=Figure(last, "date"), again=_days(self.route.again)))
        many = counted(
            "{n} document late, the oldest by {oldest}.", "{n} documents late, the oldest by {oldest}.", len(late)
        )
        said: list[Text] = [many.fill(oldest=_days(oldest))]
        if last is not None:
            said.append(_("Last asked on {last}.").fill(last=Figure(last, "date")))
        if not self.route.automatic:
            said.append(_("No dunning letter goes: it is asked in person."))
        return self._task("late", late, joined(said, " "))

    def _coming(self, coming: list[Debt]) -> Text:
        first = min(debt.due for debt in coming)
        many = counted(
            "{n} document falls due, the first on {day}.", "{n} documents fall due, the first on {day}.", len(coming)
        )
        return many.fill(day=Figure(first, "date"))

    def _dispute(self, dispute: Dispute) -> Text:
        return _("Not collected: the customer disputes {document} since {since} ({about}). {who} answers.").fill(
            document=dispute.document, since=Figure(dispute.since, "date"), about=dispute.about, who=dispute.answers
        )

    def _promised(self, debts: list[Debt], states: tuple[str, ...]) -> list[Outcome]:
        """Promises in these states about what is still open, the latest first."""
        still = {debt.document for debt in debts}
        found = [each for each in self.outcomes if each.state in states and still & set(each.promise.documents)]
        return sorted(found, key=lambda each: each.promise.by, reverse=True)

    def _asked_since(self, day: date) -> bool:
        return any(contact.at.date() >= day for contact in self.contacts)

    def _task(self, code: Code, debts: list[Debt], reason: Text | Joined, by: str | None = None) -> Task:
        allowed = when(self.asked.now, self.route.way, self.route.person, self.contacts, self.limits)
        return Task(
            self.customer,
            next((debt.name for debt in debts if debt.name), None),
            self.route.by if by is None else by,
            code,
            self.route,
            tuple(sorted(debts, key=lambda debt: (debt.due, debt.document))),
            sum((debt.balance for debt in debts), ZERO),
            self.currency,
            max(debt.late(self.today) for debt in debts),
            allowed,
            reason,
        )


def _documents(outcomes: Iterable[Outcome]) -> set[str]:
    return {document for each in outcomes for document in each.promise.documents}


def _days(days: int) -> Figure:
    return Figure(days, "days")
