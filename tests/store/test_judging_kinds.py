"""An extraordinary benefit, kind by kind: one form, one request, one row in the queue; old ratings count as the whole."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from clave.actions.asking import ask_missing, ask_rating, rate_kinds_and_ask
from clave.actions.judging import KindSaid, rate, rate_kinds, take_back_answer, take_back_rating
from clave.base.errors import ClaveError
from clave.base.words import recalled, said
from clave.criteria.kind_anchors import KIND_ANCHORS
from clave.facts.book import Book
from clave.facts.tables import KINDS
from clave.policy.reading import default
from clave.store.judging import queue, said_of
from clave.store.models import AuditEvent, Person, Rating, RatingRequest
from clave.store.recorded import recorded_at
from tests.web.made import table

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
TODAY = NOW.date()
LIMITS = default().at(TODAY)
ABOUT = {"customer": "C1", "criterion": "extraordinary"}
pytestmark = pytest.mark.django_db


def person(name: str) -> Person:
    email = f"{name.lower()}@clave.example"
    return Person.objects.create_person(email=email, name=name, role="kam", password=None, created_at=NOW)


@pytest.fixture
def ana() -> Person:
    return person("Ana")


def kinds(**values: int) -> list[KindSaid]:
    return [KindSaid(kind, value, "Nos abrió una línea", "Acta de julio") for kind, value in values.items()]


def rated(by: Person, *, now: datetime = NOW, **values: int) -> tuple[Rating, ...]:
    return rate_kinds(by=by, now=now, kinds=kinds(**values), **ABOUT)


def standing() -> dict[str, int]:
    return dict(Rating.objects.filter(ended_at=None).values_list("kind", "value"))


def whole(by: Person, value: int = 4, on: date = TODAY - timedelta(days=60)) -> Rating:
    """As it was kept before there were kinds."""
    return Rating.objects.create(
        **ABOUT, rater=by, value=value, reason="x", evidence="y", anchor={}, rated_on=on,
        created_at=NOW - timedelta(days=60),
    )  # fmt: skip


def test_each_kind_is_kept_with_the_words_of_its_own_step(ana: Person) -> None:
    given = rated(ana, product=4, market=1)
    assert standing() == {"product": 4, "market": 1}
    assert [said(recalled(one.anchor), "en") for one in given] == [
        KIND_ANCHORS["product"][4].say("en"), KIND_ANCHORS["market"][1].say("en"),
    ]  # fmt: skip
    assert [event.fields for event in AuditEvent.objects.filter(what="rating.given").order_by("pk")] == [
        ["extraordinary", "product"], ["extraordinary", "market"],
    ]  # fmt: skip


def test_rating_one_kind_again_leaves_the_others(ana: Person) -> None:
    rated(ana, product=4, market=1)
    rated(ana, now=NOW + timedelta(days=1), market=3)
    assert standing() == {"product": 4, "market": 3}
    assert Rating.objects.count() == 3


def test_one_form_answers_one_request(ana: Person) -> None:
    request = ask_rating(by=None, now=NOW, name="Calzado", person=ana, **ABOUT)
    assert len(queue(LIMITS, TODAY, person=ana)) == 1, "one question, not five"
    rated(ana, product=4, demand=2)
    request.refresh_from_db()
    assert request.state == "answered"


def test_the_whole_answer_is_taken_back_at_once_and_the_question_is_open_again(ana: Person) -> None:
    ask_rating(by=None, now=NOW, name="Calzado", person=ana, **ABOUT)
    rated(ana, now=NOW - timedelta(days=9), product=1)
    given = rated(ana, product=4, demand=2)
    take_back_answer(by=ana, now=NOW + timedelta(minutes=1), rating=given[0])
    assert standing() == {"product": 1}
    assert RatingRequest.objects.filter(state="open").count() == 0, "the answer of nine days ago had answered it"


def test_of_an_answer_one_kind_is_taken_back_and_the_rest_stands(ana: Person) -> None:
    request = ask_rating(by=None, now=NOW, name="Calzado", person=ana, **ABOUT)
    product, demand = rated(ana, product=4, demand=2)
    take_back_rating(by=ana, now=NOW, rating=product)
    request.refresh_from_db()
    assert (standing(), request.state) == ({"demand": 2}, "answered")
    take_back_rating(by=ana, now=NOW, rating=demand)
    request.refresh_from_db()
    assert (standing(), request.state) == ({}, "open")


def test_a_rating_of_the_whole_gives_way_and_comes_back(ana: Person) -> None:
    old = whole(ana)
    given = rated(ana, product=2, demand=2)
    old.refresh_from_db()
    assert old.ended_at == NOW
    take_back_rating(by=ana, now=NOW, rating=given[0])
    assert standing() == {"demand": 2}, "while a kind stands, the whole does not"
    take_back_rating(by=ana, now=NOW, rating=given[1])
    assert standing() == {"": 4}


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ([], ""),
        ([KindSaid("product", 7, "x", "y")], "product-value"),
        ([*kinds(product=3), KindSaid("market", 3, " ", "y")], "market-reason"),
        ([*kinds(product=3), KindSaid("demand", 3, "x", "")], "demand-evidence"),
        ([KindSaid("demand", 3, "x", "y", TODAY - timedelta(days=1))], "demand-expires_on"),
        ([KindSaid("charm", 3, "x", "y")], "kind"),
        ([KindSaid("", 3, "x", "y")], "kind"),
        ([*kinds(product=3), *kinds(product=4)], "kind"),
    ],
)
def test_one_bad_kind_keeps_none(ana: Person, wrong: list[KindSaid], where: str) -> None:
    with pytest.raises(ClaveError) as error:
        rate_kinds(by=ana, now=NOW, kinds=wrong, **ABOUT)
    assert error.value.where == where
    assert not Rating.objects.exists()


def test_only_what_has_kinds_is_judged_by_kind(ana: Person) -> None:
    given: dict[str, Any] = {"by": ana, "now": NOW, "customer": "C1", "value": 3, "reason": "x", "evidence": "y"}
    for criterion, kind in (("prestige", "product"), ("extraordinary", "")):
        with pytest.raises(ClaveError) as error:
            rate(criterion=criterion, kind=kind, **given)
        assert error.value.where == "kind"


def test_whoever_is_missing_is_asked_once_for_all_kinds(ana: Person) -> None:
    luis, eva = person("Luis"), person("Eva")
    _given, also = rate_kinds_and_ask(by=ana, now=NOW, name="Calzado", kinds=kinds(product=4), book=None, **ABOUT)
    assert {one.person for one in also} == {luis, eva}
    rated(luis, market=3)
    rated(eva, market=2, demand=1)
    assert ask_missing(by=ana, now=NOW, name="Calzado", book=None, **ABOUT) == (), "three people have judged it"


def test_a_file_without_kinds_counts_its_raters_too(ana: Person) -> None:
    rows = [{**ABOUT, "rater": f"R{n}", "date": TODAY, "rating": 3} for n in range(3)]
    book = Book({"rating": table("rating", rows)})
    assert [one.kind for one in said_of("C1", book)["extraordinary"]] == ["", "", ""]
    assert ask_missing(by=ana, now=NOW, name="Calzado", book=book, **ABOUT) == ()


def test_kinds_that_expire_together_are_one_row(ana: Person) -> None:
    rated(ana, now=NOW - timedelta(days=350), product=4, market=1)
    (owed,) = queue(LIMITS, TODAY, person=ana)
    assert (owed.kind, owed.customer, owed.before) == ("expiring", "C1", (("product", 4), ("market", 1)))


def test_an_expired_kind_that_was_let_go_while_renewing_is_not_owed(ana: Person) -> None:
    rated(ana, now=NOW - timedelta(days=400), product=4, market=1)
    rated(ana, product=3)
    assert queue(LIMITS, TODAY, person=ana) == []


def test_the_kinds_of_a_rater_of_a_file_are_one_row() -> None:
    rows = [
        {**ABOUT, "kind": kind, "rater": "Marcela", "date": date(2025, 1, 5), "rating": 3}
        for kind in KINDS["extraordinary"]
    ]
    (owed,) = queue(LIMITS, TODAY, book=Book({"rating": table("rating", rows)}))
    assert (owed.kind, owed.who, len(owed.before)) == ("expired", "Marcela", 5)


def test_what_is_handed_down_says_the_kind(ana: Person) -> None:
    whole(person("Luis"))
    rated(ana, product=4, market=1)
    rows = recorded_at(NOW).tables["rating"].to_pylist()
    assert {(row["kind"], row["rating"]) for row in rows} == {(None, 4), ("product", 4), ("market", 1)}
