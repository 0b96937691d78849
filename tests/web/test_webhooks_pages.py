"""The pages of the webhooks: connected, tried, looked at and taken out; the secret once, and never again."""

from __future__ import annotations

import gzip
import io

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from clave.store.models import Person, Webhook, WebhookDelivery
from tests.web.webhooks_made import told, world

HEAVIEST = 15_360
pytestmark = pytest.mark.django_db
GIVEN = {"name": "ERP", "url": "https://erp.example/clave", "kinds": ["status.changed", "grant.given"]}


@pytest.fixture
def ana() -> Person:
    return Person.objects.create_person(
        email="ana@clave.example", name="Ana", role="administrator", password=None, created_at=timezone.now()
    )


@pytest.fixture
def page(ana: Person) -> Client:
    client = Client()
    client.force_login(ana)
    return client


def test_one_is_connected_and_its_secret_is_shown_once(page: Client) -> None:
    shown = page.post("/usuarios/webhooks/nuevo/", GIVEN)
    secret = "whsec_" + shown.content.decode().partition("whsec_")[2].partition("<")[0]
    assert len(secret) > 40
    assert "no-store" in shown.headers["Cache-Control"]
    hook = Webhook.objects.get()
    for address in ("", f"{hook.pk}/", f"{hook.pk}/editar/"):
        assert "whsec_" not in page.get(f"/usuarios/webhooks/{address}").content.decode()
    again = page.post(f"/usuarios/webhooks/{hook.pk}/rotar/").content.decode()
    assert "whsec_" in again
    assert secret not in again


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"url": "http://erp.example/"}, "solo por https"),
        ({"url": "https://169.254.169.254/"}, "dentro de una red"),
        ({"url": "https://ana:x@erp.example/"}, "usuario"),
        ({"kinds": []}, "elige de qué"),
    ],
)
def test_what_will_not_do_is_said_at_its_field_and_nothing_is_lost(
    page: Client, wrong: dict[str, object], says: str
) -> None:
    answer = page.post("/usuarios/webhooks/nuevo/", {**GIVEN, **wrong})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert says in shown
    assert 'value="ERP"' in shown
    assert not Webhook.objects.exists()


def test_it_is_switched_tried_changed_and_removed(page: Client) -> None:
    page.post("/usuarios/webhooks/nuevo/", GIVEN)
    hook = Webhook.objects.get()
    for act, there in (("apagar", False), ("encender", True)):
        page.post(f"/usuarios/webhooks/{hook.pk}/{act}/")
        hook.refresh_from_db()
        assert hook.active is there
    page.post(f"/usuarios/webhooks/{hook.pk}/probar/")
    assert WebhookDelivery.objects.get().message.kind == "webhook.test"
    page.post(f"/usuarios/webhooks/{hook.pk}/editar/", {**GIVEN, "kinds": ["plan.begun"]})
    hook.refresh_from_db()
    assert hook.kinds == ["plan.begun"]
    assert page.post(f"/usuarios/webhooks/{hook.pk}/nada/").status_code == 404
    assert page.get(f"/usuarios/webhooks/{hook.pk}/probar/").status_code == 405
    page.post(f"/usuarios/webhooks/{hook.pk}/quitar/")
    assert page.get(f"/usuarios/webhooks/{hook.pk}/").status_code == 404
    assert "Todavía no se le avisa" in page.get("/usuarios/webhooks/").content.decode()


def test_the_log_is_filtered_ordered_opened_sent_again_and_taken_out(page: Client, ana: Person) -> None:
    made = world(ana)
    here = f"/usuarios/webhooks/{made['webhook']}/"
    assert page.get(here, {"q": "C-0007"}).content.decode().count('class="what"') == 1
    for query in (
        "estado=failed",
        "que=status.changed",
        "orden=-attempts",
        "desde=2026-01-01&hasta=2030-01-01",
        "desde=x&orden=x",
    ):
        assert page.get(f"{here}?{query}").status_code == 200
    part = page.get(here, {"estado": "delivered"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert part.count('class="what"') == 1
    one = page.get(f"{here}mensajes/{made['delivery']}/").content.decode()
    assert "&lt;b&gt;roto&lt;/b&gt;" in one
    assert "msg_" in one
    lost = WebhookDelivery.objects.get(of=made["webhook"], state="failed")
    page.post(f"{here}mensajes/{lost.pk}/otra-vez/")
    lost.refresh_from_db()
    assert lost.state == "waiting"
    assert page.post(f"{here}reenviar/", {"since": "2026-01-01"}).status_code == 302
    text = page.get(f"{here}archivo/registro.csv").getvalue().decode()  # type: ignore[attr-defined]
    assert text.count("status.changed") == 8
    book = b"".join(page.get(f"{here}archivo/registro.xlsx").streaming_content)  # type: ignore[attr-defined]
    assert len(CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()) >= 9
    assert page.get(f"{here}archivo/otro.csv").status_code == 404


def test_one_that_clave_switched_off_says_why(page: Client, ana: Person) -> None:
    made = world(ana)
    shown = page.get(f"/usuarios/webhooks/{made['webhook_off']}/").content.decode()
    assert "410" in shown
    assert "Lo apagó clave" in page.get("/usuarios/webhooks/").content.decode()


def test_a_long_log_costs_no_more_than_a_short_one(
    page: Client, ana: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    made = world(ana)
    told(Webhook.objects.get(pk=made["webhook"]), 300)
    with django_assert_max_num_queries(25):
        answer = page.get(f"/usuarios/webhooks/{made['webhook']}/")
    assert len(gzip.compress(answer.content)) <= HEAVIEST
