"""What people asked of their own data, what was answered, and what must not be erased for now. (Ley 1581 de 2012, GDPR)"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from clave.operations.personal.requests import KINDS, OPEN, STATES
from clave.store.guards import Refuses
from clave.store.models.contacts import Contact

ONE_OF_BOTH = Q(contact=None, person__isnull=False) | Q(contact__isnull=False, person=None)


class DataRequest(models.Model):
    """A request of a person of a customer (`contact`) or of a colleague (`person`); its number is what stands for them on paper.

    `words` says how it was asked, `outcome` how it ended. `found` is what the last search found (`store.personal_search`),
    `package` the copy that is handed over (a ZIP); both are emptied once they are not needed. `certificate` holds what was
    erased, by counts, and what stays and why: nothing about the person. `proposed`: nobody asked, policy did."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=7)
    state = models.CharField(max_length=7, default=OPEN)
    proposed = models.BooleanField(default=False)
    received_on = models.DateField()
    due_on = models.DateField()
    words = models.TextField()
    outcome = models.TextField(blank=True)
    found = models.JSONField(null=True)
    found_at = models.DateTimeField(null=True)
    package = models.BinaryField(null=True)
    packed_at = models.DateTimeField(null=True)
    certificate = models.JSONField(null=True)
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    ended_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=tuple(KINDS)), name="data_request_kind_is_known"),
            models.CheckConstraint(condition=Q(state__in=tuple(STATES)), name="data_request_state_is_known"),
            models.CheckConstraint(condition=ONE_OF_BOTH, name="data_request_is_of_one"),
            models.CheckConstraint(
                condition=Q(state=OPEN, ended_at=None) | (~Q(state=OPEN) & Q(ended_at__isnull=False)),
                name="data_request_ends_whole",
            ),
            models.UniqueConstraint(
                fields=("contact", "kind"),
                condition=Q(state=OPEN, contact__isnull=False),
                name="one_open_request_contact",
            ),
            models.UniqueConstraint(
                fields=("person", "kind"), condition=Q(state=OPEN, person__isnull=False), name="one_open_request_person"
            ),
            Refuses(name="data_requests_are_never_deleted", operation="DELETE"),
        ]
        indexes: ClassVar = [models.Index(fields=("state", "due_on"), name="data_requests_by_due")]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """What stands for the person once nothing of them is kept."""
        return f"DP-{self.pk:05d}"


class DataHold(models.Model):
    """What is kept of somebody may not be erased, because of `reason`, until somebody ends it."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField()
    since = models.DateField()
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=ONE_OF_BOTH, name="data_hold_is_of_one"),
            models.UniqueConstraint(
                fields=("contact",), condition=Q(ended_at=None, contact__isnull=False), name="one_hold_of_a_contact"
            ),
            models.UniqueConstraint(
                fields=("person",), condition=Q(ended_at=None, person__isnull=False), name="one_hold_of_a_person"
            ),
            Refuses(name="data_holds_are_never_deleted", operation="DELETE"),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id or self.person_id} {self.since}"
