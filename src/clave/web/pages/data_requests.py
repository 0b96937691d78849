"""Datos personales: the register of what people ask of their data, a new request, who is kept too long, and the papers."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from clave.actions.personal import note_data_export, register_data_request
from clave.base.errors import ClaveError
from clave.base.folding import folded
from clave.base.words import Text, _
from clave.operations.personal.requests import ERASE, KINDS, OPEN, STATES
from clave.report.personal import certificate_pdf
from clave.report.sheet import Head, Kind, Value
from clave.store.models import Company, Contact, DataRequest, Person
from clave.store.personal_requests import calendar, deadline, people_due, requests
from clave.store.personal_search import Subject
from clave.store.policy import policy_in_force
from clave.store.roles import OURS, ROLES
from clave.web import undo
from clave.web.pages.privileges import as_file
from clave.web.personal_forms import RequestForm
from clave.web.refusal import sentence
from clave.web.refusals import beside
from clave.web.shown.personal import about, due_rows, request_row, terms_shown
from clave.web.who import required
from clave.web.words import reader, told

PAGE, OFFERED, LONGEST = 50, 12, 100
FILE = _("requests about personal data")
HEADS: tuple[tuple[Text, Kind, int], ...] = (
    (_("Reference"), "text", 12), (_("What they ask"), "text", 34), (_("Received"), "date", 12), (_("Due"), "date", 12),
    (_("State"), "text", 24), (_("Ended"), "date", 12), (_("Attended by"), "text", 24), (_("Proposed by policy"), "text", 12),
)  # fmt: skip


def data_requests(request: HttpRequest) -> HttpResponse:
    """The register; the list alone where htmx filters it."""
    today, limits = timezone.localdate(), policy_in_force().at(timezone.localdate())
    wanted = _asked(request)
    found = Paginator(_among(wanted), PAGE).get_page(request.GET.get("pagina"))
    holidays = calendar(limits)
    context: dict[str, Any] = {
        "found": found, "rows": [request_row(one, today, holidays) for one in found], "wanted": wanted,
        "kinds": [(key, told(label)) for key, label in KINDS.items()],
        "any": found.paginator.count or DataRequest.objects.exists(),
        "states": [(key, told(label)) for key, label in STATES.items()],
        "late": DataRequest.objects.filter(state=OPEN, due_on__lt=today).count(),
    }  # fmt: skip
    part = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    if not part:
        context["undo"] = undo.taken(request)
    response = render(request, f"personal_data/{'_list' if part else 'page'}.html", context)
    patch_vary_headers(response, ("HX-Request",))
    return response


def data_request_new(request: HttpRequest) -> HttpResponse:
    """Find whose data it is about (`quien`), then write down what they ask; `persona` or `colega` names them."""
    subject, text = _subject(request), request.GET.get("quien", "").strip()[:LONGEST]
    if subject is None:
        offered = _named(text) if text else []
        context = {"text": text, "offered": offered, "most": OFFERED, "cut": len(offered) > OFFERED}
        return render(request, "personal_data/new.html", context | {"offered": offered[:OFFERED]})
    begins = {"received_on": timezone.localdate(), "kind": request.GET.get("que", "export")}
    form = RequestForm(request.POST if request.method == "POST" else None, initial=begins)
    if request.method == "POST" and form.is_valid():
        try:
            row = register_data_request(by=required(request), now=timezone.now(), subject=subject, **form.cleaned_data)
        except ClaveError as refused:
            beside(form, refused)
        else:
            undo.done(request, _("The request is in the register."), "")
            return redirect("data_request", row.pk)
    limits, today = policy_in_force().at(timezone.localdate()), timezone.localdate()
    until = [(told(label), deadline(kind, today, limits)) for kind, label in KINDS.items()]
    context = {"form": form, "subject": subject, "about": about(subject), "until": until}
    return render(request, "personal_data/new.html", context, status=422 if form.errors else 200)


def data_retention(request: HttpRequest) -> HttpResponse:
    """Who is kept longer than policy says; from here somebody is proposed to be erased."""
    today = timezone.localdate()
    limits = policy_in_force().at(today)
    refusal = ""
    if request.method == "POST":
        subject = _subject(request)
        due = {(one.side, one.due.number): one for one in due_rows(people_due(limits, today))}
        key = ("persona" if isinstance(subject, Contact) else "colega", subject.pk if subject else 0)
        if subject is None or key not in due:
            refusal = told(_("This person is not due any more: look at the list again."))
        else:
            try:
                row = register_data_request(
                    by=required(request), now=timezone.now(), subject=subject, kind=ERASE, received_on=today,
                    words=due[key].why, proposed=True,
                )  # fmt: skip
            except ClaveError as refused:
                refusal = sentence(refused)
            else:
                return redirect("data_request", row.pk)
    found = Paginator(people_due(limits, today), PAGE).get_page(request.GET.get("pagina"))
    context = {
        "found": found, "rows": due_rows(list(found)), "terms": terms_shown(limits), "refusal": refusal,
        "undo": undo.taken(request),
    }  # fmt: skip
    return render(request, "personal_data/retention.html", context, status=422 if refusal else 200)


def data_request_file(request: HttpRequest, number: int, kind: str) -> HttpResponse:
    """The copy of a person's data (`copia.zip`) or the certificate that they were erased (`certificado.pdf`); 404 where there is
    none."""
    row = get_object_or_404(DataRequest.objects.select_related("ended_by"), pk=number)
    if kind == "copia.zip" and row.package is not None:
        note_data_export(by=required(request), now=timezone.now(), number=number)
        return _attached(bytes(row.package), f"{row.reference}.zip", "application/zip")
    if kind == "certificado.pdf" and row.certificate is not None and row.ended_at and row.ended_by:
        company = Company.objects.first()
        paper = certificate_pdf(
            row.certificate, reference=row.reference, company=company.name if company else "", asked=row.received_on,
            done=timezone.localdate(row.ended_at), by=row.ended_by.name, role=ROLES[row.ended_by.role].label, language=reader(),
        )  # fmt: skip
        return _attached(paper, f"{row.reference}.pdf", "application/pdf")
    raise Http404


def data_requests_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The register as filtered, as `solicitudes.xlsx` or `.csv`: references only, no names."""
    name, _dot, form = kind.rpartition(".")
    if name != "solicitudes" or form not in ("xlsx", "csv"):
        raise Http404
    today, holidays = timezone.localdate(), calendar(policy_in_force().at(timezone.localdate()))
    rows: list[list[Value]] = []
    for row in _among(_asked(request)):
        one = request_row(row, today, holidays)
        ended = timezone.localdate(row.ended_at) if row.ended_at else None
        proposed = told(_("yes")) if row.proposed else told(_("no"))
        by = row.ended_by.name if row.ended_by else ""
        rows.append([row.reference, one.kind, row.received_on, row.due_on, one.words, ended, by, proposed])
    heads = [Head(told(label), unit, width) for label, unit, width in HEADS]
    return as_file(FILE, form, heads, rows, [])


def _attached(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _asked(request: HttpRequest) -> dict[str, str]:
    kind, state = request.GET.get("que", ""), request.GET.get("estado", "")
    late = "si" if request.GET.get("vencidas") == "si" else ""
    return {"kind": kind if kind in KINDS else "", "state": state if state in STATES else "", "late": late}


def _among(wanted: dict[str, str]) -> Any:
    return requests(wanted["kind"], wanted["state"], late_on=timezone.localdate() if wanted["late"] else None)


def _subject(request: HttpRequest) -> Subject | None:
    """Whom the address or the form names, if nothing of theirs was erased."""
    sent = {**request.GET.dict(), **request.POST.dict()}
    for name, found in (
        ("persona", Contact.objects.filter(erased_at=None)),
        ("colega", Person.objects.filter(role__in=OURS).exclude(email__endswith="@clave.invalid")),
    ):
        number = sent.get(name, "")
        if number.isascii() and number.isdigit() and len(number) < 18:
            subject: Any = found.filter(pk=int(number)).first()
            if subject is None:
                raise Http404
            return subject
    return None


def _named(text: str) -> list[tuple[str, int, str, str]]:
    """Who fits what is typed, of the customers' people and of ours: how the address names them, who and where they are."""
    words = folded(text)
    digits = "".join(one for one in text if one.isdigit())
    same = Q(folded__contains=words) | Q(email__icontains=text)
    if len(digits) > 6:
        same |= Q(phone__contains=digits)
    theirs = Contact.objects.filter(same, erased_at=None).order_by("name", "pk")[: OFFERED + 1]
    ours = Person.objects.filter(Q(name__icontains=text) | Q(email__icontains=text), role__in=OURS)
    ours = ours.exclude(email__endswith="@clave.invalid").order_by("name", "pk")[:OFFERED]
    found: list[tuple[str, int, str, str]] = [("persona", one.pk, one.name, about(one)) for one in theirs]
    return found + [("colega", one.pk, one.name, about(one)) for one in ours]
