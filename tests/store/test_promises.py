"""El libro de promesas como se guarda: de qué se juzga, qué abre, qué reemplaza, qué cambió desde entonces y qué se cuenta."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from clave.actions import ledger as acts
from clave.actions.digest import send_digest
from clave.actions.dispatch import confirm_dispatch, plan_dispatch
from clave.actions.ledger import judge, keep_ledger, mark
from clave.actions.mail import choose_mail
from clave.base.errors import ClaveError
from clave.base.words import _, recalled, said
from clave.jobs.ledger import start_ledger
from clave.privileges.conditions import Condition
from clave.privileges.ledger.due import Due
from clave.store.audit import verify
from clave.store.digests import digests, told_already, wanting
from clave.store.ledger import basis_of, changed_since, ready, spans, what_was_given
from clave.store.models import (
    OWNER,
    DepartmentHead,
    DigestIssue,
    Grant,
    LedgerDue,
    LedgerGaveWay,
    LedgerRun,
    Mail,
    Ownership,
    Person,
)
from clave.store.promises import Wanted, counted, counted_by, newest_ledger, promises, recent
from tests.store.docks import DAY, KEY, NOW
from tests.store.lives import person
from tests.store.promising import BEFORE, OTHER, ledger_of, load, order, orders, promised

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def company(db: None, settings: Settings, tmp_path: Path) -> Path:
    """60 on the shelf, an ordinary order that took them all, and a key one that stood ahead."""
    settings.CLAVE_FACTS = tmp_path / "facts"
    promised(settings.CLAVE_FACTS)
    return Path(settings.CLAVE_FACTS)


MORE = [order("PED-6", OTHER, 5, DAY, left=None)]


def states(run: LedgerRun, privilege: str) -> dict[str, str]:
    return dict(run.dues.filter(privilege=privilege).values_list("about", "state"))


def test_la_rota_se_abre_hasta_el_pedido_el_dia_el_dinero_y_quien_se_lo_llevo() -> None:
    """La clave pedía 50 de los 60 que había; la ordinaria se llevó 60: perdió 50, que son $ 50.000."""
    run = ledger_of()
    assert states(run, "dispatch") == {"PED-2": "broken", "PED-3": "kept"}
    broken = run.dues.get(privilege="dispatch", state="broken")
    assert (broken.on, broken.money, broken.name, broken.department) == (
        BEFORE, Decimal(50_000), "Empaques del Cauca S.A.", "dispatch",
    )  # fmt: skip
    assert [(one["order"], one["customer"], one["name"], one["units"]) for one in broken.took] == [
        ("PED-1", OTHER, "Suelas Tayrona", "50"),
    ]  # fmt: skip
    (fact,) = broken.facts
    assert (fact["expected"], fact["happened"], fact["broke"]) == (
        str(BEFORE + timedelta(days=2)), str(BEFORE + timedelta(days=3)), True,
    )  # fmt: skip
    assert "Suelas Tayrona (C-A, PED-1)" in said(recalled(broken.why), "es")


def test_de_las_cumplidas_no_se_guardan_las_lineas() -> None:
    kept = ledger_of().dues.get(about="PED-3", privilege="dispatch")
    assert (kept.facts, kept.took, kept.money) == ([], [], None)


def test_completo_y_a_tiempo_se_juzga_aparte_de_la_prioridad() -> None:
    assert states(ledger_of(), "complete") == {"PED-2": "broken", "PED-3": "kept"}


def test_sin_conteo_de_esa_manana_no_se_puede_medir_y_se_dice_que_archivo_lo_diria(settings: Settings) -> None:
    late = [*orders(), order("PED-5", OTHER, 5, BEFORE, left=BEFORE + timedelta(days=2))]
    load(settings.CLAVE_FACTS, late, mark="late")
    run = ledger_of()
    assert run.replayed == 1
    assert run.shipped_days == len({one["shipped_date"] for one in late})
    assert states(run, "dispatch")["PED-2"] == "broken", "lo que se sabe roto no deja de estarlo por lo que no se sabe"
    assert sum(one["n"] for one in run.dark) == run.dues.filter(state="unknown").count()


def test_el_servicio_por_clase_cuenta_las_lineas_que_ya_debian_salir() -> None:
    key, others = ledger_of().service["window"]
    assert (key["lines"], key["whole"], others["lines"], others["whole"]) == (2, 1, 1, 1)


# reemplazar ---------------------------------------------------------------------------------------------------------------


def test_juzgar_otra_vez_reemplaza_y_las_direcciones_siguen_siendo_las_mismas() -> None:
    first = ledger_of()
    marks = set(first.dues.values_list("mark", flat=True))
    second = ledger_of()
    assert list(LedgerRun.objects.values_list("pk", flat=True)) == [second.pk]
    assert set(second.dues.values_list("mark", flat=True)) == marks
    assert LedgerDue.objects.count() == len(marks)
    assert verify().broken is None


def test_uno_que_se_cae_a_la_mitad_deja_el_de_antes_entero(monkeypatch: pytest.MonkeyPatch) -> None:
    before = ledger_of()
    many = before.dues.count()

    def dies(*_: Any) -> Any:
        raise RuntimeError("se fue la luz")

    monkeypatch.setattr(acts, "_costs", dies)
    with pytest.raises(RuntimeError):
        ledger_of()
    assert newest_ledger() == before
    assert before.dues.count() == many


def test_dos_promesas_iguales_tienen_cada_una_su_direccion() -> None:
    due = Due("C-1", "billing", DAY, "FE-1", "kept", _("Answered on {day}."))
    assert mark(due) != mark(due, 1)
    assert mark(due) == mark(due)
    assert len(mark(due)) == 16


# de qué se juzga ----------------------------------------------------------------------------------------------------------


def test_sin_hechos_se_dice_que_importar(settings: Settings, tmp_path: Path) -> None:
    settings.CLAVE_FACTS = tmp_path / "nothing"
    with pytest.raises(ClaveError, match="there are no facts yet"):
        ready(DAY)


def test_lo_que_cambio_desde_entonces_se_dice_por_su_nombre(settings: Settings) -> None:
    run = ledger_of()
    assert changed_since(run.basis) == []
    load(settings.CLAVE_FACTS, MORE, mark="more")
    Grant.objects.create(customer=OTHER, privilege="contact", since=DAY, parameters={"days": 30}, origin="own", at=NOW)
    assert [text.say("es") for text in changed_since(run.basis)] == [
        "los hechos", "los privilegios, las condiciones o los mínimos",
    ]  # fmt: skip


def test_cada_noche_se_juzga_solo_si_algo_cambio(settings: Settings) -> None:
    assert start_ledger(None, NOW, NOW) is not None
    ledger_of()
    assert start_ledger(None, NOW, NOW) is None
    load(settings.CLAVE_FACTS, MORE, mark="more")
    assert start_ledger(None, NOW, NOW) is not None


def test_sin_nada_prometido_no_hay_nada_que_juzgar(settings: Settings, tmp_path: Path) -> None:
    settings.CLAVE_FACTS = tmp_path / "elsewhere"
    assert start_ledger(None, NOW, NOW) is None


def test_los_hechos_dicen_hasta_donde_llegan_y_nunca_mas_alla_de_hoy(settings: Settings) -> None:
    found = ready(DAY)
    assert found.until == DAY - timedelta(days=1), "el último día en que salió algo"
    early = ready(BEFORE)
    assert early.until == BEFORE


def test_dos_condiciones_que_se_solapan_son_un_solo_privilegio() -> None:
    """Enero a marzo y marzo a junio son un plazo, enero a junio; la de octubre es otro."""

    def agreed(first: date, last: date) -> Condition:
        return Condition("C-1", "discount", Decimal("0.1"), first, last, "volume", "Compra 40 t", "PU-300")

    found = spans(
        [agreed(date(2026, 3, 1), date(2026, 6, 30)), agreed(date(2026, 1, 1), date(2026, 3, 31)),
         agreed(date(2026, 10, 1), date(2026, 12, 31))]
    )  # fmt: skip
    assert [(one.since, one.until) for one in found] == [
        (date(2026, 1, 1), date(2026, 6, 30)), (date(2026, 10, 1), date(2026, 12, 31)),
    ]  # fmt: skip
    assert {one.privilege for one in found} == {"preferential"}


def test_lo_dado_es_lo_que_esta_en_pie() -> None:
    assert sorted(one.privilege for one in what_was_given(None).grants) == ["complete", "dispatch"]
    assert set(basis_of()) == {"facts", "policy", "grants", "plans", "contacts", "services"}


# contar y filtrar ---------------------------------------------------------------------------------------------------------


def test_se_cuenta_por_cuenta_por_mes_y_por_privilegio() -> None:
    run = ledger_of()
    whole = counted(promises(run, Wanted()))
    assert (whole.kept, whole.broken, whole.unknown, whole.money) == (2, 2, 0, 100_000)
    assert counted_by(promises(run, Wanted()), "privilege")["dispatch"].broken == 1
    assert set(counted_by(promises(run, Wanted()), "customer", "name")) == {(KEY, "Empaques del Cauca S.A.")}
    assert sum(one.due for one in counted_by(promises(run, Wanted()), "month").values()) == 4


@pytest.mark.parametrize(
    ("wanted", "many"),
    [
        (Wanted(state="broken"), 2), (Wanted(text="cauca ped-2"), 2), (Wanted(text="nadie"), 0),
        (Wanted(privilege="complete"), 2), (Wanted(department="plant"), 0), (Wanted(customer=KEY, state="kept"), 2),
        (Wanted(since=DAY - timedelta(days=3)), 2), (Wanted(until=BEFORE), 1), (Wanted(priced=True), 2),
    ],
)  # fmt: skip
def test_se_filtra(wanted: Wanted, many: int) -> None:
    assert promises(ledger_of(), wanted).count() == many


def test_lo_que_no_tiene_dinero_va_al_final_en_los_dos_sentidos() -> None:
    run = ledger_of()
    for order_ in ("dinero", "-dinero"):
        rows = list(promises(run, Wanted(order=order_)).values_list("money", flat=True))
        assert [money is None for money in rows] == sorted(money is None for money in rows)


def test_ahora_y_antes_son_dos_tramos_que_se_tocan() -> None:
    now, before = recent(ledger_of(), 90)
    assert now.since is not None
    assert before.until == now.since - timedelta(days=1)
    assert now.until is not None
    assert (now.until - now.since).days == 89


# quién cedió --------------------------------------------------------------------------------------------------------------


def test_sin_planes_confirmados_el_precio_de_la_prioridad_no_se_sabe_y_con_uno_si(settings: Settings) -> None:
    unknown = ledger_of().costs.get(privilege="dispatch")
    assert (unknown.money, unknown.customer) == (None, "")
    waiting = [order("PED-7", OTHER, 60, DAY, left=None), order("PED-8", KEY, 50, DAY + timedelta(days=1), left=None)]
    load(settings.CLAVE_FACTS, [*orders(), *waiting], mark="open")
    wilson = person("dispatch", "Wilson")
    day = DAY - timedelta(days=1)
    plan = plan_dispatch(day=day, by=wilson, now=NOW)
    confirm_dispatch(number=plan.pk, by=wilson, now=NOW)
    run = ledger_of()
    (gave,) = LedgerGaveWay.objects.all()
    assert (gave.customer, gave.name, gave.lines, gave.days) == (OTHER, "Suelas Tayrona", 1, 1)
    cost = run.costs.get(privilege="dispatch")
    assert cost.times == 1
    assert cost.money == gave.money_days * Decimal("0.0004")


# el resumen de la semana --------------------------------------------------------------------------------------------------


def owned_by(kam: Person) -> None:
    Ownership.objects.create(
        customer=KEY, part=OWNER, person=kam, starts_on=DAY - timedelta(days=90), created_at=NOW, reason="", value=""
    )


def test_a_cada_kam_lo_de_sus_cuentas_y_a_cada_area_lo_que_entrega() -> None:
    kam, wilson = person("kam", "Andrea"), person("dispatch", "Wilson")
    owned_by(kam)
    DepartmentHead.objects.create(department="dispatch", person=wilson, since=DAY)
    found = digests(ledger_of(), DAY)
    assert [(one.person.name, one.what, one.content["broken"]) for one in found] == [
        ("Andrea", "accounts", 2), ("Wilson", "dispatch", 2),
    ]  # fmt: skip
    assert [one["about"] for one in found[0].content["breaches"]] == ["PED-2", "PED-2"]


def test_lo_de_una_cuenta_sin_kam_lo_lee_la_direccion() -> None:
    director = person("director", "Diana")
    assert [(one.person, one.what) for one in digests(ledger_of(), DAY)] == [(director, "unowned")]


def test_una_vez_por_semana_con_enlaces_que_abren_las_rotas_y_no_dos_veces_lo_mismo() -> None:
    kam = person("kam", "Andrea")
    owned_by(kam)
    run = ledger_of()
    kept = send_digest(by=None, now=NOW, until=NOW)
    assert kept is not None
    assert kept.readers == 1
    mail = Mail.objects.get(template="digest")
    assert run.dues.filter(state="broken").first().mark in mail.text  # type: ignore[union-attr]
    assert "estado=broken" in mail.text
    assert "PED-2" in mail.text
    assert told_already(run)
    assert send_digest(by=None, now=NOW, until=NOW + timedelta(days=7)) is None, "los hechos no traen nada más nuevo"
    DigestIssue.objects.update(until=run.until - timedelta(days=9))
    with pytest.raises(ClaveError, match="went out already"):
        send_digest(by=None, now=NOW, until=NOW)
    assert Mail.objects.count() == 1


def test_quien_no_lo_quiere_no_lo_recibe_y_lo_sigue_viendo() -> None:
    kam = person("kam", "Andrea")
    owned_by(kam)
    choose_mail(by=kam, now=NOW, bulletin=True, digest=False)
    found = digests(ledger_of(), DAY)
    assert (len(found), wanting(found)) == (1, [])
    assert send_digest(by=None, now=NOW, until=NOW) is None
    choose_mail(by=kam, now=NOW, bulletin=False)
    kam.refresh_from_db()
    assert not kam.mail_choice.digest, "lo del boletín no cambia lo del resumen"


def test_antes_del_primer_libro_no_hay_resumen() -> None:
    assert send_digest(by=None, now=timezone.now(), until=NOW) is None


def test_guardar_sin_nadie_es_cosa_de_la_instalacion_y_un_empleado_no_puede() -> None:
    judged = judge(ready(DAY))
    assert keep_ledger(judged=judged, by=None, now=NOW).by is None
    with pytest.raises(ClaveError):
        keep_ledger(judged=judged, by=person("employee", "Iván"), now=NOW)
