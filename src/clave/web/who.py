"""Who asks, and what they may see."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone

from clave.store.fields import Sight
from clave.store.models import Person
from clave.store.sight import sight_of


def signed_in(request: HttpRequest) -> Person | None:
    """Who is signed in, if anybody."""
    person = request.user
    return person if isinstance(person, Person) and person.is_authenticated else None


def sight(request: HttpRequest) -> Sight:
    """Which sensitive figures they see today."""
    return sight_of(signed_in(request), timezone.localdate())
