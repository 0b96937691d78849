"""Personal fields are named per model; a forgotten model, or a field that looks personal and is not named, fails here."""

from __future__ import annotations

from django.apps import apps
from django.db import models

from clave.store.models import Contact, Person
from clave.store.personal import PERSONAL
from clave.store.personal_fields import CONTACT, DELETED, EMPTIED, PERSON
from clave.store.personal_search import paths_to, searched

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


def contact_models() -> set[str]:
    """Models with a key to somebody of a customer."""
    return {
        label
        for label, model in kept().items()
        if any(one.is_relation and one.related_model is Contact for one in model._meta.concrete_fields)
    }


def test_every_model_that_points_to_a_person_of_a_customer_says_what_erasing_does() -> None:
    assert contact_models() <= CONTACT.keys(), "say it in clave/store/personal_fields.py"
    assert CONTACT.keys() <= PERSONAL.keys()
    assert PERSON.keys() <= PERSONAL.keys()


def test_every_personal_field_is_found_by_words_or_in_a_row_that_is_theirs() -> None:
    """A day, a number or a yes says nothing to a search: its row must point to the person, and be emptied or deleted."""
    for label, names in PERSONAL.items():
        for name in names - set(searched(label)):
            theirs = [held[label] for held in (CONTACT, PERSON) if label in held]
            assert any(one.does == DELETED or name in one.empties for one in theirs), (label, name)


def test_what_is_emptied_is_there_and_what_stays_says_why() -> None:
    for label, one in [*CONTACT.items(), *PERSON.items()]:
        assert one.empties.keys() <= {field.name for field in kept()[label]._meta.concrete_fields}, label
        assert one.does == DELETED or one.why is not None, label
        assert bool(one.empties) == (one.does == EMPTIED), label


def test_paths_lead_to_the_person() -> None:
    for kind, known in ((Contact, CONTACT), (Person, PERSON)):
        for label in known:
            assert paths_to(kind, label), label
