"""Files that people brought: how they were read, what came of them, and what a book covers."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models

UPLOADED, READ, LOADED, SAME, DISCARDED = "uploaded", "read", "loaded", "same", "discarded"
"""The states of an import: its files are here; they were read and wait for a yes; they made a version; the book said
the same already; somebody threw them away."""
STATES = (UPLOADED, READ, LOADED, SAME, DISCARDED)
OPEN = (UPLOADED, READ)


class Import(models.Model):
    """Files that one person brought together. Whether an undo took it back is what the book says, not this row.

    JSON fields hold texts as `clave.base.words.stored` writes them:
    `said` {file or sheet: null to leave it out | {table, columns, decimal, dates, encoding, delimiter}};
    `reports` [what was read of each file or sheet, see `clave.actions.reading.reported`]; `months` {agreement, rows}
    of a replacement of whole months, null where only documents are replaced; `outcome` {sentence, tables
    [{table, added, replaced, vanished, repeated, months}]}."""

    state = models.CharField(max_length=10, choices=[(state, state) for state in STATES], default=UPLOADED)
    origin = models.CharField(max_length=40, default="erp")
    currency = models.CharField(max_length=3, blank=True)
    said = models.JSONField(default=dict)
    reports = models.JSONField(default=list)
    reading = models.CharField(max_length=32, blank=True)
    months = models.JSONField(null=True)
    outcome = models.JSONField(null=True)
    version = models.IntegerField(null=True, db_index=True)
    created_at = models.DateTimeField()
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=("state", "-id"), name="imports_by_state")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.state}"

    @property
    def open(self) -> bool:
        """Whether something can still be done with it."""
        return self.state in OPEN

    @property
    def folder(self) -> Path:
        """Where its files are, as long as they are kept."""
        return settings.CLAVE_IMPORTS / str(self.pk)

    @property
    def read_folder(self) -> Path:
        """Where the rows and the rejects of its reading are."""
        return self.folder / self.reading


class ImportFile(models.Model):
    """One file of an import: the name under which it is kept, its size in bytes and its SHA-256."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=150)
    size = models.BigIntegerField()
    digest = models.CharField(max_length=64, db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("of", "name"), name="one_file_of_a_name")]
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        """Where it is kept."""
        return self.of.folder / "files" / self.name


class CoverageFound(models.Model):
    """What a version of the book covers under a policy, as it was found: asked for often, and slow to find.

    `found` {as_of, tables [{table, rows, since, until}], missing [table], findings [{key, table, severity, text, remedy,
    count, examples}]}."""

    facts_version = models.CharField(max_length=64)
    policy_version = models.CharField(max_length=128)
    found = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("facts_version", "policy_version"), name="one_coverage_of_a_book")
        ]

    def __str__(self) -> str:
        return f"{self.facts_version} {self.policy_version}"
