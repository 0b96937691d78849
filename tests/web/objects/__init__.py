"""The things that addresses are about, made for one person who asks: their own, a colleague's, a foreign one, none.

Whoever adds a route with an argument adds it to `KINDS` of the file it belongs to, and to `POSTED` if it does something."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from tests.web.objects import (
    account_plans,
    alerts,
    away,
    collection,
    committee,
    company,
    debates,
    dispatch,
    feeds,
    holding,
    hospitality,
    judging,
    knowing,
    laboratory,
    outcome,
    people,
    personal,
    personal_data,
    portal,
    privileges,
    production,
    promises,
    promotions,
    pushes,
    reports,
    services,
    status,
    touch,
    voice,
    webhooks,
)
from tests.web.objects.company import views
from tests.web.objects.shape import Args, Make, Sent, Things, World

__all__ = ["KINDS", "POSTED", "Things", "World", "asked", "holding", "status", "views"]
FILES = (
    alerts,
    away,
    company,
    feeds,
    judging,
    status,
    committee,
    debates,
    personal,
    personal_data,
    holding,
    hospitality,
    laboratory,
    knowing,
    privileges,
    dispatch,
    collection,
    production,
    promises,
    account_plans,
    laboratory,
    people,
    portal,
    promotions,
    pushes,
    reports,
    services,
    touch,
    voice,
    outcome,
    webhooks,
)
KINDS: dict[str, Make] = {route: make for file in FILES for route, make in file.KINDS.items()}
"""Which things each address is about."""
POSTED: dict[str, Sent] = {route: sent for file in FILES for route, sent in file.POSTED.items()}
"""Addresses that do something, and what is sent to them; the others are opened."""


def asked(client: Client, route: str, arguments: Args) -> int:
    """What the address answers."""
    given, address = POSTED.get(route), reverse(route, args=arguments)
    sent = given(arguments) if callable(given) else given
    answer = client.get(address) if sent is None else client.post(address, sent)
    for close in answer._resource_closers:  # type: ignore[attr-defined]  # `answer.close()` would close the database of the test too
        close()
    return answer.status_code
