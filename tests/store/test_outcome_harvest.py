"""From which steps, registers, surveys and promises the harvest is made: whose, of which days, and what nobody wrote down."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from clave.actions.needs import move_need, offer_solution, record_need
from clave.actions.policy import change_policy
from clave.base.words import said
from clave.facts.book import Book
from clave.operations.needs import NeedSaid
from clave.outcome.harvest.given import Joint, Recommended, Solved
from clave.outcome.harvest.shape import Harvest
from clave.outcome.kept import recalled, stored
from clave.outcome.window import Window
from clave.policy.reading import default
from clave.store.harvest_written import joint_in, recommended_in, solved_in, voices_in, written_in
from clave.store.models import (
    JointInitiative,
    LedgerRun,
    Need,
    Person,
    ReferenceAsk,
    Referral,
    SelectionLine,
    SelectionRun,
    Survey,
    SurveyAnswer,
    SurveyAsk,
    Trial,
    WillingReference,
)
from clave.store.outcome_harvest import accounts_on, given_of, harvest_of
from clave.store.policy import policy_in_force
from tests.spec.test_harvest import bought, weekly
from tests.store import away
from tests.store.contacted import contact
from tests.store.lives import TODAY, brought, kept_run, person
from tests.web import people_made, promises_made

pytestmark = pytest.mark.django_db
YEAR = Window("12", date(2025, 11, 21), TODAY)
LONG_AGO, INSIDE, BEFORE = date(2023, 1, 1), date(2026, 5, 4), date(2025, 5, 4)
LIMITS = default().at(TODAY)
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


@pytest.fixture
def book() -> Book:
    """C-1 and C-2 buy every week; C-3 until June."""
    return bought(
        *(weekly(code, TODAY, since=LONG_AGO) for code in ("C-1", "C-2")),
        weekly("C-3", date(2026, 6, 1), since=LONG_AGO),
    )


@pytest.fixture
def boss() -> Person:
    return person("director", "Diana")


def harvest(book: Book) -> Harvest:
    return harvest_of(book, LIMITS, as_of=TODAY, window=YEAR)


def test_reasons_are_those_of_the_list_in_which_they_entered() -> None:
    """Con línea en la lista valen las razones de ella; sin lista, la del paso; la entrada es el día en que la decidieron."""
    run = kept_run(3)
    line = SelectionLine.objects.filter(run=run).first()
    assert line is not None
    SelectionLine.objects.filter(pk=line.pk).update(categories=["kilos", "loyalty"])
    brought(line.customer, "decided", day=INSIDE, run=run)
    brought("C-1", "confirmed", day=BEFORE, category="cash")
    found = {one.customer: (one.reasons, one.since) for one in accounts_on(TODAY)}
    assert found == {line.customer: (("kilos", "loyalty"), INSIDE), "C-1": (("cash",), BEFORE)}
    assert {one.customer for one in accounts_on(INSIDE - timedelta(days=1))} == {"C-1"}


def test_who_was_key_on_any_day_is_not_among_the_others(book: Book) -> None:
    """C-3 entró y salió dentro del periodo: al final no es clave, y tampoco es de los demás."""
    brought("C-1", "confirmed", day=LONG_AGO)
    brought("C-3", "nominated", day=INSIDE)
    found = given_of(book, LIMITS, as_of=TODAY, window=YEAR)
    assert (found.span.ever, [one.customer for one in found.span.keys]) == ({"C-1"}, ["C-1"])
    brought("C-2", "decided", day=INSIDE)
    found = given_of(book, LIMITS, as_of=TODAY, window=YEAR)
    assert found.span.ever == {"C-1", "C-2"}
    assert [one.customer for one in found.span.keys] == ["C-1"], "those of its start"
    assert [one.customer for one in found.keys] == ["C-1", "C-2"], "those of its end"


def test_where_nobody_was_key_at_the_start_the_first_list_is_followed_from_its_day(book: Book) -> None:
    brought("C-1", "decided", day=INSIDE)
    brought("C-3", "decided", day=INSIDE)
    found = harvest(book).retention
    assert (found.since, found.key.accounts, found.key.kept, found.key.broken) == (INSIDE, 2, 1, 1)
    assert said(found.missing[0], "en").startswith(
        "Nobody was key when the window began: the accounts of the first list"
    )


def test_nobody_ever_key(book: Book) -> None:
    found = harvest(book)
    assert (found.accounts, found.at_start, found.retention.key.retention.value) == (0, 0, None)
    assert all(one.actual is None for one in found.categories)
    assert recalled(Harvest, stored(found)) == found


def test_a_criterion_that_was_not_applied_says_why_no_account_is_key_by_it(book: Book) -> None:
    """De contado: la política no lo usa; ensayos: entonces nadie había calificado; prestigio: nadie la postuló."""
    run = kept_run(3)
    used = [one for one in run.criteria if one["key"] not in ("cash", "knowledge")]
    because = {"text": "Nobody has a value for: {measures}.", "values": {"measures": "Rating"}}
    SelectionRun.objects.filter(pk=run.pk).update(criteria=used, out_of_force={"knowledge": {"because": because}})
    brought("C-1", "decided", day=INSIDE, run=run)
    missing = {one.key: said(one.missing, "en") for one in harvest(book).categories if one.missing}
    assert missing["cash"].endswith("it was not applied when they were chosen. Policy does not use it.")
    assert missing["knowledge"].endswith("when they were chosen. Nobody has a value for: Rating.")
    assert missing["prestige"].endswith("Nominations does so.")


def test_promises_of_the_window_are_counted_by_account(book: Book) -> None:
    brought("C-1", "confirmed", day=LONG_AGO)
    assert given_of(book, LIMITS, as_of=TODAY, window=YEAR).promises is None
    run = promises_made.ledger(size=0, until=TODAY)
    for at, (on, state) in enumerate([(INSIDE, "kept"), (INSIDE, "broken"), (TODAY, "unknown"), (BEFORE, "broken")]):
        row = promises_made.due(run, at)
        row.customer, row.on, row.state = "C-1", on, state
        row.save()
    counts = given_of(book, LIMITS, as_of=TODAY, window=YEAR).promises
    assert counts is not None
    assert {code: (one.kept, one.broken, one.unknown) for code, one in counts.items()} == {"C-1": (1, 1, 1)}
    found = harvest(book).promises
    assert [(one.customer, one.score) for one in found.accounts] == [("C-1", 0.5)]
    LedgerRun.objects.all().delete()
    assert harvest(book).promises.threshold is None


def trial(by: Person, customer: str = "C-1", **more: Any) -> Trial:
    given = {"starts_on": INSIDE, "ends_on": INSIDE, "result": "proved"} | more
    return Trial.objects.create(
        customer=customer, name=customer, what="Banda nueva", folded="", by=by, created_at=NOW, changed_at=NOW, **given
    )


def test_what_was_written_down_counts_on_its_day_and_a_register_that_nobody_uses_is_not_there(boss: Person) -> None:
    """Un ensayo que sigue no cuenta, uno borrado tampoco, el del año anterior es de antes; las referencias nadie las lleva."""
    trial(boss, used="Cambió la fórmula")
    trial(boss, starts_on=BEFORE, ends_on=None)
    trial(boss, result="running")
    trial(boss, removed_at=NOW)
    now, before = written_in(YEAR)
    assert (now.counts["trials"], now.counts["trials_used"]) == ({"C-1": 1}, {"C-1": 1})
    assert (before.counts["trials"], before.counts["trials_used"]) == ({"C-1": 1}, {})
    assert set(now.counts) == {"trials", "trials_used"}
    assert not now.known(["references"])


def test_a_logo_on_the_stand_is_a_use_in_public_once_it_is_published(boss: Person) -> None:
    brought(away.CODE, "confirmed", day=LONG_AGO)
    event, _consent = away.fair(boss), away.consented(boss, contact())
    away.use(boss, event)
    assert written_in(YEAR)[0].counts["public"] == {}
    away.use(boss, event, public=True, what="name")
    days = Window("12", YEAR.start, away.TODAY)
    assert written_in(days)[0].counts["public"] == {away.CODE: 1}


def initiative(by: Person, stage: str, moved_on: date = INSIDE, **more: Any) -> JointInitiative:
    given = {"customer": "C-1", "kind": "product", "started_on": BEFORE} | more
    return JointInitiative.objects.create(
        name="Uno", title="Suela sin solvente", owner=by, stage=stage, moved_on=moved_on, folded="", by=by, created_at=NOW,
        changed_at=NOW, **given,
    )  # fmt: skip


def test_initiatives_that_ran_in_the_window_are_there_and_achieved_only_if_it_was_then(boss: Person) -> None:
    assert joint_in(YEAR, frozenset({"C-1"})) is None
    initiative(boss, "achieved", result="Lanzada", gained=Decimal(50))
    initiative(boss, "achieved", BEFORE)
    initiative(boss, "achieved", TODAY + timedelta(days=9))
    initiative(boss, "working", BEFORE)
    for left_out in ({"stage": "dropped"}, {"stage": "idea"}, {"stage": "working", "customer": "C-9"}):
        initiative(boss, **left_out)
    initiative(boss, "working", started_on=TODAY + timedelta(days=3))
    assert joint_in(YEAR, frozenset({"C-1"})) == (
        Joint("C-1", True, True, 50.0), Joint("C-1", False, False, None), Joint("C-1", False, False, None),
    )  # fmt: skip
    initiative(boss, "achieved", kind="site")
    counts = written_in(YEAR)[0].counts
    assert (counts["openings"], counts["joint_achieved"]) == ({"C-1": 1}, {"C-1": 1})


def test_needs_solved_in_the_window_bring_what_was_sold_since_they_were_offered(boss: Person, book: Book) -> None:
    """La solución se ofreció a C-2, que compra PU cada semana desde entonces y antes no."""
    assert solved_in(YEAR, frozenset({"C-1"}), book) is None
    kept: list[Need] = []
    for family in ("PU", ""):
        what = NeedSaid(f"No seca {family}", TODAY - timedelta(days=90), "Planta", family=family)
        kept.append(record_need(by=boss, now=NOW, customer="C-1", name="Uno", need=what))
        move_need(
            by=boss, now=NOW, customer="C-1", number=kept[-1].pk, here="heard", to="solved", day=TODAY - timedelta(days=60),
            solution="PU-300", result="Seca",
        )  # fmt: skip
        offer_solution(
            by=boss,
            now=NOW,
            customer="C-1",
            number=kept[-1].pk,
            to="C-2",
            to_name="Dos",
            day=TODAY - timedelta(days=50),
        )
    since = TODAY - timedelta(days=49)
    lines = weekly("C-2", TODAY, since=since)
    product = [{"product": "PU-300", "name": "PU", "family": "PU"}]
    sold = bought([{**line, "product": "PU-300"} for line in lines], product=product)
    assert solved_in(YEAR, frozenset({"C-1"}), sold) == (
        Solved("C-1", 1, None, None), Solved("C-1", 1, 1, 10.0 * len(lines)),
    )  # fmt: skip
    assert solved_in(YEAR, frozenset({"C-2"}), sold) == ()
    assert solved_in(YEAR.before(), frozenset({"C-1"}), sold) == ()


def test_references_count_when_they_were_given_and_business_without_amount_is_told(boss: Person) -> None:
    keys = frozenset({"C-1"})
    assert recommended_in(YEAR, keys) is None
    who = people_made.contact(boss, "C-1")
    willing = WillingReference.objects.create(
        customer="C-1", name="Uno", contact=who, ways=["call"], since=BEFORE, by=boss, at=NOW, changed_at=NOW
    )
    usual: dict[str, Any] = {"name": "Uno", "prospect": "Otra", "by": boss, "at": NOW, "changed_at": NOW, "folded": ""}
    ask: dict[str, Any] = {"customer": "C-1", "willing": willing, "contact": who, "way": "call", **usual}
    ReferenceAsk.objects.create(on=BEFORE, state="given", answered_on=INSIDE, result="won", amount=Decimal(80), **ask)
    ReferenceAsk.objects.create(on=INSIDE, state="asked", **ask)
    Referral.objects.create(customer="C-1", on=INSIDE, result="won", **usual)
    Referral.objects.create(customer="C-1", on=BEFORE, **usual)
    Referral.objects.create(customer="C-9", on=INSIDE, **usual)
    assert recommended_in(YEAR, keys) == Recommended(asked=1, given=1, referred=1, won=2, amount=80.0, unknown=1)


def survey(kind: str, day: date, answers: dict[str, dict[str, int] | None], *, anonymous: bool = False) -> Survey:
    """A survey sent on a day, with what each account answered (None = not yet)."""
    at = datetime(day.year, day.month, day.day, 15, tzinfo=UTC)
    kept = Survey.objects.create(
        kind=kind, title=f"Encuesta {kind}", anonymous=anonymous, state="closed", closes_on=day + timedelta(days=20),
        opened_at=at, created_at=at, changed_at=at, folded="",
    )  # fmt: skip
    for code, values in answers.items():
        ask = SurveyAsk.objects.create(
            survey=kept, customer=code, name=code, contact=people_made.contact(None, code, f"Ana {kept.pk}"), asked_on=day,
            used=values is not None,
        )  # fmt: skip
        if values is not None:
            SurveyAnswer.objects.create(ask=ask, values=values, at=at)
    return kept


def test_surveys_of_the_window_and_of_the_one_before_with_who_was_asked_and_who_answered(book: Book) -> None:
    for code in ("C-1", "C-2"):
        brought(code, "confirmed", day=LONG_AGO)
    survey("relationship", INSIDE, {"C-1": {"recommend": 9, "satisfied": 6}, "C-2": None})
    survey("relationship", BEFORE, {"C-1": {"recommend": 3}})
    survey("announcement", INSIDE, {"C-2": {"noticed": 3}})
    survey("announcement", BEFORE, {"C-1": {"noticed": 1}})
    found = voices_in(YEAR, LIMITS)
    assert [(one.asked.asked, one.asked.answered) for one in found.rounds] == [(2, 1)]
    assert [one.asked.nps.value for one in found.before] == [-100.0]
    assert (found.invited, found.heard) == ({"C-1", "C-2"}, {"C-1"})
    assert [(code, sheet.values) for code, sheet in found.noticed] == [("C-2", {"noticed": 3})]
    seen = harvest(book).relation
    assert (seen.nps.value, seen.before.value, seen.noticed.value) == (100.0, -100.0, 1.0)
    assert (seen.asked, seen.answered, seen.accounts_asked, seen.accounts_answered) == (2, 1, 2, 1)


def test_who_answers_without_a_name_is_not_told(book: Book) -> None:
    brought("C-1", "confirmed", day=LONG_AGO)
    survey("relationship", INSIDE, {"C-1": None}, anonymous=True)
    SurveyAsk.objects.update(used=True)
    found = harvest(book).relation
    assert (found.accounts_asked, found.accounts_answered, found.surveys[0].accounts_answered) == (1, 0, None)
    assert (found.voiced, found.nps.value) == ((), None)


def test_a_target_that_the_company_typed_is_the_one_it_is_held_against(book: Book) -> None:
    """La meta de volumen pasa de 5 % a 60 %: lo mismo ya no la cumple."""
    brought("C-1", "confirmed", day=LONG_AGO, category="volume")
    before = harvest(book).category("volume")
    assert before is not None
    assert before.target == 0.05
    change_policy(
        by=None, now=NOW, changes={"harvest.volume": 0.6, "harvest.needs": 1}, since=date(2026, 1, 1), reason="Acta 9",
        source="Junta",
    )  # fmt: skip
    found = harvest_of(book, policy_in_force().at(TODAY), as_of=TODAY, window=YEAR)
    typed = found.category("volume")
    assert typed is not None
    assert (typed.target, typed.actual, typed.word) == (0.6, before.actual, "far")
    assert [one.target for one in found.yields if one.key == "needs"] == [1.0]
