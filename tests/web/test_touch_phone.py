"""On a phone the table of the agreed rhythm and the sheets of functions stand one under another: nothing is scrolled sideways."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, ViewportSize
from pytest_django.live_server_helper import LiveServer

from clave.store.models import KeyStatus, Person, SelectionRun
from tests.web import touch_made
from tests.web.alerts_made import contact
from tests.web.conftest import As
from tests.web.test_browser import entered

pytestmark = pytest.mark.browser
ACCOUNT = touch_made.ACCOUNT
SIDEWAYS = (
    "() => [...document.querySelectorAll('main .tw')].filter(one => one.scrollWidth > one.clientWidth + 1).length"
)
WIDE = "() => document.documentElement.scrollWidth > innerWidth"


def test_nothing_is_scrolled_sideways(
    browser: Browser, live_server: LiveServer, run: SelectionRun, signed_in: As
) -> None:
    client = signed_in("director")
    touch_made.world(Person.objects.get(role="director"))
    KeyStatus.objects.create(
        customer=ACCOUNT, name="Colchones Sierra Nevada del Caribe", state="confirmed", since=timezone.localdate(),
        changed_at=timezone.now(),
    )  # fmt: skip
    contact("Gloria Mejía", ACCOUNT)
    context = browser.new_context(
        viewport=ViewportSize(width=390, height=844), locale="es-CO", base_url=live_server.url
    )
    page = entered(context, client, live_server).page
    for address in (
        reverse("account_cadence", args=[ACCOUNT]), "/hoy/?de=equipo", "/hoy/recepcion/", "/hoy/mercadeo/",
    ):  # fmt: skip
        page.goto(address)
        assert page.locator("main table tbody tr").count() > 0, address
        assert page.evaluate(SIDEWAYS) == 0, address
        assert not page.evaluate(WIDE), address
