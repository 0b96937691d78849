"""Moving statuses: every step has a reason and stays, KeyStatus is what its steps come to, and reviews are booked once."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clave.actions.landing import Plan, Todo, finish_landing, land_account, note_landing_step, recover_account
from clave.actions.life import (
    announce_status,
    begin_trial,
    confirm_status,
    extend_override,
    lift_override,
    stop_watching,
    take_back,
    watch_account,
)
from clave.actions.status import change_status, note_review
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.selection.bands import Membership
from clave.selection.life import STATES, may_follow, stand
from clave.selection.listing import Standing
from clave.store.audit import verify
from clave.store.models import AuditEvent, KeyStatus, LandingPlan, Person, StatusChange, StatusReview
from clave.store.status import as_step, members_at, memberships, states_at, steps_of
from tests.store.lives import NOW, TODAY, brought, kept_run, person, plan

pytestmark = pytest.mark.django_db
LONG_AGO = date(2024, 1, 1)


@pytest.fixture
def berta() -> Person:
    """Who decides."""
    return person()


def refusal(call: object, **given: object) -> str:
    """The sentence with which it is refused, and that nothing changed."""
    before = list(KeyStatus.objects.values()), StatusChange.objects.count(), AuditEvent.objects.count()
    with pytest.raises(ClaveError) as refused:
        call(now=NOW, **given)  # type: ignore[operator]
    after = list(KeyStatus.objects.values()), StatusChange.objects.count(), AuditEvent.objects.count()
    assert after == before
    return refused.value.say("en")


def test_a_whole_life(berta: Person) -> None:
    """From the decision to a former key account, each step with its reason, in the log and in the audit chain."""
    brought("C1", "decided", by=berta, day=date(2025, 11, 1))
    announce_status(by=berta, now=NOW, customer="C1", on=date(2025, 11, 15), reason="Carta entregada en visita")
    begin_trial(by=berta, now=NOW, customer="C1", on=date(2025, 11, 15), reason="Empiezan los privilegios")
    confirm_status(by=berta, now=NOW, customer="C1", on=date(2026, 11, 1), reason="Un año al día")
    watch_account(by=berta, now=NOW, customer="C1", on=date(2026, 11, 2), reason="Compra la mitad")
    land_account(
        by=berta, now=NOW, customer="C1", on=date(2026, 8, 1) + timedelta(days=93), reason="Se fue a otro proveedor",
        plan=plan(berta, date(2026, 11, 2)),
    )  # fmt: skip
    status = KeyStatus.objects.get(customer="C1")
    assert (status.state, status.since, status.until) == ("landing", date(2025, 11, 1), date(2027, 1, 31))
    for step in LandingPlan.objects.get(customer="C1").steps.all():
        note_landing_step(by=berta, now=NOW, step=step.pk)
    over = NOW + timedelta(days=80)
    finish_landing(by=berta, now=over, customer="C1", on=date(2027, 2, 1), reason="Terminó el plan")
    status.refresh_from_db()
    assert (status.state, status.since, status.until, status.category) == ("former", None, None, "volume")
    assert LandingPlan.objects.get().ending == "finished"
    assert [change.after for change in steps_of("C1")] == [
        "nominated", "proposed", "decided", "announced", "trial", "confirmed", "watched", "landing", "former",
    ]  # fmt: skip
    assert verify().broken is None
    moved = AuditEvent.objects.filter(what="status.changed", about="customer:C1")
    assert moved.count() == 9


REFUSED = (
    (announce_status, "trial", {}, "this does not follow where C1 stands"),
    (begin_trial, "confirmed", {}, "this does not follow where C1 stands"),
    (confirm_status, "trial", {}, "Its trial ends on 20 Nov 2027"),
    (watch_account, "nominated", {}, "C1 is not a key account"),
    (stop_watching, "confirmed", {}, "this does not follow where C1 stands"),
    (watch_account, "confirmed", {"reason": "  "}, "a status changes only with a reason"),
    (watch_account, "confirmed", {"on": TODAY - timedelta(days=1)}, "took its last step on 20 Nov 2026"),
    (finish_landing, "landing", {}, "Its landing lasts until 20 Mar 2027"),
    (recover_account, "confirmed", {}, "this does not follow where C1 stands"),
)


@pytest.mark.parametrize(("act", "state", "given", "said"), REFUSED)
def test_what_may_not_be_done_is_a_sentence_and_changes_nothing(
    berta: Person, act: object, state: str, given: dict[str, object], said: str
) -> None:
    brought("C1", state, by=berta)
    asked = {"by": berta, "customer": "C1", "on": TODAY, "reason": "Porque sí."} | given
    assert said in refusal(act, **asked)


def test_a_step_that_does_not_follow_names_both_states(berta: Person) -> None:
    brought("C1", "decided", by=berta)
    said = refusal(
        change_status, by=berta, customer="C1", name="Andina", to="confirmed", effective_on=TODAY, reason="x"
    )
    assert "Andina cannot go from «Decided» to «Confirmed»." in said
    said = refusal(change_status, by=berta, customer="C2", name="Boreal", to="gone", effective_on=TODAY, reason="x")
    assert "Boreal cannot go from «no status» to «no status»." in said


def test_nobody_lands_without_a_plan(berta: Person) -> None:
    brought("C1", "confirmed", by=berta)
    asked = {"by": berta, "customer": "C1", "on": TODAY, "reason": "Ya no compra"}
    assert "C1 lands only with a plan" in refusal(land_account, plan=None, **asked)
    said = refusal(
        change_status, by=berta, customer="C1", name="Andina", to="landing", effective_on=TODAY, reason="Ya no compra"
    )
    assert "Andina lands only with a plan" in said


def test_a_plan_must_be_one_that_can_be_carried_out(berta: Person) -> None:
    brought("C1", "confirmed", by=berta)
    good = plan(berta)
    late = TODAY + timedelta(days=400)
    bad = {
        "a landing lasts 90\xa0days at least": Plan(TODAY + timedelta(days=89), berta, TODAY, "Visita", good.todos),
        "the customer is told before its status ends": Plan(good.until, berta, late, "Visita", good.todos),
        "nobody wrote how the customer is told": Plan(good.until, berta, TODAY, " ", good.todos),
        "the plan says nothing to do": Plan(good.until, berta, TODAY, "Visita", ()),
        "this step does not say what": Plan(good.until, berta, TODAY, "Visita", (Todo(" ", TODAY, berta),)),
        "25 Dec 2027 lies outside the landing": Plan(good.until, berta, TODAY, "Visita", (Todo("x", late, berta),)),
    }
    for said, wrong in bad.items():
        assert said in refusal(land_account, by=berta, customer="C1", on=TODAY, reason="Ya no compra", plan=wrong)
    assert not LandingPlan.objects.exists()


def test_an_account_that_lands_can_be_kept_after_all(berta: Person) -> None:
    brought("C1", "confirmed", by=berta, day=LONG_AGO)
    brought("C2", "trial", by=berta)
    for customer, state in (("C1", "confirmed"), ("C2", "trial")):
        land_account(by=berta, now=NOW, customer=customer, on=TODAY, reason="Ya no compra", plan=plan(berta))
        recover_account(by=berta, now=NOW, customer=customer, on=TODAY, reason="Volvió a comprar")
        assert KeyStatus.objects.get(customer=customer).state == state
        ended = LandingPlan.objects.get(customer=customer)
        assert (ended.ending, ended.ended_at) == ("recovered", NOW)
        with pytest.raises(ClaveError, match="history now"):
            note_landing_step(by=berta, now=NOW, step=ended.steps.first().pk)  # type: ignore[union-attr]


def test_a_landing_ends_only_with_its_steps_done(berta: Person) -> None:
    brought("C1", "confirmed", by=berta, day=LONG_AGO)
    land_account(by=berta, now=NOW, customer="C1", on=TODAY, reason="Ya no compra", plan=plan(berta))
    over = {"by": berta, "customer": "C1", "on": TODAY + timedelta(days=91), "reason": "Terminó"}
    with pytest.raises(ClaveError, match="3 steps of its plan are not done yet"):
        finish_landing(now=NOW + timedelta(days=91), **over)  # type: ignore[arg-type]
    telling, visit, last = LandingPlan.objects.get().steps.order_by("pk")
    assert (telling.tells, telling.what, visit.tells) == (True, "En persona, con carta después", False)
    for step in (telling, visit, last):
        note_landing_step(by=berta, now=NOW, step=step.pk)
    note_landing_step(by=berta, now=NOW, step=last.pk, done=False)
    with pytest.raises(ClaveError, match="1 step of its plan is not done yet"):
        finish_landing(now=NOW + timedelta(days=91), **over)  # type: ignore[arg-type]


def test_an_override_outlives_the_steps_of_a_member_and_ends_only_by_a_decision(berta: Person) -> None:
    end = TODAY + timedelta(days=60)
    brought("C1", "trial", by=berta, until=end)
    assert KeyStatus.objects.get().until == end
    assert "is not later than the end it has" in refusal(
        extend_override, by=berta, customer="C1", until=end, reason="Otra prueba"
    )
    later = end + timedelta(days=90)
    extend_override(by=berta, now=NOW, customer="C1", until=later, reason="Otra prueba")
    watch_account(by=berta, now=NOW, customer="C1", on=TODAY, reason="Compra menos")
    assert KeyStatus.objects.get().until == later
    lift_override(by=berta, now=NOW, customer="C1", reason="Ya entra por la regla")
    status = KeyStatus.objects.get()
    assert (status.state, status.until) == ("watched", None)
    assert "this does not follow" in refusal(lift_override, by=berta, customer="C1", reason="Otra vez")


def test_more_time_for_a_landing_is_more_time_for_its_plan(berta: Person) -> None:
    brought("C1", "confirmed", by=berta, day=LONG_AGO)
    land_account(by=berta, now=NOW, customer="C1", on=TODAY, reason="Ya no compra", plan=plan(berta))
    later = TODAY + timedelta(days=150)
    extend_override(by=berta, now=NOW, customer="C1", until=later, reason="El proyecto termina en abril")
    assert (KeyStatus.objects.get().until, LandingPlan.objects.get().until) == (later, later)
    take_back(by=berta, now=NOW, customer="C1")
    assert (KeyStatus.objects.get().until, LandingPlan.objects.get().until) == (
        TODAY + timedelta(days=90),
        TODAY + timedelta(days=90),
    )


def test_who_moved_it_can_take_it_back_for_a_day(berta: Person) -> None:
    brought("C1", "confirmed", by=berta, day=LONG_AGO)
    before = KeyStatus.objects.values().get()
    watch_account(by=berta, now=NOW, customer="C1", on=TODAY, reason="Me equivoqué de cuenta")
    carla = person(name="Carla")
    assert "only who took the last step" in refusal(take_back, by=carla, customer="C1")
    with pytest.raises(ClaveError, match="within 24 hours"):
        take_back(by=berta, now=NOW + timedelta(hours=25), customer="C1")
    take_back(by=berta, now=NOW, customer="C1")
    assert KeyStatus.objects.values().get() == before
    assert "the last step took one back already" in refusal(take_back, by=berta, customer="C1")
    assert [change.after for change in steps_of("C1")][-2:] == ["watched", "confirmed"], "both stay"


def test_a_landing_taken_back_takes_its_plan_back_and_the_other_way_round(berta: Person) -> None:
    brought("C1", "confirmed", by=berta, day=LONG_AGO)
    land_account(by=berta, now=NOW, customer="C1", on=TODAY, reason="Ya no compra", plan=plan(berta))
    take_back(by=berta, now=NOW, customer="C1")
    assert (KeyStatus.objects.get().state, LandingPlan.objects.get().ending) == ("confirmed", "taken_back")
    land_account(by=berta, now=NOW, customer="C1", on=TODAY, reason="Sí se va", plan=plan(berta))
    recover_account(by=berta, now=NOW, customer="C1", on=TODAY, reason="Volvió")
    take_back(by=berta, now=NOW, customer="C1")
    assert KeyStatus.objects.get().state == "landing"
    assert LandingPlan.objects.filter(ended_at=None).count() == 1


def test_what_the_committee_decided_only_the_committee_takes_back(berta: Person) -> None:
    brought("C1", "decided", by=berta)
    assert "only the committee takes back" in refusal(take_back, by=berta, customer="C1")


@pytest.mark.parametrize("model", [StatusChange, StatusReview])
def test_the_database_itself_refuses_to_rewrite_history(berta: Person, model: type[StatusChange]) -> None:
    run = kept_run()
    brought("C1", "confirmed", by=berta, run=run)
    note_review(by=berta, now=NOW, run=run, standings={"C1": watched(1)})
    for wrong in (lambda: model.objects.update(at=NOW + timedelta(days=1)), lambda: model.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            wrong()


def watched(below: int) -> Standing:
    """What the bands say of a member below its exit band."""
    return Standing("watched", False, below, None, _("It stays, watched."))


def test_a_review_is_booked_once_for_each_list(berta: Person) -> None:
    """The committee may close twice, or two may close at once: the members were looked at once."""
    first, second = kept_run(), kept_run()
    brought("C-0001", "confirmed", by=berta, day=LONG_AGO)
    brought("GONE", "confirmed", by=berta, day=LONG_AGO)
    brought("C-0002", "nominated", by=berta)
    stays = Standing("stays", False, 0, None, _("It stays."))
    enters = Standing("enters", True, 0, None, _("It enters."))
    found = {"C-0001": stays, "GONE": watched(1), "C-0002": watched(1), "C-0003": enters}
    assert [review.customer for review in note_review(by=berta, now=NOW, run=first, standings=found)] == [
        "C-0001",
        "GONE",
    ]
    assert note_review(by=berta, now=NOW, run=first, standings=found) == []
    assert memberships() == {"C-0001": Membership(LONG_AGO, 1, 0), "GONE": Membership(LONG_AGO, 1, 1)}
    assert StatusReview.objects.get(customer="GONE").sure is None, "it bought nothing: not known, not zero"
    assert StatusReview.objects.get(customer="C-0001").sure == pytest.approx(0.96)
    note_review(by=berta, now=NOW, run=second, standings={"GONE": watched(2)})
    assert memberships()["GONE"] == Membership(LONG_AGO, 2, 2)
    assert AuditEvent.objects.filter(what="status.reviewed").count() == 2
    assert verify().broken is None


def test_who_comes_back_begins_to_count_anew(berta: Person) -> None:
    run = kept_run()
    brought("C1", "landing", by=berta, day=LONG_AGO, until=TODAY)
    note_review(by=berta, now=NOW, run=run, standings={"C1": watched(1)})
    finish_landing(by=berta, now=NOW, customer="C1", on=TODAY, reason="Terminó")
    assert memberships() == {}
    for to in ("nominated", "proposed", "decided"):
        change_status(
            by=berta, now=NOW, customer="C1", name="C1", to=to, effective_on=TODAY, reason="Volvió con fuerza"
        )
    assert memberships() == {"C1": Membership(TODAY, 0, 0)}


def test_who_was_key_on_a_day(berta: Person) -> None:
    """What was entered later for an earlier day stands; days before the first step know nobody."""
    brought("C1", "confirmed", by=berta, day=date(2025, 3, 1))
    change_status(
        by=berta, now=NOW, customer="C2", name="C2", to="nominated", effective_on=TODAY, reason="Postulada hoy"
    )
    change_status(by=berta, now=NOW, customer="C2", name="C2", to="proposed", effective_on=TODAY, reason="Propuesta")
    change_status(
        by=berta, now=NOW, customer="C2", name="C2", to="decided", effective_on=date(2026, 6, 1), reason="Desde junio"
    )
    key = {day: {change.customer for change in members_at(date.fromisoformat(day))} for day in (
        "2025-02-28", "2025-03-01", "2026-05-31", "2026-06-01", "2026-11-21")}  # fmt: skip
    assert key == {
        "2025-02-28": set(), "2025-03-01": {"C1"}, "2026-05-31": {"C1"}, "2026-06-01": {"C1", "C2"},
        "2026-11-21": {"C1", "C2"},
    }  # fmt: skip
    assert {code: change.after for code, change in states_at(TODAY).items()} == {"C1": "confirmed", "C2": "decided"}


MOVES = st.lists(st.tuples(st.sampled_from([*STATES, ""]), st.integers(0, 900), st.booleans()), max_size=14)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES, number=st.integers(0, 10**9))
def test_any_sequence_of_steps_keeps_the_status_equal_to_what_they_say(
    berta: Person, moves: list[tuple[str, int, bool]], number: int
) -> None:
    """Law: whatever is tried, allowed or not, KeyStatus is what the kept steps come to, and each followed the last."""
    with transaction.atomic():
        code = f"L{number}"
        for to, days, dated in moves:
            day = LONG_AGO + timedelta(days=days)
            if not LandingPlan.objects.filter(customer=code, ended_at=None).exists():
                LandingPlan.objects.create(
                    customer=code, until=day, told_by=berta, told_on=day, how="x", created_at=NOW
                )
            try:
                change_status(
                    by=berta, now=NOW, customer=code, name=code, to=to, effective_on=day, reason="Porque sí.",
                    until=day if dated else None,
                )  # fmt: skip
                take_back(by=berta, now=NOW, customer=code) if days % 3 == 0 else None
            except ClaveError:
                continue
        kept = list(steps_of(code))
        stood = stand(as_step(change) for change in kept)
        status = KeyStatus.objects.filter(customer=code).first()
        if status is None:
            assert not kept
        else:
            assert (status.state, status.since, status.until, status.category) == (
                stood.state, stood.since, stood.until, stood.category,
            )  # fmt: skip
            at_the_end = states_at(date.max).get(code)
            assert (at_the_end.after if at_the_end else "") == status.state
        for before, after in pairwise(kept):
            assert after.before == before.after
            assert may_follow(after.before, after.after) or after.takes_back_id
        transaction.set_rollback(True)
