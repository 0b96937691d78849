"""What the book covers: found once for each version and policy, and kept."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from clave.actions.shape import action
from clave.base.words import stored
from clave.facts.book import Book
from clave.facts.coverage import Coverage, coverage
from clave.policy.reading import Policy
from clave.store.imports import coverage_found
from clave.store.models import CoverageFound


def find_coverage(*, book: Book, policy: Policy, today: date, now: datetime) -> CoverageFound:
    """What `book` covers, as it was found before or as it is found now: on its last day, or today where it has none."""
    day = book.summary().last_day or today
    limits = policy.at(day)
    kept = coverage_found(book.version, limits.version)
    return kept or keep_coverage(
        facts_version=book.version, policy_version=limits.version, found=coverage(book, limits, day), now=now
    )


@action
def keep_coverage(*, facts_version: str, policy_version: str, found: Coverage, now: datetime) -> CoverageFound:
    """Keep what was found; somebody who found it at the same moment found the same."""
    kept, _made = CoverageFound.objects.update_or_create(
        facts_version=facts_version,
        policy_version=policy_version,
        defaults={"found": _found(found), "created_at": now},
    )
    return kept


def _found(found: Coverage) -> dict[str, Any]:
    return {
        "as_of": str(found.as_of),
        "tables": [
            {
                "table": cover.table, "rows": cover.rows, "since": cover.since and str(cover.since),
                "until": cover.until and str(cover.until),
            }
            for cover in found.tables
        ],
        "missing": list(found.missing),
        "findings": [
            {
                "key": finding.key, "table": finding.table, "severity": finding.severity.value,
                "text": stored(finding.text), "remedy": stored(finding.remedy), "count": finding.count,
                "examples": list(finding.examples),
            }
            for finding in found.findings
        ],
    }  # fmt: skip
