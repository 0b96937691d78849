"""Reading the ledger as it was judged last: counts, promises by filter, one promise, costs, who gave way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count as Counted
from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from clave.base.folding import folded
from clave.base.words import Joined, Text, recalled
from clave.privileges.ledger.due import Count, Due
from clave.store.models import LedgerCost, LedgerDue, LedgerGaveWay, LedgerRun
from clave.store.models.ledger import BROKEN, KEPT, UNKNOWN
from clave.store.privileges import PREFERENTIAL

ORDERS: Mapping[str, tuple[str, ...]] = {
    "dinero": ("money", "on"), "dia": ("on", "customer"), "cuenta": ("name", "on"), "privilegio": ("privilege", "on"),
}  # fmt: skip
"""What a list can be ordered by; with «-» before it, the other way round."""
WORST = "-dinero"


@dataclass(frozen=True)
class Wanted:
    """What of the ledger is asked for; "" and None ask for everything. `priced`: with money (True) or without a price."""

    text: str = ""
    customer: str = ""
    privilege: str = ""
    department: str = ""
    state: str = ""
    since: date | None = None
    until: date | None = None
    priced: bool | None = None
    order: str = WORST


def newest_ledger() -> LedgerRun | None:
    """The ledger as it was judged last; None before the first time."""
    return LedgerRun.objects.select_related("by").order_by("-pk").first()


def promises(run: LedgerRun, wanted: Wanted) -> QuerySet[LedgerDue]:
    """The promises asked for, in the order asked for; those without money last, whichever way."""
    exact = {"customer": wanted.customer, "privilege": wanted.privilege, "department": wanted.department,
             "state": wanted.state, "on__gte": wanted.since, "on__lte": wanted.until}  # fmt: skip
    found = run.dues.filter(**{name: value for name, value in exact.items() if value})
    for word in folded(wanted.text).split():
        found = found.filter(folded__contains=word)
    if wanted.priced is not None:
        found = found.filter(money__isnull=not wanted.priced)
    first, *rest = ORDERS.get(wanted.order.removeprefix("-"), ORDERS["dinero"])
    down = wanted.order.startswith("-")
    head = F(first).desc(nulls_last=True) if down else F(first).asc(nulls_last=True)
    return found.order_by(head, *(f"-{one}" for one in rest), "pk")


_COUNTS: dict[str, Any] = {
    "kept": Counted("pk", filter=Q(state=KEPT)),
    "broken": Counted("pk", filter=Q(state=BROKEN)),
    "unknown": Counted("pk", filter=Q(state=UNKNOWN)),
    "worth": Coalesce(Sum("money", filter=Q(state=BROKEN)), 0, output_field=LedgerDue._meta.get_field("money")),
    "unpriced": Counted("pk", filter=Q(state=BROKEN, money=None)),
}


def counted(found: QuerySet[LedgerDue]) -> Count:
    """All of them in one count."""
    return _count(found.order_by().aggregate(**_COUNTS))


def counted_by(found: QuerySet[LedgerDue], *by: str) -> dict[Any, Count]:
    """A count for each value of a field; of several, for each tuple of values."""
    rows = found.order_by().values(*by).annotate(**_COUNTS).order_by(*by)
    return {row[by[0]] if len(by) == 1 else tuple(row[name] for name in by): _count(row) for row in rows}


def _count(row: Mapping[str, Any]) -> Count:
    return Count(row["kept"], row["broken"], row["unknown"], row["worth"], row["unpriced"])


def recent(run: LedgerRun, days: int) -> tuple[Wanted, Wanted]:
    """The promises of now, and those of as many days before."""
    first = run.until - timedelta(days=days - 1)
    before = first - timedelta(days=1)
    return Wanted(since=first, until=run.until), Wanted(since=first - timedelta(days=days), until=before)


def as_due(row: LedgerDue) -> Due:
    """A row as the chain reads it."""
    return Due(row.customer, row.privilege, row.on, row.about, row.state, why_of(row), row.money)  # type: ignore[arg-type]


def why_of(row: LedgerDue | LedgerCost) -> Text | Joined:
    """Its sentence."""
    kept: Text | Joined = recalled(row.why if isinstance(row, LedgerDue) else row.formula)
    return kept


def tells_money(row: LedgerDue) -> bool:
    """Whether its sentence tells money: that of a price that was not honoured. It is reserved together with it."""
    return row.state == BROKEN and row.privilege == PREFERENTIAL


def costs_of(run: LedgerRun) -> QuerySet[LedgerCost]:
    """What privileges cost, account by account; those of all accounts first."""
    return run.costs.order_by("privilege", F("money").desc(nulls_last=True), "name", "pk")


def who_gave_way(run: LedgerRun) -> QuerySet[LedgerGaveWay]:
    """The ordinary customers that gave way, the most money × days first."""
    return run.gave_way.order_by("-money_days", "name", "pk")
