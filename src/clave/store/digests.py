"""The weekly digest of promises: who reads which part, what it tells, and those that went out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from clave.privileges.ledger.digest import WEEK, Digest, by_department, by_manager
from clave.report.digest import kept_of
from clave.store.delegations import heads
from clave.store.models import DigestIssue, LedgerRun, MailChoice, Person
from clave.store.ownership import owners
from clave.store.people import STATES
from clave.store.promises import as_due
from clave.store.roles import DIRECTOR, MANAGEMENT, STAFF

NOBODY = "nobody"
"""The reader of accounts that nobody answers for: the direction."""


@dataclass(frozen=True)
class ForReader:
    """One digest for one person: `what` is «accounts», «unowned» or a department; `content` as `report.digest.kept_of`."""

    person: Person
    what: str
    content: dict[str, Any]

    @property
    def key(self) -> str:
        """Whose it is and what it tells."""
        return f"person:{self.person.pk}:{self.what}"


def last_day_of(run: LedgerRun) -> date:
    """The last day that a digest of a ledger tells of."""
    return run.until


def digests(run: LedgerRun, today: date) -> list[ForReader]:
    """What each reader would be told now of the week up to the end of a ledger, whether they want it by mail or not."""
    until = last_day_of(run)
    rows = list(run.dues.filter(on__gt=until - 2 * WEEK, on__lte=until).order_by("pk"))
    dues = [as_due(row) for row in rows]
    marks = {(row.customer, row.privilege, str(row.on), row.about): row.mark for row in rows}
    names = {row.customer: row.name for row in rows}
    owned = owners(today)
    people = {str(one.pk): one for one in owned.values()}

    def told(found: Iterable[Digest]) -> list[tuple[str, dict[str, Any]]]:
        return [(one.reader, kept_of(one, names, marks, run.currency)) for one in found if one.week.due]

    managers = told(by_manager(dues, {code: str(one.pk) for code, one in owned.items()}, until, run.currency, names))
    mine = [ForReader(people[reader], "accounts", content) for reader, content in managers if reader in people]
    unowned = [ForReader(one, "unowned", content) for reader, content in managers if not reader for one in direction()]
    heading = departments()
    theirs = [
        ForReader(one, reader, content)
        for reader, content in told(by_department(dues, until, run.currency, names))
        for one in heading.get(reader, ())
    ]
    return sorted([*mine, *unowned, *theirs], key=lambda one: (one.person.name, one.person.pk, one.what))


def direction() -> list[Person]:
    """The active sales directors."""
    return list(Person.objects.filter(STATES["active"], role=DIRECTOR.key).order_by("pk"))


def departments() -> dict[str, list[Person]]:
    """Who heads each department that delivers privileges; the management heads itself."""
    found = {key: [head.person] for key, head in heads().items()}
    found[MANAGEMENT.key] = list(Person.objects.filter(STATES["active"], role=MANAGEMENT.key).order_by("pk"))
    return found


def wanting(found: Iterable[ForReader]) -> list[ForReader]:
    """Of these, the ones whose reader is active and did not say no."""
    no = set(MailChoice.objects.filter(digest=False).values_list("person", flat=True))
    active = set(Person.objects.filter(STATES["active"], role__in=STAFF).values_list("pk", flat=True))
    return [one for one in found if one.person.pk in active - no]


def wants_digest(person: Person) -> bool:
    """Whether a person gets it by mail."""
    return not MailChoice.objects.filter(person=person, digest=False).exists()


def told_already(run: LedgerRun) -> bool:
    """Whether a digest went out that tells of the same days: a ledger that is no newer has nothing to tell."""
    last = DigestIssue.objects.order_by("-until").first()
    return last is not None and last.until > last_day_of(run) - timedelta(days=1)


def digest_issues() -> QuerySet[DigestIssue]:
    """Those that went out, newest first."""
    return DigestIssue.objects.select_related("by").order_by("-until", "-pk")
