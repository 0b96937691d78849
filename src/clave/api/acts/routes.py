"""The address of an act: who may, once for each Idempotency-Key, the first answer to the same asked again."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Header, Router

from clave.actions.api_acts import once
from clave.actions.order_decisions import LONGEST
from clave.api.access import ACTS
from clave.api.acts.shape import Act, Body, Done
from clave.api.asking import admit, asker_of
from clave.api.badge import ERRORS, Problem
from clave.api.keys import Key
from clave.api.problems import Refusal, language
from clave.base.words import _
from clave.policy import declared

NO_KEY = _(
    "An act needs the header «Idempotency-Key»: a text of your own, new with each act, the same where it is sent again."
)
Repeat = Annotated[
    str,
    Header(alias="Idempotency-Key", max_length=LONGEST, description="New with each act; sent again, the first answer"),
]
FOUND: dict[int, Any] = {404: Problem, 413: Problem, **ERRORS}


def add(router: Router, act: Act) -> None:
    """Give an act its address; KeyError where the table of access has no row for it."""
    right = ACTS[act.name]
    router.post(
        f"/acts/{act.name}", url_name="api_act", operation_id=f"do_{act.name.replace('-', '_')}", summary=act.title,
        description=act.means, tags=[right.scope.partition(".")[0]], auth=Key(right.scope), response={201: Done, **FOUND},
    )(_view(act))  # fmt: skip


def _view(act: Act) -> Any:
    right = ACTS[act.name]

    def view(request: HttpRequest, body: Body, idempotency_key: Repeat = "") -> HttpResponse:
        asker, repeat = asker_of(request), idempotency_key.strip()
        admit(asker, right, act.customer(body))
        if not repeat:
            raise Refusal(422, NO_KEY, [{"where": "Idempotency-Key", "why": NO_KEY.say(language())}])
        digest = hashlib.sha256(f"{act.name}\n{body.model_dump_json()}".encode()).hexdigest()
        kept, repeated = once(
            key=asker.key, by=asker.person, now=asker.now, name=act.name.replace("-", "_"), repeat=repeat, digest=digest,
            days=asker.limits[declared.api_answers], do=lambda: (201, act.do(asker, body).model_dump()),
        )  # fmt: skip
        response = JsonResponse(kept.body, status=kept.status, json_dumps_params={"ensure_ascii": False})
        response.headers["Answer-Repeated"] = "true" if repeated else "false"
        response.headers["Cache-Control"] = "no-store"
        return response

    view.__annotations__["body"] = act.body
    return view
