"""The plan of an account as it is kept: begun once, changed with every version, closed, gone back to; what is refused. (G8)"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from clave.actions.account_plans import (
    begin_plan,
    change_plan,
    close_plan,
    close_plan_action,
    keep_plan_action,
    keep_plan_goal,
    keep_plan_objective,
    note_plan_export,
    note_plan_review,
    remove_from_plan,
    reopen_plan,
    reopen_plan_action,
    restore_plan_version,
    withdraw_plan_review,
)
from clave.base.errors import ClaveError
from clave.operations.plan.difference import differences
from clave.operations.plan.said import ActionSaid, GoalSaid, PlanSaid, ReviewSaid
from clave.policy.reading import default
from clave.store.account_plans import (
    content_of,
    every_plan,
    life_of,
    names_of,
    plan_of,
    recalled,
    reviews_of,
    said_of,
    standing_plan,
    version,
    versions_of,
)
from clave.store.audit import verify
from clave.store.models import SUBSTITUTE, AccountPlan, AuditEvent, PlanAction, PlanVersion, Touchpoint
from tests.store.lives import person
from tests.store.plans import NOW, TODAY, YEAR, Made, contact, made, objective_of, owned

pytestmark = pytest.mark.django_db
LIMITS = default().at(TODAY)


@pytest.fixture
def kept(db: None) -> Made:
    return made()


def at(kept: Made) -> dict[str, Any]:
    return {"by": kept.by, "now": NOW, "customer": kept.customer}


def refused(call: Callable[..., Any], **given: Any) -> ClaveError:
    before = (list(AuditEvent.objects.values_list("pk", flat=True)), PlanVersion.objects.count())
    with pytest.raises(ClaveError) as caught, transaction.atomic():
        call(**given)
    after = (list(AuditEvent.objects.values_list("pk", flat=True)), PlanVersion.objects.count())
    assert after == before, "what is refused changes nothing"
    return caught.value


def now_at(kept: Made) -> int:
    return AccountPlan.objects.get(pk=kept.plan.pk).version


def test_every_change_is_a_version_that_says_the_whole_plan(kept: Made) -> None:
    assert [(one.number, one.what) for one in versions_of(kept.plan)] == [
        (4, "plan.action_added"), (3, "plan.objective_added"), (2, "plan.goal_added"), (1, "plan.begun"),
    ]  # fmt: skip
    plan = plan_of(kept.plan)
    last = version(kept.plan, 4)
    assert last is not None
    assert recalled(last.content) == plan, "a version read back says what the rows say"
    assert recalled(content_of(plan)) == plan
    assert [event.what for event in AuditEvent.objects.order_by("number")] == [
        "plan.begun", "plan.goal_added", "plan.objective_added", "plan.action_added",
    ]  # fmt: skip
    assert verify().broken is None


def test_an_account_has_one_open_plan(kept: Made) -> None:
    assert "open plan already" in refused(begin_plan, name="x", period=YEAR, **at(kept)).what.say("en")
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountPlan.objects.create(
            customer=kept.customer, name="x", starts_on=TODAY, ends_on=TODAY, by=kept.by, created_at=NOW, changed_at=NOW
        )
    assert refused(close_plan, why=" ", seen=4, **at(kept)).where == "why"
    close_plan(why="Se firmó el de 2027", seen=4, **at(kept))
    assert standing_plan(kept.customer) is None
    assert [one.closed_why for one in every_plan(kept.customer)[1]] == ["Se firmó el de 2027"]
    assert "no open plan" in refused(keep_plan_goal, said=GoalSaid("ours", "x"), **at(kept)).what.say("en")
    reopen_plan(number=kept.plan.pk, **at(kept))
    assert standing_plan(kept.customer) == kept.plan


def test_a_closed_plan_stays_closed_where_another_has_begun(kept: Made) -> None:
    close_plan(why="Fin", seen=4, **at(kept))
    begin_plan(name="x", period=PlanSaid(date(2027, 1, 1), date(2027, 12, 31)), **at(kept))
    assert "open plan already" in refused(reopen_plan, number=kept.plan.pk, **at(kept)).what.say("en")
    assert "no open plan" in refused(reopen_plan, number=999, **at(kept)).what.say("en")


def test_owner_and_substitute_write_and_nobody_else(kept: Made) -> None:
    goal = GoalSaid("ours", "Crecer")
    substitute, director, other = (person("kam", "Sara"), person("director", "Diana"), person("kam", "Otto"))
    owned(substitute, kept.customer, SUBSTITUTE)
    assert keep_plan_goal(by=substitute, now=NOW, customer=kept.customer, said=goal).pk
    for by in (director, other, person("management", "Paz"), person("credit", "Celia")):
        found = refused(keep_plan_goal, by=by, now=NOW, customer=kept.customer, said=goal)
        assert "may not do this" in found.what.say("en")
    note_plan_export(by=director, now=NOW, what="plan:all")
    assert AuditEvent.objects.latest("number").what == "plan.exported"


def test_what_somebody_changed_meanwhile_is_not_written_over(kept: Made) -> None:
    said = said_of(kept.goal, GoalSaid)
    keep_plan_goal(said=replace(said, text="Que no pare nunca"), number=kept.goal.pk, seen=4, **at(kept))
    found = refused(keep_plan_goal, said=replace(said, text="Otra cosa"), number=kept.goal.pk, seen=4, **at(kept))
    assert "somebody changed this" in found.what.say("en")
    again = replace(said_of(kept.action, ActionSaid), text="Prueba en Yumbo 2")
    changed = keep_plan_action(said=again, number=kept.action.pk, seen=4, **at(kept))
    assert changed.text == "Prueba en Yumbo 2", "another thing of the plan is not in the way"
    same = keep_plan_action(said=again, number=kept.action.pk, seen=6, **at(kept))
    assert (same.version, now_at(kept)) == (6, 6), "saying the same makes no version"


def test_going_back_to_a_version_is_a_version(kept: Made) -> None:
    gone = keep_plan_goal(said=GoalSaid("ours", "Crecer"), **at(kept))
    remove_from_plan(kind="actions", number=kept.action.pk, seen=5, **at(kept))
    assert "no such version" in refused(restore_plan_version, number=99, seen=6, **at(kept)).what.say("en")
    assert "somebody changed" in refused(restore_plan_version, number=4, seen=5, **at(kept)).what.say("en")
    restore_plan_version(number=4, seen=6, **at(kept))
    four, seven = (version(kept.plan, number) for number in (4, 7))
    assert four
    assert seven
    assert recalled(four.content) == recalled(seven.content) == plan_of(kept.plan)
    assert gone.pk not in plan_of(kept.plan).goals
    restore_plan_version(number=5, seen=7, **at(kept))
    assert gone.pk in plan_of(kept.plan).goals, "what went comes back with its number"


def test_an_action_is_done_dropped_and_opened_again(kept: Made) -> None:
    close = {"number": kept.action.pk, "on": TODAY, **at(kept)}
    assert refused(close_plan_action, state="dropped", outcome="", seen=4, **close).where == "outcome"
    assert "not open" in refused(close_plan_action, state="gone", outcome="x", seen=4, **close).what.say("en")
    done = close_plan_action(state="done", outcome="Salió bien", seen=4, **close)
    assert (done.state, done.closed_on, done.outcome) == ("done", TODAY, "Salió bien")
    assert "not open" in refused(close_plan_action, state="done", outcome="", seen=5, **close).what.say("en")
    again = reopen_plan_action(number=kept.action.pk, seen=5, **at(kept))
    assert (again.state, again.closed_on, again.outcome) == ("open", None, "")
    assert "is open" in refused(reopen_plan_action, number=kept.action.pk, seen=6, **at(kept)).what.say("en")


def test_changing_an_action_leaves_how_it_stands(kept: Made) -> None:
    close_plan_action(number=kept.action.pk, state="done", on=TODAY, outcome="Sí", seen=4, **at(kept))
    changed = keep_plan_action(
        said=ActionSaid("Con otras palabras", kept.objective.pk), number=kept.action.pk, seen=5, **at(kept)
    )
    assert (changed.text, changed.state, changed.outcome) == ("Con otras palabras", "done", "Sí")


def test_what_hangs_on_something_is_not_lost_with_it(kept: Made) -> None:
    found = refused(remove_from_plan, kind="goals", number=kept.goal.pk, seen=4, **at(kept))
    assert "has objectives" in found.what.say("en")
    remove_from_plan(kind="objectives", number=kept.objective.pk, seen=4, **at(kept))
    assert plan_of(kept.plan).actions[kept.action.pk].objective is None, "its action serves none now"
    remove_from_plan(kind="goals", number=kept.goal.pk, seen=5, **at(kept))
    gone = refused(remove_from_plan, kind="goals", number=kept.goal.pk, seen=6, **at(kept))
    assert "no longer in the plan" in gone.what.say("en")


@pytest.mark.parametrize("field", ["goal", "contact", "owner"])
def test_a_stranger_is_named_by_no_objective(kept: Made, field: str) -> None:
    strangers = {"goal": 999, "contact": contact("C-2").pk, "owner": 999}
    said = replace(objective_of(kept.goal), **{field: strangers[field]})
    assert refused(keep_plan_objective, said=said, **at(kept)).where == field


def test_an_action_serves_an_objective_and_comes_from_a_note_of_this_account(kept: Made) -> None:
    assert refused(keep_plan_action, said=ActionSaid("x", 999), **at(kept)).where == "objective"
    note = Touchpoint.objects.create(
        customer="C-2", on=TODAY, kind="call", direction="in", text="x", stems=" x ", by=kept.by, at=NOW, changed_at=NOW
    )
    found = refused(keep_plan_action, said=ActionSaid("x", said_in=note.pk), **at(kept))
    assert "not one with this customer" in found.what.say("en")
    Touchpoint.objects.filter(pk=note.pk).update(customer=kept.customer)
    assert keep_plan_action(said=ActionSaid("x", said_in=note.pk), **at(kept)).said_in == note


def test_the_period_is_changed_and_holds_what_is_in_it(kept: Made) -> None:
    early = refused(change_plan, period=replace(YEAR, starts_on=date(2026, 2, 1)), seen=4, **at(kept))
    assert early.where == "starts_on"
    assert refused(change_plan, period=replace(YEAR, ends_on=date(2025, 1, 1)), seen=4, **at(kept)).where == "ends_on"
    change_plan(period=replace(YEAR, ends_on=date(2027, 1, 31)), seen=4, **at(kept))
    assert "somebody changed" in refused(change_plan, period=YEAR, seen=4, **at(kept)).what.say("en")
    assert AuditEvent.objects.latest("number").fields == ["ends_on"]


def test_a_meeting_is_written_down_once_and_moves_the_next_one(kept: Made) -> None:
    review = ReviewSaid(TODAY, "Seguimos con la línea nueva", "Luis y Marcela", 4, date(2027, 2, 15))
    first = note_plan_review(review=review, **at(kept))
    assert note_plan_review(review=review, **at(kept)) == first
    plan = standing_plan(kept.customer)
    assert plan
    assert plan.next_review_on == date(2027, 2, 15)
    assert life_of(plan, TODAY, TODAY + timedelta(days=1), LIMITS).state == "fresh"
    assert [one.rating for one in reviews_of(plan)] == [4]
    before = replace(review, on=date(2025, 6, 1), next_on=None)
    assert refused(note_plan_review, review=before, **at(kept)).where == "on"
    withdraw_plan_review(number=first.pk, **at(kept))
    assert reviews_of(plan) == []
    assert "not in the plan" in refused(withdraw_plan_review, number=first.pk, **at(kept)).what.say("en")


def test_versions_tell_who_changed_what(kept: Made) -> None:
    said = replace(objective_of(kept.goal), title="25 % más de hotmelt", target=Decimal(125_000_000))
    keep_plan_objective(said=said, number=kept.objective.pk, seen=4, **at(kept))
    old, new = (version(kept.plan, number) for number in (4, 5))
    assert old
    assert new
    (one,) = differences(recalled(old.content), recalled(new.content))
    assert one.how == "changed"
    assert {field for field, _a, _b in one.fields} >= {"title", "target"}
    assert new.by == kept.by


def test_the_database_itself_keeps_the_rules(kept: Made) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanAction.objects.filter(pk=kept.action.pk).update(state="dropped", closed_on=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanAction.objects.filter(pk=kept.action.pk).update(state="done")
    with pytest.raises(DatabaseError), transaction.atomic():
        PlanVersion.objects.filter(plan=kept.plan).delete()


def test_everybody_in_it_is_named(kept: Made) -> None:
    mine, theirs = names_of([plan_of(kept.plan)])
    assert (mine, theirs) == ({kept.by.pk: "Marcela"}, {kept.contact.pk: "Luis F. Caicedo"})
