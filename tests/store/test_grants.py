"""Grants, conditions and minimums as they are kept: rows are only added, and what a status does to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from clave.actions.conditions import end_condition, give_condition, take_back_condition
from clave.actions.grants import (
    change_grant,
    end_grant,
    end_with_landing,
    give_grant,
    give_template,
    take_back_grant,
)
from clave.actions.landing import finish_landing, recover_account
from clave.actions.life import take_back
from clave.actions.minimums import end_minimum, set_minimum, take_back_minimum
from clave.base.errors import ClaveError
from clave.policy.reading import default
from clave.privileges.catalogue.grants import OWN, TEMPLATE
from clave.privileges.conditions import Condition as Agreed
from clave.privileges.minimums import Minimum
from clave.store.audit import verify
from clave.store.models import Condition, Grant, LandingPlan, MinimumRule, Person
from clave.store.privileges import (
    code_for,
    conditions_of,
    held_by_all,
    held_of,
    minimums,
    standing_grants,
)
from tests.store.lives import NOW, TODAY, brought, person

pytestmark = pytest.mark.django_db
VOLUME = {"contact", "sponsor", "dispatch", "production", "no_minimum", "billing", "improvement", "report"}
PRICE = Agreed(
    "C1", "price", Decimal(9_000), TODAY, date(2026, 12, 31), "volume", "40 t al año", product="pu-440 ",
    quantity=Decimal(5_000),
)  # fmt: skip
ORDER = Minimum("order", "money", Decimal(500_000), TODAY, reason="Lo que cuesta un viaje")


@pytest.fixture
def ana() -> Person:
    return person(name="Ana")


def own(by: Person, **changes: object) -> Grant:
    said = {
        "customer": "C1", "privilege": "laboratory", "since": TODAY, "parameters": {"hours": 40}, "reason": "Nos enseña.",
    }  # fmt: skip
    return give_grant(by=by, now=NOW, **(said | changes))  # type: ignore[arg-type]


def has(customer: str = "C1", day: date = TODAY) -> set[str]:
    return {held.privilege.key for held in held_of(customer, day)}


def test_the_template_of_its_category_comes_into_force_when_it_is_told(ana: Person) -> None:
    brought("C1", "decided", by=ana)
    assert has() == set()
    brought("C2", "announced", by=ana)
    assert has("C2") == VOLUME
    assert has("C2", TODAY - timedelta(days=1)) == set()
    assert {row.origin for row in standing_grants()} == {TEMPLATE}


def test_before_it_is_told_the_letter_says_what_it_will_have(ana: Person) -> None:
    brought("C1", "decided", by=ana)
    brought("C2", "announced", by=ana)
    limits = default().at(TODAY)
    assert code_for("C1", TODAY, limits) == code_for("C2", TODAY, limits)
    assert len(code_for("C1", TODAY, limits).commit) == len(VOLUME)
    assert code_for("C9", TODAY, limits).commit == ()


def test_an_own_grant_stands_before_the_template_and_gives_way_to_it_again(ana: Person) -> None:
    brought("C1", "confirmed", by=ana)
    template = standing_grants().get(privilege="dispatch")
    changed = change_grant(
        by=ana, now=NOW, number=template.pk, since=TODAY, parameters={"days": 21}, reason="Su pico de fin de año."
    )
    assert changed.origin == OWN
    (held,) = [one for one in held_of("C1", TODAY) if one.privilege.key == "dispatch"]
    assert held.grant.parameters == {"days": 21}
    assert held.instead_of
    end_grant(by=ana, now=NOW, number=changed.pk, last=TODAY, because="Pasó el pico.")
    (held,) = [one for one in held_of("C1", TODAY + timedelta(days=1)) if one.privilege.key == "dispatch"]
    assert held.grant.parameters == {"days": 14}


def test_changing_an_own_grant_keeps_what_was(ana: Person) -> None:
    brought("C1", "confirmed", by=ana)
    first = own(ana)
    later = TODAY + timedelta(days=30)
    change_grant(by=ana, now=NOW, number=first.pk, since=later, parameters={"hours": 60}, reason="Otro ensayo.")
    hours = {
        day: [one.grant.parameters["hours"] for one in held_of("C1", day) if one.privilege.key == "laboratory"]
        for day in (TODAY, later - timedelta(days=1), later)
    }
    assert list(hours.values()) == [[40], [40], [60]]
    with pytest.raises(ClaveError) as refused:
        change_grant(by=ana, now=NOW, number=first.pk, since=later, parameters={"hours": 1}, reason="Tarde.")
    assert "a moment ago" in refused.value.say("en")


def test_what_was_done_is_taken_back_by_another_row(ana: Person) -> None:
    brought("C1", "confirmed", by=ana)
    given = own(ana)
    ended = end_grant(by=ana, now=NOW, number=given.pk, last=TODAY, because="Por error.")
    assert "laboratory" not in has(day=TODAY + timedelta(days=1))
    back = take_back_grant(by=ana, now=NOW, number=ended.pk)
    assert "laboratory" in has(day=TODAY + timedelta(days=1))
    take_back_grant(by=ana, now=NOW, number=back.pk)
    assert Grant.objects.filter(privilege="laboratory").count() == 4, "nothing is lost"
    standing = standing_grants().filter(privilege="dispatch").get()
    with pytest.raises(ClaveError) as late:
        take_back_grant(by=ana, now=NOW + timedelta(days=2), number=standing.pk)
    assert "24 hours" in late.value.say("en")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"customer": "C9"}, "customer"),
        ({"privilege": "gold"}, "privilege"),
        ({"reason": " "}, "reason"),
        ({"parameters": {"hours": 0}}, "hours"),
        ({"until": TODAY - timedelta(days=1)}, "until"),
    ],
)
def test_a_grant_that_may_not_be_is_refused_beside_its_field(
    ana: Person, changes: dict[str, object], field: str
) -> None:
    brought("C1", "confirmed", by=ana)
    before = Grant.objects.count()
    with pytest.raises(ClaveError) as refused:
        own(ana, **changes)
    assert refused.value.where == field
    assert Grant.objects.count() == before


def test_the_same_twice_and_an_end_that_cannot_be_are_refused(ana: Person) -> None:
    brought("C1", "confirmed", by=ana)
    given = own(ana, since=TODAY + timedelta(days=5), until=TODAY + timedelta(days=60))
    for last, because, field in (
        (TODAY, "Antes.", "last"),
        (TODAY + timedelta(days=61), "Después.", "last"),
        (TODAY + timedelta(days=20), "", "because"),
    ):
        with pytest.raises(ClaveError) as refused:
            end_grant(by=ana, now=NOW, number=given.pk, last=last, because=because)
        assert refused.value.where == field
    with pytest.raises(ClaveError) as twice:
        own(ana)
    assert twice.value.where == "since"


def test_a_template_is_given_once_and_what_is_missing_later(ana: Person) -> None:
    brought("C1", "confirmed", by=ana)
    with pytest.raises(ClaveError):
        give_template(by=ana, now=NOW, customer="C1", since=TODAY)
    report = standing_grants().get(privilege="report")
    end_grant(by=ana, now=NOW, number=report.pk, last=TODAY, because="No lo lee.")
    (again,) = give_template(by=ana, now=NOW, customer="C1", since=TODAY + timedelta(days=1))
    assert again.privilege == "report"


def test_while_it_lands_nothing_ends_by_itself_and_the_page_can_end_all(ana: Person) -> None:
    brought("C1", "landing", by=ana)
    until = LandingPlan.objects.get().until
    assert has(day=until + timedelta(days=1)) == VOLUME
    ended = end_with_landing(by=ana, now=NOW, customer="C1", because="Como se le dijo.")
    assert len(ended) == len(VOLUME)
    assert has(day=until) == VOLUME
    assert has(day=until + timedelta(days=1)) == set()
    with pytest.raises(ClaveError):
        end_with_landing(by=ana, now=NOW, customer="C1", because="Otra vez.")


def test_once_it_is_no_key_account_what_is_open_ends_and_comes_back_with_the_step(ana: Person) -> None:
    long_ago = TODAY - timedelta(days=200)
    brought("C1", "landing", by=ana, day=long_ago)
    give_condition(by=ana, now=NOW, condition=PRICE)
    finish_landing(by=ana, now=NOW, customer="C1", on=TODAY, reason="Terminó.")
    assert has() == set()
    assert has(day=TODAY - timedelta(days=1)) == VOLUME
    assert not conditions_of("C1"), "one that had not begun by then is withdrawn"
    take_back(by=ana, now=NOW, customer="C1")
    assert has() == VOLUME | {"preferential"}
    assert verify().broken is None


def test_an_announcement_that_is_taken_back_takes_its_grants_back(ana: Person) -> None:
    brought("C1", "announced", by=ana)
    take_back(by=ana, now=NOW, customer="C1")
    assert has() == set()
    assert Grant.objects.filter(withdrawn=True).count() == len(VOLUME)


def test_who_recovers_keeps_what_it_has(ana: Person) -> None:
    brought("C1", "landing", by=ana)
    recover_account(by=ana, now=NOW, customer="C1", on=TODAY, reason="Volvió.")
    assert has() == VOLUME


def test_a_condition_is_a_privilege_that_the_account_has(ana: Person) -> None:
    brought("C1", "confirmed", by=ana)
    kept = give_condition(by=ana, now=NOW, condition=PRICE)
    assert kept.product == "PU-440"
    assert "preferential" in has()
    (held,) = [one for one in held_by_all(TODAY)["C1"] if one.privilege.key == "preferential"]
    assert held.grant.until == PRICE.until
    said = " ".join(text.say("es") for text in code_for("C1", TODAY, default().at(TODAY)).commit)
    assert "40 t" not in said, "the objective reason is ours alone"
    ended = end_condition(by=ana, now=NOW, number=kept.pk, last=TODAY, because="Subió la resina.")
    assert "preferential" not in has(day=TODAY + timedelta(days=1))
    take_back_condition(by=ana, now=NOW, number=ended.pk)
    assert "preferential" in has(day=TODAY + timedelta(days=1))


def test_a_condition_needs_a_key_account_and_what_the_chain_asks_for(ana: Person) -> None:
    with pytest.raises(ClaveError) as nobody:
        give_condition(by=ana, now=NOW, condition=PRICE)
    assert nobody.value.where == "customer"
    brought("C1", "confirmed", by=ana)
    give_condition(by=ana, now=NOW, condition=PRICE)
    for change, field in (({}, "since"), ({"reason": "amistad"}, "reason"), ({"value": Decimal(0)}, "value")):
        with pytest.raises(ClaveError) as refused:
            give_condition(by=ana, now=NOW, condition=replace(PRICE, **change))  # type: ignore[arg-type]
        assert refused.value.where == field
    assert Condition.objects.count() == 1


def test_minimums_are_set_ended_and_taken_back_and_never_contradict(ana: Person) -> None:
    first = set_minimum(by=ana, now=NOW, rule=ORDER)
    with pytest.raises(ClaveError) as two:
        set_minimum(by=ana, now=NOW, rule=replace(ORDER, amount=Decimal(1), since=TODAY + timedelta(days=9)))
    assert two.value.where == "amount"
    ended = end_minimum(by=ana, now=NOW, number=first.pk, last=TODAY, because="Cambió el flete.")
    next_one = set_minimum(by=ana, now=NOW, rule=replace(ORDER, amount=Decimal(1), since=TODAY + timedelta(days=1)))
    assert {(rule.amount, rule.until) for rule in minimums()} == {(ORDER.amount, TODAY), (Decimal(1), None)}
    take_back_minimum(by=ana, now=NOW, number=next_one.pk)
    take_back_minimum(by=ana, now=NOW, number=ended.pk)
    assert [(rule.amount, rule.until) for rule in minimums()] == [(ORDER.amount, None)]


@pytest.mark.parametrize("model", [Grant, Condition, MinimumRule])
def test_the_database_itself_refuses_to_change_or_delete_a_row(
    ana: Person, model: type[Grant] | type[Condition] | type[MinimumRule]
) -> None:
    brought("C1", "confirmed", by=ana)
    give_condition(by=ana, now=NOW, condition=PRICE)
    set_minimum(by=ana, now=NOW, rule=ORDER)
    for attempt in (lambda: model.objects.update(at=datetime(2020, 1, 1, tzinfo=UTC)), model.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
