"""A3, E5: potential at the maximum share of wallet, or growth that is more than chance.

Either part is enough, so the verdict and the score (the higher of both) come from the parts that are known. Growth is
measured between two policy figures, which need no population to compare with.
"""

from __future__ import annotations

import numpy as np

from clave.base.figures import Figure
from clave.base.words import Joined, Text, _, joined
from clave.criteria import evidence, value
from clave.criteria.shape import Criterion, Verdicts, verdicts
from clave.criteria.standing import standing
from clave.measures import growth, wallet
from clave.measures.shape import Floats, Measured
from clave.policy import declared
from clave.policy.limits import Limits


def applies(measured: Measured, limits: Limits) -> Verdicts:
    """Headroom in the top share, or growth's lower bound above policy; unknown where neither is known."""
    roomy = standing(measured, wallet.headroom).top(limits[declared.potential_top])
    lowest = np.nan_to_num(measured.numbers(growth.growth_low), nan=-np.inf)
    grows = (lowest > limits[declared.potential_growth]) & value.active(measured)
    return verdicts(roomy | grows, measured.known(wallet.headroom) | measured.known(growth.growth_low))


def score(measured: Measured, limits: Limits) -> Floats:
    """The higher of headroom (logarithmic) and growth's lower bound (linear between two policy figures), where known.

    The bound and not the median, as in the verdict: half of a small company's customers "grow 50 %" by chance."""
    room = value.size(measured.numbers(wallet.headroom), value.active(measured), limits)
    trend = value.between(
        measured.numbers(growth.growth_low), limits[declared.potential_growth], limits[declared.growth_high]
    )
    return np.asarray(np.fmax(room, trend), dtype=np.float64)


def explain(measured: Measured, index: int, limits: Limits) -> Text | Joined:
    """What it could still buy from us, and how it grows, each with the figure that is asked."""
    return joined((_room(measured, index, limits), _trend(measured, index, limits)), " ")


def _room(measured: Measured, index: int, limits: Limits) -> Text:
    if not evidence.known(measured, wallet.headroom, index):
        return _("What it buys elsewhere cannot be estimated: nobody declared it, and too few customers compare.")
    places = standing(measured, wallet.headroom)
    if not places.place[index]:
        return _("As far as is known it already buys from us all it could.")
    return _(
        "It could buy {headroom} a year more from us, of a wallet of {wallet}: "
        "number {place} of {count}, of whom those up to number {first} count."
    ).fill(
        **evidence.figures(measured, index, headroom=wallet.headroom, wallet=wallet.wallet),
        **places.figures(index, limits[declared.potential_top]),
    )


def _trend(measured: Measured, index: int, limits: Limits) -> Text:
    if not evidence.known(measured, growth.growth_low, index):
        return evidence.missing(measured, growth.growth_median, index)
    return _("Growth: {median} a year, and surely above {low}; it takes more than {floor}.").fill(
        floor=Figure(limits[declared.potential_growth], "share"),
        **evidence.figures(measured, index, median=growth.growth_median, low=growth.growth_low),
    )


criterion = Criterion(
    key="potential",
    source=("A3", "E5"),
    name=_("Potential"),
    label=_("Room to grow"),
    harvest=_("growth"),
    needs=(growth.growth_median, growth.growth_low),
    applies=applies,
    score=score,
    explain=explain,
    helped_by=(wallet.headroom, wallet.wallet),
)
