"""Two windows of one person, and somebody who closes while somebody answers: one word is kept, nothing comes after the end. The
twins that hold nothing keep two, or keep one too many."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db.models import QuerySet

from clave.actions import answering as answering_acts
from clave.actions import voting as voting_acts
from clave.actions.answering import answer_survey
from clave.actions.novelties import close_novelty
from clave.actions.surveys import close_survey
from clave.actions.voting import vote_novelty
from clave.operations.novelties.said import VoteSaid
from clave.operations.surveys.questions import Sheet
from clave.store.audit import verify
from clave.store.models import (
    AnonymousSheet,
    AuditEvent,
    Novelty,
    NoveltyVote,
    Person,
    Survey,
    SurveyAnswer,
    SurveyAsk,
    Visitor,
)
from tests.store.lives import person
from tests.store.races import ROUNDS, at_once, bare, meeting, refused, unheld
from tests.store.voiced import NOW, ask, key, limits, novelty, survey, visitor

pytestmark = pytest.mark.django_db(transaction=True)
GOOD = Sheet({"recommend": 9})


@pytest.fixture
def diana(db: None) -> Person:
    key()
    return person("director", "Diana")


def votes(who: Visitor, kept: Novelty) -> list[Callable[[], Any]]:
    return [
        partial(vote_novelty, visitor=who, now=NOW, number=kept.pk, version=1, said=VoteSaid(one))
        for one in ("yes", "no")
    ]


def answers(who: Visitor, kept: Survey) -> list[Callable[[], Any]]:
    go = partial(answer_survey, visitor=who, now=NOW, number=ask(kept, who), limits=limits())
    return [partial(go, sheet=Sheet({"recommend": at})) for at in (9, 10)]


def afresh(kept: Survey) -> None:
    """The survey as it was before anybody answered."""
    SurveyAnswer.objects.all().delete()
    AnonymousSheet.objects.all().delete()
    SurveyAsk.objects.update(used=False)
    Survey.objects.filter(pk=kept.pk).update(state="open", closed_at=None)


def test_of_two_votes_at_once_one_row_is_left(diana: Person) -> None:
    who = visitor()
    kept = novelty(diana)
    for _round in range(ROUNDS):
        NoveltyVote.objects.all().delete()
        assert refused(at_once(*votes(who, kept))) == 0
        assert NoveltyVote.objects.count() == 1
    assert verify().broken is None


@pytest.mark.parametrize("anonymous", [False, True])
def test_of_two_answers_at_once_one_is_told(diana: Person, anonymous: bool) -> None:
    who = visitor()
    kept = survey(diana, anonymous=anonymous)
    for _round in range(ROUNDS):
        afresh(kept)
        assert refused(at_once(*answers(who, kept))) == 1
        assert SurveyAnswer.objects.count() + AnonymousSheet.objects.count() == 1


def test_nothing_is_kept_after_a_survey_was_closed(diana: Person) -> None:
    """Either the answer came first and is there, or it is refused: never an answer whose event stands after the closing."""
    who = visitor()
    kept = survey(diana)
    for _round in range(ROUNDS):
        afresh(kept)
        outcomes = at_once(
            partial(close_survey, by=diana, now=NOW, number=kept.pk),
            partial(answer_survey, visitor=who, now=NOW, number=ask(kept, who), sheet=GOOD, limits=limits()),
        )
        last = list(AuditEvent.objects.filter(what__in=("survey.closed", "survey.answered")).order_by("number"))[-2:]
        if refused(outcomes):
            assert not SurveyAnswer.objects.exists()
        else:
            assert [one.what for one in last] == ["survey.answered", "survey.closed"]
            assert SurveyAnswer.objects.count() == 1


def test_nothing_is_kept_after_a_novelty_was_closed(diana: Person) -> None:
    who = visitor()
    kept = novelty(diana)
    for _round in range(ROUNDS):
        NoveltyVote.objects.all().delete()
        Novelty.objects.update(state="open", closed_at=None)
        outcomes = at_once(partial(close_novelty, by=diana, now=NOW, number=kept.pk), votes(who, kept)[0])
        last = list(AuditEvent.objects.filter(what__in=("novelty.closed", "novelty.voted")).order_by("number"))[-2:]
        if refused(outcomes):
            assert not NoveltyVote.objects.exists()
        else:
            assert [one.what for one in last] == ["novelty.voted", "novelty.closed"]


def test_two_anonymous_answers_at_once_are_both_kept(diana: Person) -> None:
    """All the rows are written anew each time: without a hold one would write the other away."""
    people = [visitor(name="Ana Uno"), visitor(name="Berta Dos")]
    kept = survey(diana, anonymous=True)
    for _round in range(ROUNDS):
        afresh(kept)
        assert refused(at_once(*[answers(one, kept)[0] for one in people])) == 0
        assert AnonymousSheet.objects.count() == 2


def test_the_twin_without_a_claim_keeps_two_answers(diana: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    who = visitor()
    kept, both = survey(diana, anonymous=True), meeting(2)
    calls = [bare(call) for call in answers(who, kept)]
    update = QuerySet.update

    def unclaimed(self: QuerySet[Any], **given: Any) -> int:
        """Asks first and writes then, as whoever forgets to claim would: both find it free."""
        if given != {"used": True}:
            return update(self, **given)
        free = self.exists()
        both()
        update(self.model._default_manager.filter(pk=ask(kept, who)), **given)
        return int(free)

    monkeypatch.setattr(QuerySet, "select_for_update", unheld)
    monkeypatch.setattr(QuerySet, "update", unclaimed)
    monkeypatch.setattr(answering_acts, "record", lambda **_: None)
    monkeypatch.setattr(
        answering_acts, "_keep_anonymous", lambda kept, *_: AnonymousSheet.objects.create(survey=kept, values={})
    )
    assert refused(at_once(*calls)) == 0
    assert AnonymousSheet.objects.count() == 2


def test_the_twin_without_a_hold_keeps_a_vote_after_the_end(diana: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    who = visitor()
    kept, both = novelty(diana), meeting(2)
    check = voting_acts.checked_vote

    def late(said: VoteSaid) -> VoteSaid:
        both()  # it was open when it looked; now it closes
        both()
        return check(said)

    def closing() -> None:
        both()
        Novelty.objects.filter(pk=kept.pk).update(state="closed")
        both()

    monkeypatch.setattr(QuerySet, "select_for_update", unheld)
    monkeypatch.setattr(voting_acts, "record", lambda **_: None)
    monkeypatch.setattr(voting_acts, "checked_vote", late)
    assert refused(at_once(bare(votes(who, kept)[0]), closing)) == 0
    assert NoveltyVote.objects.count() == 1
    assert Novelty.objects.get().state == "closed"
