"""Mail: written once, sent once, through a real server that takes, refuses, hangs up or is not there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.db import transaction
from pytest_django.fixtures import Settings

from clave.actions.mail import BACK_OFF, Attachment, claim, send_again, send_all_again, write
from clave.base.errors import ClaveError
from clave.base.words import Text, recalled
from clave.jobs.mail import STUCK, start_sending
from clave.jobs.worker import work_off
from clave.store.models import AuditEvent, Job, Mail, MailAttachment, Person
from clave.store.models.mail import FAILED, SENDING, SENT, WAITING
from tests.jobs.post import Postbox

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def written(key: str = "trial:1", to: str = "rosa@empaques.example", **more: object) -> Mail:
    """A mail in the outbox."""
    return write(
        **{"by": None, "now": NOW, "to": to, "template": "trial", "data": {}, "language": "es", "key": key} | more
    )  # type: ignore[arg-type]


def sent(now: datetime = NOW) -> dict[str, int]:
    """What the worker does of it at that moment."""
    job = start_sending(now=now)
    assert job is not None
    work_off(now=now)
    job.refresh_from_db()
    assert job.result is not None, job.trace
    return dict(job.result)


def said(mail: Mail) -> str:
    """Why it has not gone, in Spanish."""
    mail.refresh_from_db()
    return str(recalled(mail.error).say("es"))


def test_a_mail_goes_with_its_text_its_html_and_what_is_attached(postbox: Postbox) -> None:
    pdf = Attachment("carta.pdf", "application/pdf", b"%PDF-1.7 " + bytes(range(256)))
    mail = written(attachments=[pdf])
    assert sent() == {"sent": 1, "failed": 0}
    mail.refresh_from_db()
    assert (mail.state, mail.sent_at, mail.attempts) == (SENT, NOW, 1)
    (arrived,) = postbox.taken
    assert arrived["To"] == "rosa@empaques.example"
    assert arrived["From"] == "clave <clave@farallones.example>"
    assert arrived["Message-ID"] == mail.message_id
    assert arrived["Message-ID"].endswith("@farallones.example>")
    text, html = arrived.get_body(("plain",)), arrived.get_body(("html",))
    assert text is not None
    assert html is not None
    assert "Si la lees" in text.get_content() or "Si lo lees" in text.get_content()
    assert "<h1" in html.get_content()
    (attached,) = arrived.iter_attachments()
    assert attached.get_filename() == "carta.pdf"
    assert attached.get_content() == pdf.content


def test_the_same_key_is_written_once(postbox: Postbox) -> None:
    first = written()
    assert written(to="other@empaques.example") == first
    sent()
    assert written() == first
    assert start_sending(now=NOW) is None, "nothing is left to send"
    assert len(postbox.taken) == 1
    assert AuditEvent.objects.filter(what="mail.written").count() == 1


def test_a_mail_stands_or_falls_with_what_it_is_written_in(postbox: Postbox) -> None:
    with transaction.atomic():
        written()
        transaction.set_rollback(True)  # what it tells did not happen after all
    assert not Mail.objects.exists()
    assert start_sending(now=NOW) is None


def test_to_a_person_it_is_known_whose_it_is(postbox: Postbox) -> None:
    rosa = Person.objects.create_person(
        email="rosa@clave.example", name="Rosa", role="kam", password=None, created_at=NOW, language="en"
    )
    mail = write(by=None, now=NOW, to=rosa, template="trial", data={}, language="en", key="k")
    assert (mail.to, mail.person) == ("rosa@clave.example", rosa)
    assert mail.subject == "clave can send mail"


@pytest.mark.parametrize("address", ["", "rosa", "rosa@", "a@b.example\nBcc: c@d.example", "a@b.example, c@d.example"])
def test_what_is_no_address_is_refused_with_a_sentence(address: str) -> None:
    with pytest.raises(ClaveError, match=r"is no e-mail"):
        written(to=address)
    assert not Mail.objects.exists()


def test_attachments_that_no_server_takes_are_refused() -> None:
    big = Attachment("a.bin", "application/octet-stream", bytes(11 * 1024**2))
    with pytest.raises(ClaveError, match="10 MB"):
        written(attachments=[big])
    assert not MailAttachment.objects.exists()


def test_a_subject_is_one_line(postbox: Postbox) -> None:
    data = {"subject": "Uno\r\nBcc: otra@empaques.example", "paragraphs": ["<b>Hola</b>"]}
    written(template="notice", data=data)
    sent()
    (arrived,) = postbox.taken
    assert arrived["Subject"] == "Uno Bcc: otra@empaques.example"
    assert arrived["Bcc"] is None
    html = arrived.get_body(("html",))
    assert html is not None
    assert "&lt;b&gt;Hola" in html.get_content(), "nothing that people typed runs as markup"


def test_without_a_server_it_waits_in_the_outbox(settings: Settings) -> None:
    settings.CLAVE_SMTP = False
    mail = written()
    assert start_sending(now=NOW) is None
    mail.refresh_from_db()
    assert mail.state == WAITING
    assert not Job.objects.exists()


def test_a_server_that_is_down_is_asked_again_later_and_later(to_smtp: Settings) -> None:
    mail, now = written(), NOW
    for minutes in BACK_OFF:
        assert sent(now) == {"sent": 0, "failed": 1}
        assert "El servidor de correo no respondió" in said(mail)
        assert (mail.state, mail.due_at) == (WAITING, now + timedelta(minutes=minutes))
        assert start_sending(now=now) is None, "it is not due yet"
        now = mail.due_at
    sent(now)
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (FAILED, len(BACK_OFF) + 1)


def test_it_goes_once_the_server_is_back(to_smtp: Settings, postbox: Postbox) -> None:
    port, to_smtp.EMAIL_PORT = to_smtp.EMAIL_PORT, 1
    mail = written()
    sent()
    to_smtp.EMAIL_PORT = port
    assert sent(NOW + timedelta(minutes=1)) == {"sent": 1, "failed": 0}
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.error) == (SENT, 2, None)
    assert len(postbox.taken) == 1


@pytest.mark.parametrize("stage", ["to_recipient", "to_data"])
def test_a_server_that_refuses_for_good_is_not_asked_again(postbox: Postbox, stage: str) -> None:
    getattr(postbox, stage).append("550 No such user here")
    mail = written()
    assert sent() == {"sent": 0, "failed": 1}
    assert "550" in said(mail)
    assert "No such user here" in said(mail)
    assert mail.state == FAILED
    assert not mail.unsure
    assert start_sending(now=NOW + timedelta(days=3)) is None


@pytest.mark.parametrize("stage", ["to_recipient", "to_data"])
def test_a_server_that_asks_to_wait_is_asked_again(postbox: Postbox, stage: str) -> None:
    getattr(postbox, stage).append("451 Try again later")
    mail = written()
    sent()
    assert "451" in said(mail)
    assert (mail.state, mail.due_at) == (WAITING, NOW + timedelta(minutes=BACK_OFF[0]))
    sent(mail.due_at)
    mail.refresh_from_db()
    assert mail.state == SENT


def test_one_that_is_refused_does_not_stop_the_next(postbox: Postbox) -> None:
    postbox.to_recipient.append("550 No such user here")
    bad, good = written("a"), written("b")
    assert sent() == {"sent": 1, "failed": 1}
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.state, good.state) == (FAILED, SENT)


def test_a_line_that_breaks_in_the_middle_leaves_it_to_a_person(postbox: Postbox) -> None:
    """The server has it and hung up before it said so: sending again by itself might send it twice."""
    postbox.hang_up = True
    mail = written()
    assert sent() == {"sent": 0, "failed": 1}
    assert "puede haber llegado" in said(mail)
    assert (mail.state, mail.unsure) == (FAILED, True)
    assert start_sending(now=NOW + timedelta(days=3)) is None
    assert len(postbox.taken) == 1


def test_killed_between_handing_over_and_noting_it_is_left_to_a_person_too(postbox: Postbox) -> None:
    mail = written()
    assert claim(mail=mail, now=NOW)  # and then the process dies
    assert start_sending(now=NOW + STUCK) is None, "it may still be on its way"
    after = NOW + STUCK + timedelta(seconds=1)
    assert sent(after) == {"sent": 0, "failed": 0}
    assert "puede haber llegado" in said(mail)
    assert (mail.state, mail.unsure) == (FAILED, True)
    assert postbox.taken == []


def test_a_person_sends_it_again_and_the_mailbox_can_tell_it_is_the_same(postbox: Postbox) -> None:
    postbox.hang_up = True
    mail, ana = written(), Person.objects.create_person(
        email="ana@clave.example", name="Ana", role="administrator", password=None, created_at=NOW
    )  # fmt: skip
    sent()
    postbox.hang_up = False
    assert send_all_again(by=ana, now=NOW) == 0, "what may have arrived is not sent again in bulk"
    send_again(mail=mail, by=ana, now=NOW)
    sent()
    mail.refresh_from_db()
    assert mail.state == SENT
    assert postbox.keys == [mail.message_id] * 2
    with pytest.raises(ClaveError, match="not one that failed"):
        send_again(mail=mail, by=ana, now=NOW)


def test_what_another_worker_claimed_is_not_touched(postbox: Postbox) -> None:
    mail = written()
    Mail.objects.filter(pk=mail.pk).update(state=SENDING, attempted_at=NOW)
    written("other")
    assert sent() == {"sent": 1, "failed": 0}
    mail.refresh_from_db()
    assert mail.state == SENDING


def test_a_letter_nobody_declared_is_an_error_of_ours() -> None:
    with pytest.raises(KeyError):
        written(template="nobody")


def test_data_hold_texts_said_in_the_language_of_the_reader() -> None:
    data = {"subject": Text("Reading {files}").fill(files="ventas.csv"), "paragraphs": ["Hola."]}
    one, other = (
        partial(written, key=language, template="notice", data=data, language=language)() for language in ("es", "en")
    )
    assert (one.subject, other.subject) == ("Leyendo ventas.csv", "Reading ventas.csv")
