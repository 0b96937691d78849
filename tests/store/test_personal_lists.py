"""Personal lists: what is kept, what is refused, in which order it comes back, and that it is erased with its owner."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from clave.actions import personal_lists as actions
from clave.actions.selection import keep_selection
from clave.base.errors import ClaveError
from clave.criteria.registry import CRITERIA
from clave.measures.registry import MEASURES
from clave.store.models import AuditEvent, Person, PersonalAccount, PersonalList, Reminder, SelectionRun
from clave.store.own_lists import own_list, row_of
from tests.web import made

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
pytestmark = pytest.mark.django_db


@pytest.fixture
def run() -> SelectionRun:
    return keep_selection(
        listing=made.listing(8), measured=made.measured(8), criteria=CRITERIA, measures=tuple(MEASURES.values()),
        by=None, now=NOW,
    )  # fmt: skip


@pytest.fixture
def ana() -> Person:
    return somebody("ana")


def somebody(name: str) -> Person:
    return Person.objects.create_person(
        email=f"{name}@clave.example", name=name, role="kam", password=None, created_at=NOW
    )


def add(by: Person, number: int, strategy: str = "") -> PersonalAccount:
    return actions.add_personal_account(
        by=by, now=NOW, customer=made.code(number), name=f"Cliente {number}", strategy=strategy
    )


def test_a_customer_is_on_a_list_once_and_on_several_lists(ana: Person) -> None:
    beto = somebody("beto")
    first = add(ana, 1, "  Crecer   con ellos ")
    assert (first.strategy, add(ana, 1, "otra").pk) == ("Crecer con ellos", first.pk)
    assert add(beto, 1).pk != first.pk
    assert (row_of(ana, made.code(1)), row_of(ana, made.code(2)), row_of(None, made.code(1))) == (first.pk, None, None)


def test_more_than_a_list_holds_is_refused(ana: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST", 2)
    add(ana, 1)
    add(ana, 2)
    with pytest.raises(ClaveError, match="already has 2"):
        add(ana, 3)
    assert PersonalAccount.objects.count() == 2


def test_it_comes_back_in_ones_own_order(ana: Person, run: SelectionRun) -> None:
    for number in range(4):
        add(ana, number)
    actions.add_personal_account(by=ana, now=NOW, customer="GONE", name="Ya no está")
    usual = own_list(ana)
    assert usual.order == tuple(criterion["key"] for criterion in run.criteria)
    assert [row.place for row in usual.rows] == [1, 2, 3, 4, None]
    values = [row.own.value for row in usual.rows if row.own and row.own.value is not None]
    assert values == sorted(values, reverse=True)
    assert usual.rows[-1].account.customer == "GONE"
    assert usual.rows[-1].line is None
    actions.describe_personal_list(by=ana, now=NOW, order=usual.order[::-1])
    assert own_list(ana).order == usual.order[::-1]
    actions.describe_personal_list(by=ana, now=NOW, order=("loyalty", "cash"))
    follows = tuple(key for key in usual.order if key != "loyalty")
    assert own_list(ana).order == ("loyalty", *follows), (
        "what it does not name follows, what is not in force is left out"
    )
    actions.describe_personal_list(by=ana, now=NOW, order=())
    assert own_list(ana).order == usual.order


def test_it_can_be_sorted_otherwise(ana: Person, run: SelectionRun) -> None:
    rows = [add(ana, number) for number in range(3)]
    actions.add_reminder(by=ana, now=NOW, account=rows[2], due_on=TODAY, text="Llamar")
    mine = own_list(ana)
    assert [row.account.name for row in mine.sorted("name")] == ["Cliente 0", "Cliente 1", "Cliente 2"]
    assert mine.sorted("due")[0].account == rows[2]
    money = [row.line.money or 0 for row in mine.sorted("money") if row.line]
    assert money == sorted(money, reverse=True)
    assert mine.sorted("nonsense") == mine.rows


def test_without_a_list_names_and_notes_remain(ana: Person) -> None:
    add(ana, 1, "Crecer")
    mine = own_list(ana)
    assert (mine.run, mine.order, mine.rows[0].place, mine.rows[0].account.strategy) == (None, (), None, "Crecer")


def test_what_is_due_comes_first_and_what_is_done_goes(ana: Person, run: SelectionRun) -> None:
    one, other = add(ana, 1), add(ana, 2)
    later = actions.add_reminder(
        by=ana, now=NOW, account=one, due_on=TODAY + timedelta(days=3), text=" Enviar  muestra "
    )
    late = actions.add_reminder(by=ana, now=NOW, account=other, due_on=TODAY - timedelta(days=3), text="Llamar")
    assert [reminder for reminder, _row in own_list(ana).reminders] == [late, later]
    assert (own_list(ana).due(TODAY), later.text) == (1, "Enviar muestra")
    actions.snooze_reminder(by=ana, now=NOW, reminder=late, due_on=TODAY + timedelta(days=7))
    assert [reminder for reminder, _row in own_list(ana).reminders] == [later, late]
    actions.finish_reminder(by=ana, now=NOW, reminder=later)
    actions.finish_reminder(by=ana, now=NOW + timedelta(days=1), reminder=later)
    assert Reminder.objects.get(pk=later.pk).done_at == NOW
    assert [reminder for reminder, _row in own_list(ana).reminders] == [late]
    actions.reopen_reminder(by=ana, now=NOW, reminder=later)
    actions.remove_reminder(by=ana, now=NOW, reminder=late)
    assert [reminder for reminder, _row in own_list(ana).reminders] == [later]


@pytest.mark.parametrize(("text", "sentence"), [("  ", "says nothing"), ("x" * 281, "has 281 letters, and 280 fit")])
def test_a_reminder_that_says_nothing_or_too_much_is_refused(ana: Person, text: str, sentence: str) -> None:
    account = add(ana, 1)
    with pytest.raises(ClaveError, match=sentence):
        actions.add_reminder(by=ana, now=NOW, account=account, due_on=TODAY, text=text)
    assert not Reminder.objects.exists()


def test_strategies_are_a_sentence_and_orders_name_each_criterion_once(ana: Person) -> None:
    account = add(ana, 1)
    assert (
        actions.describe_personal_account(by=ana, now=NOW, account=account, strategy="Dos\nlíneas").strategy
        == "Dos líneas"
    )
    with pytest.raises(ClaveError, match="280 fit"):
        actions.describe_personal_list(by=ana, now=NOW, strategy="x" * 281)
    for order in (("volume", "volume"), ("nonsense",)):
        with pytest.raises(ClaveError, match="twice, or one that does not exist"):
            actions.describe_personal_list(by=ana, now=NOW, order=order)
    assert not PersonalList.objects.exists()


def test_nobody_acts_on_the_list_of_another(ana: Person) -> None:
    beto, account = somebody("beto"), add(ana, 1)
    reminder = actions.add_reminder(by=ana, now=NOW, account=account, due_on=TODAY, text="Llamar")
    for attempt in (
        lambda: actions.remove_personal_account(by=beto, now=NOW, account=account),
        lambda: actions.describe_personal_account(by=beto, now=NOW, account=account, strategy="x"),
        lambda: actions.add_reminder(by=beto, now=NOW, account=account, due_on=TODAY, text="x"),
        lambda: actions.finish_reminder(by=beto, now=NOW, reminder=reminder),
        lambda: actions.reopen_reminder(by=beto, now=NOW, reminder=reminder),
        lambda: actions.snooze_reminder(by=beto, now=NOW, reminder=reminder, due_on=TODAY),
        lambda: actions.remove_reminder(by=beto, now=NOW, reminder=reminder),
    ):
        with pytest.raises((PermissionError, ClaveError)):
            attempt()
    assert own_list(beto).rows == ()


def test_the_log_knows_that_it_changed_and_not_whom_it_is_about(ana: Person) -> None:
    account = add(ana, 1, "Secreto")
    actions.add_reminder(by=ana, now=NOW, account=account, due_on=TODAY, text="Secreto")
    actions.remove_personal_account(by=ana, now=NOW, account=account)
    events = list(AuditEvent.objects.values_list("what", "about"))
    assert {about for _what, about in events} == {f"personal:{ana.pk}"}
    assert [what for what, _about in events] == [
        "personal.account_added", "personal.reminder_changed", "personal.account_removed",
    ]  # fmt: skip


def test_all_of_it_goes_with_its_owner(ana: Person) -> None:
    account = add(ana, 1)
    actions.add_reminder(by=ana, now=NOW, account=account, due_on=TODAY, text="Llamar")
    actions.describe_personal_list(by=ana, now=NOW, strategy="Crecer")
    ana.delete()
    assert not PersonalAccount.objects.exists()
    assert not Reminder.objects.exists()
    assert not PersonalList.objects.exists()
