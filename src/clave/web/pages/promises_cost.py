"""What the privileges cost and who gave way, taking promises out as files, judging anew, and the weekly digest."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from clave.actions.ledger import note_promises_export
from clave.base.figures import exact_money, money
from clave.base.words import Text, _, recalled
from clave.jobs.ledger import start_judging
from clave.jobs.schedule import SCHEDULES, next_of, start_now
from clave.privileges.catalogue.declared import DEPARTMENTS, PRIVILEGES
from clave.report.sheet import Head, Value
from clave.store.bulletin import week_of
from clave.store.digests import ForReader, digest_issues, digests, told_already, wanting, wants_digest
from clave.store.fields import AT_STAKE, COST, RESERVED
from clave.store.models import DigestIssue, LedgerCost, LedgerRun
from clave.store.promises import costs_of, newest_ledger, tells_money, who_gave_way, why_of
from clave.web.access import allows
from clave.web.pages.privileges import as_file
from clave.web.pages.promises import around, empty, found_of, wanted_of
from clave.web.shown.promises import NOBODY_KNOWS, STATES
from clave.web.who import required, sight
from clave.web.words import reader, told

PAGE = 50
ISSUES = 20
Heads = tuple[tuple[Text, str, int], ...]
DUES: Heads = (
    (_("Customer"), "text", 14), (_("Name"), "text", 34), (_("Privilege"), "text", 24), (_("Department"), "text", 22),
    (_("Day"), "date", 12), (_("Order or period"), "text", 24), (_("State"), "text", 18), (_("Money"), "money", 16),
    (_("Why"), "text", 80),
)  # fmt: skip
COSTS: Heads = (
    (_("Privilege"), "text", 26), (_("Customer"), "text", 14), (_("Name"), "text", 34), (_("Times"), "whole", 10),
    (_("Cost"), "money", 16), (_("Formula"), "text", 60), (_("Without a figure"), "whole", 14),
)  # fmt: skip
GAVE: Heads = (
    (_("Customer"), "text", 14), (_("Name"), "text", 34), (_("Lines"), "whole", 10), (_("Days"), "whole", 10),
    (_("Money"), "money", 16), (_("Money × days"), "money", 18), (_("Without a price"), "whole", 14),
)  # fmt: skip
ALL = _("all together")


def costs(request: HttpRequest) -> HttpResponse:
    """The price of the privileges, one by one with its formula, and who gave way."""
    run = newest_ledger()
    if run is None:
        return empty(request)
    context, eyes = around(request, run), sight(request)
    rows = list(costs_of(run))
    found = Paginator(who_gave_way(run), PAGE).get_page(request.GET.get("pagina"))
    context |= {
        "groups": _groups(rows, run, eyes.sees_all(COST), lambda code: eyes.sees(COST, code)),
        "sees_costs": eyes.sees_all(COST),
        "found": found,
        "gave": [(one, _money(one.money, run), _money(one.money_days, run)) for one in found],
        "gave_total": _total(run),
    }
    return render(request, "promises/costs.html", context)


def _money(value: Decimal | None, run: LedgerRun) -> str:
    return told(NOBODY_KNOWS) if value is None else exact_money(value, run.currency, reader())


def _total(run: LedgerRun) -> dict[str, Any]:
    rows = list(run.gave_way.values_list("lines", "money", "money_days", "unpriced"))
    return {
        "customers": len(rows), "lines": sum(row[0] for row in rows),
        "money": _money(sum((row[1] for row in rows), Decimal(0)), run),
        "money_days": _money(sum((row[2] for row in rows), Decimal(0)), run), "unpriced": sum(row[3] for row in rows),
    }  # fmt: skip


def _groups(rows: list[LedgerCost], run: LedgerRun, whole: bool, sees: Callable[[str], bool]) -> list[dict[str, Any]]:
    """By privilege, the dearest first; what nobody records last."""
    by_key: dict[str, list[LedgerCost]] = {}
    for row in rows:
        by_key.setdefault(row.privilege, []).append(row)
    return sorted((_group(key, found, run, whole, sees) for key, found in by_key.items()), key=lambda one: one["rank"])


def _group(
    key: str, rows: list[LedgerCost], run: LedgerRun, whole: bool, sees: Callable[[str], bool]
) -> dict[str, Any]:
    known = [row.money for row in rows if row.money is not None]
    total = sum(known, Decimal(0)) if known else None
    return {
        "rank": (total is None, -(total or 0) if whole else 0, key),
        "label": told(PRIVILEGES[key].label),
        "icon": PRIVILEGES[key].icon,
        "times": sum(row.times for row in rows),
        "unknown": sum(row.unknown for row in rows),
        "known": total is not None,
        "money": (money(total, run.currency, reader()) if whole else told(RESERVED)) if total is not None else told(NOBODY_KNOWS),
        "formula": told(recalled(rows[0].formula)) if total is None or (whole and len(rows) == 1) else "",
        "rows": [
            (row, _money(row.money, run) if sees(row.customer) else told(RESERVED),
             told(recalled(row.formula)) if sees(row.customer) else "")
            for row in rows if row.money is not None and row.customer
        ],
    }  # fmt: skip


def promises_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """`promesas`, `costos` or `cedieron`, as .xlsx or .csv, filtered as on the page; 404 for anything else."""
    name, _dot, form = kind.rpartition(".")
    run = newest_ledger()
    if run is None or form not in ("xlsx", "csv") or name not in FILES:
        raise Http404
    if name == "costos" and not allows(required(request).role, "promises_costs"):
        raise Http404
    title, heads, rows = FILES[name]
    cells = list(rows(request, run))
    note_promises_export(by=required(request), now=timezone.now())
    about = [(told(_("Judged up to")), f"{run.until:%Y-%m-%d}"), (told(_("Facts")), run.facts_version)]
    return as_file(title, form, [Head(told(a), b, c) for a, b, c in heads], cells, about)  # type: ignore[arg-type]


def _due_cells(request: HttpRequest, run: LedgerRun) -> Iterable[list[Value]]:
    sees = sight(request).sees_all(AT_STAKE)
    for row in found_of(request, run, wanted_of(request, sees=sees)):
        hidden = not sees and tells_money(row)
        yield [
            row.customer, row.name, told(PRIVILEGES[row.privilege].label), told(DEPARTMENTS[row.department]), row.on,
            row.about, told(STATES[row.state][2]), float(row.money) if sees and row.money is not None else None,
            told(RESERVED) if hidden else told(why_of(row)),
        ]  # fmt: skip


def _cost_cells(request: HttpRequest, run: LedgerRun) -> Iterable[list[Value]]:
    eyes = sight(request)
    for row in costs_of(run):
        sees = eyes.sees(COST, row.customer) if row.customer else eyes.sees_all(COST)
        none_at_all = 0 if sees and row.money is not None else None  # reserved or not known: nobody says that it is 0
        yield [
            told(PRIVILEGES[row.privilege].label), row.customer, row.name if row.customer else told(ALL),
            row.times or none_at_all,
            float(row.money) if sees and row.money is not None else None,
            told(recalled(row.formula)) if sees else told(RESERVED), row.unknown,
        ]  # fmt: skip


def _gave_cells(_request: HttpRequest, run: LedgerRun) -> Iterable[list[Value]]:
    for row in who_gave_way(run):
        yield [row.customer, row.name, row.lines, row.days, float(row.money), float(row.money_days), row.unpriced]


Cells = Callable[[HttpRequest, LedgerRun], Iterable[list[Value]]]
FILES: dict[str, tuple[Text, Heads, Cells]] = {
    "promesas": (_("promises"), DUES, _due_cells),
    "costos": (_("cost of the privileges"), COSTS, _cost_cells),
    "cedieron": (_("who gave way"), GAVE, _gave_cells),
}


@require_POST
def judge_now(request: HttpRequest) -> HttpResponse:
    """Ask for the ledger; progress stands on the page."""
    job = start_judging(by=required(request), now=timezone.now(), then=reverse("promises"))
    if "HX-Request" in request.headers:
        return render(request, "_components/job.html", {"job": job})
    return redirect("job", job.pk)


def digest(request: HttpRequest) -> HttpResponse:
    """What the next digest tells each reader; everybody sees theirs, the direction those of all."""
    run, person, now = newest_ledger(), required(request), timezone.now()
    if run is None:
        return empty(request)
    found = digests(run, timezone.localdate())
    may_send = allows(person.role, "promises_digest_send")
    readable = found if may_send else [one for one in found if one.person.pk == person.pk]
    asked = request.GET.get("de", "")
    chosen = next((one for one in readable if one.key == asked), None) or next(
        (one for one in readable if one.person.pk == person.pk), readable[0] if readable else None
    )
    context = around(request, run) | {
        "readable": [(one, _what(one)) for one in readable],
        "chosen": chosen,
        "content": _content(chosen) if chosen else None,
        "due": next_of(SCHEDULES["digest"], now),
        "readers": len(wanting(found)),
        "may_send": may_send,
        "nothing_new": told_already(run),
        "wants": wants_digest(person),
        "sent_already": DigestIssue.objects.filter(week=week_of(now)).exists(),
        "issues": digest_issues()[:ISSUES],
    }
    return render(request, "promises/digest.html", context)


def _what(one: ForReader) -> str:
    if one.what == "accounts":
        return told(_("their accounts"))
    return told(_("accounts without a KAM") if one.what == "unowned" else DEPARTMENTS[one.what])


def _content(one: ForReader) -> dict[str, Any]:
    kept = one.content
    return kept | {
        "said": [told(recalled(text)) for text in kept["said"]],
        "dark": [(told(recalled(why)), n) for why, n in kept["dark"]],
        "breaches": [
            each | {"label": told(PRIVILEGES[each["privilege"]].label), "why": told(recalled(each["why"])),
                    "money": exact_money(Decimal(each["money"]), kept["currency"], reader()) if each["money"] else ""}
            for each in kept["breaches"]
        ],
    }  # fmt: skip


@require_POST
def digest_send(request: HttpRequest) -> HttpResponse:
    """Ask for the digest of this week now."""
    run = newest_ledger()
    if run is None or told_already(run):
        messages.error(request, told(_("There is nothing newer to tell than last time, so nothing was sent.")))
        return redirect("promises_digest")
    job = start_now("digest", by=required(request), now=timezone.now())
    if job is None:
        messages.error(
            request, told(_("The digest of this week went out already; what broke since is told next week."))
        )
        return redirect("promises_digest")
    return redirect("job", job.pk)
