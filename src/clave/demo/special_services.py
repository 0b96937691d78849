"""Special services, needs and joint initiatives at Farallones: a budget near its end and one past it, a need that was solved
and offered to others, an initiative that stands still and a chance at a plant in another country."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from clave.actions.initiatives import begin_initiative, move_initiative
from clave.actions.needs import answer_offer, move_need, offer_solution, record_need
from clave.actions.special_services import decide_service, finish_service, request_service, set_service_budget
from clave.demo.cast import ANDREA
from clave.demo.judged import DIANA, ISABEL
from clave.demo.programme import Cast
from clave.operations.initiatives import InitiativeSaid
from clave.operations.needs import NeedSaid
from clave.operations.special_services import ServiceSaid, position
from clave.store.models import AccountLine, Comparison, Person, SelectionRun
from clave.store.policy import policy_in_force
from clave.store.special_services import lines_of, year_of

# place in the list, kind, what, asked days ago, expected, what it cost (None = nobody knows yet), how far
Row = tuple[int, str, str, int, int | None, int | None, str]
SERVICES: tuple[Row, ...] = (
    (0, "sample", "Seis canecas de PU-300 para la planta nueva", 70, 3_800_000, 4_150_000, "done"),
    (0, "training", "Un día de aplicación con el turno de la noche", 48, 2_600_000, 2_600_000, "done"),
    (0, "return", "Devolución de 12 tambores que pidieron de más", 30, None, None, "done"),
    (0, "urgent", "Entrega el sábado por parada de línea", 12, 1_400_000, None, "approved"),
    (0, "sample", "Dos canecas de hotmelt H-7", 3, 900_000, None, "requested"),
    (1, "return", "Devolución de un lote por cambio de referencia", 60, 9_500_000, 9_800_000, "done"),
    (1, "training", "Capacitación en seguridad", 20, 1_900_000, 2_100_000, "done"),
    (2, "lab", "Ensayo de envejecido para su cliente", 9, None, None, "requested"),
    (4, "urgent", "Entrega en el día a Yumbo", 40, None, None, "done"),
    (6, "sample", "Muestrario completo para su feria", 15, 2_200_000, None, "refused"),
)
ROUND = Decimal(100_000)
REFUSED = "El presupuesto es para clientes con plan firmado"
BUDGETS = ((0, Decimal("0.86")), (1, Decimal("1.12")))
"""Whose budget is how far used: near its end, past it."""
NEEDS = (
    (0, "PU-300 no seca en Tunja en las mañanas frías", "Jefe de planta", "PU-300 invierno, con otro catalizador",
     "Seca en 8 minutos a 12 °C, medido en su línea", 38_000_000, 120),
    (2, "Piden adhesivo que no manche la lona clara", "Jefe de compras", "", "", None, 25),
    (3, "Quieren canecas de 10 kg para talleres pequeños", "Dueño", "V-5 en caneca de 10 kg", "Salió sin fugas",
     None, 80),
)  # fmt: skip
# place, kind, title, began days ago, stages it went through, next step, in how many days
INITIATIVES = (
    (0, "product", "Suela de caucho sin solvente", 150, ("agreed", "working"), "Segundo ensayo en su línea", 9),
    (1, "service", "Inventario nuestro en su bodega", 90, ("agreed",), "Firmar el acuerdo de consignación", -18),
    (5, "site", "Planta hermana en Querétaro", 20, (), "Videollamada con su jefe de compras de México", 6),
    (
        3,
        "process",
        "Pedidos por archivo, sin digitar",
        200,
        ("agreed", "working", "achieved"),
        "Medir los errores",
        -60,
    ),
)


def serve(cast: Cast, run: SelectionRun, *, now: datetime) -> None:
    """What some of the largest customers were given, told and began with us."""
    lines = list(AccountLine.objects.filter(run=run, rank__isnull=False).order_by("rank")[:40])
    diana = cast.people[DIANA]
    for row in SERVICES:
        _served(cast, lines[row[0]], row, now)
    for place, used in BUDGETS:
        _budgeted(diana, lines[place].customer, used, now)
    for at, need in enumerate(NEEDS):
        _needed(cast, lines, need, at, now)
    for initiative in INITIATIVES:
        _begun(cast, lines[initiative[0]], initiative, now)


def _budgeted(by: Person, customer: str, used: Decimal, now: datetime) -> None:
    """A budget of which that share is spent or approved by now, in round figures."""
    today = timezone.localdate(now)
    limits = policy_in_force().at(today)
    stands = position(lines_of(year_of(customer, today.year, limits)), None, today.year, limits)
    amount = ((stands.spent.money + stands.committed.money) / used / ROUND).quantize(Decimal(1)) * ROUND
    set_service_budget(
        by=by, now=now - timedelta(days=10), customer=customer, year=today.year, amount=amount,
        reason="Lo del año pasado y una décima parte más",
    )  # fmt: skip


def _served(cast: Cast, line: AccountLine, row: Row, now: datetime) -> None:
    """Asked for by the director, decided and decided by the director."""
    _place, kind, what, ago, expected, cost, far = row
    then, judge, asker = now - timedelta(days=ago), cast.people[DIANA], cast.people[ISABEL]
    said = ServiceSaid(
        kind, what, _day(then, 6), Decimal(6) if kind == "lab" else None, Decimal(expected) if expected else None
    )
    kept = request_service(by=asker, now=then, customer=line.customer, name=line.name, service=said)
    if far == "requested":
        return
    note = REFUSED if far == "refused" else ""
    to = "refused" if far == "refused" else "approved"
    decide_service(by=judge, now=then, customer=line.customer, number=kept.pk, to=to, note=note)
    if far == "done":
        finish_service(
            by=asker, now=then + timedelta(days=4), customer=line.customer, number=kept.pk, day=_day(then, 4),
            result="Entregado y recibido por su planta", cost=Decimal(cost) if cost else None,
        )  # fmt: skip


def _needed(cast: Cast, lines: list[AccountLine], need: tuple[object, ...], at: int, now: datetime) -> None:
    place, problem, who, solution, result, gained, ago = need
    line, by, then = lines[int(str(place))], cast.people[ANDREA], now - timedelta(days=int(str(ago)))
    diana = cast.people[DIANA]
    said = NeedSaid(str(problem), _day(then, 0), str(who), family=_family(lines) if at != 1 else "")
    kept = record_need(by=diana, now=then, customer=line.customer, name=line.name, need=said)
    if not solution:
        return
    move_need(
        by=diana, now=then + timedelta(days=15), customer=line.customer, number=kept.pk, here="heard", to="solved",
        day=_day(then, 15), solution=str(solution), result=str(result), gained=Decimal(str(gained)) if gained else None,
    )  # fmt: skip
    if at == 0:
        for to, answer in ((lines[7], "yes"), (lines[9], "later")):
            made = offer_solution(
                by=diana, now=then + timedelta(days=30), customer=line.customer, number=kept.pk, to=to.customer,
                to_name=to.name, day=_day(then, 30), note=f"En la visita de {by.name}",
            )  # fmt: skip
            answer_offer(
                by=diana, now=then + timedelta(days=40), customer=line.customer, number=kept.pk, offer=made.pk, answer=answer,
                day=_day(then, 40),
            )  # fmt: skip


def _begun(
    cast: Cast, line: AccountLine, row: tuple[int, str, str, int, tuple[str, ...], str, int], now: datetime
) -> None:
    _place, kind, title, ago, stages, step, ahead = row
    diana, then = cast.people[DIANA], now - timedelta(days=ago)
    said = InitiativeSaid(
        kind, title, _day(then, 0), "Bajar el costo total de los dos", _day(then, 300), "Dos químicos y los ensayos",
        "Su línea un día al mes", step, max(_day(now, ahead), _day(then, 0)),
    )  # fmt: skip
    if kind == "site":
        said = replace(said, site="Querétaro", country="MX", contact_name="Jefe de compras de México")
    kept = begin_initiative(
        by=diana, now=then, customer=line.customer, name=line.name, initiative=said, owner=cast.people[ANDREA]
    )
    here = "idea"
    for at, to in enumerate(stages):
        moment = then + timedelta(days=10 + 20 * at)
        move_initiative(
            by=diana, now=moment, customer=line.customer, number=kept.pk, here=here, to=to, day=_day(moment, 0),
            note="Los errores de pedido bajaron de 9 a 1 al mes" if to == "achieved" else "",
        )  # fmt: skip
        here = to


def _family(lines: list[AccountLine]) -> str:
    """A family in which somebody has white space, so that the need has somebody to be offered to."""
    from_grid = [
        row["family"] for one in Comparison.objects.filter(run=lines[0].run, customer__in=[each.customer for each in lines])
        for row in one.rows if row["expected"] and row["headroom"] > 0
    ]  # fmt: skip
    return max(sorted(set(from_grid)), key=from_grid.count, default="")


def _day(moment: datetime, days: int) -> date:
    return timezone.localdate(moment) + timedelta(days=days)
