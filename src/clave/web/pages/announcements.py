"""Anuncios: telling each key account that it is one, with the code of relationship, and what they answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from clave.actions.announcements import ANSWERS, Draft, acknowledge_by_hand, announce, letter_of, may_announce
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.policy import declared
from clave.report.announcement import PARAGRAPH, ToCustomer, letter_data, letter_pdf
from clave.selection.life import DECIDED
from clave.store.announcements import announcements_of, current, to_announce
from clave.store.knowing import Known, known_account
from clave.store.models import Announcement, Person
from clave.store.models.announcement import MAIL, PAPER
from clave.store.models.people import LANGUAGES
from clave.store.ownership import owners
from clave.store.policy import policy_in_force
from clave.store.queries import latest_run
from clave.web.pages.status_forms import add_refusal
from clave.web.shown.announcements import announced_shown
from clave.web.shown.knows import badge_of, reasons_of
from clave.web.who import signed_in
from clave.web.words import reader, told

CHANNELS = ((MAIL, gettext_lazy("By mail, with the letter attached")), (PAPER, gettext_lazy("On paper: I print it")))
DAYS = ("%Y-%m-%d", "%d/%m/%Y")


class Letter(forms.Form):
    """What is written into an announcement."""

    addressee = forms.CharField(label=gettext_lazy("To whom, by name"), max_length=150)
    channel = forms.ChoiceField(
        label=gettext_lazy("How it goes"),
        choices=CHANNELS,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": gettext_lazy("Choose mail or paper.")},
    )
    email = forms.EmailField(
        label=gettext_lazy("Their e-mail"),
        required=False,
        max_length=254,
        error_messages={"invalid": gettext_lazy("This is no e-mail: write it whole, such as ana@company.com.")},
    )
    language = forms.ChoiceField(label=gettext_lazy("In which language they read"), choices=LANGUAGES)
    paragraph = forms.CharField(
        label=gettext_lazy("Your own paragraph"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("The customer reads it as it stands: no figures, no other customers."),
    )

    def draft(self) -> Draft:
        """What was understood of it; what is wrong in it stays as typed, so that it can be looked at."""
        given = {name: str(self.data.get(name, "")) for name in self.fields}
        return Draft(**(given | {"language": given["language"] if given["language"] in dict(LANGUAGES) else "es"}))


class Received(forms.Form):
    """Who said that they received it, and when."""

    name = forms.CharField(label=gettext_lazy("Who received it"), max_length=150)
    on = forms.DateField(
        label=gettext_lazy("On which day"),
        input_formats=DAYS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("This is no day: write it as 31/12/2026.")},
    )
    noticed = forms.ChoiceField(label=gettext_lazy("Do they notice it?"), required=False)
    comment = forms.CharField(
        label=gettext_lazy("In their words"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answers = [(key, told(text)) for key, text in ANSWERS.items()]
        self.fields["noticed"].choices = [("", told(_("They did not say"))), *answers]  # type: ignore[attr-defined]


def _person(request: HttpRequest) -> Person:
    if (person := signed_in(request)) is None:
        raise Http404
    return person


def _today() -> date:
    return timezone.localdate()


def announcements(request: HttpRequest) -> HttpResponse:
    """Whom to tell, who has not answered, and what the others said."""
    person, now, today = _person(request), timezone.now(), _today()
    waiting, told_ones = to_announce(), list(current())
    whose = owners(today, [*(one.customer for one in waiting), *(one.customer for one in told_ones)])
    rows = [announced_shown(one, whose.get(one.customer), now) for one in told_ones]
    context = {
        "waiting": [(one, whose.get(one.customer), (now - one.changed_at).days) for one in waiting],
        "unanswered": [row for row in rows if not row.kept.acknowledged_on],
        "answered": [row for row in rows if row.kept.acknowledged_on],
        "patience": policy_in_force().at(today)[declared.acknowledge_days],
        "person": person,
    }
    return render(request, "announcements/page.html", context)


def announcement(request: HttpRequest, code: str) -> HttpResponse:
    """The letter to write, or what was sent and what came back."""
    person, known = _person(request), _known(code)
    form = Letter(request.POST or None, initial=_initial(known))
    if request.method == "POST" and form.is_valid():
        try:
            announce(by=person, now=timezone.now(), customer=code, draft=form.draft())
        except ClaveError as refused:
            add_refusal(form, refused)
        else:
            sent = form.cleaned_data["channel"] == MAIL
            messages.success(
                request,
                told(_("Announced: the letter is on its way.") if sent else _("Announced: now print the letter.")),
            )
            return redirect("announcement", code)
    return _page(request, known, form, Received(initial={"on": _today()}), 422 if form.errors else 200)


def _initial(known: Known) -> dict[str, str]:
    return {"channel": MAIL, "language": "es", "paragraph": PARAGRAPH.say("es")}


def _known(code: str) -> Known:
    """A key account. Raises Http404 for any other customer: nobody announces what is not decided."""
    if (known := known_account(code, _today())) is None:
        raise Http404
    return known


def _page(request: HttpRequest, known: Known, form: Letter, received: Received, status: int = 200) -> HttpResponse:
    person, now = _person(request), timezone.now()
    run = latest_run()
    draft = form.draft() if form.is_bound else Draft(addressee="", paragraph=PARAGRAPH.say("es"))
    history = announcements_of(known.customer)
    written = (
        letter_of(known, draft, person, _today()) if known.state == DECIDED or not history else _sent(known, history[0])
    )
    context = {
        "known": known,
        "badge": badge_of(known.state),
        "reasons": reasons_of(known.reasons, [criterion["key"] for criterion in run.criteria] if run else ()),
        "form": form,
        "received": received,
        "may": may_announce(person, known.customer, _today()),
        "undecided": known.state == DECIDED,
        "letter": letter_data(written),
        "history": [announced_shown(one, known.owner, now) for one in history],
    }
    return render(request, "announcements/one.html", context, status=status)


def _sent(known: Known, kept: Announcement) -> ToCustomer:
    """The letter as it went: its reasons, its paragraph, and who answered for the account or sent it that day."""
    day = kept.announced_on
    then = replace(
        known, name=kept.name, reasons=tuple(kept.reasons), owner=owners(day, [known.customer]).get(known.customer)
    )
    return letter_of(then, Draft(addressee=kept.addressee, paragraph=kept.paragraph), kept.by, day)


@require_POST
def preview(request: HttpRequest, code: str) -> HttpResponse:
    """The letter of what is in the form, as it would go; nothing is kept."""
    known, draft = _known(code), Letter(request.POST).draft()
    letter = letter_of(known, draft, _person(request), _today())
    return _pdf(letter_pdf(letter, draft.language), "inline", code)


def letter(request: HttpRequest, code: str) -> HttpResponse:
    """The letter that was sent last, as it went."""
    kept = Announcement.objects.filter(customer=code).order_by("-pk").first()
    if kept is None:
        raise Http404
    return _pdf(bytes(kept.letter), "inline", code)


@require_POST
def received(request: HttpRequest, code: str) -> HttpResponse:
    """Enter by hand that they received it."""
    known, form = _known(code), Received(request.POST)
    kept = Announcement.objects.filter(customer=code).defer("letter").order_by("-pk").first()
    if kept is None:
        raise Http404
    if form.is_valid():
        try:
            acknowledge_by_hand(by=_person(request), now=timezone.now(), announcement=kept, **form.cleaned_data)
        except ClaveError as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, told(_("It is noted that they received it.")))
            return redirect("announcement", code)
    return _page(request, known, Letter(initial=_initial(known)), form, 422)


def _pdf(content: bytes, how: str, code: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    plain = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in code)
    response.headers["Content-Disposition"] = f'{how}; filename="{_("letter").say(reader())}-{plain}.pdf"'
    return response
