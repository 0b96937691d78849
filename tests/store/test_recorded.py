"""What people record reaches the lists: with one version, kept beside each list, and telling when it is outdated."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from clave.actions.refresh import refresh_selection
from clave.facts.store import FactStore
from clave.policy.reading import default
from clave.store.freshness import outdated
from clave.store.models import (
    DeclaredWallet,
    Person,
    ProfileConfirmation,
    Rating,
    RecordedSnapshot,
    SelectionRun,
    Touchpoint,
)
from clave.store.recorded import book_behind, recorded_at, snapshot_of
from clave.store.trial import tried
from tests.web import policy_facts

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
TODAY = NOW.date()
LATER = NOW + timedelta(days=3)
pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> Person:
    return Person.objects.create_person(
        email="ana@clave.example", name="Ana", role="kam", password=None, created_at=NOW
    )


@pytest.fixture
def store(settings: Settings, tmp_path: Path) -> FactStore:
    settings.CLAVE_DATA, settings.CLAVE_FACTS = tmp_path, tmp_path / "facts"
    settings.CLAVE_POLICY = tmp_path / "policy.toml"
    kept = FactStore(settings.CLAVE_FACTS)
    kept.load(policy_facts.facts(), source="test", digest="1", now=NOW, by="test", currency="COP")
    return kept


def rated(who: Person, value: int, at: datetime = NOW, customer: str = "N-01", on: date = TODAY) -> Rating:
    return Rating.objects.create(
        customer=customer, criterion="prestige", rater=who, value=value, reason="El gremio lo mira", evidence="Acta",
        rated_on=on, created_at=at, anchor={},
    )  # fmt: skip


def made(store: FactStore, at: datetime) -> SelectionRun:
    return refresh_selection(book=store.open(), policy=default(), as_of=None, by=None, now=at)


def test_nobody_recorded_anything() -> None:
    assert recorded_at(NOW).version == ""
    assert snapshot_of("").tables == {}


def test_raters_are_numbers_and_no_names(ana: Person) -> None:
    rated(ana, 4)
    (row,) = recorded_at(NOW).tables["rating"].to_pylist()
    assert (row["rater"], row["rating"], row["date"]) == (f"person:{ana.pk}", 4, TODAY)


def test_a_newer_rating_of_another_day_leaves_the_older_for_earlier_lists(ana: Person) -> None:
    old = rated(ana, 4, NOW - timedelta(days=9), on=TODAY - timedelta(days=9))
    Rating.objects.filter(pk=old.pk).update(ended_at=NOW)
    rated(ana, 1)
    assert [row["rating"] for row in recorded_at(NOW).tables["rating"].to_pylist()] == [4, 1]


def test_of_one_day_the_last_word_counts(ana: Person) -> None:
    old = rated(ana, 4, NOW - timedelta(hours=1))
    Rating.objects.filter(pk=old.pk).update(ended_at=NOW)
    rated(ana, 1)
    assert [row["rating"] for row in recorded_at(NOW).tables["rating"].to_pylist()] == [1]
    assert [row["rating"] for row in recorded_at(NOW - timedelta(minutes=1)).tables["rating"].to_pylist()] == [4]


def test_what_was_taken_back_is_as_if_never_said_from_then_on(ana: Person) -> None:
    one = rated(ana, 4)
    Rating.objects.filter(pk=one.pk).update(ended_at=LATER, withdrawn=True)
    assert recorded_at(LATER).version == ""
    assert recorded_at(NOW).version != ""


def test_a_declared_wallet_is_handed_down(ana: Person) -> None:
    DeclaredWallet.objects.create(
        customer="N-01", amount=Decimal("900.5"), currency="COP", source="Su presupuesto", declared_on=TODAY, by=ana,
        created_at=NOW,
    )  # fmt: skip
    (row,) = recorded_at(NOW).tables["declared_wallet"].to_pylist()
    assert (row["customer"], row["amount"], row["source"]) == ("N-01", Decimal("900.5"), "Su presupuesto")


def test_a_rating_counts_in_the_next_list_and_makes_the_one_before_outdated(store: FactStore, ana: Person) -> None:
    before = made(store, NOW)
    assert outdated(before, NOW) == ()
    rated(ana, 4, LATER)
    assert [reason.say("en") for reason in outdated(before, LATER)] == [
        "What people judge or declare has changed since this list was made."
    ]
    after = made(store, LATER)
    assert outdated(after, LATER) == ()
    scores = [run.lines.get(customer="N-01").criteria["prestige"]["score"] for run in (before, after)
              if "prestige" in run.lines.get(customer="N-01").criteria]  # fmt: skip
    assert scores == [100.0], "nobody had rated anybody before: the criterion was out of force"


def test_an_old_list_opens_with_what_people_had_recorded_then(store: FactStore, ana: Person) -> None:
    rated(ana, 4)
    old = made(store, NOW)
    rated(ana, 0, LATER, customer="N-02")
    new = made(store, LATER)
    assert snapshot_of(old.recorded).tables == recorded_at(NOW).tables
    assert len(snapshot_of(new.recorded).tables["rating"]) == 2
    assert book_behind(old).has("rating")


def test_lists_made_with_the_same_share_one_snapshot(store: FactStore, ana: Person) -> None:
    rated(ana, 4)
    assert made(store, NOW).recorded == made(store, LATER).recorded
    assert RecordedSnapshot.objects.count() == 1


def test_a_what_if_is_tried_with_what_people_had_recorded(store: FactStore, ana: Person) -> None:
    before = made(store, NOW)
    rated(ana, 4)
    after = made(store, NOW)
    limits = default().at(after.as_of)
    for run in (before, after):
        kept = {line.customer: line.score for line in run.lines.all()}
        assert {line.customer: line.score for line in tried(run, limits).lines} == pytest.approx(kept)
    assert tried(after, limits).weights != tried(before, limits).weights


def touched(
    by: Person, on: date, direction: str = "in", at: datetime = NOW, kind: str = "call", **more: object
) -> Touchpoint:
    return Touchpoint.objects.create(
        customer="N-01",
        on=on,
        kind=kind,
        direction=direction,
        text="Llamó",
        stems=" ",
        by=by,
        at=at,
        changed_at=at,
        **more,
    )


def test_contacts_and_confirmed_profiles_reach_the_chain(ana: Person) -> None:
    touched(ana, TODAY, kind="video", cost=Decimal(100))
    touched(ana, TODAY, cost=Decimal(50))
    touched(ana, TODAY, "out")
    touched(ana, TODAY, withdrawn_at=NOW)
    ProfileConfirmation.objects.create(customer="N-01", on=TODAY, source="Con Rosalba", by=ana, at=NOW)
    ProfileConfirmation.objects.create(customer="N-02", on=TODAY, source="x", by=ana, at=NOW, withdrawn_at=NOW)
    found = recorded_at(NOW)
    one = {"customer": "N-01", "date": TODAY, "kind": "call", "by": f"person:{ana.pk}", "recorded_date": TODAY}
    assert found.tables["touchpoint"].to_pylist() == [
        one | {"direction": "in", "cost": Decimal(150)}, one | {"direction": "out", "cost": None}
    ]  # fmt: skip
    assert found.tables["profile_date"].to_pylist() == [{"customer": "N-01", "confirmed_date": TODAY}]
    assert set(recorded_at(NOW - timedelta(minutes=1)).tables) == set(), "before, nobody had said it"


def measured(run: SelectionRun) -> dict[str, object]:
    values: dict[str, object] = run.measured.get(customer="N-01").values
    return {key: values.get(key) for key in ("touches_in", "touches_out", "profile_age")}


def test_the_measures_of_loyalty_see_what_was_logged_and_confirmed(ana: Person, store: FactStore) -> None:
    before = made(store, NOW)
    assert measured(before)["touches_in"] == {"missing": 1}, "no contact is recorded at all: not known, not none"
    touched(ana, TODAY, "in")
    touched(ana, TODAY, "out", kind="visit")
    ProfileConfirmation.objects.create(customer="N-01", on=TODAY, source="Con Rosalba", by=ana, at=NOW)
    after = made(store, NOW + timedelta(minutes=1))
    assert measured(after) == {"touches_in": 1, "touches_out": 1, "profile_age": 0}
    assert outdated(before, NOW + timedelta(minutes=1))


def contacted(who: Person, on: date, at: datetime, **more: object) -> Touchpoint:
    said = {"kind": "call", "direction": "out", "text": "Llamada", "stems": "llam"} | more
    return Touchpoint.objects.create(customer="N-01", on=on, by=who, at=at, changed_at=at, **said)


def test_a_contact_of_the_year_counts_in_the_list_and_is_told_by_its_name(store: FactStore, ana: Person) -> None:
    before = made(store, NOW)
    contacted(ana, before.as_of - timedelta(days=10), LATER)
    assert [reason.say("en") for reason in outdated(before, LATER)] == [
        "Contacts were logged since this list was made: they count in loyalty and in the cost to serve."
    ]


def test_a_contact_that_no_measure_of_the_list_reads_does_not_make_it_outdated(store: FactStore, ana: Person) -> None:
    contacted(ana, TODAY - timedelta(days=5), NOW)
    before = made(store, NOW)
    contacted(ana, before.as_of - timedelta(days=400), LATER)
    assert outdated(before, LATER) == (), "more than a year ago is no contact of the year"


def test_with_the_first_contact_of_all_what_nobody_knew_is_zero(store: FactStore, ana: Person) -> None:
    before = made(store, NOW)
    contacted(ana, before.as_of - timedelta(days=400), LATER)
    assert len(outdated(before, LATER)) == 1


def test_a_contact_told_otherwise_changes_no_list_and_a_rating_besides_is_told_first(
    store: FactStore, ana: Person
) -> None:
    kept = contacted(ana, TODAY - timedelta(days=5), NOW)
    before = made(store, NOW)
    Touchpoint.objects.filter(pk=kept.pk).update(text="Llamada larga", kind="mail", feedback="Bien")
    assert outdated(before, LATER) == (), "a mail costs what a call does, and counts as one"
    Touchpoint.objects.filter(pk=kept.pk).update(cost=90_000)
    rated(ana, 3, at=LATER, on=LATER.date())
    assert [reason.say("en") for reason in outdated(before, LATER)] == [
        "What people judge or declare has changed since this list was made."
    ]
