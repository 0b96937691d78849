"""The profile of an account and its map as they are kept, and what of it reaches the lists. (G12, E6)"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from clave.actions.influence import give_opinion, withdraw_opinion
from clave.actions.profile import (
    CONFIRMATION,
    STATEMENT,
    VISIT,
    VisitSaid,
    confirm_profile,
    note_visit,
    restore_said,
    state_profile,
    withdraw_said,
)
from clave.base.errors import ClaveError
from clave.operations.influence import Map, Opinion
from clave.operations.profile import Said
from clave.policy.reading import default
from clave.store.audit import verify
from clave.store.influence import history_of, map_of
from clave.store.models import OWNER, AuditEvent, Contact, InfluenceEdge, InfluenceOpinion, Ownership, Person
from clave.store.profiles import confirmations_of, profile_of, statements_of, visits_of
from tests.store.lives import person
from tests.web import people_made

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
LIMITS = default().at(TODAY)
NORTE = "C-NORTE"
SALES = Said("sales", "9000000000", TODAY, "Visita")


@pytest.fixture
def diana(db: None) -> Person:
    return person("director", "Diana")


def refused(call: Callable[..., Any], **given: Any) -> ClaveError:
    before = AuditEvent.objects.count()
    with pytest.raises(ClaveError) as caught, transaction.atomic():
        call(**{"now": NOW, "customer": NORTE} | given)
    assert AuditEvent.objects.count() == before
    return caught.value


def say(by: Person, said: Said = SALES, **more: Any) -> Any:
    return state_profile(by=by, now=NOW, customer=NORTE, said=said, **more)


def score() -> int:
    return round(profile_of(NORTE, TODAY, LIMITS).score)


def test_what_is_said_counts_and_is_taken_back(diana: Person) -> None:
    assert score() == 0
    row = say(diana)
    assert score() == 15
    withdraw_said(by=diana, now=NOW, customer=NORTE, kind=STATEMENT, number=row.pk)
    assert (score(), statements_of(NORTE)) == (0, [])
    refused(withdraw_said, by=diana, kind=STATEMENT, number=row.pk)
    restore_said(by=diana, now=NOW, customer=NORTE, kind=STATEMENT, number=row.pk)
    assert score() == 15
    with pytest.raises(IntegrityError), transaction.atomic():
        row.delete()
    assert verify().broken is None


def test_of_two_words_the_later_day_counts_and_of_a_day_the_later_word(diana: Person) -> None:
    for value, ago in (("1", 0), ("2", 9), ("3", 0)):
        say(diana, Said("sales", value, TODAY - timedelta(days=ago), "x"))
    (found,) = [one for one in profile_of(NORTE, TODAY, LIMITS).fields if one.field.key == "sales"]
    assert found.said is not None
    assert found.said.value == "3"


def test_whoever_says_a_field_on_what_another_said_is_told(diana: Person) -> None:
    row = say(diana, seen=0)
    assert "while you were writing" in refused(state_profile, by=diana, said=SALES, seen=0).what.say("en")
    assert say(diana, seen=row.pk)


def test_confirming_asks_for_something_to_confirm(diana: Person) -> None:
    go = {"by": diana, "on": TODAY, "source": "Con Rosalba"}
    assert refused(confirm_profile, **go).where == "on", "nothing is known"
    say(diana, Said("sales", "1", TODAY - timedelta(days=300), "x"))
    assert refused(confirm_profile, **go | {"source": " "}).where == "source"
    assert refused(confirm_profile, **go | {"on": TODAY + timedelta(days=1)}).where == "on"
    before = score()
    row = confirm_profile(now=NOW, customer=NORTE, **go)
    assert score() == 15 > before
    assert refused(confirm_profile, **go).where == "on", "once a day"
    withdraw_said(by=diana, now=NOW, customer=NORTE, kind=CONFIRMATION, number=row.pk)
    again = confirm_profile(now=NOW, customer=NORTE, **go)
    assert confirmations_of(NORTE) == [again]
    assert refused(restore_said, by=diana, kind=CONFIRMATION, number=row.pk).what


def test_a_visit_of_a_competitor_is_kept_by_anybody_of_ours(diana: Person) -> None:
    wilson = person("dispatch", "Wilson")
    said = VisitSaid(TODAY, "  Pegantes  Rival ", "5 % menos", "Hotmelt", Decimal("6200"), "Lo vio en portería")
    row = note_visit(by=wilson, now=NOW, customer=NORTE, visit=said)
    assert (row.competitor, row.by) == ("Pegantes Rival", wilson)
    assert list(visits_of(NORTE)) == [row]
    assert score() == 10, "a visit is what is known of competitors"
    for wrong, where in (
        (VisitSaid(TODAY + timedelta(days=1), "X"), "on"), (VisitSaid(TODAY, " "), "competitor"),
        (VisitSaid(TODAY, "X", price=Decimal(0)), "price"),
    ):  # fmt: skip
        assert refused(note_visit, by=diana, visit=wrong).where == where
    refused(withdraw_said, by=wilson, kind=VISIT, number=row.pk)
    withdraw_said(by=diana, now=NOW, customer=NORTE, kind=VISIT, number=row.pk)
    assert not visits_of(NORTE).exists()


def opine(by: Person, kept: Contact, opinion: Opinion, seen: int | None = 0, **more: Any) -> Any:
    given: dict[str, Any] = {"close": {}, "influences": []} | more
    return give_opinion(by=by, now=NOW, customer=NORTE, number=kept.pk, opinion=opinion, seen=seen, **given)


DECIDES = Opinion(frozenset({"decides", "blocks"}), None, "Firma")


def drawn() -> Map:
    return map_of(NORTE, TODAY, LIMITS)


def test_an_opinion_puts_a_person_on_the_map_and_history_is_kept(diana: Person) -> None:
    rosalba, oscar = people_made.contact(diana, NORTE), people_made.contact(diana, NORTE, "Óscar")
    opine(diana, rosalba, DECIDES, close={diana.pk: 2}, influences=[oscar.pk])
    (first, second) = drawn().placed
    assert (first.who.name, first.x, first.y) == ("Rosalba Cárdenas", 2, 3)
    assert first.who.opinion == DECIDES
    assert second.who.opinion is None
    assert drawn().edges == ((rosalba.pk, oscar.pk),)
    opine(diana, rosalba, Opinion(frozenset(), -1), seen=1)
    assert drawn().edges == (), "what the form does not say any more ends"
    assert InfluenceEdge.objects.get().ended_by == diana
    assert [row.number for row in history_of(rosalba)] == [2, 1]
    withdraw_opinion(by=diana, now=NOW, customer=NORTE, number=rosalba.pk, opinion=2)
    assert drawn().placed[0].who.opinion == DECIDES, "the one before stands again"
    assert refused(withdraw_opinion, by=diana, number=rosalba.pk, opinion=2).what
    with pytest.raises(IntegrityError), transaction.atomic():
        history_of(rosalba)[0].delete()


def test_what_cannot_be_on_the_map_is_refused(diana: Person) -> None:
    rosalba, far = people_made.contact(diana, NORTE), people_made.contact(diana, "C-SUR")
    go = {"by": diana, "number": rosalba.pk, "opinion": DECIDES, "close": {}, "influences": [], "seen": 0}
    for wrong, where in (
        ({"influences": [rosalba.pk]}, "influences"), ({"influences": [far.pk]}, "influences"),
        ({"close": {diana.pk: 4}}, "close"),
        ({"close": {99999: 1}}, "close"), ({"opinion": Opinion(support=9)}, "support"), ({"seen": None}, ""), ({"seen": 1}, ""),
    ):  # fmt: skip
        assert refused(give_opinion, **go | wrong).where == where
    opine(diana, rosalba, DECIDES)
    assert "nothing is different" in refused(give_opinion, **go | {"seen": 1}).what.say("en")
    assert opine(diana, rosalba, DECIDES, seen=1, close={diana.pk: 1}) is None, "only the closeness is new"
    assert InfluenceOpinion.objects.count() == 1


def test_who_left_is_on_no_map_and_somebody_of_ours_who_left_knows_nobody(diana: Person) -> None:
    rosalba, camilo = people_made.contact(diana, NORTE), person("kam", "Camilo")
    opine(diana, rosalba, DECIDES, close={camilo.pk: 3})
    assert drawn().placed[0].x == 3
    camilo.is_active = False
    camilo.save()
    assert drawn().placed[0].x == 0
    Contact.objects.update(left_on=TODAY)
    assert [gap.code for gap in drawn().gaps] == ["nobody"]


def test_only_who_answers_for_the_account_says_what_we_think(diana: Person) -> None:
    rosalba, camilo = people_made.contact(diana, NORTE), person("kam", "Camilo")
    for by in (camilo, person("administrator", "Ada")):
        refused(give_opinion, by=by, number=rosalba.pk, opinion=DECIDES, close={}, influences=[], seen=0)
    Ownership.objects.create(customer=NORTE, part=OWNER, person=camilo, starts_on=TODAY, created_at=NOW)
    assert opine(camilo, rosalba, DECIDES)
