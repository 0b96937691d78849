"""The list of accounts: what it filters and sorts by in columns of its own, and what people keep of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from clave.store.models.people import Person
from clave.store.models.selection import SelectionRun


class AccountLine(models.Model):
    """One customer of a run as lists of accounts need it, so that neither filter nor order reads JSON (ADR 0012).

    Figures of the year unless they say otherwise; null = not known, never zero; words are empty where not known.
    `rank` and what goes with it are of the selection: null for who was not active. `reasons` are the criteria that
    apply, as `|volume|kilos|`; `because` [text] says the health; `months` holds the net money of 24 months, oldest
    first, and is empty where nobody kept them. `folded` is name and code, `group_folded` the group, in lower case
    without accents: for searching and for the order."""

    run = models.ForeignKey(SelectionRun, on_delete=models.CASCADE, related_name="accounts")
    customer = models.TextField()
    name = models.TextField()
    folded = models.TextField()
    city = models.TextField()
    sector = models.TextField()
    channel = models.TextField()
    country = models.TextField()
    group = models.TextField()
    group_folded = models.TextField()
    abc = models.CharField(max_length=1)
    rank = models.IntegerField(null=True)
    score = models.FloatField(null=True)
    sure = models.FloatField(null=True)
    firmness = models.CharField(max_length=6)
    member = models.BooleanField()
    seat = models.CharField(max_length=40)
    gate = models.CharField(max_length=7)
    but_for_payment = models.BooleanField()
    category_place = models.IntegerField(null=True)
    reasons = models.TextField()
    health = models.CharField(max_length=8)
    concern = models.IntegerField()
    money = models.FloatField(null=True)
    money_before = models.FloatField(null=True)
    growth = models.FloatField(null=True)
    growth_median = models.FloatField(null=True)
    margin = models.FloatField(null=True)
    margin_rate = models.FloatField(null=True)
    kilos = models.FloatField(null=True)
    days_beyond = models.FloatField(null=True)
    within_terms = models.FloatField(null=True)
    share_of_wallet = models.FloatField(null=True)
    headroom = models.FloatField(null=True)
    months_bought = models.FloatField(null=True)
    continuity = models.FloatField(null=True)
    days_since = models.FloatField(null=True)
    because = models.JSONField()
    months = models.JSONField()
    banded = ""  # what the bands do with it: the run keeps that once for all its customers (`SelectionRun.standings`)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("run", "customer"), name="one_account_line")]

    def __str__(self) -> str:
        return self.name


class SavedView(models.Model):
    """Filters, order and columns of the list of accounts that a person named: `query` is its address after the `?`."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=40)
    query = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("person", "name"), name="one_view_of_a_name")]

    def __str__(self) -> str:
        return self.name


class TableChoice(models.Model):
    """How a person likes the list of accounts: which columns (none = as clave ships it), and how dense."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="table_choice")
    columns = models.JSONField(default=list)
    compact = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.person_id)
