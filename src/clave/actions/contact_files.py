"""People of a customer brought in a file: read, looked at, and then kept all at once or not at all. (G12)"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone

from clave.actions.audit import record
from clave.actions.contacts import kept_contact, say
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.facts.intake.cells import Cells
from clave.operations.contact_file import COLUMNS, Line, guessed, lines
from clave.policy import declared
from clave.store.contacts import contacts_of, said_of
from clave.store.models import Contact, ContactFile, Person
from clave.store.policy import policy_in_force


@action
def bring_contacts(*, by: Person, now: datetime, customer: str, name: str, cells: Cells) -> ContactFile:
    """Keep the cells of a file until somebody has looked at what they would do; nothing of it is kept yet. What the same person
    brought before for this customer goes."""
    ContactFile.objects.filter(customer=customer, by=by).delete()
    kept = ContactFile.objects.create(
        customer=customer, name=name, headers=list(cells.headers), rows=[list(row) for row in cells.rows],
        lines=list(cells.lines), columns=guessed(cells.headers), by=by, at=now,
    )  # fmt: skip
    record(by=by, now=now, what="people_of_customer.brought", about=f"customer:{customer}")
    return kept


@action
def choose_columns(
    *, by: Person, now: datetime, customer: str, file: ContactFile, columns: Mapping[str, int]
) -> ContactFile:
    """Say which column is what. Raises ClaveError without a name, and for a column that is two things."""
    held = _held(file, customer)
    chosen = {name: at for name, at in columns.items() if name in COLUMNS and 0 <= at < len(held.headers)}
    if "name" not in chosen:
        raise ClaveError(_("no column has their names."), where="name", remedy=_("Choose the column with the names."))
    if len(set(chosen.values())) < len(chosen):
        raise ClaveError(
            _("one column cannot be two things."), where="name", remedy=_("Choose another one for one of them.")
        )
    held.columns = chosen
    held.save(update_fields=["columns"])
    record(by=by, now=now, what="people_of_customer.read", about=f"customer:{customer}")
    return held


@action
def load_contacts(*, by: Person, now: datetime, customer: str, name: str, file: ContactFile) -> tuple[int, int]:
    """Keep what the file says of people: how many are new, and how many were said better. Raises ClaveError where nothing of it
    can be kept, and where somebody loaded it a moment ago."""
    held = _held(file, customer)
    list(Contact.objects.select_for_update().filter(customer=customer))
    found = lines_of(held, name, now)
    new = [kept_contact(by, now, customer, line.said) for line in found if line.kind == "new"]
    people = {one.pk: one for one in contacts_of(customer)}
    changed = [line for line in found if line.kind == "changed" and line.number]
    for line in changed:
        say(people[line.number or 0], line.said, now)
    if not new and not changed:
        raise ClaveError(
            _("nothing in it is new."), remedy=_("Throw the file away, or correct it and bring it again."),
        )  # fmt: skip
    held.delete()
    record(by=by, now=now, what="people_of_customer.loaded", about=f"customer:{customer}")
    return len(new), len(changed)


@action
def discard_contacts(*, by: Person, now: datetime, customer: str, file: ContactFile) -> None:
    """Throw a file away that was not loaded."""
    _held(file, customer).delete()
    record(by=by, now=now, what="people_of_customer.discarded", about=f"customer:{customer}")


def lines_of(file: ContactFile, name: str, now: datetime) -> tuple[Line, ...]:
    """What every row of a file would do now."""
    known = {one.pk: said_of(one) for one in contacts_of(file.customer)}
    country = policy_in_force().at(timezone.localdate(now))[declared.calendar_country]
    return lines(file.rows, file.lines, file.columns, known, (file.customer, name), country)


def _held(file: ContactFile, customer: str) -> ContactFile:
    held = ContactFile.objects.select_for_update().filter(pk=file.pk, customer=customer).first()
    if held is None:
        raise ClaveError(
            _("this file was loaded or thrown away already."),
            remedy=_("Look at the people, and bring it again if it is needed."),
        )
    return held
