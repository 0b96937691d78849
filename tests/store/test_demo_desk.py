"""What the demonstration asks at order entry: one of each kind, the same each time it is built."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from clave.demo.desk import consult_orders
from clave.demo.judged import WILSON
from clave.demo.programme import Cast
from clave.store.models import OrderDecision
from clave.store.order_decisions import waivers
from tests.store.desk import HELD, KEY, PLAIN, opened
from tests.store.lives import NOW, TODAY, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings: Settings, tmp_path: Path) -> Cast:
    settings.CLAVE_FACTS = tmp_path / "facts"
    opened(settings.CLAVE_FACTS)
    return Cast({WILSON: person("dispatch", WILSON)}, {})


def test_each_kind_of_answer_is_there_and_the_waiver_is_counted(cast: Cast) -> None:
    consult_orders(cast, now=NOW)
    asked = {(row.customer, row.order): row for row in OrderDecision.objects.order_by("pk")}
    assert {customer for customer, _order in asked} == {KEY, PLAIN, HELD}
    assert any(row.waived for row in asked.values())
    assert any(row.answer["credit"]["held"] for row in asked.values())
    assert any(row.answer["minimum"]["short"] and not row.may_go_on for row in asked.values())
    assert any(line["conditions"] for row in asked.values() for line in row.answer["lines"])
    assert waivers(TODAY.replace(day=1), TODAY).orders >= 1


def test_it_asks_the_same_again(cast: Cast) -> None:
    consult_orders(cast, now=NOW)
    first = list(OrderDecision.objects.values_list("customer", "order", "digest"))
    OrderDecision.objects.all().delete()
    consult_orders(cast, now=NOW)
    assert list(OrderDecision.objects.values_list("customer", "order", "digest")) == first
    numbers = [order for _customer, order, _digest in first]
    assert len(set(numbers)) == len(numbers)
