"""Two workers send the digest of one week, or keep two ledgers at once: one goes out, one stays. The twin without the
constraint writes to everybody twice."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db.models import QuerySet
from pytest_django.fixtures import Settings

from clave.actions import digest as acts
from clave.actions import ledger as ledgers
from clave.actions.digest import send_digest
from clave.actions.ledger import judge, keep_ledger
from clave.store.audit import verify
from clave.store.ledger import ready
from clave.store.models import OWNER, AuditEvent, DigestIssue, LedgerDue, LedgerRun, Mail, Ownership
from tests.store.conftest import Without
from tests.store.docks import DAY, KEY, NOW
from tests.store.lives import person
from tests.store.promising import ledger_of, promised
from tests.store.races import at_once, meeting, refused

pytestmark = pytest.mark.django_db(transaction=True)
SOME = 5


@pytest.fixture(autouse=True)
def company(db: None, settings: Settings, tmp_path: Path) -> None:
    """A key account with a KAM and a broken promise of this week."""
    settings.CLAVE_FACTS = tmp_path / "facts"
    promised(settings.CLAVE_FACTS)
    Ownership.objects.create(
        customer=KEY, part=OWNER, person=person("kam", "Andrea"), starts_on=DAY - timedelta(days=90), created_at=NOW,
        reason="", value="",
    )  # fmt: skip
    ledger_of()


sending = partial(send_digest, by=None, now=NOW, until=NOW)


def test_two_workers_send_the_digest_of_a_week_once() -> None:
    for _round in range(SOME):
        Mail.objects.all().delete()
        DigestIssue.objects.all().delete()
        at_once(sending, sending)
        assert (DigestIssue.objects.count(), Mail.objects.filter(template="digest").count()) == (1, 1)
    assert AuditEvent.objects.filter(what="ledger.digest").count() == SOME
    assert verify().broken is None


def test_their_twin_without_the_constraint_tells_the_week_twice(
    monkeypatch: pytest.MonkeyPatch, without_constraints: Without
) -> None:
    """Each looks before the other writes. The mails have a second lock, their key: even then nobody gets two."""
    both_looked, looked = meeting(2), acts.told_already

    def look(run: LedgerRun) -> bool:
        found = looked(run)
        both_looked()
        return found

    monkeypatch.setattr(acts, "told_already", look)
    monkeypatch.setattr(acts, "record", lambda **_: None)
    alone = partial(send_digest.__wrapped__, by=None, now=NOW, until=NOW)  # type: ignore[attr-defined]
    with without_constraints(DigestIssue):
        assert refused(at_once(alone, alone)) == 0
        assert DigestIssue.objects.count() == 2
    assert Mail.objects.filter(template="digest").count() == 1


def test_two_ledgers_at_once_leave_one_whole() -> None:
    judged = judge(ready(DAY))
    keep = partial(keep_ledger, judged=judged, by=None, now=NOW)
    for _round in range(SOME):
        at_once(keep, keep)
        (run,) = LedgerRun.objects.all()
        assert LedgerDue.objects.count() == run.dues.count() == len(judged.dues)


def test_their_twin_that_holds_nothing_leaves_two(monkeypatch: pytest.MonkeyPatch) -> None:
    judged, both_looked = judge(ready(DAY)), meeting(2)
    dark = ledgers._dark

    def slow(*given: Any) -> Any:
        both_looked()
        return dark(*given)

    def unheld(self: QuerySet[Any], *_: object, **__: object) -> QuerySet[Any]:
        return self

    monkeypatch.setattr(QuerySet, "select_for_update", unheld)
    monkeypatch.setattr(ledgers, "record", lambda **_: None)
    monkeypatch.setattr(ledgers, "_dark", slow)
    alone = partial(keep_ledger.__wrapped__, judged=judged, by=None, now=NOW)  # type: ignore[attr-defined]
    at_once(alone, alone)
    assert LedgerRun.objects.count() == 2
