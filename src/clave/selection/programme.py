"""The set of highest value within all limits, as an integer programme (HiGHS through scipy.optimize.milp)."""

from __future__ import annotations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from clave.base.errors import ClaveError
from clave.base.words import _
from clave.measures.shape import Floats
from clave.selection.rule import Needs
from clave.selection.slate import Bools, Rows

_LITTLE = 1e-9
_ROUND = 0.5


def best_set(worth: Floats, fixed: Bools, cap: int, needs: Needs) -> Bools:
    """Who is in the set of highest total `worth` (m,), with at most `cap` members within `needs`; shape (m,).

    −inf = no candidate; `fixed` ones hold seats and are in. Raises ClaveError where the solver gives no answer."""
    chosen = fixed.copy()
    places, left = cap - int(fixed.sum()), needs.total - needs.each[fixed].sum(axis=0)
    able = _worth_trying(worth, fixed, cap, needs)
    if places <= 0 or not able.size:
        return chosen
    # a candidate worth nothing is still a reason to treat it as key: any member is better than an empty place
    value = np.maximum(worth[able], 0.0) + _LITTLE
    answer = milp(
        -value,
        constraints=LinearConstraint(
            np.vstack([np.ones(len(able)), needs.each[able].T]), ub=np.concatenate([[places], left])
        ),
        integrality=np.ones(len(able)),
        bounds=Bounds(0.0, 1.0),
        # with presolve on, HiGHS prints a line of its own to the terminal whenever it mends a solution it found
        options={"mip_rel_gap": 0.0, "presolve": False},
    )
    if answer.x is None:
        raise ClaveError(
            _("no set of customers keeps within the limits of the programme: {reason}.").fill(reason=answer.message),
            remedy=_("Check the budget and the hours against what one account takes."),
        )
    chosen[able[answer.x > _ROUND]] = True
    return chosen


def _worth_trying(worth: Floats, fixed: Bools, cap: int, needs: Needs) -> Rows:
    """Free candidates but those to whom `cap` free others are preferable, being worth as much and taking no more.

    Some best set has none of these: one of the others is always out of it, and may stand in its place."""
    able = np.flatnonzero(np.isfinite(worth) & ~fixed)
    best_first = able[np.argsort(-worth[able], kind="stable")]
    taking, kept = np.empty((len(able), needs.each.shape[1])), np.zeros(len(able), dtype=np.bool_)
    count = 0
    for place, each in enumerate(needs.each[best_first]):
        if count < cap or np.count_nonzero((taking[:count] <= each).all(axis=1)) < cap:
            taking[count], kept[place] = each, True
            count += 1
    return np.sort(best_first[kept])
