"""Reading the people of the company: filtered, ordered, with what an administrator needs to know of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Lower, Replace

from clave.base.folding import folded as plain
from clave.store.folding import folded
from clave.store.models import INVITATION, EntryLink, Person
from clave.store.roles import ROLES

WAITING = Q(entry_link__kind=INVITATION, entry_link__used_at=None)
STATES: dict[str, Q] = {
    "active": Q(is_active=True) & ~Q(pk__in=EntryLink.objects.filter(kind=INVITATION, used_at=None).values("person")),
    "invited": Q(is_active=True) & WAITING,
    "deactivated": Q(is_active=False),
}
ORDERS = ("name", "role", "state", "last_login")


@dataclass(frozen=True)
class Wanted:
    """Which people and in which order; empty = all by name."""

    text: str = ""
    role: str = ""
    state: str = ""
    order: str = ""


def people(wanted: Wanted, now: datetime) -> QuerySet[Person]:
    """As wanted, each with `state`, `link_ends` (of an open invitation), `second_factor` and `sessions`."""
    found = described(Person.objects.all(), now)
    if wanted.text:
        typed = plain(wanted.text)
        found = found.alias(bare=folded("name")).filter(Q(bare__contains=typed) | Q(email__icontains=wanted.text))
    if wanted.role in ROLES:
        found = found.filter(role=wanted.role)
    if wanted.state in STATES:
        found = found.filter(STATES[wanted.state])
    return _ordered(found, wanted.order)


def described(found: QuerySet[Person], now: datetime) -> QuerySet[Person]:
    """With what an administrator needs to know of each."""
    second = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    return found.annotate(
        state=Case(
            When(is_active=False, then=Value("deactivated")),
            When(WAITING, then=Value("invited")),
            default=Value("active"),
        ),
        link_ends=Case(When(WAITING, then=F("entry_link__expires_at")), default=None),
        second_factor=Exists(second),
        sessions=Coalesce(Subquery(_counted(now)), 0, output_field=IntegerField()),
    )


def _counted(now: datetime) -> QuerySet[UserSession]:
    mine = live_sessions(now).filter(user=OuterRef("pk"))
    return mine.order_by().values("user").annotate(n=Count("pk")).values("n")


def live_sessions(now: datetime) -> QuerySet[UserSession]:
    """Where people are signed in; what has run out is not."""
    running = Session.objects.filter(expire_date__gt=now).values("session_key")
    return UserSession.objects.filter(session_key__in=running)


def _ordered(found: QuerySet[Person], order: str) -> QuerySet[Person]:
    column, falling = order.removeprefix("-"), order.startswith("-")
    if column == "role":
        ranks = [When(role=key, then=Value(rank)) for rank, key in enumerate(ROLES)]
        key: Case | F | Lower | Replace = Case(*ranks, output_field=IntegerField())
    else:
        key = F(column) if column in ("state", "last_login") else folded("name")
    falling = falling and column in ORDERS
    return found.order_by(key.desc(nulls_last=True) if falling else key.asc(nulls_last=True), folded("name"), "pk")


def counted_states() -> dict[str, int]:
    """How many people are in each state."""
    counts = {state: Count("pk", filter=asked) for state, asked in STATES.items()}
    return dict(Person.objects.aggregate(**counts))


def names(ids: set[int] | None = None) -> dict[int, str]:
    """Names by id, everybody's where none are asked for; whoever was erased or withdrawn has none."""
    asked = Person.objects.all() if ids is None else Person.objects.filter(pk__in=ids)
    return dict(asked.order_by(folded("name")).values_list("pk", "name"))
