"""From which steps, lists and ledgers the effect is made: who entered first and when, whom the cap kept out, who gave way."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from clave.facts.book import Book
from clave.measures.monthly import Panel
from clave.outcome.effect.entries import Entry
from clave.outcome.effect.shape import Effect
from clave.outcome.kept import recalled, stored
from clave.policy.reading import default
from clave.selection.life import DECIDED
from clave.store.models import LedgerGaveWay, LedgerRun, SelectionLine, StatusChange
from clave.store.outcome_effect import effect_inputs, effect_of, names_in
from tests.spec.effect_panels import ENTRY, panel, steady, until
from tests.store.lives import TODAY, brought, kept_run

pytestmark = pytest.mark.django_db
LIMITS = default().at(date(2026, 1, 1))


def test_the_first_day_as_a_key_account_is_the_entry() -> None:
    brought("C-0001", "decided", day=date(2025, 3, 1))
    brought("C-0002", "nominated", day=date(2025, 2, 1))
    assert effect_inputs(TODAY).entries == (Entry("C-0001", date(2025, 3, 1)),)
    assert effect_inputs(date(2025, 2, 28)).entries == ()


def test_candidates_outside_a_decided_list_are_those_that_the_cap_kept_out() -> None:
    run, other = kept_run(), kept_run()
    SelectionLine.objects.filter(run=run).update(candidate=False)
    out, inside = SelectionLine.objects.filter(run=run)[:2]
    SelectionLine.objects.filter(pk=out.pk).update(candidate=True, member=False)
    SelectionLine.objects.filter(pk=inside.pk).update(candidate=True, member=True)
    SelectionLine.objects.filter(run=other).update(candidate=True, member=False)  # of which nothing was decided
    yesterday = TODAY - timedelta(days=1)
    brought(inside.customer, "decided", day=yesterday, run=run)
    later = kept_run()
    SelectionLine.objects.filter(run=later).update(candidate=False)
    SelectionLine.objects.filter(run=later, customer=out.customer).update(candidate=True, member=False)
    SelectionLine.objects.filter(run=later, customer=inside.customer).update(candidate=True, member=True)
    third = SelectionLine.objects.filter(run=later).exclude(customer__in=[out.customer, inside.customer]).first()
    assert third
    brought(third.customer, "decided", day=TODAY, run=later)
    assert effect_inputs(TODAY).capped == {out.customer: yesterday}  # since the first of both lists
    assert effect_inputs(TODAY - timedelta(days=2)).capped == {}


def test_only_as_many_as_stand_above_the_cut_are_just_under_it() -> None:
    """Half of the customers may be candidates: the last of them are as far from the cut as anybody."""
    run = kept_run()
    lines = list(SelectionLine.objects.filter(run=run).order_by("rank")[:4])
    SelectionLine.objects.filter(run=run).update(candidate=True, member=False)
    SelectionLine.objects.filter(pk=lines[0].pk).update(member=True)
    brought(lines[0].customer, "decided", day=TODAY, run=run)
    assert effect_inputs(TODAY).capped == {lines[1].customer: TODAY}


def test_who_gave_way_is_read_from_the_newest_ledger_by_month() -> None:
    for money, unpriced in ((Decimal(99), 0), (Decimal(600), 0)):
        run = LedgerRun.objects.create(
            since=date(2025, 1, 1), until=date(2025, 6, 30), facts_version="1", policy_version="1", basis={}, currency="COP",
            known={}, replayed=0, shipped_days=0, service=[], dark=[], made_at=timezone.now(),
        )  # fmt: skip
        for code, worth, missing in (("O1", money, unpriced), ("O2", Decimal(0), 3)):
            LedgerGaveWay.objects.create(
                run=run, customer=code, name=code, lines=1, days=1, money=worth, money_days=worth, unpriced=missing
            )
    assert effect_inputs(TODAY).displaced == {"O1": 100.0, "O2": None}


def test_nobody_ever_entered_and_nothing_was_judged() -> None:
    found = effect_inputs(TODAY)
    assert (found.entries, found.capped, found.displaced) == ((), {}, {})


def test_the_effect_is_kept_and_read_back_the_same() -> None:
    months = _months()
    brought("K1", "decided", day=ENTRY)
    said = effect_of(Book({}), LIMITS, as_of=until().end, window=until(), panel=months)
    assert said.entries == 1
    assert [one.customer for one in said.twins] == ["K1"]
    assert said.match("K1") is not None
    assert recalled(Effect, stored(said)) == said


def test_an_empty_book_has_no_effect() -> None:
    brought("K1", "decided", day=ENTRY)
    said = effect_of(Book({}), LIMITS, as_of=until().end, window=until())
    assert [one.key for one in said.left_out] == ["unknown"]


def test_a_step_that_was_taken_back_never_was() -> None:
    brought("C-0001", "decided", day=date(2025, 3, 1))
    last = StatusChange.objects.filter(customer="C-0001", after=DECIDED).latest("id")
    StatusChange.objects.create(
        customer="C-0001",
        before=DECIDED,
        after=last.before,
        effective_on=last.effective_on,
        takes_back=last,
        at=timezone.now(),
    )
    assert effect_inputs(TODAY).entries == ()


def test_names_are_those_of_the_latest_list() -> None:
    run = kept_run()
    one = run.measured.first()
    assert one
    assert names_in([one.customer, "nobody"]) == {one.customer: one.name}


def test_inputs_take_few_queries(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    for place in range(5):
        brought(f"C-000{place}", "decided", day=date(2025, 3, 1))
    with django_assert_max_num_queries(6):
        effect_inputs(TODAY)


def _months() -> Panel:
    rows = {"K1": steady(100, 150)} | {
        f"O{at}": [100.0 + 5 * at + (month % 5) for month in range(36)] for at in range(8)
    }
    return panel(rows)
