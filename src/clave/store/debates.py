"""Reading debates: what is in force in each, who gave which order, who may see the others', and what every order does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Count, QuerySet

from clave.policy.draft import draft_of, encoded
from clave.policy.kinds import DECLARED
from clave.policy.limits import Limits
from clave.selection.agreement import Agreement, agreement
from clave.selection.consensus import Borda, Kemeny, borda, kemeny
from clave.selection.ordering import asked
from clave.store.committee import last_committee
from clave.store.models import Debate, DebateOrder, Person, WhatIf
from clave.store.policy import policy_in_force
from clave.store.roles import COMMITTEE

DEBATERS = COMMITTEE
"""The roles that see the selection, and can therefore be asked how it should be made."""
BEFORE, BORDA, KEMENY = "before", "borda", "kemeny"


def order_in_force(limits: Limits) -> tuple[str, ...]:
    """The order that is in force: policy's, or the one its typed weights say."""
    return asked(limits, None)[0]


def words_of(limits: Limits) -> list[list[str]]:
    """Every value, set or not, as addresses carry it."""
    return [[key, encoded(value, limits[value])] for key, value in DECLARED.items()]


def limits_of(debate: Debate, words: Iterable[Sequence[str]] = ()) -> Limits:
    """The policy as it was when a debate opened, with the values of a what-if; what clave did not know then is as now."""
    found = draft_of((key, text) for key, text in (*debate.policy, *words)).changes
    return policy_in_force().at(debate.run.as_of).reform({DECLARED[key]: value for key, value in found.items()})


def debates() -> QuerySet[Debate]:
    """Every debate, the newest first, with how many were `asked` and how many `answered`."""
    return (
        Debate.objects.select_related("run", "opened_by", "chosen_by")
        .annotate(asked=Count("participants", distinct=True), answered=Count("orders__person", distinct=True))
        .order_by("-opened_at", "-pk")
    )


def undecided() -> Debate | None:
    """The latest debate in which no order was chosen yet."""
    return Debate.objects.filter(chosen_at=None).order_by("-opened_at", "-pk").first()


def debaters() -> QuerySet[Person]:
    """Who can be invited."""
    return Person.objects.filter(is_active=True, role__in=DEBATERS).order_by("name", "pk")


def usual_debaters() -> list[int]:
    """Who is invited unless somebody chooses otherwise: those of the last debate, else the last committee, else nobody."""
    last = debates().first()
    people = [one.person_id for one in last.participants.all()] if last else last_committee()
    return list(debaters().filter(pk__in=people).values_list("pk", flat=True))


@dataclass(frozen=True)
class Answers:
    """What a debate knows: who was asked, in order of name, and the order of each who answered, by person."""

    debate: Debate
    people: tuple[Person, ...]
    orders: Mapping[int, DebateOrder]
    history: Mapping[int, int]
    what_ifs: tuple[WhatIf, ...]

    @cached_property
    def answered(self) -> tuple[Person, ...]:
        """Those who gave an order."""
        return tuple(person for person in self.people if person.pk in self.orders)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The criteria of the debate, in the order before it."""
        return tuple(self.debate.criteria)

    @cached_property
    def given(self) -> tuple[tuple[str, ...], ...]:
        """The orders, as those who answered stand."""
        return tuple(tuple(self.orders[person.pk].order) for person in self.answered)

    @cached_property
    def agreement(self) -> Agreement | None:
        """How far they agree; None with fewer than two."""
        return agreement(self.given, limits_of(self.debate))

    @cached_property
    def borda(self) -> Borda | None:
        """The order by places; None while nobody answered."""
        return borda(self.given, self.keys) if self.given else None

    @cached_property
    def kemeny(self) -> Kemeny | None:
        """The order by pairs; None while nobody answered."""
        return kemeny(self.given, self.borda.order) if self.borda else None

    def order_of(self, whose: str) -> tuple[str, ...] | None:
        """The order that a key names: a person's number, `borda`, `kemeny` or `before`."""
        group = {BORDA: self.borda, KEMENY: self.kemeny}.get(whose)
        if group is not None:
            return group.order
        if whose == BEFORE:
            return self.keys
        kept = self.orders.get(int(whose)) if whose.isascii() and whose.isdecimal() and len(whose) < 18 else None
        return tuple(kept.order) if kept else None

    def open_to(self, person: Person | None, now: datetime) -> bool:
        """Whether somebody may see the others' orders: who was asked, not before giving their own or the end, so that
        nobody copies."""
        if person is None or not self.debate.open_at(now):
            return True
        return person.pk in self.orders or all(person.pk != other.pk for other in self.people)


def answers(debate: Debate) -> Answers:
    """All of a debate, in three readings."""
    people = [seat.person for seat in debate.participants.select_related("person").order_by("person__name", "pk")]
    orders = list(DebateOrder.objects.filter(debate=debate).order_by("number"))
    return Answers(
        debate=debate,
        people=tuple(people),
        orders={order.person_id: order for order in orders},
        history={order.person_id: order.number for order in orders},
        what_ifs=tuple(debate.what_ifs.select_related("by").order_by("pk")),
    )
