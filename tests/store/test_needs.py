"""Needs and joint initiatives as they are kept: solved, offered, measured, moved, undone; who else, and what stands still."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from clave.actions.initiatives import (
    begin_initiative,
    change_initiative,
    move_initiative,
    remove_initiative,
    restore_initiative,
    set_next_step,
    undo_initiative_step,
)
from clave.actions.needs import (
    answer_offer,
    change_need,
    gain_of_need,
    move_need,
    offer_solution,
    record_need,
    remove_need,
    restore_need,
    take_back_offer,
    undo_need_step,
)
from clave.base.errors import ClaveError
from clave.facts.store import FactStore
from clave.operations.contacts import AREAS, LANGUAGES
from clave.operations.initiatives import InitiativeSaid
from clave.operations.needs import NeedSaid
from clave.policy.reading import default
from clave.store.audit import verify
from clave.store.initiatives import listed as initiatives_listed
from clave.store.models import AccountLine, Comparison, Contact, JointInitiative, Need, NeedOffer, Person
from clave.store.needs import Wanted, among, listed, measured, one_need, who_else
from tests.store.docks import rows
from tests.store.lives import kept_run, person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
LIMITS = default().at(TODAY)
SAID = NeedSaid("El adhesivo no seca en frío", TODAY - timedelta(days=60), "Jefe de planta", family="PU")
BEGUN = InitiativeSaid("product", "Suela sin solvente", TODAY - timedelta(days=5))


@pytest.fixture
def boss() -> Person:
    return person("director", "Diana")


def need(by: Person, said: NeedSaid = SAID, code: str = "C-0001") -> Need:
    return record_need(by=by, now=NOW, customer=code, name="Calzado", need=said)


def moved(kept: Need, by: Person, here: str, to: str, **given: Any) -> Any:
    return move_need(by=by, now=NOW, customer=kept.customer, number=kept.pk, here=here, to=to, day=TODAY, **given)


def solved(by: Person, said: NeedSaid = SAID) -> Need:
    kept = need(by, said)
    moved(kept, by, "heard", "solved", solution="PU-300 invierno", result="Seca en 8 min")
    kept.refresh_from_db()
    return kept


def offered(kept: Need, by: Person, to: str = "C-0002", days: int = 30) -> NeedOffer:
    return offer_solution(
        by=by,
        now=NOW,
        customer=kept.customer,
        number=kept.pk,
        to=to,
        to_name=f"Cliente {to}",
        day=TODAY - timedelta(days=days),
    )


def test_a_need_is_written_down_solved_and_what_it_brought_is_told_later(boss: Person) -> None:
    kept = need(boss)
    assert need(boss).pk == kept.pk, "sent twice, it is there once"
    with pytest.raises(ClaveError, match="solved with something"):
        moved(kept, boss, "heard", "solved", result="Seca")
    with pytest.raises(ClaveError, match="not solved yet"):
        gain_of_need(by=boss, now=NOW, customer="C-0001", number=kept.pk, gained=Decimal(1))
    moved(kept, boss, "heard", "working")
    with pytest.raises(ClaveError, match="moved this a moment ago"):
        moved(kept, boss, "heard", "unsolved", result="No")
    step = moved(kept, boss, "working", "solved", solution="PU-300", result="Seca en 8 min")
    gain_of_need(by=boss, now=NOW, customer="C-0001", number=kept.pk, gained=Decimal(0))
    kept.refresh_from_db()
    assert (kept.solution, kept.gained) == ("PU-300", 0)
    undo_need_step(by=boss, now=NOW, customer="C-0001", number=kept.pk, step=step.pk)
    kept.refresh_from_db()
    assert (kept.stage, kept.gained, kept.result) == ("working", None, "")
    assert verify().broken is None


def test_a_person_of_another_customer_did_not_ask(boss: Person) -> None:
    other = Contact.objects.create(
        customer="C-9", name="Ana", area=next(iter(AREAS)), language=next(iter(LANGUAGES)), confirmed_on=TODAY,
        folded="ana", created_at=NOW, changed_at=NOW,
    )  # fmt: skip
    with pytest.raises(ClaveError, match="not of this customer") as refused:
        need(boss, replace(SAID, contact=other.pk))
    assert refused.value.where == "contact"


def test_it_is_said_better_and_not_over_what_was_not_seen(boss: Person) -> None:
    kept = need(boss)
    better = replace(SAID, problem="No seca en Tunja")
    with pytest.raises(ClaveError, match="while you were writing"):
        change_need(by=boss, now=NOW, customer="C-0001", number=kept.pk, need=better, seen=None)
    change_need(by=boss, now=NOW, customer="C-0001", number=kept.pk, need=better, seen=kept.changed_at)
    remove_need(by=boss, now=NOW, customer="C-0001", number=kept.pk)
    assert listed(TODAY) == []
    restore_need(by=boss, now=NOW, customer="C-0001", number=kept.pk)
    assert [one.row.problem for one in listed(TODAY)] == ["No seca en Tunja"]


def test_a_solution_is_offered_once_answered_and_taken_back(boss: Person) -> None:
    fresh = need(boss)
    with pytest.raises(ClaveError, match="not solved yet"):
        offered(fresh, boss)
    moved(fresh, boss, "heard", "solved", solution="x", result="y")
    made = offered(fresh, boss)
    for to, words in (("C-0002", "offered to"), ("C-0001", "the ones who asked")):
        with pytest.raises(ClaveError, match=words):
            offered(fresh, boss, to)
    given: dict[str, Any] = {"by": boss, "now": NOW, "customer": "C-0001", "number": fresh.pk, "offer": made.pk}
    with pytest.raises(ClaveError, match="before it began"):
        answer_offer(**given, answer="yes", day=made.on - timedelta(days=1))
    with pytest.raises(ClaveError, match="no answer"):
        answer_offer(**given, answer="perhaps", day=TODAY)
    assert answer_offer(**given, answer="yes", day=TODAY, note="Manden dos").answered_on == TODAY
    assert answer_offer(**given, answer="", day=TODAY).answered_on is None
    take_back_offer(**given)
    with pytest.raises(ClaveError, match="not there any more"):
        take_back_offer(**given)
    offered(fresh, boss)


@pytest.fixture
def sold(settings: Settings, tmp_path: Path) -> Callable[[list[tuple[str, str, int, int]]], None]:
    """Facts up to yesterday in which customers bought products so many days ago."""
    settings.CLAVE_FACTS = tmp_path

    def load(lines: list[tuple[str, str, int, int]]) -> None:
        products = [
            {"product": "PU-300", "name": "PU", "family": "PU"},
            {"product": "A-20", "name": "A", "family": "Agua"},
        ]
        sales = [
            {"document": f"F-{at}", "line": "1", "customer": customer, "product": product, "quantity": Decimal(1),
             "date": TODAY - timedelta(days=ago), "net": Decimal(money), "currency": "COP"}
            for at, (customer, product, ago, money) in enumerate([*lines, ("C-0099", "A-20", 1, 1)])
        ]  # fmt: skip
        tables = {"product": rows("product", products), "invoice_line": rows("invoice_line", sales)}
        FactStore(tmp_path).load(tables, source="t", digest="t", now=NOW, by="t", currency="COP")

    return load


def test_what_was_sold_since_an_offer_is_measured_from_the_invoices(
    boss: Person, sold: Callable[[list[tuple[str, str, int, int]]], None]
) -> None:
    sold(
        [
            ("C-0002", "PU-300", 10, 500),
            ("C-0002", "A-20", 9, 70),
            ("C-0003", "PU-300", 10, 400),
            ("C-0003", "PU-300", 40, 400),
        ]
    )
    kept = solved(boss)
    for to in ("C-0002", "C-0003", "C-0004"):
        offered(kept, boss, to)
    found = one_need(kept, TODAY)
    said = {one.offer.customer: (one.sold.since, one.sold.before, one.sold.counts) for one in found.offers}
    assert said == {"C-0002": (500, 0, True), "C-0003": (400, 400, False), "C-0004": (0, 0, False)}
    assert (found.extended, found.sold) == (1, 500)
    assert [one.extended for one in measured(listed(TODAY))] == [1]


def test_a_product_is_measured_before_the_family_and_without_either_nothing_is(
    boss: Person, sold: Callable[[list[tuple[str, str, int, int]]], None]
) -> None:
    sold([("C-0002", "PU-300", 10, 500)])
    other = solved(boss, replace(SAID, product="A-20"))
    offered(other, boss)
    assert one_need(other, TODAY).extended == 0, "they bought the family, not this product"
    bare = solved(boss, replace(SAID, problem="Otra cosa", family=""))
    offered(bare, boss)
    found = one_need(bare, TODAY)
    assert (found.extended, found.sold, found.offers[0].sold.since) == (None, None, None)


def test_without_facts_nothing_is_measured_and_nothing_is_zero(
    boss: Person, settings: Settings, tmp_path: Path
) -> None:
    settings.CLAVE_FACTS = tmp_path
    kept = solved(boss)
    offered(kept, boss)
    assert one_need(kept, TODAY).offers[0].sold.since is None


def test_who_else_comes_from_the_white_space_and_the_sector_of_the_latest_list(boss: Person) -> None:
    kept = solved(boss)
    assert who_else(kept, LIMITS).run is None
    run = kept_run()
    AccountLine.objects.filter(run=run, customer__in=("C-0001", "C-0002")).update(sector="calzado")
    AccountLine.objects.filter(run=run).exclude(customer__in=("C-0001", "C-0002")).update(sector="empaque")
    Comparison.objects.filter(run=run).delete()
    grid = {
        "money": 0.0,
        "peer_share": 0.7,
        "peer_money": 9.0,
        "expected": True,
        "headroom": 9.0,
        "low": 4.0,
        "high": 20.0,
    }
    for customer, family in (("C-0002", "PU"), ("C-0003", "PU"), ("C-0004", "Agua")):
        Comparison.objects.create(
            run=run, customer=customer, basis=[], peers=20, largest=[], rows=[grid | {"family": family}]
        )
    found = who_else(kept, LIMITS)
    assert [(one.candidate.code, one.sure) for one in found.found] == [("C-0002", "high"), ("C-0003", "medium")]
    assert found.looked > 2
    offered(kept, boss, "C-0002")
    assert [one.candidate.code for one in who_else(kept, LIMITS).found] == ["C-0003"]


def test_the_register_is_filtered_and_ordered(boss: Person) -> None:
    first, second = solved(boss), need(boss, replace(SAID, problem="Etiquetas sin lote"))
    third = need(boss, replace(SAID, problem="Imposible"))
    moved(third, boss, "heard", "unsolved", result="No existe")
    every = listed(TODAY)
    found = {
        case: [one.row.pk for one in among(every, wanted, boss, ())]
        for case, wanted in {
            "plain": Wanted(), "all": Wanted(stage="todas"), "words": Wanted("lote"), "idle": Wanted(only="sin-ofrecer"),
            "figure": Wanted(only="sin-cifra"), "mine": Wanted(only="mias", stage="unsolved"), "order": Wanted(order="-stage"),
        }.items()
    }  # fmt: skip
    assert found == {
        "plain": [second.pk, first.pk], "all": [second.pk, third.pk, first.pk], "words": [second.pk], "idle": [first.pk],
        "figure": [first.pk], "mine": [third.pk], "order": [first.pk, second.pk],
    }  # fmt: skip


def begun(by: Person, said: InitiativeSaid = BEGUN, **given: Any) -> JointInitiative:
    return begin_initiative(by=by, now=NOW, customer="C-0001", name="Calzado", initiative=said, **given)


def test_an_initiative_moves_by_its_stages_and_back(boss: Person) -> None:
    kept = begun(boss)
    assert begun(boss).pk == kept.pk
    given: dict[str, Any] = {"by": boss, "now": NOW, "customer": "C-0001", "number": kept.pk}
    move_initiative(**given, here="idea", to="agreed", day=TODAY)
    with pytest.raises(ClaveError, match="moved this a moment ago"):
        move_initiative(**given, here="idea", to="dropped", day=TODAY, note="No")
    move_initiative(**given, here="agreed", to="working", day=TODAY)
    step = move_initiative(**given, here="working", to="achieved", day=TODAY, note="2 t al mes", gained=Decimal(40))
    kept.refresh_from_db()
    assert (kept.result, kept.gained) == ("2 t al mes", 40)
    with pytest.raises(ClaveError, match="it is over"):
        set_next_step(**given, here="", words="Llamar", day=TODAY)
    undo_initiative_step(**given, step=step.pk)
    kept.refresh_from_db()
    assert (kept.stage, kept.result, kept.gained) == ("working", "", None)


def test_the_next_step_is_set_with_a_day_and_not_over_another_one(boss: Person) -> None:
    kept = begun(boss)
    given: dict[str, Any] = {"by": boss, "now": NOW, "customer": "C-0001", "number": kept.pk}
    for words, day, where in (
        (" ", TODAY, "words"),
        ("Llamar", TODAY - timedelta(days=1), "day"),
        ("Llamar", None, "day"),
    ):
        with pytest.raises(ClaveError) as refused:
            set_next_step(**given, here="", words=words, day=day)
        assert refused.value.where == where
    set_next_step(**given, here="", words="Llamar", day=TODAY)
    with pytest.raises(ClaveError, match="another next step"):
        set_next_step(**given, here="", words="Escribir", day=TODAY)
    set_next_step(**given, here="Llamar", words="Visitar", day=TODAY + timedelta(days=9))
    assert initiatives_listed(TODAY, LIMITS)[0].still == ()


def test_an_initiative_belongs_to_somebody_who_can_open_it(boss: Person) -> None:
    kept = begun(boss)
    assert kept.owner == boss
    with pytest.raises(ClaveError, match="cannot open") as refused:
        begun(boss, replace(BEGUN, title="Otra"), owner=person("plant", "Pedro"))
    assert refused.value.where == "owner"
    isabel = person("lab", "Isabel")
    change_initiative(
        by=boss, now=NOW, customer="C-0001", number=kept.pk, initiative=replace(BEGUN, ours="Dos químicos"), owner=isabel,
        seen=kept.changed_at,
    )  # fmt: skip
    kept.refresh_from_db()
    assert (kept.owner, kept.ours) == (isabel, "Dos químicos")
    remove_initiative(by=boss, now=NOW, customer="C-0001", number=kept.pk)
    assert initiatives_listed(TODAY, LIMITS) == []
    restore_initiative(by=boss, now=NOW, customer="C-0001", number=kept.pk)
    assert len(initiatives_listed(TODAY, LIMITS)) == 1
