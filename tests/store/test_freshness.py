"""A list says when the facts or the policy moved on after it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from clave.facts.store import FactStore
from clave.policy.reading import default
from clave.store.freshness import outdated
from clave.store.models import SelectionRun
from tests.web import made

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def run(facts: str, policy: str = "") -> SelectionRun:
    return SelectionRun(facts_version=facts, policy_version=policy or default().version)


def said(selection: SelectionRun) -> list[str]:
    return [reason.say("es") for reason in outdated(selection, NOW)]


@pytest.fixture
def store(settings: Settings, tmp_path: Path) -> FactStore:
    settings.CLAVE_FACTS, settings.CLAVE_POLICY = tmp_path / "facts", tmp_path / "policy.toml"
    kept = FactStore(settings.CLAVE_FACTS)
    for version, lines in enumerate((10, 20), 1):
        kept.load(made.facts(lines), source="test", digest=str(version), now=NOW, by="test", currency="COP")
    return kept


def test_as_new_as_its_facts_and_policy(store: FactStore) -> None:
    assert said(run("2")) == []


def test_newer_facts(store: FactStore) -> None:
    assert said(run("1")) == [
        "Hay datos más nuevos: la versión 2, del 20 nov 2026. Esta lista se hizo con la versión 1."
    ]


def test_after_an_undo_the_facts_of_the_list_are_the_book_again(store: FactStore) -> None:
    store.undo(now=NOW, by="test")
    assert said(run("1")) == []
    assert len(said(run("2"))) == 1


def test_a_list_of_facts_that_were_only_read_asks_for_none(store: FactStore) -> None:
    assert said(run("")) == []


def test_another_policy(store: FactStore) -> None:
    assert said(run("2", "0123456789ab")) == ["La política cambió después de hacer esta lista."]


def test_a_policy_that_cannot_be_read_is_said_and_the_list_stands(store: FactStore, settings: Settings) -> None:
    settings.CLAVE_POLICY.write_text("[[")
    [reason] = said(run("2"))
    assert "policy.toml" in reason
