"""Events and public use as they are kept: never without a consent that covers it, and what a withdrawal takes down. (C7)"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from clave.actions.contacts import say_consent
from clave.actions.events import (
    add_event_account,
    add_event_result,
    change_event,
    record_event,
    remove_event,
    remove_event_account,
    remove_event_result,
    restore_event,
)
from clave.actions.needs import record_need
from clave.actions.public_use import (
    drop_use,
    publish_use,
    take_back_withdrawal,
    take_down_use,
    withdraw_public_consent,
)
from clave.base.errors import ClaveError
from clave.operations.events import EventSaid
from clave.operations.needs import NeedSaid
from clave.policy.reading import default
from clave.store.events import Wanted, among, came_of, consents, listed, one_event
from clave.store.models import Event, EventResult, Person, PublicUse, Touchpoint
from tests.store.away import NAME, consented, fair, use
from tests.store.contacted import CODE, NOW, OTHER, TODAY, charge, contact
from tests.store.lives import person

pytestmark = pytest.mark.django_db
LIMITS = default().at(TODAY)


@pytest.fixture
def boss() -> Person:
    return person("administrator", "Ana")


def refused(call: object, *args: object, **given: object) -> tuple[str, str]:
    with pytest.raises(ClaveError) as found:
        call(*args, **given)  # type: ignore[operator]
    return found.value.where or "", found.value.sentence().say("en")


def met_on(by: Person, ago: int) -> Touchpoint:
    """A visit so many days ago."""
    return Touchpoint.objects.create(
        customer=CODE, on=TODAY - timedelta(days=ago), kind="visit", direction="out", text="En el stand", stems="", by=by,
        at=NOW, changed_at=NOW,
    )  # fmt: skip


def test_nothing_is_planned_without_a_consent_that_covers_it(boss: Person) -> None:
    event = fair(boss)
    where, said = refused(use, boss, event)
    assert (where, "Calzado Uno has not consented to be used in public" in said) == ("what", True)
    consented(boss, contact())
    assert "covers its name, its logo; video is not in it" in refused(use, boss, event, what="video")[1]
    assert "before the last day" in refused(use, boss, event, ends_on=date(2027, 1, 1))[1]
    assert not PublicUse.objects.exists()
    assert use(boss, event).state == "planned"


def test_what_was_planned_is_not_published_once_the_consent_is_gone(boss: Person) -> None:
    event, given = fair(boss), consented(boss, contact())
    row = use(boss, event)
    assert withdraw_public_consent(by=boss, now=NOW, customer=CODE, number=given.pk, on=TODAY) == []
    assert (
        "was withdrawn on 17 Nov 2026"
        in refused(publish_use, by=boss, now=NOW, customer=CODE, number=event.pk, use=row.pk)[1]
    )
    assert drop_use(by=boss, now=NOW, customer=CODE, number=event.pk, use=row.pk).state == "dropped"


def test_a_withdrawal_lists_what_is_still_in_public_until_it_is_taken_down(boss: Person) -> None:
    event, given = fair(boss), consented(boss, contact())
    row, other = use(boss, event, public=True), use(boss, event, where="Folleto")
    found = withdraw_public_consent(
        by=boss, now=NOW, customer=CODE, number=given.pk, on=TODAY, words="Cambiaron de marca"
    )
    assert [one.row.pk for one in found] == [row.pk], "what is only planned is in public nowhere"
    assert one_event(event, TODAY).down == 1
    take_down_use(by=boss, now=NOW, customer=CODE, number=event.pk, use=row.pk)
    assert one_event(event, TODAY).down == 0
    for call, one in ((take_down_use, row), (drop_use, row), (publish_use, row)):
        assert "a moment ago" in refused(call, by=boss, now=NOW, customer=CODE, number=event.pk, use=one.pk)[1]
    take_back_withdrawal(by=boss, now=NOW, customer=CODE, number=given.pk)
    assert publish_use(by=boss, now=NOW, customer=CODE, number=event.pk, use=other.pk).state == "published"


def test_another_consent_that_covers_it_lets_it_stay(boss: Person) -> None:
    who = contact()
    event, given = fair(boss), consented(boss, who)
    use(boss, event, public=True)
    consented(boss, who, purpose="Todo lo nuestro", until=None)
    assert withdraw_public_consent(by=boss, now=NOW, customer=CODE, number=given.pk, on=TODAY) == []


def test_a_consent_is_withdrawn_once_between_the_day_it_was_given_and_today(boss: Person) -> None:
    given = consented(boss, contact())
    asked = {"by": boss, "now": NOW, "customer": CODE, "number": given.pk}
    for day in (TODAY + timedelta(days=1), date(2026, 1, 9)):
        assert refused(withdraw_public_consent, on=day, **asked)[0] == "on"
    withdraw_public_consent(on=TODAY, **asked)  # type: ignore[arg-type]
    assert "withdrawn already" in refused(withdraw_public_consent, on=TODAY, **asked)[1]


def test_who_is_shown_must_have_said_yes_themselves(boss: Person) -> None:
    who = contact()
    event = fair(boss)
    consented(boss, who, covers=("quote",))
    assert "nobody has asked them yet" in refused(use, boss, event, what="quote", contact=who.pk)[1]
    say_consent(
        by=boss, now=NOW, customer=CODE, number=who.pk, purpose="public", given=True, on=TODAY, evidence="Correo"
    )
    row = use(boss, event, what="quote", contact=who.pk, public=True)
    say_consent(
        by=boss, now=NOW, customer=CODE, number=who.pk, purpose="public", given=False, on=TODAY, evidence="Llamó"
    )
    found = {one.row.pk: one.down for one in one_event(event, TODAY).uses}
    assert found[row.pk] is not None, "the day they say no it comes down"


def test_a_consent_for_an_event_asks_that_the_customer_takes_part(boss: Person) -> None:
    event = fair(boss, OTHER)
    assert refused(consented, boss, contact(), event=event.pk)[0] == "event"
    assert refused(consented, boss, contact("Otra", OTHER))[0] == "contact"
    assert refused(use, boss, event)[0] == "customer"


def test_consents_are_listed_by_how_they_stand(boss: Person) -> None:
    who = contact()
    stands, over = consented(boss, who), consented(boss, who, purpose="Otra", until=date(2026, 6, 1))
    gone = consented(boss, who, purpose="Tercera", until=None)
    withdraw_public_consent(by=boss, now=NOW, customer=CODE, number=gone.pk, on=TODAY)
    for state, expected in (("vigentes", stands), ("terminados", over), ("retirados", gone)):
        assert [one.pk for one in consents(state, today=TODAY)] == [expected.pk]
    assert consents("", "calzado otra", today=TODAY).count() == 1
    assert consents(customer=OTHER, today=TODAY).count() == 0


def test_a_customer_takes_part_once_and_leaves_only_with_nothing_in_public(boss: Person) -> None:
    event = fair(boss)
    given = {"by": boss, "now": NOW, "customer": CODE, "number": event.pk}
    assert refused(add_event_account, name=NAME, **given)[0] == "cliente"
    assert (
        refused(add_event_account, name=NAME, contacts=[contact().pk], **given | {"customer": OTHER})[0] == "contacts"
    )
    consented(boss, contact("Otra"))
    row = use(boss, event, public=True)
    assert "in public there" in refused(remove_event_account, **given)[1]
    assert "in public there" in refused(remove_event, by=boss, now=NOW, number=event.pk)[1]
    take_down_use(use=row.pk, **given)  # type: ignore[arg-type]
    remove_event_account(**given)  # type: ignore[arg-type]
    assert one_event(event, TODAY).accounts == ()


def test_what_came_of_it_is_offered_from_its_first_day_and_said_once(boss: Person) -> None:
    event = fair(boss)
    met, before = met_on(boss, 0), met_on(boss, 10)
    asked = record_need(by=boss, now=NOW, customer=CODE, name=NAME, need=NeedSaid("No seca", TODAY, "Jefe de planta"))
    offered = came_of(one_event(event, TODAY), LIMITS)
    assert ([one.pk for one in offered.touchpoints], [one.pk for one in offered.needs]) == ([met.pk], [asked.pk])
    assert before.pk not in [one.pk for one in offered.touchpoints]
    given = {"by": boss, "now": NOW, "customer": CODE, "number": event.pk}
    first = add_event_result(touchpoint=met.pk, **given)  # type: ignore[arg-type]
    assert add_event_result(touchpoint=met.pk, **given).pk == first.pk  # type: ignore[arg-type]
    add_event_result(need=asked.pk, **given)  # type: ignore[arg-type]
    found = came_of(one_event(event, TODAY), LIMITS)
    assert (len(found.results), found.touchpoints, found.needs) == (2, (), ())
    remove_event_result(result=first.pk, **given)  # type: ignore[arg-type]
    assert EventResult.objects.count() == 1
    assert "not there any more" in refused(add_event_result, touchpoint=met.pk, **given | {"customer": OTHER})[1]


def test_events_are_filtered_by_what_they_are_where_they_stand_and_who_takes_part(boss: Person) -> None:
    now_on = fair(boss)
    past = record_event(by=boss, now=NOW, event=EventSaid("logo", "Página web", date(2026, 1, 1), date(2026, 2, 1)))
    every = listed(TODAY)

    def pks(**wanted: object) -> list[int]:
        return [one.row.pk for one in among(every, Wanted(**wanted), sees_cost=True)]  # type: ignore[arg-type]

    assert pks() == [now_on.pk, past.pk]
    assert pks(kind="logo") == pks(stands="over") == pks(last=date(2026, 3, 1)) == [past.pk]
    assert pks(text="calzado") == pks(stands="on") == pks(first=TODAY) == [now_on.pk]
    assert pks(only="retirar") == []
    assert pks(order="cost") == [now_on.pk, past.pk], "what nobody knows is no zero"
    assert [one.row.pk for one in listed(TODAY, CODE)] == [now_on.pk]


def test_an_event_is_changed_taken_out_and_brought_back(boss: Person) -> None:
    kept = fair(boss)
    said = EventSaid("training", "Curso", TODAY, TODAY)
    given = {"by": boss, "now": NOW, "number": kept.pk}
    assert "while you were writing" in refused(change_event, event=said, seen=None, **given)[1]
    assert change_event(event=said, seen=kept.changed_at, **given).kind == "training"  # type: ignore[arg-type]
    remove_event(**given)  # type: ignore[arg-type]
    assert listed(TODAY) == []
    restore_event(**given)  # type: ignore[arg-type]
    assert Event.objects.filter(removed_at=None).count() == 1


def test_who_answers_for_an_account_writes_its_consents_and_another_kam_does_not() -> None:
    mine, other = person("kam", "Kati"), person("kam", "Oto")
    charge(mine)
    assert consented(mine, contact()).by == mine
    assert "may not do this" in refused(consented, other, contact("Otra"))[1]
