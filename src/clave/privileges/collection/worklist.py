"""The worklist of collection: whom to ask for what today, by route, in order, and why; what must wait says for what (G6)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from operator import attrgetter
from typing import Literal, TypeVar

from clave.base.figures import Figure
from clave.base.words import Joined, Text, _, counted, joined
from clave.policy.limits import Limits
from clave.privileges.collection.debts import ZERO, Debt
from clave.privileges.collection.hours import Contact
from clave.privileges.collection.promises import Outcome, Promise, outcome
from clave.privileges.collection.routes import Route

About = TypeVar("About", Debt, Contact, Promise, "Dispute")
Code = Literal["broken", "dispute", "late", "coming", "promised", "asked", "quiet"]
ORDER: tuple[Code, ...] = ("dispute", "broken", "late", "coming", "promised", "asked", "quiet")
_PLACE = {code: place for place, code in enumerate(ORDER)}
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


@dataclass(frozen=True, slots=True)
class Task:
    """One thing about one account in one currency: for whom it is (`by`), what it is, the debts it is about, their balance,
    how late the oldest is, and why it is here. When it may be done is asked of the clock of now (`hours.when`)."""

    customer: str
    name: str | None
    by: str
    code: Code
    route: Route
    debts: tuple[Debt, ...]
    balance: Decimal
    currency: str
    oldest: int
    reason: Text | Joined
    rank: tuple[object, ...] = field(init=False, repr=False, compare=False)
    """Where it stands among others: kept, so that twenty thousand are ordered in a moment."""

    def __post_init__(self) -> None:
        place = (_PLACE[self.code], -self.oldest, -self.balance, self.customer, self.currency)
        object.__setattr__(self, "rank", place)

    @property
    def to_do(self) -> bool:
        """Whether somebody has to do something about it; the others wait."""
        return self.code in DOING


def worklist(asked: Asked, limits: Limits) -> tuple[Task, ...]:
    """Every account with something due or coming, what has to be done first: disputes to answer, broken promises, what is
    late by days and money, what is about to fall due; then what waits."""
    debts, notes = _by_customer(asked.debts), _Notes(asked, limits)
    return in_order(
        task
        for customer, owed in debts.items()
        for currency, open_ones in _open(owed).items()
        for task in _Account(notes, customer, currency, owed).tasks(open_ones)
    )


def in_order(tasks: Iterable[Task]) -> tuple[Task, ...]:
    """Tasks as they have to be done."""
    return tuple(sorted(tasks, key=attrgetter("rank")))


def by_person(tasks: Iterable[Task]) -> Mapping[str, tuple[Task, ...]]:
    """The worklist of each person, in order; "" = the collections department."""
    lists: dict[str, list[Task]] = {}
    for task in tasks:
        lists.setdefault(task.by, []).append(task)
    return {name: tuple(lists[name]) for name in sorted(lists)}


def _by_customer(rows: Iterable[About]) -> dict[str, list[About]]:
    found: dict[str, list[About]] = {}
    for row in rows:
        found.setdefault(row.customer, []).append(row)
    return found


def _open(debts: Iterable[Debt]) -> dict[str, list[Debt]]:
    """What is still to be paid, by currency."""
    found: dict[str, list[Debt]] = {}
    for debt in debts:
        if debt.balance > 0:
            found.setdefault(debt.currency, []).append(debt)
    return found


class _Notes:
    """What a worklist is made of, by customer: each account looks at its own alone."""

    def __init__(self, asked: Asked, limits: Limits) -> None:
        self.today, self.route, self.limits = asked.now.date(), asked.route, limits
        self.promises = _by_customer(asked.promises)
        self.disputes, self.contacts = _by_customer(asked.disputes), _by_customer(asked.contacts)
        self.late: dict[tuple[object, ...], Text | Joined] = {}

    def late_words(self, many: int, oldest: int, last: date | None, automatic: bool) -> Text | Joined:
        """Why late documents are asked for; many accounts share the sentence."""
        key = (many, oldest, last, automatic)
        if key not in self.late:
            self.late[key] = _late_words(*key)
        return self.late[key]


def _late_words(many: int, oldest: int, last: date | None, automatic: bool) -> Text | Joined:
    text = counted("{n} document late, the oldest by {oldest}.", "{n} documents late, the oldest by {oldest}.", many)
    said: list[Text] = [text.fill(oldest=Figure(oldest, "age"))]
    if last is not None:
        said.append(_("Last asked on {last}.").fill(last=Figure(last, "date")))
    if not automatic:
        said.append(_("No dunning letter goes: it is asked in person."))
    return joined(said, " ")


class _Account:
    """One account in one currency; `owed` = all its debts, paid ones too."""

    def __init__(self, notes: _Notes, customer: str, currency: str, owed: Sequence[Debt]) -> None:
        self.notes, self.customer, self.currency, self.today = notes, customer, currency, notes.today
        self.route = notes.route(customer)
        self.contacts: Sequence[Contact] = notes.contacts.get(customer, ())
        self.disputed = {each.document: each for each in notes.disputes.get(customer, ())}
        self.outcomes = [
            outcome(promise, owed, notes.today, notes.limits) for promise in notes.promises.get(customer, ())
        ]

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
            return self._task("quiet", late, text.fill(oldest=Figure(oldest, "age"), first=_days(self.route.first)))
        last = max((contact.at.date() for contact in self.contacts), default=None)
        if last is not None and (self.today - last).days < self.route.again:
            text = _("Asked on {last}: the route asks again after {again}.")
            return self._task("asked", late, text.fill(last=Figure(last, "date"), again=_days(self.route.again)))
        return self._task("late", late, self.notes.late_words(len(late), oldest, last, self.route.automatic))

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
            reason,
        )


def _documents(outcomes: Iterable[Outcome]) -> set[str]:
    return {document for each in outcomes for document in each.promise.documents}


def _days(days: int) -> Figure:
    return Figure(days, "days")
