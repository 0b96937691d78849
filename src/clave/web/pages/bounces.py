"""Correos devueltos: addresses of which mails came back, brought as the reports that mail servers send. (ADR 0030)"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from clave.actions.bounces import confirm_address, keep_bounces
from clave.base.errors import ClaveError
from clave.base.words import _, counted
from clave.operations.bounces import Returned, mails_in, returned
from clave.store.models import Bounce
from clave.web import undo
from clave.web.refusal import sentence
from clave.web.who import required

PAGE = 50
LARGEST = 5_000_000  # bytes of one file of reports


def bounces(request: HttpRequest) -> HttpResponse:
    """The list, what waits for a person first; sent, it reads files."""
    refused = ""
    if request.method == "POST":
        try:
            found = [one for file in request.FILES.getlist("files") for one in _reports(file)]
            if not found:
                raise ClaveError(
                    _("no report came."), remedy=_("Choose the mails that say «undelivered» as files (.eml).")
                )
            kept = keep_bounces(by=required(request), now=timezone.now(), returned=found)
        except ClaveError as error:
            refused = sentence(error)
        else:
            said = counted("{n} address is marked.", "{n} addresses are marked.", len(kept))
            undo.done(
                request, said if kept else _("Nothing to mark: delays, addresses we never wrote to, or known ones.")
            )
            return redirect("bounces")
    rows = Bounce.objects.select_related("mail", "confirmed_by").order_by("confirmed_at", "-at", "-pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("pagina"))
    context = {"found": page, "refused": refused, "undo": undo.taken(request)}
    return render(request, "mails/bounces.html", context, status=422 if refused else 200)


def _reports(file: UploadedFile) -> list[Returned]:
    """What a file says: a report, or a mailbox of them, in which other mails are passed over."""
    if (file.size or 0) > LARGEST:
        raise ClaveError(_("the file weighs more than 5 MB."), remedy=_("Bring fewer reports at a time."))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "reports"
        path.write_bytes(file.read())
        mails = list(mails_in(path))
    if len(mails) == 1:
        return returned(mails[0])
    return [one for mail in mails for one in _passed_over(mail)]


def _passed_over(mail: bytes) -> list[Returned]:
    try:
        return returned(mail)
    except ClaveError:
        return []


@require_POST
def bounce_confirm(request: HttpRequest, number: int) -> HttpResponse:
    """Somebody asked, and the address is right."""
    bounce = get_object_or_404(Bounce, pk=number)
    try:
        confirm_address(customer="", by=required(request), now=timezone.now(), bounce=bounce)
    except ClaveError as refused:
        undo.done(request, refused.sentence())
    else:
        undo.done(request, _("Mails go to {address} again.").fill(address=bounce.email))
    return redirect("bounces")
