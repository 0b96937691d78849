"""En el tiempo: who was key on any past date and why, and what turned one date into another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy

from clave.base.figures import Figure
from clave.base.words import _
from clave.report.sheet import excel, separated
from clave.store.past import Wanted, between, dates_of_change, key_on, run_on, states_counted, was_key
from clave.store.queries import latest_run
from clave.web.access import allows
from clave.web.shown.past import (
    BETWEEN,
    HEADS,
    STATE_WORDS,
    between_rows,
    criteria_names,
    heads_of,
    passed_shown,
    rows_of,
    was_key_shown,
)
from clave.web.who import signed_in
from clave.web.words import reader, told

PAGE, MOST = 50, 60
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]
FILE, BETWEEN_FILE = _("key-accounts-{day}"), _("key-accounts-{first}-{last}")
TITLE = _("Key accounts")


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        input_formats=FORMATS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "invalid": gettext_lazy("That day does not exist: choose it in the calendar, or write it as 2026-11-20.")
        },
    )


def _come(day: date | None) -> date | None:
    if day and day > timezone.localdate():
        raise forms.ValidationError(gettext_lazy("That day has not come: nobody knows yet who will be key on it."))
    return day


class Dates(forms.Form):
    """Which day, and which other day to compare it with."""

    fecha = _day(gettext_lazy("Day"))
    contra = _day(gettext_lazy("Compared with"))

    def clean_fecha(self) -> date | None:
        """The day, which has come."""
        return _come(self.cleaned_data["fecha"])

    def clean_contra(self) -> date | None:
        """The other day, which has come too."""
        return _come(self.cleaned_data["contra"])


@dataclass(frozen=True)
class Asked:
    """What an address asks for."""

    form: Dates
    day: date
    other: date | None
    wanted: Wanted


def past(request: HttpRequest) -> HttpResponse:
    """The list of a day, or two days compared."""
    asked = _asked(request)
    role = getattr(signed_in(request), "role", None)
    context: dict[str, Any] = {
        "form": asked.form,
        "day": asked.day,
        "other": asked.other,
        "today": timezone.localdate(),
        "dates": dates_of_change(),
        "can_open_lists": allows(role, "selection"),
        "can_open_accounts": allows(role, "account_status"),
    }
    context |= _compared(asked.day, asked.other) if asked.other else _on(request, asked)
    part = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    template = "past/_found.html" if part else "past/page.html"
    response = render(request, template, context, status=422 if asked.form.errors else 200)
    patch_vary_headers(response, ("HX-Request",))
    return response


def download(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The list of the day, or the comparison, as `lista.xlsx` or `.csv`; 404 for another ending or a day that is none."""
    name, _dot, ending = kind.rpartition(".")
    asked = _asked(request)
    if ending not in ("xlsx", "csv") or not name or asked.form.errors:
        raise Http404
    about = [(told(_("Day")), told(Figure(asked.day, "date")))]
    if asked.other:
        first, last = sorted((asked.day, asked.other))
        heads, rows = heads_of(BETWEEN), between_rows(between(first, last))
        file = BETWEEN_FILE.fill(first=f"{first:%Y-%m-%d}", last=f"{last:%Y-%m-%d}")
        about = [(told(_("From")), told(Figure(first, "date"))), (told(_("To")), told(Figure(last, "date")))]
    else:
        found = was_key(key_on(asked.day, asked.wanted).select_related("by", "run"), asked.day)
        heads, rows = heads_of(HEADS), rows_of(found, criteria_names([latest_run()]))
        file = FILE.fill(day=f"{asked.day:%Y-%m-%d}")
    name = f"{told(file)}.{ending}"
    if ending == "csv":
        response = StreamingHttpResponse(separated(heads, rows, reader()), content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    book = excel(told(TITLE), heads, rows, about, reader())
    return FileResponse(book, as_attachment=True, filename=name, content_type=EXCEL)


def _asked(request: HttpRequest) -> Asked:
    given = request.GET
    form = Dates(given or None)
    kept = form.cleaned_data if form.is_valid() else getattr(form, "cleaned_data", {})
    state = given.get("estado", "")
    return Asked(
        form=form,
        day=kept.get("fecha") or timezone.localdate(),
        other=kept.get("contra"),
        wanted=Wanted(given.get("q", "").strip()[:100], state if state in STATE_WORDS else ""),
    )


def _on(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    steps = key_on(asked.day, asked.wanted).select_related("by", "run")
    page = Paginator(steps, PAGE).get_page(request.GET.get("pagina"))
    run, counts = run_on(asked.day), states_counted(asked.day)
    names = criteria_names([run, latest_run()])
    return {
        "found": page,
        "rows": [was_key_shown(one, names) for one in was_key(page, asked.day)],
        "wanted": asked.wanted,
        "run": run,
        "total": sum(counts.values()),
        "states": [(key, label, counts.get(key, 0)) for key, label in STATE_WORDS.items()],
    }


def _compared(day: date, other: date) -> dict[str, Any]:
    first, last = sorted((day, other))
    found = between(first, last, most=MOST)
    groups = (
        (_("They entered"), "arrow-up", found.entered),
        (_("They left"), "arrow-down", found.left),
        (_("In another state"), "arrows-diff", found.changed),
    )
    return {
        "between": found,
        "groups": [
            (label, icon, [passed_shown(one) for one in passed], count, count - len(passed))
            for (label, icon, passed), count in zip(groups, found.counts, strict=True)
        ],
    }
