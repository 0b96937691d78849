"""Promotions and references as they are kept: steps with their undo, money, results, the cap, and what is written down."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from clave.actions.company import found_company
from clave.actions.promotions import (
    Told,
    change_promotion,
    keep_promotion_results,
    move_promotion,
    propose_promotion,
    remove_promotion,
    restore_promotion,
    spend_promotion,
    undo_promotion_step,
)
from clave.actions.references import (
    add_willing,
    answer_reference,
    ask_reference,
    bring_reference,
    bring_referral,
    end_willing,
    note_referral,
    remove_reference,
    reopen_reference,
    restore_reference,
    resume_willing,
)
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.facts.book import Book
from clave.operations.promotions.result import Measured, measured
from clave.operations.promotions.said import PromotionSaid
from clave.operations.references import AskSaid, ReferralSaid, WillingSaid
from clave.policy.reading import default
from clave.store.audit import verify
from clave.store.models import AuditEvent, Contact, ContactConsent, Person, Promotion, WillingReference
from clave.store.promotions import basis_of, look, result_of
from tests.store.lives import person
from tests.unit.test_facts_lines import table

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
LIMITS = default().at(TODAY)
ABOUT: dict[str, Any] = {"now": NOW, "customer": "C-1"}


@pytest.fixture
def boss(db: None) -> Person:
    found_company(name="Farallones", currency="COP", demonstration=False, now=NOW)
    return person("director", "Diana")


def contact(by: Person, name: str = "Laura", customer: str = "C-1", *, consents: bool = True) -> Contact:
    kept = Contact.objects.create(
        customer=customer, name=name, area="management", language="es", confirmed_on=TODAY, folded=name.lower(), by=by,
        created_at=NOW, changed_at=NOW,
    )  # fmt: skip
    if consents:
        ContactConsent.objects.create(
            contact=kept,
            purpose="reference",
            given=True,
            on=TODAY - timedelta(days=400),
            evidence="Correo",
            by=by,
            at=NOW,
        )
    return kept


def said(**more: Any) -> PromotionSaid:
    given: dict[str, Any] = {
        "kind": "promotion", "title": "Suela limpia", "starts_on": TODAY - timedelta(days=40),
        "ends_on": TODAY - timedelta(days=1), "families": ("PU",), "goal": "Que la prueben",
    }  # fmt: skip
    return PromotionSaid(**given | more)


def proposed(by: Person, **more: Any) -> Promotion:
    return propose_promotion(by=by, name="Calzado", promotion=said(**more), **ABOUT)


def test_a_promotion_goes_its_way_and_every_step_is_written_down(boss: Person) -> None:
    kept = proposed(boss, contact=contact(boss).pk)
    assert proposed(boss).pk == kept.pk, "sent twice"
    go: dict[str, Any] = {"by": boss, "number": kept.pk, **ABOUT}
    for here, to in (("proposed", "agreed"), ("agreed", "running"), ("running", "ended")):
        step = move_promotion(here=here, to=to, **go)
    with pytest.raises(ClaveError, match="moved this a moment ago"):
        move_promotion(here="running", to="ended", **go)
    assert undo_promotion_step(step=step.pk, **go).stage == "running"
    with pytest.raises(ClaveError, match="cannot be undone any more"):
        undo_promotion_step(step=step.pk, **go)
    remove_promotion(**go)
    restore_promotion(**go)
    assert [one.what for one in AuditEvent.objects.filter(about=f"promotion:{kept.pk}").order_by("number")] == [
        "promotion.proposed", "promotion.moved", "promotion.moved", "promotion.moved", "promotion.step_undone",
        "promotion.removed", "promotion.restored",
    ]  # fmt: skip
    assert verify().broken is None


def test_somebody_of_another_customer_agrees_nothing(boss: Person) -> None:
    with pytest.raises(ClaveError) as refused:
        proposed(boss, contact=contact(boss, customer="C-2").pk)
    assert refused.value.where == "contact"


def test_what_was_agreed_does_not_change_once_it_is_over_and_its_words_do(boss: Person) -> None:
    kept = proposed(boss)
    go: dict[str, Any] = {"by": boss, "number": kept.pk, **ABOUT}
    move_promotion(here="proposed", to="cancelled", note="No quisieron", **go)
    kept.refresh_from_db()
    with pytest.raises(ClaveError) as refused:
        change_promotion(promotion=said(ends_on=TODAY), owner=boss, seen=kept.changed_at, **go)
    assert refused.value.where == "ends_on"
    changed = change_promotion(promotion=said(goal="Otra cosa"), owner=boss, seen=kept.changed_at, **go)
    assert changed.goal == "Otra cosa"
    with pytest.raises(ClaveError, match="while you were writing"):
        change_promotion(promotion=said(), owner=boss, seen=NOW - timedelta(days=1), **go)
    with pytest.raises(ClaveError) as unable:
        change_promotion(promotion=said(), owner=person("lab", "Lucía"), seen=changed.changed_at, **go)
    assert unable.value.where == "owner"


def test_money_is_spent_once_it_is_agreed(boss: Person) -> None:
    kept = proposed(boss, contact=contact(boss).pk)
    go: dict[str, Any] = {"by": boss, "number": kept.pk, **ABOUT}
    with pytest.raises(ClaveError) as refused:
        spend_promotion(ours=Decimal(5), theirs=None, **go)
    assert refused.value.where == "ours"
    move_promotion(here="proposed", to="agreed", **go)
    assert spend_promotion(ours=Decimal(5), theirs=None, **go).ours_spent == 5
    with pytest.raises(ClaveError):
        spend_promotion(ours=Decimal(-5), theirs=None, **go)


def test_a_result_is_of_what_was_measured_and_of_nothing_else(boss: Person) -> None:
    kept = proposed(boss)
    told = Told(kept.pk, basis_of(kept), None, Measured("unknown", _("cannot be said")), "COP")
    assert keep_promotion_results(told=[told], version="3", by=None, now=NOW) == 1
    kept = Promotion.objects.select_related("result").get()
    found = result_of(kept)
    assert found is not None
    assert (found.verdict, found.lift) == ("unknown", None)
    kept.ends_on = TODAY
    assert result_of(kept) is None, "another period was not measured"
    assert keep_promotion_results(told=[told], version="4", by=None, now=NOW) == 1, "again: still one row"


def willing(by: Person, name: str = "Laura") -> WillingReference:
    one = WillingSaid(contact(by, name).pk, ("call",), TODAY)
    return add_willing(by=by, name="Calzado", willing=one, **ABOUT)


def ask(by: Person, kept: WillingReference, prospect: str = "Botas Norte", on: date = TODAY) -> Any:
    one = AskSaid(prospect, "call", on)
    return ask_reference(by=by, number=kept.pk, ask=one, limits=LIMITS, **ABOUT)


def test_nobody_is_a_reference_without_their_consent_nor_twice(boss: Person) -> None:
    silent = contact(boss, "Pedro", consents=False)
    with pytest.raises(ClaveError) as refused:
        add_willing(by=boss, name="Calzado", willing=WillingSaid(silent.pk, ("call",), TODAY), **ABOUT)
    assert refused.value.where == "contact"
    kept = willing(boss)
    with pytest.raises(ClaveError, match="already"):
        add_willing(by=boss, name="Calzado", willing=WillingSaid(kept.contact_id, ("call",), TODAY), **ABOUT)
    end_willing(by=boss, number=kept.pk, **ABOUT)
    with pytest.raises(ClaveError, match="not there"):
        ask(boss, kept)
    assert resume_willing(by=boss, number=kept.pk, **ABOUT).ended_at is None
    with pytest.raises(ClaveError, match="already"):
        resume_willing(by=boss, number=kept.pk, **ABOUT)


def test_the_cap_refuses_and_nothing_is_kept(boss: Person) -> None:
    kept = willing(boss)
    first = ask(boss, kept, on=TODAY - timedelta(days=200))
    assert ask(boss, kept, on=TODAY - timedelta(days=200)).pk == first.pk, "sent twice"
    second = ask(boss, kept, "Maletas", on=TODAY - timedelta(days=100))
    with pytest.raises(ClaveError, match="already gave 2 references") as refused:
        ask(boss, kept, "Bolsos")
    assert refused.value.where == "on"
    with pytest.raises(ClaveError):
        ask(boss, kept, "Correas", on=TODAY - timedelta(days=300))
    assert kept.asks.count() == 2
    remove_reference(by=boss, number=second.pk, **ABOUT)
    third = ask(boss, kept, "Bolsos")
    with pytest.raises(ClaveError):
        restore_reference(by=boss, number=second.pk, limits=LIMITS, **ABOUT)
    assert third.state == "asked"


def test_a_reference_is_answered_reopened_and_brings_business(boss: Person) -> None:
    asked = ask(boss, willing(boss))
    go: dict[str, Any] = {"by": boss, "number": asked.pk, **ABOUT}
    with pytest.raises(ClaveError) as refused:
        bring_reference(result="won", amount=None, **go)
    assert refused.value.where == "result"
    answer_reference(to="given", day=TODAY, answer="Con gusto", **go)
    assert reopen_reference(limits=LIMITS, **go).state == "asked"
    with pytest.raises(ClaveError, match="already"):
        reopen_reference(limits=LIMITS, **go)
    answer_reference(to="given", day=TODAY, **go)
    assert bring_reference(result="won", amount=Decimal(9), **go).amount == 9
    with pytest.raises(ClaveError, match="business came"):
        reopen_reference(limits=LIMITS, **go)


def test_a_recommendation_is_kept_once_with_what_came_of_it(boss: Person) -> None:
    one = ReferralSaid("Maletas", TODAY)
    kept = note_referral(by=boss, name="Calzado", referral=one, **ABOUT)
    assert note_referral(by=boss, name="Calzado", referral=one, **ABOUT).pk == kept.pk
    assert bring_referral(by=boss, number=kept.pk, result="won", amount=None, **ABOUT).amount is None


def test_the_facts_are_read_with_comparable_accounts_and_without_months_of_another_promotion(boss: Person) -> None:
    """Ten accounts alike; one of them is in a promotion of the same, and months of an earlier one of ours are not looked at."""
    days = [date(2023, 1, 15) + timedelta(days=30 * at) for at in range(48)]
    lines = [
        {"customer": f"C-{one}", "document": f"{one}-{at}", "line": "1", "date": day, "product": "P1", "net": 100 + one}
        for one in range(1, 12)
        for at, day in enumerate(days)
    ]
    book = Book(
        {"invoice_line": table("invoice_line", *lines), "product": table("product", {"product": "P1", "family": "PU"})}
    )
    kept = proposed(boss)
    earlier = propose_promotion(
        by=boss, now=NOW, customer="C-1", name="Calzado", owner=boss,
        promotion=said(title="Otra", starts_on=date(2025, 6, 1), ends_on=date(2025, 6, 30)),
    )  # fmt: skip
    elsewhere = propose_promotion(
        by=boss,
        now=NOW,
        customer="C-2",
        name="Otro",
        promotion=said(title="Allá", starts_on=date(2025, 1, 1)),
        owner=boss,
    )
    Promotion.objects.filter(pk__in=(earlier.pk, elsewhere.pk)).update(stage="ended")
    seen = look(kept, book, LIMITS)
    assert seen is not None
    assert seen.peers == 9, "neither itself nor who was in one"
    skipped = [one for one in seen.months if not one.used]
    assert {one.first <= date(2025, 6, 30) and one.last >= date(2025, 6, 1) for one in skipped} == {True}
    assert sum(one.amount for one in seen.months if one.part == "during") in (101, 202)
    found = measured(said(), seen, LIMITS, "COP")
    assert found.during is not None
    assert found.during.base.pull is not None
    assert look(kept, Book({}), LIMITS) is None, "no sales were loaded"
