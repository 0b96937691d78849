"""The tab «Portal» of an account, the list of visitors, the portal seen as the customer, own data, and the logo."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from clave.store.models import AuditEvent, Contact, DataRequest, Logo, Person, PortalSession, SelectionRun, Visitor
from clave.store.visitors import ENDED, STALE, WAITING, Asked, stood, visitors
from tests.spec.test_logo import png
from tests.web import made, people_made, portals
from tests.web.conftest import As
from tests.web.knowing import owned, person, step

ACCOUNT = made.code(0)
TAB = f"/cuentas/{ACCOUNT}/portal/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def rosalba(run: SelectionRun, facts: None) -> Contact:
    """A person of the account."""
    return people_made.contact(None, ACCOUNT, email="rosalba@cliente.example")


def invite(client: Client, contact: Contact, **more: object) -> str:
    """The page after inviting."""
    given = {"contact": str(contact.pk), "rights": ["orders", "approving"], "language": "es", "como": "enlace"} | more
    return client.post(TAB, given).content.decode()


def signed(who: Person) -> Client:
    client = Client()
    client.force_login(who, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_who_answers_for_the_account_invites_and_sees_the_link_once(rosalba: Contact) -> None:
    kam = person("kam", "Rosa")
    owned(ACCOUNT, kam)
    page = invite(signed(kam), rosalba)
    assert "/portal/entrar/" in page
    visitor = Visitor.objects.get()
    assert visitor.rights == ["orders", "voting", "approving"], "approving brings voting with it"
    (kept,) = stood(visitors(Asked()), timezone.now(), timezone.localdate())
    assert kept.state == WAITING
    tab = signed(kam).get(TAB).content.decode()
    assert "Rosalba Cárdenas" in tab
    assert "/portal/entrar/" not in tab


@pytest.mark.parametrize(
    ("role", "may"), [("director", True), ("administrator", True), ("kam", False), ("credit", False)]
)
def test_who_else_may_invite_is_asked_by_the_action(role: str, may: bool, rosalba: Contact, signed_in: As) -> None:
    client = signed_in(role)
    assert ("Invitar a alguien</h2>" in client.get(TAB).content.decode()) is may
    page = invite(client, rosalba)
    assert Visitor.objects.exists() is may
    assert may or "may not" in page or "no puede" in page


def test_rights_link_sessions_and_the_end_each_with_their_word(rosalba: Contact, signed_in: As) -> None:
    dora = signed_in("director")
    invite(dora, rosalba)
    visitor = Visitor.objects.get()
    act = f"{TAB}{visitor.pk}/"
    page = dora.post(f"{act}permisos/", {f"v{visitor.pk}-rights": ["plan"]}, follow=True).content.decode()
    assert "abre otra cosa desde ahora" in page
    assert Visitor.objects.get().rights == ["plan"]
    assert "ya no abre nada" in dora.post(f"{act}retirar/", follow=True).content.decode()
    assert "no hay un enlace abierto" in dora.post(f"{act}retirar/", follow=True).content.decode().lower()
    (kept,) = stood(visitors(Asked()), timezone.now(), timezone.localdate())
    assert kept.state == STALE
    assert "/portal/entrar/" in dora.post(f"{act}enlace/", {"como": "enlace"}).content.decode()
    browser = portals.visitor_client(visitor)
    session = PortalSession.objects.get()
    dora.post(f"{act}sesion/", {"session": str(session.pk)})
    assert browser.get("/portal/").status_code == 302
    dora.post(f"{act}terminar/", {"why": "Cambió de empresa"})
    (kept,) = stood(visitors(Asked()), timezone.now(), timezone.localdate())
    assert kept.state == ENDED
    assert "Cambió de empresa" in dora.get(TAB).content.decode()
    said = dora.post(f"{act}permisos/", {f"v{visitor.pk}-rights": ["plan"]}, follow=True).content.decode()
    assert "Invita otra vez a la persona" in said
    assert AuditEvent.objects.filter(what="portal.ended").count() == 1


def test_a_visitor_of_another_account_is_not_there(rosalba: Contact, signed_in: As) -> None:
    theirs = portals.invited(made.code(1))
    dora = signed_in("director")
    for act in ("permisos", "enlace", "retirar", "terminar", "sesion", "confirmar"):
        assert dora.post(f"{TAB}{theirs.pk}/{act}/").status_code == 404
    assert dora.post(f"{TAB}{theirs.pk}/otra/").status_code == 404


def test_the_list_filters_orders_and_goes_out_as_a_file(rosalba: Contact, signed_in: As) -> None:
    portals.invited(ACCOUNT, contact=rosalba)
    portals.invited(made.code(1), name="Beto Díaz", rights=())
    client = signed_in("management")
    page = client.get("/visitantes/").content.decode()
    assert page.index("Beto Díaz") < page.index("Rosalba")
    assert "Beto" not in client.get("/visitantes/?q=rdenas").content.decode()
    assert "Ningún visitante" in client.get("/visitantes/?estado=ended").content.decode()
    csv = b"".join(client.get("/visitantes/archivo/visitantes.csv?q=Beto")).decode("utf-8-sig")
    assert "Beto Díaz" in csv
    assert "Rosalba" not in csv
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(client.get("/visitantes/archivo/visitantes.xlsx"))))
    assert any("Rosalba Cárdenas" in row for row in book.get_sheet_by_index(0).to_python())


def test_seen_as_the_customer_nothing_is_kept_and_every_way_leads_back(rosalba: Contact, signed_in: As) -> None:
    visitor = portals.invited(ACCOUNT, contact=rosalba, rights=("orders",))
    kam = signed_in("kam")
    see = reverse("portal_preview", args=[ACCOUNT, str(visitor.pk), ""])
    page = kam.get(see).content.decode()
    assert "Esto es lo que ve Rosalba Cárdenas" in page
    assert 'href="/portal/' not in page
    assert f'href="{see}personas/"' in page
    assert "Con quién hablar" in kam.get(f"{see}personas/").content.decode()
    refused = kam.post(f"{see}mis-datos/", {"name": "Otra"})
    assert refused.status_code == 403
    assert "Aquí solo miras" in refused.content.decode()
    rosalba.refresh_from_db()
    assert rosalba.name == "Rosalba Cárdenas"
    assert Visitor.objects.get().seen_at is None
    assert kam.get("/portal/").status_code == 302, "nobody is in because of it"


@pytest.mark.parametrize("rest", ["no-existe/", "../../../usuarios/", "entrar/", "entrar/abrir/", "salir/"])
def test_what_is_no_page_for_visitors_is_not_seen_through_it(rest: str, rosalba: Contact, signed_in: As) -> None:
    answer = signed_in("director").get(f"{TAB}ver/todo/{rest}")
    assert answer.status_code in (404, 405)


def test_a_visitor_of_another_account_cannot_be_looked_through(rosalba: Contact, signed_in: As) -> None:
    theirs = portals.invited(made.code(1))
    assert signed_in("director").get(f"{TAB}ver/{theirs.pk}/").status_code == 404


def test_own_data_are_corrected_and_what_is_wrong_is_said(rosalba: Contact) -> None:
    client = portals.visitor_client(portals.invited(ACCOUNT, contact=rosalba))
    given = {"name": "Rosalba C.", "position": "Gerente", "email": "nueva@cliente.example", "phone": "310 555 0142",
             "channel": "call"}  # fmt: skip
    assert client.post("/portal/mis-datos/", given).status_code == 302
    rosalba.refresh_from_db()
    assert (rosalba.name, rosalba.email, rosalba.phone) == ("Rosalba C.", "nueva@cliente.example", "+57 310 5550142")
    people_made.contact(None, ACCOUNT, "Otro", email="otro@cliente.example")
    for wrong in ({"email": "otro@cliente.example"}, {"phone": "no"}, {"name": ""}, {"email": ""}):
        answer = client.post("/portal/mis-datos/", given | wrong)
        assert answer.status_code == 422
        assert "field-error" in answer.content.decode()
        assert "Gerente" in answer.content.decode(), "what was typed is kept"


def test_what_they_ask_goes_into_the_register_with_its_day(rosalba: Contact, signed_in: As) -> None:
    client = portals.visitor_client(portals.invited(ACCOUNT, contact=rosalba))
    assert client.post("/portal/mis-datos/pedir/", {"kind": "erase", "words": "Por favor"}).status_code == 302
    row = DataRequest.objects.get()
    assert (row.contact, row.kind, row.words) == (rosalba, "erase", "Por favor")
    assert row.due_on > timezone.localdate()
    twice = client.post("/portal/mis-datos/pedir/", {"kind": "erase", "words": "Otra vez"})
    assert twice.status_code == 422
    assert "estamos trabajando en ello" in twice.content.decode()
    assert "Rosalba" in signed_in("compliance").get("/datos-personales/").content.decode()


def test_why_the_account_is_key_in_words_of_the_customer_and_who_attends_it(rosalba: Contact) -> None:
    dora = person("director", "Dora")
    step(dora, 0, "decided", "announced")
    kam = person("kam", "Andrea")
    Person.objects.filter(pk=kam.pk).update(phone="+57 310 555 0142", hours="Lunes a viernes")
    owned(ACCOUNT, kam)
    page = portals.visitor_client(portals.invited(ACCOUNT, contact=rosalba)).get("/portal/").content.decode()
    assert "Cuenta clave desde noviembre de 2026" in page
    assert "Hacen parte de los clientes" in page
    assert "gracias por" in page
    assert 'href="tel:+573105550142"' in page
    assert "https://wa.me/573105550142" in page
    assert "Lunes a viernes" in page


def test_an_account_that_was_never_key_gets_an_honest_page(rosalba: Contact) -> None:
    page = portals.visitor_client(portals.invited(ACCOUNT, contact=rosalba)).get("/portal/").content.decode()
    assert "Hoy su empresa no está entre nuestras cuentas clave" in page
    assert "Cuenta clave desde" not in page
    assert "les cuenta pronto quién atiende" in page


def test_the_logo_is_in_the_portal_and_what_is_none_is_refused(rosalba: Contact, signed_in: As) -> None:
    admin = signed_in("administrator")
    sent = {"logo": SimpleUploadedFile("logo.png", png(40, 30), "image/png")}
    assert "El logo queda en el portal" in admin.post("/usuarios/empresa/logo/", sent, follow=True).content.decode()
    digest = Logo.objects.get().digest
    client = portals.visitor_client(portals.invited(ACCOUNT, contact=rosalba))
    assert f'src="/logo/{digest}/"' in client.get("/portal/").content.decode()
    image = Client().get(f"/logo/{digest}/")
    assert (image.headers["Content-Type"], image.content[:4]) == ("image/png", b"\x89PNG")
    for content in (b"<svg onload='x'/>", b"", png()[:30], b"\x89PNG" + b"\0" * 40_000_000):
        wrong = {"logo": SimpleUploadedFile("logo.png", content, "image/png")}
        page = admin.post("/usuarios/empresa/logo/", wrong, follow=True).content.decode()
        assert "el logo de antes se queda" in page.lower()
    assert Logo.objects.get().digest == digest
    admin.post("/usuarios/empresa/logo/", {"act": "quitar"})
    assert not Logo.objects.exists()
    assert Client().get(f"/logo/{digest}/").status_code == 404


def test_a_page_of_the_portal_asks_little_of_the_database_whatever_the_number_of_visitors(
    rosalba: Contact, signed_in: As, django_assert_max_num_queries: object
) -> None:
    asking = django_assert_max_num_queries
    client = portals.visitor_client(portals.invited(ACCOUNT, contact=rosalba))
    with asking(25):  # type: ignore[operator]
        client.get("/portal/")
    for number in range(60):
        portals.invited(ACCOUNT, name=f"Persona {number}")
    director = signed_in("director")
    with asking(25):  # type: ignore[operator]
        director.get("/visitantes/")
