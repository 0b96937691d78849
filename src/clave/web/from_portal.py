"""What came from the portal, on the pages of ours: what the customer wrote, what was said since, and answering it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy

from clave.actions.portal_asking import answer_in_portal
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.operations.portal.asking import LONGEST, waits_for_us
from clave.store.models import ImprovementRequest, Need, PortalAsk, PortalWord
from clave.store.portal_asking import ask_behind, standing
from clave.web.refusals import beside
from clave.web.who import required
from clave.web.words import told

VERDICTS = {
    "solved": _("{name} says that it is solved."),
    "unsolved": _("{name} says that it is not solved."),
}


class PortalWordForm(forms.Form):
    """What the customer is to read about what it asked."""

    text = forms.CharField(
        label=gettext_lazy("What the customer reads"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Write it in a line or two, as they will read it.")},
    )  # fmt: skip


@dataclass(frozen=True)
class Word:
    """What somebody said about it, and when; `ours` = of our side."""

    at: datetime
    who: str
    text: str
    ours: bool


@dataclass(frozen=True)
class FromPortal:
    """An ask with what was said since, what they said of how it ended, and whether it waits for us."""

    ask: PortalAsk
    words: tuple[Word, ...]
    verdict: str
    waits: bool


def staff_ask(thing: Need | ImprovementRequest) -> FromPortal | None:
    """What a need or a request came from; None where it was not written in the portal."""
    found = ask_behind(thing)
    if found is None:
        return None
    words = tuple(_word(one) for one in found.said)  # type: ignore[attr-defined]
    said = VERDICTS.get(found.verdict)
    verdict = told(said.fill(name=found.verdict_by.name if found.verdict_by else "")) if said else ""
    return FromPortal(found, words, verdict, waits_for_us(standing(found)))


def _word(one: PortalWord) -> Word:
    who = one.person or one.contact
    return Word(one.at, who.name if who else "", one.text, one.person_id is not None)


def answered(request: HttpRequest, thing: Need | ImprovementRequest) -> PortalWordForm | None:
    """Answer in the portal what was typed; the form where it was refused."""
    form, found = PortalWordForm(request.POST), ask_behind(thing)
    if form.is_valid():
        try:
            answer_in_portal(
                by=required(request), now=timezone.now(), customer=thing.customer, number=found.pk if found else 0,
                text=form.cleaned_data["text"],
            )  # fmt: skip
        except ClaveError as refused:
            beside(form, refused)
        else:
            return None
    return form
