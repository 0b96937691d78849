"""Planes de cuenta: the list, the plan of an account in every state, its forms refused beside the field with what was typed kept,
undo, versions, what the customer reads, papers and files, and what it costs."""

from __future__ import annotations

import gzip
import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from clave.actions.account_plans import keep_plan_goal
from clave.operations.plan.said import GoalSaid
from clave.store.models import (
    OWNER,
    SUBSTITUTE,
    AccountPlan,
    AuditEvent,
    Ownership,
    Person,
    PlanAction,
    PlanGoal,
    PlanObjective,
    PlanReview,
    SelectionRun,
    Touchpoint,
)
from tests.store.lives import brought, person
from tests.store.plans import Made, contact
from tests.web import made, plans_made
from tests.web.conftest import As, Keep

CODE = made.code(0)
MOST_QUERIES, HEAVIEST = 25, 15_360
pytestmark = pytest.mark.django_db


def at(route: str, *more: Any, code: str = CODE) -> str:
    return reverse(route, args=[code, *more])


def page(client: Client, address: str, **given: str) -> str:
    return client.get(address, given).content.decode().replace("\u00a0", " ")


@pytest.fixture
def kam(run: SelectionRun, facts: None, signed_in: As) -> Client:
    """Whoever answers for the account."""
    client = signed_in("kam")
    Ownership.objects.create(
        customer=CODE, part=OWNER, person=me("kam"), starts_on=timezone.localdate() - timedelta(9),
        created_at=timezone.now(),
    )  # fmt: skip
    return client


def me(role: str) -> Person:
    return Person.objects.get(role=role)


@pytest.fixture
def kept(kam: Client) -> Made:
    return plans_made.fuller(me("kam"), CODE)


def seen() -> str:
    return str(AccountPlan.objects.get(customer=CODE, closed_at=None).version)


def test_an_account_without_a_plan_says_what_one_is_for(kam: Client, signed_in: As) -> None:
    assert "Comenzar el plan" in page(kam, at("account_plan"))
    shown = page(signed_in("director"), at("account_plan"))
    assert "Comenzar el plan" not in shown
    assert "lo comienza quien responde por la cuenta" in shown.lower()


def test_a_plan_is_begun_and_what_is_wrong_stands_beside_its_field(kam: Client) -> None:
    today = timezone.localdate()
    given = {"starts_on": f"{today}", "ends_on": f"{today - timedelta(1)}", "next_review_on": ""}
    wrong = kam.post(at("plan_period"), given)
    assert wrong.status_code == 422
    text = wrong.content.decode()
    assert 'id="id_ends_on_error"' in text
    assert f'value="{today - timedelta(1)}"' in text, "what was typed is still there"
    assert not AccountPlan.objects.exists()
    assert kam.post(at("plan_period"), {"starts_on": "mañana", "ends_on": ""}).status_code == 422
    right = kam.post(at("plan_period"), given | {"ends_on": f"{today + timedelta(200)}"})
    assert right.headers["Location"] == at("account_plan")
    assert "Escribe primero lo que quiere el cliente" in page(kam, at("account_plan"))


def test_the_plan_says_what_fails_first_and_keeps_both_sides_apart(kam: Client, kept: Made) -> None:
    shown = page(kam, at("account_plan"))
    assert "«Que la línea nueva no pare»" in shown
    assert "20 % más de hotmelt" in shown
    assert shown.index("Acciones vencidas") < shown.index("El cliente puso sus metas"), "what fails stands first"
    assert "24 días" in shown
    assert "Luis F. Caicedo" in shown
    for word in ("hecha", "descartada", "vencida", "por hacer"):
        assert word in shown, word


def test_whoever_may_not_write_reads_and_is_offered_nothing(kept: Made, signed_in: As) -> None:
    shown = page(signed_in("director"), at("account_plan"))
    assert "20 % más de hotmelt" in shown
    assert at("plan_new", "accion") not in shown
    assert signed_in("credit").get(at("plan_new", "accion")).status_code == 403
    refused = Client()
    refused.force_login(me("director"), backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = refused.post(at("plan_new", "meta"), {"side": "ours", "text": "Crecer"})
    assert answer.status_code == 422
    assert "Crecer" in answer.content.decode()


def test_margin_is_reserved_to_who_may_see_it(kept: Made, signed_in: As) -> None:
    hidden = page(signed_in("credit"), at("account_plan"))
    assert "Cuidar el margen" in hidden
    assert "reservado" in hidden
    assert "31 %" not in hidden
    assert "31 %" in page(signed_in("director"), at("account_plan"))
    last = reverse("plan_versions", args=[CODE])
    assert "0,3" not in page(signed_in("management"), last).split("Todas las versiones")[0]


@pytest.mark.parametrize(
    ("kind", "wrong", "field"),
    [
        ("meta", {"side": "theirs", "text": ""}, "text"),
        ("meta", {"side": "nobody", "text": "x"}, "side"),
        ("objetivo", {"title": ""}, "title"),
        ("objetivo", {"target": "mucho"}, "target"),
        ("objetivo", {"due_on": "2020-01-01"}, "due_on"),
        ("objetivo", {"measure": "margin", "shared": "on"}, "shared"),
        ("objetivo", {"goal": "999"}, "goal"),
        ("accion", {"text": " "}, "text"),
        ("accion", {"text": "x", "due_on": "2020-01-01"}, "due_on"),
        ("accion", {"text": "x", "owner": "999"}, "owner"),
    ],
)
def test_a_form_refuses_beside_its_field_and_keeps_what_was_typed(
    kam: Client, kept: Made, kind: str, wrong: dict[str, str], field: str
) -> None:
    period = plans_made.year()
    whole = {
        "goal": str(kept.goal.pk), "title": "Kilos de Yumbo", "measure": "kilos", "target": "18.000",
        "starts_on": f"{period.starts_on}", "due_on": f"{period.ends_on}", "worth": "210 M",
    }  # fmt: skip
    given = (whole if kind == "objetivo" else {}) | wrong
    before = seen()
    answer = kam.post(at("plan_new", kind), given)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in text
    if kind == "objetivo" and field != "title":
        assert 'value="Kilos de Yumbo"' in text
    assert seen() == before


def test_an_objective_is_written_as_people_write_figures(kam: Client, kept: Made) -> None:
    period = plans_made.year()
    given = {
        "goal": str(kept.goal.pk), "title": "Tasa", "measure": "margin_rate", "target": "31,5",
        "starts_on": f"{period.starts_on}", "due_on": f"{period.ends_on}", "worth": "210 M",
    }  # fmt: skip
    assert kam.post(at("plan_new", "objetivo"), given).status_code == 302
    row = PlanObjective.objects.get(title="Tasa")
    assert (str(row.target), row.worth) == ("0.3150", 210_000_000)
    form = page(kam, at("plan_edit", "objetivo", row.pk))
    assert 'value="31,50"' in form
    assert 'value="210.000.000"' in form


def test_what_somebody_changed_meanwhile_is_said_and_the_draft_is_kept(kam: Client, kept: Made) -> None:
    before = seen()
    keep_plan_goal(
        by=kept.by, now=timezone.now(), customer=CODE, said=GoalSaid("theirs", "Otra cosa"), number=kept.goal.pk,
        seen=int(before),
    )  # fmt: skip
    given = {"side": "theirs", "text": "Mi borrador de tres párrafos", "seen": before}
    answer = kam.post(at("plan_edit", "meta", kept.goal.pk), given)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Mi borrador de tres párrafos" in text
    assert "Alguien cambió esto mientras escribías" in text
    assert PlanGoal.objects.get(pk=kept.goal.pk).text == "Otra cosa"


def test_every_change_can_be_undone_until_somebody_changes_more(kam: Client, kept: Made) -> None:
    answer = kam.post(at("plan_new", "meta"), {"side": "ours", "text": "Entrar a Palmira"})
    assert answer.status_code == 302
    back = at("plan_restore", int(seen()) - 1)
    shown = page(kam, at("account_plan"))
    assert back in shown
    assert "Deshacer" in shown
    assert kam.post(back, {"seen": "1"}).status_code == 422, "seen too long ago"
    assert kam.post(back, {"seen": seen()}).status_code == 302
    assert "Entrar a Palmira" not in page(kam, at("account_plan")).split("Antiguos")[0]
    same = kam.post(at("plan_edit", "meta", kept.goal.pk), {"side": "theirs", "text": kept.goal.text,
                    "contact": str(kept.contact.pk), "shared": "on", "seen": seen()})  # fmt: skip
    assert same.status_code == 302
    assert "Deshacer" not in page(kam, at("account_plan")), "nothing was changed, so nothing is undone"


def test_an_action_is_done_dropped_and_opened_again(kam: Client, kept: Made) -> None:
    row = PlanAction.objects.get(pk=kept.action.pk)
    drop = kam.post(at("plan_act", "accion", row.pk, "dejar"), {"seen": seen(), "on": f"{timezone.localdate()}"})
    assert drop.status_code == 422
    assert 'id="id_outcome_error"' in drop.content.decode()
    assert kam.post(at("plan_act", "accion", row.pk, "hecha"), {"seen": seen()}).status_code == 302
    assert PlanAction.objects.get(pk=row.pk).state == "done"
    assert kam.post(at("plan_act", "accion", row.pk, "hecha"), {"seen": seen()}).status_code == 422
    assert kam.post(at("plan_act", "accion", row.pk, "reabrir"), {"seen": seen()}).status_code == 302
    assert kam.post(at("plan_act", "accion", row.pk, "reabrir"), {"seen": seen()}).status_code == 422
    assert kam.post(at("plan_act", "accion", row.pk, "quitar"), {"seen": seen()}).status_code == 302
    assert kam.get(at("plan_edit", "accion", row.pk)).status_code == 404
    assert kam.post(at("plan_act", "meta", kept.goal.pk, "quitar"), {"seen": seen()}).status_code == 422
    assert kam.post(at("plan_act", "meta", kept.goal.pk, "hecha"), {"seen": seen()}).status_code == 404
    assert kam.post(at("plan_act", "otra", 1, "quitar")).status_code == 404


def test_a_note_becomes_an_action_in_one_click(kam: Client, kept: Made) -> None:
    now, today = timezone.now(), timezone.localdate()
    note = Touchpoint.objects.create(
        customer=CODE, on=today, kind="visit", direction="out", text="Pidieron la ficha en español.", stems=" x ",
        follow_up="Enviar la ficha en español", follow_up_on=today + timedelta(5), by=me("kam"), at=now, changed_at=now,
    )  # fmt: skip
    note.with_whom.create(contact=kept.contact)
    form = page(kam, at("plan_new", "accion"), desde=str(note.pk))
    assert "Enviar la ficha en español" in form
    assert f'value="{today + timedelta(5)}"' in form
    given = {"text": "Enviar la ficha en español", "said_in": str(note.pk), "owner": str(me("kam").pk)}
    assert kam.post(at("plan_new", "accion"), given).status_code == 302
    assert PlanAction.objects.get(text="Enviar la ficha en español").said_in == note
    assert "de una nota" in page(kam, at("account_plan"))


def test_without_a_plan_the_note_waits_until_one_is_begun(kam: Client) -> None:
    answer = kam.get(at("plan_new", "accion"), {"desde": "7"})
    assert answer.headers["Location"] == at("plan_period") + "?desde=7"
    today = timezone.localdate()
    begun = kam.post(at("plan_period") + "?desde=7", {"starts_on": f"{today}", "ends_on": f"{today + timedelta(90)}"})
    assert begun.headers["Location"] == at("plan_new", "accion") + "?desde=7"
    assert kam.get(at("plan_new", "accion"), {"desde": "x'"}).status_code == 200


def test_a_review_is_written_down_and_taken_out(kam: Client, kept: Made) -> None:
    today = f"{timezone.localdate()}"
    assert kam.post(at("plan_review"), {"on": today, "agreed": "", "rating": "9"}).status_code == 422
    given = {
        "on": today,
        "agreed": "Firmamos en Yumbo",
        "rating": "5",
        "next_on": f"{timezone.localdate() + timedelta(90)}",
    }
    assert kam.post(at("plan_review"), given).status_code == 302
    row = PlanReview.objects.get(agreed="Firmamos en Yumbo")
    shown = page(kam, at("account_plan"))
    assert "5 de 5" in shown
    assert kam.post(at("plan_review_back", row.pk)).status_code == 302
    assert "Firmamos en Yumbo" not in page(kam, at("account_plan"))
    assert kam.post(at("plan_review_back", row.pk)).status_code == 422


def test_a_plan_is_closed_with_a_word_and_opened_again(kam: Client, kept: Made) -> None:
    assert kam.post(at("plan_close"), {"why": "", "seen": seen()}).status_code == 422
    assert kam.post(at("plan_close"), {"why": "Se firmó el de 2027", "seen": seen()}).status_code == 302
    shown = page(kam, at("account_plan"))
    assert "Se firmó el de 2027" in shown
    assert kam.get(at("plan_versions")).status_code == 404
    assert kam.post(at("plan_reopen", kept.plan.pk)).status_code == 302
    assert kam.post(at("plan_reopen", kept.plan.pk)).status_code == 422


def test_versions_say_what_changed_and_by_whom(kam: Client, kept: Made) -> None:
    kam.post(at("plan_edit", "accion", kept.action.pk), {"text": "Prueba en Yumbo 2", "seen": seen()})
    shown = page(kam, at("plan_versions"))
    assert "Prueba en Yumbo 2" in shown
    assert "Ana kam" in shown
    assert "Volver a ella" in shown
    assert "Dicen lo mismo." in page(kam, at("plan_versions"), de="3", a="3")
    for wrong in ({"de": "999"}, {"a": "999"}):
        assert kam.get(at("plan_versions"), wrong).status_code == 404


def test_the_customer_reads_only_what_is_shared(kam: Client, kept: Made) -> None:
    for text in (page(kam, at("plan_shared")), papers(kam, "cliente")):
        assert "20 % más de hotmelt" in text
        assert "Cuidar el margen" not in text
        assert "Enviar la ficha" not in text
        assert "Cambiar el tambor" not in text, "what was dropped stays with us"


def papers(client: Client, kind: str) -> str:
    answer = client.get(at("plan_paper", kind))
    assert answer.headers["Content-Type"] == "application/pdf"
    text = " ".join(one.extract_text() for one in PdfReader(io.BytesIO(answer.content)).pages)
    return " ".join(text.replace("\u00a0", " ").split())


def test_the_pack_of_a_review_has_agenda_and_what_became_of_it(kam: Client, kept: Made) -> None:
    text = papers(kam, "reunion")
    assert "Qué cambió para ustedes" in text
    assert "Visitar Yumbo 2" in text
    assert "Cambiar el tambor" in text, "what was shared and dropped is said, with its reason"
    assert "Seguimos con la línea nueva" in text
    assert AuditEvent.objects.latest("number").what == "plan.exported"
    assert kam.get(at("plan_paper", "otro")).status_code == 404


def test_the_list_has_what_to_see_to_first_and_who_has_none(kam: Client, kept: Made) -> None:
    brought("C-0002", "confirmed", name="Colchones Sierra Nevada")
    old = timezone.now() - timedelta(days=120)
    plans_made.plan(person("administrator", "Adela"), "C-0003", now=old)
    shown = page(kam, "/planes/")
    assert shown.index("Cliente C-0003") < shown.index("Colchones Sierra") < shown.index(f"Cliente {CODE}")
    assert "Nadie lo ha tocado en 120 días" in shown
    assert "Colchones Sierra" not in page(kam, "/planes/", solo="mias")
    only = page(kam, "/planes/", estado="none")
    assert "Colchones Sierra" in only
    assert "Cliente C-0003" not in only
    assert f"Cliente {CODE}" in page(kam, "/planes/", kam=str(me("kam").pk), orden="-overdue")
    assert "Ningún plan cumple este filtro" in page(kam, "/planes/", q="zzz")
    part = kam.get("/planes/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part


def test_without_any_plan_the_list_says_where_one_begins(kam: Client) -> None:
    assert "Un plan comienza en la página de su cuenta" in page(kam, "/planes/")


def test_the_files_hold_what_the_page_shows(kam: Client, kept: Made) -> None:
    address = "/planes/archivo/"
    text = b"".join(kam.get(address + "acciones.csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert "Prueba industrial" in text
    assert "Luis F. Caicedo" in text
    one = b"".join(kam.get(address + "planes.csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert f"Cliente {CODE}" in one
    none = b"".join(kam.get(address + "acciones.csv?cliente=C-0009").streaming_content).decode()  # type: ignore[attr-defined]
    assert "Prueba industrial" not in none
    assert b"".join(kam.get(address + "acciones.xlsx").streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]
    assert kam.get(address + "otro.csv").status_code == 404
    assert AuditEvent.objects.latest("number").what == "plan.exported"


def test_a_customer_that_no_list_has_has_no_plan(kam: Client) -> None:
    for route in ("account_plan", "plan_versions", "plan_shared", "plan_period", "plan_review", "plan_close"):
        assert kam.get(at(route, code="NADIE")).status_code == 404, route


def test_facts_that_cannot_be_opened_are_said(keep: Keep, signed_in: As) -> None:
    SelectionRun.objects.filter(pk=keep(5).pk).update(facts_version="999")
    client = signed_in("administrator")
    plans_made.fuller(me("administrator"), CODE)
    shown = page(client, at("account_plan"))
    assert "No se pueden abrir los hechos" in shown
    assert "no se puede medir" in shown


def test_a_long_plan_costs_what_a_short_one_does(kam: Client, kept: Made) -> None:
    person("kam", "Sara")
    Ownership.objects.create(
        customer=CODE, part=SUBSTITUTE, person=Person.objects.get(name="Sara"), starts_on=timezone.localdate(),
        created_at=timezone.now(),
    )  # fmt: skip
    counts = []
    for size in (0, 30):
        for n in range(size):
            PlanAction.objects.create(
                plan=kept.plan, text=f"Acción {n}", owner=kept.by, contact=kept.contact, objective=kept.objective, version=1,
                due_on=timezone.localdate() + timedelta(n),
            )  # fmt: skip
        with CaptureQueriesContext(connection) as asked:
            answer = kam.get(at("account_plan"))
        counts.append(len(asked))
        assert len(gzip.compress(answer.content)) <= HEAVIEST
    assert counts[0] == counts[1], counts
    assert counts[1] <= MOST_QUERIES, counts


def test_ten_and_forty_plans_cost_the_same(keep: Keep, signed_in: As) -> None:
    keep(40)
    client = signed_in("administrator")
    counts = []
    for first, size in ((0, 5), (5, 30)):
        for index in range(first, first + size):
            contact(made.code(index), f"Luis {index}")
            plans_made.plan(me("administrator"), made.code(index))
        with CaptureQueriesContext(connection) as asked:
            answer = client.get("/planes/")
        counts.append(len(asked))
        assert len(gzip.compress(answer.content)) <= HEAVIEST
    assert counts[0] == counts[1] <= MOST_QUERIES, counts
