"""The figures that carry an interval, one beside the other: what the verdict weighs and the page draws."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from clave.base.figures import Unit
from clave.base.words import Joined, Text, _
from clave.outcome.effect.shape import MARGIN, MARGIN_GAIN, RETENTION, SALES, Effect
from clave.outcome.harvest.shape import Harvest

NPS = "nps"
LABELS: dict[str, tuple[Text, Text]] = {
    RETENTION: (_("Retention"), _("the retention")),
    SALES: (_("Purchases"), _("the purchases")),
    MARGIN: (_("Margin rate"), _("the margin rate")),
    MARGIN_GAIN: (_("Margin by year"), _("the margin that was gained")),
    NPS: (_("Recommendation (NPS)"), _("the recommendation")),
}
UNITS: dict[str, Unit] = {RETENTION: "points", SALES: "share", MARGIN: "points", MARGIN_GAIN: "money", NPS: "score"}
ORDER = (RETENTION, SALES, MARGIN, MARGIN_GAIN)
COMPARED = _("key accounts less comparable customers")
AGAINST_BEFORE = _("against the window before")


@dataclass(frozen=True)
class Measured:
    """A figure with its interval: a difference, so that zero is *no effect*. `short` is its name inside a sentence, `versus` what
    it is compared with, `words` its own sentence. `value`, `low`, `high` are None where it cannot be said."""

    key: str
    label: Text
    short: Text
    unit: Unit
    value: float | None
    low: float | None
    high: float | None
    accounts: int
    versus: Text
    words: Text | Joined | None

    @property
    def gains(self) -> bool:
        """Better for sure, at the level of the interval."""
        return self.low is not None and self.low > 0

    @property
    def loses(self) -> bool:
        """Worse for sure."""
        return self.high is not None and self.high < 0

    @property
    def firmness(self) -> float | None:
        """Its distance to zero in halves of its interval; above 1 it is better for sure. None where it cannot be said."""
        if self.value is None or self.low is None or self.high is None:
            return None
        half = (self.high - self.low) / 2
        return self.value / half if half > 0 else math.copysign(math.inf, self.value) if self.value else 0.0


def measured(effect: Effect | None, harvest: Harvest | None) -> tuple[Measured, ...]:
    """Everything of a window that carries an interval, in the order of the page; those that cannot be said among them."""
    return tuple(_measured(effect, harvest))


def _measured(effect: Effect | None, harvest: Harvest | None) -> Iterator[Measured]:
    for key in ORDER:
        found = effect.figure(key) if effect else None
        if found is not None:
            yield _one(key, found.value, found.low, found.high, found.accounts, COMPARED, found.words)
    if harvest is not None and harvest.relation.nps.value is not None and harvest.relation.before.value is not None:
        now, before = harvest.relation.nps, harvest.relation.before
        change = now.value - before.value  # type: ignore[operator]
        half = _half(now.low, now.high, before.low, before.high)
        low, high = (None, None) if half is None else (change - half, change + half)
        value = None if half is None else change
        yield _one(NPS, value, low, high, now.n, AGAINST_BEFORE, None)


def _half(low: float | None, high: float | None, low_before: float | None, high_before: float | None) -> float | None:
    """Half the interval of the difference of two figures that do not depend on one another."""
    if low is None or high is None or low_before is None or high_before is None:
        return None
    return math.hypot((high - low) / 2, (high_before - low_before) / 2)


def _one(
    key: str, value: float | None, low: float | None, high: float | None, accounts: int, versus: Text,
    words: Text | Joined | None,
) -> Measured:  # fmt: skip
    label, short = LABELS[key]
    return Measured(key, label, short, UNITS[key], value, low, high, accounts, versus, words)
