"""The rhythm of contacts of an account: who of ours, with whom, how often, kept or not; agreed, changed, ended. (C4, D4)"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from clave.actions.cadence import agree_cadence, begin_cadences, change_cadence, end_cadence, resume_cadence
from clave.base.errors import ClaveError
from clave.base.words import _, counted
from clave.operations.rhythms import STANDARDS, template
from clave.store.cadence import Agreed, agreed, running
from clave.store.models import Cadence, KeyStatus, Person
from clave.store.nominations import known_customer
from clave.store.ownership import parts_held
from clave.store.permissions import DOINGS
from clave.store.policy import policy_in_force
from clave.store.roles import CONTACT
from clave.store.status import MEMBER_STATES
from clave.store.touchpoints import contacts_of
from clave.web import undo
from clave.web.access import allows
from clave.web.pages.account import shown as account_shown
from clave.web.refusal import beside, sentence
from clave.web.shown.header import account_of
from clave.web.shown.touch import rhythm
from clave.web.touch_forms import RhythmForm, rhythm_of
from clave.web.who import powers, required, sight


def account_cadence(request: HttpRequest, code: str) -> HttpResponse:
    """What was agreed with an account and how it is kept."""
    return _page(request, code)


def _page(request: HttpRequest, code: str, refused: str = "") -> HttpResponse:
    reads = allows(required(request).role, "account", powers(request).departments())
    account = account_of(code, sight(request)) if reads else None
    name, today = account.measured.name if account else known_customer(code), timezone.localdate()
    if name is None or (account and account.gone):
        raise Http404
    found = agreed(today, [code])
    context: dict[str, Any] = {
        "rows": [rhythm(one, today) for one in found], "name": name, "code": code, "may": may_agree(request, code),
        "missing": _missing(code, found), "undo": undo.taken(request), "refused": refused,
        "may_write": allows(required(request).role, "cadence_new", powers(request).departments()),
    }  # fmt: skip
    if account:
        response = account_shown(request, account, "cadence", "touch/cadence.html", context)
    else:
        response = render(request, "touch/cadence_page.html", context)
    response.status_code = 422 if refused else 200
    return response


def may_agree(request: HttpRequest, code: str) -> bool:
    """Whether whoever asks may agree the rhythm of an account; the actions ask again."""
    person = required(request)
    parts = parts_held(person, code, timezone.localdate())
    return any(DOINGS["agree_cadence"].allows(role, parts) for role in {person.role, *powers(request).departments()})


def _missing(code: str, found: list[Agreed]) -> int:
    """How many rhythms of its category a key account does not have yet."""
    status = KeyStatus.objects.filter(customer=code, state__in=MEMBER_STATES).first()
    if status is None:
        return 0
    wanted = template(status.category, policy_in_force().at(timezone.localdate()))
    return len(set(wanted) - {one.row.standard for one in found})


def cadence_new(request: HttpRequest, code: str) -> HttpResponse:
    """Agree one more rhythm."""
    return _write(request, code, None)


def cadence_edit(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Agree one otherwise."""
    row = running().filter(pk=number, customer=code).first()
    if row is None:
        raise Http404
    return _write(request, code, row)


def _write(request: HttpRequest, code: str, row: Cadence | None) -> HttpResponse:
    name, today = known_customer(code), timezone.localdate()
    if name is None:
        raise Http404
    sent = request.POST if request.method == "POST" else None
    people = Person.objects.filter(is_active=True).exclude(role=CONTACT.key).order_by("name", "pk")
    initial = rhythm_of(row) if row else {"who": "owner", "channel": "visit", "days": 30, "since": today}
    form = RhythmForm(sent, people=people, contacts=contacts_of(code), initial=initial)
    if sent is not None and form.is_valid():
        given: dict[str, Any] = {"by": required(request), "now": timezone.now(), "customer": code, "said": form.said()}
        try:
            if row is None:
                kept = agree_cadence(**given)
                undo.done(request, _("The rhythm is agreed."), reverse("cadence_act", args=[code, kept.pk, "terminar"]))
            else:
                change_cadence(**given, number=row.pk, seen=_moment(sent.get("seen", "")))
                undo.done(request, _("The rhythm is agreed as you say it now."))
        except ClaveError as refused:
            beside(form, refused)
        else:
            return redirect("account_cadence", code)
    context = {
        "form": form, "row": row, "name": name, "code": code, "may": may_agree(request, code),
        "topic": STANDARDS[row.standard].topic if row and row.standard else None,
        "seen": sent.get("seen", "") if sent else row.changed_at.isoformat() if row else "",
    }  # fmt: skip
    return render(request, "touch/rhythm.html", context, status=422 if form.errors else 200)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


@require_POST
def cadence_act(request: HttpRequest, code: str, number: int, act: str) -> HttpResponse:
    """`terminar` or `reanudar` a rhythm."""
    if act not in ("terminar", "reanudar") or not Cadence.objects.filter(pk=number, customer=code).exists():
        raise Http404
    ends = act == "terminar"
    try:
        (end_cadence if ends else resume_cadence)(
            by=required(request), now=timezone.now(), customer=code, number=number
        )
    except ClaveError as refused:
        return _page(request, code, sentence(refused))
    said = _("The rhythm ends today.") if ends else _("The rhythm holds again.")
    undo.done(request, said, reverse("cadence_act", args=[code, number, "reanudar" if ends else "terminar"]))
    return redirect("account_cadence", code)


@require_POST
def cadence_begin(request: HttpRequest, code: str) -> HttpResponse:
    """Give a key account the rhythms of its category that it does not have."""
    try:
        made = begin_cadences(by=required(request), now=timezone.now(), customer=code)
    except ClaveError as refused:
        return _page(request, code, sentence(refused))
    said = counted("{n} rhythm of its category was agreed.", "{n} rhythms of its category were agreed.", len(made))
    undo.done(request, said)
    return redirect("account_cadence", code)
