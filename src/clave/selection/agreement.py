"""How far several people agree on an order of importance: Kendall's W, and what it means in words (F1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.policy import declared
from clave.policy.limits import Limits

Keys = tuple[str, ...]
Places = npt.NDArray[np.int64]
ALONE = 2  # orders below which there is nothing to agree on


@dataclass(frozen=True)
class Agreement:
    """How far m orders of n criteria agree: `w` from 0 (no agreement) to 1 (the same order).

    `chance` is the probability of a W at least this high if everybody ordered at random, None where there are too few
    criteria for the chi-square; `band` is the key of its name, `name` and `meaning` are said to people."""

    orders: int
    criteria: int
    w: float
    chi_square: float
    chance: float | None
    band: str
    name: Text
    meaning: tuple[Text, ...]


def places(orders: Sequence[Sequence[str]], keys: Sequence[str]) -> Places:
    """The place (from 1) that each order gives each of `keys`; shape (orders, keys)."""
    return np.array([[order.index(key) + 1 for key in keys] for order in orders], dtype=np.int64).reshape(
        len(orders), len(keys)
    )


def concordance(ranks: Places) -> float:
    """Kendall's W of m complete orders without ties, shape (m, n): 12 S / (m² (n³ − n)); 1 with a single criterion.

    S is the sum of the squared deviations of the n rank sums from their mean. Source: Kendall & Babington Smith 1939."""
    m, n = ranks.shape
    if n < ALONE:
        return 1.0
    sums = ranks.sum(axis=0)
    spread = float(((sums - sums.mean()) ** 2).sum())
    return float(12 * spread / (m**2 * (n**3 - n)))


def chi_square(w: float, m: int, n: int) -> float:
    """m (n − 1) W, which with enough criteria follows chi-square with n − 1 degrees of freedom (Friedman's statistic)."""
    return m * (n - 1) * w


def agreement(orders: Sequence[Sequence[str]], limits: Limits) -> Agreement | None:
    """How far complete orders of the same criteria agree; None with fewer than two orders."""
    if len(orders) < ALONE:
        return None
    ranks = places(orders, orders[0])
    m, n = ranks.shape
    w = concordance(ranks)
    statistic = chi_square(w, m, n)
    enough = n >= limits[declared.debate_criteria]
    chance = float(stats.chi2.sf(statistic, n - 1)) if enough else None
    band = _band(w, limits)
    name, consequence = BANDS[band]
    return Agreement(m, n, w, statistic, chance, band, name, (consequence, _by_chance(chance, limits)))


BANDS: dict[str, tuple[Text, Text]] = {
    "very_weak": (_("Very weak agreement"), _("There is no common order yet: talk about the reasons before choosing.")),
    "weak": (_("Weak agreement"), _("A group order would satisfy few: look at the criteria in which you differ most.")),
    "moderate": (_("Moderate agreement"), _("There is a common core: what is far apart is worth a conversation.")),
    "strong": (_("Strong agreement"), _("The group order speaks for nearly everybody.")),
    "unusual": (_("Unusually strong agreement"), _("Practically the same order: choose it.")),
}
"""By key, what a W is called and what it means for the meeting; from where on each begins is policy (Schmidt 1997)."""


def _band(w: float, limits: Limits) -> str:
    begins = (
        ("unusual", declared.debate_unusual),
        ("strong", declared.debate_strong),
        ("moderate", declared.debate_moderate),
        ("weak", declared.debate_weak),
    )
    return next((band for band, value in begins if w >= limits[value]), "very_weak")


def _by_chance(chance: float | None, limits: Limits) -> Text:
    if chance is None:
        return _("Too few criteria to say how easily chance alone would give this ({n} or more are needed).").fill(
            n=limits[declared.debate_criteria]
        )
    if chance <= limits[declared.debate_chance]:
        return _("It is no chance: people ordering blindly would agree this much {chance} of the times.").fill(
            chance=_small(chance)
        )
    return _("It may be chance: people ordering blindly would agree this much {chance} of the times.").fill(
        chance=_small(chance)
    )


LEAST = 0.001  # of a chance, below which the figure says no more


def _small(chance: float) -> Text | Figure:
    if chance < LEAST:
        return _("less than {share}").fill(share=Figure(LEAST, "share"))
    return Figure(chance, "share")
