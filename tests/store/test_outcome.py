"""The outcome as it is kept: one of the same, older ones without their lists, read back whole, and when it is old."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from clave.actions.company import found_company
from clave.actions.outcome import keep_outcome
from clave.base.errors import ClaveError
from clave.base.words import Text, _
from clave.jobs.outcome import DOING, start_outcome
from clave.outcome.cost.shape import ProgrammeCosts
from clave.outcome.effect.shape import Effect
from clave.outcome.harvest.shape import Harvest
from clave.outcome.whole import COST, EFFECT, HARVEST, Outcome
from clave.store.models import OutcomePart, OutcomeRun, StatusChange
from clave.store.models.outcome import WINDOWS
from clave.store.outcome import PAGE, before, changed_since, newest_outcome, of, part_of, reckoned, windows_of
from tests.store.lives import person
from tests.web import outcome_made as made

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
DAY = date(2026, 10, 31)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def company(db: None) -> None:
    found_company(name="Farallones", currency="COP", demonstration=False, now=NOW)


def test_what_is_kept_is_read_back_as_it_was() -> None:
    found = made.reckoned(6, as_of=DAY)
    run = keep_outcome(reckoned=found, took=1.5, by=person("director"), now=NOW)
    for (key, part), said in found.parts.items():
        assert part_of(run, key, part) == said
    kinds = {of(run, "12", kind).__class__ for kind in (Effect, ProgrammeCosts, Harvest, Outcome)}
    assert kinds == {Effect, ProgrammeCosts, Harvest, Outcome}


def test_what_is_the_same_in_every_window_is_kept_once() -> None:
    plain = made.reckoned(6, as_of=DAY)
    year = plain.parts["12", COST]
    assert isinstance(year, ProgrammeCosts)
    parts = {key: replace(said, whale=year.whale, concentration=year.concentration)
             if isinstance(said, ProgrammeCosts) else said for key, said in plain.parts.items()}  # fmt: skip
    found = replace(plain, parts=parts)
    run = keep_outcome(reckoned=found, took=1.5, by=None, now=NOW + timedelta(minutes=5))
    kept = {row.window: row.content for row in run.parts.filter(part=COST)}
    assert [bool(kept[key]["whale"]) for key in ("12", "24", "all")] == [True, False, False]
    for (key, part), said in found.parts.items():
        assert part_of(run, key, part) == said


def test_made_again_from_the_same_it_takes_the_place_of_the_one_before() -> None:
    first = made.kept(6, as_of=DAY)
    second = made.kept(6, as_of=DAY)
    assert list(OutcomeRun.objects.values_list("pk", flat=True)) == [second.pk]
    assert first.pk != second.pk


def test_of_older_ones_only_their_pages_stay() -> None:
    old = made.kept(6, as_of=DAY - timedelta(days=30))
    run = made.kept(6, as_of=DAY)
    assert set(old.parts.values_list("part", flat=True)) == {PAGE}
    assert set(run.parts.values_list("part", flat=True)) == {PAGE, EFFECT, COST, HARVEST}
    assert [one.pk for one, _page in before(run, "12")] == [old.pk]
    assert newest_outcome() == run


def test_a_part_is_there_or_refused_never_neither_nor_both() -> None:
    run = made.kept(6, as_of=DAY)
    OutcomePart.objects.filter(run=run).delete()
    for content, refused in ((None, None), ({}, {"text": "no"})):
        with pytest.raises(IntegrityError), transaction.atomic():
            OutcomePart.objects.create(run=run, window="12", part=PAGE, content=content, refused=refused)


def test_a_refused_part_says_its_sentence() -> None:
    found = made.reckoned(6, as_of=DAY)
    parts = {key: said for key, said in found.parts.items() if key != ("12", EFFECT)}
    told = made.Reckoned(**{**vars(found), "parts": parts, "refused": {("12", EFFECT): _("there are no facts yet.")}})
    run = keep_outcome(reckoned=told, took=1, by=None, now=NOW + timedelta(hours=1))
    said = part_of(run, "12", EFFECT)
    assert isinstance(said, Text)
    assert said.say("es") == "todavía no hay hechos."
    assert of(run, "12", Effect) is None


def test_what_changed_since_is_named() -> None:
    run = made.kept(6, as_of=DAY)
    assert changed_since(run) == []
    who = person("management")
    StatusChange.objects.create(customer="C-1", after="decided", effective_on=DAY, reason="Sí", by=who, at=NOW)
    assert [words.say("es") for words in changed_since(run)] == ["quién es clave"]


def test_without_facts_it_is_refused_with_what_to_do() -> None:
    with pytest.raises(ClaveError, match="no facts"):
        reckoned(NOW)
    assert start_outcome(None, NOW, NOW) is None


def test_the_start_of_the_programme_is_the_first_entry_that_stands() -> None:
    assert windows_of(DAY)["all"].start == windows_of(DAY)["12"].start
    who = person("management")
    for day in (date(2026, 3, 1), date(2025, 6, 1)):
        StatusChange.objects.create(customer="C-1", after="decided", effective_on=day, reason="Sí", by=who, at=NOW)
    assert windows_of(DAY)["all"].start == date(2025, 6, 1)
    assert windows_of(date(2025, 1, 1))["all"].start == date(2025, 1, 1)


def test_every_step_of_the_work_has_its_words() -> None:
    assert {(part, key) for part in (EFFECT, COST, HARVEST) for key in WINDOWS} == set(DOING)
