"""The badge as a small page, for screens of an ERP that can show a web frame.

A frame cannot send a key in a header and an address is no place for one, so the ERP's own server asks for a ticket: good
for one customer and a few minutes. A frame that comes through a proxy may carry the key in the header instead."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlencode

from csp.constants import NONE
from csp.decorators import csp_replace
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from ninja import Router, Schema
from ninja.errors import AuthorizationError
from pydantic import Field

from clave.actions.apikeys import key_numbered
from clave.api.badge import ERRORS, FUNCTIONS, Badge, Code, Function, badge_of
from clave.api.keys import Key, TooMany, may_ask
from clave.base.words import Text, _
from clave.policy import declared
from clave.selection.life import DECIDED
from clave.store.knowing import known_account
from clave.store.models.apikeys import BADGE
from clave.store.policy import policy_in_force

SALT = "clave.api.frame"
router = Router(auth=Key(BADGE), tags=["badge"])
KEYLESS = _("This badge needs a ticket or a key that holds. Whoever keeps this screen can ask for one.")
OTHER_SCOPE = _("The key of this screen is not for badges. An administrator of clave can make one that is.")
ENDED = _("This badge was made for one look, a while ago. Open the screen again.")
TOO_MANY = _("This screen has asked too often in this minute. Open it again in {wait} s.")
NO_CUSTOMER = _("The screen does not say of which customer (customer=…).")
NO_FUNCTION = _("The screen asks for a function that clave does not know. It knows these: {known}.")


class Wanted(Schema):
    """Whose badge, for whom."""

    customer: Code
    function: Function = "sales"


class Ticket(Schema):
    """Where a frame shows the badge."""

    address: str = Field(description="Put it into the frame as it is; it shows this customer and no other")
    expires_at: datetime


class Refused(Exception):
    """Why a frame shows no badge."""

    def __init__(self, status: int, why: Text) -> None:
        super().__init__(status, why)
        self.status, self.why = status, why


@router.post("/badge-tickets", url_name="api_badge_ticket", operation_id="badge_ticket",
             summary="A ticket for the badge of one customer in a web frame", response={200: Ticket, **ERRORS})  # fmt: skip
def ticket(request: HttpRequest, wanted: Wanted) -> Ticket:
    """An address for the frame, good for the minutes that the policy says (api.frame_minutes) and while the key is."""
    now = timezone.now()
    key = request.auth.pk  # type: ignore[attr-defined]
    signed = signing.dumps([key, wanted.customer, wanted.function], salt=SALT)
    address = f"{settings.CLAVE_ADDRESS}{reverse('api_badge_frame')}?{urlencode({'ticket': signed})}"
    return Ticket(address=address, expires_at=now + _life())


def frame(request: HttpRequest) -> HttpResponseBase:
    """The page in the frame; only the screens of CLAVE_FRAMES may hold it."""
    answer = csp_replace({"frame-ancestors": list(settings.CLAVE_FRAMES) or [NONE]})(_answer)(request)
    if settings.CLAVE_FRAMES:  # X-Frame-Options knows one origin at most; the policy above says it better
        vars(answer)["xframe_options_exempt"] = True
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _answer(request: HttpRequest) -> HttpResponse:
    try:
        customer, function = _asked(request)
    except Refused as refused:
        return HttpResponse(render_to_string("frame/refused.html", {"why": refused.why}), status=refused.status)
    badge = badge_of(customer, known_account(customer, timezone.localdate()), function)
    return HttpResponse(render_to_string("frame/badge.html", {"badge": badge, "untold": _untold(badge)}))


def _untold(badge: Badge) -> bool:
    return badge.status is not None and badge.status.key == DECIDED


def _asked(request: HttpRequest) -> tuple[str, str]:
    """Whose badge and for whom. Raises Refused for who may not ask, or asks for nothing."""
    try:
        if "ticket" in request.GET:
            return _by_ticket(request.GET["ticket"])
        if Key(BADGE)(request) is None:
            raise Refused(401, KEYLESS)
    except AuthorizationError as error:
        raise Refused(403, OTHER_SCOPE) from error
    except TooMany as error:
        raise Refused(429, TOO_MANY.fill(wait=error.wait)) from error
    customer, function = request.GET.get("customer", "")[:200], request.GET.get("function", "sales")
    if not customer:
        raise Refused(422, NO_CUSTOMER)
    if function not in FUNCTIONS:
        raise Refused(422, NO_FUNCTION.fill(known=", ".join(FUNCTIONS)))
    return customer, function


def _by_ticket(signed: str) -> tuple[str, str]:
    """What a ticket is for, while its key holds. Raises Refused, AuthorizationError, TooMany."""
    try:
        number, customer, function = signing.loads(signed, salt=SALT, max_age=_life())
    except signing.SignatureExpired as error:
        raise Refused(410, ENDED) from error
    except signing.BadSignature as error:
        raise Refused(401, KEYLESS) from error
    key = key_numbered(number, timezone.now())
    if key is None:
        raise Refused(401, KEYLESS)
    may_ask(key, BADGE)
    return customer, function


def _life() -> timedelta:
    return timedelta(minutes=policy_in_force().at(timezone.localdate())[declared.frame_minutes])
