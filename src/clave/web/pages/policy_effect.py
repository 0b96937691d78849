"""What a proposal would do to today's list: who enters, who leaves, who moves. Nothing is written."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from clave.base.errors import ClaveError
from clave.store.trial import NotMeasured, compared_on
from clave.web.draft import Scene, scene
from clave.web.pages.policy_broken import readable
from clave.web.words import reader

MOVERS = 10


@readable
def effect(request: HttpRequest) -> HttpResponse:
    """As a part for a page that is there already, or as a page of its own."""
    here = scene(request)
    partial = "HX-Request" in request.headers
    response = render(request, "policy/_effect.html" if partial else "policy/effect.html", effect_of(here))
    patch_vary_headers(response, ("HX-Request",))
    return response


def effect_of(here: Scene) -> dict[str, Any]:
    """The comparison of the list in force with the one proposed; or why there is none."""
    context: dict[str, Any] = {
        "scene": here,
        **here.addresses,
        "comparison": None,
        "measure": False,
        "error": "",
    }
    if here.run is None or not here.draft:
        return context
    try:
        proposed = here.draft.on(here.policy, here.day)
        found = compared_on(here.run, here.policy, proposed, here.day, here.day)
    except NotMeasured:
        return context | {"measure": True}
    except ClaveError as error:
        return context | {"error": error.say(reader())}
    return context | {"comparison": found, "movers": found.moved[:MOVERS], "more": len(found.moved[MOVERS:])}
