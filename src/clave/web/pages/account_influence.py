"""Mapa de influencia: who decides, who knows them, and what is missing; for who answers for the account alone. (G12)"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from clave.actions.influence import give_opinion, withdraw_opinion
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.operations.influence import ROLES, SUPPORT, UNKNOWN_SUPPORT
from clave.store.contacts import contacts_of
from clave.store.fields import FIELDS, INFLUENCE, reserved
from clave.store.influence import closeness, edges_of, history_of, map_of, opinion_of, opinions
from clave.store.models import Contact, InfluenceOpinion, Person
from clave.store.ownership import parts_of
from clave.store.policy import policy_in_force
from clave.store.roles import STAFF
from clave.web import undo
from clave.web.collection_forms import people_of
from clave.web.pages.customers_people import Customer, customer_of, may, page, posted, sentence
from clave.web.people_forms import OpinionForm
from clave.web.refusals import beside
from clave.web.shown.influence import EDGE, HIGH, WIDE, picture
from clave.web.who import required, sight
from clave.web.words import told


def account_influence(request: HttpRequest, code: str) -> HttpResponse:
    """The map as a picture and as a list, with its gaps; whoever may not see it reads for whom it is."""
    return _map(request, customer_of(request, code))


def influence_contact(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """What we think of one person: the form, and everything that was said."""
    found = customer_of(request, code)
    if not sight(request).sees(INFLUENCE, code):
        return _map(request, found)
    kept = Contact.objects.filter(pk=number, customer=code, removed_at=None, erased_at=None).first()
    if kept is None:
        raise Http404
    form = _form(request, kept)
    if request.method == "POST" and form.is_valid():
        seen = request.POST.get("seen", "")
        try:
            row = give_opinion(
                by=required(request), now=timezone.now(), customer=code, number=number, opinion=form.opinion(),
                close=form.close(), influences=form.whom(),
                seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else None,
            )  # fmt: skip
        except ClaveError as refused:
            beside(form, refused)
        else:
            back = reverse("influence_undo", args=[code, number, row.number]) if row else ""
            undo.done(request, _("The map of {name} is up to date.").fill(name=kept.name), back)
            return redirect("account_influence", code)
    history = history_of(kept)
    context = {
        "form": form, "title": kept.name, "back": reverse("account_influence", args=[code]),
        "lead": _("This opinion may be asked for by the person: write facts, as you would say them in front of them."),
        "seen": str(max((row.number for row in history), default=0)),
        "opinions": [_said(row) for row in history], "contact": kept,
    }  # fmt: skip
    return page(request, found, "influence", "people/form.html", context, 422 if form.errors else 200)


@require_POST
def influence_undo(request: HttpRequest, code: str, number: int, opinion: int) -> HttpResponse:
    """Take an opinion back that was a slip."""
    found = customer_of(request, code)
    if not Contact.objects.filter(pk=number, customer=code, erased_at=None).exists():
        raise Http404
    try:
        withdraw_opinion(by=required(request), now=timezone.now(), customer=code, number=number, opinion=opinion)
    except ClaveError as refused:
        return _map(request, found, sentence(refused))
    undo.done(request, _("The opinion was taken back: the one before stands again."))
    return redirect("account_influence", code)


def _map(request: HttpRequest, found: Customer, refused: str = "") -> HttpResponse:
    seen, today = sight(request).sees(INFLUENCE, found.code), timezone.localdate()
    context: dict[str, Any] = {"refused": refused, "hidden": told(reserved(FIELDS[INFLUENCE]))}
    if seen:
        drawn = map_of(found.code, today, policy_in_force().at(today))
        context |= {
            "picture": picture(drawn), "gaps": [(told(gap.text), gap.grave) for gap in drawn.gaps], "wide": WIDE, "high": HIGH,
            "edge": EDGE, "right": WIDE - EDGE, "bottom": HIGH - EDGE, "middle_x": WIDE // 2, "middle_y": HIGH // 2,
            "low": HIGH - 14, "hidden": "", "may": may(request, "give_opinion", found.code),
            "may_add": may(request, "add_contact", found.code),
        }  # fmt: skip
    return page(request, found, "influence", "people/influence.html", context, 422 if refused else 200)


def _form(request: HttpRequest, kept: Contact) -> OpinionForm:
    """The form as the map stands: people of ours with a part in the account or who know them, and the other people there."""
    standing, known = opinions([kept.pk]).get(kept.pk), closeness([kept.pk]).get(kept.pk, {})
    parts = parts_of(kept.customer, timezone.localdate())
    ours = {row.person_id: row.person for row in known.values()} | {one.person_id: one.person for one in parts.values()}
    others = [(str(one.pk), one.name) for one in contacts_of(kept.customer, left=False) if one.pk != kept.pk]
    rest = Person.objects.filter(is_active=True, role__in=STAFF).exclude(pk__in=ours).order_by("name")
    arrows = [str(one.target_id) for one in edges_of(kept.customer) if one.source_id == kept.pk]
    begins: dict[str, Any] = {"influences": arrows}
    if standing is not None:
        said = opinion_of(standing)
        begins |= {
            "roles": list(said.roles),
            "support": "" if said.support is None else str(said.support),
            "note": said.note,
        }
    return OpinionForm(
        posted(request), initial=begins, others=others, known=sorted(ours.values(), key=lambda one: one.name),
        more=people_of(rest), close={person: row.level for person, row in known.items()},
    )  # fmt: skip


def _said(row: InfluenceOpinion) -> dict[str, Any]:
    said = opinion_of(row)
    support = told(UNKNOWN_SUPPORT if said.support is None else SUPPORT[said.support])
    roles = ", ".join(told(ROLES[role]) for role in ROLES if role in said.roles)
    return {"row": row, "roles": roles, "support": support}
