"""Atenciones: the register with its filters and files, the days ahead, the queue, one act, tenders, the tab of an account."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clave.operations.hospitality.kinds import ALLOWED, APPROVED, CANCELLED, DECLINED, REJECTED, WAITING
from clave.store.models import AuditEvent, Company, Hospitality, Person, SelectionRun, TenderBlackout, Touchpoint
from clave.store.models.touchpoints import TouchpointContact
from tests.web import gifts_made
from tests.web.conftest import As
from tests.web.gifts_made import ACCOUNT, OTHER, act, answers, guest, officer, tender

PAGE, NEW = "/atenciones/", "/atenciones/nueva/"
MOST_QUERIES, HEAVIEST = 25, 15_360
pytestmark = pytest.mark.django_db


@pytest.fixture
def diana(signed_in: As, run: SelectionRun) -> Client:
    Company.objects.get_or_create(id=1, defaults={"name": "F", "currency": "COP", "created_at": timezone.now()})
    return signed_in("director")


@pytest.fixture
def berta(diana: Client, signed_in: As) -> Client:
    """A manager who answers for one account."""
    found = signed_in("kam")
    answers(me("kam"))
    return found


def me(role: str = "director") -> Person:
    return Person.objects.filter(role=role).order_by("pk")[0]


def page(client: Client, address: str = PAGE, status: int = 200, **given: str) -> str:
    answer = client.get(address, given)
    assert answer.status_code == status
    return answer.content.decode().replace("\u00a0", " ")


def said(**more: object) -> dict[str, object]:
    """What the form sends for a book to somebody who said yes."""
    return {
        "cliente": ACCOUNT, "direction": "out", "kind": "gift", "what": "Un libro", "on": f"{timezone.localdate()}",
        "ours": str(me("kam" if Person.objects.filter(role="kam").exists() else "director").pk), "cost": "90.000",
    } | more  # fmt: skip


def test_empty_says_what_belongs_here(diana: Client) -> None:
    shown = page(diana)
    assert "Nadie ha anotado nada todavía" in shown
    assert "Nada espera aprobación" in page(diana, PAGE + "por-aprobar/")
    assert "Nada cae en los próximos 30 días" in page(diana, PAGE + "calendario/")
    assert "Ninguna cuenta tiene una licitación" in page(diana, PAGE + "licitaciones/")


def test_the_register_says_what_it_adds_up_to_and_that_unknown_is_not_zero(diana: Client) -> None:
    by = me()
    act(by, cost=120_000, what="Agenda")
    act(by, APPROVED, 300_000, what="Boletas")
    act(by, APPROVED, None, kind="lunch", what="Almuerzo")
    act(by, DECLINED, 900_000, what="Reloj")
    act(by, cost=50_000, direction="in", what="Galletas")
    shown = page(diana)
    for words in ("$ 420.000", "$ 50.000", "1 sin costo", "Reloj", "no se sabe"):
        assert words in shown, words
    for query, there, gone in (
        ({"q": "boletas"}, "Boletas", "Agenda"),
        ({"estado": DECLINED}, "Reloj", "Agenda"), ({"tipo": "lunch"}, "Almuerzo", "Reloj"),
        ({"sentido": "in"}, "Galletas", "Reloj"), ({"costo": "sin"}, "Almuerzo", "Agenda"), ({"solo": "mias"}, "Agenda", "zzz"),
    ):  # fmt: skip
        found = page(diana, **query)  # type: ignore[arg-type]
        assert there in found
        assert gone not in found
    assert "cumple este filtro" in page(diana, q="zzz")
    first = page(diana, orden="cost").index("Galletas")
    assert first < page(diana, orden="cost").index("Boletas")
    assert page(diana, orden="-cost").index("Reloj") < page(diana, orden="-cost").index("Galletas")


def test_a_filtered_list_comes_alone_to_htmx(diana: Client) -> None:
    act(me())
    answer = diana.get(PAGE, {"q": "libro"}, headers={"HX-Request": "true"})
    assert b"<html" not in answer.content
    assert "HX-Request" in answer["Vary"]


def test_a_manager_sees_only_their_accounts_and_what_they_gave(berta: Client) -> None:
    act(me(), what="Ajeno", customer=OTHER)
    act(me(), what="De su cuenta")
    act(me(), what="Suyo", customer=OTHER, ours=me("kam"))
    shown = page(berta)
    assert "De su cuenta" in shown
    assert "Suyo" in shown
    assert "Ajeno" not in shown
    other = Hospitality.objects.get(what="Ajeno")
    assert berta.get(f"{PAGE}{other.pk}/").status_code == 404
    assert "reservad" in page(berta, f"/cuentas/{OTHER}/atenciones/")
    assert "Ajeno" not in page(berta, f"/cuentas/{OTHER}/atenciones/")


def test_it_is_written_down_and_taken_back(berta: Client) -> None:
    rosa = guest()
    assert "Rosa Gómez" in page(berta, NEW, cliente=ACCOUNT)
    answer = berta.post(NEW, said(contacts=[str(rosa.pk)]), follow=True)
    row = Hospitality.objects.get()
    assert answer.redirect_chain[-1][0] == f"{PAGE}{row.pk}/"
    assert (row.state, row.cost) == (ALLOWED, 90_000)
    assert "dentro de los límites" in answer.content.decode()
    berta.post(f"{PAGE}{row.pk}/retirar/")
    row.refresh_from_db()
    assert row.state == CANCELLED
    assert "Traerla de vuelta" in page(berta, f"{PAGE}{row.pk}/")
    berta.post(f"{PAGE}{row.pk}/restaurar/")
    row.refresh_from_db()
    assert row.state == ALLOWED
    assert AuditEvent.objects.filter(about=f"hospitality:{row.pk}").count() == 3


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"contacts": []}, "a nadie"), ({"what": " "}, "Di qué es"), ({"cost": "mucho"}, "no es un número"),
        ({"cost": "-5"}, "costo no puede ser menor que cero"),
        ({"on": "31/31/2026"}, "No es una fecha"), ({"on": "2050-01-01"}, "demasiado lejos"),
        ({"kind": "yate"}, "Elige uno de la lista"), ({"ours": "999999"}, "Esa persona ya no está"),
        ({"contacts": ["999999"]}, "Elige entre las personas del cliente"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_and_what_was_typed_stays(berta: Client, wrong: dict[str, object], words: str) -> None:
    rosa = guest()
    answer = berta.post(NEW, said(contacts=[str(rosa.pk)], document="FV-123") | wrong)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "field-error" in shown
    assert words in shown
    assert 'value="FV-123"' in shown
    assert not Hospitality.objects.exists()


def test_without_consent_it_says_so_beside_the_people(berta: Client) -> None:
    beto = guest("Beto Nuevo", said=False)
    answer = berta.post(NEW, said(contacts=[str(beto.pk)]))
    assert answer.status_code == 422
    assert "Beto Nuevo no ha dado su consentimiento" in answer.content.decode()
    refused = berta.post(NEW, said(contacts=[str(beto.pk)], declined="on"), follow=True)
    assert Hospitality.objects.get().state == DECLINED
    assert "no cuenta para nada" in refused.content.decode()


def test_a_note_fills_the_form_in(berta: Client) -> None:
    rosa, now, today = guest(), timezone.now(), timezone.localdate()
    note = Touchpoint.objects.create(
        customer=ACCOUNT, on=today, kind="hospitality", direction="out", text="Almuerzo con Rosa en Salúa", stems="", by=me(),
        at=now, changed_at=now, cost=85_000,
    )  # fmt: skip
    TouchpointContact.objects.create(touchpoint=note, contact=rosa)
    shown = page(berta, NEW, cliente=ACCOUNT, desde=str(note.pk))
    assert "Almuerzo con Rosa en Salúa" in shown
    assert "85.000" in shown
    assert "checked" in shown
    berta.post(f"{NEW}?desde={note.pk}", said(contacts=[str(rosa.pk)]))
    assert Hospitality.objects.get().said_in == note


def test_without_a_customer_it_asks_for_one_first(berta: Client) -> None:
    assert "Continuar" in page(berta, NEW)
    assert "Nadie ha anotado las personas de este cliente" in page(berta, NEW, cliente=ACCOUNT)
    assert berta.post(NEW, {"who": "nadie se llama así"}).status_code == 422
    assert "disabled" in page(berta, NEW, cliente=OTHER), "it is not their account"


def test_past_the_limit_it_waits_and_somebody_else_decides(berta: Client, diana: Client) -> None:
    rosa = guest()
    berta.post(NEW, said(contacts=[str(rosa.pk)], cost="400.000"))
    row = Hospitality.objects.get()
    address = f"{PAGE}{row.pk}/"
    assert "$ 400.000" in page(berta, address)
    assert berta.post(address + "decidir/aprobar/", {"words": "Sí"}).status_code == 403
    queue = page(diana, PAGE + "por-aprobar/")
    assert "Un libro" in queue
    assert "Decidir" in queue
    assert diana.post(address + "decidir/rechazar/", {"words": " "}).status_code == 422
    diana.post(address + "decidir/aprobar/", {"words": "Aniversario"})
    row.refresh_from_db()
    assert (row.state, row.approved_cost) == (APPROVED, 400_000)
    assert "Aniversario" in page(diana, address)
    diana.post(address + "decidir/reabrir/")
    row.refresh_from_db()
    assert row.state == WAITING
    diana.post(address + "decidir/rechazar/", {"words": "Es mucho"})
    row.refresh_from_db()
    assert row.state == REJECTED
    twice = diana.post(address + "decidir/aprobar/", {"words": "Sí"})
    assert twice.status_code == 422
    assert diana.post(address + "decidir/bailar/").status_code == 404


def test_nobody_decides_on_their_own_and_is_told_why(diana: Client) -> None:
    row = act(me(), WAITING, 400_000)
    assert "no la aprueba" in page(diana, PAGE + "por-aprobar/")
    answer = diana.post(f"{PAGE}{row.pk}/decidir/aprobar/", {"words": "Me la apruebo"})
    assert answer.status_code == 422
    assert "Me la apruebo" in answer.content.decode()
    row.refresh_from_db()
    assert row.state == WAITING


def test_the_queue_counts_only_what_one_may_decide(diana: Client) -> None:
    act(me(), WAITING, 400_000)
    assert "te esperan" not in page(diana)
    karla = officer("kam", "Karla")
    act(karla, WAITING, 400_000, customer=OTHER)
    assert '<span class="c">1' in page(diana)


def test_its_cost_is_written_down_and_waits_again(berta: Client) -> None:
    row = act(me("kam"), cost=None, kind="lunch")
    address = f"{PAGE}{row.pk}/costo/"
    berta.post(address, {"cost": "100.000", "document": "FV-9"})
    row.refresh_from_db()
    assert (row.state, row.cost, row.document) == (ALLOWED, 100_000, "FV-9")
    berta.post(address, {"cost": "500.000"})
    row.refresh_from_db()
    assert row.state == WAITING
    wrong = berta.post(address, {"cost": "quinientos"})
    assert wrong.status_code == 422
    assert "quinientos" in wrong.content.decode()
    berta.post(f"{PAGE}{row.pk}/rechazada/")
    row.refresh_from_db()
    assert row.state == DECLINED
    assert berta.post(f"{PAGE}{row.pk}/rechazada/").status_code == 422
    assert berta.post(f"{PAGE}{row.pk}/volar/").status_code == 404
    assert berta.get(f"{PAGE}{row.pk}/retirar/").status_code == 405


def test_a_split_gift_leads_to_the_others(berta: Client) -> None:
    rosa = guest()
    first = act(me("kam"), cost=100_000, to=rosa, what="Primera parte", days=5)
    berta.post(NEW, said(contacts=[str(rosa.pk)], cost="100.000", what="Segunda parte"))
    second = Hospitality.objects.get(what="Segunda parte")
    shown = page(berta, f"{PAGE}{second.pk}/")
    assert f'href="{PAGE}{first.pk}/"' in shown
    assert "cuentan juntas" in shown
    assert "Segunda parte" in page(berta, divididas="si")
    assert "Primera parte" not in page(berta, divididas="si")


def test_the_days_ahead_greet_who_said_yes_and_count_who_did_not(berta: Client, diana: Client) -> None:
    soon = timezone.localdate() + timedelta(days=3)
    guest("Cumple Pronto", birth_day=soon.day, birth_month=soon.month)
    guest("Calla Siempre", birth_day=soon.day, birth_month=soon.month, said=False)
    guest("Otra Cuenta", OTHER, birth_day=soon.day, birth_month=soon.month)
    act(me("kam"), days=-5, what="Boletas de teatro")
    tender(me(), days=4)
    shown = page(diana, PAGE + "calendario/")
    for words in ("Cumple Pronto", "Otra Cuenta", "Boletas de teatro", "Licitación de pegantes", "1 cumpleaños más"):
        assert words in shown, words
    assert "Calla Siempre" not in shown
    mine = page(berta, PAGE + "calendario/")
    assert "Cumple Pronto" in mine
    assert "Otra Cuenta" not in mine
    assert "Licitación de pegantes" not in mine


def test_birthdays_are_reserved_for_who_may_see_them(diana: Client, signed_in: As) -> None:
    soon = timezone.localdate() + timedelta(days=3)
    guest("Cumple Pronto", birth_day=soon.day, birth_month=soon.month)
    shown = page(signed_in("management"), PAGE + "calendario/")
    assert "Cumple Pronto" not in shown
    assert "Los cumpleaños los ve" in shown


def test_a_tender_is_opened_refuses_and_is_ended(diana: Client, berta: Client) -> None:
    address, today, rosa = PAGE + "licitaciones/", timezone.localdate(), guest()
    sent = {"cliente": ACCOUNT, "since": f"{today}", "until": "", "why": "Licitación 2027"}
    assert berta.post(address + "nueva/", sent | {"why": ""}).status_code == 422
    assert berta.post(address + "nueva/", sent | {"until": "2020-01-01"}).status_code == 422
    berta.post(address + "nueva/", sent)
    kept = TenderBlackout.objects.get()
    assert "Licitación 2027" in page(berta, address)
    answer = berta.post(NEW, said(contacts=[str(rosa.pk)]))
    assert answer.status_code == 422
    assert "ninguna aprobación la levanta" in answer.content.decode()
    assert "Licitación 2027" in page(berta, f"/cuentas/{ACCOUNT}/atenciones/")
    assert berta.post(f"{address}{kept.pk}/terminar/", {"words": "x"}).status_code == 403
    assert diana.post(f"{address}{kept.pk}/terminar/", {"words": ""}).status_code == 422
    diana.post(f"{address}{kept.pk}/terminar/", {"words": "La ganó otro"})
    assert diana.post(f"{address}{kept.pk}/terminar/", {"words": "otra vez"}).status_code == 422
    assert "Licitación 2027" not in page(diana, address)
    assert "La ganó otro" in page(diana, address, ver="todo")


def test_the_tab_of_an_account_says_what_is_left(berta: Client) -> None:
    rosa = guest(public_official=None)
    act(me("kam"), cost=1_000_000, to=rosa)
    shown = page(berta, f"/cuentas/{ACCOUNT}/atenciones/")
    for words in ("$ 1.000.000", "$ 4.000.000", "el límite más estricto", "Un libro de cocina"):
        assert words in shown, words
    assert berta.get("/cuentas/NADIE/atenciones/").status_code == 404


@pytest.mark.parametrize("kind", ["csv", "xlsx", "pdf"])
def test_the_files_hold_the_whole_register_and_are_logged(diana: Client, kind: str) -> None:
    act(me(), DECLINED, 66_000, what="Reloj")
    answer = diana.get(f"{PAGE}archivo/atenciones.{kind}")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    assert content.startswith({"csv": b"\xef\xbb\xbf", "xlsx": b"PK", "pdf": b"%PDF"}[kind])
    if kind == "csv":
        assert "Reloj" in content.decode()
        assert "66000" in content.decode()
    assert AuditEvent.objects.filter(what="hospitality.exported").count() == 1
    assert diana.get(f"{PAGE}archivo/atenciones.exe").status_code == 404
    assert diana.get(f"{PAGE}archivo/otra.csv").status_code == 404


@pytest.mark.parametrize(
    "address", [PAGE, PAGE + "por-aprobar/", PAGE + "calendario/", f"/cuentas/{ACCOUNT}/atenciones/"]
)
def test_pages_cost_the_same_with_ten_and_with_many(diana: Client, address: str) -> None:
    def cost(size: int, make: Callable[[int], object]) -> tuple[int, int]:
        for at in range(size):
            make(at)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answer = diana.get(address)
        return len(asked), len(gzip.compress(answer.content))

    karla, states = officer("kam", "Karla"), (ALLOWED, WAITING)
    diana.get(address)
    few = cost(10, lambda at: act(karla, states[at % 2], days=-at % 20))
    many = cost(70, lambda at: act(karla, states[at % 2], days=-at % 20))
    assert few[0] == many[0] <= MOST_QUERIES
    assert many[1] <= HEAVIEST


def test_the_world_of_the_tests_shows_every_state(diana: Client) -> None:
    gifts_made.world(me())
    shown = page(diana)
    for words in ("espera aprobación", "con aprobación", "aprobación negada", "no aceptada", "dividida"):
        assert words in shown, words
