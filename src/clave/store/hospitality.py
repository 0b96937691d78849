"""Reading the register of hospitality as its rules take it: acts, people with what they consented to, tenders. (G11)"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from clave.base.errors import ClaveError
from clave.operations.consent import Consent, allowed
from clave.operations.hospitality.approval import Ours, why_not
from clave.operations.hospitality.kinds import COUNTING, IN, KINDS, WAITING
from clave.operations.hospitality.rules import Rules, rules_of
from clave.operations.hospitality.suggestions import Celebrant
from clave.operations.hospitality.verdict import Act, Blackout, Head, Verdict, decide
from clave.store.fields import GIFTS, Sight
from clave.store.models import Company, Contact, Hospitality, HospitalityGuest, Person, TenderBlackout
from clave.store.policy import policy_in_force


def contact_key(number: int) -> str:
    """A person of a customer, as the rules name who gets something."""
    return f"c{number}"


def person_key(number: int) -> str:
    """A person of ours, as the rules name who gets something."""
    return f"p{number}"


def rules_on(day: date) -> Rules:
    """The limits in force on a day."""
    return rules_of(policy_in_force().at(day))


def acts_seen(person: Person, sight: Sight) -> QuerySet[Hospitality]:
    """The acts that somebody may see: of accounts whose gifts they see, and those they gave, got or wrote down."""
    found = Hospitality.objects.select_related("ours", "by", "decided_by", "ended_by").prefetch_related(
        "guests__contact"
    )
    if sight.sees_all(GIFTS):
        return found
    return found.filter(Q(customer__in=sight.held) | Q(ours=person) | Q(by=person))


def currency() -> str:
    """That of the company; empty where there is none yet."""
    return Company.objects.order_by("id").values_list("currency", flat=True).first() or ""


def act_of(row: Hospitality, guests: Iterable[int]) -> Act:
    """A row as the rules read it."""
    heads = (person_key(row.ours_id),) if row.direction == IN else tuple(contact_key(one) for one in sorted(guests))
    return Act(row.customer, row.on, row.kind, row.direction, row.cost, heads, row.pk or 0)


def verdict_of(row: Hospitality, guests: Iterable[int], rules: Rules) -> Verdict:
    """What is said of a row today, beside all the others that count; the row itself need not be kept yet."""
    numbers = sorted(guests)
    act = act_of(row, numbers)
    return decide(act, _heads(row, numbers), _others(row, rules), blackouts_of(row.customer), rules, currency())


def blackouts_of(customer: str) -> list[Blackout]:
    """The tenders of an account that nobody took back."""
    found = TenderBlackout.objects.filter(customer=customer, ended_at=None).order_by("since")
    return [Blackout(one.since, one.until, one.why) for one in found]


def tenders_on(day: date) -> QuerySet[TenderBlackout]:
    """The tenders that hold on a day."""
    found = TenderBlackout.objects.filter(Q(until=None) | Q(until__gte=day), ended_at=None, since__lte=day)
    return found.order_by("name", "since")


def contacts_of(customer: str) -> QuerySet[Contact]:
    """The people of a customer who still work there, by name."""
    return Contact.objects.filter(customer=customer, removed_at=None, left_on=None, erased_at=None).order_by(
        "name", "pk"
    )


def consents_of(contacts: Iterable[int]) -> dict[int, list[Consent]]:
    """Everything that these people said about what we may do with their data."""
    found: dict[int, list[Consent]] = {}
    people = Contact.objects.filter(pk__in=list(contacts))
    for one in people.prefetch_related("consents"):
        found[one.pk] = [Consent(each.purpose, each.given, each.on, each.evidence) for each in one.consents.all()]
    return found


def celebrants(customers: Iterable[str] | None, today: date) -> list[Celebrant]:
    """Everybody whose birthday we know, of these accounts or of all, with what they said and when they were greeted."""
    people = Contact.objects.filter(birth_day__isnull=False, removed_at=None, left_on=None, erased_at=None)
    if customers is not None:
        people = people.filter(customer__in=list(customers))
    known = list(people.order_by("pk"))
    words, greeted = consents_of(one.pk for one in known), _greeted(one.pk for one in known)
    return [
        Celebrant(one.customer, one.pk, one.name, one.birth_day or 1, one.birth_month or 1,
                  allowed("greeting", words.get(one.pk, ()), today), tuple(greeted.get(one.pk, ())))
        for one in known
    ]  # fmt: skip


def _greeted(contacts: Iterable[int]) -> dict[int, list[date]]:
    found: dict[int, list[date]] = {}
    rows = HospitalityGuest.objects.filter(contact__in=list(contacts), act__kind="birthday", act__state__in=COUNTING)
    for contact, day in rows.values_list("contact", "act__on"):
        found.setdefault(contact, []).append(day)
    return found


def waiting_for(person: Person) -> int:
    """How many acts wait for an approval that this person may give; nothing is counted while the policy cannot be read."""
    try:
        rules = rules_on(timezone.localdate())
    except ClaveError:
        return 0
    if person.role not in rules.approvers:
        return 0
    rows = Hospitality.objects.filter(state=WAITING).exclude(ours=person).exclude(by=person).select_related("ours")
    me = Ours(person.pk, person.role)
    return sum(why_not(me, Ours(one.ours_id, one.ours.role), one.by_id, rules) is None for one in rows)


def _heads(row: Hospitality, guests: list[int]) -> dict[str, Head]:
    if row.direction == IN:
        name = Person.objects.filter(pk=row.ours_id).values_list("name", flat=True).first() or ""
        return {person_key(row.ours_id): Head(person_key(row.ours_id), name)}
    words, purpose = consents_of(guests), KINDS[row.kind].purpose
    return {
        contact_key(one.pk): Head(
            contact_key(one.pk), one.name, one.public_official, allowed(purpose, words.get(one.pk, ()), row.on),
            here=one.removed_at is None and one.erased_at is None and (one.left_on is None or one.left_on > row.on),
        )
        for one in Contact.objects.filter(pk__in=guests)
    }  # fmt: skip


def _others(row: Hospitality, rules: Rules) -> list[Act]:
    """The acts that count, of the same account (or of the same person of ours), in the year of the act and around it."""
    around = timedelta(days=rules.split_days)
    first = min(date(row.on.year, 1, 1), row.on - around)
    last = max(date(row.on.year, 12, 31), row.on + around)
    found = Hospitality.objects.filter(state__in=COUNTING, direction=row.direction, on__gte=first, on__lte=last)
    found = found.filter(ours=row.ours_id) if row.direction == IN else found.filter(customer=row.customer)
    rows = list(found.exclude(pk=row.pk).prefetch_related("guests"))
    return [act_of(one, [guest.contact_id for guest in one.guests.all()]) for one in rows]
