"""Which criteria count, and in which order: policy's, or the one somebody asks about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clave.base.errors import ClaveError
from clave.base.words import Text, _
from clave.criteria.shape import Reading
from clave.policy import declared
from clave.policy.limits import Limits
from clave.policy.shape import Value
from clave.selection.reordering import dealt
from clave.selection.weights import by_typed_weight, typed_by


@dataclass(frozen=True)
class Order:
    """Criteria in order of importance: all that were asked for, and of these the ones in force."""

    asked: tuple[str, ...]
    in_force: tuple[str, ...]
    notes: tuple[Text, ...]


def asked(limits: Limits, wanted: Sequence[str] | None) -> tuple[tuple[str, ...], tuple[Text, ...]]:
    """The order to use, and notes on it: `wanted` first, the rest as policy has it.

    Raises ClaveError where `wanted` repeats a criterion or names one that does not exist."""
    usual = limits[declared.order]
    typed = limits[declared.weighting] == "typed"
    if wanted is None:
        return (by_typed_weight(usual, typed_by(limits)) if typed else usual), ()
    _checked(wanted)
    rest = tuple(key for key in usual if key not in wanted)
    notes: list[Text] = []
    if rest:
        notes.append(
            _("The order named {named} criteria; the others follow as the policy has them.").fill(named=len(wanted))
        )
    if typed:
        notes.append(_("The typed weights were dealt out again along this order, the heaviest first."))
    return (*wanted, *rest), tuple(notes)


def in_order(limits: Limits, order: Sequence[str]) -> Limits:
    """The same policy with another order of importance; typed weights are dealt out along it, the heaviest first."""
    changes: dict[Value[Any], Any] = {declared.order: tuple(order)}
    if limits[declared.weighting] == "typed":
        changes[declared.typed_weights] = dealt(order, typed_by(limits))
    return limits.reform(changes)


def _checked(wanted: Sequence[str]) -> None:
    unknown = [key for key in wanted if key not in declared.CRITERIA]
    if unknown:
        raise ClaveError(
            _("«{name}» is not a criterion.").fill(name=unknown[0]),
            where="order",
            remedy=_("The criteria are: {names}.").fill(names=", ".join(declared.CRITERIA)),
        )
    repeated = [key for place, key in enumerate(wanted) if key in wanted[:place]]
    if repeated:
        raise ClaveError(
            _("«{name}» is in the order twice.").fill(name=repeated[0]),
            where="order",
            remedy=_("Name each criterion once."),
        )


def resolve(limits: Limits, readings: Mapping[str, Reading], wanted: Sequence[str] | None) -> Order:
    """The order in force; raises ClaveError where no criterion has data for anybody."""
    order, notes = asked(limits, wanted)
    in_force = tuple(key for key in order if key in readings and readings[key].in_force)
    if not in_force:
        raise ClaveError(
            _("no criterion has data for any customer, so nobody can be chosen."),
            where="order",
            remedy=_("Load invoice lines with money, or put «volume» in the order."),
        )
    return Order(order, in_force, notes)
