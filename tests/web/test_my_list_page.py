"""Mi lista on the web: one's own customers, order, strategy and reminders; nobody else's business."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from clave.actions import personal_lists as actions
from clave.store.models import Nomination, Person, PersonalAccount, Reminder, SelectionRun
from clave.store.own_lists import own_list
from clave.store.roles import ROLES, STAFF
from tests.web import made
from tests.web.conftest import NOW, As, KeepAccounts
from tests.web.test_debate_page import MOST_QUERIES, queries
from tests.web.test_policy_pages import text

PAGE = "/mi-lista/"
FORMS = ("", "quitar/", "recordar/", "postular/")


@pytest.fixture
def kept(keep_accounts: KeepAccounts) -> SelectionRun:
    return keep_accounts(20)


@pytest.fixture
def kam(signed_in: As, kept: SelectionRun) -> Client:
    return signed_in("kam")


def me(role: str = "kam") -> Person:
    return Person.objects.get(role=role)


def add(client: Client, number: int = 0) -> PersonalAccount:
    client.post(PAGE + "agregar/", {"cliente": made.code(number)})
    return PersonalAccount.objects.latest("pk")


def remember(client: Client, account: PersonalAccount, what: str = "Llamar", days: int = 0) -> Reminder:
    day = timezone.localdate() + timedelta(days=days)
    client.post(f"{PAGE}{account.pk}/recordar/", {"text": what, "due_on": day.isoformat()})
    return Reminder.objects.latest("pk")


def back(client: Client, page: str = PAGE) -> tuple[str, dict[str, str]]:
    """Where «Deshacer» leads, and with what."""
    shown = client.get(page).content.decode()
    form = re.search(r'class="note ok mb3".*?action="([^"]+)"(.*?)</form>', shown, re.DOTALL)
    assert form, "nothing to undo"
    return form[1], dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[2]))


def test_an_empty_list_says_how_it_fills(kam: Client) -> None:
    shown = text(kam.get(PAGE))
    assert "Tu lista está vacía" in shown
    assert "solo tú la ves" in shown


def test_a_customer_is_searched_added_described_and_taken_off(kam: Client) -> None:
    name = kam.get(PAGE, {"q": made.code(0)}).content.decode()
    assert f'name="cliente" value="{made.code(0)}"' in name
    answer = kam.post(PAGE + "agregar/", {"cliente": made.code(0)})
    account = PersonalAccount.objects.get()
    assert answer.headers["Location"] == f"{PAGE}{account.pk}/"
    assert "en tu lista" in text(kam.get(PAGE, {"q": made.code(0)}))
    kam.post(f"{PAGE}{account.pk}/", {"estrategia": "Crecer con ellos en Cali"})
    kam.post(*back(kam, f"{PAGE}{account.pk}/"))
    assert PersonalAccount.objects.get().strategy == ""
    kam.post(f"{PAGE}{account.pk}/", {"estrategia": "Crecer"})
    assert "Crecer" in text(kam.get(PAGE))
    kam.post(f"{PAGE}{account.pk}/quitar/")
    assert not PersonalAccount.objects.exists()
    kam.post(*back(kam))
    assert PersonalAccount.objects.get().strategy == "Crecer"


def test_from_the_page_of_an_account(kam: Client) -> None:
    page = f"/cuentas/{made.code(0)}/"
    assert "A mi lista" in text(kam.get(page))
    account = add(kam)
    shown = kam.get(page)
    assert "En mi lista" in text(shown)
    assert f'href="{PAGE}{account.pk}/"' in shown.content.decode()


@pytest.mark.parametrize("code", ["", "NONE", "x" * 500, "<b>"])
def test_a_customer_nobody_knows_is_a_sentence(kam: Client, code: str) -> None:
    answer = kam.post(PAGE + "agregar/", {"cliente": code})
    assert answer.status_code == 422
    assert "Ningún cliente tiene el código" in text(answer)
    assert not PersonalAccount.objects.exists()


def test_nobody_else_sees_it_whatever_the_role(signed_in: As, kam: Client) -> None:
    account = add(kam)
    kam.post(f"{PAGE}{account.pk}/", {"estrategia": "Secreto"})
    reminder = remember(kam, account, "Secreto también")
    for role in STAFF:
        if role == "kam":
            continue
        other = signed_in(role)
        shown = other.get(PAGE)
        assert "Secreto" not in shown.content.decode()
        assert [other.get(f"{PAGE}{account.pk}/").status_code] == [404]
        for form in FORMS:
            assert other.post(f"{PAGE}{account.pk}/{form}", {"text": "x", "razon": "x"}).status_code == 404, (
                role,
                form,
            )
        for act in ("hecho", "aplazar", "quitar", "pendiente"):
            assert other.post(f"{PAGE}recordatorios/{reminder.pk}/{act}/").status_code == 404, (role, act)
        sheet = b"".join(other.get(PAGE + "mi-lista.csv").streaming_content).decode()  # type: ignore[attr-defined]
        assert "Secreto" not in sheet
    assert signed_in("contact").get(PAGE).status_code == 404
    assert set(ROLES) - set(STAFF) == {"contact"}
    assert own_list(me()).rows[0].account.strategy == "Secreto"


def test_who_may_not_open_accounts_sees_names_and_own_notes(signed_in: As, kept: SelectionRun) -> None:
    dispatch = signed_in("dispatch")
    account = add(dispatch)
    shown = text(dispatch.get(PAGE))
    assert account.name.split()[0] in shown
    for hidden in ("$", "En mi orden", "Salud", "Compras"):
        assert hidden not in shown, hidden
    assert "$" not in text(dispatch.get(f"{PAGE}{account.pk}/"))
    assert dispatch.get(PAGE + "orden/").status_code == 404
    sheet = b"".join(dispatch.get(PAGE + "mi-lista.csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert "Compras" not in sheet
    assert "Puntaje" not in sheet
    credit = signed_in("credit")
    add(credit)
    assert "$" in text(credit.get(PAGE))
    assert "En mi orden" not in text(credit.get(PAGE))


def test_ones_own_order_sorts_the_list(kam: Client) -> None:
    for number in range(6):
        add(kam, number)
    usual = own_list(me()).order
    moved = kam.post(PAGE + "orden/", {"order": ",".join(usual), "mover": f"{usual[1]}:-1"})
    assert moved.status_code == 200
    assert f'name="order" value="{usual[1]},{usual[0]}' in moved.content.decode()
    assert own_list(me()).order == usual
    part = {"HX-Request": "true", "HX-Target": "order"}
    answer = kam.post(PAGE + "orden/", {"order": ",".join(usual[::-1]), "guardar": "1"}, headers=part)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, PAGE)
    assert own_list(me()).order == usual[::-1]
    places = re.findall(r'<td class="n b">(\d+)</td>', kam.get(PAGE).content.decode())
    assert places == [str(place) for place in range(1, len(places) + 1)]
    assert kam.post(PAGE + "orden/", {"volver": "1"}).status_code == 302
    assert own_list(me()).order == usual


@pytest.mark.parametrize("order", ["", "volume", "volume,volume", "nonsense", "x" * 9000])
def test_an_order_that_is_none_changes_nothing(kam: Client, order: str) -> None:
    usual = own_list(me()).order
    kam.post(PAGE + "orden/", {"order": order, "guardar": "1"})
    assert own_list(me()).order == usual


def test_reminders_due_first_done_put_off_and_undone(kam: Client) -> None:
    account = add(kam)
    later, late = remember(kam, account, "Enviar la muestra", 5), remember(kam, account, "Llamar", -2)
    shown = text(kam.get(PAGE))
    assert "1 recordatorio espera hoy" in shown
    assert shown.index("Llamar") < shown.index("Enviar la muestra")
    assert "vencido hace 2 días" in shown
    act = f"{PAGE}recordatorios/{late.pk}/"
    kam.post(act + "hecho/")
    assert Reminder.objects.get(pk=late.pk).done_at is not None
    kam.post(*back(kam))
    assert Reminder.objects.get(pk=late.pk).done_at is None
    kam.post(act + "aplazar/", {"cuanto": "semana"})
    assert Reminder.objects.get(pk=late.pk).due_on == timezone.localdate() + timedelta(days=7)
    kam.post(*back(kam))
    assert Reminder.objects.get(pk=late.pk).due_on == timezone.localdate() - timedelta(days=2)
    kam.post(act + "aplazar/", {"cuanto": "nonsense", "dia": "mañana"})
    assert Reminder.objects.get(pk=late.pk).due_on == timezone.localdate() + timedelta(days=1)
    kam.post(f"{PAGE}recordatorios/{later.pk}/quitar/", {"en": "cuenta"})
    kam.post(*back(kam, f"{PAGE}{account.pk}/"))
    assert Reminder.objects.filter(text="Enviar la muestra").count() == 1
    assert kam.post(act + "nonsense/").status_code == 404


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": ""}, "Escribe en una frase qué quieres hacer"), ({"due_on": ""}, "Elige un día"),
        ({"due_on": "mañana"}, "fecha"), ({"text": "x" * 281}, "280"),
    ],
)  # fmt: skip
def test_a_reminder_that_cannot_be_is_said_beside_its_field(kam: Client, fields: dict[str, str], sentence: str) -> None:
    account = add(kam)
    given = {"text": "Lo que escribí", "due_on": "2026-12-01", **fields}
    answer = kam.post(f"{PAGE}{account.pk}/recordar/", given)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert given["text"][:200] in answer.content.decode()
    assert not Reminder.objects.exists()


@pytest.mark.parametrize("page", ["estrategia/", "{number}/"])
def test_a_strategy_that_is_too_long_stays_to_be_shortened(kam: Client, page: str) -> None:
    account = add(kam)
    answer = kam.post(PAGE + page.format(number=account.pk), {"estrategia": "x" * 281})
    assert answer.status_code == 422
    assert "tiene 281 letras, y caben 280" in text(answer).lower()
    assert "x" * 281 in answer.content.decode()


def test_it_is_nominated_with_one_reason(kam: Client) -> None:
    account = add(kam, 5)
    kam.post(f"{PAGE}{account.pk}/", {"estrategia": "Secreto"})
    refused = kam.post(f"{PAGE}{account.pk}/postular/", {"razon": "  "})
    assert refused.status_code == 422
    assert not Nomination.objects.exists()
    kam.post(f"{PAGE}{account.pk}/postular/", {"razon": "Nos recomienda siempre"})
    one = Nomination.objects.get()
    assert (one.customer, one.reason, one.from_personal, one.by) == (made.code(5), "Nos recomienda siempre", True, me())
    shown = text(kam.get(f"{PAGE}{account.pk}/"))
    assert "Lo postulaste" in shown
    again = kam.post(f"{PAGE}{account.pk}/postular/", {"razon": "Otra vez"})
    assert again.status_code == 422
    assert "Otra vez" in again.content.decode() or "postul" in text(again).lower()


def test_it_can_be_taken_along(kam: Client) -> None:
    account = add(kam)
    kam.post(f"{PAGE}{account.pk}/", {"estrategia": "=2+2"})
    remember(kam, account, "Llamar", 3)
    sheet = b"".join(kam.get(PAGE + "mi-lista.csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert made.code(0) in sheet
    assert "Llamar" in sheet
    assert ";=2+2" not in sheet, "a formula is text"
    book = kam.get(PAGE + "mi-lista.xlsx")
    assert b"".join(book.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]
    assert kam.get(PAGE + "mi-lista.pdf").status_code == 404


def test_one_customer_and_thirty_cost_the_same_queries(signed_in: As, keep_accounts: KeepAccounts) -> None:
    keep_accounts(40)
    kam = signed_in("kam")
    add(kam)
    kam.get(PAGE)
    few = queries(kam, PAGE)
    for number in range(1, 30):
        account = actions.add_personal_account(by=me(), now=NOW, customer=made.code(number), name=f"Cliente {number}")
        actions.add_reminder(by=me(), now=NOW, account=account, due_on=date(2026, 11, 20), text="Llamar")
    assert queries(kam, PAGE) == few <= MOST_QUERIES
