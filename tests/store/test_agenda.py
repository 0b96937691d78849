"""The diary of a person and the mail of the morning: what is due, late, left to do, told by others; once a day, unless somebody
said no. And the promises «a person who answers» and «a sponsor» measured from what was logged. (C4, D3, D4)"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from clave.actions.agenda import send_agendas
from clave.actions.cadence import agenda_of, offer_agenda
from clave.actions.mail import choose_mail
from clave.actions.members import deactivate
from clave.base.words import said
from clave.policy.reading import default
from clave.privileges.catalogue.grants import Grant
from clave.privileges.ledger.kept import Given, ledger
from clave.privileges.ledger.seen import Seen
from clave.store.diary import diary, wanting_agenda
from clave.store.ledger import with_contacts
from clave.store.models import AuditEvent, Mail, Person
from tests.store.contacted import CODE, NOW, OTHER, TODAY, agreed_by, charge, contact, logged
from tests.store.lives import kept_run, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def andrea(db: None) -> Person:
    """The owner of the account."""
    kept_run(4)
    found = person("kam", "Andrea")
    charge(found)
    return found


def test_a_diary_holds_contacts_and_what_was_left_in_order_of_days(andrea: Person) -> None:
    contact()
    agreed_by(andrea)
    logged(andrea, kind="visit", ago=20, follow_up="Enviar la ficha", follow_up_on=TODAY + timedelta(days=3))
    found = diary(andrea, TODAY, TODAY + timedelta(days=30))
    assert [(one.kind, one.day) for one in found] == [
        ("contact", date(2026, 11, 12)), ("follow_up", date(2026, 11, 20)),
    ]  # fmt: skip
    assert "5 days late" in said(found[0].about, "en")
    assert said(found[1].said, "en").endswith(": Enviar la ficha")


def test_the_diary_of_another_has_nothing_of_it(andrea: Person) -> None:
    agreed_by(andrea)
    assert diary(person("kam", "Julián"), TODAY, TODAY + timedelta(days=400)) == []


def test_each_gets_one_mail_a_day_with_what_is_due_and_what_others_spoke(andrea: Person) -> None:
    wilson = person("dispatch", "Wilson")
    contact()
    agreed_by(andrea)
    logged(andrea, kind="visit", ago=30)
    logged(wilson, "Le cambié la cita de cargue")
    assert send_agendas(by=None, now=NOW + timedelta(minutes=1)) == 1
    mail = Mail.objects.get()
    assert mail.person == andrea
    for words in ("Visita con Compras", "Le cambié la cita de cargue", "Wilson"):
        assert words in mail.text
    assert send_agendas(by=None, now=NOW + timedelta(hours=2)) == 0, "once a day"
    assert AuditEvent.objects.filter(what="agenda.sent").count() == 1


def test_who_has_nothing_due_gets_nothing(andrea: Person) -> None:
    agreed_by(andrea, since=TODAY)
    assert send_agendas(by=None, now=NOW) == 0
    assert not Mail.objects.exists()


def test_who_said_no_or_left_gets_nothing(andrea: Person) -> None:
    contact()
    agreed_by(andrea)
    choose_mail(by=andrea, now=NOW, bulletin=True, agenda=False)
    assert andrea not in wanting_agenda()
    assert send_agendas(by=None, now=NOW) == 0
    choose_mail(by=andrea, now=NOW, bulletin=True, agenda=True)
    assert send_agendas(by=None, now=NOW) == 1


def test_a_secret_opens_the_calendar_of_one_person_as_long_as_they_work_here(andrea: Person) -> None:
    secret = offer_agenda(by=andrea, now=NOW)
    assert (found := agenda_of(secret)) is not None
    assert found.person == andrea
    assert agenda_of(secret[:-1]) is None
    assert agenda_of("") is None
    deactivate(by=person("administrator", "Root"), now=NOW, person=andrea)
    assert agenda_of(secret) is None


def seen(until: date, sponsor: str = "") -> Seen:
    tables, begun, known = with_contacts({}, {}, {CODE, OTHER}, until)
    return Seen(tables, known=known, begun=begun, sponsors={CODE: sponsor} if sponsor else {})


def judged(privilege: str, found: Seen, days: int = 30) -> list[str]:
    grant = Grant(CODE, privilege, date(2026, 6, 1), None, {"days": days})
    given = Given((grant,))
    limits = default().at(TODAY)
    judged_now = ledger(given, found, limits, since=date(2026, 6, 1), until=TODAY, as_of=TODAY)
    return [one.state for one in judged_now]


def test_before_anybody_logged_a_contact_the_promise_is_not_measurable(andrea: Person) -> None:
    assert set(judged("contact", seen(TODAY))) == {"unknown"}


def test_with_contacts_it_is_kept_or_broken_and_unknown_before_the_register_began(andrea: Person) -> None:
    logged(andrea, ago=100)
    logged(andrea, "otra", ago=20)
    assert judged("contact", seen(TODAY)) == ["unknown", "unknown", "kept", "broken", "kept"]


def test_the_sponsor_keeps_it_by_their_own_contacts(andrea: Person) -> None:
    patricia = person("management", "Patricia")
    logged(andrea, ago=165)
    logged(andrea, "otra", ago=60)
    assert "kept" not in judged("sponsor", seen(TODAY, "Patricia"), days=60)
    logged(patricia, ago=90)
    assert "kept" in judged("sponsor", seen(TODAY, "Patricia"), days=60)
