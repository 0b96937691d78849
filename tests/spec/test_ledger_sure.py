"""Qué tan seguro es un servicio, lo que abre una rotura, y hasta dónde llegan los hechos: con cifras a la vista."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from math import isclose

from hypothesis import given as tried
from hypothesis import strategies as st

from clave.privileges.ledger.due import Due
from clave.privileges.ledger.gave_way import Waited, summed
from clave.privileges.ledger.opened import Opened, Took, opened
from clave.privileges.ledger.seen import Seen
from clave.privileges.ledger.sure import difference, share
from tests.spec.test_ledger import BREACH, INVOICE, POLICY, SINCE, UNTIL, granted, judged, line

LEVEL = 0.95


# cuánto se le puede creer a una parte --------------------------------------------------------------------------------------


def test_una_parte_de_pocos_dice_poco() -> None:
    """8 de 10 es 80 %, y lo verdadero está entre 49,0 y 94,3 %; con 800 de 1.000, entre 77,4 y 82,4 %."""
    few, many = share(8, 10, LEVEL), share(800, 1_000, LEVEL)
    assert few.value == many.value == 0.8
    assert (round(few.low or 0, 3), round(few.high or 0, 3)) == (0.490, 0.943)
    assert (round(many.low or 0, 3), round(many.high or 0, 3)) == (0.774, 0.824)


def test_de_nada_no_hay_parte() -> None:
    none = share(0, 0, LEVEL)
    assert (none.value, none.low, none.high) == (None, None, None)
    assert difference(none, share(1, 2, LEVEL)) is None
    assert difference(share(1, 2, LEVEL), none) is None


def test_la_diferencia_de_newcombe_es_la_de_su_articulo() -> None:
    """Newcombe 1998, cuadro II, método 10: 56/70 menos 48/80 va de 0,0524 a 0,3339."""
    found = difference(share(56, 70, LEVEL), share(48, 80, LEVEL))
    assert found is not None
    assert (round(found.value, 4), round(found.low, 4), round(found.high, 4)) == (0.2, 0.0524, 0.3339)
    assert found.sure


def test_cuatro_puntos_con_pocas_lineas_pueden_ser_azar_y_con_muchas_no() -> None:
    small = difference(share(47, 50, LEVEL), share(90, 100, LEVEL))
    large = difference(share(4_700, 5_000, LEVEL), share(9_000, 10_000, LEVEL))
    assert small is not None
    assert large is not None
    assert isclose(small.value, large.value)
    assert (small.sure, large.sure) == (False, True)


@tried(st.integers(0, 500), st.integers(1, 500), st.integers(0, 500), st.integers(1, 500))
def test_el_intervalo_contiene_la_parte_y_al_reves_la_diferencia_cambia_de_signo(
    a: int, n: int, b: int, m: int
) -> None:
    one, other = share(min(a, n), n, LEVEL), share(min(b, m), m, LEVEL)
    assert one.low is not None
    assert one.high is not None
    assert one.value is not None
    assert 0 <= one.low <= one.value + 1e-12
    assert one.value - 1e-12 <= one.high <= 1
    there, back = difference(one, other), difference(other, one)
    assert there is not None
    assert back is not None
    assert isclose(there.value, -back.value, abs_tol=1e-12)
    assert isclose(there.low, -back.high, abs_tol=1e-9)
    assert there.sure == back.sure


# lo que no ha llegado no rompe nada ---------------------------------------------------------------------------------------


def test_un_archivo_viejo_no_rompe_promesas_de_despues() -> None:
    """El pedido debía salir el 10 de febrero. El archivo llega hasta el 9: nadie sabe. Hasta el 11: no salió."""
    rows = [line(shipped_date=None)]
    told = Seen({"order_line": rows})
    assert judged(granted("complete", share=1.0), seen=replace(told, known={"order_line": date(2026, 2, 9)})) == ()
    (late,) = judged(granted("complete", share=1.0), seen=replace(told, known={"order_line": date(2026, 2, 11)}))
    assert late.state == "broken"


def test_los_contactos_se_juzgan_hasta_su_propio_ultimo_dia() -> None:
    seen = Seen({"touchpoint": []}, known={"touchpoint": date(2026, 2, 15)})
    dues = judged(granted("contact", days=30), seen=seen)
    assert [due.on for due in dues] == [date(2026, 1, 30)], "y no hasta junio, aunque la ventana llegue hasta ahí"


# una rotura, abierta ------------------------------------------------------------------------------------------------------


def opened_of(due: Due, seen: Seen) -> Opened:
    return opened(due, seen, POLICY)


def test_la_inversion_abre_sus_lineas_y_quien_se_llevo_las_unidades() -> None:
    rows = [line(shipped_date=date(2026, 2, 13)), line(line="2"), line(order="PED-9", customer="C-9")]
    seen = Seen({"order_line": rows}, breaches=[BREACH])
    (due,) = judged(granted("dispatch", days=14), seen=seen)
    found = opened_of(due, seen)
    assert [(fact.line, fact.broke, fact.expected, fact.happened) for fact in found.facts] == [
        ("1", True, date(2026, 2, 10), date(2026, 2, 13)), ("2", False, date(2026, 2, 10), date(2026, 2, 10)),
    ]  # fmt: skip
    assert found.took == (Took(date(2026, 2, 9), "1", "PED-9", "3", "C-9", Decimal(12)),)


def test_lo_incompleto_dice_cuanto_se_pidio_y_cuanto_salio() -> None:
    seen = Seen({"order_line": [line(shipped_quantity=Decimal(31)), line(line="2", shipped_date=None)]})
    (due,) = judged(granted("complete", share=1.0), seen=seen)
    assert [(fact.asked, fact.done) for fact in opened_of(due, seen).facts] == [(40, 31), (40, None)]


def test_el_precio_cobrado_de_mas_abre_la_factura() -> None:
    seen = Seen({"invoice_line": [INVOICE, {**INVOICE, "line": "2", "product": "X-1"}]})
    due = Due("C-1", "preferential", INVOICE["date"], "FE-1", "broken", BROKEN_WHY, Decimal(500), ("1",))  # type: ignore[arg-type]
    assert [(fact.line, fact.price, fact.broke) for fact in opened_of(due, seen).facts] == [
        ("1", 900, True), ("2", 900, False),
    ]  # fmt: skip


def test_la_cita_y_la_orden_de_planta_abren_su_documento_y_un_periodo_no_abre_nada() -> None:
    load = {"document": "RM-1", "customer": "C-1", "order": "PED-1", "shipped_date": date(2026, 3, 4),
            "promised_date": date(2026, 3, 3)}  # fmt: skip
    work = {"order": "OP-1", "product": "PU-300", "customer": "C-1", "due_date": date(2026, 3, 3),
            "finished_date": None}  # fmt: skip
    seen = Seen({"delivery": [load], "work_order": [work], "touchpoint": []})
    dues = {
        due.privilege: due
        for due in judged(granted("dock"), granted("production"), granted("contact", days=90), seen=seen)
    }
    (left,) = opened_of(dues["dock"], seen).facts
    assert (left.expected, left.happened, left.broke) == (date(2026, 3, 3), date(2026, 3, 4), True)
    (made,) = opened_of(dues["production"], seen).facts
    assert (made.document, made.happened) == ("OP-1", None)
    assert opened_of(dues["contact"], seen) == Opened()


BROKEN_WHY = judged(granted("contact", days=30), seen=Seen({"touchpoint": []}))[0].why


# quién cedió, de planes guardados -----------------------------------------------------------------------------------------


def test_una_linea_que_cede_tres_dias_es_una_linea_y_su_dinero_el_mayor() -> None:
    """Dinero × días: 100 + 100 + 60 = 260. La que no tiene precio se cuenta, y no pesa."""
    days = [date(2026, 3, day) for day in (2, 3, 4)]
    rows = [Waited("C-9", ("PED-9", "1"), day, Decimal(worth)) for day, worth in zip(days, (100, 100, 60), strict=True)]
    (found,) = summed([*rows, Waited("C-9", ("PED-8", "1"), days[0], None)])
    assert (found.lines, found.days, found.money, found.money_days, found.unpriced) == (2, 3, 100, 260, 1)
    assert SINCE < days[0] < UNTIL
