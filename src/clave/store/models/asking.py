"""What people of customers ask and answer in the portal, and what they are told there. (C4, G4, G8)"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from clave.operations.portal.asking import KINDS, VERDICTS
from clave.store.guards import Refuses
from clave.store.models.contacts import Contact
from clave.store.models.improvement import ImprovementRequest
from clave.store.models.needs import Need


class PortalAsk(models.Model):
    """Something that a `contact` asked in the portal in their own words (`text`), and what it became: a `need` or a `request`.

    `responsible` of ours says by `due_on` what will be done. `verdict` is what somebody of the customer said of how it ended."""

    customer = models.TextField(db_index=True)
    name = models.TextField()
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    text = models.TextField()
    at = models.DateTimeField()
    due_on = models.DateField()
    responsible = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    need = models.OneToOneField(Need, on_delete=models.PROTECT, null=True, related_name="from_portal")
    request = models.OneToOneField(ImprovementRequest, on_delete=models.PROTECT, null=True, related_name="from_portal")
    verdict = models.CharField(max_length=8, blank=True)
    verdict_by = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")
    verdict_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=tuple(KINDS)), name="portal_ask_kind_is_known"),
            models.CheckConstraint(condition=Q(verdict__in=("", *VERDICTS)), name="portal_ask_verdict_is_known"),
            models.CheckConstraint(
                condition=Q(need=None, request__isnull=False) | Q(need__isnull=False, request=None),
                name="portal_ask_became_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(verdict="", verdict_at=None) | (~Q(verdict="") & Q(verdict_at__isnull=False)),
                name="portal_ask_verdict_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer} {self.kind}"


class PortalWord(models.Model):
    """Something said about an ask: by a `contact` in the portal, or by a `person` of ours for them to read. Never changed."""

    ask = models.ForeignKey(PortalAsk, on_delete=models.PROTECT, related_name="words")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(contact=None, person__isnull=False) | Q(contact__isnull=False, person=None),
                name="portal_word_is_of_one_side",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ask_id} {self.at:%Y-%m-%d}"


class BreachReply(models.Model):
    """What a customer is told that we did about a promise we broke, by its `mark` in the ledger; the newest counts."""

    customer = models.TextField(db_index=True)
    mark = models.CharField(max_length=16, db_index=True)
    text = models.TextField()
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [Refuses(name="breach_replies_are_never_changed", operation="UPDATE")]

    def __str__(self) -> str:
        return f"{self.customer} {self.mark}"
