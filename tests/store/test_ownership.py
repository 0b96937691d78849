"""One owner at a date, whatever is assigned in whatever order; who may, who can, and what is refused in a sentence."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clave.actions.capacity import enter_capacity
from clave.actions.ownership import assign, release, take_over
from clave.actions.refused import Refused
from clave.actions.status import change_status
from clave.store.audit import verify
from clave.store.models import OWNER, SPONSOR, SUBSTITUTE, AuditEvent, Handover, Ownership, Person
from clave.store.ownership import ERP, in_force, owners, parts_of, stamp

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
TODAY = NOW.date()
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_hash")]


def made(name: str, role: str = "kam", **more: object) -> Person:
    return Person.objects.create_person(
        email=f"{name}@clave.example", name=name, role=role, password=None, created_at=NOW, **more
    )


@pytest.fixture
def director() -> Person:
    return made("marta", "director")


@pytest.fixture
def ana() -> Person:
    return made("ana")


@pytest.fixture
def beto() -> Person:
    return made("beto")


def owned(
    by: Person, person: Person, day: date = TODAY, part: str = OWNER, code: str = "C-1", **more: str
) -> Ownership:
    return assign(
        by=by, now=NOW, customer=code, name="Calzado La Sabana", part=part, person=person, starts_on=day, **more
    )


def owner(day: date, code: str = "C-1") -> str | None:
    found = owners(day, [code]).get(code)
    return found.name if found else None


def test_the_next_owner_ends_the_one_before_on_that_day(director: Person, ana: Person, beto: Person) -> None:
    owned(director, ana, date(2026, 1, 1))
    owned(director, beto, date(2026, 11, 1))
    assert owner(date(2025, 12, 31)) is None
    assert owner(date(2026, 10, 31)) == "ana"
    assert owner(date(2026, 11, 1)) == "beto"
    assert verify().broken is None
    assert [event.what for event in AuditEvent.objects.order_by("number")] == ["charge.assigned"] * 2


def test_whoever_is_put_between_lasts_until_the_one_already_planned(
    director: Person, ana: Person, beto: Person
) -> None:
    owned(director, ana, date(2027, 1, 1))
    owned(director, beto, TODAY)
    assert (owner(TODAY), owner(date(2026, 12, 31)), owner(date(2027, 1, 1))) == ("beto", "beto", "ana")


def test_a_correction_on_the_same_day_stays_in_the_history_and_was_never_in_force(
    director: Person, ana: Person, beto: Person
) -> None:
    owned(director, ana)
    owned(director, beto)
    assert owner(TODAY) == "beto"
    assert Ownership.objects.get(person=ana).ends_on == TODAY
    assert not in_force(TODAY).filter(person=ana).exists()
    assert not Handover.objects.exists(), "nobody had it before, so there is nothing to hand over"


steps = st.lists(
    st.tuples(st.sampled_from(["assign", "release"]), st.integers(0, 3), st.integers(0, 60)), min_size=1, max_size=10
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
@given(steps)
def test_at_every_day_there_is_one_owner_at_most_after_any_history(
    director: Person, history: list[tuple[str, int, int]]
) -> None:
    with transaction.atomic():
        people = [made(f"kam{number}") for number in range(4)]
        first = date(2026, 10, 1)
        for what, who, offset in history:
            day = first + timedelta(offset)
            try:
                if what == "assign":
                    owned(director, people[who], day)
                else:
                    release(by=director, now=NOW, customer="C-1", part=OWNER, ends_on=day, reason="por prueba")
            except Refused:
                continue
            now_has = owners(day, ["C-1"]).get("C-1")
            assert now_has == (people[who] if what == "assign" else None), "the last word about a day counts"
        spans = list(Ownership.objects.filter(customer="C-1").values_list("starts_on", "ends_on"))
        for offset in range(70):
            day = first + timedelta(offset)
            assert sum(begin <= day and (end is None or day < end) for begin, end in spans) <= 1, f"two on {day}"
        transaction.set_rollback(True)


def test_what_somebody_else_just_changed_is_not_decided_over(director: Person, ana: Person, beto: Person) -> None:
    seen = stamp(())
    owned(director, ana, seen=seen)
    with pytest.raises(Refused) as refused:
        owned(director, beto, seen=seen)
    assert "marta lo asignó a ana mientras tanto" in refused.value.say("es") or "ana" in refused.value.say("en")
    assert owner(TODAY) == "ana"


def test_the_substitute_is_somebody_else(director: Person, ana: Person) -> None:
    owned(director, ana)
    with pytest.raises(Refused) as refused:
        owned(director, ana, part=SUBSTITUTE)
    assert refused.value.field == "person"


def test_a_kam_names_the_substitute_of_their_own_account_and_nothing_else(
    director: Person, ana: Person, beto: Person
) -> None:
    owned(director, ana)
    assert owned(ana, beto, part=SUBSTITUTE).person == beto
    for part, code in ((OWNER, "C-1"), (SUBSTITUTE, "C-2")):
        with pytest.raises(Refused):
            owned(ana, beto, part=part, code=code)
    assert set(parts_of("C-1", TODAY)) == {OWNER, SUBSTITUTE}


def test_a_sponsor_is_of_the_management_and_says_what_they_bring(director: Person, ana: Person) -> None:
    head = made("patricia", "management")
    with pytest.raises(Refused) as refused:
        owned(director, head, part=SPONSOR)
    assert refused.value.field == "value"
    with pytest.raises(Refused) as refused:
        owned(director, ana, part=SPONSOR, value="abre la puerta")
    assert refused.value.field == "person"
    assert owned(director, head, part=SPONSOR, value="Garantiza el plazo de 60 días").value


def test_who_no_longer_comes_in_and_days_far_away_are_refused(director: Person, ana: Person) -> None:
    gone = made("gone", is_active=False)
    for person, day, field in ((gone, TODAY, "person"), (ana, date(1999, 12, 31), "starts_on"),
                               (ana, TODAY + timedelta(400), "starts_on")):  # fmt: skip
        with pytest.raises(Refused) as refused:
            owned(director, person, day)
        assert refused.value.field == field
    assert not Ownership.objects.exists()


def test_a_key_account_is_never_left_without_an_owner(director: Person, ana: Person) -> None:
    owned(director, ana)
    for to in ("proposed", "decided"):
        change_status(
            by=director, now=NOW, customer="C-1", name="Calzado La Sabana", to=to, effective_on=TODAY, reason="comité"
        )
    with pytest.raises(Refused):
        release(by=director, now=NOW, customer="C-1", part=OWNER, ends_on=TODAY, reason="se va")
    assert owner(TODAY) == "ana"


def test_ending_needs_a_reason_and_somebody_to_end(director: Person, ana: Person) -> None:
    owned(director, ana, code="C-2")
    with pytest.raises(Refused) as refused:
        release(by=director, now=NOW, customer="C-2", part=OWNER, ends_on=TODAY, reason=" ")
    assert refused.value.field == "reason"
    with pytest.raises(Refused) as refused:
        release(by=director, now=NOW, customer="C-2", part=SPONSOR, ends_on=TODAY, reason="x")
    assert refused.value.field == "ends_on"
    release(by=director, now=NOW, customer="C-2", part=OWNER, ends_on=TODAY, reason="dejó de comprar")
    assert owner(TODAY, "C-2") is None


def test_the_one_too_many_is_refused_unless_a_director_says_why(director: Person, ana: Person) -> None:
    enter_capacity(
        by=director,
        now=NOW,
        person=ana,
        starts_on=TODAY,
        hours=None,
        accounts=1,
        relationships=None,
        reason="medio tiempo",
    )
    owned(director, ana, code="C-1")
    with pytest.raises(Refused) as refused:
        owned(director, ana, code="C-2")
    assert refused.value.field == "override"
    assert "«C-1»" in refused.value.say("en")
    assert owner(TODAY, "C-2") is None
    passed = owned(director, ana, code="C-2", override="solo hasta enero")
    assert passed.reason == "solo hasta enero"
    assert "override" in AuditEvent.objects.latest("number").fields


def test_the_erp_is_taken_over_whole_or_not_at_all(director: Person, ana: Person, beto: Person) -> None:
    enter_capacity(
        by=director,
        now=NOW,
        person=beto,
        starts_on=TODAY,
        hours=None,
        accounts=0,
        relationships=None,
        reason="de licencia",
    )
    chosen = [("C-1", "Uno", ana, ERP.msgid), ("C-2", "Dos", beto, "")]
    with pytest.raises(Refused):
        take_over(by=director, now=NOW, chosen=chosen, starts_on=TODAY)
    assert not Ownership.objects.exists()
    take_over(by=director, now=NOW, chosen=[*chosen[:1], ("C-2", "Dos", ana, "")], starts_on=TODAY)
    assert owners(TODAY).keys() == {"C-1", "C-2"}
    reasons = dict(Ownership.objects.values_list("customer", "reason"))
    assert reasons == {"C-1": "according to the ERP", "C-2": ""}, "of whom the ERP does not name it says nothing"
