"""Alerts kept night by night: new, still so, over; put off, a false alarm, given to somebody; the last time and the rate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from clave.actions.alerts import (
    assign_alert,
    keep_alerts,
    mark_false_alarm,
    snooze_alert,
    take_back_false_alarm,
    wake_alert,
)
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.operations.alerts.shape import Alert
from clave.policy.reading import default
from clave.store.alert_sources import Looked, look
from clave.store.alerts import ENDED, FALSE, OPEN, SNOOZED, Wanted, alerts, earlier, rates, takers, waiting
from clave.store.models import (
    OWNER,
    SPONSOR,
    SUBSTITUTE,
    AlertRun,
    AuditEvent,
    Contact,
    KeyStatus,
    Ownership,
    Person,
    RaisedAlert,
    Touchpoint,
    TouchpointContact,
)
from tests.store.lives import person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 17, 15, 0, tzinfo=UTC)
TODAY = date(2026, 11, 17)
LIMITS = default().at(TODAY)
OTUN, SABANA = "C-1", "C-2"
NAMES = {OTUN: "Distribuciones Otún", SABANA: "Calzado La Sabana"}
ALL = frozenset({"silent", "family", "sponsor"})


def alert(kind: str = "silent", account: str = OTUN, matter: str = "", money: float | None = 80.0) -> Alert:
    return Alert(kind, account, _("{n} days without buying").fill(n=43), matter, money, "month", 0.05)


def found(*ones: Alert, day: date = TODAY, judged: frozenset[str] = ALL) -> Looked:
    return Looked(day, day, "7", "COP", NAMES, ones, judged, ())


def keep(*ones: Alert, day: date = TODAY, judged: frozenset[str] = ALL) -> AlertRun:
    return keep_alerts(looked=found(*ones, day=day, judged=judged), limits=LIMITS, by=None, now=NOW)


def part(who: Person, what: str, customer: str = OTUN, since: date = date(2026, 1, 1)) -> Ownership:
    return Ownership.objects.create(
        customer=customer, person=who, part=what, starts_on=since, value="abre puertas" if what == SPONSOR else "",
        reason="reparto", by=who, created_at=NOW,
    )  # fmt: skip


@pytest.fixture
def andrea() -> Person:
    kam = person("kam", "Andrea")
    part(kam, OWNER)
    return kam


def only() -> RaisedAlert:
    return RaisedAlert.objects.get()


# --- night by night --------------------------------------------------------------------------------------------------
def test_what_is_found_again_is_the_same_alert() -> None:
    keep(alert())
    keep(alert(money=90.0), day=TODAY + timedelta(days=1))
    kept = only()
    assert (kept.first_day, kept.last_day, kept.money) == (TODAY, TODAY + timedelta(days=1), 90.0)


def test_what_is_not_found_any_more_is_over_and_comes_back_as_another() -> None:
    keep(alert())
    keep(day=TODAY + timedelta(days=5))
    assert only().ended_on == TODAY + timedelta(days=5)
    keep(alert(), day=TODAY + timedelta(days=30))
    assert list(RaisedAlert.objects.order_by("pk").values_list("first_day", "ended_on")) == [
        (TODAY, TODAY + timedelta(days=5)), (TODAY + timedelta(days=30), None),
    ]  # fmt: skip


def test_of_a_kind_that_nobody_could_judge_nothing_ends() -> None:
    keep(alert())
    keep(judged=frozenset({"sponsor"}))
    assert only().ended_on is None


def test_an_account_that_nobody_follows_any_more_has_no_alerts() -> None:
    keep(alert())
    looked = replace(found(judged=frozenset()), accounts={SABANA: NAMES[SABANA]})
    keep_alerts(looked=looked, limits=LIMITS, by=None, now=NOW)
    assert only().ended_on == TODAY


def test_two_families_of_an_account_are_two_alerts() -> None:
    keep(alert("family", matter="PU"), alert("family", matter="Hotmelt"), alert("family", matter="PU"))
    assert sorted(RaisedAlert.objects.values_list("matter", flat=True)) == ["Hotmelt", "PU"]


def test_the_database_keeps_one_open_alert_a_matter() -> None:
    keep(alert())
    twin = only()
    twin.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


# --- whose it is -----------------------------------------------------------------------------------------------------
def test_an_alert_is_of_the_owner(andrea: Person) -> None:
    keep(alert(), alert(account=SABANA))
    assert [one.customer for one in alerts(Wanted(whose=andrea), TODAY)] == [OTUN]
    assert waiting(andrea, TODAY) == 1


def test_a_substitute_has_what_is_given_to_them_or_owned_by_nobody(andrea: Person) -> None:
    julian = person("kam", "Julián")
    part(julian, SUBSTITUTE)
    part(julian, SUBSTITUTE, SABANA)
    keep(alert(), alert(account=SABANA))
    assert [one.customer for one in alerts(Wanted(whose=julian), TODAY)] == [SABANA]
    mine = RaisedAlert.objects.get(customer=OTUN)
    assert takers(OTUN, TODAY) == [andrea, julian]
    assign_alert(customer=OTUN, number=mine.pk, to=julian, by=andrea, now=NOW)
    assert (waiting(julian, TODAY), waiting(andrea, TODAY)) == (2, 0)
    assign_alert(customer=OTUN, number=mine.pk, to=None, by=julian, now=NOW)
    assert (waiting(julian, TODAY), waiting(andrea, TODAY)) == (1, 1)


def test_it_is_given_to_nobody_else(andrea: Person) -> None:
    keep(alert())
    with pytest.raises(ClaveError, match="does not answer for this account") as refusal:
        assign_alert(customer=OTUN, number=only().pk, to=person("kam", "Otra"), by=andrea, now=NOW)
    assert refusal.value.where == "person"


def test_a_kam_answers_no_alert_of_an_account_of_another(andrea: Person) -> None:
    keep(alert())
    with pytest.raises(ClaveError, match="may not do this"):
        mark_false_alarm(customer=OTUN, number=only().pk, reason="x", by=person("kam", "Otra"), now=NOW)


# --- put off ---------------------------------------------------------------------------------------------------------
def snooze(by: Person, until: date = TODAY + timedelta(days=3), reason: str = "Cierra por inventario") -> RaisedAlert:
    return snooze_alert(customer=OTUN, number=only().pk, until=until, reason=reason, limits=LIMITS, by=by, now=NOW)


def test_it_is_put_off_until_the_end_of_a_day(andrea: Person) -> None:
    keep(alert())
    snooze(andrea)
    state = {key: [one.pk for one in alerts(Wanted(key), TODAY)] for key in (OPEN, SNOOZED)}
    assert state == {OPEN: [], SNOOZED: [only().pk]}
    assert waiting(andrea, TODAY + timedelta(days=3)) == 0
    assert waiting(andrea, TODAY + timedelta(days=4)) == 1


def test_it_stays_put_off_while_it_is_found_again(andrea: Person) -> None:
    keep(alert())
    snooze(andrea)
    keep(alert(money=99.0), day=TODAY + timedelta(days=1))
    assert waiting(andrea, TODAY + timedelta(days=1)) == 0


def test_it_is_brought_back_before_its_day(andrea: Person) -> None:
    keep(alert())
    snooze(andrea)
    wake_alert(customer=OTUN, number=only().pk, by=andrea, now=NOW)
    assert waiting(andrea, TODAY) == 1
    with pytest.raises(ClaveError, match="not put off"):
        wake_alert(customer=OTUN, number=only().pk, by=andrea, now=NOW)


@pytest.mark.parametrize(
    ("until", "reason", "where"),
    [
        (TODAY - timedelta(days=1), "x", "until"),
        (TODAY + timedelta(days=61), "x", "until"),
        (TODAY, "  ", "reason"),
        (TODAY, "x" * 501, "reason"),
    ],
)
def test_what_cannot_be_put_off_is_refused_beside_its_field(
    andrea: Person, until: date, reason: str, where: str
) -> None:
    keep(alert())
    with pytest.raises(ClaveError) as refusal:
        snooze(andrea, until, reason)
    assert refusal.value.where == where
    assert only().snoozed_until is None


# --- false alarms ----------------------------------------------------------------------------------------------------
def test_a_false_alarm_is_not_raised_again_while_it_lasts(andrea: Person) -> None:
    keep(alert())
    mark_false_alarm(customer=OTUN, number=only().pk, reason="Compra por su filial", by=andrea, now=NOW)
    keep(alert(), day=TODAY + timedelta(days=1))
    assert waiting(andrea, TODAY + timedelta(days=1)) == 0
    assert only().false_reason == "Compra por su filial"
    keep(day=TODAY + timedelta(days=2))
    keep(alert(), day=TODAY + timedelta(days=90))
    assert waiting(andrea, TODAY + timedelta(days=90)) == 1, "another time it may be true"


def test_it_can_be_taken_back(andrea: Person) -> None:
    keep(alert())
    mark_false_alarm(customer=OTUN, number=only().pk, reason="x", by=andrea, now=NOW)
    take_back_false_alarm(customer=OTUN, number=only().pk, by=andrea, now=NOW)
    assert waiting(andrea, TODAY) == 1
    with pytest.raises(ClaveError, match="nobody marked"):
        take_back_false_alarm(customer=OTUN, number=only().pk, by=andrea, now=NOW)


def test_who_comes_second_is_told_who_was_first(andrea: Person) -> None:
    keep(alert())
    diana = person("director", "Diana")
    mark_false_alarm(customer=OTUN, number=only().pk, reason="x", by=andrea, now=NOW)
    act: Callable[[], object]
    for act in (
        lambda: snooze(diana),
        lambda: mark_false_alarm(customer=OTUN, number=only().pk, reason="y", by=diana, now=NOW),
    ):
        with pytest.raises(ClaveError, match="Andrea answered this alert a moment ago"):
            act()


def test_what_is_over_is_answered_no_more(andrea: Person) -> None:
    keep(alert())
    keep()
    with pytest.raises(ClaveError, match="over by now"):
        snooze(andrea)


def test_the_rate_counts_what_ended_and_what_was_false(andrea: Person) -> None:
    keep(alert(), alert("family", matter="PU"), alert("family", matter="Hotmelt"))
    mark = RaisedAlert.objects.get(matter="PU")
    mark_false_alarm(customer=OTUN, number=mark.pk, reason="x", by=andrea, now=NOW)
    keep(alert())
    assert [(one.kind, one.raised, one.ended, one.false) for one in rates()] == [
        ("silent", 1, 0, 0),
        ("family", 2, 1, 1),
    ]
    assert [one.kind for one in alerts(Wanted(FALSE), TODAY)] == ["family"]
    assert [one.matter for one in alerts(Wanted(ENDED), TODAY)] == ["Hotmelt"]


def test_the_last_time_is_the_one_that_ended_last(andrea: Person) -> None:
    for days, reason in ((0, ""), (40, "inventario")):
        keep(alert(), day=TODAY + timedelta(days=days))
        if reason:
            row = RaisedAlert.objects.get(ended_on=None)
            mark_false_alarm(customer=OTUN, number=row.pk, reason=reason, by=andrea, now=NOW)
        keep(day=TODAY + timedelta(days=days + 10))
    keep(alert(), day=TODAY + timedelta(days=99))
    row = RaisedAlert.objects.get(ended_on=None)
    before = earlier([row])[row.pk]
    assert (before.ending, before.reason, before.first) == ("false", "inventario", TODAY + timedelta(days=40))


def test_everything_is_written_into_the_log(andrea: Person) -> None:
    keep(alert())
    snooze(andrea)
    wake_alert(customer=OTUN, number=only().pk, by=andrea, now=NOW)
    mark_false_alarm(customer=OTUN, number=only().pk, reason="x", by=andrea, now=NOW)
    found = list(AuditEvent.objects.order_by("pk").values_list("what", flat=True))
    assert found[-4:] == ["alerts.kept", "alert.snoozed", "alert.woken", "alert.false"]


# --- what is looked in -----------------------------------------------------------------------------------------------
def key_account(customer: str = OTUN) -> None:
    KeyStatus.objects.create(
        customer=customer, name=NAMES[customer], state="confirmed", since=date(2026, 1, 1), changed_at=NOW
    )


def contact(name: str, **more: object) -> Contact:
    said = {
        "customer": OTUN, "name": name, "area": "purchasing", "language": "es", "confirmed_on": TODAY, "folded": name,
        "created_at": NOW, "changed_at": NOW,
    } | more  # fmt: skip
    return Contact.objects.create(**said)


def test_before_anything_was_loaded_it_says_what_nobody_can_tell(settings: object, tmp_path: object) -> None:
    settings.CLAVE_FACTS = tmp_path  # type: ignore[attr-defined]
    key_account()
    looked = look(TODAY, LIMITS)
    said = " ".join(text.say("en") for text in looked.dark)
    for words in (
        "No sales were loaded",
        "No receivables were loaded",
        "not judged yet",
        "No people",
        "No contact was logged",
    ):
        assert words in said
    assert looked.alerts == ()
    assert looked.judged == {"sponsor", "condition", "competitor", "plan", "survey"}


def test_people_of_key_accounts_are_looked_at(settings: object, tmp_path: object) -> None:
    settings.CLAVE_FACTS = tmp_path  # type: ignore[attr-defined]
    key_account()
    patricia = person("management", "Patricia")
    part(patricia, SPONSOR)
    gloria = contact("Gloria")
    contact("Jairo", left_on=TODAY - timedelta(days=3))
    note = Touchpoint.objects.create(
        customer=OTUN, on=TODAY - timedelta(days=150), kind="call", direction="out", text="x", stems="x", by=patricia, at=NOW,
        changed_at=NOW,
    )  # fmt: skip
    TouchpointContact.objects.create(touchpoint=note, contact=gloria)
    looked = look(TODAY, LIMITS)
    assert sorted(one.kind for one in looked.alerts) == ["contact", "sponsor", "thread"]
    sponsor = next(one for one in looked.alerts if one.kind == "sponsor")
    assert sponsor.why.say("en").replace("\u00a0", " ") == "Patricia has had no contact with it for 150 days"
