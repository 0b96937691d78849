"""Personal fields are named per model; a forgotten model, or a field that looks personal and is not named, fails here."""

from __future__ import annotations

from django.apps import apps
from django.db import models

from clave.store.personal import PERSONAL

OURS = {"store", "account", "mfa", "usersessions"}
TELLING = (models.EmailField, models.GenericIPAddressField)
NAMES = {"email", "phone", "birthday", "address", "password", "last_login", "user_agent"}


def kept() -> dict[str, type[models.Model]]:
    """Every model that can hold something about a person."""
    return {model._meta.label: model for model in apps.get_models() if model._meta.app_label in OURS}


def test_every_model_says_which_of_its_fields_are_personal() -> None:
    assert kept().keys() == PERSONAL.keys(), "name the model in clave/store/personal.py"


def test_every_named_field_exists() -> None:
    for label, model in kept().items():
        assert {field.name for field in model._meta.concrete_fields} >= PERSONAL[label], label


def test_what_looks_personal_is_named() -> None:
    for label, model in kept().items():
        looks = {
            field.name for field in model._meta.concrete_fields if isinstance(field, TELLING) or field.name in NAMES
        }
        assert looks <= PERSONAL[label], label
