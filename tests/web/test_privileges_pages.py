"""«Lo que le debemos», Privilegios, Condiciones and Mínimos: what they show, what they refuse beside its field, files."""

from __future__ import annotations

import gzip
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from clave.actions.conditions import give_condition
from clave.actions.grants import end_grant, give_grant
from clave.actions.landing import land_account
from clave.actions.minimums import set_minimum
from clave.privileges.conditions import Condition as Agreed
from clave.privileges.minimums import Minimum
from clave.store.models import AuditEvent, Condition, Grant, MinimumRule, Person, SelectionRun
from clave.store.privileges import held_of, standing_grants
from tests.store.lives import brought, plan
from tests.web.conftest import As

CODE = "C-0001"
TAB, ALL = f"/cuentas/{CODE}/beneficios/", "/privilegios/"
CONDITIONS, MINIMUMS = "/privilegios/condiciones/", "/privilegios/minimos/"
MOST_QUERIES, HEAVIEST = 25, 15_360
pytestmark = pytest.mark.django_db


@pytest.fixture
def director(signed_in: As, run: SelectionRun) -> Client:
    """Who gives."""
    return signed_in("director")


@pytest.fixture
def me(director: Client) -> Person:
    """The director as a person."""
    return Person.objects.get(role="director")


def page(client: Client, address: str, **given: str) -> str:
    return client.get(address, given).content.decode()


def today() -> str:
    return f"{timezone.localdate()}"


def later(days: int) -> str:
    return f"{timezone.localdate() + timedelta(days=days)}"


def condition(**changed: object) -> Agreed:
    day = timezone.localdate()
    said = {
        "account": CODE, "kind": "discount", "value": Decimal("0.05"), "since": day, "until": day + timedelta(days=30),
        "reason": "forecast", "words": "Avisa cada mes",
    }  # fmt: skip
    return Agreed(**(said | changed))  # type: ignore[arg-type]


def test_an_account_that_is_not_key_is_owed_what_everybody_is(director: Client) -> None:
    shown = page(director, TAB)
    assert "No es cliente clave" in shown
    assert "dar=" not in shown


def test_what_it_has_with_promise_department_and_why(director: Client) -> None:
    brought(CODE, "confirmed")
    shown = page(director, TAB)
    assert "8 privilegios vigentes" in shown
    for words in ("Prioridad de despacho", "14\u00a0días", "Despacho", "Por la plantilla de su categoría"):
        assert words in shown


def test_the_customer_reads_what_it_has_in_its_language(director: Client) -> None:
    brought(CODE, "confirmed")
    assert "Piden lo que necesitan, sin mínimo" in page(director, TAB, idioma="es")
    assert "You order what you need" in page(director, TAB, idioma="en")


def test_giving_changing_ending_and_taking_back(director: Client) -> None:
    brought(CODE, "confirmed")
    assert "Horas al año" in page(director, TAB, dar="laboratory")
    given = director.post(
        f"{TAB}dar/laboratory/", {"since": today(), "hours": "40", "reason": "Prueba con nosotros"}, follow=True
    )
    assert "Privilegio dado: Laboratorio" in given.content.decode()
    row = standing_grants().get(privilege="laboratory")
    director.post(f"{TAB}{row.pk}/cambiar/", {"since": today(), "hours": "60", "reason": "Otro ensayo"})
    row = standing_grants().get(privilege="laboratory")
    assert row.parameters == {"hours": 60.0}
    director.post(f"{TAB}{row.pk}/terminar/", {"last": today(), "because": "Terminó el ensayo"})
    row = standing_grants().get(privilege="laboratory")
    assert row.until == timezone.localdate()
    director.post(f"{TAB}{row.pk}/deshacer/")
    assert standing_grants().get(privilege="laboratory").until is None
    assert "Terminó el ensayo" in page(director, TAB), "what was done stays to be read"


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"hours": "muchas"}, "no es un número"),
        ({"hours": "0"}, "es una cifra de"),
        ({"hours": ""}, "Escribe una cifra"),
        ({"reason": ""}, "Di en una frase por qué"),
        ({"since": "ayer"}, "No es una fecha"),
        ({"until": "2020-01-01"}, "Terminaría antes de empezar"),
    ],
)
def test_what_cannot_be_given_is_said_beside_its_field_and_what_was_typed_stays(
    director: Client, sent: dict[str, str], sentence: str
) -> None:
    brought(CODE, "confirmed")
    typed = {"since": today(), "hours": "40", "reason": "Prueba con nosotros"} | sent
    answer = director.post(f"{TAB}dar/laboratory/", typed)
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert sentence in shown
    assert "field-error" in shown
    assert all(value in shown for value in typed.values() if value)
    assert not Grant.objects.filter(privilege="laboratory").exists()


def test_while_it_lands_the_page_proposes_to_end_what_it_has(director: Client, me: Person) -> None:
    brought(CODE, "confirmed")
    land_account(
        by=me,
        now=timezone.now(),
        customer=CODE,
        on=timezone.localdate(),
        reason="Vendió",
        plan=plan(me, timezone.localdate()),
    )
    assert "8 privilegios no tienen fin" in page(director, TAB)
    refused = director.post(f"{TAB}aterrizaje/", {"because": " "})
    assert refused.status_code == 422
    director.post(f"{TAB}aterrizaje/", {"because": "Como se le dijo"})
    assert "no tienen fin" not in page(director, TAB)
    assert held_of(CODE, timezone.localdate())


def test_what_its_category_gives_more_is_offered_and_given(director: Client, me: Person) -> None:
    brought(CODE, "confirmed")
    number = standing_grants().get(privilege="report").pk
    end_grant(by=me, now=timezone.now(), number=number, last=timezone.localdate() - timedelta(0), because="Un error")
    row = standing_grants().get(privilege="report")
    assert row.until == timezone.localdate()
    assert "Informe de consumo" in page(director, TAB)


def test_foreign_numbers_and_unknown_privileges_do_not_exist(director: Client) -> None:
    brought(CODE, "confirmed")
    brought("C-0002", "confirmed")
    theirs = standing_grants().filter(customer="C-0002").first()
    assert theirs
    for address in (
        f"{TAB}{theirs.pk}/terminar/",
        f"{TAB}dar/oro/",
        f"{TAB}dar/preferential/",
        f"{TAB}1/saltar/",
        f"{TAB}otro/",
    ):
        assert director.post(address).status_code == 404, address
    assert director.get(TAB, {"terminar": "9" * 40}).status_code == 200


def test_the_page_of_privileges_filters_sorts_and_is_taken_out(director: Client, me: Person) -> None:
    brought(CODE, "confirmed", name="Calzado La Sabana S.A.S.")
    brought("C-0002", "confirmed", name="Empaques del Cauca", category="knowledge")
    give_grant(
        by=me, now=timezone.now(), customer=CODE, privilege="returns", since=timezone.localdate(),
        parameters={"times": 3}, reason="Devuelve poco",
    )  # fmt: skip
    whole = page(director, ALL)
    assert "2 clientes tienen 17 privilegios, 1 propio" in whole or "17" in whole
    part = director.get(ALL, {"privilegio": "returns"}, headers={"HX-Request": "true"}).content.decode()
    assert "Calzado La Sabana" in part
    assert "Empaques" not in part
    assert "Empaques" in page(director, ALL, categoria="knowledge", q="empa", departamento="lab", orden="-name")
    assert "Ningún privilegio" in page(director, ALL, q="zzz")
    csv = b"".join(director.get("/privilegios/privilegios.csv", {"propios": "1"}).streaming_content).decode()  # type: ignore[attr-defined]
    assert csv.count("\n") == 2
    book = b"".join(director.get("/privilegios/privilegios.xlsx").streaming_content)  # type: ignore[attr-defined]
    assert ZipFile(BytesIO(book)).testzip() is None
    assert AuditEvent.objects.filter(what="privileges.exported").count() == 2


def test_everybody_of_the_company_knows_who_has_what(signed_in: As, run: SelectionRun) -> None:
    brought(CODE, "confirmed", name="Calzado La Sabana")
    shown = page(signed_in("dispatch"), ALL)
    assert "Calzado La Sabana" in shown
    assert TAB not in shown, "but only who sees the accounts is led to them"


def test_a_condition_is_given_announced_ended_and_taken_back(director: Client) -> None:
    brought(CODE, "confirmed", name="Calzado La Sabana")
    sent = {
        "customer": CODE, "kind": "discount", "value": "5", "since": today(), "until": later(30), "reason": "forecast",
        "words": "Avisa cada mes", "quantity": "5.000",
    }  # fmt: skip
    assert director.post(f"{CONDITIONS}nueva/", sent).status_code == 302
    row = Condition.objects.get()
    assert (row.value, row.quantity) == (Decimal("0.05"), Decimal(5000))
    shown = page(director, CONDITIONS)
    for words in ("5\u00a0%", "Por vencer", "Avisa cada mes", "Nos avisa con tiempo lo que va a comprar"):
        assert words in shown
    assert "preferencial" in page(director, TAB)
    director.post(f"{CONDITIONS}{row.pk}/terminar/", {"last": today(), "because": "Dejó de avisar"})
    ended = Condition.objects.get(replaced_by=None)
    assert ended.until == timezone.localdate()
    director.post(f"{CONDITIONS}{ended.pk}/deshacer/")
    assert Condition.objects.get(replaced_by=None).until == row.until
    assert director.post(f"{CONDITIONS}{row.pk}/deshacer/").status_code == 422


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"value": "35"}, "un descuento es del 30\u00a0% como máximo"),
        ({"value": "x"}, "no es un número"),
        ({"kind": "terms", "value": "61"}, "60\u00a0días"),
        ({"kind": "price", "value": "9.000"}, "se acuerda para un producto"),
        ({"until": "2099-01-01"}, "como máximo"),
        ({"reason": ""}, "Escoge la razón"),
        ({"words": ""}, "Escribe qué lo muestra"),
        ({"customer": "C-0009"}, "no es cliente clave"),
        ({"quantity": "-4"}, "Un límite es mayor que cero"),
    ],
)
def test_a_condition_that_must_not_be_is_refused_beside_its_field(
    director: Client, sent: dict[str, str], sentence: str
) -> None:
    brought(CODE, "confirmed")
    typed = {
        "customer": CODE, "kind": "discount", "value": "5", "since": today(), "until": later(30), "reason": "forecast",
        "words": "Avisa cada mes",
    } | sent  # fmt: skip
    answer = director.post(f"{CONDITIONS}nueva/", typed)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert sentence.lower() in shown.lower()
    assert not Condition.objects.exists()


def test_compliance_reads_the_objective_reasons_and_gives_none(signed_in: As, run: SelectionRun) -> None:
    brought(CODE, "confirmed")
    client = signed_in("compliance")
    assert client.get(CONDITIONS).status_code == 200
    assert client.get(f"{CONDITIONS}nueva/").status_code == 403
    assert client.get("/privilegios/condiciones/condiciones.csv").status_code == 200


def test_a_minimum_is_set_ended_and_taken_back_and_two_that_contradict_are_refused(director: Client) -> None:
    sent = {"of": "order", "measure": "money", "amount": "900.000", "since": today(), "reason": "Un viaje"}
    assert director.post(f"{MINIMUMS}nuevo/", sent).status_code == 302
    again = director.post(f"{MINIMUMS}nuevo/", sent | {"amount": "500.000"})
    assert again.status_code == 422
    assert "Ya hay un mínimo para lo mismo" in again.content.decode()
    row = MinimumRule.objects.get()
    director.post(f"{MINIMUMS}{row.pk}/terminar/", {"last": today(), "because": "Cambió el flete"})
    ended = MinimumRule.objects.get(replaced_by=None)
    assert ended.until == timezone.localdate()
    director.post(f"{MINIMUMS}{ended.pk}/deshacer/")
    assert MinimumRule.objects.get(replaced_by=None).until is None
    for wrong in ({"amount": "0"}, {"amount": ""}, {"until": "2020-01-01"}, {"product": "A-1"}, {"reason": ""}):
        answer = director.post(f"{MINIMUMS}nuevo/", sent | {"channel": ""} | wrong)
        assert answer.status_code == 422, wrong
        assert "field-error" in answer.content.decode()


def test_money_stands_in_the_currency_of_the_sales_and_a_cost_in_another_is_not_known(
    director: Client, run: SelectionRun
) -> None:
    """Seen with a real book in dollars: «handling one costs $ 12.000» was what the policy says in Colombian pesos."""
    sold = page(director, MINIMUMS).replace("\u00a0", " ")
    assert "atender uno cuesta $ 12.000" in sold
    SelectionRun.objects.update(currency="USD")
    page_usd = page(director, MINIMUMS).replace("\u00a0", " ")
    assert "no se sabe cuánto cuesta atender uno: la política lo dice en COP y las ventas están en USD" in page_usd
    assert "12.000" not in page_usd


def test_without_a_condition_in_force_nothing_is_said_to_be_unreadable(director: Client) -> None:
    text = page(director, CONDITIONS)
    assert "hoy ninguna cuesta nada" in text
    assert "no se sabe cuánto cuestan" not in text


def test_pages_stay_light_however_many_there_are(
    director: Client, me: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for at in range(40):
        brought(f"C-{at:04d}", "confirmed", name=f"Cliente {at}")
        give_condition(by=me, now=timezone.now(), condition=condition(account=f"C-{at:04d}"))
    set_minimum(
        by=me, now=timezone.now(), rule=Minimum("order", "money", Decimal(9), timezone.localdate(), reason="Un viaje")
    )
    for address in (TAB, ALL, CONDITIONS, MINIMUMS, f"{CONDITIONS}nueva/", f"{MINIMUMS}nuevo/"):
        with django_assert_max_num_queries(MOST_QUERIES):
            answer = director.get(address)
        assert len(gzip.compress(answer.content)) <= HEAVIEST, address
