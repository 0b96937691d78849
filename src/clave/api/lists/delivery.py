"""What leaves, what is made, what is collected, what the laboratory and the idle stock have: the privileges delivered. (G2–G6)"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet

from clave.api.asking import Asker
from clave.api.listed.shape import Column, Filter, Listing, Look, Rows, words_in
from clave.api.lists.pieces import CUSTOMER, MINE, TEXT, given, person, plain, spoken, text, word
from clave.privileges.collection.routes import TONES, WAYS
from clave.privileges.collection.worklist import ORDER, Task
from clave.privileges.dispatch.codes import Code
from clave.privileges.improvement.stages import LABELS
from clave.store.collecting import Collected, collected
from clave.store.dispatch_queue import Wanted, lines
from clave.store.fields import BOUGHT, MARGIN, WAITING
from clave.store.idle_lots import shelves
from clave.store.idle_stock import letters_on
from clave.store.improvement import Wanted as Asking
from clave.store.improvement import among, asked
from clave.store.models import (
    DispatchLine,
    DispatchPlan,
    IdleOffer,
    ImprovementRequest,
    InvoiceDispute,
    InvoiceError,
    KeyStatus,
    PaymentPromise,
    PlannedOrder,
    ProductionPlan,
    SecondsLetter,
)
from clave.store.models.improvement import KINDS
from clave.store.models.plans import CONFIRMED, OPEN
from clave.store.production_plan import Wanted as Planned
from clave.store.production_plan import planned_orders

KEY = Filter("key", bool, "Of key accounts")
PLAN = Filter("plan", int, "Of that plan; the newest confirmed one where none is asked for")
SHOWN = (OPEN, CONFIRMED)
Asked = Mapping[str, Any]


def _plan(kind: Any, given_: Asked) -> Any:
    found = kind.objects.filter(state__in=SHOWN)
    return found.filter(pk=given_["plan"]).first() if given_.get("plan") else (
        found.filter(state=CONFIRMED).order_by("-day", "-pk").first() or found.order_by("-day", "-pk").first()
    )  # fmt: skip


def _settle(kind: Any) -> Any:
    def settle(_asker: Asker, given_: Asked) -> Asked:
        plan = _plan(kind, given_)
        return {**given_, "plan": plan.pk} if plan else given_

    return settle


def _basis(kind: Any) -> Any:
    def basis(_asker: Asker, given_: Asked) -> Asked:
        plan = _plan(kind, given_)
        return {
            "number": plan.pk, "as_of": plan.day, "made_at": plan.made_at, "currency": plan.currency or None,
            "facts": plan.facts_version, "policy": plan.policy_version,
        } if plan else {}  # fmt: skip

    return basis


def _dispatched(_asker: Asker, given_: Asked) -> Rows:
    plan = _plan(DispatchPlan, given_)
    if plan is None:
        return DispatchLine.objects.none()
    wanted = Wanted(
        given_.get("warehouse"), given_.get("q", ""), given_.get("product", ""), given_.get("customer", ""), everything=True,
    )  # fmt: skip
    return _those(lines(plan, wanted), given_, key=Q(key=True), short=Q(given__lt=F("asked")) | Q(promise__gt=F("due")))


def _those(found: QuerySet[Any], given_: Asked, **narrowed: Q) -> QuerySet[Any]:
    """The rows for which what was asked by yes or no holds, or does not."""
    for name, holds in narrowed.items():
        if name in given_:
            found = found.filter(holds) if given_[name] else found.exclude(holds)
    return found


def _made(_asker: Asker, given_: Asked) -> Rows:
    plan = _plan(ProductionPlan, given_)
    if plan is None:
        return PlannedOrder.objects.none()
    found = planned_orders(plan, Planned(given_.get("machine", ""), given_.get("q", ""), given_.get("customer", "")))
    return _those(found, given_, key=Q(key=True), late=Q(late__gt=0))


@dataclass(frozen=True)
class Placed:
    """A task of collection with its place among all."""

    place: int
    task: Task
    name: str

    @property
    def customer(self) -> str:
        """Whose it is."""
        return self.task.customer


def _collected(asker: Asker) -> Collected:
    return collected(asker.now, asker.limits)


def _tasks(asker: Asker, given_: Asked) -> Rows:
    named = dict(KeyStatus.objects.values_list("customer", "name"))
    found = [
        Placed(place, task, task.name or named.get(task.customer) or task.customer)
        for place, task in enumerate(_collected(asker).tasks, 1)
    ]
    found = [
        one for one in found
        if given_.get("customer") in (None, one.customer) and given_.get("code") in (None, one.task.code)
        and (not given_.get("mine") or one.task.by == asker.person.name)
    ]  # fmt: skip
    return words_in(found, given_.get("q", ""), "customer", "name")


def _collecting(asker: Asker, _given: Asked) -> Asked:
    found, look = _collected(asker), Look(asker, {})
    return {"as_of": found.day, "currency": found.currency, "remarks": [look.say(one) for one in found.set_aside]}


def _noted(kind: Any, *related: str) -> Any:
    def rows(_asker: Asker, given_: Asked) -> Rows:
        found: Rows = kind.objects.filter(withdrawn_at=None, **given(given_, "customer")).select_related("by", *related)
        return found

    return rows


def _lab(asker: Asker, given_: Asked) -> Rows:
    wanted = Asking(
        given_.get("q", ""), given_.get("stage", "todas"), given_.get("customer", ""), given_.get("kind", ""),
        "mias" if given_.get("mine") else "",
    )  # fmt: skip
    every = asked(asker.day, asker.limits, money=asker.sees_all(BOUGHT))
    return among(every, wanted, asker.person, asker.sight.held)


def _lots(asker: Asker, given_: Asked) -> Rows:
    return words_in(shelves(asker.day, asker.limits), given_.get("q", ""), "lot.product", "lot.name", "lot.family")


def _debts(row: Placed, _look: Look) -> list[dict[str, Any]]:
    return [
        {"document": one.document, "due": one.due, "balance": one.balance, "issued": one.issued}
        for one in row.task.debts
    ]


HEAD = "pk day state made_at confirmed_at facts_version policy_version"
LISTS = (
    Listing(
        "dispatch-plans", "Dispatch plans", "The open and the confirmed plans of each day.",
        lambda _asker, given_: DispatchPlan.objects.filter(state__in=SHOWN, **given(given_, "day", "state")),
        (*plain(DispatchPlan, HEAD), person("by"), person("confirmed_by")),
        (Filter("day", date), Filter("state", str, "", SHOWN)),
    ),
    Listing(
        "dispatch-lines", "The lines of a dispatch plan", "How much of each order line leaves, in which turn, and why.",
        _dispatched,
        (
            *plain(
                DispatchLine,
                "pk turn order line customer name key product product_name warehouse asked given displaced waits due promise",
            ),
            Column("reason", str, "Stable, for programs", lambda row, _look: Code(row.code).name),
            text("why", personal=True),
            *plain(DispatchLine, "money_waiting", hidden={"money_waiting": WAITING}),
        ),
        (
            PLAN, TEXT, CUSTOMER, KEY, Filter("warehouse", str), Filter("product", str),
            Filter("short", bool, "Of which not all leaves, or that is promised after the day it was due"),
        ),
        basis=_basis(DispatchPlan), settle=_settle(DispatchPlan),
    ),
    Listing(
        "production-plans", "Plans of the plant", "The open and the confirmed plans of the plant.",
        lambda _asker, given_: ProductionPlan.objects.filter(state__in=SHOWN, **given(given_, "day", "state")),
        (*plain(ProductionPlan, f"{HEAD} begins"), person("by"), person("confirmed_by")),
        (Filter("day", date), Filter("state", str, "", SHOWN)),
    ),
    Listing(
        "production-orders", "The orders of a plan of the plant", "What each machine makes, from when to when, and why.",
        _made,
        (
            *plain(
                PlannedOrder,
                "pk machine place order product product_name family customer name key quantity due setup_start start end setup "
                "minutes late frozen locked gave_way",
            ),
            Column("reason", str, "Stable, for programs", "code"), text("why"),
        ),
        (PLAN, TEXT, CUSTOMER, KEY, Filter("machine", str), Filter("late", bool, "That ends after the day it is due")),
        basis=_basis(ProductionPlan), settle=_settle(ProductionPlan),
    ),
    Listing(
        "collection", "The worklist of collection", "Whom to ask for what today, by the route of each account, and why.",
        _tasks,
        (
            Column("place", int), Column("customer", str), Column("name", str),
            Column("code", str, "What it is: dispute, broken, late, coming, promised, asked, quiet", "task.code"),
            Column("to_do", bool, "Whether somebody has to do something", "task.to_do"),
            Column("by", str, "Who asks; empty = the collections department", "task.by"),
            word("way", WAYS, "task.route.way"), word("tone", TONES, "task.route.tone"),
            Column("balance", Decimal, "", "task.balance"), Column("currency", str, "", "task.currency"),
            Column("days_late", int, "Of the oldest", "task.oldest"),
            Column("documents", list[dict[str, Any]], "What it is about", _debts),
            spoken("why", lambda row: row.task.reason),
        ),
        (TEXT, CUSTOMER, MINE, Filter("code", str, "", tuple(ORDER))), key="place", basis=_collecting, single=False,
    ),
    Listing(
        "payment-promises", "Promises to pay", "What customers promised to pay, of which documents, until when.",
        _noted(PaymentPromise),
        (*plain(PaymentPromise, "pk customer documents amount currency made until said_by at"), person("by")), (CUSTOMER,),
    ),
    Listing(
        "disputes", "Disputes", "Documents with which a customer does not agree; they are not collected until closed.",
        _noted(InvoiceDispute, "answers"),
        (
            *plain(InvoiceDispute, "pk customer document reason words amount currency told_on closed_on outcome at"),
            person("answers", means="Who of ours answers"), person("by"),
        ),
        (CUSTOMER,),
    ),
    Listing(
        "invoice-errors", "Errors of invoices", "What is wrong on an invoice, who of ours answers, until when.",
        _noted(InvoiceError, "answers"),
        (
            *plain(InvoiceError, "pk customer document kind words told_on until closed_on outcome at"),
            person("answers", means="Who of ours answers"), person("by"),
        ),
        (CUSTOMER,),
    ),
    Listing(
        "laboratory", "The queue of the laboratory", "What customers ask of our products, what comes first and why.",
        _lab,
        (
            *plain(
                ImprovementRequest,
                "pk customer name product title asks asked promised answer answered_on result closed_on created_at changed_at",
                "row.",
            ),
            *plain(ImprovementRequest, "worth", "row.", {"worth": BOUGHT}),
            Column("kind", str, "improvement, development or complaint", "row.kind"),
            word("stage", {str(key): label for key, label in LABELS.items()}, "row.stage"),
            Column("place", int, "In the queue; null where it is closed", "placed.place"),
            spoken("why", lambda one: one.placed.reason if one.placed else "", "Why it stands there"),
            Column("hours", Decimal, "So far"), Column("days_waiting", int, "", "waiting"), Column("late", bool),
            person("assigned", "row.assigned"),
        ),
        (TEXT, CUSTOMER, MINE, Filter("stage", str, "", tuple(LABELS)), Filter("kind", str, "", tuple(KINDS))), key="row.pk",
    ),
    Listing(
        "idle-stock", "Idle stock", "Seconds and slow stock: how much is free, and who would take it.",
        _lots,
        (
            Column("id", str, "Product and grade", lambda one, _look: f"{one.lot.product}:{one.lot.grade}"),
            Column("product", str, "", "lot.product"), Column("name", str, "", "lot.name"),
            Column("family", str, "", "lot.family"),
            Column("grade", str, "", "lot.grade"), Column("quantity", Decimal, "", "lot.quantity"), Column("kilos", Decimal),
            Column("cost", Decimal, field=MARGIN), Column("last_sold", date, "", "lot.last_sold"), Column("offered", Decimal),
            Column("sold", Decimal), Column("free", Decimal),
            spoken("nobody", lambda one: one.nobody, "Why nobody would take it"),
        ),
        (TEXT,), key="name", key_kind=tuple[str, str], accounts=lambda _one: (), single=False,
    ),
    Listing(
        "idle-offers", "Offers of idle stock", "What was offered to whom, and what became of it.",
        lambda _asker, given_: IdleOffer.objects.filter(**given(given_, "customer", "state")).select_related("by"),
        (
            *plain(
                IdleOffer,
                "pk customer name product product_name family grade quantity price currency until note made_at state sold "
                "sold_price reason because answered_on answered_at",
            ),
            person("by"),
        ),
        (CUSTOMER, Filter("state", str)),
    ),
    Listing(
        "idle-letters", "Letters of seconds", "Who takes seconds or slow stock in writing, of what, until when.",
        lambda asker, _asked: letters_on(asker.day),
        (*plain(SecondsLetter, "pk customer name grade family since until document at"), person("by")),
    ),
)  # fmt: skip
