"""A client made by another program from the description alone: it reads every list and every thing, does an act, is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx2
import pytest
from aiopenapi3 import OpenAPI
from aiopenapi3.errors import HTTPClientError
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from clave.actions.apikeys import make_key
from clave.api.keys import RATE
from clave.api.lists.registry import LISTS
from clave.api.reference import PAGE
from clave.store.models import Person, Touchpoint
from clave.store.models.apikeys import FOR_SOMEBODY
from tests.web.conftest import facts as facts
from tests.web.conftest import facts_folder as facts_folder
from tests.web.conftest import keep as keep
from tests.web.conftest import live_server as live_server
from tests.web.conftest import run as run
from tests.web.test_every_page import CUSTOMER
from tests.web.test_every_page import clients as clients
from tests.web.test_every_page import world as world

SNAPSHOT = Path(__file__).resolve().parents[2] / "docs" / "reference" / PAGE
ASKED = {name: {"customer": CUSTOMER} for name in ("invoice-lines", "receivables")}


@pytest.fixture
def client(live_server: LiveServer, world: Mapping[str, Any]) -> Iterator[OpenAPI]:
    """Made from the published description, with a key that acts for the administrator."""
    RATE.counts.clear()
    ana = Person.objects.get(role="administrator", name="diana Vergara")
    _key, text = make_key(by=ana, now=timezone.now(), name="ERP", scopes=FOR_SOMEBODY, expires_at=None, person=ana)
    found = OpenAPI(
        f"{live_server.url}/api/v1/openapi.json", json.loads(SNAPSHOT.read_text("utf-8")), httpx2.Client,
        use_operation_tags=False,
    )  # fmt: skip
    found.authenticate(Key=text)
    yield found
    RATE.counts.clear()


def test_a_client_made_from_the_description_reads_all_of_it_and_does_an_act(client: OpenAPI) -> None:
    wrong: dict[str, str] = {}
    for name, listing in LISTS.items():
        RATE.counts.clear()
        operation = name.replace("-", "_")
        page = getattr(client._, operation)(parameters={"limit": 2, "count": True, **ASKED.get(name, {})})
        if page.count is None or len(page.items) != min(2, page.count):
            wrong[name] = f"{page.count} {len(page.items)}"
        extra = {key for one in page.items for key in (one.model_extra or {})}
        if extra:
            wrong[name] = f"undocumented: {extra}"
        if (
            listing.single
            and page.items
            and (which := getattr(page.items[0], listing.key, None) or getattr(page.items[0], "id", None))
        ):
            assert getattr(client._, f"{operation}_one")(parameters={"which": str(which)})
        if page.next:
            assert getattr(client._, operation)(parameters={"cursor": page.next, "limit": 2}).items
    assert wrong == {}
    sent = {"customer": CUSTOMER, "on": f"{timezone.localdate()}", "kind": "call", "text": "Pidieron la muestra."}
    before = Touchpoint.objects.count()
    said = [client._.do_log_touchpoint(data=sent, parameters={"Idempotency-Key": "uno"}) for _n in range(2)]
    assert said[0].id == said[1].id
    assert said[0].read == "touchpoints"
    assert Touchpoint.objects.count() == before + 1
    assert client._.touchpoints_one(parameters={"which": str(said[0].id)}).text == "Pidieron la muestra."
    with pytest.raises(HTTPClientError) as refused:
        client._.do_log_touchpoint(data={**sent, "text": "Otra."}, parameters={"Idempotency-Key": "uno"})
    problem = json.loads(refused.value.data)  # this program reads only application/json as an object
    assert problem["errors"][0]["where"] == "Idempotency-Key"
