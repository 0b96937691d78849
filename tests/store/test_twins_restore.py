"""A twin without its constraints leaves the table as it found it: whatever runs after it is held by the same rules."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from clave.store.models import ConsumptionReport, Job, Mail, ReportSending
from tests.store.conftest import Without

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite makes a table anew for a constraint")


def rules(model: Any) -> tuple[list[str], list[str]]:
    """The names of the checks in the table of a model, and of its indexes and triggers, as the database has them."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SELECT type, name, sql FROM sqlite_master WHERE tbl_name = %s", [table])
        rows = cursor.fetchall()
    sql = next(text for kind, _name, text in rows if kind == "table")
    named = [one.name for one in model._meta.constraints if f'"{one.name}"' in sql]
    return sorted(named), sorted(name for kind, name, _sql in rows if kind != "table")


@pytest.mark.parametrize("model", [Job, ConsumptionReport, ReportSending, Mail])
def test_its_rules_are_back(model: Any, without_constraints: Without) -> None:
    before = rules(model)
    with without_constraints(model):
        assert rules(model) != before
    assert rules(model) == before
