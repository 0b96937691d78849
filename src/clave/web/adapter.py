"""How allauth behaves here: no public sign-up, no addresses but ours."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from clave.store.models import Person


class Adapter(DefaultAccountAdapter):
    """People are invited; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False


def display(person: Person) -> str:
    """How allauth names a person in its texts."""
    return person.name
