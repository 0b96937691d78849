"""Postular a un cliente: quién puede, qué hace falta, qué le pasa al estado, cómo se retira."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest

from clave.actions.nominations import LONGEST, nominate, withdraw_nomination
from clave.actions.status import change_status
from clave.base.errors import ClaveError
from clave.store.audit import verify
from clave.store.models import AuditEvent, KeyStatus, Nomination, Person, SelectionRun, StatusChange
from clave.store.status import status_of
from tests.store.proposing import NOW, keep_run, somebody
from tests.store.races import ROUNDS, at_once, meeting, refused
from tests.web.made import code

CUSTOMER = code(20)
pytestmark = pytest.mark.django_db


@pytest.fixture
def run(db: None) -> SelectionRun:
    """A list of forty customers."""
    return keep_run()


def nominating(by: Person, **other: Any) -> Callable[[], Nomination]:
    """A nomination about to be made."""
    given = {"customer": CUSTOMER, "name": "Suelas", "reason": "Nos presta su planta para ensayos."}
    return partial(nominate, by=by, now=NOW, **(given | other))


def test_a_nomination_moves_the_status_and_is_recorded_without_its_words(run: SelectionRun) -> None:
    ana = somebody("dispatch")
    one = nominating(ana, criterion="knowledge")()
    status = status_of(CUSTOMER)
    assert status is not None
    assert (status.state, status.category, status.name) == ("nominated", "knowledge", "Cliente 0020")
    assert (one.state, one.name, one.by) == ("open", "Cliente 0020", ana)
    assert StatusChange.objects.get().reason == "Nos presta su planta para ensayos."
    event = AuditEvent.objects.get(what="nomination.made")
    assert (event.about, event.fields) == (f"nomination:{one.pk}", ["customer", "reason"])
    assert verify().broken is None


@pytest.mark.parametrize(
    ("given", "where", "says"),
    [
        ({"reason": "  "}, "reason", "a nomination needs a reason"),
        ({"reason": "a" * (LONGEST + 1)}, "reason", "more than 1000 letters"),
        ({"criterion": "beauty"}, "criterion", "«beauty» is no criterion"),
        ({"customer": "NADIE"}, "customer", "no customer has the code «NADIE»"),
    ],
)
def test_what_cannot_be_nominated_is_said_and_nothing_changes(
    run: SelectionRun, given: dict[str, str], where: str, says: str
) -> None:
    with pytest.raises(ClaveError, match=says) as refusal:
        nominating(somebody("kam"), **given)()
    assert refusal.value.where == where
    assert not Nomination.objects.exists()
    assert not KeyStatus.objects.exists()


def test_a_customer_of_the_customer_file_that_never_bought_can_be_nominated(
    run: SelectionRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    from types import SimpleNamespace

    monkeypatch.setattr("clave.store.nominations.book_of", lambda _version: None)
    monkeypatch.setattr("clave.store.nominations.card", lambda _book, _code: SimpleNamespace(name="Nueva S.A."))
    assert nominating(somebody("kam"), customer="NUEVA")().name == "Nueva S.A."


def test_each_person_nominates_a_customer_once_and_several_people_may(run: SelectionRun) -> None:
    ana, beto = somebody("kam"), somebody("lab")
    nominating(ana)()
    with pytest.raises(ClaveError, match="you have nominated Cliente 0020 already"):
        nominating(ana, reason="Otra razón.")()
    nominating(beto)()
    assert Nomination.objects.count() == 2
    assert StatusChange.objects.count() == 1, "its status moved with the first"


def test_the_status_goes_back_when_the_last_nomination_is_withdrawn(run: SelectionRun) -> None:
    ana, beto = somebody("kam"), somebody("lab")
    first, second = nominating(ana)(), nominating(beto)()
    withdraw_nomination(by=ana, now=NOW, nomination=first)
    assert KeyStatus.objects.get().state == "nominated"
    withdraw_nomination(by=beto, now=NOW, nomination=second)
    assert KeyStatus.objects.get().state == ""
    assert nominating(ana)().state == "open", "and it can be nominated again"


def test_only_who_nominated_or_who_leads_withdraws(run: SelectionRun) -> None:
    one = nominating(somebody("kam"))()
    with pytest.raises(ClaveError, match="only who nominated"):
        withdraw_nomination(by=somebody("management"), now=NOW, nomination=one)
    assert withdraw_nomination(by=somebody("director"), now=NOW, nomination=one).state == "withdrawn"
    with pytest.raises(ClaveError, match="has ended already"):
        withdraw_nomination(by=somebody("administrator"), now=NOW, nomination=one)


@pytest.mark.parametrize(
    ("state", "allowed"), [("confirmed", False), ("watched", True), ("landing", True), ("former", True)]
)
def test_a_key_account_in_no_danger_needs_no_nomination(run: SelectionRun, state: str, allowed: bool) -> None:
    KeyStatus.objects.create(customer=CUSTOMER, name="Suelas", state=state, changed_at=NOW)
    if not allowed:
        with pytest.raises(ClaveError, match="is a key account already"):
            nominating(somebody("kam"))()
        return
    nominating(somebody("kam"))()
    assert KeyStatus.objects.get().state == ("nominated" if state == "former" else state)


def test_one_that_was_proposed_meanwhile_stays_so(run: SelectionRun) -> None:
    change_status(
        by=None,
        now=NOW,
        customer=CUSTOMER,
        name="Suelas",
        to="proposed",
        effective_on=date(2026, 11, 20),
        reason="Regla.",
    )
    nominating(somebody("kam"))()
    assert KeyStatus.objects.get().state == "proposed"


@pytest.mark.django_db(transaction=True)
def test_two_people_who_nominate_the_same_customer_at_once_both_count() -> None:
    keep_run()
    ana, beto = somebody("kam"), somebody("lab")
    for index in range(ROUNDS):
        place = code(1 + index % 39)
        outcomes = at_once(nominating(ana, customer=place), nominating(beto, customer=place))
        assert refused(outcomes) == 0
        assert Nomination.objects.filter(customer=place, state="open").count() == 2
        assert status_of(place).state == "nominated"  # type: ignore[union-attr]
        for one in outcomes:
            withdraw_nomination(by=one.by, now=NOW, nomination=one)
    assert verify().broken is None


@pytest.mark.django_db(transaction=True)
def test_its_twin_that_looks_before_it_holds_turns_one_away() -> None:
    """Both see no status and both take the first step: the second one is refused, and a nomination is lost."""
    keep_run()
    ana, beto = somebody("director"), somebody("administrator")
    both_looked = meeting(2)

    def look_and_nominate(by: Person) -> Any:
        assert status_of(CUSTOMER) is None
        both_looked()
        return change_status(
            by=by, now=NOW, customer=CUSTOMER, name="S", to="nominated", effective_on=NOW.date(), reason="Porque sí."
        )

    assert refused(at_once(partial(look_and_nominate, ana), partial(look_and_nominate, beto))) == 1


@pytest.mark.django_db(transaction=True)
def test_one_person_in_two_windows_nominates_once() -> None:
    keep_run()
    ana = somebody("kam")
    for index in range(ROUNDS // 2):
        place = code(1 + index)
        assert refused(at_once(nominating(ana, customer=place), nominating(ana, customer=place))) == 1
        assert Nomination.objects.filter(customer=place).count() == 1
