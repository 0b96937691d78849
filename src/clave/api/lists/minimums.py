"""What is below a minimum, and the orders that were consulted before they were taken. (G3)"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from clave.api.asking import Asker
from clave.api.listed.shape import Column, Filter, Listing, Look, Rows, words_in
from clave.api.lists.pieces import CUSTOMER, TEXT, given, person, plain, spoken
from clave.api.lists.selection import NUMBER, basis, run_asked, settled
from clave.base.words import _
from clave.facts.small_orders import MOST
from clave.privileges.minimums import OF
from clave.privileges.small_orders import Smalls
from clave.store.models import OrderDecision
from clave.store.small_orders import small_report, span_of

Asked = Mapping[str, Any]
STOPPED = _("A report reads the newest {n} of each kind, and there are more: look at the minimum first.")
NO_COST = _("What handling a small order costs is not known in this currency.")


def _report(asker: Asker, asked: Asked) -> Smalls:
    run = run_asked(asked)
    return small_report(run, asker.limits, span_of(run.as_of if run else asker.day, asker.limits))


def _small(asker: Asker, asked: Asked) -> Rows:
    report = _report(asker, asked)
    found = [
        {"place": place, "customer": one.document.customer, "small": one, "handling": report.handling if one.counts else None}
        for place, one in enumerate(report.rows, 1)
        if asked.get("customer") in (None, one.document.customer) and asked.get("kind") in (None, one.document.kind)
        and asked.get("waived") in (None, one.waived)
    ]  # fmt: skip
    return words_in(found, asked.get("q", ""), "customer", "small.document.name", "small.document.document")


def _basis(asker: Asker, asked: Asked) -> Asked:
    report, look = _report(asker, asked), Look(asker, asked)
    remarks = [STOPPED.fill(n=MOST)] if report.stopped else []
    remarks += [NO_COST] if report.handling is None else []
    return {
        **basis(asker, asked), "policy": asker.limits.version, "remarks": [look.say(one) for one in remarks],
    }  # fmt: skip


LISTS = (
    Listing(
        "small-orders", "Small orders", "Orders, invoices and lines below the minimum of their day, the newest first: what is "
        "missing, who is free of it, and what handling that costs. Money is in the currency of `basis`.",
        _small,
        (
            Column("place", int), Column("kind", str, "order, invoice, or product: a line of it", "small.document.kind"),
            Column("day", date, "", "small.document.day"), Column("document", str, "", "small.document.document"),
            Column("order", str, "Empty = of none, or of several", "small.document.order"), Column("customer", str),
            Column("name", str, "", "small.document.name"), Column("channel", str, "", "small.document.channel"),
            Column("product", str, "Of a line", "small.document.product"),
            Column("family", str, "Of a line", "small.document.family"),
            Column("quantity", Decimal, "Units", "small.document.quantity"),
            Column("money", Decimal, "null = a line has no price", "small.document.money"),
            Column("minimum", Decimal, "", "small.short.rule.amount"), Column("missing", Decimal, "", "small.short.missing"),
            Column("measure", str, "Of minimum and missing: money, or quantity in units", "small.short.rule.measure"),
            Column("rule", int, "Its number among the minimums", "small.short.rule.number"),
            spoken("why", lambda row: row["small"].said, "What is missing, in words"),
            Column("waived", bool, "Whether a privilege frees it", "small.waived"),
            Column("counts", bool, "Whether its waiver counts here: an order counts once", "small.counts"),
            Column("handling", Decimal, "What handling it cost; null where it counts elsewhere, or nobody knows"),
        ),
        (
            NUMBER, TEXT, CUSTOMER, Filter("kind", str, "", tuple(OF)), Filter("waived", bool, "Freed by a privilege, or not"),
        ),
        key="place", basis=_basis, settle=settled, single=False,
    ),
    Listing(
        "order-decisions", "Orders that were consulted", "What was asked before an order was taken, and what clave answered.",
        lambda _asker, asked: OrderDecision.objects.filter(**given(asked, "customer")).select_related("by", "key"),
        (
            *plain(OrderDecision, "pk at day order customer may_go_on"),
            Column("waived", bool, "Below a minimum and free of it"),
            Column("name", str, "", lambda row, _look: row.answer["name"] or None),
            Column("held", bool, "Whether receivables hold it", lambda row, _look: row.answer["credit"]["held"]),
            Column("said", list[str], "The answer", lambda row, look: [look.kept(one) for one in row.answer["said"]]),
            Column("lines", int, "How many it asked for", lambda row, _look: len(row.question.get("lines", ()))),
            person("by"), Column("key", str, "The name of the key that asked; null where a person did", "key.name"),
        ),
        (CUSTOMER,),
    ),
)  # fmt: skip
