"""The whole API: its rooms, its errors, its description."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import URLPattern, URLResolver, path
from ninja import NinjaAPI, Router

from clave.api import badge, dispatch, frame, me, orders, production
from clave.api.acts.registry import ACTS
from clave.api.acts.routes import add as add_act
from clave.api.asking import Rule, opened_by
from clave.api.description import shared
from clave.api.keys import TooMany
from clave.api.listed.routes import add
from clave.api.lists.registry import LISTS
from clave.api.problems import NOT_DONE, NOT_JSON, TOO_LARGE, answer_errors, problem
from clave.base.words import _
from clave.store.webhook_kinds import KINDS, EventKind, schema_of

PREFIX = "/api/v1/"
HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")
JSON = "application/json"
TOO_MANY = _("This key may ask again in {wait} s; how often is policy (api.requests_per_minute).")
api = NinjaAPI(
    title="clave",
    version="1",
    description=(
        "What other systems may ask clave. Every request carries `Authorization: Bearer <key>`; an administrator makes "
        "keys under Usuarios → Llaves. Errors are application/problem+json (RFC 9457). Words are in the language of "
        "Accept-Language (es, en). A list has `items`, `next` (a cursor, null at the end) and `basis` (from what it was made); "
        "what whom the key acts for may not see is null and named in `reserved`; what nobody knows is null: neither is a zero. "
        "An act needs an `Idempotency-Key`: sent again with the same body it has its first answer."
    ),
    docs_url=None,
    openapi_url=None,
    urls_namespace="clave-api",
)
api.add_router("", badge.router)
api.add_router("", frame.router)
api.add_router("", dispatch.router)
api.add_router("", orders.router)
api.add_router("", production.router)
api.add_router("", me.router)
lists, acts = Router(), Router()
for one in LISTS.values():
    add(lists, one)
for act in ACTS.values():
    add_act(acts, act)
api.add_router("", lists)
api.add_router("", acts)
answer_errors(api)


@api.exception_handler(TooMany)
def too_many(request: HttpRequest, error: TooMany) -> HttpResponse:
    """429, with when to ask again."""
    response = problem(429, TOO_MANY.fill(wait=error.wait))
    response.headers["Retry-After"] = str(error.wait)
    return response


@cache
def schema() -> dict[str, Any]:
    """The OpenAPI description, as it is kept in docs/reference/openapi.json."""
    return with_webhooks(shared(api.get_openapi_schema(path_prefix=PREFIX)))


def with_webhooks(found: dict[str, Any]) -> dict[str, Any]:
    """The same with what other systems are told, each kind with the schema of its message (ADR 0039); what they share stands once
    among the parts."""
    parts = found["components"]
    parts["parameters"] |= {
        _part(name): {"name": name, "in": "header", "required": True, "schema": {"type": "string"}} for name in HEADERS
    }
    parts["responses"] |= {
        "Arrived": {"description": "Any 2xx: it arrived; it is not sent again"},
        "Gone": {"description": "The receiver wants nothing more: the webhook is switched off"},
    }
    told: dict[str, Any] = {}
    for kind in KINDS.values():
        message = {key: one for key, one in schema_of(kind).items() if key not in ("$schema", "title")}
        parts["schemas"]["ToldAt"] = message["properties"]["timestamp"]
        message["properties"]["timestamp"] = {"$ref": "#/components/schemas/ToldAt"}
        data = "ToldOfSeveral" if kind.listed else "ToldOfOne"
        parts["schemas"][data] = message["properties"]["data"]
        message["properties"]["data"] = {"$ref": f"#/components/schemas/{data}"}
        told[kind.key] = {"post": _told(kind, message)}
    return found | {"webhooks": told}


def _part(header: str) -> str:
    return "".join(word.capitalize() for word in header.split("-"))


def _told(kind: EventKind, message: dict[str, Any]) -> dict[str, Any]:
    return {
        "summary": kind.title.msgid,
        "parameters": [{"$ref": f"#/components/parameters/{_part(name)}"} for name in HEADERS],
        "requestBody": {"required": True, "content": {JSON: {"schema": message}}},
        "responses": {
            "200": {"$ref": "#/components/responses/Arrived"},
            "410": {"$ref": "#/components/responses/Gone"},
        },
    }


def openapi(request: HttpRequest) -> HttpResponse:
    """The description, for programs that write clients."""
    return JsonResponse(schema())


View = Callable[..., HttpResponseBase]


def _answered(view: View) -> View:
    """What reaches no operation is a problem as well: another method, a body that is no JSON, one that is too large."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST":
            if (request.content_type or JSON) != JSON:
                return problem(415, NOT_JSON)
            long = str(request.META.get("CONTENT_LENGTH") or 0)
            if long.isdigit() and int(long) > (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0):
                return problem(413, TOO_LARGE)
        found = view(request, *args, **kwargs)
        if found.status_code != 405:
            return found
        said = problem(405, NOT_DONE.fill(methods=found.headers.get("Allow", "")))
        said.headers["Allow"] = found.headers.get("Allow", "")
        return said

    return answer


def urls(rules: Mapping[str, Rule]) -> list[URLPattern | URLResolver]:
    """Every address of the API under plain names, each with its row in the table of access (`rules`, which also says who may read
    what with a key that acts for a person); ninja's own root is none."""
    opened_by(rules)
    own = [one for one in api.urls[0] if getattr(one, "name", "") != "api-root"]
    for one in own:
        if isinstance(one, URLPattern):
            one.callback = _answered(one.callback)
    page = path("badge.html", frame.frame, name="api_badge_frame")
    return [*own, page, path("openapi.json", openapi, name="api_openapi")]
