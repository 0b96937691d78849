"""Cuenta: what a customer is to us, why, and the facts behind every figure."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from clave.base.errors import ClaveError
from clave.base.figures import Unit
from clave.base.words import _
from clave.facts.lines import Month, months
from clave.measures.account import Payments, families, opened, payments
from clave.policy import declared
from clave.policy.reading import Policy
from clave.store.facts import imports_of
from clave.store.policy import policy_in_force
from clave.web.shown.account import Told, all_measures, criteria, evidence, months_missing, payment_words
from clave.web.shown.changes import changes, halves, reasons
from clave.web.shown.families import FamilyShown, families_of, stopped_money, white_space
from clave.web.shown.groups import group_of
from clave.web.shown.header import Account, account_of, day_of
from clave.web.shown.months import consumption
from clave.web.shown.payments import debts_of, gate_of, paid
from clave.web.shown.strip import strip

PART = "account"
TOP, SPOILERS = 6, 12
UNITS = (("", _("Money")), ("kilos", _("Kilos")))
TABS = (
    ("summary", "account", _("Summary")),
    ("payments", "account_payments", _("Purchases and payments")),
    ("families", "account_families", _("Families and white space")),
    ("criteria", "account_criteria", _("Criteria")),
    ("group", "account_group", _("Group and sites")),
    ("lines", "account_lines", _("Invoices")),
    ("receivables", "account_receivables", _("Receivables")),
    ("history", "account_history", _("History of the data")),
)


def shown(request: HttpRequest, account: Account, tab: str, template: str, context: dict[str, Any]) -> HttpResponse:
    """A page of an account; of a tab that htmx asks for, only the part below the header."""
    part = request.headers.get("HX-Target") == PART and "HX-History-Restore-Request" not in request.headers
    around = {
        "account": account,
        "run": account.run,
        "measured": account.measured,
        "line": account.line,
        "layout": "accounts/_part.html" if part else "shell.html",
        "tabs": [(label, reverse(route, args=[account.code]), key == tab) for key, route, label in TABS],
    }
    response = render(request, template, around | context)
    patch_vary_headers(response, ("HX-Request", "HX-Target"))
    return response


def account(request: HttpRequest, code: str) -> HttpResponse:
    """The summary: figures with what they are compared with, three years, how it pays, families, why it is in or out."""
    found = account_of(code)
    policy = policy_in_force()
    limits = policy.at(found.run.as_of)
    bought = _months(found)
    told = Told(found.loaded, months_missing(bought, limits[declared.growth_months]) if bought else 0)
    known = all_measures(found.run, found.measured, told)
    ours, theirs = halves(changes(found.line) if found.line else [])
    debts, all_families = _opened(found, policy)
    context = {
        "strip": strip(found.run, known, limits),
        "growth": known.get("growth_median"),
        "consumption": _consumption(request, found, bought),
        "paid": paid(debts, policy, found.run.as_of) if debts else None,
        "gate": gate_of(found, policy),
        "families": all_families[:TOP],
        "other_families": max(0, len(all_families) - TOP),
        "stopped": [family for family in all_families if family.family.lost],
        "why": reasons(found.line) if found.line else None,
        "changes": theirs or ours,
        "ours": ours if theirs else [],
        "year_lines": evidence(found.run, code, "money"),
    }
    return shown(request, found, "summary", "accounts/page.html", context)


def account_payments(request: HttpRequest, code: str) -> HttpResponse:
    """Three years by month in money or kilos, how it pays, the gate, and the invoices that failed it."""
    found = account_of(code)
    policy = policy_in_force()
    debts, _families = _opened(found, policy, with_families=False)
    context = {
        "consumption": _consumption(request, found, _months(found)),
        "paid": paid(debts, policy, found.run.as_of) if debts else None,
        "debts": debts,
        "spoilers": debts_of(debts, debts.late[:SPOILERS]) if debts else [],
        "gate": gate_of(found, policy),
        "sentence": payment_words(found.line, found.run) if found.line else "",
        "year_lines": evidence(found.run, code, "money"),
    }
    return shown(request, found, "payments", "accounts/payments.html", context)


def account_families(request: HttpRequest, code: str) -> HttpResponse:
    """Every family with its rhythm and what stopped, and the white space: what customers like it buy."""
    found = account_of(code)
    _debts, all_families = _opened(found, policy_in_force(), with_payments=False)
    known = all_measures(found.run, found.measured, Told(found.loaded))
    context = {
        "families": all_families,
        "stopped": [family for family in all_families if family.family.lost],
        "stopped_money": stopped_money(all_families),
        "weighed": any(family.family.kilos is not None for family in all_families),
        "white": white_space(found),
        "m": known,
    }
    return shown(request, found, "families", "accounts/families.html", context)


def account_criteria(request: HttpRequest, code: str) -> HttpResponse:
    """Each criterion with its evidence, and every measure with its meaning."""
    found = account_of(code)
    policy = policy_in_force()
    bought = _months(found)
    needed = policy.at(found.run.as_of)[declared.growth_months]
    told = Told(found.loaded, months_missing(bought, needed) if bought else 0)
    known = all_measures(found.run, found.measured, told)
    all_criteria = criteria(found.line, found.run, found.heads, known) if found.line else []
    context = {
        "measures": known,
        "criteria": [criterion for criterion in all_criteria if criterion.says],
        "silent": [criterion for criterion in all_criteria if not criterion.says],
        "gate": gate_of(found, policy),
        "sentence": payment_words(found.line, found.run) if found.line else "",
    }
    return shown(request, found, "criteria", "accounts/criteria.html", context)


def account_group(request: HttpRequest, code: str) -> HttpResponse:
    """The group it belongs to: its sites, countries and cities, and what it comes to as one."""
    found = account_of(code)
    return shown(request, found, "group", "accounts/group.html", {"group": group_of(found)})


def account_history(request: HttpRequest, code: str) -> HttpResponse:
    """The imports that brought, changed or took away something of this customer."""
    found = account_of(code)
    return shown(request, found, "history", "accounts/history.html", {"imports": imports_of(code)})


def _months(found: Account) -> tuple[Month, ...]:
    """Its 36 months; () where the facts cannot be opened: the rest of the page still stands."""
    if found.book is None:
        return ()
    try:
        return months(found.book, found.code, found.run.as_of, day_of(found.run.facts.get("first_day")))
    except ClaveError:
        return ()


def _consumption(request: HttpRequest, found: Account, bought: tuple[Month, ...]) -> dict[str, Any]:
    unit: Unit = "kilos" if request.GET.get("medida") == "kilos" else "money"
    chart = consumption(bought, unit, found.run.currency)
    return {"chart": chart, "unit": unit, "opens": found.book is not None, "units": UNITS}


def _opened(
    found: Account, policy: Policy, *, with_payments: bool = True, with_families: bool = True
) -> tuple[Payments | None, list[FamilyShown]]:
    """How it pays and what it buys by family, from one opening of its facts; nothing where they cannot be opened."""
    if found.book is None:
        return None, []
    try:
        with opened(found.book, policy.at(found.run.as_of), found.run.as_of, found.code) as frame:
            debts = payments(frame) if with_payments else None
            return debts, families_of(found, families(frame)) if with_families else []
    except ClaveError:
        return None, []
