"""Links that let somebody in go by mail, through a real server: nobody else reads them, and none stays behind."""

from __future__ import annotations

import re
from datetime import timedelta
from email.message import EmailMessage
from io import BytesIO

import pytest
from allauth.account import app_settings
from django.db import connection
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader
from pytest_django.fixtures import Settings

from clave.actions.announcements import Draft, announce
from clave.actions.entry import invite_person, offer_link, withdraw_invitation
from clave.actions.house import clear_old
from clave.actions.mail import send_again
from clave.base.errors import ClaveError
from clave.base.words import recalled
from clave.jobs.mail import start_sending
from clave.jobs.worker import work_off
from clave.policy.reading import default
from clave.store.models import AuditEvent, EntryLink, Mail, MailAttachment, Person
from clave.store.models.mail import FAILED, SENT, WAITING
from clave.web.adapter import SECURITY, UNKNOWN
from tests.jobs.conftest import postbox as postbox  # a real server
from tests.jobs.conftest import to_smtp as to_smtp
from tests.jobs.post import Postbox
from tests.web.knowing import owned, person, step

PASSWORD = {"password": "una frase larga", "again": "una frase larga"}
LINK = re.compile(r"http://127\.0\.0\.1:8000(/(?:enlace|recibido)/[\w-]+/)")
pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> Person:
    """An administrator."""
    return Person.objects.create_person(
        email="ana@clave.example",
        name="Ana",
        role="administrator",
        password="una frase larga",
        created_at=timezone.now(),
    )


@pytest.fixture
def admin(ana: Person) -> Client:
    """Ana, signed in."""
    client = Client()
    client.force_login(ana, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def invited(ana: Person, *, mailed: bool = True) -> Person:
    """Beto, invited by mail."""
    beto, token = invite_person(
        by=ana, now=timezone.now(), name="Beto", email="beto@clave.example", role="kam", language="es", mailed=mailed
    )
    assert (token == "") is mailed
    return beto


def carried() -> str:
    """Everything the outbox holds, as the database keeps it."""
    mails = Mail.objects.values_list("text", "html", "subject", "sealed", "key")
    return repr((list(mails), [bytes(one.content) for one in MailAttachment.objects.all()]))


def send() -> None:
    """What the worker does now."""
    start_sending(now=timezone.now())
    work_off(now=timezone.now())


def link_in(mail: EmailMessage) -> str:
    """The path of the link, the same in both halves of a mail."""
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    (one,), drawn = LINK.findall(text.get_content()), LINK.findall(html.get_content())
    assert set(drawn) == {one}
    return str(one)


def test_an_invitation_goes_by_mail_and_lets_its_reader_in(admin: Client, postbox: Postbox) -> None:
    given = {"name": "Beto", "email": "beto@clave.example", "role": "kam", "language": "es"}
    page = admin.post("/usuarios/invitar/", given, follow=True).content.decode()
    assert "El enlace sale por correo a beto@clave.example" in page
    assert "/enlace/" not in page.replace(f"/usuarios/{Person.objects.get(name='Beto').pk}/enlace/", "")
    send()
    (arrived,) = postbox.taken
    assert arrived["To"] == "beto@clave.example"
    assert arrived["Subject"] == "Ana te invita a clave"
    assert Client().post(link_in(arrived), PASSWORD | {"name": "Beto"}).status_code == 302
    assert Person.objects.get(name="Beto").has_usable_password()


def test_while_it_waits_nobody_reads_the_link_not_in_the_table_nor_on_the_page(
    admin: Client, ana: Person, postbox: Postbox
) -> None:
    invited(ana)
    mail = Mail.objects.get()
    assert mail.state == WAITING
    waiting, page = carried(), admin.get(f"/usuarios/correos/{mail.pk}/").content.decode()
    assert "un enlace que solo ve quien lo lee" in page
    assert not LINK.search(page)
    send()
    token = link_in(postbox.taken[0]).split("/")[2]
    assert token not in waiting, "sealed: a copy of the table opens nothing"


def test_once_sent_no_link_stays_and_the_page_still_says_what_was_written(
    admin: Client, ana: Person, postbox: Postbox
) -> None:
    invited(ana)
    send()
    mail = Mail.objects.get()
    assert (mail.state, mail.sealed) == (SENT, "")
    page = admin.get(f"/usuarios/correos/{mail.pk}/").content.decode()
    assert "Ana te invita a clave" in page
    assert "un enlace que solo ve quien lo lee" in page
    assert link_in(postbox.taken[0]).split("/")[2] not in carried()


def test_the_administrator_may_ask_to_see_the_link_instead(admin: Client, postbox: Postbox) -> None:
    given = {"name": "Beto", "email": "beto@clave.example", "role": "kam", "language": "es", "como": "enlace"}
    page = admin.post("/usuarios/invitar/", given).content.decode()
    assert "http://testserver/enlace/" in page
    assert not Mail.objects.exists()


def test_without_a_server_the_link_is_shown_and_nothing_waits(admin: Client, ana: Person) -> None:
    assert "Enviar la invitación" not in admin.get("/usuarios/invitar/").content.decode()
    given = {"name": "Beto", "email": "beto@clave.example", "role": "kam", "language": "es"}
    assert "http://testserver/enlace/" in admin.post("/usuarios/invitar/", given).content.decode()
    assert not Mail.objects.exists()
    with pytest.raises(ClaveError, match="no mail server is set"):
        offer_link(by=ana, now=timezone.now(), person=Person.objects.get(name="Beto"), mailed=True)


def test_their_page_says_how_the_mail_is_doing(admin: Client, ana: Person, postbox: Postbox) -> None:
    beto = invited(ana)
    assert "En la bandeja de salida" in admin.get(f"/usuarios/{beto.pk}/").content.decode()
    postbox.to_recipient.append("550 No such user here")
    send()
    page = admin.get(f"/usuarios/{beto.pk}/").content.decode()
    assert "No se envió" in page
    assert "No such user here" in page


def test_a_newer_link_keeps_back_the_mail_with_the_older(ana: Person, postbox: Postbox) -> None:
    beto = invited(ana)
    assert offer_link(by=ana, now=timezone.now(), person=beto, mailed=True) == ""
    older, newer = Mail.objects.order_by("pk")
    assert (older.state, older.sealed, newer.state) == (FAILED, "", WAITING)
    assert "enlace" in str(recalled(older.error).say("es"))
    send()
    assert len(postbox.taken) == 1
    with pytest.raises(ClaveError, match="not one that failed"):
        send_again(mail=older, by=ana, now=timezone.now())


def test_an_invitation_taken_back_is_not_sent(ana: Person, postbox: Postbox) -> None:
    withdraw_invitation(by=ana, now=timezone.now(), person=invited(ana))
    send()
    assert postbox.taken == []
    assert Mail.objects.get().sealed == ""


def test_a_link_that_ended_is_not_sent_and_does_not_stay(ana: Person, to_smtp: Settings) -> None:
    invited(ana)
    late = timezone.now() + timedelta(days=8)
    start_sending(now=late)
    work_off(now=late)
    mail = Mail.objects.get()
    assert (mail.state, mail.sealed) == (FAILED, "")
    assert "venció antes" in str(recalled(mail.error).say("es"))


def test_of_a_mail_that_failed_the_link_goes_when_it_ends(ana: Person, postbox: Postbox) -> None:
    postbox.to_data.append("550 Refused")
    invited(ana)
    send()
    assert Mail.objects.get().sealed, "an administrator may still send it again"
    late = timezone.now() + timedelta(days=8)
    clear_old(limits=default().at(late.date()), now=late)
    assert Mail.objects.get().sealed == ""


def test_a_restored_copy_under_another_secret_key_says_so_instead_of_failing(
    ana: Person, postbox: Postbox, settings: Settings
) -> None:
    invited(ana)
    settings.SECRET_KEY = "another-one-" * 6
    send()
    mail = Mail.objects.get()
    assert mail.state == FAILED
    assert "llave secreta" in str(recalled(mail.error).say("es"))
    assert postbox.taken == []


def test_a_forgotten_password_by_mail_once_and_noted(ana: Person, postbox: Postbox) -> None:
    asking = Client()
    answer = asking.post("/entrada/password/reset/", {"email": "ana@clave.example"}, follow=True)
    assert "Mira tu correo" in answer.content.decode()
    send()
    link = link_in(postbox.taken[0])
    fresh = {"password": "otra frase larga", "again": "otra frase larga"}
    assert asking.post(link, fresh).headers["Location"] == "/"
    assert Client().get(link).status_code == 404, "once"
    assert AuditEvent.objects.filter(what="person.link_asked").exists()
    assert Mail.objects.get().sealed == ""


def test_who_was_invited_and_forgot_gets_the_invitation_again(ana: Person, postbox: Postbox) -> None:
    invited(ana)
    Client().post("/entrada/password/reset/", {"email": "beto@clave.example"})
    send()
    (arrived,) = postbox.taken
    assert arrived["Subject"] == "Ana te invita a clave"
    assert EntryLink.objects.get().kind == "invitation"


def test_an_address_nobody_has_gets_the_same_page_and_a_mail_without_a_link(ana: Person, postbox: Postbox) -> None:
    known = Client().post("/entrada/password/reset/", {"email": "ana@clave.example"})
    unknown = Client().post("/entrada/password/reset/", {"email": "nadie@otra.example"})
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    send()
    stranger = next(mail for mail in postbox.taken if mail["To"] == "nadie@otra.example")
    text = stranger.get_body(("plain",))
    assert text is not None
    assert "Nadie entra a clave" in str(stranger["Subject"])
    assert not LINK.search(text.get_content())


def test_without_a_server_a_forgotten_password_is_for_a_person_to_solve(ana: Person) -> None:
    page = Client().get("/entrada/password/reset/").content.decode()
    assert "no envía correos" in page
    assert 'name="email"' not in page
    Client().post("/entrada/password/reset/", {"email": "ana@clave.example"})
    assert not Mail.objects.exists()
    assert not EntryLink.objects.exists()


def test_a_changed_password_is_told_to_its_person(admin: Client, postbox: Postbox) -> None:
    given = {"oldpassword": "una frase larga", "password1": "otra frase larga", "password2": "otra frase larga"}
    admin.post("/entrada/reauthenticate/", {"password": "una frase larga"})
    assert admin.post("/entrada/password/change/", given).status_code == 302
    send()
    (arrived,) = postbox.taken
    assert arrived["To"] == "ana@clave.example"
    assert arrived["Subject"] == "Tu contraseña de clave cambió"


def test_every_mail_of_the_sign_in_is_ours() -> None:
    """Those left out cannot happen here: nobody signs up, addresses are not confirmed, no codes, no keys of hardware."""
    ours = {*SECURITY, UNKNOWN}
    assert ours == {
        "account/email/password_changed", "account/email/password_set", "account/email/unknown_account",
        "mfa/email/totp_activated", "mfa/email/totp_deactivated", "mfa/email/recovery_codes_generated",
    }  # fmt: skip
    assert not app_settings.PASSWORD_RESET_BY_CODE_ENABLED
    assert not app_settings.LOGIN_BY_CODE_ENABLED
    assert app_settings.EMAIL_VERIFICATION == "none"


def test_the_letter_to_a_customer_arrives_with_its_link_and_is_kept_without_it(ana: Person, postbox: Postbox) -> None:
    code = step(ana, 1, "decided")
    owned(code, person("kam", "Rosa"))
    kept = announce(by=ana, now=timezone.now(), customer=code, draft=Draft("Rosalba", "rosalba@sabana.example"))
    waiting = carried()
    send()
    (arrived,) = postbox.taken
    link = link_in(arrived)
    (attached,) = arrived.iter_attachments()
    drawn = PdfReader(BytesIO(attached.get_content()))
    assert (
        link in "".join(str(page.get("/Annots")) for page in drawn.pages) or link[:20] in drawn.pages[-1].extract_text()
    )
    assert link.split("/")[2] not in waiting + carried()
    copy = "".join(page.extract_text() for page in PdfReader(BytesIO(bytes(kept.letter))).pages)
    assert "Rosalba" in copy
    assert "/recibido/" not in copy
    assert [bytes(one.content) for one in MailAttachment.objects.all()] == [b""]


def test_the_table_itself_keeps_no_link_of_a_mail_that_went(ana: Person, postbox: Postbox) -> None:
    invited(ana)
    with connection.cursor() as cursor, pytest.raises(Exception, match="no_link_stays_once_sent"):
        cursor.execute("UPDATE store_mail SET state = 'sent'")
