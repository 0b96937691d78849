"""What else a person's calendar holds: reminders, plans, visits and services, days that were promised, deliveries. (C4, D4)

No figure is in it, and deliveries only where the person's role sees the dispatch of the day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, timedelta

from clave.base.words import Text, _, counted
from clave.operations.diary import Entry
from clave.operations.offsite import OPEN as HELD_SESSIONS
from clave.operations.special_services import OPEN as OPEN_SERVICES
from clave.store.models import (
    OWNER,
    SUBSTITUTE,
    AccountPlan,
    DispatchLine,
    DispatchPlan,
    EventAccount,
    ImprovementRequest,
    OffsiteSession,
    PaymentPromise,
    Person,
    PlanAction,
    Reminder,
    SpecialService,
)
from clave.store.models.plans import CONFIRMED
from clave.store.ownership import in_force
from clave.store.privileges import standing_conditions
from clave.store.roles import COMMITTEE, DISPATCH
from clave.store.touchpoints import customer_names

SEES_DISPATCH = COMMITTEE | {DISPATCH.key}
BACK = timedelta(days=31)
"""How long what is over stays in a calendar."""
WITH: Text = _("{name}: {what}")


def held_by(person: Person, today: date) -> frozenset[str]:
    """The accounts for which they answer, or stand in."""
    mine = in_force(today).filter(person=person, part__in=(OWNER, SUBSTITUTE))
    return frozenset(mine.values_list("customer", flat=True))


def more(person: Person, today: date, until: date) -> Iterator[Entry]:
    """All of it, up to a day."""
    mine = held_by(person, today)
    names = customer_names(mine)
    yield from _reminders(person, until)
    yield from _plans(person, mine, names, today, until)
    yield from _visits(person, mine, names, today, until)
    yield from _promised(mine, names, today, until)
    if person.role in SEES_DISPATCH:
        yield from _deliveries(mine, names, today, until)


def _reminders(person: Person, until: date) -> Iterator[Entry]:
    found = Reminder.objects.filter(account__person=person, done_at=None, due_on__lte=until).select_related("account")
    for row in found.order_by("due_on", "pk"):
        said = WITH.fill(name=row.account.name, what=row.text)
        yield Entry(f"reminder-{row.pk}", "reminder", row.due_on, said, "", "account", row.account.customer)


def _plans(person: Person, mine: Collection[str], names: dict[str, str], today: date, until: date) -> Iterator[Entry]:
    own = PlanAction.objects.filter(
        owner=person, state="open", removed_at=None, plan__closed_at=None, due_on__isnull=False, due_on__lte=until
    ).select_related("plan")  # fmt: skip
    others = customer_names({row.plan.customer for row in own} - set(mine))
    for row in own.order_by("due_on", "pk"):
        if row.due_on:
            name = names.get(row.plan.customer) or others.get(row.plan.customer, row.plan.customer)
            said = WITH.fill(name=name, what=row.text)
            yield Entry(f"plan-action-{row.pk}", "plan", row.due_on, said, "", "account_plan", row.plan.customer)
    for plan in AccountPlan.objects.filter(customer__in=mine, closed_at=None, next_review_on__range=(today, until)):
        if plan.next_review_on:
            said = WITH.fill(name=names.get(plan.customer, plan.customer), what=_("review of the plan"))
            yield Entry(f"plan-review-{plan.pk}", "plan", plan.next_review_on, said, "", "account_plan", plan.customer)


def _visits(person: Person, mine: Collection[str], names: dict[str, str], today: date, until: date) -> Iterator[Entry]:
    days = (today - BACK, until)
    for session in OffsiteSession.objects.filter(
        owner=person, stage__in=HELD_SESSIONS, removed_at=None, on__range=days
    ).order_by("on", "pk"):
        said = WITH.fill(name=session.name, what=session.purpose)
        yield Entry(
            f"offsite-{session.pk}", "visit", session.on, said, session.place, "account_offsites", session.customer
        )
    services = SpecialService.objects.filter(
        customer__in=mine, stage__in=OPEN_SERVICES, removed_at=None, needed_on__lte=until
    )
    for service in services.order_by("needed_on", "pk"):
        said = WITH.fill(name=service.name, what=service.what)
        yield Entry(f"service-{service.pk}", "visit", service.needed_on, said, "", "account_services", service.customer)
    taking = EventAccount.objects.filter(customer__in=mine, event__removed_at=None, event__starts_on__range=days)
    for one in taking.select_related("event").order_by("event__starts_on", "pk"):
        said = WITH.fill(name=names.get(one.customer, one.customer), what=one.event.title)
        yield Entry(f"event-{one.pk}", "visit", one.event.starts_on, said, one.event.place, "account", one.customer)


def _promised(mine: Collection[str], names: dict[str, str], today: date, until: date) -> Iterator[Entry]:
    def entry(key: str, day: date, what: Text, route: str, customer: str) -> Entry:
        said = WITH.fill(name=names.get(customer, customer), what=what)
        return Entry(key, "promise", day, said, "", route, customer)

    days = (today - BACK, until)
    for paid in PaymentPromise.objects.filter(customer__in=mine, withdrawn_at=None, until__range=days):
        yield entry(f"payment-{paid.pk}", paid.until, _("promised to pay"), "collection_account", paid.customer)
    asked = ImprovementRequest.objects.filter(
        customer__in=mine, removed_at=None, closed_on=None, promised__isnull=False, promised__lte=until
    )
    for request in asked:
        if request.promised:
            what = _("answer of the laboratory: {title}").fill(title=request.title)
            yield entry(f"answer-{request.pk}", request.promised, what, "account", request.customer)
    for condition in standing_conditions().filter(customer__in=mine, until__range=(today, until)):
        if condition.until:
            what = _("a preferential condition ends")
            yield entry(f"condition-{condition.pk}", condition.until, what, "account", condition.customer)


def _deliveries(mine: Collection[str], names: dict[str, str], today: date, until: date) -> Iterator[Entry]:
    """By order, on the day on which its last part is promised by the newest confirmed plan."""
    plan = DispatchPlan.objects.filter(state=CONFIRMED).order_by("-day", "-pk").values("pk")[:1]
    lines = DispatchLine.objects.filter(plan=plan, customer__in=mine, promise__range=(today - BACK, until))
    days: dict[tuple[str, str], list[date]] = defaultdict(list)
    for customer, order, promise in lines.values_list("customer", "order", "promise"):
        if promise:
            days[customer, order].append(promise)
    for (customer, order), promised in sorted(days.items()):
        what = counted("order {order} leaves, {n} line", "order {order} leaves, {n} lines", len(promised)).fill(
            order=order
        )
        said = WITH.fill(name=names.get(customer, customer), what=what)
        yield Entry(f"delivery-{order}", "delivery", max(promised), said, "", "account", customer)
