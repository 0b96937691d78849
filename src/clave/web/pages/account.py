"""Cuenta: what a customer is to us, why, and the facts behind every figure."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.period import Windows
from clave.facts.lines import InvoiceLines, Receivables, Window, invoice_lines, months
from clave.facts.lines import receivables as due
from clave.store.facts import book_of
from clave.store.models import MeasureLine, SelectionLine, SelectionRun
from clave.store.queries import latest_run
from clave.web.initials import initials
from clave.web.shown.account import Shown, all_measures, criteria, evidence
from clave.web.shown.changes import changes, halves, reasons
from clave.web.shown.months import Consumption, consumption
from clave.web.shown.selection import Head, heads, row

PAGE = 50


def account(request: HttpRequest, code: str) -> HttpResponse:
    """One customer; 404 where nobody knows the code."""
    context = _header(code)
    run, line, columns = context["run"], context["line"], context["heads"]
    measures = all_measures(run, context["measured"])
    ours, theirs = halves(changes(line) if line else [])
    found = criteria(line, columns) if line else []
    context |= {
        "measures": measures,
        "m": measures,
        "consumption": _consumption(run, code),
        "criteria": [criterion for criterion in found if criterion.says],
        "silent": [criterion for criterion in found if not criterion.says],
        "why": reasons(line) if line else None,
        "changes": theirs or ours,
        "ours": ours if theirs else [],
        "cost_share": _share(measures.get("cost_to_serve"), measures.get("money")),
        "year_lines": evidence(run, code, "money"),
        "tab": "summary",
    }
    return render(request, "accounts/page.html", context)


def _share(part: Shown | None, whole: Shown | None) -> float | None:
    """One money of another; None where either is not known, or the other is nothing."""
    if part is None or whole is None or not isinstance(part.figure, Figure) or not isinstance(whole.figure, Figure):
        return None
    return float(part.figure.value) / float(whole.figure.value) if whole.figure.value else None  # type: ignore[arg-type]


def _header(code: str) -> dict[str, Any]:
    run = latest_run()
    known = MeasureLine.objects.filter(run=run, customer=code).first() if run else None
    if run is None or known is None:
        raise Http404
    columns: tuple[Head, ...] = heads(run)
    line = SelectionLine.objects.filter(run=run, customer=code).first()
    place = [known.values.get(key) for key in ("city", "country", "sector", "channel")]
    return {
        "run": run,
        "measured": known,
        "line": line,
        "heads": columns,
        "shown": row(line, columns) if line else None,
        "initials": initials(known.name),
        "place": " · ".join(word for word in place if isinstance(word, str)),
    }


def _consumption(run: SelectionRun, code: str) -> Consumption | None:
    """None where the facts cannot be opened: the rest of the page still stands."""
    try:
        return consumption(months(book_of(run.facts_version), code, run.as_of))
    except ClaveError:
        return None


def lines(request: HttpRequest, code: str) -> HttpResponse:
    """The invoice lines behind a figure: `desde`, `hasta`, `familia`, `pagina`."""
    context = _header(code)
    run = context["run"]
    windows = Windows(run.as_of)
    window = Window(
        customer=code,
        first=_day(request.GET.get("desde"), windows.year_from),
        last=_day(request.GET.get("hasta"), run.as_of),
        family=request.GET.get("familia", ""),
    )
    number = _page_number(request)
    context |= {"window": window, "tab": "lines"}
    try:
        found = invoice_lines(book_of(run.facts_version), window, size=PAGE, skip=PAGE * (number - 1))
    except ClaveError as error:
        return render(request, "accounts/no_facts.html", context | {"error": error.sentence()})
    return render(request, "accounts/lines.html", context | _lines(found, number))


def _lines(found: InvoiceLines, number: int) -> dict[str, Any]:
    return {
        "rows": found.rows.to_pylist(),
        "totals": found.totals,
        "families": found.families,
        "count": found.count,
    } | _pages(found.count, number)


def receivables(request: HttpRequest, code: str) -> HttpResponse:
    """What was due and how it was paid: the facts behind the payment gate."""
    context = _header(code) | {"tab": "receivables"}
    run, number = context["run"], _page_number(request)
    try:
        found = due(book_of(run.facts_version), code, run.as_of, size=PAGE, skip=PAGE * (number - 1))
    except ClaveError as error:
        return render(request, "accounts/no_facts.html", context | {"error": error.sentence()})
    return render(request, "accounts/receivables.html", context | _due(found, number))


def _due(found: Receivables, number: int) -> dict[str, Any]:
    return {"rows": found.rows.to_pylist(), "found": found} | _pages(found.count, number)


def _page_number(request: HttpRequest) -> int:
    text = request.GET.get("pagina", "1")
    return max(1, min(int(text), 100_000)) if text.isascii() and text.isdigit() else 1


def _pages(count: int, number: int) -> dict[str, Any]:
    last = max(1, -(-count // PAGE))
    return {"number": number, "last": last, "previous": number - 1 if number > 1 else None,
            "next": number + 1 if number < last else None}  # fmt: skip


def _day(text: str | None, otherwise: date) -> date:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return otherwise
