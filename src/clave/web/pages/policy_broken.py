"""Pages of policy while its file cannot be read: a sentence in the place of every page that needs it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from clave.base.errors import ClaveError

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def readable(view: View[P]) -> View[P]:
    """503 with what is wrong and how to mend it where the policy cannot be read, or a proposal contradicts itself."""

    @wraps(view)
    def answer(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except ClaveError as error:
            return render(request, "policy/broken.html", {"error": error.sentence()}, status=503)

    return answer
