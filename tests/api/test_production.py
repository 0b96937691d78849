"""The plan of the plant for the system of the machines: who may ask, and what each machine makes when."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from clave.actions.production import confirm_production
from clave.api.keys import RATE
from clave.store.models import Person
from tests.api.test_dispatch import asking
from tests.store.lives import person
from tests.store.plants import DAY, NOW, founded, load, planned, settled

ADDRESS = "/api/v1/production/plan"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def plant(db: None, settings: Settings, tmp_path: Path) -> Iterator[None]:
    """Five orders on one machine."""
    founded()
    load(settled(settings, tmp_path))
    RATE.counts.clear()
    yield
    RATE.counts.clear()


@pytest.fixture
def administrator() -> Person:
    return person("administrator", "Ana")


def test_only_a_key_for_production_opens_it(administrator: Person) -> None:
    assert Client().get(ADDRESS).status_code == 401
    assert asking(administrator, "dispatch").get(ADDRESS).status_code == 403


def test_the_confirmed_plan_machine_by_machine(administrator: Person) -> None:
    machines, plan = asking(administrator, "production"), planned()
    assert machines.get(ADDRESS).status_code == 404, "nobody confirmed it yet"
    assert machines.get(ADDRESS, {"state": "open"}).json()["plan"] == plan.pk
    confirm_production(number=plan.pk, by=administrator, now=NOW)
    found = machines.get(ADDRESS, {"day": f"{DAY}", "machine": "M1"}).json()
    first = found["orders"][0]
    assert [one["order"] for one in found["orders"]] == ["OP-2", "OP-4", "OP-1", "OP-3", "OP-5"]
    assert (first["setup_starts"], first["starts"], first["ends"]) == (
        "2026-03-02T06:00:00-05:00", "2026-03-02T07:00:00-05:00", "2026-03-02T12:00:00-05:00",
    )  # fmt: skip
    assert (first["setup_minutes"], first["key"], first["fixed"], first["reason"]) == (60, True, None, "gained")
    assert (found["state"], found["count"], found["next_page"]) == ("confirmed", 5, None)
    assert machines.get(ADDRESS, {"machine": "M9"}).json()["orders"] == []


def test_what_gave_way_says_why(administrator: Person) -> None:
    planned()
    late = asking(administrator, "production").get(ADDRESS, {"state": "open"}).json()["orders"][2]
    assert (late["order"], late["gave_way"], late["late_minutes"]) == ("OP-1", True, 480)
    assert "Aceros Norte" in late["why"]
    assert "weight" not in late


@pytest.mark.parametrize("query", [{"day": "ayer"}, {"state": "superseded"}, {"page": "0"}])
def test_what_is_not_understood_is_refused(administrator: Person, query: dict[str, str]) -> None:
    assert asking(administrator, "production").get(ADDRESS, query).status_code == 422
