"""Rating, asking, declining, declaring wallets, the register of trials: what is kept, what ends, what is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from clave.actions.asking import (
    ask_missing,
    ask_rating,
    decline_rating,
    rate_and_ask,
    reopen_request,
    take_back_request,
)
from clave.actions.judging import rate, take_back_rating
from clave.actions.trials import TrialSaid, change_trial, record_trial, remove_trial, restore_trial
from clave.actions.wallets import declare_wallet, take_back_wallet
from clave.base.errors import ClaveError
from clave.base.words import recalled, said
from clave.criteria.asking import to_ask
from clave.facts.book import Book
from clave.policy.reading import default
from clave.store.judging import count_of, queue, said_of, wallets_of
from clave.store.models import AuditEvent, DeclaredWallet, Ownership, Person, Rating, RatingRequest, Trial
from clave.store.recorded import recorded_at
from clave.store.roles import RATERS, ROLES
from clave.web.access import RULES
from tests.web.made import table

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
TODAY = NOW.date()
LIMITS = default().at(TODAY)
pytestmark = pytest.mark.django_db


def person(name: str, role: str = "kam") -> Person:
    email = f"{name.lower()}@clave.example"
    return Person.objects.create_person(email=email, name=name, role=role, password=None, created_at=NOW)


@pytest.fixture
def ana() -> Person:
    return person("Ana")


def rated(by: Person, value: int = 3, *, now: datetime = NOW, **more: Any) -> Rating:
    given = {"customer": "C1", "criterion": "prestige", "reason": "El gremio lo mira", "evidence": "Acta"} | more
    return rate(by=by, now=now, value=value, **given)


def asked(of: Person, by: Person | None = None, **more: Any) -> RatingRequest:
    given = {"customer": "C1", "name": "Calzado", "criterion": "prestige"} | more
    return ask_rating(by=by, now=NOW, person=of, **given)


def refused(call: Callable[[], object]) -> tuple[str, str]:
    """The field, and what is said beside it; nothing was written and nothing recorded."""
    before = AuditEvent.objects.count(), Rating.objects.count(), RatingRequest.objects.count(), Trial.objects.count()
    with pytest.raises(ClaveError) as caught:
        call()
    assert before == (
        AuditEvent.objects.count(), Rating.objects.count(), RatingRequest.objects.count(), Trial.objects.count()
    )  # fmt: skip
    assert not DeclaredWallet.objects.exists()
    return caught.value.where, caught.value.what.say("en")


def test_a_rating_keeps_what_its_step_said(ana: Person) -> None:
    given = rated(ana, 4)
    assert said(recalled(given.anchor), "en").startswith("Others follow it")
    assert AuditEvent.objects.latest("number").fields == ["prestige"]


def test_a_newer_rating_takes_the_place_of_the_older_and_both_are_kept(ana: Person) -> None:
    old, new = rated(ana, 4), rated(ana, 1, now=NOW + timedelta(days=1))
    old.refresh_from_db()
    assert old.ended_at == NOW + timedelta(days=1)
    assert new.ended_at is None
    assert [(one.value, one.stands) for one in said_of("C1", None)["prestige"]] == [(1, True), (4, False)]


def test_two_people_stand_side_by_side(ana: Person) -> None:
    rated(ana, 4)
    rated(person("Luis"), 0)
    assert Rating.objects.filter(ended_at=None).count() == 2


def test_taking_it_back_the_one_before_stands_again(ana: Person) -> None:
    rated(ana, 4)
    asked(luis := person("Luis"))
    rated(luis, 2)
    new = rated(ana, 1, now=NOW + timedelta(minutes=1))
    take_back_rating(by=ana, now=NOW + timedelta(minutes=2), rating=new)
    assert [one.value for one in Rating.objects.filter(rater=ana, ended_at=None)] == [4]
    rows = recorded_at(NOW + timedelta(minutes=3)).tables["rating"].to_pylist()
    assert {row["rater"]: row["rating"] for row in rows} == {f"person:{ana.pk}": 4, f"person:{luis.pk}": 2}


def test_taking_back_the_answer_opens_the_question_again(ana: Person) -> None:
    request = asked(ana)
    given = rated(ana)
    request.refresh_from_db()
    assert (request.state, request.rating) == ("answered", given)
    take_back_rating(by=ana, now=NOW, rating=given)
    request.refresh_from_db()
    assert request.state == "open"


def asked_because(given: Rating) -> dict[str, str]:
    """Whom clave asked of the same customer and criterion, and how each request stands."""
    found = RatingRequest.objects.filter(customer=given.customer, criterion=given.criterion, by=None)
    return dict(found.values_list("person__name", "state"))


def test_taking_back_a_rating_closes_what_clave_asked_because_of_it(ana: Person) -> None:
    """Ana's slip asked two others for a second opinion: without it there is nothing to have a second opinion of."""
    luis, eva = person("Luis", "director"), person("Eva", "management")
    given, found = rate_and_ask(
        by=ana, now=NOW, customer="C1", name="Calzado", criterion="prestige", value=3, reason="El gremio lo mira",
        evidence="Acta", expires_on=None, book=None,
    )  # fmt: skip
    assert {one.person_id for one in found} == {luis.pk, eva.pk}
    take_back_rating(by=ana, now=NOW + timedelta(minutes=1), rating=given)
    assert asked_because(given) == {"Luis": "withdrawn", "Eva": "withdrawn"}
    assert RatingRequest.objects.filter(closed_at=NOW + timedelta(minutes=1)).count() == 2
    told = AuditEvent.objects.filter(what="rating.unasked")
    assert {one.about for one in told} == {f"person:{luis.pk}", f"person:{eva.pk}"}
    assert count_of(luis, LIMITS, TODAY) == 0


def test_who_answered_meanwhile_and_who_was_asked_by_somebody_keep_their_request(ana: Person) -> None:
    luis, eva = person("Luis", "director"), person("Eva", "management")
    asked(eva, by=luis)
    given, found = rate_and_ask(
        by=ana, now=NOW + timedelta(seconds=1), customer="C1", name="Calzado", criterion="prestige", value=3,
        reason="El gremio lo mira", evidence="Acta", expires_on=None, book=None,
    )  # fmt: skip
    assert [one.person_id for one in found] == [luis.pk]
    rated(luis, 2, now=NOW + timedelta(seconds=2))
    take_back_rating(by=ana, now=NOW + timedelta(minutes=1), rating=given)
    states = dict(RatingRequest.objects.values_list("person__name", "state"))
    assert states == {"Eva": "open", "Luis": "answered"}
    assert not AuditEvent.objects.filter(what="rating.unasked").exists()


def test_rated_again_after_taking_it_back_the_others_are_asked_again(ana: Person) -> None:
    person("Luis", "director")
    said_so: dict[str, Any] = {
        "customer": "C1", "name": "Calzado", "criterion": "prestige", "reason": "El gremio lo mira", "evidence": "Acta",
        "expires_on": None, "book": None,
    }  # fmt: skip
    given, _found = rate_and_ask(by=ana, now=NOW, value=3, **said_so)
    take_back_rating(by=ana, now=NOW + timedelta(minutes=1), rating=given)
    _given, found = rate_and_ask(by=ana, now=NOW + timedelta(minutes=2), value=1, **said_so)
    assert [one.person.name for one in found] == ["Luis"]


def test_nobody_takes_back_what_another_gave(ana: Person) -> None:
    given = rated(ana)
    luis = person("Luis")
    assert refused(lambda: take_back_rating(by=luis, now=NOW, rating=given))[0] == ""


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"value": 5}, "value"),
        ({"value": -1}, "value"),
        ({"reason": "  "}, "reason"),
        ({"reason": "x" * 2001}, "reason"),
        ({"evidence": ""}, "evidence"),
        ({"expires_on": TODAY - timedelta(days=1)}, "expires_on"),
        ({"expires_on": date(2099, 1, 1)}, "expires_on"),
        ({"criterion": "volume"}, "criterion"),
    ],
)
def test_what_a_rating_may_not_say(ana: Person, wrong: dict[str, Any], field: str) -> None:
    assert refused(lambda: rated(ana, **{"value": 3, **wrong}))[0] == field


def test_who_may_rate_is_who_sees_an_account_but_compliance() -> None:
    assert set(RATERS) == RULES["account"].allowed - {"compliance"}
    for role in ROLES.keys() - set(RATERS):
        who = person(role.capitalize(), role)
        assert "may not do this" in refused(lambda who=who: rated(who))[1]
        assert refused(lambda who=who: asked(who))[0] == "person"


def test_asking_twice_asks_once(ana: Person) -> None:
    assert asked(ana) == asked(ana)
    assert RatingRequest.objects.get().due_on == TODAY + timedelta(days=14)


def test_who_has_rated_is_not_asked_until_it_is_about_to_expire(ana: Person) -> None:
    rated(ana)
    where, words = refused(lambda: asked(ana))
    assert where == "person"
    assert words.startswith("Ana has rated it already; it counts until")
    later = NOW + timedelta(days=340)
    assert ask_rating(by=None, now=later, customer="C1", name="C", criterion="prestige", person=ana).state == "open"


def test_declining_needs_a_reason_and_can_be_taken_back(ana: Person) -> None:
    request = asked(ana)
    more = {"by": ana, "now": NOW, "customer": "C1", "name": "Calzado", "criterion": "prestige"}
    assert refused(lambda: decline_rating(reason=" ", **more))[0] == "reason"
    declined = decline_rating(reason="No lo conozco", **more)
    assert (declined.pk, declined.state) == (request.pk, "declined")
    assert queue(LIMITS, TODAY, person=ana) == []
    assert reopen_request(by=ana, now=NOW, request=declined).state == "open"


def test_a_request_that_was_answered_is_not_taken_back(ana: Person) -> None:
    request = asked(ana, by=ana)
    rated(ana)
    assert "no longer so" in refused(lambda: take_back_request(by=ana, now=NOW, request=request))[1]


def test_the_queue_holds_what_was_asked_and_what_is_about_to_expire(ana: Person) -> None:
    asked(ana, customer="C2", name="Beta", due_on=TODAY + timedelta(days=3))
    rated(ana, expires_on=TODAY + timedelta(days=10))
    rated(ana, customer="C3", now=NOW - timedelta(days=400))
    rated(ana, customer="C4")
    rated(person("Luis"), customer="C5", expires_on=TODAY)
    found = [(one.kind, one.customer) for one in queue(LIMITS, TODAY, person=ana)]
    assert found == [("expired", "C3"), ("asked", "C2"), ("expiring", "C1")]
    assert count_of(ana, LIMITS, TODAY) == 3
    assert len(queue(LIMITS, TODAY)) == 4


def test_who_declines_to_renew_is_not_asked_again(ana: Person) -> None:
    rated(ana, expires_on=TODAY)
    decline_rating(by=ana, now=NOW, customer="C1", name="C", criterion="prestige", reason="Ya no lo veo")
    assert queue(LIMITS, TODAY, person=ana) == []


def test_what_files_brought_expires_too() -> None:
    row = {"customer": "C1", "criterion": "prestige", "rater": "Marcela", "date": date(2025, 1, 5), "rating": 3}
    (found,) = queue(LIMITS, TODAY, book=Book({"rating": table("rating", [row])}))
    assert (found.kind, found.who, found.person, found.due) == ("expired", "Marcela", None, date(2026, 1, 5))


def test_whom_to_ask() -> None:
    assert to_ask(3, (1, 2, 3, 4, 5), rated={1}, asked=set(), declined={2}) == (3, 4, 5)
    assert to_ask(3, (1, 2, 3, 4, 5), rated={1}, asked={4, 5}, declined=set()) == (2,)
    assert to_ask(0, (1, 2), rated=set(), asked=set(), declined=set()) == ()


def test_who_answers_for_the_account_is_asked_first(ana: Person) -> None:
    owner, boss, other = person("Zoe"), person("Yara", "director"), person("Bea")
    Ownership.objects.create(customer="C1", part="owner", person=owner, starts_on=TODAY, created_at=NOW)
    _given, found = rate_and_ask(
        by=ana, now=NOW, customer="C1", name="Calzado", criterion="prestige", value=3, reason="x", evidence="y",
        expires_on=None, book=None,
    )  # fmt: skip
    assert [one.person for one in found] == [owner, boss]
    assert other not in [one.person for one in RatingRequest.objects.all()]


def test_who_rated_in_a_file_is_counted(ana: Person) -> None:
    rows = [{"customer": "C1", "criterion": "prestige", "rater": f"R{n}", "date": TODAY, "rating": 3} for n in range(3)]
    book = Book({"rating": table("rating", rows)})
    assert ask_missing(by=ana, now=NOW, customer="C1", name="C", criterion="prestige", book=book) == ()


WALLET = {"customer": "C1", "amount": Decimal(900), "source": "Su presupuesto"}


def test_a_wallet_is_kept_with_its_source(ana: Person) -> None:
    declare_wallet(by=ana, now=NOW, **WALLET)
    declare_wallet(by=ana, now=NOW, **WALLET | {"declared_on": TODAY - timedelta(days=90), "amount": Decimal(100)})
    book = Book(
        {"declared_wallet": table("declared_wallet", [{"customer": "C1", "date": TODAY, "amount": Decimal(5)}])}
    )
    found = wallets_of("C1", book)
    assert [(one.number is None, one.amount) for one in found] == [(True, 5.0), (False, 900.0), (False, 100.0)]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"amount": Decimal(-1)}, "amount"),
        ({"amount": Decimal("NaN")}, "amount"),
        ({"amount": Decimal(10) ** 14}, "amount"),
        ({"source": ""}, "source"),
        ({"declared_on": TODAY + timedelta(days=1)}, "declared_on"),
        ({"expires_on": TODAY - timedelta(days=1)}, "expires_on"),
    ],
)
def test_what_a_wallet_may_not_say(ana: Person, wrong: dict[str, Any], field: str) -> None:
    assert refused(lambda: declare_wallet(by=ana, now=NOW, **WALLET | wrong))[0] == field


def test_only_who_declared_takes_it_back(ana: Person) -> None:
    luis = person("Luis")
    kept = declare_wallet(by=ana, now=NOW, **WALLET)
    with pytest.raises(ClaveError):
        take_back_wallet(by=luis, now=NOW, wallet=kept)
    take_back_wallet(by=ana, now=NOW, wallet=kept)
    assert wallets_of("C1", None) == []
    assert recorded_at(NOW + timedelta(minutes=1)).version == ""


TRIAL = TrialSaid("Ensayo de desprendimiento", TODAY, product="PU-440", with_whom="Rosalba, jefe de planta")


def recorded(by: Person, trial: TrialSaid = TRIAL) -> Trial:
    return record_trial(by=by, now=NOW, customer="C1", name="Calzado Ávila", trial=trial)


def test_a_trial_is_found_by_any_of_its_words(ana: Person) -> None:
    recorded(ana)
    for word in ("avila", "pu-440", "rosalba", "desprendimiento", "c1"):
        assert Trial.objects.filter(folded__contains=word).count() == 1, word


def test_a_trial_tells_its_result_later(ana: Person) -> None:
    trial = recorded(ana)
    ended = replace(TRIAL, result="proved", learned="Pega en frío", ends_on=TODAY, hours=Decimal("3.5"))
    changed = change_trial(by=ana, now=NOW + timedelta(hours=1), number=trial.pk, trial=ended, seen=NOW)
    assert (changed.result, changed.hours) == ("proved", Decimal("3.5"))
    with pytest.raises(ClaveError, match="while you were writing"):
        change_trial(by=ana, now=NOW, number=trial.pk, trial=TRIAL, seen=NOW)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"what": " "}, "what"),
        ({"ends_on": TODAY - timedelta(days=1)}, "ends_on"),
        ({"result": "great"}, "result"),
        ({"result": "proved"}, "learned"),
        ({"hours": Decimal(-1)}, "hours"),
    ],
)
def test_what_a_trial_may_not_say(ana: Person, wrong: dict[str, Any], field: str) -> None:
    assert refused(lambda: recorded(ana, replace(TRIAL, **wrong)))[0] == field


def test_a_trial_taken_out_can_be_brought_back(ana: Person) -> None:
    trial = recorded(ana)
    assert remove_trial(by=ana, now=NOW, number=trial.pk).removed_at == NOW
    assert restore_trial(by=ana, now=NOW, number=trial.pk).removed_at is None
