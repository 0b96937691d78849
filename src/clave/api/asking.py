"""Who asks with a key that acts for a person: what that person may open, and which figures they see. (ADR 0038)

The rows are the pages' own: `clave.project` hands the table of access over, so that nobody keeps a second one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Protocol

from django.http import HttpRequest
from django.utils import timezone

from clave.api.access import Right
from clave.api.keys import asked_with
from clave.api.problems import Refusal, language
from clave.base.words import Text, _
from clave.policy.limits import Limits
from clave.store.delegations import powers_of
from clave.store.fields import FIELDS, PROMOTED, REFERRED, SERVED, Sight
from clave.store.models import ApiKey, Person
from clave.store.policy import policy_in_force
from clave.store.powers import Powers
from clave.store.roles import OURS, ROLES
from clave.store.sight import sight_of

DELEGATED = frozenset({SERVED, PROMOTED, REFERRED})
"""Reserved figures that who acts for a department sees as the department does, as on pages."""
NOBODY = _("This key acts for nobody, and what it asks is read as a person reads it.")
GONE = _("Whom this key acts for is not active in clave any more.")
NOT_THEIRS = _("{name} ({role}) may not open this: {what}.")


class Rule(Protocol):
    """A row of the table of access, as far as the API reads it."""

    @property
    def what(self) -> Text:
        """What it is about, in words."""

    @property
    def allowed(self) -> frozenset[str]:
        """The roles that open it."""

    def answer(self, role: str | None) -> str:
        """`allowed`, `known` or something else for a role."""


PAGES: dict[str, Rule] = {}
"""The table of access of the pages, by route."""


def opened_by(rules: Mapping[str, Rule]) -> None:
    """From now on the API asks these rows."""
    PAGES.update(rules)


@dataclass(frozen=True)
class Asker:
    """A person for whom a key asks, on a day."""

    key: ApiKey
    person: Person
    now: datetime
    spoken: str
    sight: Sight
    powers: Powers

    @property
    def day(self) -> date:
        """Today."""
        return self.powers.day

    @cached_property
    def limits(self) -> Limits:
        """The policy of today."""
        return policy_in_force().at(self.day)

    @property
    def roles(self) -> frozenset[str]:
        """Their own role, and the departments for which they act everywhere."""
        return self.powers.departments() | {self.person.role}

    def sees(self, field: str, customer: str) -> bool:
        """Whether they see a reserved figure of an account."""
        if field in DELEGATED and FIELDS[field].roles & self.powers.departments(customer):
            return True
        return self.sight.sees(field, customer)

    def sees_all(self, field: str) -> bool:
        """Whether they see it of every account: asked before anything is ordered or added up by it."""
        if field in DELEGATED and FIELDS[field].roles & self.powers.departments():
            return True
        return self.sight.sees_all(field)


def asker_of(request: HttpRequest) -> Asker:
    """For whom a request asks. Raises Refusal for a key that acts for nobody, or for somebody who left."""
    return asker_with(asked_with(request), timezone.now(), language())


def asker_with(key: ApiKey, now: datetime, spoken: str) -> Asker:
    """For whom a key asks, at a moment. Raises Refusal as `asker_of`."""
    person = key.person
    if person is None:
        raise Refusal(403, NOBODY)
    if not person.is_active or person.role not in OURS:
        raise Refusal(403, GONE)
    day = timezone.localdate(now)
    return Asker(key, person, now, spoken, sight_of(person, day), powers_of(person, day))


def admit(asker: Asker, right: Right, customer: str | None = None) -> None:
    """Let them in where the page would. Raises Refusal: 403 with the sentence for who may know of it, 404 for the others."""
    rule = PAGES[right.page]
    answer = rule.answer(asker.person.role)
    if answer == "allowed":
        return
    asker.person.acting_for = asker.powers.acting(rule.allowed, customer)
    if asker.person.acting_for:
        return
    if answer != "known":
        raise Refusal(404)
    role = ROLES[asker.person.role].label
    raise Refusal(403, NOT_THEIRS.fill(name=asker.person.name, role=role, what=rule.what))
