"""The dispatch of the day for the system of the warehouse: who may ask, and what leaves from where."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from clave.actions.apikeys import make_key
from clave.actions.dispatch import confirm_dispatch
from clave.api.keys import RATE
from clave.store.models import Person
from tests.store.docks import DAY, NOW, founded, load, planned
from tests.store.lives import person

ADDRESS = "/api/v1/dispatch/plan"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def dock(db: None, settings: Settings, tmp_path: Path) -> Iterator[None]:
    """100 units for 130."""
    settings.CLAVE_FACTS = tmp_path / "facts"
    founded()
    load(settings.CLAVE_FACTS)
    RATE.counts.clear()
    yield
    RATE.counts.clear()


@pytest.fixture
def administrator() -> Person:
    return person("administrator", "Ana")


def asking(by: Person, scope: str) -> Client:
    """A system with a key for something."""
    _key, text = make_key(by=by, now=timezone.now(), name="WMS", scopes=[scope], expires_at=None)
    return Client(headers={"Authorization": f"Bearer {text}", "Accept-Language": "es"})


def test_only_a_key_for_dispatch_opens_it(administrator: Person) -> None:
    assert Client().get(ADDRESS).status_code == 401
    assert asking(administrator, "badge").get(ADDRESS).status_code == 403


def test_the_confirmed_plan_in_turn_with_its_picks(administrator: Person) -> None:
    warehouse, plan = asking(administrator, "dispatch"), planned()
    assert warehouse.get(ADDRESS).status_code == 404, "nobody confirmed it yet"
    assert warehouse.get(ADDRESS, {"state": "open"}).json()["plan"] == plan.pk
    confirm_dispatch(number=plan.pk, by=administrator, now=NOW)
    found = warehouse.get(ADDRESS, {"day": f"{DAY}"}).json()
    assert [(one["order"], one["turn"], float(one["leaves"])) for one in found["lines"]] == [
        ("PED-3", 1, 60.0),
        ("PED-1", 2, 40.0),
    ]
    assert found["lines"][0]["picks"][0]["warehouse"] == "Yumbo"
    assert (found["state"], found["count"], found["next_page"]) == ("confirmed", 2, None)


def test_what_stays_is_told_with_its_reason(administrator: Person) -> None:
    planned()
    query = {"state": "open", "only_leaving": "false", "warehouse": "Yumbo"}
    last = asking(administrator, "dispatch").get(ADDRESS, query).json()["lines"][-1]
    assert (last["order"], last["displaced"], float(last["leaves"])) == ("PED-2", True, 0.0)
    assert last["reason"] == "STOCK_TO_EARLIER"
    assert "prioridad" in last["why"]
    assert "price" not in last


@pytest.mark.parametrize("query", [{"day": "ayer"}, {"state": "superseded"}, {"page": "0"}])
def test_what_is_not_understood_is_refused(administrator: Person, query: dict[str, str]) -> None:
    assert asking(administrator, "dispatch").get(ADDRESS, query).status_code == 422
