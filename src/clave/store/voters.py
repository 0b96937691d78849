"""Whom we may ask: visitors of the portal by account, what they consented to, how often they were asked. (C6, C8)"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from clave.operations.consent import Answer, Consent, allowed
from clave.operations.surveys.asking import PURPOSE, Asked
from clave.operations.surveys.said import Choice
from clave.store.models import Bounce, ContactConsent, KeyStatus, SurveyAsk, Visitor
from clave.store.portal import open_visitors
from clave.store.status import MEMBER_STATES


@dataclass(frozen=True)
class Chosen:
    """A key account that may be chosen."""

    customer: str
    name: str
    state: str
    category: str


@dataclass(frozen=True)
class Voter:
    """Somebody who may come into the portal: their visitor with its contact, the name of their account, and what they said about
    being asked."""

    visitor: Visitor
    name: str
    consent: Answer
    address: str
    """Where a mail reaches them; empty where none does."""

    @property
    def contact(self) -> int:
        """Their number as a person of the customer."""
        return self.visitor.contact_id


def accounts() -> list[Chosen]:
    """Every key account of now, by name."""
    found = KeyStatus.objects.filter(state__in=MEMBER_STATES).order_by("name", "customer")
    return [Chosen(*row) for row in found.values_list("customer", "name", "state", "category")]


def chosen(choice: Choice) -> list[Chosen]:
    """Those of a choice."""
    return [one for one in accounts() if choice.holds(one.customer, one.state, one.category)]


def voters(among: Iterable[Chosen], today: date, right: str = "") -> list[Voter]:
    """The visitors of these accounts with a right, by account and name."""
    names = {one.customer: one.name for one in among}
    found = [one for one in open_visitors(today).filter(customer__in=names) if one.may(right)]
    said = consents_of({one.contact_id for one in found})
    back = {one.casefold() for one in Bounce.objects.filter(confirmed_at=None).values_list("email", flat=True)}
    made = [
        Voter(
            one, names[one.customer], allowed(PURPOSE, said.get(one.contact_id, ()), today), _reaches(one.contact.email, back)
        )
        for one in found
    ]  # fmt: skip
    return sorted(made, key=lambda one: (one.name, one.visitor.contact.name, one.contact))


def _reaches(email: str, back: Collection[str]) -> str:
    """The address, where a server would take it and no mail came back from it."""
    try:
        validate_email(email)
    except ValidationError:
        return ""
    return "" if email.casefold() in back else email


def consents_of(contacts: Collection[int]) -> dict[int, list[Consent]]:
    """What these people said about surveys and votes."""
    found: dict[int, list[Consent]] = {}
    for row in ContactConsent.objects.filter(contact__in=contacts, purpose=PURPOSE):
        found.setdefault(row.contact_id, []).append(Consent(row.purpose, row.given, row.on, row.evidence))
    return found


def asked_before(contacts: Collection[int]) -> dict[int, list[Asked]]:
    """In which surveys these people were asked, whether they answered or not."""
    found: dict[int, list[Asked]] = {}
    rows = SurveyAsk.objects.filter(contact__in=contacts, survey__removed_at=None)
    for contact, on, kind in rows.values_list("contact", "asked_on", "survey__kind"):
        found.setdefault(contact, []).append(Asked(on, kind))
    return found


def choice_of(kept: dict[str, list[str]]) -> Choice:
    """A choice as it is kept."""
    return Choice(*(tuple(kept.get(name, ())) for name in ("states", "categories", "customers")))


def choice_kept(choice: Choice) -> dict[str, list[str]]:
    """A choice as a row keeps it."""
    return {name: list(getattr(choice, name)) for name in ("states", "categories", "customers")}
