"""Fixtures of the pages of policy: a book that is really measured, its list, and a policy file of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from clave.actions.company import found_company
from clave.actions.refresh import Fresh, fresh_selection, keep_fresh
from clave.facts.store import FactStore
from clave.policy.reading import default
from clave.store.models import SelectionRun
from clave.store.trial import keep_measured
from tests.web import policy_facts
from tests.web.conftest import NOW


@pytest.fixture(scope="session")
def sixty_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the facts of sixty customers; what was measured of them is kept in it between tests."""
    folder = tmp_path_factory.mktemp("sixty")
    FactStore(folder / "facts").load(
        policy_facts.facts(), source="test", digest="sixty", now=NOW, by="test", currency="COP"
    )
    return folder


@pytest.fixture(scope="session")
def measured_once(sixty_folder: Path) -> Fresh:
    """Their list and measures, computed once for all tests."""
    return fresh_selection(book=FactStore(sixty_folder / "facts").open(), policy=default(), as_of=None)


@pytest.fixture
def sixty(sixty_folder: Path, measured_once: Fresh, db: None, settings: Settings, tmp_path: Path) -> SelectionRun:
    """The list of those sixty, six of them inside, and no policy file yet."""
    settings.CLAVE_DATA, settings.CLAVE_FACTS = sixty_folder, sixty_folder / "facts"
    settings.CLAVE_POLICY = tmp_path / "policy.toml"
    found_company(name="Adhesivos Farallones", currency="COP", demonstration=True, now=NOW)
    keep_measured(
        measured_once.listing.facts_version,
        measured_once.recorded.version,
        policy_facts.AS_OF,
        default().at(policy_facts.AS_OF),
        measured_once.measured,
    )
    return keep_fresh(measured_once, by=None, now=NOW)
