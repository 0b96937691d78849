"""What was sent, as the arguments that an action takes. A number that names nothing is refused with its place. (ADR 0038)"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from enum import Enum
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from django.db.models import Model

from clave.api.acts.form import LEFT, Form
from clave.api.acts.shape import Body
from clave.api.asking import Asker
from clave.api.problems import Refusal
from clave.base.words import Text, _
from clave.store.facts import book_of
from clave.store.models import Person
from clave.store.nominations import known_customer
from clave.store.roles import OURS

NO_CUSTOMER = _("there is no customer of this code: write it as the ERP has it.")
NO_PERSON = _("nobody of ours who is active has this number: take it from «users».")
NO_THING = _("there is nothing of this number here: take it from its list.")


def arguments(form: Form, asker: Asker, body: Body) -> dict[str, Any]:
    """All that the action is called with. Raises Refusal (422) for a customer, a person or a thing that is not there."""
    customer = str(getattr(body, "customer", "") or getattr(body, "account", ""))
    known: dict[str, Any] = {
        "by": asker.person, "now": asker.now, "today": asker.day, "limits": asker.limits,
    }  # fmt: skip
    if "book" in form.asked:
        known["book"] = book_of("")
    found = {name: value for name, value in known.items() if name in form.asked}
    for part in form.parts:
        found[part.name] = (
            _value(part.hint, getattr(body, part.sent), asker, customer, part.sent)
            if part.sent
            else _said(part.hint, body, asker, customer)
        )
    if customer and ("name" in form.asked or "number" not in form.asked):
        name = known_customer(customer)
        if name is None:
            raise _wrong(asker, "customer", NO_CUSTOMER)
        if "name" in form.asked:
            found["name"] = name
    return found


def _wrong(asker: Asker, where: str, why: Text) -> Refusal:
    return Refusal(422, why, [{"where": where, "why": why.say(asker.spoken)}])


def _said(kind: Any, sent: Any, asker: Asker, customer: str) -> Any:
    """A dataclass of what somebody says, from an object that has its fields."""
    hints, left = get_type_hints(kind), LEFT.get(kind.__name__, ())
    given = {
        one.name: _value(hints[one.name], getattr(sent, one.name), asker, customer, one.name)
        for one in fields(kind)
        if one.name not in left
    }
    return kind(**given)


def _value(hint: Any, value: Any, asker: Asker, customer: str, where: str) -> Any:
    if value is None:
        return None
    if get_origin(hint) in (Union, UnionType):
        inner = [one for one in get_args(hint) if one is not type(None)]
        hint = str if Text in inner else inner[0]
    origin, inner = get_origin(hint), list(get_args(hint))
    if isinstance(hint, type) and issubclass(hint, Model):
        return _thing(hint, value, asker, customer, where)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(value)
    if is_dataclass(hint):
        return _said(hint, value, asker, customer)
    if isinstance(value, list):
        many = [_value(inner[0], one, asker, customer, where) for one in value]
        return many if origin not in (tuple, frozenset) else origin(many)
    return value


def _thing(kind: type[Model], number: int, asker: Asker, customer: str, where: str) -> Model:
    """What has that number: somebody of ours who is there, or a thing of the customer that the act is about."""
    found = kind._default_manager.filter(pk=number).first()
    if isinstance(found, Person) or kind is Person:
        if not isinstance(found, Person) or found.role not in OURS or not found.is_active:
            raise _wrong(asker, where, NO_PERSON)
        return found
    if found is None or (customer and getattr(found, "customer", customer) != customer):
        raise _wrong(asker, where, NO_THING)
    return found
