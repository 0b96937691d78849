"""What the races need: a quick hash, and the lock of a table taken off for the twins."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.db import connection
from django.db.models import Model
from pytest_django.fixtures import Settings

Without = Callable[[type[Model]], AbstractContextManager[None]]


@pytest.fixture
def quick_hash(settings: Settings) -> None:
    """Argon2 takes a tenth of a second by design; fifty races need none of it."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def without_constraints(transactional_db: None) -> Without:
    """A model without its constraints for a while, and empty again when they come back."""

    @contextmanager
    def without(model: type[Model]) -> Iterator[None]:
        constraints = list(model._meta.constraints)
        for place in reversed(range(len(constraints))):
            model._meta.constraints = constraints[:place]
            with connection.schema_editor() as editor:
                editor.remove_constraint(model, constraints[place])
        try:
            yield
        finally:
            model._default_manager.all().delete()
            for place, constraint in enumerate(constraints):
                # SQLite makes the table anew from what the model says: it says all that is there by then
                model._meta.constraints = constraints[: place + 1]
                with connection.schema_editor() as editor:
                    editor.add_constraint(model, constraint)

    return without
