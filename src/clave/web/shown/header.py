"""An account as every one of its pages begins: who it is, its state, and whether what is shown is old."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.http import Http404
from django.utils import timezone

from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.facts.book import Book
from clave.facts.customers import Card
from clave.selection.life import DECIDED, in_no_danger, is_member
from clave.store.account_facts import account_card
from clave.store.facts import book_of, outdated
from clave.store.fields import FIELDS, NOTHING, SCORE, Sight, reserved
from clave.store.models import PARTS, AccountLine, KeyStatus, MeasureLine, Ownership, SelectionLine, SelectionRun
from clave.store.ownership import LABELS, parts_of
from clave.store.queries import latest_run
from clave.store.status import status_of
from clave.web.initials import initials
from clave.web.shown.accounts import HEALTH
from clave.web.shown.selection import Badge, Head, Row, heads, row
from clave.web.shown.status import status_badge
from clave.web.words import told

GONE = _(
    "The invoices and receivables of this selection cannot be opened: {reason} The figures below are those kept with it."
)
OUTDATED = _(
    "There are newer facts than those of this selection: these figures are of {as_of}, until a new selection is made."
)


@dataclass(frozen=True)
class Account:
    """One customer in the latest run. `book` is None where its facts cannot be opened, and `old` says why; `sight` is
    what the reader may see. `gone` where that run does not have it: people decided or wrote about it, and no figure of it
    is known; `last` is then its line of the newest list that had it, if one did."""

    run: SelectionRun
    measured: MeasureLine
    line: SelectionLine | None
    heads: tuple[Head, ...]
    book: Book | None
    card: Card | None
    old: Text | None
    kept: AccountLine | None
    sight: Sight
    gone: bool = False
    last: SelectionLine | None = None

    @property
    def code(self) -> str:
        """As the invoices have it."""
        return self.measured.customer

    @property
    def loaded(self) -> frozenset[str] | None:
        """The tables that its facts hold; None where they cannot be opened."""
        return None if self.book is None else frozenset(self.book.sources)

    @property
    def scored(self) -> bool:
        """Whether the reader may see how it stands in the selection."""
        return self.sight.sees(SCORE, self.code)

    def reserved(self, key: str) -> Text | None:
        """What stands in the place of a sensitive field; None where the reader sees it."""
        return None if self.sight.sees(key, self.code) else reserved(FIELDS[key])

    @property
    def initials(self) -> str:
        """Two letters."""
        return initials(self.measured.name)

    @cached_property
    def row(self) -> Row | None:
        """Its line of the list; None where it is not active."""
        return row(self.line, self.heads) if self.line else None

    @cached_property
    def _stands(self) -> KeyStatus | None:
        return status_of(self.code)

    @property
    def status(self) -> Badge | None:
        """Where its status stands; None where it has none."""
        return status_badge(self._stands)

    @property
    def untold(self) -> bool:
        """Whether it was decided and its customer does not know it."""
        return self._stands is not None and self._stands.state == DECIDED

    @property
    def key_now(self) -> bool:
        """Whether it is a key account today."""
        return self._stands is not None and is_member(self._stands.state)

    @property
    def nominable(self) -> bool:
        """Whether somebody may nominate it."""
        return not self.gone and not (self._stands and in_no_danger(self._stands.state))

    @property
    def health(self) -> Badge | None:
        """How it is, as the list of accounts says it; an inactive one has its own badge."""
        return HEALTH.get(self.kept.health) if self.kept and self.kept.health != "inactive" else None  # type: ignore[call-overload]

    @property
    def because(self) -> list[str]:
        """Why it is so, the gravest first."""
        return [told(reason) for reason in self.kept.because] if self.kept else []

    @property
    def group(self) -> str:
        """The group it belongs to; empty where it belongs to none."""
        value = self.measured.values.get("group")
        return value if isinstance(value, str) else ""

    @cached_property
    def charge(self) -> list[tuple[Text, Ownership]]:
        """Who answers for it today: owner, substitute and sponsor, as far as it has them."""
        found = parts_of(self.code, timezone.localdate())
        return [(LABELS[part], found[part]) for part in PARTS if part in found]

    @property
    def place(self) -> list[str]:
        """City, country, sector and channel, as far as they are known."""
        found = [self.measured.values.get(key) for key in ("city", "country", "sector", "channel")]
        return [word for word in found if isinstance(word, str)]


def account_of(code: str, sight: Sight = NOTHING) -> Account:
    """The customer with that code in the latest run, or one that it lost and that somebody decided about or answers for;
    404 where nobody knows it. Nothing sensitive without a sight."""
    run = latest_run()
    if run is None:
        raise Http404
    known = MeasureLine.objects.filter(run=run, customer=code).first()
    if known is None:
        return _gone(run, code, sight)
    book, found, old = _facts(run, code)
    line = SelectionLine.objects.filter(run=run, customer=code).first()
    kept = AccountLine.objects.filter(run=run, customer=code).first()
    return Account(run, known, line, heads(run), book, found, old, kept, sight)


def _gone(run: SelectionRun, code: str, sight: Sight) -> Account:
    """Its figures are not known, which is not zero; what people said of it stays theirs to read."""
    status = status_of(code)
    if status is None and not Ownership.objects.filter(customer=code).exists():
        raise Http404
    last = (
        SelectionLine.objects.filter(customer=code).select_related("run").order_by("-run__created_at", "-run").first()
    )
    name = (status.name if status else "") or (last.name if last else code)
    nothing = MeasureLine(run=run, customer=code, name=name, money=None, values={})
    return Account(run, nothing, None, heads(run), None, None, None, None, sight, gone=True, last=last)


def day_of(text: Any) -> date | None:
    """A day as the run keeps it."""
    return date.fromisoformat(text) if text else None


def _facts(run: SelectionRun, code: str) -> tuple[Book | None, Card | None, Text | None]:
    """A page stands without its facts, and says so."""
    try:
        book = book_of(run.facts_version)
        found = account_card(book, code)
        old = outdated(run.facts_version)
    except ClaveError as error:
        return None, None, GONE.fill(reason=error.sentence())
    return book, found, OUTDATED.fill(as_of=Figure(run.as_of, "date")) if old else None
