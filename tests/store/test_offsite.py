"""Off-site sessions as they are kept: people, agenda, ideas that become one thing each, and the end. (C3)"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from clave.actions.account_plans import begin_plan, keep_plan_action
from clave.actions.initiatives import begin_initiative
from clave.actions.needs import record_need, remove_need
from clave.actions.offsite import (
    change_offsite,
    keep_point,
    move_offsite,
    move_point,
    remove_offsite,
    remove_point,
    restore_offsite,
    undo_offsite_step,
)
from clave.actions.offsite_ideas import (
    add_idea,
    change_idea,
    remove_idea,
    reopen_idea,
    restore_idea,
    turn_down_idea,
)
from clave.base.errors import ClaveError
from clave.operations.initiatives import InitiativeSaid
from clave.operations.needs import NeedSaid
from clave.operations.offsite import PointSaid
from clave.operations.plan.said import ActionSaid, PlanSaid
from clave.policy.reading import default
from clave.store.models import AuditEvent, OffsiteIdea, OffsiteSession, Person
from clave.store.offsite import (
    Wanted,
    among,
    became,
    ideas_standing,
    listed,
    points_of,
    said_of,
    undecided,
)
from tests.store.away import held_session, idea, planned
from tests.store.contacted import CODE, NOW, OTHER, TODAY, charge, contact
from tests.store.lives import person

pytestmark = pytest.mark.django_db
LIMITS = default().at(TODAY)
SAID = NeedSaid("Un silo en su planta", TODAY, "Jefe de planta")


@pytest.fixture
def boss() -> Person:
    return person("administrator", "Ana")


def refused(call: object, **given: object) -> tuple[str, str]:
    with pytest.raises(ClaveError) as found:
        call(**given)  # type: ignore[operator]
    return found.value.where or "", found.value.sentence().say("en")


def test_a_session_is_planned_once_with_people_of_both_sides(boss: Person) -> None:
    theirs = contact()
    kept = planned(boss, theirs)
    assert planned(boss, theirs).pk == kept.pk, "sent twice"
    assert (said_of(kept).ours, said_of(kept).theirs, kept.owner, kept.stage) == (
        (boss.pk,),
        (theirs.pk,),
        boss,
        "planned",
    )
    assert AuditEvent.objects.filter(what="offsite.planned", about=f"offsite:{kept.pk}").count() == 1


def test_somebody_of_another_customer_does_not_come(boss: Person) -> None:
    assert refused(planned, by=boss, theirs=contact(customer=OTHER))[0] == "theirs"
    assert not OffsiteSession.objects.exists()


def test_what_somebody_else_changed_meanwhile_is_not_written_over(boss: Person) -> None:
    kept = planned(boss, contact())
    said = replace(said_of(kept), place="Otra")
    given = {"by": boss, "now": NOW, "customer": CODE, "number": kept.pk, "session": said}
    assert "while you were writing" in refused(change_offsite, seen=NOW - timedelta(hours=1), **given)[1]
    assert change_offsite(seen=NOW, **given).place == "Otra"  # type: ignore[arg-type]


def test_who_no_longer_comes_leads_no_point(boss: Person) -> None:
    theirs = contact()
    kept = planned(boss, theirs)
    keep_point(by=boss, now=NOW, customer=CODE, number=kept.pk, said=PointSaid("Visita", 30, theirs=theirs.pk))
    change_offsite(by=boss, now=NOW, customer=CODE, number=kept.pk, session=replace(said_of(kept), theirs=()), seen=NOW)
    assert points_of(kept)[0].contact is None


def test_what_took_place_does_not_lose_a_side(boss: Person) -> None:
    kept = held_session(boss)
    given = {"by": boss, "now": NOW, "customer": CODE, "number": kept.pk, "seen": NOW}
    assert "both sides" in refused(change_offsite, session=replace(said_of(kept), theirs=()), **given)[1]
    ahead = replace(said_of(kept), on=TODAY + timedelta(days=3))
    assert "not come yet" in refused(change_offsite, session=ahead, **given)[1]


def test_the_agenda_keeps_its_order(boss: Person) -> None:
    kept = planned(boss, contact())
    given = {"by": boss, "now": NOW, "customer": CODE, "number": kept.pk}
    rows = [keep_point(said=PointSaid(text, 10), **given) for text in ("A", "B", "C")]  # type: ignore[arg-type]
    move_point(point=rows[2].pk, up=True, **given)  # type: ignore[arg-type]
    move_point(point=rows[0].pk, up=True, **given)  # type: ignore[arg-type]
    assert [one.text for one in points_of(kept)] == ["A", "C", "B"], "the first stays first"
    move_point(point=rows[0].pk, up=False, **given)  # type: ignore[arg-type]
    assert remove_point(point=rows[2].pk, **given) == PointSaid("C", 10)  # type: ignore[arg-type]
    assert [one.text for one in points_of(kept)] == ["A", "B"]
    assert "not in the agenda" in refused(remove_point, point=rows[2].pk, **given)[1]


def test_an_idea_becomes_a_need_an_initiative_or_an_action_and_says_what_became_of_it(boss: Person) -> None:
    charge(boss)
    kept = held_session(boss)
    one, two, three = (idea(boss, kept, text) for text in ("Silo", "Empaque", "Visita"))
    given = {"by": boss, "now": NOW, "customer": CODE}
    need = record_need(name="C", need=SAID, idea=one.pk, **given)  # type: ignore[arg-type]
    begun = begin_initiative(
        name="C",
        initiative=InitiativeSaid("product", "Empaque", TODAY),
        idea=two.pk,
        **given,  # type: ignore[arg-type]
    )
    begin_plan(name="C", period=PlanSaid(TODAY, TODAY + timedelta(days=300)), **given)  # type: ignore[arg-type]
    action = keep_plan_action(said=ActionSaid("Visita", owner=boss.pk), idea=three.pk, **given)  # type: ignore[arg-type]
    found = list(ideas_standing().filter(of=kept))
    assert [became(each) for each in found] == ["need", "initiative", "action"]
    assert (found[0].need, found[1].initiative, found[2].action) == (need, begun, action)
    assert listed(TODAY, LIMITS)[0].undecided == 0


def test_an_idea_becomes_one_thing_and_only_where_nobody_turned_it_down(boss: Person) -> None:
    kept = held_session(boss)
    one, two = idea(boss, kept, "Silo"), idea(boss, kept, "Empaque")
    given = {"by": boss, "now": NOW, "customer": CODE}
    need = record_need(name="C", need=SAID, idea=one.pk, **given)  # type: ignore[arg-type]
    begun = InitiativeSaid("product", "Silo", TODAY)
    assert "made of this idea already" in refused(begin_initiative, name="C", initiative=begun, idea=one.pk, **given)[1]
    turn_down_idea(number=kept.pk, idea=two.pk, why="Ya lo hace otro", **given)  # type: ignore[arg-type]
    assert "turned down" in refused(begin_initiative, name="C", initiative=begun, idea=two.pk, **given)[1]
    assert (
        "not there any more"
        in refused(begin_initiative, name="C", initiative=begun, idea=one.pk, **given | {"customer": OTHER})[1]
    )
    assert "made of this idea already" in refused(turn_down_idea, number=kept.pk, idea=one.pk, why="No", **given)[1]
    remove_need(number=need.pk, **given)  # type: ignore[arg-type]
    assert undecided(ideas_standing().get(pk=one.pk)), "what it became was a slip"
    begin_initiative(name="C", initiative=begun, idea=one.pk, **given)  # type: ignore[arg-type]
    assert became(ideas_standing().get(pk=one.pk)) == "initiative"


def test_a_session_is_closed_when_every_idea_was_decided_and_can_be_opened_again(boss: Person) -> None:
    kept = held_session(boss)
    one = idea(boss, kept)
    given = {"by": boss, "now": NOW, "customer": CODE, "number": kept.pk}
    assert "1 idea was not decided" in refused(move_offsite, here="held", to="closed", **given)[1]
    turn_down_idea(idea=one.pk, why="No hay cupo", **given)  # type: ignore[arg-type]
    step = move_offsite(here="held", to="closed", **given)  # type: ignore[arg-type]
    for call, more in (
        (add_idea, {"text": "Otra"}),
        (change_idea, {"idea": one.pk, "text": "x"}),
        (reopen_idea, {"idea": one.pk}),
    ):
        assert "is closed" in refused(call, **given | more)[1]
    undo_offsite_step(step=step.pk, **given)  # type: ignore[arg-type]
    reopen_idea(idea=one.pk, **given)  # type: ignore[arg-type]
    assert undecided(OffsiteIdea.objects.get(pk=one.pk))


def test_an_idea_is_corrected_taken_out_and_brought_back(boss: Person) -> None:
    kept = held_session(boss)
    one = idea(boss, kept)
    given = {"by": boss, "now": NOW, "customer": CODE, "number": kept.pk}
    assert change_idea(idea=one.pk, text=" Dos silos ", **given).text == "Dos silos"  # type: ignore[arg-type]
    remove_idea(idea=one.pk, **given)  # type: ignore[arg-type]
    assert listed(TODAY, LIMITS)[0].ideas == ()
    restore_idea(idea=one.pk, **given)  # type: ignore[arg-type]
    assert [each.pk for each in listed(TODAY, LIMITS)[0].ideas] == [one.pk]
    assert refused(add_idea, text=" ", **given)[0] == "text"
    assert refused(add_idea, text="Otra", theirs=contact("Otro").pk, **given)[0] == "lead"


def test_forgotten_ideas_are_said_and_the_list_is_filtered(boss: Person) -> None:
    old, ahead = held_session(boss, ago=40), planned(boss, ago=-10, purpose="Plan 2027")
    idea(boss, old)
    every = listed(TODAY, LIMITS)
    assert [one.row.pk for one in every] == [ahead.pk, old.pk], "what comes first, then the newest"
    assert [one.lying is not None for one in every] == [False, True]

    def pks(**wanted: object) -> list[int]:
        return [one.row.pk for one in among(every, Wanted(**wanted), {CODE}, sees_cost=True)]  # type: ignore[arg-type]

    assert pks(only="olvidadas") == pks(only="sin-decidir") == pks(stage="held") == pks(text="mermas") == [old.pk]
    assert pks(first=TODAY) == [ahead.pk]
    assert pks(last=TODAY, owner=boss.pk) == [old.pk]
    assert pks(owner=boss.pk + 1) == []
    assert pks(only="mias", order="on") == [old.pk, ahead.pk]
    assert pks(order="-on") == [ahead.pk, old.pk]


def test_what_was_taken_out_comes_back(boss: Person) -> None:
    kept = planned(boss, contact())
    remove_offsite(by=boss, now=NOW, customer=CODE, number=kept.pk)
    assert listed(TODAY, LIMITS) == []
    restore_offsite(by=boss, now=NOW, customer=CODE, number=kept.pk)
    assert len(listed(TODAY, LIMITS)) == 1


def test_who_answers_for_the_account_plans_it_and_another_kam_does_not() -> None:
    mine, other = person("kam", "Kati"), person("kam", "Oto")
    charge(mine)
    assert planned(mine, contact()).owner == mine
    assert "may not do this" in refused(planned, by=other, ago=9)[1]
