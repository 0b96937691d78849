"""A debate in the store: what is asked, what is kept, what is refused, who sees what, and the order that becomes policy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from clave.actions import debates
from clave.actions.policy import change_policy
from clave.actions.selection import keep_selection
from clave.base.errors import ClaveError
from clave.criteria.registry import CRITERIA
from clave.measures.registry import MEASURES
from clave.policy import declared
from clave.store.debates import DEBATERS, answers, limits_of
from clave.store.debates import debates as every
from clave.store.models import AuditEvent, Debate, DebateOrder, Person, SelectionRun
from clave.store.policy import policy_in_force
from clave.web.access import COMMITTEE
from tests.web import made

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_policy(settings: Settings, tmp_path: Path) -> None:
    settings.CLAVE_POLICY = tmp_path / "policy.toml"


@pytest.fixture
def run(db: None) -> SelectionRun:
    return keep_selection(
        listing=made.listing(5), measured=made.measured(5), criteria=CRITERIA, measures=tuple(MEASURES.values()),
        by=None, now=NOW,
    )  # fmt: skip


def person(name: str, role: str = "kam") -> Person:
    return Person.objects.create_person(
        email=f"{name}@clave.example", name=name, role=role, password=None, created_at=NOW
    )


@pytest.fixture
def debate(run: SelectionRun) -> Debate:
    people = [person("ana", "director"), person("beto"), person("caro")]
    return debates.open_debate(by=people[0], now=NOW, title=" ¿Qué pesa más? ", run=run, participants=people)


def of(name: str) -> Person:
    return Person.objects.get(name=name)


def give(debate: Debate, name: str, *first: str, now: datetime = NOW, reason: str = "") -> DebateOrder:
    """An order that begins so, and goes on as it was."""
    order = (*first, *(key for key in debate.criteria if key not in first))
    return debates.submit_order(by=of(name), now=now, debate=debate, order=order, reason=reason)


def test_it_keeps_the_order_and_the_policy_of_its_day(debate: Debate) -> None:
    usual = policy_in_force().at(debate.run.as_of)
    assert (debate.title, tuple(debate.criteria)) == ("¿Qué pesa más?", usual[declared.order])
    change_policy(
        by=None, now=NOW, changes={"capacity.count": 3, "capacity.kams": 2.0}, since=debate.run.as_of, reason="r", source="s"
    )  # fmt: skip
    assert limits_of(debate)[declared.capacity_count] == usual[declared.capacity_count]
    assert limits_of(debate)[declared.capacity_kams] is None
    assert {key: limits_of(debate).values.get(key) for key in usual.values} == dict(usual.values)


@pytest.mark.parametrize(
    ("title", "names", "hours", "sentence"),
    [
        ("  ", ["beto", "caro"], 1, "no title"), ("T", ["beto"], 1, "two people"), ("T", ["beto", "beto"], 1, "two people"),
        ("T", ["beto", "caro"], 0, "close before it opens"), ("T", ["beto", "dora"], 1, "cannot open the selection"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_a_sentence(
    run: SelectionRun, title: str, names: list[str], hours: int, sentence: str
) -> None:
    people = {name: person(name, "dispatch" if name == "dora" else "kam") for name in dict.fromkeys(names)}
    with pytest.raises(ClaveError, match=sentence):
        debates.open_debate(
            by=None, now=NOW, title=title, run=run, participants=[people[name] for name in names],
            closes_at=NOW + timedelta(hours=hours),
        )  # fmt: skip
    assert not Debate.objects.exists()


def test_a_later_order_takes_the_place_of_the_earlier_which_stays(debate: Debate) -> None:
    give(debate, "beto", "loyalty", reason=" porque vuelven ")
    give(debate, "beto", "profit")
    found = answers(debate)
    assert found.orders[of("beto").pk].order[0] == "profit"
    assert [kept.order[0] for kept in DebateOrder.objects.order_by("number")] == ["loyalty", "profit"]
    assert DebateOrder.objects.order_by("number")[0].reason == "porque vuelven"
    assert [(one.asked, one.answered) for one in every()] == [(3, 1)]  # type: ignore[attr-defined]
    assert [event.what for event in AuditEvent.objects.order_by("number")][-3:] == [
        "debate.opened", "debate.order_given", "debate.order_given",
    ]  # fmt: skip


def complete(debate: Debate) -> tuple[str, ...]:
    return tuple(debate.criteria)


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda order: order[1:], "missing in the order: Volum"),
        (lambda order: (*order, order[0]), "twice in the order: Volum"),
        (lambda order: (*order[:-1], order[0]), "twice in the order"),
        (lambda order: (*order, "cash"), "not asked here: Cash"),
        (lambda order: (*order, "nonsense"), "not asked here: nonsense"),
        (lambda order: (), "missing in the order"),
    ],
)
def test_an_order_with_a_criterion_missing_or_twice_changes_nothing(
    debate: Debate, spoil: Callable[[tuple[str, ...]], tuple[str, ...]], sentence: str
) -> None:
    give(debate, "beto", "loyalty")
    with pytest.raises(ClaveError, match=sentence):
        debates.submit_order(by=of("beto"), now=NOW, debate=debate, order=spoil(complete(debate)))
    assert answers(debate).orders[of("beto").pk].order[0] == "loyalty"
    assert DebateOrder.objects.count() == 1


def test_who_was_not_invited_gives_no_order_until_invited(debate: Debate) -> None:
    late = person("dani")
    with pytest.raises(ClaveError, match="not invited"):
        give(debate, "dani", "loyalty")
    debates.invite_to_debate(by=of("ana"), now=NOW, debate=debate, people=[late, of("beto")])
    give(debate, "dani", "loyalty")
    assert [one.name for one in answers(debate).people] == ["ana", "beto", "caro", "dani"]


def test_after_closing_by_hand_or_by_the_clock_an_order_is_a_sentence(debate: Debate, run: SelectionRun) -> None:
    give(debate, "beto", "loyalty")
    debates.close_debate(by=of("ana"), now=NOW, debate=debate)
    for attempt in (
        lambda: give(debate, "beto", "profit"),
        lambda: debates.close_debate(by=of("ana"), now=NOW, debate=debate),
        lambda: debates.invite_to_debate(by=of("ana"), now=NOW, debate=debate, people=[of("caro")]),
    ):
        with pytest.raises(ClaveError, match="closed on"):
            attempt()
    timed = debates.open_debate(
        by=None, now=NOW, title="T", run=run, participants=[of("beto"), of("caro")], closes_at=NOW + timedelta(hours=1)
    )
    give(timed, "beto", "loyalty", now=NOW + timedelta(minutes=59))
    with pytest.raises(ClaveError, match="closed on"):
        give(timed, "beto", "profit", now=NOW + timedelta(hours=1))
    assert answers(timed).orders[of("beto").pk].order[0] == "loyalty"


def test_it_can_be_opened_again_until_an_order_is_chosen(debate: Debate) -> None:
    with pytest.raises(ClaveError, match="open already"):
        debates.reopen_debate(by=of("ana"), now=NOW, debate=debate)
    debates.close_debate(by=of("ana"), now=NOW, debate=debate)
    debates.reopen_debate(by=of("ana"), now=NOW, debate=debate)
    give(debate, "beto", "loyalty")
    choose(debate, "loyalty")
    with pytest.raises(ClaveError, match="chosen in this debate already"):
        debates.reopen_debate(by=of("ana"), now=NOW, debate=debate)


def test_nobody_asked_sees_the_others_before_giving_an_order(debate: Debate) -> None:
    stranger = person("dani", "director")
    give(debate, "beto", "loyalty")
    found = answers(debate)
    assert [found.open_to(of(name), NOW) for name in ("beto", "caro", "dani")] == [True, False, True]
    assert found.open_to(stranger, NOW)
    debates.close_debate(by=of("ana"), now=NOW, debate=debate)
    assert answers(Debate.objects.get()).open_to(of("caro"), NOW)


def choose(debate: Debate, *first: str, reason: str = "Lo acordamos", since: date = TODAY) -> Debate:
    order = (*first, *(key for key in debate.criteria if key not in first))
    return debates.choose_order(
        by=of("ana"), now=NOW, debate=debate, order=order, chosen_as="borda", since=since, reason=reason
    )


def test_the_order_chosen_is_dated_policy_with_its_reason_and_the_debate_as_source(debate: Debate) -> None:
    chosen = choose(debate, "loyalty")
    entry = policy_in_force().version_of("order", TODAY)
    assert entry is not None
    assert (entry.value[0], entry.reason, entry.by) == ("loyalty", "Lo acordamos", of("ana").pk)
    assert entry.source == f"Debate #{debate.pk}: ¿Qué pesa más?"
    before = policy_in_force().version_of("order", TODAY - timedelta(days=1))
    assert before is not None
    assert before.value[0] == "volume"
    assert (chosen.chosen[0], chosen.chosen_as, chosen.closed_at) == ("loyalty", "borda", NOW)
    with pytest.raises(ClaveError, match="chosen in this debate already"):
        choose(debate, "profit")


def test_confirming_the_order_in_force_changes_no_policy(debate: Debate, settings: Settings) -> None:
    assert choose(debate).chosen == debate.criteria
    assert not settings.CLAVE_POLICY.exists()


def test_typed_weights_are_dealt_out_along_the_chosen_order(debate: Debate) -> None:
    typed = {"weighting": "typed", "typed_weights": {"volume": 60.0, "kilos": 40.0}}
    change_policy(by=None, now=NOW, changes=typed, since=debate.run.as_of, reason="r", source="s")
    choose(debate, "loyalty", "profit")
    limits = policy_in_force().at(TODAY)
    assert limits[declared.order][:2] == ("loyalty", "profit")
    assert limits[declared.typed_weights] == {"loyalty": 60.0, "profit": 40.0}


def test_without_a_reason_or_overtaken_nothing_is_chosen(debate: Debate, settings: Settings) -> None:
    with pytest.raises(ClaveError, match="only with a reason"):
        choose(debate, "loyalty", reason="  ")
    with pytest.raises(ClaveError):
        debates.choose_order(
            by=of("ana"), now=NOW, debate=debate, order=debate.criteria[::-1], chosen_as="borda", since=TODAY,
            reason="r", seen="another",
        )  # fmt: skip
    assert Debate.objects.get().chosen_at is None
    assert not settings.CLAVE_POLICY.exists()
    assert not AuditEvent.objects.filter(what__in=("debate.order_chosen", "policy.changed")).exists()


def what_if(debate: Debate, name: str = "Menos cuentas", **words: str) -> object:
    pairs = [(key.replace("__", "."), text) for key, text in words.items()]
    return debates.add_what_if(by=of("beto"), now=NOW, debate=debate, name=name, words=pairs)


def test_what_ifs_are_named_values_of_policy(debate: Debate) -> None:
    what_if(debate, capacity__count="20", order="volume")
    (kept,) = answers(debate).what_ifs
    assert (kept.name, kept.words) == ("Menos cuentas", [["order", "volume"], ["capacity.count", "20"]])
    assert limits_of(debate, kept.words)[declared.capacity_count] == 20
    assert limits_of(debate)[declared.capacity_count] == 35
    debates.remove_what_if(by=of("beto"), now=NOW, what_if=kept)
    assert answers(debate).what_ifs == ()


@pytest.mark.parametrize(
    ("name", "words", "sentence"),
    [
        ("  ", {"capacity__count": "20"}, "no name"), ("n" * 81, {"capacity__count": "20"}, "more than 80"),
        ("Otra", {"capacity__count": "35"}, "in force already"), ("Otra", {"nonsense": "1"}, "in force already"),
        ("Otra", {"capacity__count": "veinte"}, "must be"), ("Menos cuentas", {"capacity__count": "19"}, "already has"),
        ("Otra", {"bands__safe": "0.01"}, "must not be above"),
    ],
)  # fmt: skip
def test_a_what_if_that_says_nothing_possible_is_a_sentence(
    debate: Debate, name: str, words: dict[str, str], sentence: str
) -> None:
    what_if(debate, capacity__count="20")
    with pytest.raises(ClaveError, match=sentence):
        what_if(debate, name=name, **words)
    assert len(answers(debate).what_ifs) == 1


def test_more_what_ifs_than_a_meeting_reads_are_refused(debate: Debate) -> None:
    for number in range(debates.MOST_WHAT_IFS):
        what_if(debate, name=f"Con {number}", capacity__count=str(number + 1))
    with pytest.raises(ClaveError, match="already has 8"):
        what_if(debate, name="Una más", capacity__count="30")


def test_the_group_orders_come_from_the_latest_order_of_each(debate: Debate) -> None:
    empty = answers(debate)
    assert (empty.borda, empty.kemeny, empty.agreement) == (None, None, None)
    give(debate, "ana", "loyalty")
    give(debate, "beto", "loyalty", "profit")
    give(debate, "beto", "profit", "loyalty")
    found = answers(debate)
    assert found.borda is not None
    assert found.kemeny is not None
    assert found.agreement is not None
    assert [one.name for one in found.answered] == ["ana", "beto"]
    assert found.borda.order[0] == "loyalty"
    assert found.agreement.orders == 2
    assert found.order_of("before") == tuple(debate.criteria)
    assert found.order_of("borda") == found.borda.order
    assert found.order_of(str(of("beto").pk))[:2] == ("profit", "loyalty")  # type: ignore[index]
    assert [found.order_of(whose) for whose in ("9999", "x", "", "٣", "1" * 30)] == [None] * 5


def test_those_who_may_be_invited_are_those_who_may_open_the_page() -> None:
    assert DEBATERS == COMMITTEE
