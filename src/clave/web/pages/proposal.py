"""Una propuesta ante el comité: lines, votes, comments; the list filters, the panel says why."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST

from clave.actions.decisions import comment, decide_agreed, places, vote, vote_on_all_that_stay
from clave.base.errors import ClaveError
from clave.base.folding import folded
from clave.base.words import Text, _, counted, joined
from clave.selection.committee import KINDS
from clave.selection.strain import Strain
from clave.store.committee import (
    cast_by,
    choices_of,
    intact,
    line_with_all,
    lines_in_short,
    members_of,
    rules,
    tallies,
)
from clave.store.kams import strain_of
from clave.store.models import Comment, Person, Proposal, ProposalLine
from clave.store.models.committee import OPEN
from clave.web import undo
from clave.web.access import JUDGES, allows
from clave.web.refusal import sentence
from clave.web.shown.line import panel
from clave.web.shown.proposals import (
    CHOICES,
    SEPARATION,
    STATES,
    VIEWS,
    Row,
    progress,
    rows,
    sorted_rows,
    trail,
    wanted,
)
from clave.web.shown.selection import heads
from clave.web.who import signed_in

PAGE = 50
STAY = "siguen"
ORDERS = ("name", "score", "sure")


def proposal(request: HttpRequest, number: int) -> HttpResponse:
    """The whole page, or the part that htmx asks for: the lines (`#lines`) or the panel of one (`#panel`)."""
    found, me = proposal_of(number), reader(request)
    target = request.headers.get("HX-Target", "") if partial(request) else ""
    if target == "panel":
        context = panel_of(request, found, me, _chosen(request, found))
        return _answer(request, "proposals/_panel.html", context)
    template = "proposals/_lines.html" if target == "lines" else "proposals/page.html"
    return _answer(request, template, page_of(request, found, me))


def _answer(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ("HX-Request", "HX-Target"))
    return response


def page_of(request: HttpRequest, found: Proposal, me: Person) -> dict[str, Any]:
    """Everything the page shows; with filters, order and page from the address."""
    now = timezone.now()
    people = sorted((member.person for member in found.committee.all()), key=lambda one: (one.name, one.pk))
    member = any(person.pk == me.pk for person in people)
    every = _rows(found, me)
    far = progress(every, found, places(found), now, may_vote=member)
    cast = cast_by(found)
    shown = _listed(request, every, may_vote=member and not far.over)
    context = shown | {
        "proposal": found, "state": STATES[found.state], "far": far, "member": member, "columns": heads(found.run),
        "trail": trail(found, far, people), "people": [(person, cast.get(person.pk, 0)) for person in people],
        "rules": rules(found), "separation": SEPARATION[found.rules["separation"]], "intact": intact(found),
        "may": may(found, me, member=member, now=now), "undo": undo.taken(request), "choices": CHOICES,
    }  # fmt: skip
    line = _chosen(request, found) or (shown["rows"][0].line if shown["rows"] else None)
    return context | panel_of(request, found, me, line)


def may(found: Proposal, me: Person, *, member: bool, now: datetime) -> dict[str, bool]:
    """What this person may do here now; the actions themselves check it again."""
    live = found.state == OPEN
    return {
        "vote": live and member and now < found.closes_at,
        "say": live and allows(me.role, "proposal_comment"),
        "decide": live and allows(me.role, "proposal_decide"),
        "papers": allows(me.role, "proposal_sheet"),
        "names": member or me.role in JUDGES,
    }


def _rows(found: Proposal, me: Person) -> list[Row]:
    return rows(lines_in_short(found), tallies(found), choices_of(me, found), heads(found.run), me.pk)


def _listed(request: HttpRequest, every: list[Row], *, may_vote: bool) -> dict[str, Any]:
    """The lines as the address asks for them; members who stay without discussion are folded away at first."""
    given = request.GET
    view, text, order = given.get("ver", ""), folded(given.get("q", "")[:100]), given.get("orden", "")
    view = view if view in VIEWS or view == STAY else ""
    order = order if order.removeprefix("-") in ORDERS else ""
    quiet = [row for row in every if row.kind.key == "stays" and not row.contested and not row.line.nominations]
    chosen = quiet if view == STAY else wanted(every, view, text, may_vote=may_vote)
    fold = not view and not text and not order and len(quiet) < len(every)
    if fold:
        kept = {row.line.pk for row in quiet}
        chosen = [row for row in chosen if row.line.pk not in kept]
    page = Paginator(sorted_rows(chosen, order), PAGE).get_page(given.get("pagina"))
    return {
        "found": page, "rows": list(page), "grouped": not order, "text": given.get("q", "")[:100], "view": view,
        "order": order, "quiet": quiet if fold else [], "stay": STAY,
        "unvoted": sum(row.mine is None and row.decided is None for row in quiet),
        "views": [
            (key, label, len(wanted(every, key, "", may_vote=may_vote)), key == view) for key, label in VIEWS.items()
            if key != "por-votar" or may_vote
        ],
    }  # fmt: skip


def panel_of(request: HttpRequest, found: Proposal, me: Person, line: ProposalLine | None) -> dict[str, Any]:
    """What stands beside the list of one line; nothing where there is none."""
    if line is None:
        return {"panel": None}
    full = line_with_all(found, line.pk)
    if full is None:
        raise Http404
    full.proposal = found  # with its committee, read once
    member = me.pk in members_of(found)
    return {
        "strain": _strain(found, full, me), "panel": panel(full, me, names=member or me.role in JUDGES),
        "proposal": found, "choices": CHOICES,
        "may": may(found, me, member=member, now=timezone.now()), "answers": _answered(request, full),
    }  # fmt: skip


def _strain(found: Proposal, line: ProposalLine, me: Person) -> Strain | None:
    """What letting it in would ask of hours and budget, before somebody decides; for who may read the capacity."""
    waiting = found.state == OPEN and getattr(line, "decision", None) is None
    has_its_place = KINDS[line.kind].member and line.kind != "returns"
    if not waiting or has_its_place or not allows(me.role, "capacity"):
        return None
    return strain_of(line.customer, line.name, timezone.localdate(), found.run.currency)


def _answered(request: HttpRequest, line: ProposalLine) -> Comment | None:
    """The comment that somebody is about to answer."""
    typed = request.GET.get("responde", "")
    return line.comments.filter(pk=int(typed[:18])).first() if typed.isascii() and typed.isdigit() else None


def _chosen(request: HttpRequest, found: Proposal) -> ProposalLine | None:
    typed = request.GET.get("linea", "")
    if not (typed.isascii() and typed.isdigit()):
        return None
    return found.lines.filter(pk=int(typed[:18])).first()


@require_POST
def cast(request: HttpRequest, number: int, line: int) -> HttpResponse:
    """Vote on a line: by htmx its row and how far all are, as a plain form the page with it chosen."""
    found, me = proposal_of(number), reader(request)
    one, given = line_of(found, line), request.POST
    try:
        vote(by=me, now=timezone.now(), line=one, choice=given.get("voto", ""), comment=given.get("comentario", ""))
    except ClaveError as error:
        return _refused(request, found, me, one, sentence(error))
    if not partial(request):
        return redirect(address(found, one))
    context = page_of(request, found, me) | {"row": _row_of(found, me, one)}
    beside = request.headers.get("HX-Target") == "panel"
    if beside or given.get("linea") == str(one.pk):
        context |= panel_of(request, found, me, one) | {"oob": not beside}
    return render(request, "proposals/_voted_beside.html" if beside else "proposals/_voted.html", context)


def _row_of(found: Proposal, me: Person, one: ProposalLine) -> Row:
    return next(row for row in _rows(found, me) if row.line.pk == one.pk)


def _refused(request: HttpRequest, found: Proposal, me: Person, one: ProposalLine, said: str) -> HttpResponse:
    """The sentence where it was asked for; what was typed stays."""
    context = {"error": said, "typed": request.POST.get("comentario", "")}
    if partial(request) and request.headers.get("HX-Target") == "panel":
        return render(request, "proposals/_panel.html", panel_of(request, found, me, one) | context, status=422)
    if partial(request):
        row = {"row": _row_of(found, me, one), "row_error": said}
        return render(request, "proposals/_row.html", page_of(request, found, me) | row, status=422)
    whole = page_of(request, found, me) | panel_of(request, found, me, one) | context
    return render(request, "proposals/page.html", whole, status=422)


@require_POST
def say(request: HttpRequest, number: int, line: int) -> HttpResponse:
    """Comment on a line, or answer a comment."""
    found, me = proposal_of(number), reader(request)
    one, typed = line_of(found, line), request.POST.get("responde", "")
    answers = one.comments.filter(pk=int(typed)).first() if typed.isascii() and typed.isdigit() else None
    try:
        comment(by=me, now=timezone.now(), line=one, text=request.POST.get("comentario", ""), answers=answers)
    except ClaveError as error:
        return _refused(request, found, me, one, sentence(error))
    if partial(request):
        return render(request, "proposals/_panel.html", panel_of(request, found, me, one))
    return redirect(address(found, one))


@require_POST
def all_that_stay(request: HttpRequest, number: int) -> HttpResponse:
    """«Yes» to every member that stays and on which one has not voted."""
    found, me = proposal_of(number), reader(request)
    try:
        n = vote_on_all_that_stay(by=me, now=timezone.now(), proposal=found)
    except ClaveError as error:
        return render(
            request, "proposals/page.html", page_of(request, found, me) | {"error": sentence(error)}, status=422
        )
    undo.done(request, counted("You voted yes on {n} that stays.", "You voted yes on {n} that stay.", n))
    return redirect("proposal", number)


@require_POST
def agreed(request: HttpRequest, number: int) -> HttpResponse:
    """Decide all that nobody contests, and say what was left and why."""
    found, me = proposal_of(number), reader(request)
    try:
        done = decide_agreed(by=me, now=timezone.now(), proposal=found)
    except ClaveError as error:
        return render(
            request, "proposals/page.html", page_of(request, found, me) | {"error": sentence(error)}, status=422
        )
    parts: list[Text] = [counted("{n} line decided.", "{n} lines decided.", done.decided)]
    parts += [
        text.fill(names=", ".join(names))
        for text, names in (
            (_("Yours, which somebody else decides: {names}."), done.own),
            (_("They leave, and each needs its landing plan: {names}."), done.landing),
            (_("There is no place left for: {names}."), done.full),
            (_("They would exceed hours or budget, and each needs a reason and an end: {names}."), done.beyond),
        )
        if names
    ]
    undo.done(request, joined(parts, " "))
    return redirect("proposal", number)


def proposal_of(number: int) -> Proposal:
    """404 where there is none."""
    whole = Proposal.objects.select_related("run", "by", "ended_by").prefetch_related("committee__person")
    found = whole.filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def line_of(found: Proposal, number: int) -> ProposalLine:
    """A line of this very proposal; 404 for one of another."""
    one = found.lines.filter(pk=number).first()
    if one is None:
        raise Http404
    return one


def address(found: Proposal, line: ProposalLine) -> str:
    """The page with that line chosen."""
    return f"{reverse('proposal', args=[found.pk])}?linea={line.pk}#panel"


def partial(request: HttpRequest) -> bool:
    """Whether htmx asks for a part."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def reader(request: HttpRequest) -> Person:
    """Who asks; the table of access lets nobody else in."""
    person = signed_in(request)
    if person is None:
        raise Http404
    return person
