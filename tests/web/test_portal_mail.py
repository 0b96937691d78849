"""Leaving a kind of mail, as mail programs and people do it; and what a report of a mail server marks, on its page."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from clave.actions.customer_mail import BY_LINK, refuse_withdrawn
from clave.base.errors import ClaveError
from clave.store.models import Bounce, Contact, ContactConsent, SelectionRun
from tests.jobs.conftest import postbox as postbox
from tests.jobs.conftest import to_smtp as to_smtp
from tests.jobs.post import Postbox
from tests.jobs.test_customer_mail import report, send, written
from tests.jobs.test_customer_mail import rosalba as rosalba
from tests.web import made, portals
from tests.web.conftest import As

pytestmark = pytest.mark.django_db


def test_one_click_of_a_mail_program_withdraws_the_consent(rosalba: Contact, postbox: Postbox) -> None:
    """RFC 8058: a POST without a cookie, from outside."""
    written(rosalba)
    send()
    address = str(postbox.taken[0]["List-Unsubscribe"]).strip(" <>").removeprefix("http://127.0.0.1:8000")
    outside = Client(enforce_csrf_checks=True)
    assert "¿Dejamos de enviar" in outside.get(address).content.decode()
    assert not ContactConsent.objects.exists(), "opening changes nothing"
    for _time in range(2):
        assert outside.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    word = ContactConsent.objects.get()
    assert (word.purpose, word.given, word.evidence) == ("news", False, BY_LINK)
    with pytest.raises(ClaveError, match="does not want these mails"):
        refuse_withdrawn(rosalba, "news", timezone.now())
    written(rosalba, "survey:1", purpose="survey")
    written(rosalba, "link:1", purpose="")


def test_a_forged_way_out_leaves_nothing(rosalba: Contact) -> None:
    answer = Client().post("/portal/baja/1:news:falso/")
    assert answer.status_code == 404
    assert "No conocemos esta dirección" in answer.content.decode()
    assert not ContactConsent.objects.exists()


def test_a_report_is_read_on_its_page_and_the_address_is_said_everywhere(
    rosalba: Contact, signed_in: As, run: SelectionRun, facts: None, postbox: Postbox
) -> None:
    visitor = portals.invited(made.code(0), name="Rosalba", email=rosalba.email)
    mail, admin = written(rosalba), signed_in("administrator")
    sent = {"files": SimpleUploadedFile("devuelto.eml", report(mail), "message/rfc822")}
    page = admin.post("/usuarios/correos/devueltos/", sent, follow=True).content.decode()
    assert "1 dirección quedó marcada" in page
    assert rosalba.email in page
    assert "El correo se devuelve" in admin.get("/visitantes/").content.decode()
    tab = admin.get(f"/cuentas/{made.code(0)}/portal/").content.decode()
    assert "El último correo se devolvió" in tab
    admin.post(f"/cuentas/{made.code(0)}/portal/{visitor.pk}/confirmar/")
    assert Bounce.objects.get().confirmed_at is not None


def test_a_file_that_is_no_report_is_refused_with_a_sentence(signed_in: As, run: SelectionRun) -> None:
    admin = signed_in("administrator")
    for content in (b"hola", b""):
        sent = {"files": SimpleUploadedFile("otro.eml", content, "message/rfc822")} if content else {}
        answer = admin.post("/usuarios/correos/devueltos/", sent)
        assert answer.status_code == 422
        assert "no entregado" in answer.content.decode()


def test_the_contact_who_withdrew_may_say_yes_again_in_the_portal(run: SelectionRun, facts: None) -> None:
    visitor = portals.invited(made.code(0))
    ContactConsent.objects.create(
        contact=visitor.contact, purpose="news", given=False, on=timezone.localdate(), at=timezone.now()
    )
    client = portals.visitor_client(visitor)
    assert "Dijo que no el" in client.get("/portal/mis-datos/").content.decode()
    client.post("/portal/mis-datos/news/si/")
    assert ContactConsent.objects.latest("pk").given
