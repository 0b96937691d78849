"""Promesas: status → privilege → proof: what was kept, what broke, what nobody can measure, and what it all cost. (G2–G7, C5)"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from clave.actions.portal_answers import reply_to_breach
from clave.base.errors import ClaveError
from clave.base.words import Text, _
from clave.jobs.ledger import judge_promises_job
from clave.operations.portal.benefits import TITLES, broken_words
from clave.policy import declared
from clave.policy.limits import Limits
from clave.privileges.catalogue.declared import DEPARTMENTS, PRIVILEGES
from clave.privileges.ledger.due import Count
from clave.store.facts import newest_facts
from clave.store.fields import AT_STAKE
from clave.store.ledger import changed_since
from clave.store.models import BreachReply, LedgerDue, LedgerRun
from clave.store.models.ledger import BROKEN
from clave.store.ownership import accounts_of
from clave.store.permissions import DOINGS
from clave.store.policy import policy_in_force
from clave.store.privileges import held_of, standing_conditions, standing_grants
from clave.store.promises import ORDERS, WORST, Wanted, counted, counted_by, newest_ledger, promises, recent
from clave.store.work import live_of
from clave.web.access import allows
from clave.web.from_portal import PortalWordForm
from clave.web.refusals import beside
from clave.web.shown.promises import (
    STATES,
    change,
    count_shown,
    dark_shown,
    due_shown,
    facts_shown,
    service_shown,
    took_shown,
)
from clave.web.who import powers, required, sight
from clave.web.words import told

PAGE = 50
FEW, WORST_FEW = 12, 6
OLD = 7
"""Days after which facts no longer tell of today."""
SPANS: tuple[tuple[str, Text], ...] = (
    ("now", _("Now")), ("before", _("Before")), ("window", _("In the whole window")),
)  # fmt: skip


def around(request: HttpRequest, run: LedgerRun | None) -> dict[str, Any]:
    """What every page of this section has: the ledger, whether it is old, what goes on, and what is missing to make one."""
    person = required(request)
    context: dict[str, Any] = {
        "run": run,
        "may_judge": allows(person.role, "promises_judge"),
        "may_import": allows(person.role, "imports"),
        "opens": allows(person.role, "account"),
        "job": live_of(person, judge_promises_job.module_path),
        "sees": sight(request).sees_all(AT_STAKE),
    }
    try:
        if run is None:
            context |= {"facts": newest_facts() is not None, "promised": _promised()}
        else:
            context["changed"] = ", ".join(told(part) for part in changed_since(run.basis))
            days = (timezone.localdate() - run.until).days
            context["days_old"] = days if days > OLD else 0
    except ClaveError as error:
        context["failed"] = told(error.sentence())
    return context


def _promised() -> bool:
    return standing_grants().exists() or standing_conditions().exists()


def empty(request: HttpRequest) -> HttpResponse:
    """What a page shows before the first ledger: what is missing, and what it would tell."""
    return render(request, "promises/empty.html", around(request, None))


def limits_now() -> Limits:
    """The policy of today."""
    return policy_in_force().at(timezone.localdate())


def listed(**asked: Any) -> str:
    """The address of a list of promises."""
    return f"{reverse('promises_list')}?{urlencode({key: value for key, value in asked.items() if value})}"


def overview(request: HttpRequest) -> HttpResponse:
    """Now against before; by privilege, department, account and month; the worst breaches; what nobody can judge."""
    run, limits = newest_ledger(), limits_now()
    if run is None:
        return empty(request)
    now, before = recent(run, limits[declared.ledger_recent])
    rows, context = promises(run, now), around(request, run)
    current, past = counted(rows), counted(promises(run, before))
    context |= {
        "days": limits[declared.ledger_recent],
        "strip": _one(run, now, current, limits, context["sees"], ""),
        "change": change(current, past),
        "before": past,
        "broken_before": past.broken,
        "service": service_shown(run.service, SPANS[:1], limits[declared.interval_level]),
        "privileges": _by(run, now, limits, context["sees"], "privilege"),
        "departments": _by(run, now, limits, context["sees"], "department"),
        "accounts": _accounts(run, now, limits, context["sees"]),
        "months": _months(run, limits, context["sees"]),
        "worst": [due_shown(row, run.currency, sees=context["sees"]) for row in _worst(run, now, context["sees"])],
        "dark": dark_shown(run.dark)[:FEW],
        "any_due": run.dues.exists(),
        "all_broken": listed(estado=BROKEN, desde=now.since, hasta=now.until),
        "target": limits[declared.promise_target],
    }
    return render(request, "promises/page.html", context)


def _worst(run: LedgerRun, now: Wanted, sees: bool) -> list[LedgerDue]:
    wanted = Wanted(state=BROKEN, since=now.since, until=now.until, order=WORST if sees else "-dia")
    return list(promises(run, wanted)[:WORST_FEW])


def _one(run: LedgerRun, now: Wanted, found: Count, limits: Limits, sees: bool, label: str, **asked: Any) -> Any:
    return count_shown(
        label, found, run.currency, limits[declared.promise_target], sees=sees,
        href=listed(desde=now.since, hasta=now.until, **asked),
    )  # fmt: skip


def _by(run: LedgerRun, now: Wanted, limits: Limits, sees: bool, what: str) -> list[Any]:
    """By privilege or by department, the worst first; what nobody can judge last."""
    labels: Mapping[str, Any] = (
        {key: one.label for key, one in PRIVILEGES.items()} if what == "privilege" else DEPARTMENTS
    )
    asked = "privilegio" if what == "privilege" else "departamento"
    found = [
        count_shown(
            told(labels[key]), one, run.currency, limits[declared.promise_target], sees=sees,
            icon=PRIVILEGES[key].icon if what == "privilege" else "",
            href=listed(desde=now.since, hasta=now.until, **{asked: key}),
        )
        for key, one in counted_by(promises(run, now), what).items()
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.percent is None, one.count.score or 0, one.label))


def _accounts(run: LedgerRun, now: Wanted, limits: Limits, sees: bool) -> list[Any]:
    """The accounts with most that broke."""
    found = counted_by(promises(run, now), "customer", "name")
    ranked = sorted(found.items(), key=lambda item: (-item[1].broken, -item[1].money, item[0][1]))[:FEW]
    return [
        count_shown(
            name, one, run.currency, limits[declared.promise_target], sees=sees, name=code,
            href=listed(cliente=code, desde=now.since, hasta=now.until),
        )
        for (code, name), one in ranked
    ]  # fmt: skip


def _months(run: LedgerRun, limits: Limits, sees: bool) -> list[Any]:
    """Month by month, over the whole window."""
    return [
        count_shown(
            month, one, run.currency, limits[declared.promise_target], sees=sees, href=listed(mes=month),
        )
        for month, one in counted_by(promises(run, Wanted()), "month").items()
    ]  # fmt: skip


def wanted_of(request: HttpRequest, *, sees: bool) -> Wanted:
    """What the address asks for; what nobody declared is ignored, and money that may not be seen orders nothing."""
    get = request.GET
    order = get.get("orden", "")
    order = order if order.removeprefix("-") in ORDERS else WORST
    if not sees and order.removeprefix("-") == "dinero":
        order = "-dia"
    state, priced = get.get("estado", BROKEN), get.get("dinero", "")
    since, until = _month(get.get("mes", "")) or (_day(get.get("desde")), _day(get.get("hasta")))
    return Wanted(
        get.get("q", "").strip()[:100], get.get("cliente", "")[:100],
        get.get("privilegio", "") if get.get("privilegio") in PRIVILEGES else "",
        get.get("departamento", "") if get.get("departamento") in DEPARTMENTS else "",
        state if state in STATES else "", since, until,
        {"con": True, "sin": False}.get(priced) if sees else None, order,
    )  # fmt: skip


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _month(text: str) -> tuple[date, date] | None:
    first = _day(f"{text}-01")
    if first is None:
        return None
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first, date.fromordinal(after.toordinal() - 1)


def found_of(request: HttpRequest, run: LedgerRun, wanted: Wanted) -> Any:
    """The promises that the address asks for; `?mias=` only of one's own accounts."""
    found = promises(run, wanted)
    if request.GET.get("mias"):
        found = found.filter(customer__in=accounts_of(required(request), timezone.localdate()))
    return found


def promises_list(request: HttpRequest) -> HttpResponse:
    """The whole page, or the list alone where htmx filters it."""
    run = newest_ledger()
    if run is None:
        return empty(request)
    context = around(request, run)
    wanted = wanted_of(request, sees=context["sees"])
    rows = found_of(request, run, wanted)
    found = Paginator(rows, PAGE).get_page(request.GET.get("pagina"))
    context |= {
        "found": found,
        "rows": [due_shown(row, run.currency, sees=context["sees"]) for row in found],
        "total": _one(run, wanted, counted(rows), limits_now(), context["sees"], ""),
        "wanted": wanted,
        "mine": bool(request.GET.get("mias")),
        "states": [(key, told(label)) for key, (_tone, _icon, label) in STATES.items()],
        "state": wanted.state,
        "privileges": [(key, told(one.label)) for key, one in PRIVILEGES.items()],
        "departments": [(key, told(label)) for key, label in DEPARTMENTS.items()],
        "priced": request.GET.get("dinero", ""),
        "name": _name(run, wanted.customer),
    }
    part = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    response = render(request, "promises/_list.html" if part else "promises/list.html", context)
    patch_vary_headers(response, ("HX-Request",))
    return response


def _name(run: LedgerRun, customer: str) -> str:
    if not customer:
        return ""
    row = run.dues.filter(customer=customer).only("name").first()
    return row.name if row else customer


@require_POST
def promise_reply(request: HttpRequest, mark: str) -> HttpResponse:
    """What the customer is told that we did about a promise that was broken."""
    row, form = get_object_or_404(LedgerDue, mark=mark, state=BROKEN), PortalWordForm(request.POST)
    if form.is_valid():
        try:
            reply_to_breach(
                by=required(request),
                now=timezone.now(),
                customer=row.customer,
                mark=mark,
                text=form.cleaned_data["text"],
            )
        except ClaveError as refused:
            beside(form, refused)
        else:
            return redirect("promise", mark)
    return promise(request, mark, form)


def promise(request: HttpRequest, mark: str, word: PortalWordForm | None = None) -> HttpResponse:
    """One promise, down to the order, the line, the day, the money, and who took what."""
    row = get_object_or_404(LedgerDue.objects.select_related("run"), mark=mark)
    run, context = row.run, around(request, row.run)
    one = PRIVILEGES[row.privilege]
    context |= {
        "one": due_shown(row, run.currency, sees=context["sees"]),
        "promised": told(_promise(row)),
        "proof": told(one.evidence.words),
        "facts": facts_shown(row, run.currency, sees=context["sees"]),
        "took": took_shown(row),
        "sees_invoices": allows(required(request).role, "account_lines"),
        "others": [
            due_shown(other, run.currency, sees=context["sees"])
            for other in run.dues.filter(customer=row.customer, privilege=row.privilege, state=BROKEN)
            .exclude(pk=row.pk).order_by("-on", "pk")[:WORST_FEW]
        ],
        "word": word or PortalWordForm(),
        **_in_portal(request, row),
    }  # fmt: skip
    return render(request, "promises/promise.html", context, status=422 if word else 200)


def _in_portal(request: HttpRequest, row: LedgerDue) -> dict[str, Any]:
    """What the customer reads of a promise that was broken, and what we told it that we did."""
    if row.state != BROKEN or row.privilege not in TITLES:
        return {}
    roles = {required(request).role, *powers(request).departments(row.customer)}
    parts = frozenset({"owner"}) if row.customer in sight(request).held else frozenset()
    replies = BreachReply.objects.filter(customer=row.customer, mark=row.mark).select_related("by")
    return {
        "told": told(broken_words(row.privilege, row.about)),
        "reply": replies.order_by("-pk").first(),
        "may_reply": any(DOINGS["reply_to_breach"].allows(role, parts) for role in roles),
    }


def _promise(row: LedgerDue) -> Text:
    """What was promised, with the figures of the grant of that day; without them where it was taken back since."""
    held = next((one for one in held_of(row.customer, row.on) if one.privilege.key == row.privilege), None)
    one = PRIVILEGES[row.privilege]
    return held.promise if held else one.filled(one.promise.words, {})


def service(request: HttpRequest) -> HttpResponse:
    """Key accounts against the others: units and lines in time, with how many there are and how sure it is."""
    run, limits = newest_ledger(), limits_now()
    if run is None:
        return empty(request)
    context = around(request, run) | {
        "spans": service_shown(run.service, SPANS, limits[declared.interval_level]),
        "level": limits[declared.interval_level],
        "days": limits[declared.ledger_recent],
        "transit": limits[declared.dispatch_transit],
    }
    return render(request, "promises/service.html", context)
