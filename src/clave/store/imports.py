"""Reading imports: those that wait for somebody, the history of the book, and what the book covers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet

from clave.facts.store import FactStore, Version
from clave.store.models import CoverageFound, Import, ImportFile, Job
from clave.store.models.imports import DISCARDED, LOADED, OPEN, SAME

WORK = "clave.jobs.imports."
"""Where the work on imports is; each takes the `number` of one."""


@dataclass(frozen=True)
class Step:
    """One entry of the history: a version of the book, and the import that made it where people brought the files."""

    version: Version
    made_by: Import | None
    standing: bool


def fact_store() -> FactStore:
    """The store of this installation."""
    return FactStore(settings.CLAVE_FACTS)


def waiting() -> QuerySet[Import]:
    """Imports that somebody brought and nobody has loaded or thrown away, newest first."""
    return Import.objects.filter(state__in=OPEN).select_related("by").prefetch_related("files").order_by("-id")


def without_version() -> QuerySet[Import]:
    """Imports that ended without a new version: discarded, or saying what the book said already; newest first."""
    ended = Import.objects.filter(state__in=(SAME, DISCARDED))
    return ended.select_related("by", "ended_by").prefetch_related("files").order_by("-id")


def history(versions: Sequence[Version]) -> list[Step]:
    """Some versions of the book, each with the import that made it and whether its facts are in the current book."""
    found = Import.objects.filter(state=LOADED, version__in=[version.version for version in versions])
    by_version = {one.version: one for one in found.defer("reports")}
    standing = fact_store().standing(min((version.version for version in versions), default=0))
    return [Step(version, by_version.get(version.version), version.content in standing) for version in versions]


def loaded_before(one: Import) -> dict[str, int]:
    """Those files of an import whose very content was loaded before: file name → version it made."""
    mine = {file.digest: file.name for file in one.files.all()}
    found = ImportFile.objects.filter(digest__in=mine, of__state=LOADED).exclude(of=one)
    pairs = found.order_by("of__version").values_list("digest", "of__version")
    return {mine[digest]: version for digest, version in pairs if version is not None}


def last_jobs(numbers: Collection[int]) -> dict[int, Job]:
    """The last work on each of these imports: it tells how far it is, or why it failed."""
    found = Job.objects.filter(task__startswith=WORK, kwargs__number__in=list(numbers)).order_by("id")
    return {job.kwargs["number"]: job for job in found}


def coverage_found(facts_version: str, policy_version: str) -> CoverageFound | None:
    """What was found of a book under a policy; None where nobody has looked yet."""
    return CoverageFound.objects.filter(facts_version=facts_version, policy_version=policy_version).first()
