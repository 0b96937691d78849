"""Two machines send the same order at once: it is decided once, and both get the one answer. The twin without the constraint
keeps two, and an Idempotency-Key that came twice with different orders is answered twice."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from clave.actions.apikeys import make_key
from clave.actions.order_decisions import decide_order
from clave.base.errors import ClaveError
from clave.store.models import ApiKey, OrderDecision
from clave.store.order_entry import ready
from tests.store.conftest import Without
from tests.store.desk import KEY, opened, question
from tests.store.lives import NOW, TODAY
from tests.store.races import at_once, meeting, refused

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 20


@pytest.fixture
def key(db: None, settings: Settings, tmp_path: Path) -> ApiKey:
    settings.CLAVE_FACTS = tmp_path / "facts"
    ana = opened(settings.CLAVE_FACTS)
    made, _text = make_key(by=ana, now=NOW, name="ERP", scopes=["orders"], expires_at=None)
    ready(TODAY)
    return made


def test_the_same_question_at_once_is_kept_once_and_both_get_its_answer(key: ApiKey) -> None:
    for turn in range(ROUNDS):
        asked = question(KEY, ("PU-300", turn + 1))
        one, other = at_once(*[partial(decide_order, asked, now=NOW, key=key)] * 2)
        assert one[0].pk == other[0].pk
        assert OrderDecision.objects.count() == turn + 1


def test_an_idempotency_key_at_once_with_two_orders_decides_one_and_refuses_the_other(key: ApiKey) -> None:
    for turn in range(ROUNDS):
        questions = [question(KEY, ("PU-300", quantity)) for quantity in (1, 2)]
        asks = [partial(decide_order, one, now=NOW, key=key, repeat=f"r-{turn}") for one in questions]
        assert refused(at_once(*asks)) == 1
        assert OrderDecision.objects.count() == turn + 1


def test_its_twin_without_the_constraint_keeps_two(
    key: ApiKey, without_constraints: Without, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both look, neither finds the other's, both write."""
    both_looked, decide = meeting(2), decide_order.__globals__["decide"]

    def meet(*given: object, **more: object) -> object:
        both_looked()
        return decide(*given, **more)

    monkeypatch.setitem(decide_order.__globals__, "decide", meet)
    with without_constraints(OrderDecision):
        outcomes = at_once(*[partial(decide_order, question(), now=NOW, key=key)] * 2)
        assert not any(isinstance(one, ClaveError) for one in outcomes)
        assert OrderDecision.objects.count() == 2
