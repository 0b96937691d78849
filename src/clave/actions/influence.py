"""The influence map of an account: an opinion of a contact, who of ours knows them, and whom they influence. (G12)"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from clave.actions.audit import record
from clave.actions.contacts import held_contact
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.operations.influence import CLOSENESS, ROLES, Opinion, checked_edge, checked_opinion
from clave.store.influence import closeness, edges_of, opinion_of, opinions
from clave.store.models import Contact, InfluenceCloseness, InfluenceEdge, InfluenceOpinion, Person


@action
def give_opinion(
    *, by: Person | None, now: datetime, customer: str, number: int, opinion: Opinion, close: Mapping[int, int],
    influences: Collection[int], seen: int | None,
) -> InfluenceOpinion | None:  # fmt: skip
    """Write down what we think of a contact, how well people of ours (by number) know them, and whom they influence (by number):
    all of it as it stands from now on. The opinion that is new, or None where only the rest changed.

    Raises ClaveError (`where` names the field) for what cannot be, where nothing changed, and where somebody gave an opinion
    since the form was opened (`seen` is its number, 0 = none)."""
    contact = held_contact(number, customer)
    good = checked_opinion(opinion)
    last = max((row.number for row in InfluenceOpinion.objects.filter(contact=contact)), default=0)
    if seen is None or last != seen:
        raise ClaveError(
            _("somebody gave an opinion of {name} while you were writing.").fill(name=contact.name),
            remedy=_("Theirs stands in the history below: compare, and send yours again if it is still needed."),
        )
    standing = opinions([contact.pk]).get(contact.pk)
    same = standing is not None and opinion_of(standing) == good
    changed = _know(contact, close, by, now) + _arrows(contact, influences, by, now)
    if same and not changed:
        raise ClaveError(
            _("nothing is different from what stands."), remedy=_("Change something, or go back to the map.")
        )
    row = None if same else _opinion(contact, good, last + 1, by, now)
    record(by=by, now=now, what="influence.said", about=f"contact:{contact.pk}")
    return row


@action
def withdraw_opinion(*, by: Person, now: datetime, customer: str, number: int, opinion: int) -> InfluenceOpinion:
    """Take back an opinion that was a slip: the one before stands again. Raises ClaveError where it was taken back already."""
    contact = held_contact(number, customer)
    row = InfluenceOpinion.objects.filter(contact=contact, number=opinion, withdrawn_at=None).first()
    if row is None:
        raise ClaveError(_("this was done already."), remedy=_("Look at the map again; nothing was changed."))
    row.withdrawn_at, row.withdrawn_by = now, by
    row.save(update_fields=["withdrawn_at", "withdrawn_by"])
    record(by=by, now=now, what="influence.withdrawn", about=f"contact:{contact.pk}")
    return row


def _opinion(contact: Contact, good: Opinion, number: int, by: Person | None, now: datetime) -> InfluenceOpinion:
    parts = {role: role in good.roles for role in ROLES}
    return InfluenceOpinion.objects.create(
        contact=contact, number=number, **parts, support=good.support, note=good.note, by=by, at=now
    )


def _know(contact: Contact, close: Mapping[int, int], by: Person | None, now: datetime) -> int:
    """Keep how well people of ours know them, where it is another word than the last; how many changed."""
    if any(level not in CLOSENESS for level in close.values()):
        raise ClaveError(_("closeness goes from 0 to 3."), where="close", remedy=_("Choose one of the list."))
    stands = {person: row.level for person, row in closeness([contact.pk]).get(contact.pk, {}).items()}
    news = {person: level for person, level in close.items() if stands.get(person, 0) != level}
    if Person.objects.filter(pk__in=news).count() != len(news):
        raise ClaveError(_("this is nobody of ours."), where="close", remedy=_("Choose one of the list."))
    for person, level in news.items():
        InfluenceCloseness.objects.create(contact=contact, person_id=person, level=level, by=by, at=now)
    return len(news)


def _arrows(contact: Contact, influences: Collection[int], by: Person | None, now: datetime) -> int:
    """The arrows that go out of a contact are these from now on; how many came or went."""
    standing = {one.target_id: one for one in edges_of(contact.customer) if one.source_id == contact.pk}
    new, old = set(influences) - standing.keys(), standing.keys() - set(influences)
    there = set(
        Contact.objects.filter(pk__in=new, customer=contact.customer, removed_at=None).values_list("pk", flat=True)
    )
    if new - there:
        raise ClaveError(_("this is nobody of this customer."), where="influences", remedy=_("Choose one of the list."))
    for target in sorted(new):
        checked_edge(contact.pk, target, ())
        InfluenceEdge.objects.create(source=contact, target_id=target, by=by, at=now)
    for target in old:
        standing[target].ended_at, standing[target].ended_by = now, by
        standing[target].save(update_fields=["ended_at", "ended_by"])
    return len(new) + len(old)
