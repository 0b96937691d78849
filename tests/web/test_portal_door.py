"""Coming into the portal: the link and its states, the door that answers everybody alike, sessions, and what a browser keeps."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from clave.actions.contacts import note_left, say_consent
from clave.actions.portal import end_visitor, invite_visitor
from clave.actions.portal_links import offer_portal_link, revoke_portal_link
from clave.base.errors import ClaveError
from clave.jobs.mail import start_sending
from clave.jobs.worker import work_off
from clave.store.models import (
    AuditEvent,
    Job,
    KeyStatus,
    Mail,
    Person,
    PortalLink,
    PortalSession,
    SelectionRun,
    Visitor,
)
from clave.web.visiting import COOKIE
from tests.jobs.conftest import postbox as postbox
from tests.jobs.conftest import to_smtp as to_smtp
from tests.jobs.post import Postbox
from tests.web import made, people_made
from tests.web.conftest import As
from tests.web.knowing import person
from tests.web.portals import invited, visitor_client

ACCOUNT = made.code(0)
OPEN, DOOR = "/portal/entrar/abrir/", "/portal/entrar/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def dora() -> Person:
    """The sales director."""
    return person("director", "Dora")


@pytest.fixture
def visitor(dora: Person, run: SelectionRun, facts: None) -> tuple[Visitor, str]:
    """Rosalba, invited, and the token of her link."""
    contact = people_made.contact(dora, ACCOUNT, email="rosalba@cliente.example")
    return invite_visitor(customer=ACCOUNT, contact=contact, by=dora, now=timezone.now(), rights=["orders"])


def opened(token: str, client: Client | None = None) -> Client:
    """A browser that followed the link."""
    browser = client or Client()
    browser.get(f"{DOOR}{token}/")
    return browser


def test_a_link_is_used_by_its_button_and_by_nothing_else(visitor: tuple[Visitor, str]) -> None:
    browser = Client()
    first = browser.get(f"{DOOR}{visitor[1]}/")
    assert first.headers["Location"] == OPEN, "the token is left out of the address at once"
    assert first.headers["Referrer-Policy"] == "no-referrer"
    assert "Buen día, Rosalba" in browser.get(OPEN).content.decode()
    assert not PortalSession.objects.exists(), "opening, even twice, uses nothing"
    answer = browser.post(OPEN)
    assert answer.headers["Location"] == "/portal/"
    assert visitor[1] not in str(answer.headers)
    assert browser.get("/portal/").status_code == 200
    assert PortalLink.objects.get().used_at is not None


def test_only_hashes_are_kept(visitor: tuple[Visitor, str]) -> None:
    browser = opened(visitor[1])
    secret = browser.post(OPEN).cookies[COOKIE].value
    kept = [PortalLink.objects.get().token_hash, PortalSession.objects.get().token_hash]
    assert visitor[1] not in kept
    assert secret not in kept
    assert all(len(one) == 64 for one in kept)


def test_the_cookie_is_for_the_portal_alone(visitor: tuple[Visitor, str], settings: Settings) -> None:
    settings.SESSION_COOKIE_SECURE = True
    cookie = opened(visitor[1]).post(OPEN).cookies[COOKIE]
    assert (cookie["path"], cookie["samesite"]) == ("/portal/", "Lax")
    assert cookie["httponly"]
    assert cookie["secure"]


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("used", "Este enlace se usó el"),
        ("expired", "Este enlace se venció el"),
        ("revoked", "se reemplazó por uno más nuevo, o se retiró"),
        ("forged", "No conocemos este enlace"),
        ("ended", "Su acceso al portal terminó"),
    ],
)
def test_a_link_that_opens_nothing_says_why_and_offers_another(
    state: str, sentence: str, visitor: tuple[Visitor, str], dora: Person
) -> None:
    (who, token), now = visitor, timezone.now()
    if state == "used":
        opened(token).post(OPEN)
    elif state == "expired":
        PortalLink.objects.update(expires_at=now - timedelta(seconds=1))
    elif state == "revoked":
        revoke_portal_link(customer=ACCOUNT, visitor=who, by=dora, now=now)
    elif state == "ended":
        note_left(by=dora, now=now, customer=ACCOUNT, number=who.contact_id, on=timezone.localdate())
    else:
        token = token[:-1] + ("a" if token[-1] != "a" else "b")
    sessions = PortalSession.objects.count()
    browser = opened(token)
    for answer in (browser.get(OPEN), opened(token).post(OPEN)):
        assert answer.status_code == 404
        assert sentence in answer.content.decode()
        assert 'name="email"' in answer.content.decode(), "there one asks for another"
    assert PortalSession.objects.count() == sessions


def test_a_newer_link_takes_the_place_of_the_older(visitor: tuple[Visitor, str], dora: Person) -> None:
    newer = offer_portal_link(customer=ACCOUNT, visitor=visitor[0], by=dora, now=timezone.now())
    assert opened(visitor[1]).get(OPEN).status_code == 404
    assert opened(newer).post(OPEN).status_code == 302
    assert PortalLink.objects.filter(used_at=None, revoked_at=None).count() == 0


def test_the_door_answers_every_address_alike(visitor: tuple[Visitor, str], postbox: Postbox) -> None:
    said = []
    for address in ("Rosalba@cliente.example", "nadie@otra.example"):
        page = Client().post(DOOR, {"email": address}).content.decode()
        said.append(re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.replace(address, "X")))
    assert said[0] == said[1]
    assert Job.objects.filter(task="clave.jobs.portal.asked_link_job").count() == 2, "the same work waits for both"
    assert not Mail.objects.exists(), "and neither page wrote a mail"
    work_off(now=timezone.now())
    start_sending(now=timezone.now())
    work_off(now=timezone.now())
    (arrived,) = postbox.taken
    assert arrived["To"] == "rosalba@cliente.example"
    text = arrived.get_body(("plain",))
    assert text is not None
    token = text.get_content().split(DOOR)[1].split("/")[0]
    assert opened(token).post(OPEN).status_code == 302
    assert opened(visitor[1]).get(OPEN).status_code == 404, "the invitation of before was revoked"


def test_past_the_limit_of_an_hour_nothing_is_sent(visitor: tuple[Visitor, str], to_smtp: Settings) -> None:
    for _time in range(8):
        assert Client().post(DOOR, {"email": "rosalba@cliente.example"}).status_code == 200
        work_off(now=timezone.now())
    assert Mail.objects.count() == 5


def test_a_flood_of_addresses_asks_for_little_work(run: SelectionRun) -> None:
    assert Client().post(DOOR, {"email": "una@otra.example"}).status_code == 200
    one = Job.objects.get()
    Job.objects.bulk_create(Job(**{**vars_of(one), "state": "done"}) for _one in range(199))
    assert Client().post(DOOR, {"email": "otra@otra.example"}).status_code == 200
    assert Job.objects.count() == 200


def vars_of(job: Job) -> dict[str, object]:
    """A row without its number."""
    return {field.attname: getattr(job, field.attname) for field in Job._meta.concrete_fields if field.attname != "id"}


def test_what_is_no_address_is_said_beside_the_field(run: SelectionRun) -> None:
    answer = Client().post(DOOR, {"email": "no es"})
    assert answer.status_code == 422
    assert "no es" in answer.content.decode()


def test_whoever_of_ours_is_signed_in_is_no_visitor_and_both_live_in_one_browser(
    visitor: tuple[Visitor, str], signed_in: As
) -> None:
    kam = signed_in("kam")
    assert kam.get("/portal/").headers["Location"] == DOOR
    visitor_client(visitor[0], kam)
    assert "Rosalba" in kam.get("/portal/").content.decode()
    assert kam.get("/cuentas/").status_code == 200
    assert "Ana kam" not in kam.get("/portal/").content.decode()


def test_a_visitor_opens_nothing_of_ours(visitor: tuple[Visitor, str]) -> None:
    client = visitor_client(visitor[0])
    for address in ("/cuentas/", f"/cuentas/{ACCOUNT}/", "/seleccion/", "/visitantes/", f"/cuentas/{ACCOUNT}/portal/"):
        assert client.get(address).headers["Location"].startswith("/entrada/login/")


@pytest.mark.parametrize("end", ["access", "left", "taken out", "no", "former", "expired", "session"])
def test_what_ends_an_access_ends_every_open_session_at_once(
    end: str, visitor: tuple[Visitor, str], dora: Person
) -> None:
    who, now, today = visitor[0], timezone.now(), timezone.localdate()
    client = visitor_client(who)
    assert client.get("/portal/").status_code == 200
    if end == "access":
        end_visitor(customer=ACCOUNT, visitor=who, by=dora, now=now, why="Cambió de empresa")
    elif end == "left":
        note_left(by=dora, now=now, customer=ACCOUNT, number=who.contact_id, on=today)
    elif end == "taken out":
        who.contact.removed_at = now
        who.contact.save()
    elif end == "no":
        say_consent(
            by=dora, now=now, customer=ACCOUNT, number=who.contact_id, purpose="relationship", given=False, on=today,
            evidence="",
        )  # fmt: skip
    elif end == "former":
        KeyStatus.objects.create(customer=ACCOUNT, name="Empaques", state="former", changed_at=now - timedelta(days=61))
    elif end == "expired":
        PortalSession.objects.update(expires_at=now)
    else:
        PortalSession.objects.update(ended_at=now)
    assert client.get("/portal/").headers["Location"] == DOOR


def test_who_is_no_longer_key_still_reads_for_a_while_and_is_told_until_when(visitor: tuple[Visitor, str]) -> None:
    KeyStatus.objects.create(
        customer=ACCOUNT, name="Empaques", state="former", changed_at=timezone.now() - timedelta(days=10)
    )
    page = visitor_client(visitor[0]).get("/portal/").content.decode()
    assert "Hoy su empresa no está entre nuestras cuentas clave" in page
    assert "Este portal se abre hasta el" in page


def test_the_pages_are_kept_by_no_cache_and_forms_ask_for_their_token(visitor: tuple[Visitor, str]) -> None:
    client = visitor_client(visitor[0])
    assert client.get("/portal/").headers["Cache-Control"] == "no-store"
    strict = visitor_client(visitor[0], Client(enforce_csrf_checks=True))
    answer = strict.post("/portal/mis-datos/", {"name": "Otra"})
    assert answer.status_code == 403
    assert "El formulario estaba muy viejo" in answer.content.decode() or "vuelvan atrás" in answer.content.decode()
    assert "Rosalba" in Visitor.objects.get().contact.name


def test_leaving_ends_the_session_and_the_cookie(visitor: tuple[Visitor, str]) -> None:
    client = visitor_client(visitor[0])
    client.post("/portal/salir/")
    assert client.get("/portal/").headers["Location"] == DOOR
    assert PortalSession.objects.get().ended_at is not None


def test_another_session_of_theirs_can_be_ended_and_nobody_elses(visitor: tuple[Visitor, str]) -> None:
    here, there = visitor_client(visitor[0]), visitor_client(visitor[0])
    other = PortalSession.objects.latest("pk")
    assert "Esta" in here.get("/portal/sesiones/").content.decode()
    assert here.post(f"/portal/sesiones/{other.pk}/terminar/").status_code == 302
    assert there.get("/portal/").status_code == 302
    stranger = visitor_client(invited(made.code(1)))
    mine = PortalSession.objects.filter(visitor=visitor[0], ended_at=None).get()
    assert stranger.post(f"/portal/sesiones/{mine.pk}/terminar/").status_code == 404


def test_the_language_is_theirs_and_is_kept(visitor: tuple[Visitor, str]) -> None:
    client = visitor_client(visitor[0])
    assert 'lang="es-CO"' in client.get("/portal/").content.decode()
    client.post("/portal/idioma/", {"language": "en", "next": "//evil.example/"})
    assert 'lang="en"' in visitor_client(Visitor.objects.get()).get("/portal/").content.decode()
    assert client.post("/portal/idioma/", {"language": "xx"}).status_code == 422


def test_the_log_says_who_by_a_number(visitor: tuple[Visitor, str]) -> None:
    opened(visitor[1]).post(OPEN)
    event = AuditEvent.objects.get(what="portal.entered")
    assert event.by == f"visitor:{visitor[0].pk}"


@pytest.mark.parametrize("broken", ["gone", "other", "no mail", "twice"])
def test_whom_one_cannot_invite_is_said_in_a_sentence(broken: str, dora: Person, run: SelectionRun) -> None:
    contact = people_made.contact(dora, ACCOUNT, email="" if broken == "no mail" else "ana@cliente.example")
    if broken == "gone":
        contact.left_on = timezone.localdate()
        contact.save()
    if broken == "twice":
        invite_visitor(customer=ACCOUNT, contact=contact, by=dora, now=timezone.now(), rights=[])
    account = made.code(1) if broken == "other" else ACCOUNT
    with pytest.raises(ClaveError) as refused:
        invite_visitor(customer=account, contact=contact, by=dora, now=timezone.now(), rights=[])
    assert refused.value.remedy is not None
