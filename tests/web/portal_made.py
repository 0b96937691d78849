"""What the portal shows of an account: privileges told, orders, asks, a shared plan, invitations and a reference."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from clave.actions.portal_answers import answer_invitation
from clave.actions.portal_asking import answer_in_portal, ask_in_portal, judge_in_portal
from clave.store.models import (
    Contact,
    ContactConsent,
    Event,
    EventAccount,
    EventGuest,
    KeyStatus,
    Need,
    NeedStep,
    OffsitePerson,
    OffsiteSession,
    Person,
    ReferenceAsk,
    Visitor,
    WillingReference,
)
from tests.web import away_made, plans_made

NAME = "Calzado La Sabana"


def told(customer: str, *, state: str = "confirmed", category: str = "volume") -> KeyStatus:
    """A key account that was told so; the one there is, where there is one."""
    now = timezone.now()
    found, _made = KeyStatus.objects.update_or_create(
        customer=customer, defaults={"name": NAME, "state": state, "category": category, "changed_at": now, "since": now.date()},
    )  # fmt: skip
    return found


def invitation(by: Person, who: Contact, ahead: int = 20) -> EventGuest:
    """A training to which somebody is invited."""
    kept: Event = away_made.event(by, 7, who.customer)
    day = timezone.localdate() + timedelta(days=ahead)
    Event.objects.filter(pk=kept.pk).update(starts_on=day, ends_on=day, title="Curso de aplicación", kind="training")
    account = EventAccount.objects.get(event=kept, customer=who.customer)
    return EventGuest.objects.create(account=account, contact=who)


def session(by: Person, who: Contact) -> OffsitePerson:
    """A working session that is still to come."""
    kept: OffsiteSession = away_made.session(by, 3, who.customer, "planned", ago=-9, ideas=0, theirs=who)
    return kept.people.get(contact=who)


def reference(by: Person, who: Contact, *, consents: bool = True) -> ReferenceAsk:
    """A reference that waits for a word of the person."""
    now, today = timezone.now(), timezone.localdate()
    if consents:
        ContactConsent.objects.create(
            contact=who,
            purpose="reference",
            given=True,
            on=today - timedelta(days=30),
            evidence="Correo",
            by=by,
            at=now,
        )
    willing, _made = WillingReference.objects.get_or_create(
        contact=who, ended_at=None, defaults={"customer": who.customer, "name": NAME, "ways": ["call"], "since": today,
                                              "by": by, "at": now, "changed_at": now},
    )  # fmt: skip
    return ReferenceAsk.objects.create(
        customer=who.customer, name=NAME, willing=willing, contact=who, prospect="Botas del Sur", way="call", on=today,
        sector="calzado", product="PU-300", state="asked", by=by, at=now, changed_at=now, folded="",
    )  # fmt: skip


def solved(visitor: Visitor, by: Person) -> Need:
    """An ask that ours say is solved, with an answer."""
    now = timezone.now()
    kept = ask_in_portal(visitor=visitor, now=now, name=NAME, text="Un adhesivo que seque en frío")
    need = kept.need
    assert need is not None
    Need.objects.filter(pk=need.pk).update(stage="solved", solution="PU-300 invierno", result="Seca en 8 min")
    NeedStep.objects.create(of=need, stage="solved", day=timezone.localdate(now), by=by, at=now)
    answer_in_portal(by=by, now=now, customer=kept.customer, number=kept.pk, text="Les llevamos una muestra el jueves.")
    return need


def world(by: Person, visitor: Visitor) -> dict[str, int]:
    """Something that every page of the portal can show of the account of a visitor."""
    now = timezone.now()
    told(visitor.customer)
    need = solved(visitor, by)
    judge_in_portal(visitor=visitor, now=now, number=need.from_portal.pk, verdict="unsolved", text="Todavía se abre")
    asked = ask_in_portal(visitor=visitor, now=now, name=NAME, text="Menos olor en el PU-300", kind="improvement")
    guest = invitation(by, visitor.contact)
    answer_invitation(visitor=visitor, now=now, kind="evento", number=guest.pk, answer="yes", also="Julián Ospina")
    session(by, visitor.contact)
    reference(by, visitor.contact)
    plans_made.fuller(by, visitor.customer)
    return {"portal_ask": need.from_portal.pk, "portal_request": asked.pk}
