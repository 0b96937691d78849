"""Postulaciones: nominating by name, seeing what stands, taking back; what each role sees of it."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from clave.actions.nominations import nominate
from clave.selection.life import CONFIRMED, WATCHED
from clave.store.models import Nomination, Person, SelectionRun
from clave.store.roles import STAFF
from tests.store.lives import brought
from tests.web.conftest import NOW, As
from tests.web.made import code

LIST, NEW = "/seleccion/postulaciones/", "/seleccion/postulaciones/nueva/"
WHY = {"reason": "Nos presta su planta para ensayos.", "criterion": "knowledge"}
pytestmark = pytest.mark.django_db


def nominated(by: Person, place: int = 20) -> Nomination:
    """One made by somebody."""
    return nominate(by=by, now=NOW, customer=code(place), name="x", reason="Nos enseña a aplicar el PU-440.")


@pytest.mark.parametrize("role", STAFF)
def test_anybody_of_ours_nominates_by_name_and_takes_it_back(role: str, signed_in: As, run: SelectionRun) -> None:
    client = signed_in(role)
    answer = client.post(NEW, {"who": "suelas tayrona", **WHY}, follow=True)
    text = answer.content.decode()
    assert answer.redirect_chain == [(LIST, 302)]
    assert "Suelas Tayrona" in text
    assert "quedó postulada" in text
    assert "Deshacer" in text
    one = Nomination.objects.get()
    assert (one.customer, one.criterion) == (code(3), "knowledge")
    client.post(f"{LIST}{one.pk}/retirar/")
    text = client.get(LIST + "?estado=withdrawn").content.decode()
    assert "Retirada" in text
    assert client.post(NEW, {"cliente": one.customer, **WHY}).status_code == 302, "what undoing the withdrawal sends"


def test_the_field_offers_names_and_codes_and_nothing_else(signed_in: As, run: SelectionRun) -> None:
    text = signed_in("employee").get(LIST + "clientes/?who=cliente+00").content.decode()
    assert text.count('type="radio"') == 8
    assert "Cliente 0004" in text
    assert "C-0004" in text
    assert "$" not in text
    assert "%" not in text


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"who": "", **WHY}, "Di de qué cliente se trata"),
        ({"who": "zzz", **WHY}, "Ningún cliente se llama «zzz»"),
        ({"who": "cliente", **WHY}, "Varios clientes se llaman así"),
        ({"cliente": "NADIE", **WHY}, "ningún cliente tiene el código «NADIE»"),
        ({"who": "Empaques", "reason": " ", "criterion": ""}, "Una postulación necesita una razón"),
        ({"who": "Empaques", "reason": "x" * 1001, "criterion": ""}, "1000"),
        ({"who": "Empaques", "reason": "Sí.", "criterion": "beauty"}, "beauty"),
    ],
)
def test_bad_input_is_said_beside_its_field_and_kept(
    signed_in: As, run: SelectionRun, sent: dict[str, str], says: str
) -> None:
    answer = signed_in("lab").post(NEW, sent)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert says.lower() in text.lower()
    assert sent["reason"].strip()[:40] in text
    assert not Nomination.objects.exists()


def test_nominating_twice_is_said_beside_the_customer(signed_in: As, run: SelectionRun) -> None:
    client = signed_in("kam")
    client.post(NEW, {"cliente": code(5), **WHY})
    answer = client.post(NEW, {"cliente": code(5), **WHY})
    assert answer.status_code == 422
    assert "Ya postulaste a Cliente 0005" in answer.content.decode()


@pytest.mark.parametrize(("state", "offered"), [(CONFIRMED, False), (WATCHED, True), (None, True)])
def test_an_account_offers_it_only_where_it_can_be_done(
    state: str | None, offered: bool, signed_in: As, run: SelectionRun
) -> None:
    if state:
        brought(code(3), state)
    text = signed_in("kam").get(f"/cuentas/{code(3)}/estado/").content.decode()
    assert (f"{NEW}?cliente=" in text) == offered


def test_the_committee_sees_all_and_the_others_their_own(signed_in: As, run: SelectionRun) -> None:
    dispatch, kam = signed_in("dispatch"), signed_in("kam")
    nominated(Person.objects.get(role="dispatch"), 20)
    nominated(Person.objects.get(role="kam"), 21)
    assert "Cliente 0021" not in dispatch.get(LIST).content.decode()
    everybody = kam.get(LIST).content.decode()
    assert "Cliente 0020" in everybody
    assert "Cliente 0021" in everybody
    assert f"/cuentas/{quote(code(20))}/" in everybody
    assert "/cuentas/" not in dispatch.get(LIST).content.decode(), "a name, and no way into the account"


def test_own_anothers_unseen_and_missing_nominations(signed_in: As, run: SelectionRun) -> None:
    kam, lab, management = signed_in("kam"), signed_in("lab"), signed_in("management")
    theirs = nominated(Person.objects.get(role="kam"))
    assert lab.post(f"{LIST}{theirs.pk}/retirar/").status_code == 404
    refused = management.post(f"{LIST}{theirs.pk}/retirar/")
    assert (refused.status_code, "Solo quien postuló" in refused.content.decode()) == (422, True)
    assert lab.post(f"{LIST}999/retirar/").status_code == 404
    assert kam.get(f"{LIST}{theirs.pk}/retirar/").status_code == 405
    assert Nomination.objects.get().state == "open"
    assert kam.post(f"{LIST}{theirs.pk}/retirar/").status_code == 302


def test_filters_order_and_empty_states(signed_in: As, run: SelectionRun) -> None:
    client = signed_in("director")
    assert "Nadie está postulado" in client.get(LIST).content.decode()
    me = Person.objects.get(role="director")
    nominated(me, 20)
    nominated(me, 30)
    names = client.get(LIST + "?orden=name").content.decode()
    assert names.index("Cliente 0020") < names.index("Cliente 0030")
    names = client.get(LIST + "?orden=-name").content.decode()
    assert names.index("Cliente 0030") < names.index("Cliente 0020")
    part = client.get(LIST + "?q=0030", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "Cliente 0030" in part
    assert "Cliente 0020" not in part
    assert "No hay postulaciones con estos filtros" in client.get(LIST + "?q=zzz").content.decode()
    assert "No hay ninguna en este estado" in client.get(LIST + "?estado=decided").content.decode()


def test_as_many_queries_for_ten_as_for_forty(
    signed_in: As, run: SelectionRun, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in("administrator")
    me = Person.objects.get(role="administrator")
    for place in range(3, 13):
        nominated(me, place)
    with django_assert_max_num_queries(15) as few:
        client.get(LIST)
    for place in range(13, 38):
        nominated(me, place)
    with django_assert_max_num_queries(15) as many:
        client.get(LIST)
    assert len(few) == len(many)
