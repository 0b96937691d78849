"""Acting for a department: what it opens, for which account, until when, and how the log says it."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clave.actions.delegations import grant_delegation, name_head, revoke_delegation
from clave.actions.refused import Refused
from clave.actions.views import note_export
from clave.store.audit import verify
from clave.store.models import AuditEvent, Delegation, Person, SelectionRun
from clave.store.roles import DEPARTMENTS, ROLES
from tests.web.conftest import As

MADE = "C-0001"
Of = Callable[[str], Person]


def given(
    by: Person, person: Person, department: str = "credit", *codes: str, first: int = 0, last: int = 30
) -> Delegation:
    today = timezone.localdate()
    return grant_delegation(
        by=by, now=timezone.now(), today=today, person=person, department=department, customers=codes,
        starts_on=today + timedelta(first), ends_on=today + timedelta(last), purpose="cobrar en diciembre",
    )  # fmt: skip


def moved(delegation: Delegation, days: int) -> None:
    """As if it had been given so many days earlier."""
    delegation.starts_on -= timedelta(days)
    delegation.ends_on -= timedelta(days)
    delegation.save()


def entered(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def text(answer: object) -> str:
    return html.unescape(answer.content.decode())  # type: ignore[attr-defined]


@pytest.fixture
def boss(person: Of) -> Person:
    return person("director")


def test_a_delegation_opens_what_the_department_opens_and_the_menu_shows_it(
    run: SelectionRun, person: Of, boss: Person
) -> None:
    quality = person("quality")
    client = entered(quality)
    assert client.get("/cuentas/").status_code == 403
    given(boss, quality)
    assert client.get("/cuentas/").status_code == 200
    assert 'href="/cuentas/"' in text(client.get("/perfil/"))
    assert client.get("/seleccion/").status_code == 403, "Cartera has no selection either"


def test_the_written_page_names_what_may_be_done_thanks_to_it(run: SelectionRun, person: Of, boss: Person) -> None:
    kam = person("kam")
    paper = given(boss, kam, "dispatch")
    assert "Confirmar el despacho" in text(entered(kam).get(f"/delegaciones/{paper.pk}/"))


def test_for_one_account_it_opens_that_one_and_says_so_of_others(run: SelectionRun, person: Of, boss: Person) -> None:
    quality = person("quality")
    client = entered(quality)
    given(boss, quality, "credit", MADE)
    assert client.get(reverse("account_history", args=[MADE])).status_code == 200
    for address in (reverse("account_history", args=["C-0002"]), "/cuentas/"):
        answer = client.get(address)
        assert answer.status_code == 403
        assert "Tu delegación de Cartera es para otras cuentas." in text(answer)


@pytest.mark.parametrize(("days", "sentence"), [(31, "terminó el"), (-3, "empieza el")])
def test_ended_or_not_yet_begun_it_says_when(
    run: SelectionRun, person: Of, boss: Person, days: int, sentence: str
) -> None:
    quality = person("quality")
    moved(given(boss, quality), days)
    answer = entered(quality).get("/cuentas/")
    assert answer.status_code == 403
    assert f"Tu delegación de Cartera {sentence}" in text(answer)


def test_revoked_it_closes_at_once_even_where_the_page_would_not_exist(
    run: SelectionRun, person: Of, boss: Person
) -> None:
    employee = person("employee")
    client = entered(employee)
    assert client.get("/cuentas/").status_code == 404
    delegation = given(boss, employee)
    assert client.get("/cuentas/").status_code == 200
    revoke_delegation(by=boss, now=timezone.now(), delegation=delegation, why="volvió Cartera")
    answer = client.get("/cuentas/")
    assert answer.status_code == 403
    assert "fue revocada el" in text(answer)


@pytest.mark.parametrize("department", DEPARTMENTS)
@pytest.mark.parametrize("role", [key for key in ROLES if key != "contact"])
def test_every_role_gets_what_it_has_and_what_the_department_has(
    run: SelectionRun, person: Of, role: str, department: str
) -> None:
    them = person(role)
    if role == department:
        return
    giver = Person.objects.create_person(
        email="otra@clave.example", name="Otra", role="administrator", password=None, created_at=timezone.now()
    )
    given(giver, them, department)
    opens = {"administrator", "director", "kam", "management", "credit"} & {role, department}
    assert (entered(them).get("/cuentas/").status_code == 200) == bool(opens)


def test_what_is_done_thanks_to_it_alone_is_logged_on_behalf_of_the_department(
    run: SelectionRun, person: Of, boss: Person, signed_in: As
) -> None:
    quality = person("quality")
    client = entered(quality)
    given(boss, quality)
    assert b"".join(client.get("/listas/cuentas/exportar/?formato=csv"))  # type: ignore[call-overload]
    event = AuditEvent.objects.latest("number")
    assert (event.what, event.by) == ("accounts.exported", f"person:{quality.pk} for:credit")
    assert verify().broken is None
    client.post("/perfil/", {"name": "Ana Calidad", "language": "es", "theme": ""})
    assert AuditEvent.objects.latest("number").by == f"person:{quality.pk}", "what the own role allows is their own"

    log = signed_in("administrator")
    shown = text(log.get("/registro/"))
    assert "Ana Calidad (en nombre de Cartera)" in shown or "Ana quality (en nombre de Cartera)" in shown
    own = text(log.get(f"/registro/?quien=person:{quality.pk}&que=accounts.exported"))
    assert own.count("(en nombre de Cartera)") > 1, "the filter of a person holds what they did for others"
    only = log.get("/registro/", {"quien": f"person:{quality.pk} for:credit"})
    assert only.status_code == 200
    assert text(only).count("<tr><td") == 1
    assert f"person:{quality.pk} for:credit" in b"".join(log.get("/registro/registro.csv")).decode()


def test_it_costs_one_query_however_many_there_are(run: SelectionRun, person: Of, boss: Person) -> None:
    quality = person("quality")
    client = entered(quality)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("account_history", args=[MADE]))
        return sum("store_delegation" in query["sql"] for query in asked.captured_queries)

    given(boss, quality)
    first = queries()
    for number in range(20):
        given(boss, quality, ("lab", "plant", "dispatch")[number % 3], f"C-{number:04d}")
    assert first == queries() == 1


def test_only_who_may_delegates_and_every_slip_is_said(person: Of, boss: Person) -> None:
    kam, credit, today = person("kam"), person("credit"), timezone.localdate()
    for by, to in ((kam, credit), (credit, kam)):
        with pytest.raises(Refused):
            given(by, to)
    name_head(by=boss, now=timezone.now(), today=today, department="credit", person=credit)
    assert given(credit, kam).granted_by == credit
    with pytest.raises(Refused) as refused:
        given(credit, kam, "lab")
    assert refused.value.field == "department"
    slips = {
        "person": (boss, "credit", 0, 5), "ends_on": (kam, "credit", 5, 0),
    }  # fmt: skip
    for field, (who, department, first, last) in slips.items():
        with pytest.raises(Refused) as refused:
            given(boss, who, department, first=first, last=last)
        assert refused.value.field == field
    for first, last in ((-9, -1), (0, 400)):
        with pytest.raises(Refused):
            given(boss, kam, first=first, last=last)
    with pytest.raises(Refused) as refused:
        given(boss, credit)
    assert refused.value.field == "person", "who belongs to it needs no delegation"


def test_the_form_keeps_what_was_typed_and_says_it_beside_the_field(
    run: SelectionRun, boss: Person, person: Of
) -> None:
    kam, client = person("kam"), entered(boss)
    today = timezone.localdate()
    typed = {
        "persona": kam.pk, "departamento": "lab", "desde": today.isoformat(), "hasta": "2026-02-30",
        "motivo": "reservar ensayos", "alcance": "lista", "otras": "C-0001, NADA",
    }  # fmt: skip
    answer = client.post("/delegaciones/nueva/", typed)
    assert answer.status_code == 422
    shown = text(answer)
    assert "No es un día" in shown or "31/12/2026" in shown
    assert "reservar ensayos" in shown
    answer = client.post("/delegaciones/nueva/", typed | {"hasta": (today + timedelta(3)).strftime("%d/%m/%Y")})
    assert answer.status_code == 422
    assert "Nadie conoce estos códigos: NADA." in text(answer)
    assert not Delegation.objects.exists()
    typed |= {"hasta": (today + timedelta(3)).isoformat(), "otras": "C-0001"}
    answer = client.post("/delegaciones/nueva/", typed)
    made = Delegation.objects.get()
    assert (answer.status_code, made.customers, made.department) == (302, ["C-0001"], "lab")
    page = text(client.get(f"/delegaciones/{made.pk}/"))
    assert "«reservar ensayos»" in page
    assert "Deshacer" in page


def test_whom_it_does_not_concern_finds_no_delegation(boss: Person, person: Of) -> None:
    made = given(boss, person("kam"))
    assert entered(person("plant")).get(f"/delegaciones/{made.pk}/").status_code == 404
    assert entered(person("credit")).get(f"/delegaciones/{made.pk}/").status_code == 200, "it is their department"
    assert entered(person("compliance")).get(f"/delegaciones/{made.pk}/").status_code == 200


def test_ending_it_asks_why_and_whoever_has_it_may_give_it_back(boss: Person, person: Of) -> None:
    kam = person("kam")
    made = given(boss, kam)
    client = entered(kam)
    assert client.post(f"/delegaciones/{made.pk}/terminar/", {"razon": " "}).status_code == 422
    assert client.post(f"/delegaciones/{made.pk}/terminar/", {"razon": "ya cobré"}).status_code == 302
    made.refresh_from_db()
    assert made.revoked_by == kam
    again = client.post(f"/delegaciones/{made.pk}/terminar/", {"razon": "otra vez"})
    assert again.status_code == 422
    assert "no se cambió nada" in text(again).lower()


def test_heads_are_named_once_and_logged(boss: Person, person: Of) -> None:
    credit, client = person("credit"), entered(boss)
    client.post("/delegaciones/jefaturas/", {"credit": credit.pk})
    client.post("/delegaciones/jefaturas/", {"credit": credit.pk})
    assert AuditEvent.objects.filter(what="department.headed").count() == 1
    assert entered(credit).get("/delegaciones/nueva/").status_code == 200
    client.post("/delegaciones/jefaturas/", {"credit": ""})
    assert "No diriges ningún área" in text(entered(credit).get("/delegaciones/nueva/"))


def test_an_act_outside_a_request_is_in_the_own_name(run: SelectionRun, boss: Person) -> None:
    note_export(run=run, columns=(), by=boss, now=timezone.now())
    assert AuditEvent.objects.latest("number").by == f"person:{boss.pk}"
