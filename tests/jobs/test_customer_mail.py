"""Mails to people of customers through a real server: at most once, none to an address that bounces, and a way out by law."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from email.policy import default as lines
from functools import partial

import pytest
from django.core.mail import get_connection
from pytest_django.fixtures import Settings

from clave.actions.bounces import confirm_address, keep_bounces
from clave.actions.customer_mail import refuse_unsent, write_to_contact
from clave.actions.mail import claim, note_unsure
from clave.base.errors import ClaveError
from clave.base.words import recalled
from clave.jobs.mail import STUCK, hand_over, start_sending
from clave.jobs.worker import work_off
from clave.operations.bounces import Returned, returned
from clave.store.models import Bounce, Contact, ContactConsent, Mail, Person
from clave.store.models.mail import FAILED, SENT
from tests.jobs.post import Postbox

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def rosalba() -> Contact:
    """A person of a customer."""
    return Contact.objects.create(
        customer="C1", name="Rosalba", area="other", language="es", email="rosalba@cliente.example",
        confirmed_on=NOW.date(), folded="rosalba", created_at=NOW, changed_at=NOW,
    )  # fmt: skip


def written(contact: Contact, key: str = "news:1", purpose: str = "news") -> Mail:
    """A mail to her."""
    return write_to_contact(contact=contact, by=None, now=NOW, template="trial", data={}, key=key, purpose=purpose)


def send(now: datetime = NOW) -> None:
    """What the worker does."""
    start_sending(now=now)
    work_off(now=now)


def report(mail: Mail, *, action: str = "failed", status: str = "5.1.1", address: str = "") -> bytes:
    """What a mail server sends back (RFC 3464)."""
    said = EmailMessage(policy=lines)
    said["From"], said["To"], said["Subject"] = "MAILER-DAEMON@mx.example", "clave@farallones.example", "Undelivered"
    said.set_content("I'm sorry to have to inform you that your message could not be delivered.")
    said.make_mixed()
    text = said.as_string()
    boundary = re.search(r'boundary="?([^"\n]+)', text)
    assert boundary is not None
    part = (
        f"--{boundary[1]}\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
        f"Final-Recipient: rfc822; {address or mail.to}\nAction: {action}\nStatus: {status}\n"
        f"Diagnostic-Code: smtp; 550 {status} No such user here\n\n"
        f"--{boundary[1]}\nContent-Type: text/rfc822-headers\n\nMessage-ID: {mail.message_id}\nTo: {mail.to}\n\n"
        f"--{boundary[1]}--\n"
    )
    head = text.replace("multipart/mixed", "multipart/report; report-type=delivery-status")
    return head.replace(f"--{boundary[1]}--", part).encode()


def test_news_carry_their_way_out_and_what_serves_them_does_not(rosalba: Contact, postbox: Postbox) -> None:
    written(rosalba)
    written(rosalba, "link:1", purpose="")
    send()
    news, link = postbox.taken
    assert re.fullmatch(r"<http://127\.0\.0\.1:8000/portal/baja/[\w:-]+/>", str(news["List-Unsubscribe"]).strip())
    assert news["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text = news.get_body(("plain",))
    assert text is not None
    assert str(news["List-Unsubscribe"]).strip(" <>") in text.get_content(), "the same is a link that people see"
    assert link["List-Unsubscribe"] is None


def test_killed_between_handing_over_and_noting_it_is_never_sent_again_by_itself(
    rosalba: Contact, postbox: Postbox
) -> None:
    mail = written(rosalba)
    assert claim(mail=mail, now=NOW), "the worker takes it, hands it over, and is killed before it notes it"
    server = get_connection()
    server.open()
    server.close()
    later = NOW + STUCK + timedelta(minutes=1)
    for hours in range(5):
        send(later + timedelta(hours=hours))
    mail.refresh_from_db()
    assert postbox.taken == []
    assert (mail.state, mail.unsure) == (FAILED, True)
    note_unsure(mail=mail, now=later)


def test_asked_ten_times_it_is_one_mail(rosalba: Contact, postbox: Postbox) -> None:
    for _time in range(10):
        written(rosalba)
        send()
    assert len(postbox.taken) == 1


def test_a_report_marks_the_address_and_nothing_more_goes_there(rosalba: Contact, postbox: Postbox, db: None) -> None:
    mail = written(rosalba)
    send()
    waiting = written(rosalba, "news:2")
    (bounce,) = keep_bounces(by=None, now=NOW, returned=returned(report(mail)))
    assert (bounce.email, bounce.code, bounce.reason) == (rosalba.email, "5.1.1", "550 5.1.1 No such user here")
    assert bounce.mail == mail
    waiting.refresh_from_db()
    assert waiting.state == FAILED
    assert "se devolvió" in str(recalled(waiting.error).say("es"))
    with pytest.raises(ClaveError, match="came back") as refused:
        written(rosalba, "news:3")
    assert refused.value.remedy is not None
    send()
    assert len(postbox.taken) == 1


def test_until_somebody_confirms_it(rosalba: Contact, postbox: Postbox) -> None:
    dora = Person.objects.create_person(
        email="dora@clave.example", name="Dora", role="director", password=None, created_at=NOW
    )
    (bounce,) = keep_bounces(by=None, now=NOW, returned=returned(report(written(rosalba))))
    confirm_address(customer="", by=dora, now=NOW, bounce=bounce)
    written(rosalba, "news:2")
    send()
    assert len(postbox.taken) == 1
    with pytest.raises(ClaveError, match="confirmed already"):
        confirm_address(customer="", by=dora, now=NOW, bounce=bounce)


def test_it_stops_also_what_was_written_before_the_report_came(rosalba: Contact, postbox: Postbox) -> None:
    mail = written(rosalba)
    Bounce.objects.create(email=rosalba.email.upper(), at=NOW, code="5.1.1")
    server = get_connection()
    server.open()
    assert not hand_over(mail, server, NOW)
    server.close()
    mail.refresh_from_db()
    assert mail.state == FAILED
    assert postbox.taken == []


@pytest.mark.parametrize(("action", "status"), [("delayed", "4.4.1"), ("failed", "4.2.2"), ("delivered", "2.0.0")])
def test_a_delay_is_nothing_to_note(action: str, status: str, rosalba: Contact, postbox: Postbox) -> None:
    mail = written(rosalba)
    assert keep_bounces(by=None, now=NOW, returned=returned(report(mail, action=action, status=status))) == []


def test_an_address_we_never_wrote_to_is_not_ours_to_mark(db: None) -> None:
    stranger = Returned("otro@otra.example", "failed", "5.1.1", "no")
    assert keep_bounces(by=None, now=NOW, returned=[stranger]) == []
    assert not Bounce.objects.exists()


def test_a_mail_that_is_no_report_is_said_to_be_none() -> None:
    with pytest.raises(ClaveError, match="no report"):
        returned(b"From: a@b.co\nSubject: Hola\n\nHola")


@pytest.mark.parametrize("cut", [0, 1, 50, 200, 400, 600])
def test_a_report_cut_anywhere_is_read_or_refused_never_an_error(cut: int, rosalba: Contact, postbox: Postbox) -> None:
    whole = report(written(rosalba))
    with suppress(ClaveError):
        returned(whole[:cut])


def test_without_a_server_without_an_address_it_is_said(rosalba: Contact, to_smtp: Settings) -> None:
    rosalba.email = ""
    with pytest.raises(ClaveError, match="has no e-mail"):
        written(rosalba)
    to_smtp.CLAVE_SMTP = False
    with pytest.raises(ClaveError, match="no mail server"):
        refuse_unsent()


def test_a_word_of_before_counts_by_its_day(rosalba: Contact, postbox: Postbox) -> None:
    saying = partial(ContactConsent.objects.create, contact=rosalba, purpose="news", at=NOW)
    saying(given=False, on=date(2026, 1, 1))
    saying(given=True, on=date(2026, 5, 1))
    written(rosalba)
    send()
    assert Mail.objects.get().state == SENT
