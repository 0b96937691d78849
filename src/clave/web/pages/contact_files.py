"""People of a customer brought in a file: what each row would do is seen before anything is kept. (G12)"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from clave.actions.contact_files import bring_contacts, choose_columns, discard_contacts, lines_of, load_contacts
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.facts.intake.cells import Cells, cells_of
from clave.operations.contact_file import COLUMNS, Line, personal_dates, recognised
from clave.store.models import ContactFile
from clave.store.policy import policy_in_force
from clave.web import undo
from clave.web.pages.customers_people import Customer, customer_of, may, page, posted, sentence
from clave.web.people_forms import ColumnsForm, FileForm
from clave.web.refusals import beside
from clave.web.who import required
from clave.web.words import told

MOST_ROWS, MOST_BYTES, PAGE = 2_000, 5_000_000, 50
KINDS = {
    "new": (_("new"), "ok", "plus"), "changed": (_("said better"), "info", "pencil"),
    "same": (_("nothing new"), "", "minus"), "refused": (_("not taken"), "bad", "x"),
}  # fmt: skip


def contact_import(request: HttpRequest, code: str) -> HttpResponse:
    """Choose the file; 422 with what is wrong with it."""
    found = customer_of(request, code)
    form = FileForm(posted(request), request.FILES if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            cells = _cells(form.cleaned_data["file"])
            kept = bring_contacts(
                by=required(request),
                now=timezone.now(),
                customer=code,
                name=form.cleaned_data["file"].name,
                cells=cells,
            )
        except ClaveError as refused:
            beside(form, ClaveError(refused.what, where="file", remedy=refused.remedy))
        else:
            return redirect("contact_import_page", code, kept.pk)
    context = {"form": form, "may": may(request, "bring_contacts", code)}
    return page(request, found, "people", "people/import.html", context, 422 if form.errors else 200)


def contact_import_page(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """What every row would do; from here its columns are said, it is kept, or it is thrown away. A file is of who brought it."""
    found = customer_of(request, code)
    file = ContactFile.objects.filter(pk=number, customer=code, by=required(request)).first()
    if file is None:
        raise Http404
    if request.method != "POST":
        return _preview(request, found, file)
    given: dict[str, Any] = {"by": required(request), "now": timezone.now(), "customer": code, "file": file}
    form = ColumnsForm(request.POST, headers=file.headers, columns=file.columns)
    try:
        if "load" in request.POST:
            new, changed = load_contacts(name=found.name, **given)
            said = _("{new} people are new, {changed} were said better.").fill(new=new, changed=changed)
        elif "discard" in request.POST:
            discard_contacts(**given)
            said = _("The file was thrown away; nothing of it was kept.")
        elif form.is_valid():
            choose_columns(columns=form.columns(), **given)
            return redirect("contact_import_page", code, number)
        else:
            return _preview(request, found, file, form=form)
    except ClaveError as refused:
        if refused.where:
            form.is_valid()
            beside(form, refused)
            return _preview(request, found, file, form=form)
        return _preview(request, found, file, refused=sentence(refused))
    undo.done(request, said)
    return redirect("account_people", code)


def _preview(
    request: HttpRequest, found: Customer, file: ContactFile, *, form: ColumnsForm | None = None, refused: str = ""
) -> HttpResponse:
    every = lines_of(file, found.name, timezone.now())
    only = request.GET.get("solo", "")
    counts = {kind: sum(1 for one in every if one.kind == kind) for kind in KINDS}
    rows = [one for one in every if only not in KINDS or one.kind == only]
    context = {
        "file": file,
        "form": form or ColumnsForm(headers=file.headers, columns=file.columns),
        "counts": [(key, told(label), tone, icon, counts[key]) for key, (label, tone, icon) in KINDS.items()],
        "only": only,
        "total": len(every),
        "rows": Paginator([_row(one) for one in rows], PAGE).get_page(request.GET.get("pagina")),
        "takes": counts["new"] + counts["changed"],
        "unused": [head for at, head in enumerate(file.headers) if head and at not in file.columns.values()],
        "birthdays": personal_dates(file.headers),
        "refused": refused,
    }
    return page(
        request, found, "people", "people/preview.html", context, 422 if refused or (form and form.errors) else 200
    )


def _row(one: Line) -> dict[str, Any]:
    label, tone, icon = KINDS[one.kind]
    changes = ", ".join(told(COLUMNS[name][0]) for name in one.changes if name in COLUMNS)
    return {"line": one.line, "label": told(label), "tone": tone, "icon": icon, "said": one.said, "changes": changes,
            "because": told(one.because) if one.because else ""}  # fmt: skip


def _cells(file: UploadedFile) -> Cells:
    """The cells of what was sent. Raises ClaveError for what is too large or cannot be read."""
    if (file.size or 0) > MOST_BYTES:
        raise ClaveError(
            _("the file has more than {most} MB.").fill(most=MOST_BYTES // 1_000_000),
            remedy=_("Bring only the people of this customer."),
        )
    with TemporaryDirectory(prefix="clave-people-") as folder:
        path = Path(folder) / "file"
        with path.open("wb") as out:
            for chunk in file.chunks():
                out.write(chunk)
        return cells_of(path, policy_in_force().at(timezone.localdate()), recognised, MOST_ROWS)
