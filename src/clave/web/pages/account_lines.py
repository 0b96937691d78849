"""The facts behind the figures of an account: its invoice lines, filtered, paged and exported, and its receivables."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.period import Windows, months_before
from clave.base.words import Text, _, said
from clave.facts.lines import EVERY, InvoiceLines, Window, invoice_lines
from clave.report.lines_sheet import lines_heads, lines_rows
from clave.report.sheet import excel, separated
from clave.store.fields import MARGIN, RESERVED
from clave.store.policy import policy_in_force
from clave.web.pages.account import facts_of, figures, shown
from clave.web.shown.header import Account
from clave.web.shown.payments import debts_of, gate_of
from clave.web.words import reader

PAGE, LONGEST = 50, 200
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@figures("lines")
def account_lines(request: HttpRequest, account: Account) -> HttpResponse:
    """The lines of `desde`–`hasta`, `familia`, `producto`, `documento`, `q`, `reposo`; their totals are the figure."""
    number = _page_number(request)
    window = _window(request, account)
    context: dict[str, Any] = {"window": window, "months": _shortcuts(account.run.as_of)}
    try:
        found = _found(account, window, PAGE, PAGE * (number - 1))
    except ClaveError as error:
        return shown(request, account, "lines", "accounts/no_facts.html", context | {"error": error.sentence()})
    context |= {"rows": found.rows.to_pylist(), "found": found, "reserved_cost": account.reserved(MARGIN)} | _pages(
        found.count, number
    )
    return shown(request, account, "lines", "accounts/lines.html", context)


@figures("lines")
def account_lines_export(request: HttpRequest, account: Account) -> HttpResponseBase:
    """All the lines of the filter as a file: `formato` csv or xlsx."""
    window, language = _window(request, account), reader()
    try:
        found = _found(account, window, EVERY, 0)
    except ClaveError as error:
        return shown(request, account, "lines", "accounts/no_facts.html", {"error": error.sentence()})
    heads, rows = (
        lines_heads(language),
        lines_rows(found, None if account.reserved(MARGIN) is None else RESERVED.say(language)),
    )
    name = f"lineas-{window.first}-{window.last}"
    if request.GET.get("formato") != "xlsx":
        kept = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
        return StreamingHttpResponse(
            separated(heads, rows, language), content_type="text/csv; charset=utf-8", headers=kept
        )
    title, about = (
        _("Invoice lines").say(language),
        [(label.say(language), said(value, language)) for label, value in _about(account, window)],
    )
    return FileResponse(
        excel(title, heads, rows, about, language), as_attachment=True, filename=f"{name}.xlsx", content_type=EXCEL
    )


def _about(account: Account, window: Window) -> list[tuple[Text, object]]:
    """Where the sheet comes from: customer, days, filters, facts."""
    asked = (window.family, window.product, window.document, window.words)
    return [
        (_("Customer"), f"{account.measured.name} ({account.code})"),
        (_("From"), Figure(window.first, "date")),
        (_("To"), Figure(window.last, "date")),
        (_("Filter"), " · ".join(word for word in asked if word)),
        (_("Version of the facts"), account.run.facts_version),
    ]


@figures("receivables")
def account_receivables(request: HttpRequest, account: Account) -> HttpResponse:
    """Everything that fell due and how it was paid: `solo=mora` leaves what was in time out."""
    policy = policy_in_force()
    context: dict[str, Any] = {"gate": gate_of(account, policy), "only_late": request.GET.get("solo") == "mora"}
    try:
        debts = facts_of(account, policy).payments
    except ClaveError as error:
        return shown(request, account, "receivables", "accounts/no_facts.html", {"error": error.sentence()})
    found = Paginator(debts.late if context["only_late"] else debts.debts, PAGE).get_page(request.GET.get("pagina"))
    context |= {"debts": debts, "found": found, "rows": debts_of(debts, list(found.object_list))}
    return shown(request, account, "receivables", "accounts/receivables.html", context)


def _found(account: Account, window: Window, size: int, skip: int) -> InvoiceLines:
    if account.book is None:
        raise ClaveError(account.old)  # type: ignore[arg-type]
    return invoice_lines(account.book, window, size=size, skip=skip)


def _window(request: HttpRequest, account: Account) -> Window:
    given, as_of = request.GET, account.run.as_of
    return Window(
        customer=account.code,
        first=_day(given.get("desde"), Windows(as_of).year_from),
        last=_day(given.get("hasta"), as_of),
        family=given.get("familia", "")[:LONGEST],
        product=given.get("producto", "")[:LONGEST],
        document=given.get("documento", "")[:LONGEST],
        words=given.get("q", "").strip()[:LONGEST],
        idle=given.get("reposo") == "1",
    )


def _shortcuts(as_of: date) -> list[tuple[date, date]]:
    """First and last day of the last twelve months, newest first."""
    windows = Windows(as_of)
    starts = [windows.first_of(back) for back in range(1, 13)]
    ends = [as_of, *(months_before(as_of, back) for back in range(1, 12))]
    return list(zip(starts, ends, strict=True))


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
