"""Entregas: what the one who leaves an account knows, the dossier, and the signature of the one who takes it (D1)."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from clave.actions.handovers import LONGEST, sign, tell
from clave.actions.refused import Refused
from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.report.dossier import KNOWS, Paper, Section, dossier_pdf, kept, reopened
from clave.store.dossier import dossier_of
from clave.store.fields import FIELDS, SCORE, Sight, reserved
from clave.store.handovers import OPEN, content_mark, handovers, is_whole
from clave.store.models import Company, Handover, Person
from clave.web import undo
from clave.web.shown.owners import HandoverShown
from clave.web.who import sight, signed_in
from clave.web.words import reader, told

PAGE = 50
SUMMARY = _("from {giver} to {taker}, on {day}")
SIGNED = _("{name} received it on {day} at {time}.")
FILE = _("handover-{number}")
STANDS = "why"
"""The section that tells place, how sure and why."""


def list_(request: HttpRequest) -> HttpResponse:
    """All of them, the newest first; with `estado=abiertas` only those that nobody signed yet."""
    only_open = request.GET.get("estado") == "abiertas"
    page = Paginator(handovers().filter(OPEN) if only_open else handovers(), PAGE).get_page(request.GET.get("pagina"))
    context = {"found": page, "rows": [HandoverShown(one) for one in page], "only_open": only_open}
    return render(request, "handovers/list.html", context)


def handover(request: HttpRequest, number: int) -> HttpResponse:
    """The page: words, dossier, signature; frozen once it is signed."""
    return _page(request, _found(number))


def telling(request: HttpRequest, number: int) -> HttpResponse:
    """Keep the words of who knows the account."""
    found, me = _found(number), _me(request)
    if request.method != "POST":
        return redirect("handover", number)
    words = {key: request.POST.get(key, "") for key in KNOWS}
    try:
        tell(by=me, now=timezone.now(), handover=found, knows=words, seen=request.POST.get("visto", ""))
    except Refused as refused:
        typed = {"refused": told(refused.sentence()), "refused_field": refused.field, "typed": words}
        return _page(request, found, status=422, **typed)
    undo.done(request, _("What you know is kept: {name} reads it here.").fill(
        name=(found.taker if me.pk == found.giver_id else found.giver).name
    ))  # fmt: skip
    return redirect("handover", number)


def signing(request: HttpRequest, number: int) -> HttpResponse:
    """Receive the account."""
    found, me = _found(number), _me(request)
    if request.method != "POST":
        return redirect("handover", number)
    dossier, remark = kept(dossier_of(found.customer, timezone.localdate())), request.POST.get("nota", "")
    try:
        sign(
            by=me,
            now=timezone.now(),
            handover=found,
            dossier=dossier,
            read=request.POST.get("leido", ""),
            remark=remark,
        )
    except Refused as refused:
        found.refresh_from_db()
        return _page(request, found, status=422, sign_error=told(refused.sentence()), remark=remark)
    undo.done(request, _("You received the account. The dossier can no longer be changed."))
    return redirect("handover", number)


def paper(request: HttpRequest, number: int) -> HttpResponse:
    """The same as a PDF; a draft until it is signed."""
    found, company = _found(number), Company.objects.order_by("id").first()
    document = Paper(
        company=company.name if company else "",
        account=found.name,
        summary=_summary(found),
        knows=found.knows,
        sections=_permitted(_sections(found), found.customer, sight(request)),
        signature=_signature(found),
        remark=found.remark,
        digest=found.digest,
    )
    response = HttpResponse(dossier_pdf(document, reader()), content_type="application/pdf")
    name = FILE.fill(number=found.pk).say(reader())
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response


def _page(request: HttpRequest, found: Handover, *, status: int = 200, **more: Any) -> HttpResponse:
    me, sections = _me(request), _sections(found)
    open_ = found.signed_at is None and found.withdrawn_at is None
    words = more.get("typed") or found.knows
    context = {
        "handover": found,
        "shown": HandoverShown(found),
        "summary": _summary(found),
        "signature": _signature(found),
        "whole": is_whole(found),
        "sections": _permitted(sections, found.customer, sight(request)),
        "knows": [(key, label, asks, words.get(key, "")) for key, (label, asks) in KNOWS.items()],
        "writes": open_ and me.pk in (found.giver_id, found.taker_id),
        "signs": open_ and me.pk == found.taker_id,
        "seen": request.POST.get("visto") or content_mark(found.knows, ()),
        "read": content_mark(found.knows, kept(sections)),
        "longest": LONGEST,
        "undo": undo.taken(request),
    }
    return render(request, "handovers/page.html", context | more, status=status)


def _sections(found: Handover) -> list[Section]:
    """Frozen where it was signed; as they are today until then."""
    return reopened(found.dossier) if found.signed_at else dossier_of(found.customer, timezone.localdate())


def _permitted(sections: list[Section], customer: str, seen: Sight) -> list[Section]:
    """What a reader may see of it: how it stands in the selection is not everybody's."""
    if seen.sees(SCORE, customer):
        return sections
    return [
        Section(one.key, one.title, empty=reserved(FIELDS[SCORE])) if one.key == STANDS else one for one in sections
    ]


def _summary(found: Handover) -> Text:
    return SUMMARY.fill(giver=found.giver.name, taker=found.taker.name, day=Figure(found.on, "date"))


def _signature(found: Handover) -> Text | None:
    if found.signed_at is None:
        return None
    at = timezone.localtime(found.signed_at)
    return SIGNED.fill(name=found.taker.name, day=Figure(at.date(), "date"), time=f"{at:%H:%M}")


def _found(number: int) -> Handover:
    one = handovers().filter(pk=number).first()
    if one is None:
        raise Http404
    return one


def _me(request: HttpRequest) -> Person:
    me = signed_in(request)
    if me is None:
        raise Http404
    return me
