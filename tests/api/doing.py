"""Acts of the API done one after another, as a system would: what fixtures their tests share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from clave.api.keys import RATE
from clave.store.models import Person, SelectionRun
from tests.api.asked import done, got, system
from tests.web import knowing, made

CUSTOMER, OTHER = made.code(0), made.code(2)
ACCOUNT = {"customer": CUSTOMER}
Do = Callable[..., dict[str, Any]]
Read = Callable[[str, int], dict[str, Any]]


@pytest.fixture(autouse=True)
def fresh_minute() -> Iterator[None]:
    RATE.counts.clear()
    yield
    RATE.counts.clear()


@pytest.fixture
def ana(run: SelectionRun) -> Person:
    return knowing.person("administrator", "Ana")


@pytest.fixture
def erp(ana: Person) -> Client:
    """A system that acts for the administrator."""
    return system(ana, ana)


@pytest.fixture
def do(erp: Client) -> Do:
    """An act that is done, and what it answers."""
    return acting(erp)


def acting(client: Client) -> Do:
    """Acts of a client, each with an Idempotency-Key of its own."""
    count = 0

    def acted(act: str, **sent: Any) -> dict[str, Any]:
        nonlocal count
        count += 1
        answer = done(client, act, sent, f"{act}-{count}")
        assert answer.status_code == 201, (act, sent, answer.content)
        found: dict[str, Any] = answer.json()
        return found

    return acted


@pytest.fixture
def read(erp: Client) -> Read:
    """A thing as its list says it."""
    return lambda name, number: got(erp, f"{name}/{number}")


def day(more: int = 0) -> str:
    """So many days from today."""
    return f"{timezone.localdate() + timedelta(days=more)}"
