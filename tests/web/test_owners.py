"""Responsables: the tab of an account, its handover, «Mis cuentas», and the capacity of the managers."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings
from python_calamine import CalamineWorkbook

from clave.actions.ownership import assign
from clave.actions.policy import change_policy
from clave.store.models import OWNER, SPONSOR, Handover, Ownership, Person, SelectionRun
from clave.store.ownership import owners, stamp
from tests.web.conftest import As, KeepAccounts
from tests.web.made import code
from tests.web.test_delegations import entered, text

CODE = "C-0001"
TAB = reverse("account_owners", args=[CODE])
ASSIGN = reverse("account_assign", args=[CODE])
Of = Callable[[str], Person]


def kam(name: str, role: str = "kam") -> Person:
    email = f"{name.lower().replace(' ', '.')}@clave.example"
    return Person.objects.create_person(email=email, name=name, role=role, password=None, created_at=timezone.now())


def owned(by: Person, person: Person, days: int = 0, customer: str = CODE) -> Ownership:
    return assign(
        by=by, now=timezone.now(), customer=customer, name="Calzado La Sabana S.A.S.", part=OWNER, person=person,
        starts_on=timezone.localdate() - timedelta(days),
    )  # fmt: skip


def sent(person: Person, part: str = OWNER, **more: object) -> dict[str, object]:
    return {"parte": part, "persona": person.pk, "desde": timezone.localdate().isoformat()} | more


@pytest.fixture
def boss(person: Of, run: SelectionRun) -> Person:
    return person("director")


def test_assigning_from_the_tab_says_it_and_offers_to_take_it_back(boss: Person) -> None:
    ana, client = kam("Ana Ruiz"), entered(boss)
    assert "Nadie responde por esta cuenta" in text(client.get(TAB))
    assert client.post(ASSIGN, sent(ana, visto=stamp(()))).status_code == 302
    page = text(client.get(TAB))
    assert ": Ana Ruiz desde ahora." in page
    assert "Deshacer" in page
    again = reverse("account_release", args=[CODE])
    client.post(again, {"parte": OWNER, "hasta": timezone.localdate().isoformat(), "razon": "deshecho"})
    assert owners(timezone.localdate(), [CODE]) == {}
    assert "Corregida" in text(client.get(TAB)), "the slip stays in the history"


def test_every_slip_stands_beside_its_field_with_what_was_typed(boss: Person) -> None:
    ana, client = kam("Ana Ruiz"), entered(boss)
    for typed in (
        sent(ana, desde="2026-13-01"), sent(ana, persona="999"), sent(ana, desde="1990-01-01"),
        sent(kam("Gerente", "management"), SPONSOR, razon="por la licitación"),
    ):  # fmt: skip
        answer = client.post(ASSIGN, typed)
        assert answer.status_code == 422, typed
        assert "field-error" in text(answer)
        assert str(typed.get("razon", "")) in text(answer)
    assert not Ownership.objects.exists()
    assert client.post(ASSIGN, sent(ana, "nada")).status_code == 404


def test_a_page_that_is_out_of_date_decides_nothing(boss: Person) -> None:
    ana, beto, client = kam("Ana Ruiz"), kam("Beto Gil"), entered(boss)
    owned(boss, ana)
    answer = client.post(ASSIGN, sent(beto, visto=stamp(())))
    assert answer.status_code == 422
    assert "mientras tanto" in text(answer)
    assert owners(timezone.localdate(), [CODE])[CODE] == ana


def test_a_kam_sees_the_form_of_the_substitute_alone_and_only_of_their_accounts(boss: Person) -> None:
    ana = kam("Ana Ruiz")
    owned(boss, ana)
    page = text(entered(ana).get(TAB))
    assert page.count(f'action="{ASSIGN}"') == 1
    assert 'value="substitute"' in page
    assert f'action="{ASSIGN}"' not in text(entered(kam("Beto Gil")).get(TAB))
    assert entered(ana).post(ASSIGN, sent(kam("Cira"), SPONSOR, aporte="x")).status_code == 422


@pytest.fixture
def given_over(boss: Person) -> tuple[Handover, Person, Person]:
    ana, beto = kam("Ana Ruiz"), kam("Beto Gil")
    owned(boss, ana, 300)
    owned(boss, beto)
    return Handover.objects.get(), ana, beto


def test_another_owner_opens_a_handover_that_both_are_reminded_of(given_over: tuple[Handover, Person, Person]) -> None:
    handover, ana, beto = given_over
    assert "escribe lo que sabes" in text(entered(ana).get("/hoy/"))
    assert "lee el acta y fírmala" in text(entered(beto).get("/hoy/"))
    assert "fírmala" not in text(entered(kam("Cira")).get("/hoy/"))
    entered(ana).post(
        f"/entregas/{handover.pk}/saber/", _words(handover, people="Rosalba decide; Ramiro se atraviesa.")
    )
    page = text(entered(beto).get(f"/entregas/{handover.pk}/"))
    assert "Rosalba decide; Ramiro se atraviesa." in page
    assert "Tres años de compras" in page
    entered(beto).post(f"/entregas/{handover.pk}/firmar/", {"leido": _read(page), "nota": "falta el plan"})
    handover.refresh_from_db()
    assert handover.signed_at is not None
    assert handover.remark == "falta el plan"
    assert "fírmala" not in text(entered(beto).get("/hoy/"))


def _words(handover: Handover, **words: str) -> dict[str, str]:
    page = text(entered(handover.giver).get(f"/entregas/{handover.pk}/"))
    return {"visto": page.split('name="visto" value="')[1].split('"')[0], **words}


def _read(page: str) -> str:
    return page.split('name="leido" value="')[1].split('"')[0]


def test_only_the_taker_signs_only_what_they_read_and_only_once(given_over: tuple[Handover, Person, Person]) -> None:
    handover, ana, beto = given_over
    sign, page = f"/entregas/{handover.pk}/firmar/", text(entered(beto).get(f"/entregas/{handover.pk}/"))
    assert entered(ana).post(sign, {"leido": _read(page)}).status_code == 422
    entered(ana).post(f"/entregas/{handover.pk}/saber/", _words(handover, dangers="Adhesol ofreció 8 % menos."))
    late = entered(beto).post(sign, {"leido": _read(page), "nota": "ya"})
    assert late.status_code == 422
    assert "cambió después de que la abriste" in text(late)
    assert "Adhesol ofreció 8 % menos." in text(late), "what is new is there to be read"
    assert entered(beto).post(sign, {"leido": _read(text(late))}).status_code == 302
    assert entered(beto).post(sign, {"leido": _read(text(late))}).status_code == 422
    assert entered(ana).post(f"/entregas/{handover.pk}/saber/", {"people": "otra cosa"}).status_code == 422


def test_what_two_write_at_once_is_not_overwritten(given_over: tuple[Handover, Person, Person]) -> None:
    handover, ana, beto = given_over
    first, second = _words(handover, people="de Ana"), _words(handover, people="de Beto")
    assert entered(ana).post(f"/entregas/{handover.pk}/saber/", first).status_code == 302
    answer = entered(beto).post(f"/entregas/{handover.pk}/saber/", second)
    assert answer.status_code == 422
    assert "de Beto" in text(answer), "what was typed is kept"
    handover.refresh_from_db()
    assert handover.knows["people"] == "de Ana"


def test_a_signed_handover_is_frozen_by_clave_and_by_the_database(given_over: tuple[Handover, Person, Person]) -> None:
    handover, _ana, beto = given_over
    client = entered(beto)
    page = text(client.get(f"/entregas/{handover.pk}/"))
    client.post(f"/entregas/{handover.pk}/firmar/", {"leido": _read(page)})
    for change in (lambda: Handover.objects.update(digest="0" * 64), lambda: Handover.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert "Ya nadie la cambia" in text(client.get(f"/entregas/{handover.pk}/"))
    Handover.objects.update(knows={"people": "otra historia"})
    assert "ya no es lo que se firmó" in text(client.get(f"/entregas/{handover.pk}/"))


def test_the_dossier_is_a_pdf_draft_or_signed(given_over: tuple[Handover, Person, Person]) -> None:
    handover, ana, _beto = given_over
    answer = entered(ana).get(f"/entregas/{handover.pk}/acta.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_correcting_an_assignment_moves_the_open_handover_and_going_back_withdraws_it(
    given_over: tuple[Handover, Person, Person], boss: Person
) -> None:
    handover, ana, _beto = given_over
    cira = kam("Cira")
    owned(boss, cira)
    handover.refresh_from_db()
    assert handover.taker == cira
    owned(boss, ana)
    handover.refresh_from_db()
    assert handover.withdrawn_at is not None
    assert "la cuenta siguió con Ana Ruiz" in text(entered(ana).get(f"/entregas/{handover.pk}/"))
    assert Handover.objects.count() == 1


def test_my_accounts_and_the_filter_of_owners(keep_accounts: KeepAccounts, person: Of) -> None:
    keep_accounts(40)
    boss, ana = person("director"), kam("Ana Ruiz")
    for customer in (code(1), code(2)):
        owned(boss, ana, customer=customer)
    client = entered(ana)
    assert 'aria-label="Tabla de cuentas"' in text(client.get("/cuentas/?vista=mine"))
    assert text(client.get("/cuentas/?vista=mine")).count('<a class="nm"') == 2
    assert text(client.get(f"/cuentas/?kam={ana.pk}")).count('<a class="nm"') == 2
    assert "Responsable: Ana Ruiz" in text(client.get(f"/cuentas/?kam={ana.pk}"))
    without = text(client.get("/cuentas/?kam=0"))
    assert "Ana Ruiz" not in without.split("<table")[1]
    both = text(client.get(f"/cuentas/?kam=0&kam={ana.pk}&col=owner&orden=owner"))
    assert both.split("<tbody>")[1].index("Ana Ruiz") < both.split("<tbody>")[1].index("–</")
    assert client.get("/cuentas/?kam=x&orden=owner").status_code == 200
    export = b"".join(client.get("/listas/cuentas/exportar/?vista=mine&col=owner&formato=csv")).decode()  # type: ignore[call-overload]
    assert export.count("Ana Ruiz") == 2
    assert "Todas" in text(entered(kam("Cira")).get("/cuentas/?vista=mine"))


def test_capacity_shows_who_has_room_first_and_accounts_that_nobody_answers_for(boss: Person) -> None:
    ana, beto, client = kam("Ana Ruiz"), kam("Beto Gil"), entered(boss)
    page = text(client.get("/seleccion/capacidad/"))
    assert "Cuentas clave por las que nadie responde" in page
    assert client.post(f"/seleccion/capacidad/{ana.pk}/", _can(cuentas=1)).status_code == 302
    assert client.post(f"/seleccion/capacidad/{beto.pk}/", _can(cuentas=4, horas="80,5")).status_code == 302
    owned(boss, ana)
    page = text(client.get("/seleccion/capacidad/"))
    assert page.index("Beto Gil") < page.index("Ana Ruiz")
    assert "Completo: una más sacaría a otra" in page
    assert "1 de 1" in page
    sheet = client.get("/seleccion/capacidad/capacidad.xlsx")
    assert b"".join(sheet).startswith(b"PK")  # type: ignore[call-overload]
    sheet.close()


def _can(**more: object) -> dict[str, object]:
    return {"desde": timezone.localdate().isoformat(), "razon": "contrato"} | more


def test_a_capacity_that_cannot_be_is_said_beside_its_field(boss: Person) -> None:
    ana, client = kam("Ana Ruiz"), entered(boss)
    for typed in (_can(horas="-1"), _can(horas="mil"), _can(cuentas=99999), _can(horas="nan"), _can(razon="")):
        answer = client.post(f"/seleccion/capacidad/{ana.pk}/", typed)
        assert answer.status_code == 422, typed
        assert "field-error" in text(answer)
    assert client.get("/seleccion/capacidad/999/").status_code == 404
    assert client.get(f"/seleccion/capacidad/{kam('Luz', 'lab').pk}/").status_code == 404


def test_the_one_too_many_names_what_would_have_to_go_and_takes_a_reason(boss: Person) -> None:
    ana, client = kam("Ana Ruiz"), entered(boss)
    client.post(f"/seleccion/capacidad/{ana.pk}/", _can(cuentas=1))
    owned(boss, ana, customer="C-0002")
    answer = client.post(ASSIGN, sent(ana))
    assert answer.status_code == 422
    assert "tendría que soltar" in text(answer)
    assert 'name="excepcion"' in text(answer)
    assert client.post(ASSIGN, sent(ana, excepcion="hasta que llegue Beto")).status_code == 302


def test_pages_ask_the_same_few_queries_at_any_size(boss: Person, signed_in: As) -> None:
    client = entered(boss)

    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    addresses = (TAB, "/seleccion/capacidad/", "/delegaciones/", "/entregas/", "/cuentas/?col=owner")
    ana, beto = kam("Ana Ruiz"), kam("Beto Gil")
    owned(boss, ana, 40)
    owned(boss, beto, 30)
    few = [queries(address) for address in addresses]
    for number in range(2, 30):
        owned(boss, kam(f"Kam {number}"), 30 - number)
        owned(boss, ana, customer=code(number))
    assert [queries(address) for address in addresses] == few
    assert max(few) <= 25


def test_the_day_of_today_is_the_installations(boss: Person) -> None:
    assert (
        date.fromisoformat(text(entered(boss).get(TAB)).split('name="desde" value="')[1][:10]) == timezone.localdate()
    )


@pytest.fixture
def own_policy(settings: Settings, tmp_path: Path, db: None) -> None:
    """A policy file of this test alone: an account takes 10 hours a month, and 2 for each relationship."""
    settings.CLAVE_POLICY = tmp_path / "policy.toml"
    changes = {
        "capacity.treatment_hours": 10.0, "capacity.relationship_hours": 2.0, "capacity.treatment_cost": 15e6,
        "capacity.budget": 100e6,
    }  # fmt: skip
    change_policy(
        by=None, now=timezone.now(), changes=changes, since=date(2026, 1, 1), reason="Acta 4", source="Comité"
    )


def _plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).replace("\xa0", " ")


def test_what_an_account_takes_is_entered_on_its_page_and_counts_at_once(own_policy: None, boss: Person) -> None:
    ana, client, load = kam("Ana Ruiz"), entered(boss), reverse("account_load", args=[CODE])
    owned(boss, ana)
    assert "Horas al mes 10 · lo que la política dice de cualquier cuenta" in _plain(text(client.get(TAB)))
    typed = {"desde": timezone.localdate().isoformat(), "relaciones": "4", "horas": "", "razon": "Contadas en octubre"}
    assert client.post(load, typed).status_code == 302
    page = _plain(text(client.get(TAB)))
    assert "Horas al mes 8 · 4 relaciones, de 2 horas cada una Relaciones 4" in page
    assert "Contadas en octubre" in page
    for wrong in ({"horas": "-1"}, {"horas": "mil"}, {"relaciones": "999"}, {"razon": ""}, {"desde": "ayer"}):
        answer = client.post(load, typed | wrong)
        assert answer.status_code == 422, wrong
        assert "field-error" in text(answer)
        assert 'value="4"' in text(answer) or "relaciones" in wrong, "what was typed stays"
    assert f'action="{load}"' not in text(entered(ana).get(TAB)), "a manager reads it"


def test_the_capacity_page_says_why_so_many_hours_and_who_loses_them(own_policy: None, boss: Person) -> None:
    """Two accounts of 10 and 14 hours (7 relationships × 2), and 20 hours: 4 are lost by the one of least score."""
    ana, client = kam("Ana Ruiz"), entered(boss)
    for customer in (CODE, "C-0002"):
        owned(boss, ana, customer=customer)
    client.post(reverse("account_load", args=["C-0002"]), _can(relaciones="7"))
    client.post(f"/seleccion/capacidad/{ana.pk}/", _can(horas="20", relaciones="5"))
    page = _plain(text(client.get("/seleccion/capacidad/")))
    assert "24 de 20" in page
    assert "7 relaciones, de 2 horas cada una 14" in page
    assert "pierden tiempo: Colchones Sierra Nevada (4)" in page
    assert "Colchones Sierra Nevada tiene 7: sobran 2" in page
    assert "$ 0 / $ 100 M" in page
    assert "caben 6 cuentas más" in page or "6 cuentas más" in page
    answer = client.get(reverse("capacity_sheet"))
    file = io.BytesIO(b"".join(answer.streaming_content))  # type: ignore[arg-type]
    rows = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()
    assert ["C-0002", 7.0, 14.0] in [[row[4], row[6], row[7]] for row in rows]
