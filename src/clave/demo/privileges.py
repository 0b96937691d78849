"""What Farallones gives beyond the templates: two privileges of their own, some conditions, and the minimums of the house."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from clave.actions.conditions import give_condition
from clave.actions.grants import change_grant, give_grant
from clave.actions.minimums import set_minimum
from clave.demo.cast import DISTRIBUTOR
from clave.demo.judged import DIANA, PATRICIA
from clave.demo.programme import Cast
from clave.privileges.conditions import Condition
from clave.privileges.minimums import Minimum
from clave.store.models import KeyStatus
from clave.store.privileges import standing_grants
from clave.store.status import MEMBER_STATES

SABANA, CAUCA = "Calzado La Sabana S.A.S.", "Empaques del Cauca S.A."
MINIMUMS = (
    ("money", 200_000, "", "Lo que cuesta llevar un pedido a cualquier parte"),
    ("money", 500_000, DISTRIBUTOR, "Un distribuidor arma su pedido una vez a la semana"),
    ("quantity", 3, "", "Una caja abierta no se despacha"),
)
CONDITIONS = (
    (SABANA, "discount", "0.05", "Base agua", 140, 44, "forecast", "Manda su previsión de tres meses el día 25", 2_000),
    (CAUCA, "discount", "0.04", "Dextrinas", 200, 150, "volume", "1.200 t al año", None),
    ("Ferrepuente Mayorista S.A.S.", "terms", "15", "", 90, 200, "function", "Guarda nuestras existencias", None),
    ("Colchones Sierra Nevada S.A.", "discount", "0.06", "Base agua", 300, -20, "logistics", "Camión completo", None),
)  # fmt: skip
"""Whom, what, how much, on which family, begun and ending so many days ago and ahead, the reason, and units at most."""


def give_privileges(cast: Cast, *, now: datetime) -> None:
    """Minimums from before the programme, conditions of the year, and two privileges of their own."""
    diana = cast.people[DIANA]
    for measure, amount, channel, reason in MINIMUMS:
        rule = Minimum("order", measure, Decimal(amount), _day(now, -900), channel=channel, reason=reason)  # type: ignore[arg-type]
        set_minimum(by=diana, now=now - timedelta(days=380), rule=rule)
    members = dict(KeyStatus.objects.filter(state__in=MEMBER_STATES).values_list("name", "customer"))
    for name, kind, value, family, ago, ahead, reason, words, units in CONDITIONS:
        if name in members:
            condition = Condition(
                members[name], kind, Decimal(value), _day(now, -ago), _day(now, ahead), reason, words, family=family,  # type: ignore[arg-type]
                quantity=Decimal(units) if units else None,
            )  # fmt: skip
            give_condition(by=cast.people[PATRICIA], now=now - timedelta(days=ago), condition=condition)
    _own(cast, members, now)


def _own(cast: Cast, members: dict[str, str], now: datetime) -> None:
    """A longer head start for a season, and more hours of laboratory for who tries with us."""
    row = standing_grants().filter(customer=members.get(SABANA), privilege="dispatch").first()
    if row is not None:
        change_grant(
            by=cast.people[PATRICIA], now=now - timedelta(days=40), number=row.pk, since=_day(now, -40),
            parameters={"days": 21}, reason="Temporada de fin de año: lo pidió su gerencia de compras",
        )  # fmt: skip
    if CAUCA in members:
        give_grant(
            by=cast.people[PATRICIA], now=now - timedelta(days=30), customer=members[CAUCA], privilege="laboratory",
            since=_day(now, -30), until=_day(now, 150), parameters={"hours": 40},
            reason="Prueba el hotmelt nuevo en su línea rápida y comparte las curvas",
        )  # fmt: skip


def _day(now: datetime, days: int) -> date:
    return timezone.localdate(now) + timedelta(days=days)
