"""Reading what people judge: the ratings of a customer, whom they are asked of, and the queue of each person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from django.db.models import Q, QuerySet

from clave.base.errors import ClaveError
from clave.base.folding import folded
from clave.criteria.voices import Voice, last_day
from clave.facts.book import Book
from clave.facts.recorded import rows_of
from clave.facts.tables import KINDS, TABLES
from clave.policy import declared
from clave.policy.limits import Limits
from clave.store.models import AccountLine, DeclaredWallet, Person, Rating, RatingRequest
from clave.store.models.judging import OPEN
from clave.store.ownership import parts_of
from clave.store.queries import latest_run
from clave.store.recorded import RATER
from clave.store.roles import DIRECTOR, MANAGEMENT, RATERS

Kind = Literal["asked", "expiring", "expired"]


@dataclass(frozen=True)
class SaidRating:
    """One rating, of a person of ours (`person`, its number) or from a file (None): who, how many of 4, why, what proves it.

    `stands`: no newer one of the same person took its place. `anchor` is the stored text of the step; None from files.
    `kind` is empty for a criterion without kinds, and for a rating of the whole of one that has them."""

    number: int | None
    person: int | None
    rater: str
    value: int
    reason: str
    evidence: str
    day: date
    expires: date | None
    stands: bool
    anchor: Any = None
    kind: str = ""

    @property
    def voice(self) -> Voice:
        """As the rule hears it."""
        return Voice(
            f"{RATER}{self.person}" if self.person else self.rater, self.value, self.day, self.expires, self.kind
        )


def said_of(customer: str, book: Book | None) -> dict[str, list[SaidRating]]:
    """Every rating of a customer by criterion, the newest first: of people but for what they took back, and of files.

    Of several of one person on one day (of one kind) only the last is told: the others were slips."""
    found: dict[str, list[SaidRating]] = {}
    seen: set[tuple[str, str, int, date]] = set()
    ours = Rating.objects.filter(customer=customer, withdrawn=False).select_related("rater")
    for one in ours.order_by("-created_at", "-id"):
        key = (one.criterion, one.kind, one.rater_id, one.rated_on)
        if key not in seen:
            seen.add(key)
            found.setdefault(one.criterion, []).append(_of_person(one))
    for row in _rows(book, "rating", customer):
        found.setdefault(row["criterion"], []).append(_of_file(row))
    return {key: sorted(ratings, key=lambda one: one.day, reverse=True) for key, ratings in found.items()}


def _of_person(one: Rating) -> SaidRating:
    return SaidRating(
        one.pk, one.rater_id, one.rater.name, one.value, one.reason, one.evidence, one.rated_on, one.expires_on,
        one.ended_at is None, one.anchor, one.kind,
    )  # fmt: skip


def _of_file(row: dict[str, Any]) -> SaidRating:
    return SaidRating(
        None, None, row["rater"], int(row["rating"]), row["reason"] or "", row["evidence"] or "", row["date"],
        row["expires_date"], True, kind=_kind(row),
    )  # fmt: skip


def _kind(row: dict[str, Any]) -> str:
    """The kind a row of a file names, where its criterion has it."""
    return row["kind"] if row["kind"] in KINDS.get(row["criterion"], ()) else ""


def _rows(book: Book | None, table: str, customer: str = "") -> list[dict[str, Any]]:
    """What files say; nothing where the book cannot be opened."""
    if book is None:
        return []
    try:
        return rows_of(book.sources, TABLES[table], **({"customer": customer} if customer else {}))
    except ClaveError:
        return []


def requests_of(customer: str) -> list[RatingRequest]:
    """Who is asked or has declined, the latest first."""
    found = RatingRequest.objects.filter(Q(state=OPEN) | ~Q(reason=""), customer=customer)
    return list(found.select_related("person", "by").order_by("-asked_at", "-id"))


def who_could_rate(customer: str, day: date) -> list[Person]:
    """Who may judge, those who answer for the account first, then sales and general management, then the others."""
    parts = [one.person_id for one in parts_of(customer, day).values()]
    leaders = (DIRECTOR.key, MANAGEMENT.key)
    people = Person.objects.filter(is_active=True, role__in=RATERS)
    return sorted(people, key=lambda one: (one.pk not in parts, one.role not in leaders, folded(one.name), one.pk))


@dataclass(frozen=True)
class Waiting:
    """One rating that somebody owes: `asked` for, `expiring` or `expired`. `due` is the day by which it is wanted, or its
    last day; `person` None and `number` None for what a file brought: its rater is only a name. `before` is what the rater
    said of each kind that is (about to be) out of date; its kind is empty where there are none."""

    kind: Kind
    customer: str
    name: str
    criterion: str
    person: int | None
    who: str
    due: date
    number: int | None = None
    by: str = ""
    before: tuple[tuple[str, int], ...] = ()
    by_number: int | None = None


def queue(limits: Limits, day: date, *, person: Person | None = None, book: Book | None = None) -> list[Waiting]:
    """What is owed, the most urgent first: of one person, or of everybody and of the files in `book`."""
    asked = RatingRequest.objects.filter(state=OPEN).select_related("person", "by")
    if person:
        asked = asked.filter(person=person)
    found = [_asked(one) for one in asked]
    known = {(one.person, one.customer, one.criterion) for one in found}
    owed = [one for one in _ageing(limits, day, person) if (one.person, one.customer, one.criterion) not in known]
    if person is None and book is not None:
        owed += _of_files(limits, day, book)
    return sorted(found + _named(owed), key=lambda one: (one.due, folded(one.name), one.criterion, one.who))


def count_of(person: Person, limits: Limits, day: date) -> int:
    """How many ratings a person owes."""
    return len(queue(limits, day, person=person))


def _asked(one: RatingRequest) -> Waiting:
    return Waiting(
        "asked", one.customer, one.name, one.criterion, one.person_id, one.person.name, one.due_on, one.pk,
        one.by.name if one.by else "", by_number=one.by_id,
    )  # fmt: skip


def _ageing(limits: Limits, day: date, person: Person | None) -> list[Waiting]:
    """Standing ratings that have expired or will soon, one row for each person and criterion of a customer; but for those
    that their rater has declined to renew, and kinds that had expired when their rater last rated the others."""
    standing: QuerySet[Rating] = Rating.objects.filter(
        ended_at=None, rater__is_active=True, rater__role__in=RATERS
    ).select_related("rater")
    soon = day + timedelta(days=limits[declared.judged_renew])
    own_end, by_policy = Q(expires_on__lt=soon), Q(rated_on__lt=soon - timedelta(days=limits[declared.judged_days]))
    old = standing.filter(own_end | (Q(expires_on=None) & by_policy)).order_by("id")
    if person:
        old = old.filter(rater=person)
    no_more = {(one.person_id, one.customer, one.criterion): one.closed_at for one in _declined(person)}
    latest = _latest(standing, person)
    ends: dict[tuple[int, str, str], list[tuple[date, Rating]]] = {}
    for one in old:
        about = (one.rater_id, one.customer, one.criterion)
        last = last_day(Voice("", one.value, one.rated_on, one.expires_on), limits)
        declined = no_more.get(about)
        if (declined is None or declined < one.created_at) and last >= latest.get(about, last):
            ends.setdefault(about, []).append((last, one))
    return [_old_of(about, found, day) for about, found in ends.items()]


def _latest(standing: QuerySet[Rating], person: Person | None) -> dict[tuple[int, str, str], date]:
    """The day on which each person last rated a customer on a criterion that has kinds."""
    by_kind = standing.exclude(kind="").order_by("rated_on")
    if person:
        by_kind = by_kind.filter(rater=person)
    rows = by_kind.values_list("rater_id", "customer", "criterion", "rated_on")
    return {(rater, customer, criterion): day for rater, customer, criterion, day in rows}


def _old_of(about: tuple[int, str, str], found: list[tuple[date, Rating]], day: date) -> Waiting:
    rater, customer, criterion = about
    first, one = min(found, key=lambda pair: pair[0])
    before = tuple((rating.kind, rating.value) for _last, rating in found)
    return Waiting(_age(first, day), customer, "", criterion, rater, one.rater.name, first, before=before)


def _age(last: date, day: date) -> Kind:
    return "expired" if last < day else "expiring"


def _declined(person: Person | None) -> Iterable[RatingRequest]:
    found = RatingRequest.objects.exclude(reason="").order_by("closed_at")
    return found.filter(person=person) if person else found


def _of_files(limits: Limits, day: date, book: Book) -> list[Waiting]:
    """The last rating of each rater of a file, where it has expired or will soon; of several kinds one row."""
    last: dict[tuple[str, str, str], dict[str, dict[str, Any]]] = {}
    for row in sorted(_rows(book, "rating"), key=lambda row: row["date"]):
        last.setdefault((row["customer"], row["criterion"], row["rater"]), {})[_kind(row)] = row
    soon, owed = day + timedelta(days=limits[declared.judged_renew]), []
    for (customer, criterion, rater), kinds in last.items():
        ends = {
            kind: last_day(Voice(rater, 0, row["date"], row["expires_date"]), limits) for kind, row in kinds.items()
        }
        old = [kind for kind in kinds if ends[kind] < soon]
        if old:
            first = min(ends[kind] for kind in old)
            before = tuple((kind, int(kinds[kind]["rating"])) for kind in old)
            owed.append(Waiting(_age(first, day), customer, "", criterion, None, rater, first, before=before))
    return owed


def _named(owed: list[Waiting]) -> list[Waiting]:
    """With the names of their customers, as the latest list has them."""
    if not owed:
        return []
    run = latest_run()
    codes = {one.customer for one in owed}
    lines = AccountLine.objects.filter(run=run, customer__in=codes) if run else AccountLine.objects.none()
    names = dict(lines.values_list("customer", "name"))
    return [Waiting(**{**vars(one), "name": names.get(one.customer, one.customer)}) for one in owed]


@dataclass(frozen=True)
class SaidWallet:
    """One declaration, of a person of ours or from a file (`number` None)."""

    number: int | None
    who: str
    person: int | None
    amount: float
    source: str
    day: date
    expires: date | None


def wallets_of(customer: str, book: Book | None) -> list[SaidWallet]:
    """Every declaration that was not taken back, the one that counts first where it is still fresh: the latest day, and
    of one day that of a file before a person's, and a person's last one before the others."""
    files = [
        SaidWallet(None, "", None, float(row["amount"]), row["source"] or "", row["date"], row["expires_date"])
        for row in _rows(book, "declared_wallet", customer)
    ]
    ours = DeclaredWallet.objects.filter(customer=customer, withdrawn_at=None).select_related("by")
    people = [
        SaidWallet(one.pk, one.by.name, one.by_id, float(one.amount), one.source, one.declared_on, one.expires_on)
        for one in ours.order_by("-created_at", "-id")
    ]
    return sorted([*sorted(files, key=lambda one: -one.amount), *people], key=lambda one: one.day, reverse=True)
