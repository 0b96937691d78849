"""Ending a debate: close it, invite more people, open it again, choose its order as policy, take it to the meeting."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from clave.actions.debates import choose_order, close_debate, invite_to_debate, reopen_debate
from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.report.debate import Meeting, debate_pdf_of
from clave.store.debates import BEFORE, BORDA, KEMENY, Answers, answers, debaters
from clave.store.debating import Tried
from clave.store.models import Company, Debate, Person
from clave.web import undo
from clave.web.draft import scene
from clave.web.pages.debate import debate_numbered
from clave.web.pages.policy_broken import readable
from clave.web.shown import debate as shown
from clave.web.who import signed_in
from clave.web.words import reader, told

PDF = "application/pdf"
NAME = _("debate-{number}")
NOW = _("The order is policy from {day}. Make the selection anew to see the list with it.")
LATER = _(
    "The order is policy from {day}: the list of {shown} keeps the earlier one; the first with later data has it."
)


class Decision(forms.Form):
    """From when the order counts, and why."""

    since = forms.DateField(
        label=gettext_lazy("In force from"),
        help_text=gettext_lazy("Compared with the date of a list: lists of earlier dates keep the earlier values."),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("For whoever reads it in a year."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write in one sentence why this one.")},
    )


@require_POST
@readable
def debate_act(request: HttpRequest, number: int, what: str) -> HttpResponse:
    """`cerrar`, `reabrir` or `invitar`; what is refused is said on the page."""
    here, me, now = debate_numbered(number), signed_in(request), timezone.now()
    address = reverse("debate_act", args=[number, "reabrir" if what == "cerrar" else "cerrar"])
    try:
        if what == "cerrar":
            close_debate(by=me, now=now, debate=here)
            undo.done(request, _("The debate is closed: everybody sees all the orders."), address)
        elif what == "reabrir":
            reopen_debate(by=me, now=now, debate=here)
            undo.done(request, _("The debate takes orders again."), address)
        elif what == "invitar":
            _invited(request, here, me)
        else:
            raise Http404
    except ClaveError as error:
        messages.error(request, error.say(reader()))
    return redirect("debate", number)


def _invited(request: HttpRequest, here: Debate, me: Person | None) -> None:
    asked = [int(text) for text in request.POST.getlist("persona") if text.isascii() and text.isdecimal()][:50]
    people = list(debaters().filter(pk__in=asked))
    if not people:
        raise ClaveError(_("nobody was chosen, so nobody was invited."), remedy=_("Choose who is missing."))
    invite_to_debate(by=me, now=timezone.now(), debate=here, people=people)
    said = _("Invited: {names}.").fill(names=", ".join(person.name for person in people))
    undo.done(request, said)


@readable
def debate_choose(request: HttpRequest, number: int) -> HttpResponse:
    """What choosing an order does, and the form that makes it policy."""
    found, me = answers(debate_numbered(number)), signed_in(request)
    whose = request.GET.get("orden", KEMENY)[:20]
    order = found.order_of(whose)
    if order is None or me is None or found.debate.chosen_at:
        return redirect("debate", number)
    here = scene(request)
    form = Decision(request.POST if request.method == "POST" else None, initial={"since": here.day})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            choose_order(
                by=me, now=timezone.now(), debate=found.debate, order=order, chosen_as=whose,
                seen=request.POST.get("seen"), **given,
            )  # fmt: skip
        except ClaveError as error:
            form.add_error("reason" if error.where == "reason" else None, error.say(reader()))
        else:
            kept = NOW if given["since"] <= here.day else LATER
            day, shown_day = Figure(given["since"], "date"), Figure(here.day, "date")
            messages.success(request, told(kept.fill(day=day, shown=shown_day)))
            return redirect("debate", number)
    context = {
        "debate": found.debate,
        "found": found,
        "whose": whose,
        "name": name_of(found, whose),
        "names": [shown.name_of(key) for key in order],
        "choices": [(key, name_of(found, key)) for key in keys_of(found)],
        "draft": shown.drafted(Tried(found.debate), order),
        "seen": here.policy.version,
        "waiting": len(found.people) - len(found.answered),
        "open": found.debate.open_at(timezone.now()),
        "form": form,
    }
    return render(request, "debates/choose.html", context, status=422 if form.errors else 200)


def keys_of(found: Answers) -> list[str]:
    """Every order that can be chosen, the group's first and the one before last."""
    group = [BORDA, KEMENY] if found.given else []
    return [*group, *(str(person.pk) for person in found.answered), BEFORE]


def name_of(found: Answers, whose: str) -> Text | str:
    """Whose an order is."""
    named: dict[str, Text | str] = {str(person.pk): person.name for person in found.people}
    return named.get(whose) or shown.GROUPS[whose]


@readable
def debate_pdf(request: HttpRequest, number: int) -> HttpResponse:
    """One page for the meeting; who has not given their own order yet gets none."""
    found, me, now = answers(debate_numbered(number)), signed_in(request), timezone.now()
    if not found.open_to(me, now):
        messages.error(request, told(_("You see the others' orders, and take them along, once you gave yours.")))
        return redirect("debate", number)
    company, trying = Company.objects.order_by("id").first(), Tried(found.debate)
    tried = (*shown.outcomes(found, me, trying), *shown.what_ifs(found, me, trying))
    meeting = Meeting(
        company=company.name if company else "",
        made_at=timezone.localtime(now),
        debate=f"#{number} · {found.debate.title}",
        question=found.debate.question,
        as_of=found.debate.run.as_of,
        currency=found.debate.run.currency,
        asked=len(found.people),
        keys=found.keys,
        orders=tuple((person.name, tuple(found.orders[person.pk].order)) for person in found.answered),
        agreement=found.agreement,
        borda=found.borda,
        kemeny=found.kemeny,
        effects=tuple((one.name, one.effect) for one in tried),
        chosen=tuple(found.debate.chosen),
        reason=found.debate.chosen_reason,
        decided_by=found.debate.chosen_by.name if found.debate.chosen_by else "",
        since=found.debate.chosen_since,
    )
    response = HttpResponse(debate_pdf_of(meeting, reader()), content_type=PDF)
    name = NAME.fill(number=number).say(reader())
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response
