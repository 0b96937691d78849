"""Reading the influence map of an account, as the pure decider takes it, in a few queries whatever its size."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from clave.operations.influence import Map, Opinion, Someone, influence_map
from clave.policy.limits import Limits
from clave.store.contacts import contacts_of, last_spoken
from clave.store.models import Contact, InfluenceCloseness, InfluenceEdge, InfluenceOpinion


def opinion_of(row: InfluenceOpinion) -> Opinion:
    """An opinion as the deciders read it."""
    roles = frozenset(role for role in ("decides", "influences", "uses", "blocks") if getattr(row, role))
    return Opinion(roles, row.support, row.note)


def opinions(numbers: Iterable[int]) -> dict[int, InfluenceOpinion]:
    """The newest opinion that stands of each contact."""
    rows = InfluenceOpinion.objects.filter(contact__in=list(numbers), withdrawn_at=None).order_by("number")
    return {row.contact_id: row for row in rows.select_related("by")}


def closeness(numbers: Iterable[int]) -> dict[int, dict[int, InfluenceCloseness]]:
    """The newest word on how well each person of ours knows each contact."""
    found: dict[int, dict[int, InfluenceCloseness]] = {}
    rows = InfluenceCloseness.objects.filter(contact__in=list(numbers)).select_related("person", "by")
    for row in rows.order_by("pk"):
        found.setdefault(row.contact_id, {})[row.person_id] = row
    return found


def edges_of(customer: str) -> list[InfluenceEdge]:
    """The arrows that stand between people of a customer."""
    found = InfluenceEdge.objects.filter(source__customer=customer, ended_at=None)
    return list(found.select_related("source", "target").order_by("pk"))


def map_of(customer: str, day: date, limits: Limits) -> Map:
    """The map of an account on a day: those who are there, and the arrows between them."""
    people = contacts_of(customer, left=False)
    arrows = [(one.source_id, one.target_id) for one in edges_of(customer)]
    return influence_map(someones(people), arrows, day, limits)


def someones(people: list[Contact]) -> list[Someone]:
    """Contacts with what we think of them."""
    numbers = [one.pk for one in people]
    said, close, spoken = opinions(numbers), closeness(numbers), last_spoken(numbers)
    return [
        Someone(
            one.pk, one.name, one.position, opinion_of(said[one.pk]) if one.pk in said else None,
            {row.person.name: row.level for row in close.get(one.pk, {}).values() if row.person.is_active},
            spoken.get(one.pk),
        )
        for one in people
    ]  # fmt: skip


def history_of(contact: Contact) -> list[InfluenceOpinion]:
    """Every opinion that somebody gave of a contact, taken back or not, the newest first."""
    return list(
        InfluenceOpinion.objects.filter(contact=contact).select_related("by", "withdrawn_by").order_by("-number")
    )
