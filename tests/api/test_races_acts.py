"""Two acts with one Idempotency-Key at the same moment: one is done, both have its answer. Without the lock it is done twice."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone

from clave.actions import api_acts
from clave.actions.api_acts import once
from clave.actions.apikeys import make_key
from clave.store.models import ApiAnswer, ApiKey, Person
from tests.web import knowing

pytestmark = pytest.mark.django_db(transaction=True)


def both(work: Callable[[], Any]) -> list[Any]:
    """What two who begin together got, or the error that stopped them."""
    ready, found = Barrier(2), list[Any]()

    def one() -> None:
        ready.wait(timeout=30)
        try:
            found.append(work())
        except Exception as error:  # whoever lost says how
            found.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=one) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return found


def asked(key: ApiKey, by: Person, deeds: list[int], meet: Barrier | None = None) -> Callable[[], Any]:
    """The same act with the same key; `meet` = where both wait for each other while they do it."""

    def do() -> tuple[int, Any]:
        if meet is not None:
            meet.wait(timeout=30)
        deeds.append(1)
        return 201, {"id": len(deeds)}

    return lambda: once(key=key, by=by, now=timezone.now(), name="x", repeat="uno", digest="d", days=30, do=do)


def key_of(by: Person) -> ApiKey:
    return make_key(by=by, now=timezone.now(), name="ERP", scopes=["facts.write"], expires_at=None, person=by)[0]


def test_two_at_once_are_one_act_with_one_answer() -> None:
    ana, deeds = knowing.person("administrator", "Ana"), list[int]()
    found = both(asked(key_of(ana), ana, deeds))
    assert len(deeds) == 1
    assert sorted(repeated for _kept, repeated in found) == [False, True]
    assert {kept.body["id"] for kept, _repeated in found} == {1}
    assert ApiAnswer.objects.count() == 1


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one write at a time by itself: nobody meets")
def test_without_the_lock_both_would_do_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: nobody waits at the key, so both are inside at once; only that the answer is unique stops the second."""
    ana, deeds = knowing.person("administrator", "Ana"), list[int]()
    key = key_of(ana)
    monkeypatch.setattr(api_acts, "held", lambda _key: None)
    found = both(asked(key, ana, deeds, Barrier(2)))
    assert len(deeds) == 2
    assert any(isinstance(one, Exception) for one in found)
