"""The badge of a customer, for the screen of the ERP: is it key, why, who answers, what to do."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Annotated, Literal, get_args

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Query, Router, Schema
from pydantic import Field, StringConstraints

from clave.api.keys import Key
from clave.api.problems import language, problem
from clave.base.words import Text, _
from clave.criteria.registry import CRITERIA
from clave.policy import declared
from clave.report.treatment import what_to_do
from clave.selection.life import STATES
from clave.store.knowing import Known, known_account, known_among
from clave.store.models import Person
from clave.store.models.apikeys import BADGE
from clave.store.policy import policy_in_force

router = Router(auth=Key(BADGE), tags=["badge"])
Function = Literal["sales", "dispatch", "plant", "credit", "lab", "reception"]
FUNCTIONS: tuple[str, ...] = get_args(Function)
Code = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]+$")]


class Named(Schema):
    """A word with its key."""

    key: str = Field(description="Stable, for programs")
    label: str = Field(description="For people, in the language asked for (Accept-Language)")


class Whom(Schema):
    """Somebody of ours to call."""

    name: str
    email: str


class Badge(Schema):
    """What a screen needs to know of one customer. Of one that is no key account only `customer` and `key` say anything:
    whether it exists is not told."""

    customer: str = Field(description="The code as the ERP has it")
    key: bool = Field(description="Whether it is a key account now")
    name: str | None = None
    status: Named | None = None
    since: date | None = None
    category: Named | None = Field(default=None, description="The first of its reasons")
    reasons: list[Named] = Field(default_factory=list)
    kam: Whom | None = None
    substitute: Whom | None = None
    do: list[str] = Field(default_factory=list, description="What the function does for it, most important first")


class Batch(Schema):
    """Several customers at once."""

    customers: list[Code] = Field(min_length=1, max_length=10_000)
    function: Function = "sales"


class Badges(Schema):
    """Their badges, in the order they were asked for."""

    badges: list[Badge]


class Problem(Schema):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str | None = None
    errors: list[dict[str, str]] | None = None


ERRORS = {401: Problem, 403: Problem, 422: Problem, 429: Problem}


@router.get("/badge/{path:customer}", url_name="api_badge", operation_id="badge", summary="The badge of one customer",
            response={200: Badge, 304: None, **ERRORS})  # fmt: skip
def badge(
    request: HttpRequest, response: HttpResponse, customer: Path[Code], function: Query[Function] = "sales"
) -> HttpResponse | Badge:
    """Whether it is a key account, and what somebody of `function` does about it. An ETag spares what did not change."""
    found = badge_of(customer, known_account(customer, timezone.localdate()), function)
    return _unless_known(request, response, found)


@router.post("/badges", url_name="api_badges", operation_id="badges", summary="The badges of several customers",
             response={200: Badges, **ERRORS})  # fmt: skip
def badges(request: HttpRequest, batch: Batch) -> HttpResponse | Badges:
    """As one badge each, for a page of orders; at most as many as the policy says (api.largest_batch)."""
    today = timezone.localdate()
    most = policy_in_force().at(today)[declared.api_batch]
    if len(batch.customers) > most:
        return problem(422, TOO_LARGE.fill(n=len(batch.customers), most=most))
    known = {one.customer: one for one in known_among(set(batch.customers), today)}
    return Badges(badges=[badge_of(code, known.get(code), batch.function) for code in batch.customers])


TOO_LARGE: Text = _("{n} customers are more than one question may ask for: {most} at most. Ask in parts.")


def badge_of(code: str, known: Known | None, function: str) -> Badge:
    """The badge of a customer by its code; `known` is None where it is no key account."""
    if known is None:
        return Badge(customer=code, key=False)
    spoken = language()
    reasons = [Named(key=key, label=CRITERIA[key].name.say(spoken)) for key in known.reasons if key in CRITERIA]
    return Badge(
        customer=code,
        key=True,
        name=known.name,
        status=Named(key=known.state, label=STATES[known.state].label.say(spoken)),
        since=known.since,
        category=reasons[0] if reasons else None,
        reasons=reasons,
        kam=_whom(known.owner),
        substitute=_whom(known.substitute),
        do=[text.say(spoken) for text in what_to_do(function, known.reasons, known.state)],
    )


def _whom(person: Person | None) -> Whom | None:
    return Whom(name=person.name, email=person.email) if person else None


def _unless_known(request: HttpRequest, response: HttpResponse, found: Badge) -> HttpResponse | Badge:
    """The badge under its ETag, or 304 where whoever asks has this very one."""
    etag = f'"{hashlib.sha256(found.model_dump_json().encode()).hexdigest()[:32]}"'
    asked = {tag.strip().removeprefix("W/") for tag in request.headers.get("If-None-Match", "").split(",")}
    if etag in asked or "*" in asked:
        return _tagged(HttpResponse(status=304), etag)
    _tagged(response, etag)
    return found


def _tagged(response: HttpResponse, etag: str) -> HttpResponse:
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Accept-Language, Authorization"
    return response
