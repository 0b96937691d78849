"""Reading reports of consumption: every key account with the state of its period, one report, who of the customer may read
it. (G10)"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, QuerySet
from django.utils import timezone

from clave.base.errors import ClaveError
from clave.base.folding import folded
from clave.base.period import months_before
from clave.base.words import LANGUAGES, Text, _, counted
from clave.facts.book import Book
from clave.measures.consumed import newest_invoice
from clave.operations.portal.rights import RIGHTS
from clave.policy import declared
from clave.policy.limits import Limits
from clave.privileges.catalogue.grants import Held
from clave.privileges.ledger.seen import Happened
from clave.report.consumption.period import Period, Span, last_ended, usable
from clave.selection.life import DECIDED
from clave.store.models import (
    Announcement,
    Company,
    ConsumptionReport,
    Contact,
    Person,
    ReportChoice,
    ReportSending,
    Visitor,
)
from clave.store.models.reports import APPROVED, PREPARED, SEEN, SENT
from clave.store.ownership import owners
from clave.store.portal import open_visitors
from clave.store.privileges import held_by_all
from clave.store.status import key_accounts

PRIVILEGE, RIGHT = "report", "consumption"
NONE = "none"
"""The state of an account whose period has no report."""
STATES: Mapping[str, Text] = {
    NONE: _("to prepare"),
    PREPARED: _("prepared"),
    APPROVED: _("approved"),
    SENT: _("sent, not seen yet"),
    SEEN: _("seen"),
}
"""How far the report of a period came, in the order in which it goes."""
ORDERS = ("customer", "state", "period", "owner", "sent")
MOST_PERIODS = 6
"""Periods that can be looked back at."""
assert RIGHT in RIGHTS


@dataclass(frozen=True)
class Row:
    """A key account in the list: its period, the report of it (None = none yet), who answers for it, whether it was told that
    it is key, and how many of its people may read a report."""

    customer: str
    name: str
    period: Period
    report: ConsumptionReport | None
    owner: Person | None
    told: bool
    readers: int
    granted: bool

    @property
    def state(self) -> str:
        """A key of `STATES`."""
        return self.report.state if self.report else NONE


@dataclass(frozen=True)
class Wanted:
    """Which rows: words, a state, who answers (a number, or «0» for nobody); `only` those that were sent and never seen, or of
    mine; in which order."""

    text: str = ""
    state: str = ""
    kam: str = ""
    only: str = ""
    order: str = ""

    @property
    def plain(self) -> bool:
        """Nothing filtered."""
        return Wanted(order=self.order) == self


def day_of(back: int, today: date, months: int) -> date:
    """A day by which the period so many periods before the last one had just ended."""
    return months_before(today, back * months)


def periods_of(customers: Iterable[str], day: date, limits: Limits) -> dict[str, Period]:
    """The period that ended last before `day`, of each of these accounts: half-yearly, or as often as its grant says."""
    held, begins = held_by_all(day), limits[declared.report_begins]
    usual = limits[declared.report_months]
    return {code: last_ended(day, usable(_months(held.get(code, ()), usual)), begins) for code in customers}


def _months(held: Sequence[Held], usual: int) -> float:
    given = next((one.grant.parameters.get("months") for one in held if one.privilege.key == PRIVILEGE), None)
    return usual if given is None else given


def listed(day: date, today: date, limits: Limits) -> list[Row]:
    """Every key account with the report of its period that ended last before `day`; by name."""
    statuses = key_accounts()
    codes = [one.customer for one in statuses]
    periods, held = periods_of(codes, day, limits), held_by_all(today)
    reports = {
        (one.customer, one.last): one
        for one in standing().filter(customer__in=codes, last__in={period.last for period in periods.values()})
    }
    who, readers = owners(today, codes), readers_by_account(today)
    return [
        Row(
            one.customer, one.name or one.customer, periods[one.customer],
            reports.get((one.customer, periods[one.customer].last)), who.get(one.customer), one.state != DECIDED,
            readers.get(one.customer, 0), any(has.privilege.key == PRIVILEGE for has in held.get(one.customer, ())),
        )
        for one in statuses
    ]  # fmt: skip


def among(every: Iterable[Row], wanted: Wanted, mine: Collection[str]) -> list[Row]:
    """Those that were asked for, in the order asked for."""
    words = folded(wanted.text).split()
    found = [
        one
        for one in every
        if (not wanted.state or one.state == wanted.state)
        and (not wanted.kam or str(one.owner.pk if one.owner else 0) == wanted.kam)
        and all(word in folded(f"{one.name} {one.customer}") for word in words)
        and _only(one, wanted.only, mine)
    ]
    column = wanted.order.removeprefix("-")
    if column not in ORDERS:
        return found
    return sorted(found, key=lambda one: _key(one, column), reverse=wanted.order.startswith("-"))


def _only(one: Row, only: str, mine: Collection[str]) -> bool:
    if only == "mias":
        return one.customer in mine
    return one.state == SENT if only == "sin-ver" else True


def _key(one: Row, column: str) -> tuple[object, ...]:
    name = folded(one.name)
    if column == "state":
        return list(STATES).index(one.state), name
    if column == "period":
        return one.period.last, name
    if column == "owner":
        return one.owner is None, folded(one.owner.name) if one.owner else "", name
    if column == "sent":
        sent = one.report.sent_at if one.report else None
        return sent is None, sent.timestamp() if sent else 0.0, name
    return (name,)


def standing() -> QuerySet[ConsumptionReport]:
    """Reports that were not withdrawn, without their papers."""
    return light().filter(withdrawn_at=None)


def light() -> QuerySet[ConsumptionReport]:
    """Every report without its paper and what it says."""
    return ConsumptionReport.objects.select_related("prepared_by", "approved_by", "sent_by", "seen_by").defer(
        "pdf", "content"
    )


def of_account(customer: str) -> list[ConsumptionReport]:
    """The reports of an account, withdrawn ones too; the newest period first."""
    return list(light().filter(customer=customer).order_by("-last", "-pk"))


def for_customer(customer: str) -> QuerySet[ConsumptionReport]:
    """What the customer may read in the portal: what was sent to them and not withdrawn; the newest first."""
    return standing().filter(customer=customer, state__in=(SENT, SEEN)).order_by("-last")


def sendings_of(report: ConsumptionReport) -> list[ReportSending]:
    """To whom it was sent, the newest first."""
    return list(report.sendings.select_related("contact", "mail", "by").order_by("-at", "-pk"))


def readers_of(customer: str, today: date) -> list[Visitor]:
    """The people of the customer who may read it in the portal and have an address to be written to."""
    found = open_visitors(today).filter(customer=customer).exclude(contact__email="")
    return [one for one in found.order_by("contact__name", "pk") if one.may(RIGHT)]


def readers_by_account(today: date) -> dict[str, int]:
    """How many of each account may read a report."""
    found: dict[str, int] = {}
    for one in open_visitors(today).exclude(contact__email=""):
        if one.may(RIGHT):
            found[one.customer] = found.get(one.customer, 0) + 1
    return found


def choice_of(customer: str) -> ReportChoice | None:
    """How the account wants its reports; None where nobody said."""
    return ReportChoice.objects.filter(customer=customer).first()


def languages_of(customers: Collection[str]) -> dict[str, str]:
    """The language of each account: as chosen for its reports, that of its last announcement, that of most of its people, that of
    the company."""
    usual = Company.objects.order_by("id").values_list("language", flat=True).first() or "es"
    found = dict.fromkeys(customers, usual)
    people = Contact.objects.filter(customer__in=customers, removed_at=None, left_on=None, erased_at=None)
    for code, language, _n in (
        people.values_list("customer", "language").annotate(n=Count("pk")).order_by("n", "-language")
    ):
        if language[:2] in LANGUAGES:
            found[code] = language[:2]
    for code, language in (
        Announcement.objects.filter(customer__in=customers).order_by("pk").values_list("customer", "language")
    ):
        found[code] = language
    for one in ReportChoice.objects.filter(customer__in=customers).exclude(language=""):
        found[one.customer] = one.language
    return found


def hindrance(book: Book, period: Period, limits: Limits) -> Text | None:
    """Why a report of this period would tell too little: the facts end before it does. None where they reach."""
    last = newest_invoice(book, period.last)
    gap = timedelta(days=limits[declared.report_gap])
    if last is not None and last >= period.last - gap:
        return None
    if last is None:
        return _("There is no invoice up to the end of {span}.").fill(span=Span(period.first, period.last))
    return _("The invoices end on {day}, before {span} does: load the newer ones first.").fill(
        day=_day(last), span=Span(period.first, period.last)
    )


def _day(day: date) -> Text:
    return Text("{day}").fill(day=f"{day:%d/%m/%Y}")


def delivered(until: date) -> list[Happened]:
    """The reports that were delivered, as the ledger of promises reads them."""
    sent = ConsumptionReport.objects.filter(sent_at__isnull=False, withdrawn_at=None)
    return [
        Happened(one.customer, PRIVILEGE, one.label, one.last, timezone.localdate(one.sent_at))
        for one in sent.only("customer", "label", "last", "sent_at")
        if one.sent_at and timezone.localdate(one.sent_at) <= until
    ]


def first_report() -> date | None:
    """Since when reports are kept here; None before the first one."""
    first = ConsumptionReport.objects.order_by("prepared_at").values_list("prepared_at", flat=True).first()
    return timezone.localdate(first) if first else None


def counts(every: Iterable[Row]) -> dict[str, int]:
    """How many rows are in each state."""
    found = dict.fromkeys(STATES, 0)
    for one in every:
        found[one.state] += 1
    return found


def wait_over(period: Period, today: date, limits: Limits) -> bool:
    """Whether enough days passed since the period ended for its last invoices to have come."""
    return today > period.last + timedelta(days=limits[declared.report_wait])


def report_of(number: int) -> ConsumptionReport | None:
    """One report with what it says, its paper aside."""
    found = ConsumptionReport.objects.select_related("prepared_by", "approved_by", "sent_by", "seen_by", "withdrawn_by")
    return found.defer("pdf").filter(pk=number).first()


def refused_facts(error: ClaveError) -> Text:
    """Facts that cannot be read, as a sentence."""
    return _("The facts cannot be opened: {reason}").fill(reason=error.sentence())


def said_count(number: int) -> Text:
    """`12 reports`."""
    return counted("{n} report", "{n} reports", number)
