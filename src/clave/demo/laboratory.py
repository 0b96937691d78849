"""What Farallones' customers ask of its laboratory: requests in every stage, hours on them, and what was answered."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from clave.actions.improvement import RequestSaid, answer_request, assign_request, move_request, record_request
from clave.actions.lab_hours import HoursSaid, log_hours
from clave.demo.judged import DIANA, ISABEL
from clave.demo.programme import Cast
from clave.store.models import AccountLine, SelectionRun

WAY = ("assessed", "accepted", "in_lab", "customer_trial", "delivered")
# place in the list, kind, product, what, how it is seen, asked days ago, promised in days, worth, how far, hours
Row = tuple[int, str, str, str, str, int, int | None, int | None, int, tuple[str, ...]]
ASKED: tuple[Row, ...] = (
    (
        0, "improvement", "PU-300", "Menos olor al aplicar PU-300", "Olor de 2 o menos en su panel de cinco",
        62, 12, 180_000_000, 3, ("6.5", "4", "7"),
    ),
    (
        1, "complaint", "A-20", "Grumos en los tambores de A-20 de octubre", "Filtra sin residuo a 200 micras",
        21, -3, None, 2, ("3",),
    ),
    (
        2, "development", "", "Adhesivo sin solvente para suela de caucho", "4 N/mm a las 24 horas",
        95, 60, 420_000_000, 3, ("8", "8", "5.5"),
    ),
    (
        4, "improvement", "H-7", "Hotmelt que abra tres segundos más", "Tiempo abierto de 9 s a 160 °C",
        34, 25, None, 1, (),
    ),
    (
        6, "improvement", "V-5", "V-5 en canecas de 10 kg", "Primera entrega sin fugas",
        9, None, 35_000_000, 0, (),
    ),
    (
        9, "complaint", "N-10", "La suela despega a los dos meses", "Cero devoluciones en un trimestre",
        48, -10, None, 4, ("5", "6"),
    ),
    (
        15, "development", "L-60", "Laminado apto para contacto con alimentos", "Migración global bajo 10 mg/dm²",
        130, 20, 260_000_000, 4, ("8", "7.5", "8"),
    ),
    (
        30, "improvement", "PU-300", "Que seque en clima frío de Tunja", "Tacto seco en 8 minutos a 12 °C",
        15, None, None, 0, (),
    ),
    (
        45, "complaint", "A-20", "Etiquetas sin lote", "Todas con lote y fecha",
        70, -40, None, 5, ("1.5",),
    ),
)  # fmt: skip
NOTES = ("Se reprodujo con dos lotes", "Vale la pena: hay más clientes que lo piden", "Primera mezcla lista", "Muestra entregada",
         "Entregado y medido con el cliente")  # fmt: skip
DONE = ("Formulación y tres mezclas", "Ensayo de despegue y de envejecido", "Ajuste con otra resina")
TOLD = "Lo estamos trabajando; le contamos el resultado del primer ensayo."


def ask_the_laboratory(cast: Cast, run: SelectionRun, *, now: datetime) -> None:
    """The requests of some of the largest customers, each as far as it came."""
    customers = list(AccountLine.objects.filter(run=run, rank__isnull=False).order_by("rank")[:60])
    for place, kind, product, title, measure, ago, promised, worth, far, hours in ASKED:
        if place < len(customers):
            line, asked = customers[place], _day(now, -ago)
            said = RequestSaid(
                kind, title, f"{title}. Lo pidieron en la visita, y el jefe de planta lo confirmó por correo.", asked, product,
                measure, None if promised is None else _day(now, promised), Decimal(worth) if worth else None,
            )  # fmt: skip
            _came(cast, line, said, far, hours, now - timedelta(days=ago))


def _came(cast: Cast, line: AccountLine, said: RequestSaid, far: int, hours: tuple[str, ...], then: datetime) -> None:
    """Write it down on its day, and take it as far as it came."""
    isabel, diana, today = cast.people[ISABEL], cast.people[DIANA], timezone.localdate(then)
    kept = record_request(by=diana, now=then, customer=line.customer, name=line.name, request=said)
    here, moment = "received", then
    for step in range(far):
        moment += timedelta(days=2 + step)
        to, day = WAY[step], timezone.localdate(moment)
        move_request(by=isabel, now=moment, number=kept.pk, here=here, to=to, day=day, note=NOTES[step])  # type: ignore[arg-type]
        here = to
    if far:
        assign_request(by=isabel, now=moment, number=kept.pk, person=isabel)
    if far > 1:
        answer_request(by=diana, now=moment, customer=line.customer, number=kept.pk, day=today, text=TOLD)
    for at, n in enumerate(hours):
        worked = HoursSaid(timezone.localdate(moment) - timedelta(days=at), Decimal(n), DONE[at % len(DONE)])
        log_hours(by=isabel, now=moment, number=kept.pk, worked=worked)


def _day(now: datetime, days: int) -> date:
    return timezone.localdate(now) + timedelta(days=days)
