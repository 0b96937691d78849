"""Announcing a key account: letter, mail, status and acknowledgement stand or fall together."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from clave.actions.announcements import (
    Draft,
    acknowledge_by_hand,
    acknowledge_by_link,
    announce,
    open_announcement,
    remind,
)
from clave.actions.bulletin import send_bulletin
from clave.actions.company import found_company
from clave.actions.mail import choose_mail
from clave.base.errors import ClaveError
from clave.store.announcements import current, to_announce
from clave.store.bulletin import issue_between, since_of, week_of
from clave.store.models import Announcement, AuditEvent, BulletinIssue, KeyStatus, Mail, Ownership, Person
from clave.store.sealing import unseal
from tests.web.knowing import owned, person, step

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
DRAFT = Draft(addressee="Rosalba Cárdenas", email="rosalba@sabana.example", paragraph="Paso el martes.")
pytestmark = pytest.mark.django_db


@pytest.fixture
def director() -> Person:
    found_company(name="Adhesivos Farallones", currency="COP", demonstration=False, now=NOW)
    return person("director", "Diana")


@pytest.fixture
def sabana(director: Person) -> str:
    """A key account that was decided, with its KAM."""
    code = step(director, 1, "decided")
    owned(code, person("kam", "Rosa"))
    return code


def token_of(mail: Mail) -> str:
    """The token of the link in a mail that waits."""
    found = re.search(r"/recibido/([\w-]+)/", unseal(mail.sealed.encode()).decode())
    assert found
    return found[1]


def told(director: Person, code: str, draft: Draft = DRAFT, now: datetime = NOW) -> Announcement:
    return announce(by=director, now=now, customer=code, draft=draft)


def test_it_goes_with_the_letter_and_moves_the_status(director: Person, sabana: str) -> None:
    kept = told(director, sabana)
    assert KeyStatus.objects.get(customer=sabana).state == "announced"
    assert kept.mail is not None
    assert kept.mail.to == "rosalba@sabana.example"
    assert "Calzado La Sabana" in kept.mail.subject
    (attached,) = kept.mail.attachments.all()
    assert attached.name == "carta.pdf"
    assert unseal(bytes(attached.content)).startswith(b"%PDF"), "sealed, because its letter carries the link"
    assert bytes(kept.letter).startswith(b"%PDF")
    assert "Rosa" in kept.mail.text, "its KAM signs, whoever sends it"
    assert kept.token_hash != token_of(kept.mail), "only the letter itself carries the token"
    assert AuditEvent.objects.filter(what="announcement.made").count() == 1
    assert to_announce() == []
    assert [one.pk for one in current()] == [kept.pk]


def test_on_paper_nothing_is_mailed(director: Person, sabana: str) -> None:
    kept = told(director, sabana, Draft(addressee="Rosalba", channel="paper"))
    assert kept.mail is None
    assert not Mail.objects.exists()
    assert bytes(kept.letter).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("draft", "where"),
    [
        (Draft(addressee=" ", email="a@b.example"), "addressee"),
        (Draft(addressee="Rosalba"), "email"),
        (Draft(addressee="Rosalba", email="rosalba"), "to"),
        (Draft(addressee="Rosalba", channel="paper", paragraph="x" * 2001), "paragraph"),
        (Draft(addressee="Rosalba", channel="pigeon"), "channel"),
    ],
)
def test_what_is_missing_is_said_and_nothing_changes(director: Person, sabana: str, draft: Draft, where: str) -> None:
    with pytest.raises(ClaveError) as refused:
        told(director, sabana, draft)
    assert refused.value.where == where
    assert KeyStatus.objects.get(customer=sabana).state == "decided"
    assert not Mail.objects.exists()
    assert not Announcement.objects.exists()


def test_who_answers_for_it_announces_it_and_another_kam_does_not(director: Person, sabana: str) -> None:
    with pytest.raises(ClaveError, match="only who answers"):
        told(person("kam", "Hugo"), sabana)
    told(Person.objects.get(name="Rosa"), sabana)


def test_it_is_announced_once(director: Person, sabana: str) -> None:
    told(director, sabana)
    with pytest.raises(ClaveError):
        told(director, sabana)
    assert Announcement.objects.count() == 1 == Mail.objects.count()


def test_what_is_not_decided_is_not_announced(director: Person) -> None:
    with pytest.raises(ClaveError):
        told(director, step(director, 2))


def test_the_customer_acknowledges_by_the_link_once_and_its_kam_reads_the_answer(director: Person, sabana: str) -> None:
    kept = told(director, sabana)
    assert kept.mail is not None
    token = token_of(kept.mail)
    assert open_announcement(token, NOW) == kept
    answered = acknowledge_by_link(token=token, now=NOW, name="Rosalba", noticed="no", comment="Nadie nos avisó.")
    assert (answered.acknowledged_how, answered.noticed, answered.comment) == ("link", "no", "Nadie nos avisó.")
    assert open_announcement(token, NOW) is None
    with pytest.raises(ClaveError, match="no longer good"):
        acknowledge_by_link(token=token, now=NOW, name="Rosalba")
    answer = Mail.objects.get(template="acknowledged")
    assert answer.person is not None
    assert answer.person.name == "Rosa"
    assert "Nadie nos avisó." in answer.text
    assert "Todavía no" in answer.text


def test_a_link_that_is_too_old_is_no_longer_good(director: Person, sabana: str) -> None:
    kept = told(director, sabana)
    assert kept.mail is not None
    assert open_announcement(token_of(kept.mail), NOW + timedelta(days=90)) is None
    assert open_announcement("", NOW) is None


def test_by_hand_it_has_a_day_and_a_name(director: Person, sabana: str) -> None:
    kept = told(director, sabana)
    later = NOW + timedelta(days=5)
    for day in (kept.announced_on - timedelta(days=1), later.date() + timedelta(days=1)):
        with pytest.raises(ClaveError, match="before the announcement or has not come"):
            acknowledge_by_hand(by=director, now=later, announcement=kept, on=day, name="Rosalba")
    with pytest.raises(ClaveError, match="who received"):
        acknowledge_by_hand(by=director, now=later, announcement=kept, on=later.date(), name=" ")
    done = acknowledge_by_hand(
        by=director, now=later, announcement=kept, on=later.date(), name="Rosalba", noticed="yes"
    )
    assert (done.acknowledged_on, done.acknowledged_how) == (later.date(), "hand")
    with pytest.raises(ClaveError, match="already"):
        acknowledge_by_hand(by=director, now=later, announcement=kept, on=later.date(), name="Otra")


def test_who_answers_for_it_is_reminded_once_after_the_days_of_the_policy(director: Person, sabana: str) -> None:
    told(director, sabana)
    assert remind(now=NOW + timedelta(days=13)) == 0
    assert remind(now=NOW + timedelta(days=15)) == 1
    assert remind(now=NOW + timedelta(days=16)) == 0
    reminder = Mail.objects.get(template="unacknowledged")
    assert reminder.person is not None
    assert reminder.person.name == "Rosa"
    assert "hace 15 días" in reminder.text


def test_what_was_acknowledged_is_not_reminded(director: Person, sabana: str) -> None:
    kept = told(director, sabana)
    acknowledge_by_hand(by=director, now=NOW, announcement=kept, on=kept.announced_on, name="Rosalba")
    assert remind(now=NOW + timedelta(days=30)) == 0


def test_the_bulletin_tells_the_week_and_writes_to_everybody_who_wants_it(director: Person, sabana: str) -> None:
    eva, ivan = person("dispatch", "Eva"), person("lab", "Ivan")
    person("contact", "Cliente")
    choose_mail(by=ivan, now=NOW, bulletin=False)
    until = NOW + timedelta(days=1)
    kept = send_bulletin(by=None, now=until, until=until)
    assert kept is not None
    assert {mail.person.name for mail in Mail.objects.all() if mail.person} == {"Diana", "Rosa", "Eva"}
    text = Mail.objects.get(person=eva).text
    assert "Calzado La Sabana" in text
    assert "Entre dos pedidos del mismo producto, el suyo sale primero." in " ".join(text.split())
    assert "/perfil/" in text
    assert kept.readers == 3
    assert (kept.week, since_of(until + timedelta(days=7))) == (week_of(until), until)


def test_a_week_has_one_bulletin_and_what_happens_after_it_is_told_in_the_next(director: Person, sabana: str) -> None:
    first = NOW + timedelta(minutes=30)
    assert send_bulletin(by=None, now=first, until=first)
    announce(by=director, now=NOW + timedelta(hours=1), customer=sabana, draft=DRAFT)
    with pytest.raises(ClaveError, match="went out already"):
        send_bulletin(by=None, now=NOW + timedelta(hours=2), until=NOW + timedelta(hours=2))
    next_week = send_bulletin(by=None, now=NOW + timedelta(days=7), until=NOW + timedelta(days=7))
    assert next_week is not None
    assert [one["kind"] for one in next_week.content["news"]] == ["announced"]
    assert BulletinIssue.objects.count() == 2


def test_where_nothing_changed_nothing_goes_out(director: Person, sabana: str) -> None:
    later = NOW + timedelta(days=60)
    assert send_bulletin(by=None, now=later, until=later) is None
    assert not Mail.objects.exists()


def test_a_new_kam_is_told_but_not_of_an_account_that_enters(director: Person, sabana: str) -> None:
    week = NOW + timedelta(days=7)
    assert [one.kind for one in issue_between(NOW - timedelta(days=1), week).news] == ["entered"]
    Ownership.objects.all().delete()
    later = owned(sabana, person("kam", "Hugo"))
    Ownership.objects.filter(pk=later.pk).update(created_at=NOW + timedelta(days=2))
    (news,) = issue_between(NOW + timedelta(days=1), week).news
    assert (news.kind, news.owner) == ("owner", ("Hugo", "hugo@clave.example"))
