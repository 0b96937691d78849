"""What every order and every what-if of a debate would do to its list, on the measures kept beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

from clave.policy.limits import Limits
from clave.selection.compare import Comparison, compared
from clave.selection.debate import Choice, Effect, Population, effect
from clave.selection.ordering import in_order
from clave.store.debates import limits_of
from clave.store.models import Debate, WhatIf
from clave.store.trial import populations, tried


class Tried:
    """The list of a debate under other orders and reforms, read once. Its answers raise NotMeasured where the measures of
    that list are no longer kept or others are needed, and ClaveError where nobody could be listed."""

    def __init__(self, debate: Debate) -> None:
        self.debate = debate

    @cached_property
    def limits(self) -> Limits:
        """The policy as it was when the debate was opened."""
        return limits_of(self.debate)

    @cached_property
    def _read(self) -> Callable[[Limits], Population]:
        return populations(self.debate.run)

    @cached_property
    def _before(self) -> Choice:
        return self._read(self.limits).choose()

    def order(self, order: Sequence[str]) -> Effect:
        """Who enters and leaves under an order, against the one before."""
        return effect(self._before, self._before.population.choose(order))

    def what_if(self, what_if: WhatIf) -> Effect:
        """Who enters and leaves under a reform, with the order before."""
        return effect(self._before, self._read(limits_of(self.debate, what_if.words)).choose())

    def under(self, order: Sequence[str]) -> Limits:
        """The policy of the debate with one of its orders."""
        return in_order(self.limits, order)

    def in_full(self, limits: Limits) -> Comparison:
        """The long comparison, with how sure everybody is."""
        return compared(tried(self.debate.run, self.limits), tried(self.debate.run, limits))
