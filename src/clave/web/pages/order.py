"""Orden de importancia: move the criteria and see at once who would enter and leave, before anything is saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers

from clave.base.errors import ClaveError
from clave.base.words import Text, _, said
from clave.criteria.registry import CRITERIA
from clave.policy import declared
from clave.policy.draft import Draft
from clave.policy.limits import Limits
from clave.policy.typed import typed_parts
from clave.selection.reordering import dealt, moved, placed, without
from clave.selection.weights import of_order, typed_by
from clave.web.draft import Scene, addressed, fields, scene
from clave.web.pages.policy_broken import readable
from clave.web.shown import order as shown
from clave.web.words import reader

ORDER, WEIGHTING, TYPED = declared.order.key, declared.weighting.key, declared.typed_weights.key
MOVE, TAKE_IN, TAKE_OUT, PLACE, WEIGHT = "mover", "agregar", "quitar", "lugar.", "peso."
METHODS = {
    "rank_order_centroid": _("Centroid of the order"),
    "rank_sum": _("Rank sum"),
    "typed": _("Typed weights"),
}
METHOD_WORDS = {
    "rank_order_centroid": _("The mean of all weights that respect the order: the first weighs much more."),
    "rank_sum": _("Equal steps from one to the next: weights lie closer together."),
    "typed": _("Each weight typed by hand; the order comes out of them."),
}


@readable
def order(request: HttpRequest) -> HttpResponse:
    """The whole page, or the part that htmx asks for after an act; an act without scripts leads to its own address."""
    here, error = scene(request), ""
    typed: Mapping[str, str] = {}
    acted = any(name.startswith((MOVE, TAKE_IN, TAKE_OUT, PLACE, WEIGHT)) for name in request.GET)
    draft, said_now = here.draft, ""
    try:
        draft, said_now = _acted(request, here)
    except ClaveError as refused:
        typed = fields(request.GET, WEIGHT)
        error = refused.what.say(reader())
    partial = request.headers.get("HX-Target") == "order"
    if acted and not partial and not error:
        return redirect(addressed(draft, "order"))
    context = _context(here, draft, typed) | {"said": said_now, "error": error, "partial": partial}
    response = render(
        request, "order/_order.html" if partial else "order/page.html", context, status=422 if error else 200
    )
    if partial and not error:
        response.headers["HX-Push-Url"] = addressed(draft, "order")
    patch_vary_headers(response, ("HX-Request", "HX-Target"))
    return response


def _context(here: Scene, draft: Draft, typed: Mapping[str, str]) -> dict[str, Any]:
    before, after = here.limits(Draft()), here.limits(draft)
    in_force = shown.in_order(before)
    found = shown.placed(after, in_force, here.run, typed)
    version = here.policy.version_of(ORDER, here.day)
    own = (ORDER, WEIGHTING, TYPED)
    return {
        "scene": here,
        **replace(here, draft=draft).addresses,
        "draft": draft,
        "rows": found,
        "spare": shown.spare(after),
        "order_words": ",".join(row.key for row in found),
        "method": after[declared.weighting],
        "methods": [(key, name, METHOD_WORDS[key]) for key, name in METHODS.items()],
        "typed_words": dict(draft.words()).get(TYPED, ""),
        "others": [(key, text) for key, text in draft.words() if key not in own],
        "version": version,
        "coming": shown.coming(here.policy, here.day),
        "why_in_force": Text(version.reason).say(reader()) if version else "",
    }


def _acted(request: HttpRequest, here: Scene) -> tuple[Draft, str]:
    """The proposal after what was asked, and what a screen reader says of it. Raises ClaveError for a bad weight."""
    draft = here.draft
    limits = here.limits(draft)
    if limits[declared.weighting] == "typed":
        draft = _weighed(request, draft, limits)
        limits = here.limits(draft)
    before = shown.in_order(limits)
    after = reordered(request.GET, before)
    if after != before:
        draft = draft.changed(ORDER, after)
        if limits[declared.weighting] == "typed":
            draft = draft.changed(TYPED, dealt(after, typed_by(limits)))
    return draft.against(here.policy, here.day), told_move(before, after)


def reordered(asked: QueryDict, order: tuple[str, ...]) -> tuple[str, ...]:
    """The order after what a form asked of it: one up or down, in, out, or to typed places."""
    key, _colon, by = asked.get(MOVE, "").rpartition(":")
    if key and by in ("-1", "1"):
        return moved(order, key, int(by))
    if (key := asked.get(TAKE_OUT, "")) in order:
        return without(order, key)
    if (key := asked.get(TAKE_IN, "")) in declared.CRITERIA and key not in order:
        return (*order, key)
    places = fields(asked, PLACE)
    return placed(order, {name: int(text) for name, text in places.items() if text.isascii() and text.isdecimal()})


def _weighed(request: HttpRequest, draft: Draft, limits: Limits) -> Draft:
    """With the weights that were typed; who chooses to type them begins with those of the order."""
    given = fields(request.GET, WEIGHT)
    if given:
        weights = typed_parts(declared.typed_weights, given, reader())
        if not weights:
            raise ClaveError(_("Type a weight for at least one criterion."))
        return draft.changed(TYPED, weights)
    if typed_by(limits):
        return draft
    keys = limits[declared.order]
    begin = of_order(keys, limits.reform({declared.weighting: "rank_order_centroid"}))
    return draft.changed(TYPED, {key: round(100 * weight, 1) for key, weight in zip(keys, begin.tolist(), strict=True)})


def told_move(before: tuple[str, ...], after: tuple[str, ...]) -> str:
    """What changed, for those who do not see it."""
    if before == after:
        return ""
    for key in before:
        if key not in after:
            return _say(_("{criterion} no longer counts."), key)
    farthest = max(after, key=lambda key: abs(after.index(key) - before.index(key)) if key in before else len(after))
    text = _("{criterion}: place {place} of {n}.").fill(place=after.index(farthest) + 1, n=len(after))
    return _say(text, farthest)


def _say(text: Text, key: str) -> str:
    return said(text.fill(criterion=CRITERIA[key].name), reader())
