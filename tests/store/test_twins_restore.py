"""A twin without its constraints leaves the table as it found it: whatever runs after it is held by the same rules."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from clave.store.models import ConsumptionReport, Job, Mail, ReportSending
from tests.store.conftest import Without

RULES = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE tbl_name = %s",
    "postgresql": "SELECT named.name, NULL FROM (SELECT %s::regclass AS owner) AS here CROSS JOIN LATERAL ("
    "SELECT conname AS name FROM pg_constraint WHERE conrelid = owner"
    " UNION SELECT relname FROM pg_class JOIN pg_index ON oid = indexrelid WHERE indrelid = owner"
    " UNION SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgrelid = owner) AS named",
}


def rules(model: Any) -> set[str]:
    """The names of the checks, keys, indexes and triggers of a model's table, as the database has them."""
    with connection.cursor() as cursor:
        cursor.execute(RULES[connection.vendor], [model._meta.db_table])
        rows = cursor.fetchall()
    checks = {one.name for one in model._meta.constraints for _name, sql in rows if sql and f'"{one.name}"' in sql}
    return checks | {name for name, _sql in rows}


@pytest.mark.parametrize("model", [Job, ConsumptionReport, ReportSending, Mail])
def test_its_rules_are_back(model: Any, without_constraints: Without) -> None:
    before, its_own = rules(model), {constraint.name for constraint in model._meta.constraints}
    assert its_own
    assert its_own <= before
    with without_constraints(model):
        assert not its_own & rules(model)
    assert rules(model) == before
