"""People of the customers and of ours: personal data, and said as such. (G12, D2)"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from clave.api.asking import Asker
from clave.api.listed.shape import Column, Filter, Listing, Look, Rows
from clave.api.lists.pieces import CUSTOMER, TEXT, given, of_theirs, person, plain, word
from clave.base.folding import folded
from clave.operations.consent import PURPOSES
from clave.operations.contacts import AREAS, CHANNELS
from clave.store.contacts import answers, consents_of, last_spoken, sees_birthday
from clave.store.delegations import STATES, delegations, readable
from clave.store.delegations import Asked as Delegated
from clave.store.fields import CONTACT_DETAILS
from clave.store.models import Contact, Delegation, Person, Visitor
from clave.store.people import Wanted, people
from clave.store.roles import ROLES
from clave.store.visitors import STATES as VISITOR_STATES
from clave.store.visitors import Asked as Visiting
from clave.store.visitors import stood, visitors


def _contacts(_asker: Asker, asked: Mapping[str, Any]) -> Rows:
    found = Contact.objects.filter(removed_at=None, erased_at=None, **given(asked, "customer", "area")).select_related(
        "by"
    )
    for part in folded(asked.get("q", "")).split():
        found = found.filter(folded__contains=part)
    return found if asked.get("left") else found.filter(left_on=None)


def _around(asker: Asker, rows: Sequence[Any]) -> tuple[dict[int, Any], Mapping[int, date]]:
    numbers = [row.pk for row in rows]
    said = consents_of(numbers)
    return {number: answers(said.get(number, ()), asker.day) for number in numbers}, last_spoken(numbers)


def _consents(row: Contact, look: Look) -> dict[str, bool | None]:
    return {purpose: answer.allowed for purpose, answer in look.found[0][row.pk].items()}


def _birthday(row: Contact, look: Look) -> str | None:
    """Only where they said yes to be greeted, and it is for whom the key acts for to know."""
    if row.birth_day is None or not sees_birthday(look.asker.sight, row, look.found[0][row.pk]):
        return None
    return f"{row.birth_month:02d}-{row.birth_day:02d}"


def _visitors(asker: Asker, asked: Mapping[str, Any]) -> Rows:
    found = visitors(Visiting(asked.get("q", ""))).filter(**given(asked, "customer"))
    kept = stood(found, asker.now, asker.day)
    return [one for one in kept if asked.get("state") in (None, one.state)]


def _delegations(asker: Asker, asked: Mapping[str, Any]) -> Rows:
    return delegations(Delegated(asked.get("state", "")), asker.day).filter(readable(asker.person))


LISTS = (
    Listing(
        "contacts", "People of the customers", "Who works at a customer, how each is reached, and what each consents to.",
        _contacts,
        (
            *plain(Contact, "pk customer name position source confirmed_on left_on language created_at changed_at"),
            word("area", AREAS), word("channel", CHANNELS),
            *plain(Contact, "email phone", hidden={"email": CONTACT_DETAILS, "phone": CONTACT_DETAILS}),
            Column("consents", dict[str, bool | None],
                   f"Of each purpose ({', '.join(PURPOSES)}): yes, no, or null where nobody asked", _consents),
            Column("birthday", str, "Month and day; null unless they consent to be greeted and it is yours to know", _birthday,
                   personal=True),
            Column("last_contact", date, "", lambda row, look: look.found[1].get(row.pk)),
        ),
        (TEXT, CUSTOMER, Filter("area", str, "", tuple(AREAS)), Filter("left", bool, "Those too who left")), around=_around,
    ),
    Listing(
        "visitors", "Who comes into the portal", "People of the customers that were invited, and how their access stands.",
        _visitors,
        (
            *plain(Visitor, "pk customer rights language invited_at seen_at ended_at ended_why", "visitor."),
            of_theirs(way="visitor.contact.name"), Column("contact_id", int, "", "visitor.contact_id"),
            word("state", VISITOR_STATES), Column("sessions", int, "Browsers that are in"),
        ),
        (TEXT, CUSTOMER, Filter("state", str, "", tuple(VISITOR_STATES))), key="visitor.pk",
        accounts=lambda one: (one.visitor.customer,),
    ),
    Listing(
        "users", "People of the company", "Who may come into clave, in which role.",
        lambda asker, asked: people(Wanted(asked.get("q", ""), asked.get("role", "")), asker.now),
        (*plain(Person, "pk name email language is_active phone hours created_at"), word("role", ROLES)),
        (TEXT, Filter("role", str, "", tuple(ROLES))),
    ),
    Listing(
        "delegations", "Delegations", "Who may act for which department, on which accounts, until when.",
        _delegations,
        (
            *plain(Delegation, "pk customers starts_on ends_on purpose granted_at revoked_at revoked_why"),
            word("department", ROLES), person("person"), person("granted_by"), person("revoked_by"),
        ),
        (Filter("state", str, "", STATES),),
    ),
)  # fmt: skip
