"""Cuenta: what a customer is to us, why, and the facts behind every figure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from clave.base.errors import ClaveError
from clave.base.figures import Unit
from clave.base.words import _
from clave.measures.account import Month
from clave.policy import declared
from clave.policy.reading import Policy
from clave.store.account_facts import AccountFacts, account_facts
from clave.store.facts import imports_of
from clave.store.fields import SCORE
from clave.store.own_lists import row_of
from clave.store.policy import policy_in_force
from clave.web.access import allows
from clave.web.shown.account import Told, all_measures, criteria, evidence, months_missing, payment_words
from clave.web.shown.account_tabs import levels
from clave.web.shown.announcements import letters_of
from clave.web.shown.changes import changes, halves, reasons
from clave.web.shown.families import families_of, stopped_money, white_space
from clave.web.shown.groups import group_of
from clave.web.shown.header import Account, account_of, day_of
from clave.web.shown.months import consumption
from clave.web.shown.payments import debts_of, gate_of, paid
from clave.web.shown.strip import strip
from clave.web.who import powers, sight, signed_in

PART = "account"
TOP, SPOILERS = 6, 12
UNITS = (("money", _("Money")), ("kilos", _("Kilos")))
Figures = Callable[[HttpRequest, Account], HttpResponseBase]


def figures(tab: str) -> Callable[[Figures], Callable[[HttpRequest, str], HttpResponseBase]]:
    """A page of the figures of an account; where the latest list does not have it, what is known of it all the same."""

    def of(page: Figures) -> Callable[[HttpRequest, str], HttpResponseBase]:
        @wraps(page)
        def answer(request: HttpRequest, code: str) -> HttpResponseBase:
            found = account_of(code, sight(request))
            return shown(request, found, tab, "accounts/gone.html", {}) if found.gone else page(request, found)

        return answer

    return of


def shown(request: HttpRequest, account: Account, tab: str, template: str, context: dict[str, Any]) -> HttpResponse:
    """A page of an account; of a tab that htmx asks for, only the part below the header."""
    part = request.headers.get("HX-Target") == PART and "HX-History-Restore-Request" not in request.headers
    around = {
        "account": account,
        "run": account.run,
        "measured": account.measured,
        "line": account.line,
        "reserved_score": account.reserved(SCORE),
        "my_row": row_of(signed_in(request), account.code),
        "letters": letters_of(account.code, timezone.now()),
        "can_open_letters": account.key_now and _may_open(request, "announcement"),
        "layout": "accounts/_part.html" if part else "shell.html",
        "levels": levels(account.code, tab, lambda route: _may_open(request, route), account.gone),
    }
    response = render(request, template, around | context)
    patch_vary_headers(response, ("HX-Request", "HX-Target"))
    return response


def _may_open(request: HttpRequest, route: str) -> bool:
    person = signed_in(request)
    return allows(person.role if person else None, route, powers(request).departments())


@figures("summary")
def account(request: HttpRequest, found: Account) -> HttpResponse:
    """The summary: figures with what they are compared with, three years, how it pays, families, why it is in or out."""
    policy = policy_in_force()
    facts = _facts(found, policy)
    shown_families = families_of(found, facts.families)
    known = all_measures(found.run, found.measured, _told(found, policy, facts.months))
    ours, theirs = halves(changes(found.line) if found.line and found.scored else [])
    context = {
        "strip": strip(found.run, known, policy.at(found.run.as_of)),
        "consumption": _consumption(request, found, facts),
        "paid": paid(facts.payments, policy, found.run.as_of),
        "gate": gate_of(found, policy),
        "families": shown_families[:TOP],
        "other_families": max(0, len(shown_families) - TOP),
        "why": reasons(found.line) if found.line and found.scored else None,
        "changes": theirs or ours,
        "ours": ours if theirs else [],
        "year_lines": evidence(found.run, found.code, "money"),
    }
    return shown(request, found, "summary", "accounts/page.html", context)


@figures("payments")
def account_payments(request: HttpRequest, found: Account) -> HttpResponse:
    """Three years by month in money or kilos, how it pays, the gate, and the invoices that failed it."""
    policy = policy_in_force()
    facts = _facts(found, policy)
    context = {
        "consumption": _consumption(request, found, facts),
        "paid": paid(facts.payments, policy, found.run.as_of),
        "debts": facts.payments,
        "spoilers": debts_of(facts.payments, facts.payments.late[:SPOILERS]),
        "gate": gate_of(found, policy),
        "sentence": payment_words(found.line, found.run) if found.line else "",
        "year_lines": evidence(found.run, found.code, "money"),
    }
    return shown(request, found, "payments", "accounts/payments.html", context)


@figures("families")
def account_families(request: HttpRequest, found: Account) -> HttpResponse:
    """Every family with its rhythm and what stopped, and the white space: what customers like it buy."""
    policy = policy_in_force()
    facts = _facts(found, policy)
    shown_families = families_of(found, facts.families)
    context = {
        "families": shown_families,
        "stopped": [family for family in shown_families if family.family.lost],
        "stopped_money": stopped_money(shown_families),
        "weighed": any(family.family.kilos is not None for family in shown_families),
        "white": white_space(found),
        "m": all_measures(found.run, found.measured, _told(found, policy, facts.months)),
    }
    return shown(request, found, "families", "accounts/families.html", context)


@figures("criteria")
def account_criteria(request: HttpRequest, found: Account) -> HttpResponse:
    """Each criterion with its evidence, and every measure with its meaning."""
    policy = policy_in_force()
    known = all_measures(found.run, found.measured, _told(found, policy, _facts(found, policy).months))
    all_criteria = criteria(found.line, found.run, found.heads, known, found.sight) if found.line else []
    context = {
        "measures": known,
        "criteria": [criterion for criterion in all_criteria if criterion.says],
        "silent": [criterion for criterion in all_criteria if not criterion.says],
        "gate": gate_of(found, policy),
        "sentence": payment_words(found.line, found.run) if found.line else "",
    }
    return shown(request, found, "criteria", "accounts/criteria.html", context)


@figures("group")
def account_group(request: HttpRequest, found: Account) -> HttpResponse:
    """The group it belongs to: its sites, countries and cities, and what it comes to as one."""
    return shown(request, found, "group", "accounts/group.html", {"group": group_of(found)})


def account_history(request: HttpRequest, code: str) -> HttpResponse:
    """The imports that brought, changed or took away something of this customer."""
    found = account_of(code, sight(request))
    return shown(request, found, "history", "accounts/history.html", {"imports": imports_of(code)})


def facts_of(found: Account, policy: Policy) -> AccountFacts:
    """What its facts say. Raises ClaveError where they cannot be opened."""
    if found.book is None:
        raise ClaveError(found.old)  # type: ignore[arg-type]
    return account_facts(found.book, policy, found.run.as_of, found.code, day_of(found.run.facts.get("first_day")))


def _facts(found: Account, policy: Policy) -> AccountFacts:
    """The same, and nothing where they cannot be opened: the rest of the page still stands."""
    try:
        return facts_of(found, policy)
    except ClaveError:
        return AccountFacts()


def _told(found: Account, policy: Policy, bought: tuple[Month, ...]) -> Told:
    """What the words of a missing measure need."""
    limits = policy.at(found.run.as_of)
    waiting = months_missing(bought, limits[declared.growth_months]) if bought else 0
    return Told(found.loaded, waiting, found.run.currency in limits[declared.cost_currency], found.sight)


def _consumption(request: HttpRequest, found: Account, facts: AccountFacts) -> dict[str, Any]:
    unit: Unit = "kilos" if request.GET.get("medida") == "kilos" else "money"
    chart = consumption(facts.months, unit, found.run.currency)
    as_of = found.run.as_of
    to_the_day = as_of.day if (as_of + timedelta(days=1)).day > 1 else None
    return {"chart": chart, "unit": unit, "opens": bool(facts.months), "units": UNITS, "to_the_day": to_the_day}
