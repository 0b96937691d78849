"""The form of every action: keyword-only arguments, one transaction, and the table of permissions asked first."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from datetime import date
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import transaction
from django.utils import timezone

from clave.base.errors import ClaveError
from clave.base.words import _
from clave.selection.committee import rules_of
from clave.store.models import Person
from clave.store.ownership import answered, parts_held
from clave.store.permissions import DOINGS, Doing
from clave.store.policy import policy_in_force
from clave.store.roles import ROLES

P = ParamSpec("P")
_INSIDE: ContextVar[bool] = ContextVar("inside an action", default=False)
"""Whether an action is going on: what it does on the way belongs to it (ADR 0021)."""
T = TypeVar("T")


class MayNot(ClaveError):
    """Whoever asks may not do it at all, whatever they send."""


def action(function: Callable[P, T]) -> Callable[P, T]:
    """All or nothing, and nothing by position: `refresh_selection(book=…, by=…, now=…)`."""
    by_position = [
        parameter.name
        for parameter in inspect.signature(function).parameters.values()
        if parameter.kind is not inspect.Parameter.KEYWORD_ONLY
    ]
    if by_position or "now" not in inspect.signature(function).parameters:
        raise TypeError(f"{function.__name__} must take keyword-only arguments, `now` among them.")

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        with transaction.atomic():
            if not _INSIDE.get():  # what an action does on its way is part of it: a nomination moves a status
                ask(function.__name__, kwargs)
            token = _INSIDE.set(True)
            try:
                return function(*args, **kwargs)
            finally:
                _INSIDE.reset(token)

    return run


def ask(name: str, given: Mapping[str, Any]) -> None:
    """Whether whoever asks (`by`) may do this action with these arguments; raises MayNot where they may not.

    Whoever acts for a department by a delegation may do what the department may (ADR 0019). Nobody signed in (None, or the
    name of a machine) is not asked: see `store/permissions.py`."""
    by, doing = given.get("by"), DOINGS.get(name)
    if not isinstance(by, Person) or doing is None:
        return
    parts, own = _parts(doing, by, given), _own(doing, by, given)
    acting = (by.role, by.acting_for) if by.acting_for else (by.role,)
    if not any(doing.allows(role, parts, is_own=own) for role in acting):
        raise MayNot(
            _("{name} ({role}) may not do this: {what}.").fill(
                name=by.name, role=ROLES[by.role].label, what=doing.what
            ),
            remedy=_("Ask somebody who may; nothing was changed."),
        )
    if doing.apart and (customer := given.get("customer")):
        _keep_apart(by, customer, timezone.localdate(given["now"]))


def _keep_apart(by: Person, customer: str, today: date) -> None:
    """Raises ClaveError for who answers for the account, where policy lets nobody decide on their own."""
    if rules_of(policy_in_force().at(today)).owner_may_decide or by.pk not in answered(customer, today, today):
        return
    raise ClaveError(
        _("you answer for this account, and nobody decides on an account of their own."),
        where="state",
        remedy=_("Ask another director, an administrator or the management to decide on it; nothing was changed."),
    )


def _parts(doing: Doing, by: Person, given: Mapping[str, Any]) -> frozenset[str]:
    """The parts that the person has today in the account that the action is about, where they count."""
    customer = given.get("customer")
    if not doing.parts or not customer:
        return frozenset()
    return parts_held(by, customer, timezone.localdate(given["now"]))


def _own(doing: Doing, by: Person, given: Mapping[str, Any]) -> bool:
    """Whether the thing the action is about is the person's own."""
    thing = given.get(doing.own)
    return by.pk in (getattr(thing, "person_id", None), getattr(thing, "by_id", None))
