"""«Eventos y referencias»: what this person is invited to and asked to speak for, each with a yes or a no. (B5, C7)"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from clave.actions.portal_answers import answer_invitation, answer_reference_in_portal
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.operations.events import KINDS
from clave.operations.portal.invitations import EVENT, MOST_ALSO, NO, SESSION, YES
from clave.operations.references import WAYS
from clave.store.models import Visitor
from clave.store.portal_invitations import Invited, Reference, invitations_of, references_of
from clave.web.portal.cards import Card
from clave.web.refusals import beside
from clave.web.visiting import visiting
from clave.web.words import told

REFERENCE = "referencia"
YES_TO = {
    REFERENCE: _("Thank you: whoever answers to you arranges it with you."),
    EVENT: _("Thank you: we expect you."),
    SESSION: _("Thank you: we expect you."),
}
NO_TO = _("Thank you for telling us.")


class AnswerForm(forms.Form):
    """A yes or a no, and what goes with it: who else comes, or a word."""

    answer = forms.ChoiceField(
        choices=[(YES, YES), (NO, NO)], error_messages={"required": gettext_lazy("Choose yes or no.")}
    )
    also = forms.CharField(max_length=MOST_ALSO, required=False)
    text = forms.CharField(max_length=MOST_ALSO, required=False)


@dataclass(frozen=True)
class InvitedShown:
    """An invitation as the page shows it, with the form that was refused."""

    one: Invited
    kind: str
    form: AnswerForm | None


@dataclass(frozen=True)
class ReferenceShown:
    """A reference that is asked, in words: the way, and about what, naming nobody."""

    one: Reference
    way: str
    form: AnswerForm | None


Refused = tuple[str, int, AnswerForm]


def portal_invitations(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, and what was answered."""
    return _page(request, visiting(request))


@require_POST
def portal_invitation(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Answer one; 404 for what this person was never asked."""
    visitor, form, now = visiting(request), AnswerForm(request.POST), timezone.now()
    if not _asked(visitor, kind, number):
        raise Http404
    if form.is_valid():
        good = form.cleaned_data
        try:
            if kind == REFERENCE:
                answer_reference_in_portal(
                    visitor=visitor, now=now, number=number, answer=good["answer"], text=good["text"]
                )
            else:
                answer_invitation(
                    visitor=visitor, now=now, kind=kind, number=number, answer=good["answer"], also=good["also"]
                )
        except ClaveError as refused:
            beside(form, refused)
        else:
            messages.success(request, told(YES_TO[kind] if good["answer"] == YES else NO_TO))
            return redirect("portal_invitations")
    return _page(request, visitor, (kind, number, form))


def card(visitor: Visitor, today: date) -> Card | None:
    """What waits for their answer, on the start page."""
    if not visitor.may("inviting"):
        return None
    n = sum(not one.answer for one in invitations_of(visitor.contact_id, today) if not one.over)
    n += sum(one.open for one in references_of(visitor.contact_id))
    return Card("portal/_invitations.html", {"n": n}) if n else None


def _asked(visitor: Visitor, kind: str, number: int) -> bool:
    if kind == REFERENCE:
        return any(one.number == number for one in references_of(visitor.contact_id))
    found = invitations_of(visitor.contact_id, timezone.localdate())
    return any((one.kind, one.number) == (kind, number) for one in found)


def _page(request: HttpRequest, visitor: Visitor, refused: Refused | None = None) -> HttpResponse:
    today = timezone.localdate()
    invited = [_invited(one, refused) for one in invitations_of(visitor.contact_id, today)]
    references = [_reference(one, refused) for one in references_of(visitor.contact_id)]
    context: dict[str, Any] = {
        "coming": [one for one in invited if not one.one.over],
        "over": [one for one in invited if one.one.over],
        "references": references,
        "most": MOST_ALSO,
    }
    return render(request, "portal/invitations.html", context, status=422 if refused else 200)


def _invited(one: Invited, refused: Refused | None) -> InvitedShown:
    kind = told(KINDS[one.what]) if one.what in KINDS else told(_("Working session"))
    return InvitedShown(one, kind, _form(refused, one.kind, one.number))


def _reference(one: Reference, refused: Refused | None) -> ReferenceShown:
    return ReferenceShown(one, told(WAYS[one.way]), _form(refused, REFERENCE, one.number))


def _form(refused: Refused | None, kind: str, number: int) -> AnswerForm | None:
    return refused[2] if refused and refused[:2] == (kind, number) else None
