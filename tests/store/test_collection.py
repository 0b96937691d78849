"""Facturas y cobro, lo que se guarda: routes, wishes, contacts, promises, disputes, errors; each corrected and taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pytest_django.fixtures import Settings

from clave.actions.collection import (
    CONTACT,
    DISPUTE,
    ERROR,
    PROMISE,
    close_note,
    note_contact,
    note_promise,
    open_dispute,
    reopen_note,
    report_error,
    take_back_note,
)
from clave.actions.collection_terms import (
    choose_route,
    end_route,
    end_wish,
    keep_wish,
    take_back_route,
    take_back_wish,
)
from clave.base.errors import ClaveError
from clave.policy.reading import default
from clave.privileges.catalogue.grants import Grant
from clave.privileges.collection.records import Days
from clave.privileges.collection.wishes import Wish
from clave.privileges.entry import Customer, Known, decide
from clave.privileges.ledger.due import BROKEN, KEPT
from clave.privileges.ledger.kept import Given, ledger
from clave.privileges.ledger.seen import Seen
from clave.store.audit import verify
from clave.store.collecting import collected
from clave.store.collection import disputes, happened, promises, routes_kept, routing, wishes_kept
from clave.store.models import AuditEvent, CollectionContact, CollectionRoute, PaymentPromise, Person
from tests.store.debtors import NOW, OPEN, TODAY, founded, load, owed, owner, route
from tests.store.lives import brought, person

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
BOGOTA = ZoneInfo("America/Bogota")
LIMITS = default().at(TODAY)


@pytest.fixture
def credit(db: None, settings: Settings, tmp_path: Path) -> Person:
    """Who collects; C1 owes three invoices, C2 one, and C3 has paid."""
    settings.CLAVE_FACTS = tmp_path / "facts"
    founded()
    load(
        settings.CLAVE_FACTS, owed("F1", "C1", 12), owed("F2", "C1", 40, 500), owed("F3", "C1", -3), owed("F4", "C2", 1),
        owed("F5", "C3", 20, paid_on=TODAY - DAY),
    )  # fmt: skip
    return person("credit", "Rosalba")


@pytest.fixture
def director(credit: Person) -> Person:
    """Who chooses routes where nobody answers for the account."""
    return person("director", "Diana")


# routes and wishes


def test_the_route_that_was_chosen_is_what_the_entry_of_orders_reads(director: Person) -> None:
    choose_route(
        by=director, now=NOW, customer="C1", route=route("C1"), asks=director, days=OPEN, reason="Paga los jueves"
    )
    kept = routes_kept(["C1", "C2"], TODAY)
    assert list(kept) == ["C1"]
    assert (kept["C1"].by, kept["C1"].way, kept["C1"].contact, kept["C1"].chosen) == (
        "Diana",
        "call",
        "Tesorería",
        True,
    )
    known = Known({"C1": Customer("C1", "Calzado", "volume", owner="Ana", route=kept["C1"])}, list_day=TODAY)
    decision = decide("C1", (), TODAY, known, LIMITS, on=TODAY)
    assert decision.route.by == "Diana"
    assert not decision.route.automatic


def test_a_route_that_follows_ends_the_one_before_and_taking_it_back_brings_it_again(director: Person) -> None:
    first = choose_route(
        by=director, now=NOW, customer="C1", route=route("C1"), asks=None, days=Days(TODAY - 9 * DAY), reason="Así"
    )
    second = choose_route(
        by=director,
        now=NOW + DAY / 24,
        customer="C1",
        route=route("C1", way="visit"),
        asks=None,
        days=OPEN,
        reason="Mejor",
    )
    assert routes_kept(["C1"], TODAY - DAY)["C1"].way == "call"
    assert routes_kept(["C1"], TODAY)["C1"].way == "visit"
    take_back_route(by=director, now=NOW + DAY / 12, customer="C1", number=second.pk)
    assert routes_kept(["C1"], TODAY)["C1"].way == "call"
    assert CollectionRoute.objects.get(pk=first.pk).until is None, "rows are only added"
    assert verify().broken is None


def test_a_route_that_ends_leaves_the_account_to_policy(director: Person) -> None:
    row = choose_route(by=director, now=NOW, customer="C1", route=route("C1"), asks=None, days=OPEN, reason="Así")
    kept = end_route(by=director, now=NOW, customer="C1", number=row.pk, last=TODAY, because="Volvió a pagar a tiempo")
    assert routes_kept(["C1"], TODAY + DAY) == {}
    assert not routing(TODAY + DAY, LIMITS)("C1").chosen
    take_back_route(by=director, now=NOW, customer="C1", number=kept.pk)
    assert "C1" in routes_kept(["C1"], TODAY + DAY)


def test_a_later_route_is_not_run_over(director: Person) -> None:
    choose_route(
        by=director, now=NOW, customer="C1", route=route("C1"), asks=None, days=Days(TODAY + 9 * DAY), reason="Así"
    )
    with pytest.raises(ClaveError, match="another one begins") as refused:
        choose_route(by=director, now=NOW, customer="C1", route=route("C1"), asks=None, days=OPEN, reason="Así")
    assert refused.value.where == "since"


def test_the_owner_chooses_and_credit_does_not(credit: Person, director: Person) -> None:
    brought("C1", "confirmed", by=director)
    ana, berta = person("kam", "Ana"), person("kam", "Berta")
    owner(director, ana, "C1")
    assert (
        choose_route(by=ana, now=NOW, customer="C1", route=route("C1"), asks=ana, days=OPEN, reason="Así").asks == ana
    )
    for other in (credit, berta):
        with pytest.raises(ClaveError, match="may not do this"):
            choose_route(by=other, now=NOW, customer="C1", route=route("C1"), asks=None, days=OPEN, reason="Así")


def test_no_letter_goes_by_itself_to_who_is_attended_in_person(director: Person) -> None:
    assert routing(TODAY, LIMITS)("C1").automatic
    brought("C1", "confirmed", by=director, day=TODAY)
    found = routing(TODAY, LIMITS)("C1")
    assert (found.automatic, found.way, found.tone) == (False, "call", "courteous")


def test_how_an_account_wants_its_invoice(credit: Person) -> None:
    first = keep_wish(by=credit, now=NOW, customer="C1", wish=Wish("C1", " facturas@c1.co ", cut_off=25), days=OPEN)
    assert wishes_kept(["C1"], TODAY) == {"C1": Wish("C1", "facturas@c1.co", "mail", "", False, 25)}
    again = keep_wish(by=credit, now=NOW, customer="C1", wish=Wish("C1", "", "paper"), days=OPEN)
    assert again.replaces == first
    take_back_wish(by=credit, now=NOW, customer="C1", number=again.pk)
    kept = wishes_kept(["C1"], TODAY)["C1"]
    assert (kept.channel, kept.cut_off) == ("mail", 25)
    standing = again.replaced_by
    end_wish(by=credit, now=NOW, customer="C1", number=standing.pk, last=TODAY, because="Cambió de sistema")
    assert wishes_kept(["C1"], TODAY + DAY) == {}


# what is noted


def called(by: Person, customer: str = "C1", ago: float = 0, way: str = "call") -> CollectionContact:
    """A contact so many days ago."""
    at = NOW - timedelta(days=ago)
    return note_contact(by=by, now=NOW, customer=customer, moment=at, way=way, whom="Tesorería")


def test_a_natural_person_is_asked_once_a_day_by_one_channel_a_week_and_within_the_hours(
    credit: Person, director: Person
) -> None:
    """The second contact is refused with the moment from which it may be; a company is asked as its route says."""
    choose_route(
        by=director, now=NOW, customer="C1", route=route("C1", person=True), asks=None, days=OPEN, reason="Cédula"
    )
    called(credit, ago=2 / 24)
    with pytest.raises(ClaveError, match=r"one a day: from 19 Nov 2026.07:00 on") as refused:
        called(credit)
    assert refused.value.where == "moment"
    with pytest.raises(ClaveError, match="another channel this week"):
        called(credit, way="mail")
    with pytest.raises(ClaveError, match="Outside the hours in which people may be asked to pay"):
        called(credit, ago=3)  # Sunday
    assert CollectionContact.objects.count() == 1
    for way in ("call", "mail"):
        called(credit, "C2", way=way)
    assert CollectionContact.objects.filter(customer="C2").count() == 2


def test_a_contact_that_is_noted_late_counts_against_the_week_it_was_in(credit: Person, director: Person) -> None:
    choose_route(
        by=director, now=NOW, customer="C1", route=route("C1", person=True), asks=None, days=OPEN, reason="Cédula"
    )
    called(credit, way="call")
    with pytest.raises(ClaveError, match="another channel this week"):
        called(credit, ago=1, way="mail")


@pytest.mark.parametrize("moment", [datetime(1, 1, 1, tzinfo=BOGOTA), datetime(9999, 12, 31, 23, 59, tzinfo=BOGOTA)])
def test_a_contact_at_the_end_of_time_is_refused_beside_its_field(credit: Person, moment: datetime) -> None:
    with pytest.raises(ClaveError) as refused:
        note_contact(by=credit, now=NOW, customer="C1", moment=moment, way="call")
    assert refused.value.where == "moment"
    assert not CollectionContact.objects.exists()


def test_a_contact_that_is_taken_back_counts_no_more(credit: Person, director: Person) -> None:
    choose_route(
        by=director, now=NOW, customer="C1", route=route("C1", person=True), asks=None, days=OPEN, reason="Cédula"
    )
    wrong = called(credit, ago=1 / 24)
    take_back_note(by=credit, now=NOW, customer="C1", kind=CONTACT, number=wrong.pk)
    assert called(credit).pk
    wrong.refresh_from_db()
    assert wrong.withdrawn_by == credit, "it stays to be read"


def test_what_is_corrected_is_taken_back_in_the_same_breath(credit: Person, director: Person) -> None:
    choose_route(
        by=director, now=NOW, customer="C1", route=route("C1", person=True), asks=None, days=OPEN, reason="Cédula"
    )
    wrong = called(credit)
    note_contact(by=credit, now=NOW, customer="C1", moment=NOW, way="visit", corrects=wrong.pk)
    assert list(CollectionContact.objects.filter(withdrawn_at=None).values_list("way", flat=True)) == ["visit"]
    with pytest.raises(ClaveError, match="another channel"):
        note_contact(by=credit, now=NOW, customer="C1", moment=NOW - 0.1 * DAY, way="mail")
    assert CollectionContact.objects.get(withdrawn_at=None).way == "visit"


def promised(by: Person, amount: int = 1_000, documents: tuple[str, ...] = ("F1",), days: int = 5) -> PaymentPromise:
    return note_promise(
        by=by, now=NOW, customer="C1", documents=documents, amount=Decimal(amount), made=TODAY, until=TODAY + days * DAY,
        said_by="Tesorería",
    )  # fmt: skip


def test_a_promise_sent_twice_counts_once_and_the_worklist_leaves_it_in_peace(credit: Person) -> None:
    assert promised(credit) == promised(credit)
    assert PaymentPromise.objects.count() == 1
    assert AuditEvent.objects.filter(what="promise.noted").count() == 1
    (one,) = promises(["C1"])
    assert (one.documents, one.amount, one.currency) == (("F1",), Decimal(1_000), "COP")
    with pytest.raises(ClaveError, match="of F1") as refused:
        promised(credit, 1_000, ("F3",))
    assert refused.value.where == "documents", (
        "of another invoice it is another promise, and nobody may think it was noted"
    )
    promised(credit, 500, ("F2",))
    found = {task.customer: task.code for task in collected(NOW, LIMITS).tasks}
    assert found["C1"] == "promised"


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"documents": ()}, "documents"),
        ({"documents": ("F5",)}, "documents"),
        ({"amount": Decimal(0)}, "amount"),
        ({"amount": Decimal(1_001)}, "amount"),
        ({"made": TODAY + DAY}, "made"),
        ({"until": TODAY - DAY}, "until"),
        ({"until": TODAY + 400 * DAY}, "until"),
        ({"said_by": " "}, "said_by"),
    ],
)
def test_a_promise_that_makes_no_sense_is_refused_beside_its_field(
    credit: Person, changed: dict[str, object], where: str
) -> None:
    good = {"documents": ("F1",), "amount": Decimal(1_000), "made": TODAY, "until": TODAY, "said_by": "Tesorería"}
    with pytest.raises(ClaveError) as refused:
        note_promise(by=credit, now=NOW, customer="C1", **(good | changed))  # type: ignore[arg-type]
    assert refused.value.where == where
    assert not PaymentPromise.objects.exists()


def test_a_dispute_stops_collecting_its_invoice_until_it_is_closed(credit: Person) -> None:
    row = open_dispute(
        by=credit, now=NOW, customer="C1", document="F2", reason="quality", words="Llegó golpeada", amount=None,
        told_on=TODAY, answers=credit,
    )  # fmt: skip
    assert [(one.document, one.answers) for one in disputes(["C1"])] == [("F2", "Rosalba")]
    codes = [(task.code, [debt.document for debt in task.debts]) for task in collected(NOW, LIMITS).tasks]
    assert ("dispute", ["F2"]) in codes
    with pytest.raises(ClaveError, match="disputed already"):
        open_dispute(by=credit, now=NOW, customer="C1", document="F2", reason="price", words="x", amount=None,
                     told_on=TODAY, answers=credit)  # fmt: skip
    close_note(by=credit, now=NOW, customer="C1", kind=DISPUTE, number=row.pk, closed_on=TODAY, outcome="Nota crédito")
    assert disputes(["C1"]) == ()
    reopen_note(by=credit, now=NOW, customer="C1", kind=DISPUTE, number=row.pk)
    assert len(disputes(["C1"])) == 1


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"document": "F5"}, "document"), ({"amount": Decimal(501)}, "amount"), ({"amount": Decimal(0)}, "amount"),
        ({"words": " "}, "words"), ({"told_on": TODAY + DAY}, "told_on"), ({"reason": "envy"}, "reason"),
    ],
)  # fmt: skip
def test_a_dispute_that_makes_no_sense_is_refused_beside_its_field(
    credit: Person, changed: dict[str, object], where: str
) -> None:
    good = {
        "document": "F2",
        "reason": "price",
        "words": "Otro precio",
        "amount": None,
        "told_on": TODAY,
        "answers": credit,
    }
    with pytest.raises(ClaveError) as refused:
        open_dispute(by=credit, now=NOW, customer="C1", **(good | changed))  # type: ignore[arg-type]
    assert refused.value.where == where


def reported(by: Person, document: str, ago: int) -> int:
    return report_error(
        by=by, now=NOW, customer="C1", document=document, kind="order", words="Sin orden", told_on=TODAY - ago * DAY,
        answers=by, until=TODAY,
    ).pk  # fmt: skip


def test_the_ledger_reads_whether_errors_were_put_right_in_the_days_promised(credit: Person) -> None:
    """One in time, one late, one that is still open and late; nobody reported any of C2."""
    for document, ago, took in (("F1", 9, 1), ("F2", 9, 8), ("F9", 9, None)):
        number = reported(credit, document, ago)
        if took is not None:
            close_note(by=credit, now=NOW, customer="C1", kind=ERROR, number=number, closed_on=TODAY - (ago - took) * DAY,
                       outcome="Factura nueva")  # fmt: skip
    grants = [Grant(code, "billing", TODAY - 99 * DAY, None, {"days": 3.0}) for code in ("C1", "C2")]
    seen = Seen({}, {"billing": happened(["C1", "C2"])})
    dues = ledger(Given(grants), seen, LIMITS, since=TODAY - 60 * DAY, until=TODAY, as_of=TODAY)
    assert sorted((due.account, due.about, due.state) for due in dues) == [
        ("C1", "F1", KEPT), ("C1", "F2", BROKEN), ("C1", "F9", BROKEN),
    ]  # fmt: skip


def test_the_same_error_is_reported_once_while_it_is_open(credit: Person) -> None:
    number = reported(credit, "F1", 2)
    with pytest.raises(ClaveError, match="told of F1 already"):
        reported(credit, "F1", 1)
    close_note(by=credit, now=NOW, customer="C1", kind=ERROR, number=number, closed_on=TODAY, outcome="Factura nueva")
    reported(credit, "F1", 0)
    with pytest.raises(ClaveError, match="open again already"):
        reopen_note(by=credit, now=NOW, customer="C1", kind=ERROR, number=number)


def test_what_was_closed_is_not_closed_again_and_says_how_it_ended(credit: Person) -> None:
    number = reported(credit, "F1", 2)
    for outcome, day, where in (
        ("", TODAY, "outcome"),
        ("Ya", TODAY - 3 * DAY, "closed_on"),
        ("Ya", TODAY + DAY, "closed_on"),
    ):
        with pytest.raises(ClaveError) as refused:
            close_note(by=credit, now=NOW, customer="C1", kind=ERROR, number=number, closed_on=day, outcome=outcome)
        assert refused.value.where == where
    close_note(by=credit, now=NOW, customer="C1", kind=ERROR, number=number, closed_on=TODAY, outcome="Ya")
    with pytest.raises(ClaveError, match="changed it a moment ago"):
        close_note(by=credit, now=NOW, customer="C1", kind=ERROR, number=number, closed_on=TODAY, outcome="Ya")


def test_after_the_hours_of_policy_nothing_is_taken_back(credit: Person) -> None:
    row = promised(credit)
    with pytest.raises(ClaveError, match="can be taken back within"):
        take_back_note(by=credit, now=NOW + 30 * DAY, customer="C1", kind=PROMISE, number=row.pk)


def test_each_act_is_in_the_log_without_its_values(credit: Person, director: Person) -> None:
    choose_route(by=director, now=NOW, customer="C1", route=route("C1"), asks=None, days=OPEN, reason="Secreto")
    promised(credit)
    called(credit)
    found = list(AuditEvent.objects.order_by("number").values_list("what", "about"))
    assert found[-3:] == [
        ("route.chosen", "customer:C1"), ("promise.noted", "customer:C1"), ("contact.noted", "customer:C1"),
    ]  # fmt: skip


def test_a_kam_writes_about_their_own_account_and_no_other(credit: Person, director: Person) -> None:
    brought("C1", "confirmed", by=director)
    ana = person("kam", "Ana")
    owner(director, ana, "C1")
    called(ana)
    with pytest.raises(ClaveError, match="may not do this"):
        called(ana, "C2")


# the worklist of the day


def test_the_worklist_is_of_today_while_there_is_news_and_of_the_last_news_where_it_is_old(
    credit: Person, settings: Settings
) -> None:
    found = collected(NOW, LIMITS)
    assert (found.day, found.old) == (TODAY, False)
    later = collected(NOW + 10 * DAY, LIMITS)
    assert (later.day, later.old, later.news) == (TODAY - DAY, True, TODAY - DAY)
    assert [task.oldest for task in later.tasks if task.customer == "C1"] == [39]


def test_without_receivables_nobody_says_that_nothing_is_owed(settings: Settings, tmp_path: Path) -> None:
    settings.CLAVE_FACTS = tmp_path / "none"
    with pytest.raises(ClaveError, match="no receivables were loaded"):
        collected(NOW, LIMITS)


def test_replacing_a_route_of_the_same_day_corrects_it(director: Person) -> None:
    first = choose_route(by=director, now=NOW, customer="C1", route=route("C1"), asks=None, days=OPEN, reason="Así")
    second = choose_route(
        by=director, now=NOW, customer="C1", route=replace(route("C1"), first=9), asks=None, days=OPEN, reason="Mejor"
    )
    assert second.replaces == first
    assert routes_kept(["C1"], TODAY)["C1"].first == 9
