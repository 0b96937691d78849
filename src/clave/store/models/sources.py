"""Where facts come from by themselves: how each source is reached, what is asked of it, and what came."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

RUNNING, STOPPED, WAITING, LOADED, SAME, EMPTY, ABANDONED = (
    "running", "stopped", "waiting", "loaded", "same", "empty", "abandoned",
)  # fmt: skip
"""The states of a run: somebody pulls; it stopped half way and the next pull goes on; it came whole and waits for somebody
to look at it; it made a version of the book; the book said the same already; nothing had changed; it counts no more."""
UNFINISHED = (RUNNING, STOPPED)


class FactSource(models.Model):
    """A database, an ERP or a folder that clave reads by itself.

    `settings` is what was entered; `sealed` the credentials among it as `clave.store.sealing` enciphers them: they are
    never shown again. `origin` names the ERP in the book (one's documents never replace another's); `cron` says when it is
    pulled, empty = by hand only; `looked_at` is the last due instant that was seen to. `probe` is what was found behind it:
    {version, clock, at, tables [{table, fields, rows, since, until, lacking, notes, error}]}. `setup` is what was found of
    what must be so there before clave writes to it (facts.sources.odoo.pushes.setup), with when: `at`. `seen` {file: [bytes,
    moment of its last change in nanoseconds, when we saw it so]} of a folder. `version` counts how often people changed it.
    `replaces`: what a full pull brings are whole months, so that what the ERP deleted leaves the book."""

    name = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=20)
    settings = models.JSONField(default=dict)
    sealed = models.BinaryField(default=b"")
    origin = models.CharField(max_length=40, default="erp")
    cron = models.CharField(max_length=60, blank=True)
    active = models.BooleanField(default=True)
    replaces = models.BooleanField(default=False)
    looked_at = models.DateTimeField(null=True)
    probe = models.JSONField(null=True)
    setup = models.JSONField(null=True)
    seen = models.JSONField(default=dict)
    version = models.IntegerField(default=1)
    created_at = models.DateTimeField()
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class SourceTable(models.Model):
    """One table of facts that is asked of a source, as `clave.facts.sources.port.Ask` has it; `since` is where its next
    increment begins (as the source writes it, '' = everything), `full_at` when it was last read whole."""

    of = models.ForeignKey(FactSource, on_delete=models.CASCADE, related_name="tables")
    table = models.CharField(max_length=40)
    select = models.TextField(blank=True)
    columns = models.JSONField(default=dict)
    key = models.CharField(max_length=120, blank=True)
    changed = models.CharField(max_length=120, blank=True)
    since = models.CharField(max_length=60, blank=True)
    full_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("of", "table"), name="one_ask_per_table_of_a_source")]
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.table


class SourceRun(models.Model):
    """One pull of a source, from its first page to the book, over as many tries as it takes.

    `tables` {table: `clave.facts.sources.pulling.Standing` as JSON}; `clock` what time it was at the source when
    it was first reached, `clock_at` by our clock;
    `holder` marks the try that may write here (its fence). `error` is a sentence as `clave.base.words.stored` writes it,
    `why` one of the reasons of the port; `notes` sentences that are no errors. `brought` is the import that it became."""

    of = models.ForeignKey(FactSource, on_delete=models.CASCADE, related_name="runs")
    state = models.CharField(max_length=9, default=RUNNING)
    full = models.BooleanField(default=False)
    clock = models.CharField(max_length=60, blank=True)
    clock_at = models.DateTimeField(null=True)
    tables = models.JSONField(default=dict)
    rows = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField(default=0)
    notes = models.JSONField(default=list)
    error = models.JSONField(null=True)
    why = models.CharField(max_length=20, blank=True)
    brought = models.ForeignKey("store.Import", on_delete=models.SET_NULL, null=True, related_name="pulled")
    holder = models.CharField(max_length=32, blank=True)
    tries = models.IntegerField(default=1)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("of",), condition=Q(state__in=UNFINISHED), name="one_unfinished_pull_per_source"
            )
        ]
        indexes: ClassVar = [models.Index(fields=("of", "-id"), name="pulls_of_a_source")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.state}"

    @property
    def folder(self) -> Path:
        """Where its pages are until they are in the book."""
        return settings.CLAVE_DATA / "pulled" / str(self.pk)
