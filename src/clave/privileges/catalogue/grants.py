"""A grant gives an account a privilege from a day on; what it has at a date, and why. (C1, F1)

What comes from the template of a category runs until the account leaves; a grant of its own wins while it lasts. Of
one kind only one is in force per privilege at a date: an overlap is refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.privileges.catalogue.declared import PRIVILEGES
from clave.privileges.catalogue.shape import Privilege

Origin = Literal["template", "own"]
TEMPLATE: Origin = "template"
OWN: Origin = "own"


@dataclass(frozen=True)
class Grant:
    """An account has a privilege from `since` to `until` (both inside; None = until it leaves).

    `parameters` by key, in the units of the catalogue; `reason` in words; `approver` who gave it; `category` whose
    template it came from; `number` the row that keeps it; `shown`: whether the customer reads it in its portal, None = as the
    catalogue says."""

    account: str
    privilege: str
    since: date
    until: date | None = None
    parameters: Mapping[str, float] = field(default_factory=dict)
    reason: str = ""
    approver: str = ""
    origin: Origin = OWN
    category: str = ""
    number: int | None = None
    shown: bool | None = None

    def covers(self, day: date) -> bool:
        """Whether it runs on that day."""
        return self.since <= day and (self.until is None or day <= self.until)

    def meets(self, other: Grant) -> bool:
        """Whether both run on some day."""
        starts_before = other.until is None or self.since <= other.until
        return starts_before and (self.until is None or other.since <= self.until)


@dataclass(frozen=True)
class Held:
    """A privilege that an account has: by which grant, why, and which grant that one stands before."""

    privilege: Privilege
    grant: Grant
    why: Text
    instead_of: Grant | None = None

    @property
    def promise(self) -> Text:
        """What is promised, with the figures of the grant."""
        return self.privilege.filled(self.privilege.promise.words, self.grant.parameters)

    @property
    def words(self) -> Text:
        """What it is, with the figures of the grant."""
        return self.privilege.filled(self.privilege.words, self.grant.parameters)


def in_force(grants: Iterable[Grant], at: date) -> tuple[Held, ...]:
    """What one account has on a day, in the order of the catalogue; its own grant before that of a template."""
    running: dict[str, list[Grant]] = {}
    for grant in grants:
        if grant.covers(at) and grant.privilege in PRIVILEGES:
            running.setdefault(grant.privilege, []).append(grant)
    return tuple(_held(PRIVILEGES[key], running[key]) for key in PRIVILEGES if key in running)


def _held(privilege: Privilege, grants: list[Grant]) -> Held:
    first, *others = sorted(grants, key=lambda grant: (grant.origin != OWN, -grant.since.toordinal()))
    return Held(privilege, first, why(first), others[0] if others else None)


def why(grant: Grant) -> Text:
    """Where a grant comes from, to us: never shown to the customer."""
    since = Figure(grant.since, "date")
    if grant.origin == TEMPLATE:
        return _("By the template of its category, since {day}.").fill(day=since)
    return _("Its own, since {day}: {reason}").fill(day=since, reason=grant.reason)


def checked(grant: Grant, others: Iterable[Grant] = ()) -> Grant:
    """The grant, if it may stand beside `others` of the same account. Raises ClaveError (`where` names the field) for an
    unknown privilege, an end before the beginning, no reason, figures out of bounds, or an overlap."""
    privilege = PRIVILEGES.get(grant.privilege)
    if privilege is None:
        raise ClaveError(
            _("«{privilege}» is not in the catalogue.").fill(privilege=grant.privilege),
            where="privilege", remedy=_("Choose one of the list."),
        )  # fmt: skip
    if privilege.by_condition and grant.origin == OWN:
        raise ClaveError(
            _("«{privilege}» is given as a condition.").fill(privilege=privilege.label),
            where="privilege", remedy=_("Write it under «Conditions», with its product, its limits and its end."),
        )  # fmt: skip
    if grant.until is not None and grant.until < grant.since:
        raise ClaveError(
            _("it would end before it begins."), where="until", remedy=_("Choose a later day, or leave it empty.")
        )
    if grant.origin == OWN and not grant.reason.strip():
        raise ClaveError(_("a privilege is given for a reason."), where="reason", remedy=_("Write it in one sentence."))
    _figures(privilege, grant.parameters)
    for other in others:
        if (other.privilege, other.origin) == (grant.privilege, grant.origin) and grant.meets(other):
            raise _overlap(privilege, other)
    return grant


def _figures(privilege: Privilege, parameters: Mapping[str, float]) -> None:
    """Every figure that the privilege takes, none that it does not, each within its bounds."""
    for parameter in privilege.parameters:
        value = parameters.get(parameter.key)
        if value is None or not parameter.least <= value <= parameter.most:
            raise ClaveError(
                _("«{label}» is a figure from {least} to {most}.").fill(
                    label=parameter.label, least=parameter.figure(parameter.least), most=parameter.figure(parameter.most)
                ),
                where=parameter.key, remedy=_("Write it again."),
            )  # fmt: skip
    unknown = sorted(set(parameters) - {parameter.key for parameter in privilege.parameters})
    if unknown:
        raise ClaveError(
            _("«{privilege}» takes no figure «{name}».").fill(privilege=privilege.label, name=unknown[0]),
            where=unknown[0], remedy=_("Leave it out."),
        )  # fmt: skip


def _overlap(privilege: Privilege, other: Grant) -> ClaveError:
    if other.until is None:
        said = _("it already has «{privilege}» since {since}.")
        return ClaveError(
            said.fill(privilege=privilege.label, since=Figure(other.since, "date")),
            where="since", remedy=_("Change that one, or end it first."),
        )  # fmt: skip
    said = _("it already has «{privilege}» from {since} to {until}.")
    return ClaveError(
        said.fill(privilege=privilege.label, since=Figure(other.since, "date"), until=Figure(other.until, "date")),
        where="since", remedy=_("Begin after that day, change that one, or end it first."),
    )  # fmt: skip
