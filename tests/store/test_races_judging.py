"""One person who rates twice at the same moment, one question asked by two, one snapshot kept by two lists: with twins."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from clave.actions.asking import ask_rating
from clave.actions.judging import KindSaid, rate, rate_kinds
from clave.actions.trials import TrialSaid, change_trial, record_trial
from clave.store.models import Person, Rating, RatingRequest, Trial
from tests.store.conftest import Without
from tests.store.races import ROUNDS, at_once, meeting, refused

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
ABOUT = {"customer": "C1", "criterion": "prestige"}
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("quick_hash")]


@pytest.fixture
def ana() -> Person:
    return Person.objects.create_person(
        email="ana@clave.example", name="Ana", role="kam", password=None, created_at=NOW
    )


def rating(by: Person, value: int) -> Any:
    return partial(rate, by=by, now=NOW, value=value, reason="x", evidence="y", **ABOUT)


def standing() -> int:
    return Rating.objects.filter(ended_at=None).count()


def test_of_two_ratings_sent_at_once_one_takes_the_place_of_the_other(ana: Person) -> None:
    for round_ in range(ROUNDS):
        given = at_once(rating(ana, 4), rating(ana, 0))
        assert refused(given) == 0
        assert standing() == 1
        assert Rating.objects.count() == 2 * (round_ + 1), "both are kept"


def test_their_twins_that_end_the_old_one_first_and_give_theirs_later_both_stand(
    ana: Person, without_constraints: Without
) -> None:
    with without_constraints(Rating):
        both_looked = meeting(2)

        def look_and_rate(value: int) -> None:
            Rating.objects.filter(rater=ana, ended_at=None, **ABOUT).update(ended_at=NOW)
            both_looked()
            Rating.objects.create(
                rater=ana,
                value=value,
                reason="x",
                evidence="y",
                anchor={},
                rated_on=NOW.date(),
                created_at=NOW,
                **ABOUT,
            )

        at_once(partial(look_and_rate, 4), partial(look_and_rate, 0))
        assert standing() == 2


def test_of_two_answers_by_kind_sent_at_once_each_kind_stands_once_and_the_answers_are_not_mixed(ana: Person) -> None:
    about = {"customer": "C1", "criterion": "extraordinary"}

    def answer(value: int) -> None:
        kinds = [KindSaid(kind, value, "x", "y") for kind in ("product", "market", "demand")]
        rate_kinds(by=ana, now=NOW, kinds=kinds, **about)

    for _ in range(ROUNDS):
        assert refused(at_once(partial(answer, 4), partial(answer, 0))) == 0
        values = list(Rating.objects.filter(ended_at=None).values_list("value", flat=True))
        assert values in ([4, 4, 4], [0, 0, 0])


def test_two_who_ask_the_same_person_ask_once(ana: Person) -> None:
    for _ in range(ROUNDS):
        asking = partial(ask_rating, by=None, now=NOW, name="Calzado", person=ana, **ABOUT)
        one, other = at_once(asking, asking)
        assert one == other
        assert RatingRequest.objects.count() == 1
        RatingRequest.objects.all().delete()


def test_their_twins_that_look_first_and_ask_later_ask_twice(ana: Person, without_constraints: Without) -> None:
    with without_constraints(RatingRequest):
        both_looked = meeting(2)

        def look_and_ask() -> None:
            assert not RatingRequest.objects.filter(person=ana, state="open", **ABOUT).exists()
            both_looked()
            RatingRequest.objects.create(person=ana, name="x", asked_at=NOW, due_on=NOW.date(), **ABOUT)

        at_once(look_and_ask, look_and_ask)
        assert RatingRequest.objects.count() == 2


def test_of_two_who_say_more_of_a_trial_one_is_told(ana: Person) -> None:
    said = TrialSaid("Ensayo", NOW.date())
    for round_ in range(ROUNDS):
        trial = record_trial(by=ana, now=NOW, customer="C1", name="C", trial=said)
        later = NOW.replace(minute=round_ + 1)
        changing = [partial(change_trial, by=ana, now=later, number=trial.pk, trial=TrialSaid(word, NOW.date()), seen=NOW)
                    for word in ("uno", "otro")]  # fmt: skip
        assert refused(at_once(*changing)) == 1


def test_its_twin_that_does_not_look_whether_it_was_seen_loses_one(ana: Person) -> None:
    trial = record_trial(by=ana, now=NOW, customer="C1", name="C", trial=TrialSaid("Ensayo", NOW.date()))
    both_read = meeting(2)

    def read_and_write(**words: str) -> None:
        kept = Trial.objects.get(pk=trial.pk)
        both_read()
        for field, word in words.items():
            setattr(kept, field, word)
        kept.save()

    at_once(partial(read_and_write, learned="Pega en frío"), partial(read_and_write, used="PU-440"))
    trial.refresh_from_db()
    assert "" in (trial.learned, trial.used)
