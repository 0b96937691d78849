"""What every request passes: headers, language, and the table of access."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils import translation

from clave.store.models import Person
from clave.web.access import RULES
from clave.web.pages.errors import no_permission, not_delegated
from clave.web.rule import Rule
from clave.web.visiting import AT, visitor_of
from clave.web.who import powers, signed_in

Answer = Callable[[HttpRequest], HttpResponseBase]
ACCOUNT = "code"
"""The argument by which an address says which account it is about."""
PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"


def headers(get_response: Answer) -> Answer:
    """Headers Django does not set itself; pages behind the sign-in are kept by no cache."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return answer


def language(get_response: Answer) -> Answer:
    """The person's own language, in the portal the visitor's; otherwise the cookie's, the browser's, the installation's."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        reader = visitor_of(request) if request.path.startswith(AT) else signed_in(request)
        chosen = reader.language if reader else ""
        with translation.override(chosen or translation.get_language_from_request(request)):
            request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
            response = get_response(request)
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response

    return answer


class AccessMiddleware:
    """Asks the table before any page runs."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on; the asking happens once the address is known."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        """None lets the page run. No address of ours carries a NUL, and PostgreSQL cannot even look for one."""
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise Http404
        rule = RULES[request.resolver_match.view_name] if request.resolver_match else None
        if rule is None:
            raise Http404
        if rule.portal:
            return _of_visitor(request, rule)
        person = signed_in(request)
        answer = rule.answer(person.role if person else None)
        if answer == "allowed" or (person and _acts_for_another(request, person, rule)):
            return None
        if answer == "sign in":
            return _to_sign_in(request)
        customer = request.resolver_match.kwargs.get(ACCOUNT) if request.resolver_match else None
        if grant := powers(request).without(rule.allowed, customer):
            return not_delegated(request, rule, grant)
        if answer == "known":
            return no_permission(request, rule)
        raise Http404


def _acts_for_another(request: HttpRequest, person: Person, rule: Rule) -> bool:
    """Whether a delegation opens it; what is then done is recorded as done for that department."""
    customer = request.resolver_match.kwargs.get(ACCOUNT) if request.resolver_match else None
    person.acting_for = powers(request).acting(rule.allowed, customer)
    return bool(person.acting_for)


def _of_visitor(request: HttpRequest, rule: Rule) -> HttpResponseBase | None:
    """A page of the portal: whoever is signed in here as one of ours is as much a stranger to it as anybody."""
    visitor = visitor_of(request)
    if visitor is None:
        door = resolve_url("portal_door")
        return HttpResponse(headers={"HX-Redirect": door}) if request.headers.get("HX-Request") else redirect(door)
    if not visitor.may(rule.right):
        raise Http404
    return None


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": resolve_url(settings.LOGIN_URL)})
    return redirect_to_login(request.get_full_path())
