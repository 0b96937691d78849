"""Who asks, what they may act as, and what they may see."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.utils import timezone

from clave.store.delegations import powers_of
from clave.store.fields import Sight
from clave.store.models import Person
from clave.store.powers import Powers
from clave.store.sight import sight_of

KEPT = "_powers"


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


def powers(request: HttpRequest) -> Powers:
    """What they may act as today, read once for a request."""
    found: Powers | None = getattr(request, KEPT, None)
    if found is None:
        found = powers_of(signed_in(request), timezone.localdate())
        setattr(request, KEPT, found)
    return found


def sight(request: HttpRequest) -> Sight:
    """Which sensitive figures they see today."""
    return sight_of(signed_in(request), timezone.localdate())
