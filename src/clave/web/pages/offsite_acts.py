"""What people do with off-site sessions: plan them, write agenda and ideas, close them; each taken back; their paper. (C3)"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from clave.actions.offsite import (
    change_offsite,
    keep_point,
    move_offsite,
    move_point,
    note_offsites_export,
    plan_offsite,
    remove_offsite,
    remove_point,
    restore_offsite,
    undo_offsite_step,
)
from clave.actions.offsite_ideas import add_idea, remove_idea, reopen_idea, restore_idea, turn_down_idea
from clave.base.errors import ClaveError
from clave.base.words import Text, _
from clave.operations.offsite import BECAME, LABELS, PointSaid
from clave.report.offsite import Minutes, minutes_pdf
from clave.store.account_plans import contacts_of
from clave.store.account_plans import ours as our_people
from clave.store.fields import MEETING
from clave.store.models import Company, Contact, OffsiteSession
from clave.store.offsite import became, ideas_standing, people_in, points_of, said_of
from clave.web import undo
from clave.web.offsite_forms import IdeaForm, OffsiteForm, OffsiteMoveForm, PointForm, WhyForm, name_of
from clave.web.pages.offsite import address_of, offsite_page
from clave.web.pages.selection_papers import PDF
from clave.web.refusals import beside
from clave.web.said_in import customer_for, note_of, seen_at
from clave.web.service_forms import written
from clave.web.shown.offsite import agenda
from clave.web.who import required, sight
from clave.web.words import reader, told


def offsite_new(request: HttpRequest) -> HttpResponse:
    """Plan a session: with the customer in the address, of a contact (`?desde=`), or that is typed."""
    note, sent = note_of(request), request.POST if request.method == "POST" else None
    asked, me = customer_for(request, note), required(request)
    initial = {"on": timezone.localdate(), "ours": [me.pk], "purpose": note.text if note else ""}
    form = _form(sent, initial, asked.code)
    if sent is not None and form.is_valid() and asked.name is not None:
        try:
            kept = plan_offsite(
                by=me, now=timezone.now(), customer=asked.code, name=asked.name, session=form.said(), said_in=note
            )
        except ClaveError as refused:
            beside(form, refused)
        else:
            _done(request, kept, _("The session with {name} is planned."), "quitar")
            return redirect(address_of(kept))
    context = {"form": form, "customer": asked, "note": note, "title": _("Plan a session")}
    return render(request, "offsite/form.html", context, status=422 if asked.wrong or form.errors else 200)


def offsite_edit(request: HttpRequest, number: int) -> HttpResponse:
    """Say a session better; 422 with what was typed where it is refused."""
    kept = get_object_or_404(OffsiteSession, pk=number, removed_at=None)
    sent, said = request.POST if request.method == "POST" else None, said_of(kept)
    sees = sight(request).sees(MEETING, kept.customer)
    initial = vars(said) | {"cost": written(said.cost)}
    form = _form(sent, initial, kept.customer, said.theirs)
    if not sees:
        del form.fields["cost"]
    if sent is not None and form.is_valid():
        form.cleaned_data.setdefault("cost", said.cost)
        try:
            change_offsite(
                by=required(request), now=timezone.now(), customer=kept.customer, number=number, session=form.said(),
                seen=seen_at(sent.get("seen", "")),
            )  # fmt: skip
        except ClaveError as refused:
            beside(form, refused)
        else:
            _done(request, kept, _("The session with {name} was changed."))
            return redirect(address_of(kept))
    context = {
        "form": form, "kept": kept, "seen": request.POST.get("seen") or kept.changed_at.isoformat(),
        "title": _("Correct the session"), "back": address_of(kept),
    }  # fmt: skip
    return render(request, "offsite/form.html", context, status=422 if form.errors else 200)


def offsite_paper(request: HttpRequest, number: int, kind: str) -> HttpResponse:
    """`agenda.pdf` to print before it, `acta.pdf` after it: what the customer may read, without its cost."""
    if kind not in ("agenda.pdf", "acta.pdf"):
        raise Http404
    kept = get_object_or_404(OffsiteSession.objects.select_related("owner"), pk=number, removed_at=None)
    note_offsites_export(by=required(request), now=timezone.now(), about=str(kept.pk))
    company, people = Company.objects.order_by("id").first(), people_in(kept)
    paper = Minutes(
        company.name if company else "", kept.name, kept.on, kept.place, kept.purpose, kind == "acta.pdf",
        [name_of(one) for one in people if one.person_id], [name_of(one) for one in people if one.contact_id],
        [(one.runs, one.point.text, one.lead, one.point.minutes) for one in agenda(points_of(kept))],
        [(one.text, _outcome(one)) for one in ideas_standing().filter(of=kept)], kept.agreed,
    )  # fmt: skip
    response = HttpResponse(minutes_pdf(paper, reader()), content_type=PDF)
    name = told(_("minutes") if paper.held else _("agenda"))
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{kept.on:%Y-%m-%d}.pdf"'
    return response


def _outcome(idea: Any) -> Any:
    if key := became(idea):
        return BECAME[key]
    return _("not taken up: {why}").fill(why=idea.turned_down) if idea.turned_down else _("to be decided")


@require_POST
def offsite_act(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """One thing that is done with a session; its page with the form and 422 where it is refused."""
    if act not in ACTS:
        raise Http404
    kept = get_object_or_404(OffsiteSession, pk=number, removed_at__isnull=act != "devolver")
    return ACTS[act](request, kept)


def _move(request: HttpRequest, kept: OffsiteSession) -> HttpResponse:
    form = OffsiteMoveForm(request.POST)
    here = request.POST.get("here", kept.stage)

    def go() -> None:
        step = move_offsite(here=here if here in LABELS else kept.stage, **form.cleaned_data, **_given(request, kept))
        said = _("The session with {name} stands now as: {stage}.").fill(name=kept.name, stage=LABELS[step.stage])
        undo.done(request, said, reverse("offsite_act", args=[kept.pk, "deshacer"]), step=str(step.pk))

    return _tried(request, kept, "move", form, go)


def _point(request: HttpRequest, kept: OffsiteSession) -> HttpResponse:
    form = PointForm(request.POST, people=people_in(kept))

    def go() -> None:
        row = keep_point(said=form.said(), **_given(request, kept))
        back = reverse("offsite_act", args=[kept.pk, "sin-punto"])
        undo.done(request, _("The point is in the agenda."), back, point=str(row.pk))

    return _tried(request, kept, "point", form, go, "#agenda")


def _unpoint(request: HttpRequest, kept: OffsiteSession) -> HttpResponse:
    form = forms.Form(request.POST)

    def go() -> None:
        said = remove_point(point=_number(request, "point"), **_given(request, kept))
        undo.done(
            request, _("The point was taken out of the agenda."), reverse("offsite_act", args=[kept.pk, "punto"]),
            **_as_sent(said),
        )  # fmt: skip

    return _tried(request, kept, "refusal", form, go, "#agenda")


def _as_sent(said: PointSaid) -> dict[str, str]:
    lead = f"p{said.ours}" if said.ours else f"c{said.theirs}" if said.theirs else ""
    return {"text": said.text, "minutes": str(said.minutes or ""), "lead": lead}


def _shift(up: bool) -> Callable[[HttpRequest, OffsiteSession], HttpResponse]:
    def shift(request: HttpRequest, kept: OffsiteSession) -> HttpResponse:
        def go() -> None:
            move_point(point=_number(request, "point"), up=up, **_given(request, kept))

        return _tried(request, kept, "refusal", forms.Form(request.POST), go, "#agenda")

    return shift


def _idea(request: HttpRequest, kept: OffsiteSession) -> HttpResponse:
    form = IdeaForm(request.POST, people=people_in(kept))

    def go() -> None:
        ours, theirs = form.chosen()
        made = add_idea(text=form.cleaned_data["text"], ours=ours, theirs=theirs, **_given(request, kept))
        back = reverse("offsite_act", args=[kept.pk, "sin-idea"])
        undo.done(request, _("The idea is written down."), back, idea=str(made.pk))

    return _tried(request, kept, "idea", form, go, "#ideas")


def _turn_down(request: HttpRequest, kept: OffsiteSession) -> HttpResponse:
    form = WhyForm(request.POST)

    def go() -> None:
        found = turn_down_idea(**form.cleaned_data, **_given(request, kept))
        back = reverse("offsite_act", args=[kept.pk, "reabrir"])
        undo.done(request, _("The idea was turned down, and it says why."), back, idea=str(found.pk))

    return _tried(request, kept, "why", form, go, "#ideas")


def _of_idea(doing: Callable[..., Any], said: Text, opposite: str = "") -> Callable[..., HttpResponse]:
    def do(request: HttpRequest, kept: OffsiteSession) -> HttpResponse:
        number = _number(request, "idea")

        def go() -> None:
            doing(idea=number, **_given(request, kept))
            back = reverse("offsite_act", args=[kept.pk, opposite]) if opposite else ""
            undo.done(request, said, back, **({"idea": str(number)} if back else {}))

        return _tried(request, kept, "refusal", forms.Form(request.POST), go, "#ideas")

    return do


def _undo(request: HttpRequest, kept: OffsiteSession) -> HttpResponse:
    def go() -> None:
        undo_offsite_step(step=_number(request, "step"), **_given(request, kept))
        undo.done(request, _("Undone: it stands where it stood before."))

    return _tried(request, kept, "refusal", forms.Form(request.POST), go)


def _remove(request: HttpRequest, kept: OffsiteSession) -> HttpResponse:
    remove_offsite(**_given(request, kept))
    _done(request, kept, _("Taken out: {name}."), "devolver")
    return redirect("offsites")


def _restore(request: HttpRequest, kept: OffsiteSession) -> HttpResponse:
    restore_offsite(**_given(request, kept))
    _done(request, kept, _("Back in the list: {name}."))
    return redirect(address_of(kept))


ACTS: dict[str, Callable[[HttpRequest, OffsiteSession], HttpResponse]] = {
    "mover": _move, "deshacer": _undo, "punto": _point, "sin-punto": _unpoint, "subir": _shift(up=True),
    "bajar": _shift(up=False), "idea": _idea, "no": _turn_down,
    "reabrir": _of_idea(reopen_idea, _("The idea is open again.")),
    "sin-idea": _of_idea(remove_idea, _("The idea was taken out."), "con-idea"),
    "con-idea": _of_idea(restore_idea, _("The idea is back.")), "quitar": _remove, "devolver": _restore,
}  # fmt: skip


def _tried(
    request: HttpRequest, kept: OffsiteSession, name: str, form: forms.Form, go: Callable[[], None], to: str = ""
) -> HttpResponse:
    """Back to the page of the session; with the form and its sentence (422) where it is refused."""
    if form.is_valid():
        try:
            go()
        except ClaveError as refused:
            beside(form, refused)
        else:
            return redirect(address_of(kept) + to)
    return offsite_page(request, kept, **{name: form})


def _form(sent: Any, initial: dict[str, Any], customer: str, coming: tuple[int, ...] = ()) -> OffsiteForm:
    """Those who come and left the customer meanwhile can still be kept."""
    people = contacts_of(customer) if customer else []
    known = {one.pk for one in people}
    people += list(Contact.objects.filter(pk__in=[one for one in coming if one not in known], erased_at=None))
    theirs = [(str(one.pk), f"{one.name}{f', {one.position}' if one.position else ''}") for one in people]
    return OffsiteForm(
        sent, initial=initial, ours=[(str(one.pk), one.name) for one in our_people()], theirs=theirs
    )  # fmt: skip


def _given(request: HttpRequest, kept: OffsiteSession) -> dict[str, Any]:
    return {"by": required(request), "now": timezone.now(), "customer": kept.customer, "number": kept.pk}


def _number(request: HttpRequest, name: str) -> int:
    sent = request.POST.get(name, "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0


def _done(request: HttpRequest, kept: OffsiteSession, said: Text, opposite: str = "") -> None:
    back = reverse("offsite_act", args=[kept.pk, opposite]) if opposite else ""
    undo.done(request, said.fill(name=kept.name), back)
