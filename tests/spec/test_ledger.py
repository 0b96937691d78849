"""La promesa cumplida: qué venció, qué se cumplió, qué se rompió, y qué no se puede medir (y qué archivo lo diría)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given as tried
from hypothesis import settings
from hypothesis import strategies as st

from clave.demo.columns import rows as table
from clave.facts.book import Book as Facts
from clave.policy import declared
from clave.privileges.catalogue.grants import TEMPLATE, Grant
from clave.privileges.conditions import Condition
from clave.privileges.ledger.cost import costs
from clave.privileges.ledger.digest import by_department, by_manager
from clave.privileges.ledger.due import Count, Due, breaches, count, counts
from clave.privileges.ledger.gave_way import GaveWay
from clave.privileges.ledger.kept import Given, ledger, measurable
from clave.privileges.ledger.on_time import served
from clave.privileges.ledger.seen import Breach, Happened, Seen, read
from clave.privileges.minimums import Minimum
from tests.unit.selection.population import limits

SINCE, UNTIL = date(2026, 1, 1), date(2026, 6, 30)
POLICY = limits({declared.dispatch_transit: 1, declared.cost_small_order: 14_000.0, declared.dispatch_carrying: 0.0004})
LINE = {
    "order": "PED-1", "line": "1", "customer": "C-1", "product": "PU-300", "ordered_date": date(2026, 2, 2),
    "required_date": date(2026, 2, 11), "promised_date": None, "quantity": Decimal(40), "unit_price": Decimal(1_000),
    "shipped_date": date(2026, 2, 10), "shipped_quantity": None, "status": None,
}  # fmt: skip
INVOICE = {
    "document": "FE-1", "line": "1", "customer": "C-1", "product": "PU-300", "family": None, "date": date(2026, 3, 2),
    "quantity": Decimal(10), "unit_price": Decimal(1_000), "discount": None, "net": Decimal(9_000),
}  # fmt: skip
DISCOUNT = Condition(
    "C-1", "discount", Decimal("0.10"), SINCE, date(2026, 12, 31), "volume", "Compra 40 t", "PU-300", number=1
)


def granted(privilege: str, account: str = "C-1", since: date = SINCE, **parameters: float) -> Grant:
    return Grant(account, privilege, since, None, parameters, "contrato")


def line(**cells: Any) -> Mapping[str, Any]:
    return {**LINE, **cells}


def judged(*grants: Grant, seen: Seen | None = None, **more: Any) -> tuple[Due, ...]:
    tables = {name: more.pop(name) for name in list(more) if name in TABLES}
    facts = seen or Seen(tables, **{name: more.pop(name) for name in list(more) if name in SEEN})
    return ledger(Given(grants, **more), facts, POLICY, since=SINCE, until=UNTIL, as_of=UNTIL)


TABLES = ("order_line", "delivery", "invoice_line", "work_order", "touchpoint", "service")
SEEN = ("happened", "replayed", "breaches", "sponsors", "names")


def told(dues: Sequence[Due]) -> list[tuple[str, str, str]]:
    """Matter, state and the words, in English."""
    return [(due.about, due.state, due.why.say("en").replace("\N{NO-BREAK SPACE}", " ")) for due in dues]


# per order ----------------------------------------------------------------------------------------------------------------


def test_completo_y_a_tiempo_se_juzga_por_pedido() -> None:
    """Se pide para el 11 y viaja un día: a tiempo es salir el 10. El pedido que todavía no vence no promete nada."""
    rows = [
        line(),
        line(order="PED-2", shipped_date=date(2026, 2, 12)),
        line(order="PED-3", shipped_quantity=Decimal(39)),
        line(order="PED-4", required_date=None),
        line(order="PED-5", shipped_date=None, required_date=date(2026, 7, 10)),
        line(order="PED-6", shipped_date=None),
    ]
    dues = judged(granted("complete", share=0.95), order_line=rows)
    assert [(about, state) for about, state, _why in told(dues)] == [
        ("PED-1", "kept"), ("PED-3", "broken"), ("PED-4", "unknown"), ("PED-6", "broken"), ("PED-2", "broken"),
    ]  # fmt: skip
    assert told(dues)[4][2] == "1 of 1 lines left late or incomplete: 1."
    assert told(dues)[2][2].endswith("the file of order lines would tell.")
    assert [due.money for due in breaches(dues)] == [40_000, 40_000, 40_000]


def test_la_parte_prometida_de_las_lineas_basta() -> None:
    rows = [line(line=str(n), shipped_date=date(2026, 2, 12 if n == 1 else 10)) for n in range(1, 21)]
    assert told(judged(granted("complete", share=0.95), order_line=rows)) == [
        ("PED-1", "kept", "19 of 20 lines left complete and on time."),
    ]
    assert [due.state for due in judged(granted("complete", share=1.0), order_line=rows)] == ["broken"]


BREACH = Breach(
    date(2026, 2, 9), "PED-1", "1", "C-1", Decimal(12), Decimal(12_000), (("PED-9", "3", "C-9", Decimal(12)),)
)


def test_una_inversion_rompe_la_promesa_de_despacho_con_dia_dinero_y_quien() -> None:
    rows = [line(shipped_date=date(2026, 2, 13)), line(order="PED-9", customer="C-9", shipped_date=date(2026, 2, 10))]
    (due,) = judged(granted("dispatch", days=14), order_line=rows, breaches=[BREACH], replayed=frozenset())
    assert (due.state, due.money, due.parts) == ("broken", 12_000, ("1",))
    assert told([due])[0][2] == (
        "On 9 Feb 2026 line 1 stood ahead and stayed; C-9 (PED-9) left with its product. It waited 4 days."
    ), "no file names C-9"


def test_la_inversion_nombra_al_cliente_que_se_llevo_lo_suyo_y_despues_sus_numeros() -> None:
    """Two orders of one customer and one of another: each with its name, its code and its order."""
    rows = [line(shipped_date=date(2026, 2, 13))]
    two = replace(BREACH, taken=(*BREACH.taken, ("PED-8", "1", "C-8", Decimal(3)), ("PED-9", "4", "C-9", Decimal(1))))
    (due,) = judged(
        granted("dispatch", days=14), order_line=rows, breaches=[two], replayed=frozenset(),
        names={"C-9": "Suelas Tayrona S.A.S.", "C-8": "C-8"},
    )  # fmt: skip
    assert "; Suelas Tayrona S.A.S. (C-9, PED-9), C-8 (PED-8) left with its product." in due.why.say("en")


def test_lo_que_aun_no_sale_no_espero_cero_dias_sigue_esperando() -> None:
    rows = [line(shipped_date=None), line(order="PED-9", customer="C-9", shipped_date=date(2026, 2, 10))]
    (due,) = judged(granted("dispatch", days=14), order_line=rows, breaches=[BREACH], replayed=frozenset())
    assert due.why.say("en").endswith("On 30 Jun 2026 it was still waiting.")


def test_un_dia_sin_existencias_contadas_no_es_ni_cumplido_ni_roto() -> None:
    """Otro cliente recibió el mismo producto ese día: sin saber qué había en la bodega nadie puede juzgarlo."""
    rows = [line(), line(order="PED-9", customer="C-9")]
    day = date(2026, 2, 10)
    assert told(judged(granted("dispatch", days=14), order_line=rows)) == [(
        "PED-1", "unknown",
        "Not measurable: the stock of 10 Feb 2026 is not known, and ordinary lines of the same product left then; the stock "
        "file of that day would tell.",
    )]  # fmt: skip
    assert [d.state for d in judged(granted("dispatch", days=14), order_line=rows, replayed=frozenset({day}))] == [
        "kept"
    ]
    assert [d.state for d in judged(granted("dispatch", days=14), order_line=[line()])] == ["kept"], (
        "a nadie más le llegó"
    )


def test_un_pedido_pequeno_que_salio_es_una_excepcion_cumplida_y_cuesta() -> None:
    least = (Minimum("order", "money", Decimal(300_000), SINCE),)
    rows = [
        line(),
        line(order="PED-2", shipped_date=date(2026, 2, 20)),
        line(order="PED-3", shipped_date=None, status="Retenido por mínimo"),
        line(order="PED-4", unit_price=None),
        line(order="PED-5", quantity=Decimal(400)),
    ]
    dues = judged(granted("no_minimum"), order_line=rows, minimums=least)
    assert {about: state for about, state, _why in told(dues)} == {
        "PED-1": "kept", "PED-2": "unknown", "PED-3": "broken", "PED-4": "unknown",
    }  # fmt: skip
    given = Given((granted("no_minimum"),), minimums=least)
    (cost,) = costs(given, Seen({"order_line": rows}), (), POLICY, since=SINCE, until=UNTIL, as_of=UNTIL)
    assert (cost.times, cost.money, cost.unknown) == (3, 42_000, 1)
    assert cost.formula.say("en").replace("\N{NO-BREAK SPACE}", " ") == (
        "3 orders below the minimum × $ 14,000 for handling each."
    )
    (dollars,) = costs(
        given, Seen({"order_line": rows}, currency="USD"), (), POLICY, since=SINCE, until=UNTIL, as_of=UNTIL
    )
    assert (dollars.times, dollars.money, dollars.unknown) == (3, None, 3), "the policy says it in pesos: nobody knows"
    assert "is not known in USD" in dollars.formula.say("en")


# per document -------------------------------------------------------------------------------------------------------------


def test_lo_facturado_sin_su_condicion_se_cuenta_en_dinero() -> None:
    rows = [
        INVOICE,
        {**INVOICE, "document": "FE-2", "net": Decimal(10_000)},
        {**INVOICE, "document": "FE-3", "unit_price": None},
        {**INVOICE, "document": "FE-4", "product": "AC-1"},
    ]
    dues = judged(granted("preferential"), invoice_line=rows, conditions=(DISCOUNT,))
    assert [(due.about, due.state, due.money) for due in dues] == [
        ("FE-1", "kept", None), ("FE-2", "broken", 1_000), ("FE-3", "unknown", None),
    ]  # fmt: skip
    given = Given((granted("preferential"),), (DISCOUNT,))
    (cost,) = costs(given, Seen({"invoice_line": rows}), (), POLICY, since=SINCE, until=UNTIL, as_of=UNTIL)
    assert (cost.times, cost.money, cost.unknown) == (3, 2_000, 1)


def test_muelle_y_planta_se_juzgan_por_el_dia() -> None:
    load = {"document": "R-1", "customer": "C-1", "order": "PED-1", "shipped_date": date(2026, 2, 10)}
    loads = [
        {**load, "promised_date": date(2026, 2, 10)},
        {**load, "document": "R-2", "promised_date": date(2026, 2, 9)},
        {**load, "document": "R-3", "promised_date": None},
    ]
    assert [due.state for due in judged(granted("dock", days=2), delivery=loads)] == ["kept", "broken", "unknown"]
    work = {"order": "OP-1", "product": "PU-300", "customer": "C-1", "due_date": date(2026, 2, 10)}
    works = [
        {**work, "finished_date": date(2026, 2, 9)},
        {**work, "order": "OP-2", "finished_date": date(2026, 2, 12)},
        {**work, "order": "OP-3", "finished_date": None},
    ]
    assert [due.state for due in judged(granted("production", weight=4), work_order=works)] == [
        "kept",
        "broken",
        "broken",
    ]


# per period, request and event ------------------------------------------------------------------------------------------


def test_cada_lapso_sin_contacto_es_una_promesa_rota() -> None:
    contacts = [{"customer": "C-1", "date": date(2026, 1, 15), "by": "Marta", "cost": Decimal(80_000)}]
    dues = judged(granted("contact", days=60), touchpoint=contacts)
    assert [(due.on, due.state) for due in dues] == [(date(2026, 3, 1), "kept"), (date(2026, 4, 30), "broken"),
                                                     (date(2026, 6, 29), "broken")]  # fmt: skip
    sponsor = judged(granted("sponsor", days=90), touchpoint=contacts, sponsors={"C-1": "Gerente"})
    assert [due.state for due in sponsor] == ["broken", "broken"]
    assert {d.why.say("en") for d in judged(granted("sponsor", days=90), touchpoint=contacts)} == {
        "Not measurable: nobody is written down as its sponsor."
    }


def test_una_solicitud_se_contesta_en_los_dias_prometidos() -> None:
    asked = [
        Happened("C-1", "improvement", "M-1", date(2026, 2, 1), date(2026, 2, 10)),
        Happened("C-1", "improvement", "M-2", date(2026, 2, 1), date(2026, 3, 10)),
        Happened("C-1", "improvement", "M-3", date(2026, 2, 1)),
        Happened("C-1", "improvement", "M-4", date(2026, 6, 25)),
    ]
    dues = judged(granted("improvement", days=15), happened={"improvement": asked})
    assert {due.about: due.state for due in dues} == {"M-1": "kept", "M-2": "broken", "M-3": "broken"}


def test_lo_que_nadie_registra_se_dice_una_vez_al_mes() -> None:
    dues = judged(granted("visibility"))
    assert (count(dues), len(dues)) == (Count(unknown=6), 6)
    assert list(measurable(dues)) == [
        "Not measurable yet: Uses of its name with their consent, once they are recorded."
    ]
    assert list(measurable(judged(granted("dispatch", days=14)))) == [
        "Not measurable: the file «Order lines» was not loaded; it would tell."
    ]


def test_lo_roto_vale_lo_que_tiene_precio_y_sin_precio_nadie_sabe() -> None:
    assert Count(kept=3, unknown=1).worth == 0, "nothing broke: that is known"
    assert Count(broken=2, money=Decimal(5), unpriced=1).worth == 5
    assert Count(broken=2, unpriced=2).worth is None


def test_una_novedad_se_muestra_antes() -> None:
    shown = [
        Happened("C-1", "preview", "Línea X", date(2026, 3, 20), date(2026, 3, 1)),
        Happened("C-1", "preview", "Línea Y", date(2026, 3, 20), date(2026, 3, 19)),
        Happened("C-1", "preview", "Línea Z", date(2026, 3, 20)),
    ]
    dues = judged(granted("preview", days=15), happened={"preview": shown})
    assert [due.state for due in dues] == ["kept", "broken", "broken"]


# grants -----------------------------------------------------------------------------------------------------------------


def test_la_propia_va_antes_que_la_de_la_plantilla_y_fuera_de_sus_dias_nada_vence() -> None:
    own = granted("complete", share=0.5)
    template = replace(granted("complete", share=1.0), origin=TEMPLATE)
    rows = [line(), line(line="2", shipped_date=date(2026, 2, 20))]
    assert [due.state for due in judged(own, template, order_line=rows)] == ["kept"]
    late = granted("complete", since=date(2026, 3, 1), share=1.0)
    assert judged(late, order_line=rows) == ()


# the whole --------------------------------------------------------------------------------------------------------------


def test_servicio_de_las_clave_y_de_las_demas_con_sus_cuentas() -> None:
    rows = [line(), line(line="2", shipped_quantity=Decimal(30)), line(order="PED-9", customer="C-9", required_date=None),
            line(order="PED-8", customer="C-9", shipped_date=date(2026, 3, 1))]  # fmt: skip
    both = served(Seen({"order_line": rows}), POLICY, lambda code, _day: code == "C-1", since=SINCE, until=UNTIL)
    assert both is not None
    key, others = both
    assert (key.lines, key.on_time_in_full, key.fill, key.otif) == (2, 1, 0.875, 0.5)
    assert (others.lines, others.fill, others.otif, others.undated) == (1, 0.0, 0.0, 1)
    assert served(Seen(), POLICY, lambda _code, _day: True, since=SINCE, until=UNTIL) is None


def test_la_prioridad_cuesta_lo_que_esperaron_los_que_cedieron() -> None:
    gave = (GaveWay("C-9", 3, 5, Decimal(1_000_000), Decimal(4_000_000), 1),)
    given = Given((granted("dispatch", days=14), granted("billing", days=3)))
    by = {one.privilege: one for one in costs(given, Seen(), gave, POLICY, since=SINCE, until=UNTIL, as_of=UNTIL)}
    assert (by["dispatch"].times, by["dispatch"].money, by["dispatch"].unknown) == (3, 1_600, 1)
    assert by["billing"].money is None
    assert by["billing"].formula.say("en") == "Not known: nobody records «Time of whoever calls»."


def test_la_semana_para_cada_kam_y_cada_area() -> None:
    rows = [
        line(order="A", required_date=date(2026, 6, 26), shipped_date=date(2026, 6, 25)),
        line(order="B", required_date=date(2026, 6, 26), shipped_date=date(2026, 6, 29)),
        line(order="C", required_date=date(2026, 6, 19), shipped_date=date(2026, 6, 18)),
        line(order="D", required_date=None, shipped_date=date(2026, 6, 29)),
    ]
    dues = judged(granted("complete", share=1.0), order_line=rows)
    (digest,) = by_manager(dues, {"C-1": "marta"}, UNTIL, "COP")
    assert (digest.reader, digest.since, digest.week.due, digest.before.kept) == ("marta", date(2026, 6, 24), 3, 1)
    assert [text.say("en").replace("\N{NO-BREAK SPACE}", " ") for text in digest.said] == [
        "1 of 2 promises kept (50%).", "The week before it was 100%.",
        "The one that weighs most: C-1, Complete and on time, B, $ 40,000: 1 of 1 lines left late or incomplete: 1.",
        "1 promise cannot be judged yet.",
    ]  # fmt: skip
    assert [one.reader for one in by_department(dues, UNTIL, "COP")] == ["dispatch"]
    (named,) = by_manager(dues, {"C-1": "marta"}, UNTIL, "COP", {"C-1": "Calzado La Sabana"})
    assert named.said[2].say("en").startswith("The one that weighs most: Calzado La Sabana, Complete and on time")
    assert all(text.say("es") for text in digest.said)


def test_los_archivos_se_leen_y_lo_que_no_se_cargo_no_es_vacio() -> None:
    """De los demás clientes solo se leen las líneas de pedido; de las facturas, también lo anterior que gasta un límite."""
    old = {**INVOICE, "document": "FE-0", "date": date(2025, 12, 1)}
    visit = {"customer": "C-1", "date": date(2026, 2, 1), "direction": "out", "kind": "visit", "by": "Marta"}
    sources = {
        "order_line": table("order_line", [LINE, line(order="PED-9", customer="C-9")]),
        "invoice_line": table("invoice_line", [INVOICE, old, {**INVOICE, "document": "FE-9", "customer": "C-9"}]),
        "touchpoint": table("touchpoint", [visit]),
        "service": table("service", [{"customer": "C-1", "date": date(2026, 2, 3), "kind": "lab", "hours": 3.0}]),
        "delivery": table("delivery", [{"document": "R-1", "customer": "C-1", "shipped_date": date(2026, 2, 3)}]),
    }
    found = read(Facts(sources, "COP"), {"C-1"}, SINCE, UNTIL)
    assert {name: None if rows is None else len(rows) for name, rows in found.items()} == {
        "order_line": 2, "delivery": 1, "invoice_line": 1, "work_order": None, "touchpoint": 1, "service": 1,
    }  # fmt: skip
    more = read(Facts(sources, "COP"), {"C-1"}, SINCE, UNTIL, invoices_since=date(2025, 6, 1))["invoice_line"]
    assert [row["document"] for row in more or ()] == ["FE-0", "FE-1"]
    grants = [granted(key, days=30, share=0.95, hours=10) for key in ("dispatch", "complete", "contact", "production")]
    lab = granted("laboratory", hours=10)
    dues = judged(*grants, seen=Seen(found))
    assert {due.privilege: due.state for due in dues if due.on < date(2026, 2, 28)} == {
        "complete": "kept", "contact": "broken", "dispatch": "unknown", "production": "unknown",
    }  # fmt: skip
    (cost,) = costs(Given((lab,)), Seen(found), (), limits({declared.cost_lab_hour: 50_000.0}),
                    since=SINCE, until=UNTIL, as_of=UNTIL)  # fmt: skip
    assert (cost.times, cost.money) == (1, 150_000)


# laws -------------------------------------------------------------------------------------------------------------------

DAYS = st.dates(date(2026, 1, 2), date(2026, 7, 20))
LINES = st.lists(
    st.fixed_dictionaries(
        {
            "order": st.sampled_from(("A", "B", "C", "D")), "line": st.sampled_from(("1", "2", "3")),
            "customer": st.just("C-1"), "product": st.sampled_from(("P", "Q")), "ordered_date": st.just(SINCE),
            "required_date": DAYS, "promised_date": st.none(), "quantity": st.just(Decimal(10)),
            "unit_price": st.sampled_from((Decimal(1_000), Decimal(90_000))), "shipped_date": st.none() | DAYS,
            "shipped_quantity": st.sampled_from((None, Decimal(10), Decimal(4))), "status": st.none(),
        }
    ),
    max_size=10, unique_by=lambda row: (row["order"], row["line"]),
)  # fmt: skip
GRANTS = (
    granted("complete", share=0.9),
    granted("dispatch", days=14),
    granted("no_minimum"),
    granted("contact", days=30),
)
LEAST = (Minimum("order", "money", Decimal(300_000), SINCE),)


def whole(rows: Sequence[Mapping[str, Any]], **more: Any) -> tuple[Due, ...]:
    others = [line(order="Z", customer="C-9", product="P", shipped_date=date(2026, 3, day)) for day in (3, 13, 23)]
    return judged(*GRANTS, order_line=[*rows, *others], minimums=LEAST, **more)


@settings(max_examples=80, deadline=None)
@tried(rows=LINES, data=st.data())
def test_el_orden_de_las_filas_no_cambia_nada_y_las_sumas_cuadran(rows: list[Any], data: st.DataObject) -> None:
    dues = whole(rows, touchpoint=[])
    assert {(d.privilege, d.about, d.state) for d in whole(data.draw(st.permutations(rows)), touchpoint=[])} == {
        (d.privilege, d.about, d.state) for d in dues
    }
    everything = count(dues)
    assert everything.due == len(dues) == everything.kept + everything.broken + everything.unknown
    for of in (lambda d: d.account, lambda d: d.privilege, lambda d: d.department, lambda d: d.month):
        assert sum(counts(dues, of).values(), Count()) == everything


@settings(max_examples=80, deadline=None)
@tried(rows=LINES, data=st.data())
def test_saber_menos_nunca_vuelve_rota_una_promesa_cumplida(rows: list[Any], data: st.DataObject) -> None:
    """Se borra un día pedido o un precio, o falta un archivo: lo cumplido queda cumplido o no medible."""
    known = whole(rows, touchpoint=[], replayed=frozenset({date(2026, 3, 3), date(2026, 3, 13)}))
    kept = {(due.privilege, due.about) for due in known if due.state == "kept"}
    forgotten = [dict(row) for row in rows]
    if forgotten:
        at = data.draw(st.integers(0, len(forgotten) - 1))
        forgotten[at][data.draw(st.sampled_from(("required_date", "unit_price")))] = None
    less = whole(forgotten, **data.draw(st.sampled_from(({}, {"touchpoint": []}))))
    assert not kept & {(due.privilege, due.about) for due in less if due.state == "broken"}
