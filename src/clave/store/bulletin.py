"""Reading what a bulletin tells, who gets it, and those that went out."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from clave.report.bulletin import ENTERED, LEFT, OWNER, Issue, News, kind_of, ordered
from clave.selection.life import NONE, is_member
from clave.store.knowing import Known, known_accounts
from clave.store.models import OWNER as OWNS
from clave.store.models import BulletinIssue, KeyStatus, MailChoice, Ownership, Person, StatusChange
from clave.store.people import STATES
from clave.store.roles import STAFF

WEEK = timedelta(days=7)


def week_of(moment: datetime) -> str:
    """The week of a moment in the company's time: `2026-W47`."""
    year, week, _day = timezone.localtime(moment, timezone.get_default_timezone()).isocalendar()
    return f"{year}-W{week:02}"


def since_of(until: datetime) -> datetime:
    """From when the next bulletin tells: the end of the last one, a week ago where there is none or it is long ago."""
    last = BulletinIssue.objects.filter(until__lt=until).order_by("-until").first()
    return last.until if last and last.until > until - 2 * WEEK else until - WEEK


def issue_between(since: datetime, until: datetime) -> Issue:
    """What there is to tell of the time from `since` until just before `until`."""
    first, last = timezone.localdate(since), timezone.localdate(until - timedelta(microseconds=1))
    known = {one.customer: one for one in known_accounts(last)}
    before, after = _states(since), _states(until)
    moved = {code: kind_of(before.get(code, NONE), state) for code, state in after.items()}
    names = _names([code for code, kind in moved.items() if kind])
    news = [_news(kind, code, after[code], known.get(code), names) for code, kind in moved.items() if kind]
    entered = {one.customer for one in news if one.kind in (ENTERED, LEFT)}
    owners = [
        _news(OWNER, code, after[code], known[code], {})
        for code in _new_owners(since, until)
        if code in known and code in after and code not in entered
    ]
    members = sum(map(is_member, after.values()))
    return Issue(first, last, members, ordered([*news, *owners]))


def _states(moment: datetime) -> dict[str, str]:
    """Where every customer stands by the steps that were entered before a moment."""
    return dict(StatusChange.objects.filter(at__lt=moment).order_by("id").values_list("customer", "after"))


def _names(codes: list[str]) -> dict[str, str]:
    return dict(KeyStatus.objects.filter(customer__in=codes).values_list("customer", "name"))


def _news(kind: str, code: str, state: str, known: Known | None, names: dict[str, str]) -> News:
    owner = (known.owner.name, known.owner.email) if known and known.owner else None
    name = known.name if known else names.get(code) or code
    return News(kind, code, name, state, known.reasons if known else (), owner)


def _new_owners(since: datetime, until: datetime) -> list[str]:
    """The accounts that somebody answers for since a moment of that time and still does."""
    found = Ownership.objects.filter(part=OWNS, created_at__gte=since, created_at__lt=until, ends_on=None)
    return sorted(set(found.values_list("customer", flat=True)))


def readers() -> list[Person]:
    """Every active person of ours who did not say no."""
    no = MailChoice.objects.filter(bulletin=False).values("person")
    return list(Person.objects.filter(STATES["active"], role__in=STAFF).exclude(pk__in=no).order_by("pk"))


def wants_bulletin(person: Person) -> bool:
    """Whether a person gets it."""
    return not MailChoice.objects.filter(person=person, bulletin=False).exists()


def issues() -> QuerySet[BulletinIssue]:
    """Those that went out, newest first."""
    return BulletinIssue.objects.select_related("by").order_by("-until")
