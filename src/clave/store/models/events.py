"""Events in which customers take part, what of theirs is used in public, and the consent each use stands on. (C7)"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from clave.operations.events import KINDS
from clave.operations.portal.invitations import SAID
from clave.operations.public_use import STATES, USED
from clave.store.guards import Refuses
from clave.store.models.contacts import Contact
from clave.store.models.needs import Need
from clave.store.models.touchpoints import Touchpoint


class Event(models.Model):
    """An event as `operations.events.EventSaid` says; `removed_at`: written down by a slip."""

    kind = models.CharField(max_length=11)
    title = models.TextField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    place = models.TextField(blank=True)
    cost = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    about = models.TextField(blank=True)
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    folded = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=tuple(KINDS)), name="event_kind_is_known"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="event_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(cost=None) | Q(cost__gte=0), name="event_cost_is_no_gain"),
        ]
        indexes: ClassVar = [models.Index(fields=("-starts_on",), name="event_by_day")]

    def __str__(self) -> str:
        return self.title


class EventAccount(models.Model):
    """A customer takes part in an event."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="accounts")
    customer = models.TextField(db_index=True)
    name = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("event", "customer"), name="a_customer_takes_part_once")
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.customer}"


class EventGuest(models.Model):
    """Somebody of a customer that takes part, who does. `answer` is what they said in the portal to the invitation, and `also`
    who else of theirs comes, in their words."""

    account = models.ForeignKey(EventAccount, on_delete=models.CASCADE, related_name="guests")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=3, blank=True)
    also = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("account", "contact"), name="one_event_guest_once"),
            models.CheckConstraint(condition=Q(answer__in=SAID), name="event_guest_answer_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.contact_id}"


class EventResult(models.Model):
    """A contact or a need that came of an event."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="results")
    touchpoint = models.ForeignKey(Touchpoint, on_delete=models.PROTECT, null=True, related_name="+")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(touchpoint=None, need__isnull=False) | Q(touchpoint__isnull=False, need=None),
                name="a_result_is_one_thing",
            ),
            models.UniqueConstraint(fields=("event", "touchpoint"), name="a_contact_came_of_it_once"),
            models.UniqueConstraint(fields=("event", "need"), name="a_need_came_of_it_once"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.touchpoint_id or self.need_id}"


class PublicConsent(models.Model):
    """The customer's word that something of theirs may be used in public, given by one of its people (`contact`), as
    `operations.events.ConsentSaid` says; from the day `withdrawn_on` on it holds no more. Never deleted."""

    customer = models.TextField(db_index=True)
    name = models.TextField()
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    covers = models.JSONField()
    purpose = models.TextField()
    evidence = models.TextField()
    until = models.DateField(null=True)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    withdrawn_on = models.DateField(null=True)
    withdrawn_words = models.TextField(blank=True)
    withdrawn_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("on")), name="consent_ends_after_it_begins"
            ),
            Refuses(name="public_consents_are_never_deleted", operation="DELETE"),
        ]

    def __str__(self) -> str:
        return f"{self.customer} {self.on}"


class PublicUse(models.Model):
    """Something of a customer used in public at an event, as `operations.events.UseSaid` says, on one `consent`; on which day it
    was published and taken down (or given up)."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="uses")
    customer = models.TextField(db_index=True)
    name = models.TextField()
    consent = models.ForeignKey(PublicConsent, on_delete=models.PROTECT, related_name="uses")
    what = models.CharField(max_length=5)
    where = models.TextField()
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    state = models.CharField(max_length=9, default="planned")
    published_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(what__in=tuple(USED)), name="public_use_is_known"),
            models.CheckConstraint(condition=Q(state__in=tuple(STATES)), name="public_use_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_on__isnull=False), name="what_is_public_has_its_day"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="public_use_ends_after_it_begins"
            ),
            Refuses(name="public_uses_are_never_deleted", operation="DELETE"),
        ]
        indexes: ClassVar = [models.Index(fields=("state", "customer"), name="public_use_by_state")]

    def __str__(self) -> str:
        return f"{self.customer} {self.what}"
