"""Who asks."""

from __future__ import annotations

from django.http import HttpRequest

from clave.store.models import Person


def signed_in(request: HttpRequest) -> Person | None:
    """Who is signed in, if anybody."""
    person = request.user
    return person if isinstance(person, Person) and person.is_authenticated else None
