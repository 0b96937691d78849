"""What key accounts have and were promised, whether it was kept, and what it costs. (F1, G2–G7, C5)"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from clave.api.asking import Asker
from clave.api.listed.shape import Column, Filter, Listing, Look, Rows, words_in
from clave.api.lists.pieces import CUSTOMER, MINE, SINCE, TEXT, UNTIL, given, person, plain, spoken, text, word
from clave.criteria.registry import CRITERIA
from clave.privileges.catalogue.declared import DEPARTMENTS, PRIVILEGES
from clave.privileges.conditions import KINDS
from clave.store.fields import AT_STAKE, COST, WAITING
from clave.store.models import Condition, Grant, KeyStatus, LedgerCost, LedgerDue, LedgerGaveWay, LedgerRun, MinimumRule
from clave.store.models.ledger import STATES
from clave.store.privileges import held_by_all, standing_conditions, standing_grants, standing_minimums
from clave.store.promises import Wanted, costs_of, newest_ledger, promises, tells_money, who_gave_way
from clave.store.status import MEMBER_STATES

RUN = Filter("ledger", int, "Of that ledger; the newest where none is asked for")
PRIVILEGE = Filter("privilege", str, "", tuple(PRIVILEGES))


def ledger_asked(asked: Mapping[str, Any]) -> LedgerRun | None:
    """The ledger that is asked for; None where there is none."""
    return LedgerRun.objects.filter(pk=asked["ledger"]).first() if asked.get("ledger") else newest_ledger()


def settled(_asker: Asker, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """Its next pages are of the same ledger."""
    run = ledger_asked(asked)
    return {**asked, "ledger": run.pk} if run else asked


def basis(asker: Asker, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """Up to when the ledger was judged, from what, and what of it nobody can tell."""
    run = ledger_asked(asked)
    if run is None:
        return {}
    look = Look(asker, asked)
    return {
        "number": run.pk, "as_of": run.until, "made_at": run.made_at, "currency": run.currency, "facts": run.facts_version,
        "policy": run.policy_version, "remarks": [look.kept(one.get("why", one)) for one in run.dark if isinstance(one, dict)],
    }  # fmt: skip


def _held(asker: Asker, asked: Mapping[str, Any]) -> Rows:
    """Every key account with every privilege it has today, as the page has them."""
    held = held_by_all(asker.day)
    rows = [
        {
            "id": f"{status.customer}:{one.privilege.key}", "customer": status.customer, "name": status.name or status.customer,
            "category": status.category, "held": one,
        }
        for status in KeyStatus.objects.filter(state__in=MEMBER_STATES).order_by("name", "customer")
        for one in held.get(status.customer, ())
        if asked.get("privilege") in (None, one.privilege.key)
        and asked.get("department") in (None, one.privilege.department)
        and asked.get("customer") in (None, status.customer)
        and (not asked.get("mine") or status.customer in asker.sight.held)
    ]  # fmt: skip
    return words_in(rows, asked.get("q", ""), "customer", "name")


def _promises(asker: Asker, asked: Mapping[str, Any]) -> Rows:
    run = ledger_asked(asked)
    if run is None:
        return LedgerDue.objects.none()
    wanted = Wanted(
        asked.get("q", ""), asked.get("customer", ""), asked.get("privilege", ""), asked.get("department", ""),
        asked.get("state", ""), asked.get("since"), asked.get("until"),
    )  # fmt: skip
    found = promises(run, wanted)
    return found.filter(customer__in=asker.sight.held) if asked.get("mine") else found


def _costs(_asker: Asker, asked: Mapping[str, Any]) -> Rows:
    run = ledger_asked(asked)
    return costs_of(run).filter(**given(asked, "privilege", "customer")) if run else LedgerCost.objects.none()


def _gave_way(_asker: Asker, asked: Mapping[str, Any]) -> Rows:
    run = ledger_asked(asked)
    return who_gave_way(run) if run else LedgerGaveWay.objects.none()


STATEMENT = "since until reason did because at"
LISTS = (
    Listing(
        "privileges", "Who has which privilege today", "Every key account with every privilege it has, its figures and its days.",
        _held,
        (
            Column("id", str, "Customer and privilege"), Column("customer", str), Column("name", str),
            word("category", CRITERIA),
            word("privilege", PRIVILEGES, "held.privilege.key"),
            word("department", DEPARTMENTS, "held.privilege.department", "Who delivers it"),
            spoken("promise", lambda row: row["held"].promise, "What is promised, with its figures"),
            Column("parameters", dict[str, float], "Its figures by name", "held.grant.parameters"),
            Column("origin", str, "own, or by its template", "held.grant.origin"),
            Column("since", date, "", "held.grant.since"), Column("until", date, "null = until it leaves", "held.grant.until"),
            Column("grant", int, "Its number among the grants", "held.grant.number"),
            spoken("why", lambda row: row["held"].why),
        ),
        (TEXT, CUSTOMER, MINE, PRIVILEGE, Filter("department", str, "", tuple(DEPARTMENTS))), key="id", key_kind=str,
    ),
    Listing(
        "grants", "Grants", "Privileges as they were given: each with its days, its figures, its reason and who gave it.",
        lambda _asker, asked: standing_grants().select_related("by").filter(**given(asked, "customer", "privilege")),
        (
            *plain(Grant, f"pk customer origin category shown {STATEMENT}"),
            word("privilege", PRIVILEGES), Column("parameters", dict[str, float], "Its figures by name"), person("by"),
        ),
        (CUSTOMER, PRIVILEGE),
    ),
    Listing(
        "conditions", "Preferential conditions",
        "Prices, discounts and terms of single accounts, each with its objective reason.",
        lambda _asker, asked: standing_conditions().select_related("by").filter(**given(asked, "customer", "kind")),
        (
            *plain(Condition, f"pk customer value product family quantity money objective {STATEMENT}"),
            word("kind", KINDS), person("by"),
        ),
        (CUSTOMER, Filter("kind", str, "", tuple(KINDS))),
    ),
    Listing(
        "minimums", "Minimums", "The least that an order, an invoice or a product must come to.",
        lambda _asker, _asked: standing_minimums().select_related("by"),
        (*plain(MinimumRule, f"pk of measure amount channel product family {STATEMENT}"), person("by")),
    ),
    Listing(
        "promises", "The ledger of promises", "Every promise that fell due: kept, broken, or nobody can tell; with its proof.",
        _promises,
        (
            Column("id", str, "The same in every ledger", "mark"),
            *plain(LedgerDue, "customer name on month about"),
            *plain(LedgerDue, "money", hidden={"money": AT_STAKE}),
            word("privilege", PRIVILEGES), word("department", DEPARTMENTS),
            Column("state", str, "kept, broken or unknown"), replace(text("why", field=AT_STAKE), only=tells_money),
        ),
        (RUN, TEXT, CUSTOMER, MINE, PRIVILEGE, Filter("department", str, "", tuple(DEPARTMENTS)),
         Filter("state", str, "", STATES), SINCE, UNTIL),
        key="mark", key_kind=str, basis=basis, settle=settled,
    ),
    Listing(
        "promise-costs", "What the privileges cost", "By privilege and account, with the formula; null where nobody knows.",
        _costs,
        (
            *plain(LedgerCost, "pk customer name times unknown"), *plain(LedgerCost, "money", hidden={"money": COST}),
            word("privilege", PRIVILEGES), text("formula", field=COST),
        ),
        (RUN, CUSTOMER, PRIVILEGE), basis=basis, settle=settled, single=False,
    ),
    Listing(
        "gave-way", "Who gave way", "The ordinary customers whose orders waited because of priority.",
        _gave_way,
        (
            *plain(LedgerGaveWay, "pk customer name lines days unpriced"),
            *plain(LedgerGaveWay, "money money_days", hidden={"money": WAITING, "money_days": WAITING}),
        ),
        (RUN,), basis=basis, settle=settled, single=False,
    ),
)  # fmt: skip
