"""One account on one day, read piece by piece as the sections of a dossier ask for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.facts.book import Book
from clave.facts.customers import Card, card
from clave.measures.account import Family, Month, Payments, families, months, opened, payments
from clave.store.facts import book_of
from clave.store.models import AccountLine, SelectionLine, SelectionRun
from clave.store.policy import policy_in_force
from clave.store.queries import latest_run


@dataclass(frozen=True)
class Facts:
    """What the invoices of one customer say; nothing where they cannot be opened, and `why` says it."""

    months: tuple[Month, ...] = ()
    families: tuple[Family, ...] = ()
    payments: Payments = field(default_factory=Payments)
    card: Card | None = None
    why: Text | None = None


@dataclass
class About:
    """One account on one day, read as the sections ask for it."""

    customer: str
    day: date

    @cached_property
    def run(self) -> SelectionRun | None:
        """The latest list."""
        return latest_run()

    @cached_property
    def line(self) -> SelectionLine | None:
        """Its line of that list; None where it is not active."""
        return SelectionLine.objects.filter(run=self.run, customer=self.customer).first()

    @cached_property
    def account(self) -> AccountLine | None:
        """Its line among all accounts."""
        return AccountLine.objects.filter(run=self.run, customer=self.customer).first()

    @property
    def currency(self) -> str:
        """Of the company."""
        return self.run.currency if self.run else ""

    def money(self, value: float | None) -> Figure:
        """An amount in it."""
        return Figure(value, "money", self.currency)

    @cached_property
    def facts(self) -> Facts:
        """Its invoices, receivables and card, in one reading."""
        if self.run is None:
            return Facts()
        try:
            return _facts(book_of(self.run.facts_version), self.run, self.customer)
        except ClaveError as error:
            return Facts(why=_("The facts cannot be opened: {reason}").fill(reason=error.sentence()))

    @cached_property
    def book(self) -> Book | None:
        """The book of the latest list; None where it cannot be opened."""
        try:
            return book_of(self.run.facts_version) if self.run else None
        except ClaveError:
            return None


def _facts(book: Book, run: SelectionRun, customer: str) -> Facts:
    first = run.facts.get("first_day")
    begin = date.fromisoformat(first) if first else None
    with opened(book, policy_in_force().at(run.as_of), run.as_of, customer) as frame:
        return Facts(months(frame, begin), families(frame), payments(frame), card(book, customer))
