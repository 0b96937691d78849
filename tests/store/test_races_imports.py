"""Two people importing at once, and an import that dies on its way: one book, nothing lost, nothing half visible."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from clave.actions.imports import Received, bring_files
from clave.actions.loading import keep_load, load_files
from clave.actions.reading import keep_reading, read_files
from clave.base.errors import ClaveError
from clave.base.words import Text
from clave.facts.bring import digest_of
from clave.facts.store import FactStore
from clave.policy.reading import default
from clave.store.models import Import, Person
from tests.store.races import PATIENCE, at_once, refused

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
LIMITS = default().at(NOW.date())
ROUNDS = 15
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def folders(settings: Settings, tmp_path: Path) -> None:
    """A book and a place for files of this test."""
    settings.CLAVE_FACTS, settings.CLAVE_IMPORTS = tmp_path / "facts", tmp_path / "imports"
    settings.CLAVE_SOURCES = tmp_path / "sources"


@pytest.fixture
def ana(db: None) -> Person:
    """Who imports."""
    return Person.objects.create_person(
        email="ana@clave.example", name="Ana", role="administrator", password=None, created_at=NOW
    )


@pytest.fixture
def ready(ana: Person, tmp_path: Path) -> Callable[[str], Import]:
    """An import of one invoice with this number, read and not loaded."""

    def of(document: str) -> Import:
        path = tmp_path / f"{document}.csv"
        path.write_text(f"Fecha;Factura;Cliente;Neto\n15/01/2024;{document};C1;10,5\n16/01/2024;{document};C1;20,5\n")
        file = Received(path.name, path.stat().st_size, digest_of(path), path)
        one = bring_files(files=[file], by=ana, now=NOW)
        return keep_reading(number=one.pk, reading=read_files(number=one.pk, limits=LIMITS), now=NOW)

    return of


def loading(one: Import, by: Person, **more: Any) -> Import:
    """Load and keep what came of it."""
    done = load_files(number=one.pk, by=by, now=NOW, **more)
    return keep_load(number=one.pk, done=done, by=by, now=NOW) if done else Import.objects.get(pk=one.pk)


def documents(settings: Settings) -> set[str]:
    """The documents of the book."""
    with FactStore(settings.CLAVE_FACTS).open().open() as warehouse:
        return set(warehouse.query("SELECT DISTINCT document FROM invoice_line").column("document").to_pylist())


def test_two_at_once_are_both_in_the_book_or_one_is_told_and_can_try_again(
    ana: Person, ready: Callable[[str], Import], settings: Settings
) -> None:
    expected: set[str] = set()
    for number in range(ROUNDS):
        pair = [ready(f"A{number}"), ready(f"B{number}")]
        outcomes = at_once(*(partial(loading, one, ana) for one in pair))
        assert refused(outcomes) < 2
        for one, outcome in zip(pair, outcomes, strict=True):
            if isinstance(outcome, ClaveError):
                assert "somebody is writing to this book right now" in outcome.say("en")
                assert loading(one, ana).state == "loaded"
        expected |= {f"A{number}", f"B{number}"}
        assert documents(settings) == expected


def test_its_twin_without_the_lock_loses_one(
    ana: Person, ready: Callable[[str], Import], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick, slow = ready("A"), ready("B")
    put, looked, loaded = FactStore._put, Event(), Event()

    @contextmanager
    def unlocked(*_: Any) -> Iterator[None]:
        yield

    def later(self: FactStore, *given: Any) -> Any:
        """What the book says has been looked at; the other loads before anything is put in."""
        if not looked.is_set():
            looked.set()
            assert loaded.wait(PATIENCE)
        return put(self, *given)

    def second() -> None:
        assert looked.wait(PATIENCE)
        load_files(number=quick.pk, by=ana, now=NOW)
        loaded.set()

    monkeypatch.setattr("clave.facts.store.kept.writing", unlocked)
    monkeypatch.setattr(FactStore, "_put", later)
    assert refused(at_once(partial(load_files, number=slow.pk, by=ana, now=NOW), second)) == 0
    assert documents(settings) == {"B"}, "it was built upon what the book said before the other"


def test_the_same_import_twice_at_once_makes_one_version(
    ana: Person, ready: Callable[[str], Import], settings: Settings
) -> None:
    for number in range(ROUNDS):
        one = ready(f"F{number}")
        outcomes = at_once(*[partial(loading, one, ana)] * 2)
        assert refused(outcomes) < 2
        one.refresh_from_db()
        assert (one.state, one.version) == ("loaded", number + 1)
        assert len(FactStore(settings.CLAVE_FACTS).versions()) == number + 1


class Killed(BaseException):
    """What takes a job away in its midst."""


def test_a_load_that_dies_leaves_the_book_as_it_was_and_can_be_done_again(
    ana: Person, ready: Callable[[str], Import], settings: Settings
) -> None:
    loading(ready("A"), ana)
    one = ready("B")

    def die(share: float, doing: Text) -> None:
        raise Killed

    with pytest.raises(Killed):
        load_files(number=one.pk, by=ana, now=NOW, progress=die)
    assert documents(settings) == {"A"}
    one.refresh_from_db()
    assert one.state == "read"
    assert loading(one, ana).state == "loaded"
    assert documents(settings) == {"A", "B"}


def test_a_load_that_dies_before_it_is_kept_is_known_as_loaded_the_next_time(
    ana: Person, ready: Callable[[str], Import], settings: Settings
) -> None:
    one = ready("A")
    load_files(number=one.pk, by=ana, now=NOW)  # … and the process is gone
    kept = loading(one, ana)
    assert (kept.state, kept.version) == ("loaded", 1)
    assert len(FactStore(settings.CLAVE_FACTS).versions()) == 1


def test_a_reading_that_dies_leaves_the_earlier_one(ana: Person, ready: Callable[[str], Import]) -> None:
    one = ready("A")

    def die(share: float, doing: Text) -> None:
        raise Killed

    with pytest.raises(Killed):
        read_files(number=one.pk, limits=LIMITS, progress=die)
    one.refresh_from_db()
    assert one.state == "read"
    assert loading(one, ana).state == "loaded"
