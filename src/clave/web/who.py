"""Who asks."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from clave.store.models import Person


def signed_in(request: HttpRequest) -> Person | None:
    """Who is signed in, if anybody."""
    person = request.user
    return person if isinstance(person, Person) and person.is_authenticated else None


def required(request: HttpRequest) -> Person:
    """Who is signed in, on a page that the table of access opens to nobody else."""
    person = signed_in(request)
    if person is None:
        raise Http404
    return person
