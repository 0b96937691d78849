"""Novedades: the list, one with what was answered, how the customer sees it, and what an account answered. (C6)"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from clave.actions.novelties import note_novelties_export
from clave.base.words import Text, _
from clave.operations.novelties.results import found
from clave.operations.novelties.said import AREAS, KINDS, LABELS, WISHES
from clave.report.sheet import Head, Value
from clave.store.models import Novelty, NoveltyVersion
from clave.store.novelties import (
    ORDERS,
    VOTING,
    Wanted,
    among,
    approvals,
    asks_of,
    is_open,
    listed,
    said_of,
    version_of,
    versions_of,
    voices,
)
from clave.store.voters import chosen, voters
from clave.web import undo
from clave.web.novelty_sheet import file_of
from clave.web.pages.offsite import may
from clave.web.pages.privileges import as_file
from clave.web.shown.novelties import Row, accounts, answer, bars, rate, row, state, strip
from clave.web.voice_forms import ExtendForm, ToldForm
from clave.web.who import required
from clave.web.words import told

PAGE = 50
Heads = tuple[tuple[Text, str, int], ...]
HEADS: Heads = (
    (_("Novelty"), "text", 34), (_("Kind"), "text", 12), (_("State"), "text", 16), (_("Version"), "whole", 8),
    (_("Last day to answer"), "date", 12), (_("Who gets the answers"), "text", 16), (_("People asked"), "whole", 12),
    (_("People who answered"), "whole", 12), (_("What we changed"), "text", 50),
)  # fmt: skip
ANSWER_HEADS: Heads = (
    (_("Customer"), "text", 14), (_("Name"), "text", 34), (_("Person of theirs"), "text", 26), (_("Answer"), "text", 20),
    (_("What they would change"), "text", 60), (_("Day"), "date", 12),
)  # fmt: skip


def novelties(request: HttpRequest) -> HttpResponse:
    """The whole page, or the list alone where htmx filters it."""
    today, every, wanted = timezone.localdate(), listed(), _wanted(request)
    found_ = Paginator(among(every, wanted), PAGE).get_page(request.GET.get("pagina"))
    part = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    context: dict[str, Any] = {
        "found": found_, "rows": [row(one, today) for one in found_], "wanted": wanted, "any": bool(every),
        "states": _options(LABELS), "kinds": _options(KINDS), "areas": _options(AREAS), "can": may(request, "novelty_new"),
    }  # fmt: skip
    if not part:
        context |= {"strip": strip(every, today), "undo": undo.taken(request)}
    response = render(request, "novelties/_list.html" if part else "novelties/page.html", context)
    patch_vary_headers(response, ("HX-Request",))
    return response


def novelties_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The list as on the page, as `novedades.xlsx` or `.csv`; 404 for another name."""
    name, _dot, form = kind.rpartition(".")
    if form not in ("xlsx", "csv") or name != "novedades":
        raise Http404
    rows = [row(one, timezone.localdate()) for one in among(listed(), _wanted(request))]
    note_novelties_export(by=required(request), now=timezone.now())
    return as_file(
        _("novelties"), form, _heads(HEADS), [_cells(one) for one in rows], [(told(_("Novelties")), str(len(rows)))]
    )


def _cells(said: Row) -> list[Value]:
    one, kept = said.one, said.one.row
    return [
        kept.title, said.kind, said.state.label, kept.version, kept.closes_on, said.area, one.asked, one.answered, kept.changed
    ]  # fmt: skip


def _heads(heads: Heads) -> list[Head]:
    return [Head(told(label), kind, width) for label, kind, width in heads]  # type: ignore[arg-type]


def novelty(request: HttpRequest, number: int) -> HttpResponse:
    """One novelty."""
    return novelty_page(request, kept_of(number))


def kept_of(number: int) -> Novelty:
    """A novelty that stands; 404 where there is none."""
    return get_object_or_404(Novelty.objects.select_related("by"), pk=number, removed_at=None)


def novelty_page(request: HttpRequest, kept: Novelty, **bound: forms.Form) -> HttpResponse:
    """The page of a novelty, with a form that was refused in the place of an empty one (422)."""
    asks = asks_of(kept)
    result = found(voices(asks, kept.version))
    would = voters(chosen(said_of(kept).choice), timezone.localdate(), VOTING) if kept.state == "draft" else []
    reached = [one for one in would if one.consent.allowed is not False]
    context: dict[str, Any] = {
        "kept": kept, "state": state(kept.state), "kind": told(KINDS[kept.kind]), "area": told(AREAS[kept.area]),
        "version": version_of(kept), "versions": versions_of(kept), "found": result, "bars": bars(result),
        "people": rate(result.people), "accounts_rate": rate(result.accounts), "accounts": accounts(kept, asks),
        "changes": result.changes, "approvals": sorted(approvals(asks), key=lambda one: one.at, reverse=True),
        "wishes": [(one, told(WISHES[each.kind]), each) for one in asks for each in one.wishes.all()],
        "would": len(reached), "would_accounts": len({one.visitor.customer for one in reached}),
        "would_mail": sum(one.consent.allowed is True for one in reached), "would_not": len(would) - len(reached),
        "takes": is_open(kept, timezone.localdate()), "opens": may(request, "account_voice"),
        "services": may(request, "service"), "can": may(request, "novelty_act"),
        "extend": ExtendForm(initial={"day": kept.closes_on}), "tell": ToldForm(initial={"words": kept.changed}),
        "undo": undo.taken(request),
    } | bound  # fmt: skip
    status = 422 if any(form.errors for form in bound.values()) else 200
    return render(request, "novelties/one.html", context, status=status)


def novelty_answers(request: HttpRequest, number: int, kind: str) -> HttpResponseBase:
    """What each answered, as `respuestas.xlsx` or `.csv`."""
    name, _dot, form = kind.rpartition(".")
    if form not in ("xlsx", "csv") or name != "respuestas":
        raise Http404
    kept = kept_of(number)
    rows = voices(asks_of(kept), kept.version)
    note_novelties_export(by=required(request), now=timezone.now())
    cells: list[list[Value]] = []
    for one in rows:
        said = answer(one.answer)
        day = timezone.localdate(one.at) if one.at else None
        cells.append([one.customer, one.name, one.who, said.label if said else "", one.words, day])
    about = [(kept.title, told(_("version {n}").fill(n=kept.version)))]
    return as_file(_("answers"), form, _heads(ANSWER_HEADS), cells, about)


def novelty_preview(request: HttpRequest, number: int) -> HttpResponse:
    """As the customer will see it."""
    kept = kept_of(number)
    context = {"kept": kept, "version": version_of(kept), "takes": True}
    return render(request, "novelties/preview.html", context)


def novelty_file(request: HttpRequest, number: int, version: int) -> HttpResponseBase:
    """The file of a version."""
    found_ = get_object_or_404(NoveltyVersion, of=kept_of(number), number=version, file__isnull=False)
    return file_of(found_)


def _options(words: Any) -> list[tuple[str, str]]:
    return [(key, told(label)) for key, label in words.items()]


def _wanted(request: HttpRequest) -> Wanted:
    """What the address asks for; what nobody declared is ignored."""
    get = request.GET
    state_, kind, area, order = (get.get(name, "") for name in ("estado", "tipo", "area", "orden"))
    return Wanted(
        get.get("q", "").strip()[:100], state_ if state_ in LABELS else "", kind if kind in KINDS else "",
        area if area in AREAS else "", order if order.removeprefix("-") in ORDERS else "",
    )  # fmt: skip
