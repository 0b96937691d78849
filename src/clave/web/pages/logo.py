"""The company's own logo: brought by administrators, read by everybody."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from clave.actions.logo import change_logo
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.policy import portal as limits
from clave.report.logo import REMEDY
from clave.store.logo import logo as kept_logo
from clave.store.logo import logo_digest
from clave.store.policy import policy_in_force
from clave.web import undo
from clave.web.who import required

YEAR = 365 * 24 * 3600


@require_POST
def company_logo(request: HttpRequest) -> HttpResponse:
    """Another logo, or none; what is refused is said on the page of the company."""
    try:
        content = _sent(request)
        change_logo(by=required(request), now=timezone.now(), content=content)
    except ClaveError as refused:
        undo.done(request, refused.sentence())
    else:
        done = (
            _("The logo stands in the portal and on what is printed.") if content else _("There is no logo any more.")
        )
        undo.done(request, done)
    return redirect("company")


def _sent(request: HttpRequest) -> bytes:
    """The file, measured before it is read; empty where it is taken away. Raises ClaveError where none came, or too much."""
    if request.POST.get("act") == "quitar":
        return b""
    file = request.FILES.get("logo")
    most = policy_in_force().at(timezone.localdate())[limits.logo_kilobytes]
    if file is None or not file.size:
        raise ClaveError(_("no file came, or an empty one."), where="logo", remedy=REMEDY)
    if file.size > most * 1_000:
        raise ClaveError(_("the file weighs more than {most} kB.").fill(most=most), where="logo", remedy=REMEDY)
    return file.read()


def logo(request: HttpRequest, digest: str) -> HttpResponse:
    """The image, kept by browsers until it changes; 404 for one of before."""
    kept = kept_logo()
    if kept is None or digest != logo_digest():
        raise Http404
    response = HttpResponse(kept[0], content_type=kept[1])
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
