"""What is known of an account, section by section: the dossier of a handover. A later part of clave adds its own section
to `SECTIONS`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import Text, _, recalled
from clave.facts.book import Book
from clave.facts.customers import Card, card
from clave.measures.account import Family, Month, Payments, families, months, opened, payments
from clave.report.dossier import Said, Section
from clave.selection.life import STATES
from clave.store.delegations import touching
from clave.store.facts import book_of
from clave.store.models import AccountLine, MeasureLine, SelectionLine, SelectionRun, StatusChange
from clave.store.ownership import LABELS, history_of
from clave.store.policy import policy_in_force
from clave.store.queries import latest_run
from clave.store.roles import ROLES

YEAR, QUARTER = 12, 3
LATE, REASONS, FAMILIES = 8, 12, 15


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


def _facts(book: Book, run: SelectionRun, customer: str) -> Facts:
    first = run.facts.get("first_day")
    begin = date.fromisoformat(first) if first else None
    with opened(book, policy_in_force().at(run.as_of), run.as_of, customer) as frame:
        return Facts(months(frame, begin), families(frame), payments(frame), card(book, customer))


def who(about: About) -> Section:
    """Where it is, what it does, to which group it belongs, its health."""
    found, account = about.facts.card, about.account
    pairs: list[tuple[Said, Said | None]] = [
        (_("Code"), about.customer),
        (_("Tax id"), found.tax_id if found else None),
        (_("City"), account.city if account else None),
        (_("Sector"), account.sector if account else None),
        (_("Channel"), account.channel if account else None),
        (_("Group"), account.group if account else None),
        (_("Terms"), Figure(found.terms_days, "days") if found and found.terms_days is not None else None),
        (_("Purchases, 12 months"), about.money(account.money) if account and account.money is not None else None),
    ]
    says = tuple(recalled(text) for text in account.because) if account else ()
    return Section("who", _("Who they are"), says, tuple((label, said) for label, said in pairs if said))


def reasons(about: About) -> Section:
    """Why it is or is not a key account: its place, how sure, the categories, and each reason in words."""
    line, run = about.line, about.run
    empty = _("It bought nothing in the last twelve months: it has no place in the selection.")
    if line is None or run is None:
        return Section("why", _("Why they are key"), empty=empty)
    labels = {criterion["key"]: recalled(criterion["label"]) for criterion in run.criteria}
    pairs: list[tuple[Said, Said]] = [
        (_("Place in the selection"), Figure(line.rank, "count")),
        (_("How sure"), Figure(line.sure, "share")),
        *((_("Category"), labels[key]) for key in line.categories if key in labels),
    ]
    says = tuple(recalled(reason) for reason in line.why[:REASONS])
    return Section("why", _("Why they are key"), says, tuple(pairs), empty=empty)


def three_years(about: About) -> Section:
    """Money by quarter, the latest year first."""
    bought = about.facts.months
    heads: tuple[Said, ...] = (
        _("Twelve months up to"), _("First quarter"), _("Second quarter"), _("Third quarter"), _("Fourth quarter"),
        _("Year"),
    )  # fmt: skip
    years = [bought[at : at + YEAR] for at in range(len(bought) - YEAR, -1, -YEAR)]
    rows = tuple(tuple(_year(about, months_)) for months_ in years if any(month.known for month in months_))
    return Section("money", _("Three years of purchases"), heads=heads if rows else (), rows=rows, empty=_why(about))


def _year(about: About, found: tuple[Month, ...]) -> Iterator[Said]:
    yield f"{found[-1].year}-{found[-1].month:02}"
    for at in range(0, YEAR, QUARTER):
        yield about.money(sum(month.money for month in found[at : at + QUARTER]))
    yield about.money(sum(month.money for month in found))


def pays(about: About) -> Section:
    """How it pays: the year in figures, and what was or is late."""
    found = about.facts.payments
    title, empty = _("How they pay"), about.facts.why or _("Nothing fell due in the last twelve months.")
    if not found.debts:
        return Section("pays", title, empty=empty)
    pairs: tuple[tuple[Said, Said], ...] = (
        (_("Fell due, 12 months"), about.money(found.due)),
        (_("Paid within terms"), Figure(found.within, "share")),
        (_("Days beyond terms"), Figure(found.days_beyond, "days")),
        (_("Documents late"), Figure(len(found.late), "count")),
    )
    heads: tuple[Said, ...] = (_("Document"), _("Due"), _("Days late"), _("Amount"), _("State"))
    rows = tuple(
        (debt.document, Figure(debt.due_date, "date"), Figure(debt.days, "count"), about.money(debt.amount),
         _("open") if debt.open else _("paid"))
        for debt in found.late[:LATE]
    )  # fmt: skip
    return Section("pays", title, (), pairs, heads if rows else (), rows)


def bought(about: About) -> Section:
    """Families of the year and of before, those that stopped first."""
    found = sorted(about.facts.families, key=lambda family: not family.lost)[:FAMILIES]
    heads: tuple[Said, ...] = (
        _("Family"), _("12 months"), _("Year before"), _("Last purchase"), _("State"),
    )  # fmt: skip
    rows = tuple(
        (family.name or _("no family"), about.money(family.money), about.money(family.before),
         Figure(family.last_date, "date"), _("stopped") if family.lost else "")
        for family in found
    )  # fmt: skip
    return Section(
        "families", _("What they buy, and what stopped"), heads=heads if rows else (), rows=rows, empty=_why(about)
    )


def judged(about: About) -> Section:
    """What people judged of it: each judged criterion in words."""
    line, run = about.line, about.run
    says: list[Said] = []
    for criterion in run.criteria if run and line else ():
        cell = line.criteria.get(criterion["key"]) if line and criterion["judged"] else None
        if cell and cell["verdict"] != "unknown":
            says.append(
                _("{criterion}: {because}").fill(
                    criterion=recalled(criterion["label"]), because=recalled(cell["because"])
                )
            )
    return Section("ratings", _("What was judged"), tuple(says), empty=_("Nobody has rated it yet."))


def life(about: About) -> Section:
    """Every step of its status, the latest first."""
    steps = StatusChange.objects.filter(customer=about.customer).select_related("by").order_by("-effective_on", "-id")
    none = _("no status")
    rows = tuple(
        (Figure(step.effective_on, "date"), STATES[step.after].label if step.after in STATES else none, step.reason,
         step.by.name if step.by else "clave")
        for step in steps
    )  # fmt: skip
    heads: tuple[Said, ...] = (_("From"), _("Status"), _("Reason"), _("Who"))
    return Section(
        "status", _("Life of its status"), heads=heads if rows else (), rows=rows, empty=_("It never had one.")
    )


def charge(about: About) -> Section:
    """Who had which part of it, the latest first."""
    heads: tuple[Said, ...] = (_("Part"), _("Person"), _("From"), _("Until"), _("Value of their own"))
    rows = tuple(
        (LABELS[one.part], one.person.name, Figure(one.starts_on, "date"),
         Figure(one.ends_on, "date") if one.ends_on else _("today"), one.value)
        for one in history_of(about.customer) if one.ends_on != one.starts_on
    )  # fmt: skip
    return Section("people", _("Who answered for it"), heads=heads if rows else (), rows=rows, empty=_("Nobody yet."))


def delegated(about: About) -> Section:
    """The delegations that are for it."""
    heads: tuple[Said, ...] = (_("Person"), _("Department"), _("What for"), _("Until"))
    rows = tuple(
        (one.person.name, ROLES[one.department].label, one.purpose, Figure(one.ends_on, "date"))
        for one in touching(about.customer, about.day)
    )
    return Section(
        "delegations", _("Delegations"), heads=heads if rows else (), rows=rows, empty=_("None is in force.")
    )


def _why(about: About) -> Text:
    return about.facts.why or _("No invoice of the last three years.")


SECTIONS: tuple[Callable[[About], Section], ...] = (
    who, reasons, three_years, pays, bought, judged, life, charge, delegated,
)  # fmt: skip
"""In the order in which they are read."""


def dossier_of(customer: str, day: date) -> list[Section]:
    """Everything that is known of an account today."""
    about = About(customer, day)
    return [section(about) for section in SECTIONS]


def name_of(customer: str) -> str | None:
    """What the latest list calls a customer; None where it does not know it."""
    run = latest_run()
    found = (
        MeasureLine.objects.filter(run=run, customer=customer).values_list("name", flat=True).first() if run else None
    )
    return found or (customer if found == "" else None)
