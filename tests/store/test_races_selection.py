"""Two selections refreshed at once: both kept whole, and which one is the newest depends on nothing but the asking."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.db.models import Count

from clave.actions.refresh import refresh_selection
from clave.actions.selection import keep_selection
from clave.criteria.registry import CRITERIA
from clave.facts.store import FactStore
from clave.measures.registry import MEASURES
from clave.policy.reading import default
from clave.store.models import SelectionRun
from clave.store.queries import latest_run
from tests.store.races import ROUNDS, at_once
from tests.web import made

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=3)
SMALL, LARGE = 20, 30
LISTS = {size: (made.listing(size), made.measured(size)) for size in (SMALL, LARGE)}
pytestmark = pytest.mark.django_db(transaction=True)


def keeping(action: Callable[..., SelectionRun], size: int, now: datetime) -> Callable[[], SelectionRun]:
    """Keep a selection of so many customers, asked for at a moment."""
    listing, measured = LISTS[size]
    return partial(
        action,
        listing=listing,
        measured=measured,
        criteria=CRITERIA,
        measures=tuple(MEASURES.values()),
        by=None,
        now=now,
    )


def sizes() -> set[tuple[int, int]]:
    """Lines and measured customers of every selection that can be seen, read in one statement."""
    counted = SelectionRun.objects.annotate(
        listed=Count("lines", distinct=True), known=Count("measured", distinct=True)
    )
    return set(counted.values_list("listed", "known"))


def seen_while(*calls: Callable[[], Any]) -> set[tuple[int, int]]:
    """The sizes a reader sees while the calls run."""
    done, seen = [Event() for _ in calls], set()

    def working(call: Callable[[], Any], end: Event) -> None:
        try:
            call()
        finally:
            end.set()

    def reading() -> None:
        while not all(end.is_set() for end in done):
            seen.update(sizes())

    at_once(reading, *(partial(working, call, end) for call, end in zip(calls, done, strict=True)))
    return seen | sizes()


def test_both_are_kept_whole_and_nobody_sees_half_of_one() -> None:
    whole = {(SMALL, SMALL), (LARGE, LARGE)}
    for _ in range(ROUNDS):
        first, second = keeping(keep_selection, SMALL, LATER), keeping(keep_selection, LARGE, NOW)
        assert seen_while(first, second) <= whole
        assert sizes() == whole
        newest = latest_run()
        assert newest is not None
        assert (newest.created_at, newest.lines.count()) == (LATER, SMALL)
        SelectionRun.objects.all().delete()


def test_its_twin_without_the_transaction_is_seen_in_halves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clave.actions.selection.record", lambda **_: None)  # it would refuse: no transaction
    alone = keep_selection.__wrapped__
    halves = {(0, 0), (SMALL, 0), (LARGE, 0)}
    rounds = (seen_while(keeping(alone, SMALL, LATER), keeping(alone, LARGE, NOW)) for _ in range(ROUNDS))
    assert any(seen & halves for seen in rounds)


def test_one_asked_earlier_that_took_longer_does_not_hide_the_newer() -> None:
    newer, slower = keeping(keep_selection, SMALL, LATER)(), keeping(keep_selection, LARGE, NOW)()
    assert latest_run() == newer
    assert SelectionRun.objects.latest() == newer
    assert SelectionRun.objects.order_by("-id").first() == slower, "the twin: by number, the older facts would show"


def test_two_refreshed_from_the_same_facts_are_the_same(tmp_path: Path) -> None:
    store = FactStore(tmp_path)
    store.load(made.facts(), source="test", digest="test", now=NOW, by="test", currency="COP")

    def refresh() -> SelectionRun:
        return refresh_selection(book=store.open(), policy=default(), as_of=None, by=None, now=NOW)

    one, other = at_once(refresh, refresh)
    assert isinstance(one, SelectionRun), one
    kept = [list(run.lines.order_by("rank").values("customer", "score", "criteria", "why")) for run in (one, other)]
    assert kept[0] == kept[1] != []
    assert latest_run() == max((one, other), key=lambda run: run.id)
