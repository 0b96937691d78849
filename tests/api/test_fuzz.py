"""Whatever the description allows, and what it does not, is answered as the description says: never with 500, never undocumented.
A few cases of each operation, and thousands, in `make soak`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from clave.actions.apikeys import make_key
from clave.api.keys import RATE
from clave.store.models import Person, SelectionRun
from clave.store.models.apikeys import SCOPES
from tests.web import knowing, made
from tests.web.conftest import keep as keep
from tests.web.conftest import run as run

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EASY, HARD = 1, 8
"""Cases of each operation and kind: a few, and many."""
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


class Undone(Exception):
    """What a case did is taken back."""


@pytest.fixture
def open_door() -> Iterator[None]:
    """As Django's own client: a request inside the transaction of a test closes no connection."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def ask(run: SelectionRun, open_door: None) -> Iterator[Callable[[int], tuple[int, list[str]]]]:
    """So many cases of each operation with a key for everything; how many were asked, and what was wrong."""
    ana = knowing.person("administrator", "Ana")
    _key, text = make_key(by=ana, now=timezone.now(), name="ERP", scopes=SCOPES, expires_at=None, person=ana)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())

    def asked(most: int) -> tuple[int, list[str]]:
        count, wrong = 0, list[str]()
        for found in schema.get_all_operations():
            operation = found.ok()
            for mode in MODES:
                done, bad = _of_one(operation, mode, most, text)
                count, wrong = count + done, wrong + bad
        return count, wrong

    yield asked
    RATE.counts.clear()
    assert Person.objects.filter(pk=ana.pk).exists(), "nothing that a case did stays"


def _of_one(operation: Any, mode: GenerationMode, most: int, key: str) -> tuple[int, list[str]]:
    count, wrong = 0, list[str]()

    @settings(
        max_examples=most, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def one(case: Any) -> None:
        nonlocal count
        count += 1
        RATE.counts.clear()
        _about_somebody(case)
        headers = {
            "Authorization": f"Bearer {key}", "Idempotency-Key": f"{mode}-{count}",
            "Accept-Encoding": "identity",  # this client unpacks nothing
        }  # fmt: skip
        try:
            with transaction.atomic():
                answer = case.call(headers=headers)
                try:
                    case.validate_response(answer, checks=CHECKS)
                except BaseExceptionGroup as problems:
                    wrong.append(f"{operation.label}: {case.body!r:.300} {answer.status_code} {str(problems)[:300]}")
                raise Undone
        except Undone:
            pass

    one()
    return count, wrong


def _about_somebody(case: Any) -> None:
    """Half of the acts are about a customer that there is: of one that there is not nothing can be done."""
    if isinstance(case.body, dict) and isinstance(case.body.get("customer"), str) and len(case.body["customer"]) % 2:
        case.body["customer"] = made.code(0)


@pytest.mark.soak  # green, and some 40 s of CPU: too dear for every run
@pytest.mark.django_db
def test_a_few_of_everything(ask: Callable[[int], tuple[int, list[str]]]) -> None:
    count, wrong = ask(EASY)
    assert wrong == [], "\n".join(wrong)
    assert count >= 300


@pytest.mark.soak
@pytest.mark.django_db
def test_thousands_of_everything(ask: Callable[[int], tuple[int, list[str]]]) -> None:
    count, wrong = ask(HARD)
    assert wrong == []
    assert count >= 5_000
