"""Reading alerts: what stands today and whose it is, what was there before, how often it was a false alarm."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count as Counted
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from clave.base.folding import folded
from clave.operations.alerts.before import Earlier
from clave.operations.alerts.shape import KINDS
from clave.store.models import OWNER, SUBSTITUTE, AlertRun, Ownership, Person, RaisedAlert
from clave.store.ownership import in_force

OPEN, SNOOZED, FALSE, ENDED = "abiertas", "pospuestas", "falsas", "terminadas"
PRESSING = tuple(key for key, kind in KINDS.items() if kind.tone != "info")
"""Kinds that wait for an act today."""
STATES = (OPEN, SNOOZED, FALSE, ENDED)
ORDERS = {
    "urgencia": ("urgency", "-money"), "dinero": ("-money", "urgency"), "cuenta": ("name", "urgency"),
    "desde": ("first_day", "urgency"),
}  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """Which alerts: in which state (`STATES`), of a kind, of a customer, with words in the name, of whom, in which order."""

    state: str = OPEN
    kind: str = ""
    customer: str = ""
    text: str = ""
    whose: Person | None = None
    order: str = "urgencia"


@dataclass(frozen=True)
class Rate:
    """Of one kind: how many were ever raised, how many ended, and how many were marked as a false alarm."""

    kind: str
    raised: int
    ended: int
    false: int

    @property
    def judged(self) -> int:
        """Those of which it is known what became of them."""
        return self.ended + self.false


def newest_alerts() -> AlertRun | None:
    """The last search; None before the first."""
    return AlertRun.objects.order_by("-pk").first()


def in_state(state: str, today: date) -> Q:
    """Which alerts are in a state on a day: one that was put off is open again the day after."""
    put_off = Q(snoozed_until__gte=today)
    return {
        OPEN: Q(ended_on=None, false_at=None) & (Q(snoozed_until=None) | ~put_off),
        SNOOZED: Q(ended_on=None, false_at=None) & put_off,
        FALSE: Q(false_at__isnull=False),
        ENDED: Q(ended_on__isnull=False, false_at=None),
    }[state]


def of_person(person: Person, today: date) -> Q:
    """Whose alerts: what was given to them; what was given to nobody, of the accounts they own, and of those they
    substitute that nobody owns."""
    parts = in_force(today).filter(customer=OuterRef("customer"))
    own = Exists(parts.filter(part=OWNER, person=person))
    stands_in = Exists(parts.filter(part=SUBSTITUTE, person=person)) & ~Exists(parts.filter(part=OWNER))
    return Q(assigned=person) | Q(assigned=None) & (Q(own) | Q(stands_in))


def alerts(wanted: Wanted, today: date) -> QuerySet[RaisedAlert]:
    """The alerts asked for, in the order asked for; those without money last."""
    found = RaisedAlert.objects.filter(in_state(wanted.state, today)).select_related(
        "assigned", "snoozed_by", "false_by"
    )
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.customer:
        found = found.filter(customer=wanted.customer)
    if wanted.whose:
        found = found.filter(of_person(wanted.whose, today))
    for word in wanted.text.split():
        found = found.filter(name__icontains=word)
    order = [F("money").desc(nulls_last=True) if one == "-money" else F(one).asc() for one in ORDERS[wanted.order]]
    return found.order_by(*order, "customer", "pk")


def waiting(person: Person, today: date) -> int:
    """How many alerts press somebody today: one count, for the menu. What only informs is not in it."""
    return RaisedAlert.objects.filter(in_state(OPEN, today), of_person(person, today), kind__in=PRESSING).count()


def earlier(rows: Iterable[RaisedAlert]) -> dict[int, Earlier]:
    """The last time of each alert: the one of its kind, account and matter that ended last. One query."""
    asked = list(rows)
    before = RaisedAlert.objects.filter(ended_on__isnull=False, customer__in={row.customer for row in asked})
    last: dict[tuple[str, str, str], RaisedAlert] = {}
    for former in before.order_by("ended_on", "pk"):
        last[former.kind, former.customer, former.matter] = former
    found = {}
    for row in asked:
        one = last.get((row.kind, row.customer, row.matter))
        if one and one.pk != row.pk and one.ended_on and one.ended_on <= row.first_day:
            ending = "false" if one.false_at else "over"
            found[row.pk] = Earlier(one.first_day, one.ended_on, ending, one.false_reason)  # type: ignore[arg-type]
    return found


def rates() -> list[Rate]:
    """How many of each kind were raised, ended and false, the most urgent kind first; kinds never raised are not in it."""
    rows = RaisedAlert.objects.order_by().values_list("kind").annotate(
        raised=Counted("pk"),
        ended=Counted("pk", filter=Q(ended_on__isnull=False, false_at=None)),
        false=Counted("pk", filter=Q(false_at__isnull=False)),
    )  # fmt: skip
    return sorted((Rate(*row) for row in rows), key=lambda one: KINDS[one.kind].urgency)


def takers(customer: str, today: date) -> list[Person]:
    """To whom an alert can be given: who answers for the account, the owner first."""
    parts: list[Ownership] = list(
        in_force(today).filter(customer=customer, part__in=(OWNER, SUBSTITUTE)).select_related("person")
    )
    return [one.person for one in sorted(parts, key=lambda one: (one.part != OWNER, folded(one.person.name)))]
