"""Views of the list of accounts that people keep for themselves, and how they like its table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from clave.actions.audit import record
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.store.models import Person, SavedView, SelectionRun, TableChoice

LONGEST_NAME = 40
MOST = 30
LONGEST_QUERY = 4000


@action
def save_view(*, name: str, query: str, by: Person, now: datetime) -> SavedView:
    """Keep an address of the list under a name. Raises ClaveError for a name that is empty, too long or taken, for
    an address longer than any filter makes, and beyond `MOST` views."""
    Person.objects.select_for_update().get(pk=by.pk)  # two windows of one person save one after the other
    if SavedView.objects.filter(person=by).count() >= MOST:
        raise ClaveError(
            _("you already have {n} views of your own.").fill(n=MOST), remedy=_("Delete one that you no longer use.")
        )
    if len(query) > LONGEST_QUERY:
        raise ClaveError(_("these filters are too many to be kept."), remedy=_("Take some of them away."))
    view = SavedView(person=by, name=_named(name), query=query, created_at=now)
    _write(view)
    record(by=by, now=now, what="view.saved", about=f"view:{view.pk}", fields=("name", "query"))
    return view


@action
def rename_view(*, view: SavedView, name: str, by: Person, now: datetime) -> SavedView:
    """Another name for a view; errors as for `save_view`."""
    view.name = _named(name)
    _write(view)
    record(by=by, now=now, what="view.renamed", about=f"view:{view.pk}", fields=("name",))
    return view


@action
def remove_view(*, view: SavedView, by: Person, now: datetime) -> None:
    """Forget a view; saving its name and address again undoes it."""
    gone = view.pk
    view.delete()
    record(by=by, now=now, what="view.removed", about=f"view:{gone}")


@action
def choose_table(
    *, by: Person, now: datetime, columns: Sequence[str] | None = None, compact: bool | None = None
) -> TableChoice:
    """How a person likes the table from now on; None leaves it as it is, no columns = as clave ships them."""
    chosen = {"columns": None if columns is None else list(columns), "compact": compact}
    changed = {field: value for field, value in chosen.items() if value is not None}
    choice, _made = TableChoice.objects.update_or_create(person=by, defaults=changed)
    record(by=by, now=now, what="person.preferences", about=f"person:{by.pk}", fields=changed)
    return choice


@action
def note_export(*, run: SelectionRun, columns: Sequence[str], by: Person | None, now: datetime) -> None:
    """Write down that somebody took the list of a run out of clave, and with which columns."""
    record(by=by, now=now, what="accounts.exported", about=f"selection:{run.pk}", fields=columns)


def _named(name: str) -> str:
    """A name as it is kept, on one line."""
    plain = " ".join(name.split())
    if not plain:
        raise ClaveError(_("the view has no name."), remedy=_("Write how you want to call it."))
    if len(plain) > LONGEST_NAME:
        raise ClaveError(
            _("the name has more than {n} letters.").fill(n=LONGEST_NAME), remedy=_("Write a shorter one.")
        )
    return plain


def _write(view: SavedView) -> None:
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as error:
        raise ClaveError(
            _("you already have a view called «{name}».").fill(name=view.name), remedy=_("Write another name.")
        ) from error
