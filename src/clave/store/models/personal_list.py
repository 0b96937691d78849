"""Personal lists: the customers that somebody of ours treats as key, beside the corporate list, and what for (D5).

Only their owner sees them. Everything written here is erased with the person."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from clave.store.models.people import Person


class PersonalList(models.Model):
    """How somebody sees their own key customers: a strategy in one sentence, and the criteria in an order of their own.

    `order` is empty until they choose one; then the policy's counts."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="personal_list")
    strategy = models.TextField(blank=True)
    order = models.JSONField(default=list)

    def __str__(self) -> str:
        return str(self.person_id)


class PersonalAccount(models.Model):
    """One customer on somebody's own list, with the strategy for it in one sentence; `name` as it was when added."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="personal_accounts")
    customer = models.TextField()
    name = models.TextField()
    strategy = models.TextField(blank=True)
    added_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("person", "customer"), name="one_personal_account_of_a_customer")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Reminder(models.Model):
    """Something that somebody wants to remember of a customer on their list, on a day; done once `done_at` says when."""

    account = models.ForeignKey(PersonalAccount, on_delete=models.CASCADE, related_name="reminders")
    due_on = models.DateField()
    text = models.TextField()
    done_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=("account", "done_at", "due_on"), name="reminder_by_day")]

    def __str__(self) -> str:
        return str(self.pk)
