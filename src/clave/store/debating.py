"""What every order and every what-if of a debate would do to its list, on the measures kept beside it."""

from __future__ import annotations

from collections.abc import Sequence

from clave.policy.limits import Limits
from clave.selection.compare import Comparison, compared
from clave.selection.debate import Effect, effect
from clave.selection.ordering import in_order
from clave.store.debates import limits_of
from clave.store.models import Debate, WhatIf
from clave.store.trial import population, tried


def effect_of(debate: Debate, order: Sequence[str]) -> Effect:
    """Who enters and leaves under an order, against the one before the debate. Raises NotMeasured where the measures of
    its list are no longer kept, and ClaveError where nobody could be listed."""
    found = population(debate.run, limits_of(debate))
    return effect(found.choose(), found.choose(order))


def effect_of_what_if(what_if: WhatIf) -> Effect:
    """Who enters and leaves under a reform, with the order before the debate. Raises as `effect_of`."""
    debate = what_if.debate
    before, after = limits_of(debate), limits_of(debate, what_if.words)
    return effect(population(debate.run, before).choose(), population(debate.run, after).choose())


def in_full(debate: Debate, limits: Limits) -> Comparison:
    """The long comparison, with how sure everybody is; raises as `effect_of`."""
    return compared(tried(debate.run, limits_of(debate)), tried(debate.run, limits))


def under(debate: Debate, order: Sequence[str]) -> Limits:
    """The policy of a debate with one of its orders."""
    return in_order(limits_of(debate), order)
