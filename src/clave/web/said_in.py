"""The contact in which something was said, from which it is written down: its page begins with the customer and the words of
the note (`?desde=<number>`)."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest

from clave.store.models import Contact, OffsiteIdea, Touchpoint
from clave.store.nominations import known_customer
from clave.web.customer_field import CustomerAsked, customer_asked

FROM, IDEA = "desde", "idea"


def note_of(request: HttpRequest) -> Touchpoint | None:
    """The contact that the address or the form names; None where it names none, or one that was taken back."""
    sent = request.POST if request.method == "POST" else request.GET
    number = sent.get(FROM, "")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    return Touchpoint.objects.filter(pk=int(number), withdrawn_at=None).first()


def idea_of(request: HttpRequest) -> OffsiteIdea | None:
    """The idea of an off-site session that the address names (`?idea=<number>`), from which something is made; None where it
    names none, or one that was taken out."""
    number = request.GET.get(IDEA, "")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    return OffsiteIdea.objects.select_related("of").filter(pk=int(number), removed_at=None).first()


def customer_for(request: HttpRequest, note: Touchpoint | None, idea: OffsiteIdea | None = None) -> CustomerAsked:
    """The customer of the idea or the note; else the one that was asked for."""
    if idea is not None and (name := known_customer(idea.of.customer)):
        return CustomerAsked(idea.of.customer, idea.of.customer, name, [])
    if note is not None and (name := known_customer(note.customer)):
        return CustomerAsked(note.customer, note.customer, name, [])
    return customer_asked(request)


def people_of(customer: str) -> list[Contact]:
    """The people of a customer that can be named, by name."""
    if not customer:
        return []
    return list(
        Contact.objects.filter(customer=customer, removed_at=None, erased_at=None, left_on=None).order_by("name")
    )


def seen_at(text: str) -> datetime | None:
    """The moment that a form carries; None where it is none of ours."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
