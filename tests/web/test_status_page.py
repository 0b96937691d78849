"""Estado of an account: where it stands and why, what may be decided today, landings with a plan, and taking back."""

from __future__ import annotations

import gzip
from datetime import date, timedelta
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from clave.actions.landing import land_account
from clave.actions.status import note_review
from clave.base.words import _
from clave.selection.listing import Standing
from clave.store.models import AuditEvent, KeyStatus, LandingPlan, Person, SelectionRun, StatusChange
from tests.store.lives import brought, plan
from tests.web import made
from tests.web.conftest import As, Keep

CODE = "C-0001"
PAGE = f"/cuentas/{CODE}/estado/"
LONG_AGO = date(2024, 1, 1)
MOST_QUERIES = 25
pytestmark = pytest.mark.django_db


@pytest.fixture
def director(signed_in: As, run: SelectionRun) -> Client:
    """Who decides."""
    return signed_in("director")


@pytest.fixture
def me(director: Client) -> Person:
    """The director as a person."""
    return Person.objects.get(role="director")


def text_of(client: Client, address: str = PAGE, **given: str) -> str:
    return client.get(address, given).content.decode()


def today() -> date:
    return timezone.localdate()


def landing(me: Person, **changed: str) -> dict[str, str]:
    """A landing as the form sends it."""
    until = today() + timedelta(days=100)
    return {
        "on": f"{today()}", "reason": "Vendió su planta", "until": f"{until}", "told_by": str(me.pk),
        "told_on": f"{today() + timedelta(days=5)}", "how": "En persona", "seen": "on",
        "what_0": "Cerrar los desarrollos", "due_0": f"{today() + timedelta(days=60)}", "owner_0": str(me.pk),
    } | changed  # fmt: skip


def test_an_account_nobody_nominated_says_so(director: Client) -> None:
    text = text_of(director)
    assert "Nadie la ha postulado" in text
    assert "Todavía no hay ningún paso" in text


def test_where_it_stands_with_every_step_its_reason_and_its_list(
    director: Client, me: Person, run: SelectionRun
) -> None:
    brought(CODE, "confirmed", by=me, day=LONG_AGO, run=run, name="Calzado La Sabana")
    text = text_of(director)
    for said in (
        "Confirmada",
        "Cliente clave desde",
        "1 ene 2024",
        "Porque sí.",
        "Ana director",
        f"lista {run.pk}, del",
    ):
        assert said in text
    assert f"/seleccion/?lista={run.pk}&amp;cliente={CODE}" in text
    assert "Poner en observación" in text
    assert "Empezar un aterrizaje suave" in text
    assert text.index("Confirmada</") < text.index("Postulada</"), "newest first"


def test_what_must_wait_says_for_what_and_cannot_be_pressed(director: Client, me: Person) -> None:
    brought(CODE, "trial", by=me, day=today())
    text = text_of(director)
    assert "desde ese día se puede confirmar" in text
    assert "?acto=confirm" not in text
    answer = director.post(f"{PAGE}confirm/", {"on": f"{today()}", "reason": "Ya"})
    assert answer.status_code == 422
    assert KeyStatus.objects.get().state == "trial"


def test_an_act_is_done_said_recorded_and_can_be_taken_back(director: Client, me: Person) -> None:
    brought(CODE, "confirmed", by=me, day=LONG_AGO, name="Calzado La Sabana")
    assert "Cuenta desde" in text_of(director, acto="watch")
    answer = director.post(f"{PAGE}watch/", {"on": f"{today()}", "reason": "Compra la mitad"}, follow=True)
    assert answer.redirect_chain[0][0] == PAGE
    text = answer.content.decode()
    assert "Calzado La Sabana: En observación." in text
    assert 'action="/cuentas/C-0001/estado/deshacer/"' in text
    assert AuditEvent.objects.filter(what="status.changed", about=f"customer:{CODE}").last().by == f"person:{me.pk}"  # type: ignore[union-attr]
    assert "Deshecho: otra vez «Confirmada»" in director.post(f"{PAGE}deshacer/", follow=True).content.decode()
    assert KeyStatus.objects.get().state == "confirmed"
    again = director.post(f"{PAGE}deshacer/")
    assert again.status_code == 422
    assert "decide de nuevo" in again.content.decode()


BAD = (
    ({"reason": ""}, "id_reason_error", "obligatorio"),
    ({"on": "2026-02-30"}, "id_on_error", "fecha que exista"),
    ({"on": "2023-01-01"}, "id_on_error", "no puede contar desde antes"),
)


@pytest.mark.parametrize(("changed", "field", "said"), BAD)
def test_bad_input_stands_beside_its_field_and_stays(
    director: Client, me: Person, changed: dict[str, str], field: str, said: str
) -> None:
    brought(CODE, "confirmed", by=me, day=LONG_AGO)
    steps = StatusChange.objects.count()
    answer = director.post(f"{PAGE}watch/", {"on": f"{today()}", "reason": "Compra la mitad"} | changed)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert said in text[text.index(f'id="{field}"') :][:400]
    assert "Compra la mitad" in text or "reason" in changed
    assert StatusChange.objects.count() == steps


def test_a_landing_shows_its_cost_and_asks_for_a_plan(director: Client, me: Person) -> None:
    brought(CODE, "confirmed", by=me, day=LONG_AGO, name="Calzado La Sabana")
    text = text_of(director, acto="land")
    for said in (
        "Lo que costaría perderla",
        "Margen de 12 meses",
        "Ya miré lo que cuesta que salga",
        "Lo que dejaríamos de",
    ):
        assert said in text
    answer = director.post(f"{PAGE}land/", landing(me), follow=True)
    assert "Calzado La Sabana: Aterrizaje suave." in answer.content.decode()
    kept = LandingPlan.objects.get()
    assert (kept.how, kept.told_by, kept.steps.count()) == ("En persona", me, 2)
    assert set(kept.cost) == {"money", "margin", "of_programme", "of_sales"}


BAD_LANDINGS = (
    ({"seen": ""}, "id_seen_error", "Mira al lado lo que cuesta"),
    ({"until": "{soon}"}, "id_until_error", "dura al menos 90"),
    ({"told_on": "{late}"}, "id_told_on_error", "antes de que termine"),
    ({"due_0": "{late}"}, "id_what_0_error", "queda por fuera"),
    ({"owner_0": ""}, "id_owner_0_error", "obligatorio"),
    ({"told_by": "999999"}, "id_told_by_error", "una de las opciones"),
    ({"what_0": "", "due_0": "", "owner_0": ""}, "", "el plan no dice qué hacer"),
    ({"what_2": "Otra cosa", "due_2": "{late}", "owner_2": "{me}"}, "id_what_2_error", "queda por fuera"),
)


@pytest.mark.parametrize(("changed", "field", "said"), BAD_LANDINGS)
def test_a_landing_that_cannot_be_carried_out_is_refused_beside_its_field(
    director: Client, me: Person, changed: dict[str, str], field: str, said: str
) -> None:
    brought(CODE, "confirmed", by=me, day=LONG_AGO)
    words = {"{soon}": f"{today()}", "{late}": f"{today() + timedelta(days=500)}", "{me}": str(me.pk)}
    given = landing(me, **{name: words.get(value, value) for name, value in changed.items()})
    answer = director.post(f"{PAGE}land/", given)
    text = answer.content.decode().replace("\xa0", " ")
    assert answer.status_code == 422
    place = text.index(f'id="{field}"') if field else 0
    assert said.lower() in text[place:].lower()
    assert "Vendió su planta" in text
    assert not LandingPlan.objects.exists()
    assert KeyStatus.objects.get().state == "confirmed"


def test_steps_of_a_landing_are_noted_and_undone(director: Client, me: Person) -> None:
    brought(CODE, "confirmed", by=me, day=LONG_AGO)
    land_account(by=me, now=timezone.now(), customer=CODE, on=today(), reason="Se va", plan=plan(me, today()))
    step = LandingPlan.objects.get().steps.first()
    assert step is not None
    done = director.post(f"{PAGE}paso/{step.pk}/", follow=True).content.decode()
    assert f"Hecho: {step.what}" in done
    assert "Faltan 2 pasos" in done
    director.post(f"{PAGE}paso/{step.pk}/", {"hecho": "no"})
    step.refresh_from_db()
    assert step.done_at is None
    assert director.post(f"{PAGE}paso/999999/").status_code == 404
    assert director.post(f"/cuentas/C-0002/estado/paso/{step.pk}/").status_code == 404, "of another account"


def test_an_act_that_somebody_else_made_impossible_says_so(director: Client, me: Person) -> None:
    brought(CODE, "watched", by=me, day=LONG_AGO)
    answer = director.get(PAGE, {"acto": "watch"})
    assert answer.status_code == 409
    assert "alguien la movió entretanto" in answer.content.decode()
    answer = director.post(f"{PAGE}watch/", {"on": f"{today()}", "reason": "Otra vez"})
    assert answer.status_code == 422
    assert director.post(f"{PAGE}volar/", {}).status_code == 404
    assert director.get(f"{PAGE}watch/").url.endswith("?acto=watch#acto")  # type: ignore[attr-defined]


def test_who_may_not_decide_reads_and_who_may_not_read_the_list_sees_no_cost(signed_in: As, run: SelectionRun) -> None:
    brought(CODE, "confirmed", day=LONG_AGO)
    kam, credit = text_of(signed_in("kam")), text_of(signed_in("credit"))
    assert "Poner en observación" not in kam
    assert "Lo que costaría perderla" in kam
    assert "Confirmada" in credit
    assert "Lo que costaría perderla" not in credit
    assert "Margen" not in credit
    assert "/seleccion/?lista=" not in credit


def test_the_strip_over_the_reviews(director: Client, me: Person, keep: Keep) -> None:
    brought(CODE, "confirmed", by=me, day=LONG_AGO)
    for below in (0, 1):
        state = "watched" if below else "stays"
        standing = Standing(state, False, below, None, _("It stays, watched."))  # type: ignore[arg-type]
        note_review(by=me, now=timezone.now(), run=keep(20), standings={CODE: standing})
    text = text_of(director)
    assert "Qué tan seguro estaba, revisión por revisión" in text
    assert text.count('<i style="height:96%"></i>') == 2
    assert "la última por debajo de la banda de salida" in text
    assert "Revisión: por debajo de la banda de salida" in text


def test_the_badge_stands_in_the_header_of_every_tab_and_on_the_list(director: Client, me: Person) -> None:
    code = made.code(0)
    brought(code, "trial", by=me)
    for tab in ("", "criterios/", "grupo/"):
        assert "Primer año" in text_of(director, f"/cuentas/{quote(code)}/{tab}")
    assert "Primer año" in text_of(director, "/cuentas/")
    assert "Empaques del Cauca" in text_of(director, "/cuentas/", estado="trial", orden="status")
    assert "Ninguna cuenta" in text_of(director, "/cuentas/", estado="former")


def test_few_queries_and_little_html(
    director: Client, me: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    brought(CODE, "confirmed", by=me, day=LONG_AGO)
    land_account(by=me, now=timezone.now(), customer=CODE, on=today(), reason="Se va", plan=plan(me, today()))
    director.get(PAGE)
    with django_assert_max_num_queries(MOST_QUERIES):
        answer = director.get(PAGE)
    assert len(gzip.compress(answer.content)) <= 15_000
