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
    able = _worth_trying(worth, fixed, cap, needs)
    if not able.size or cap == 0:
        return np.zeros(len(worth), dtype=np.bool_)
    limits = np.vstack([np.ones(len(able)), needs.each[able].T])
    # a candidate worth nothing is still a reason to treat it as key: any member is better than an empty place
    value = np.maximum(worth[able], 0.0) + _LITTLE
    answer = milp(
        -value,
        constraints=LinearConstraint(limits, ub=np.concatenate([[cap], needs.total])),
        integrality=np.ones(len(able)),
        bounds=Bounds(fixed[able].astype(np.float64), 1.0),
        options={"mip_rel_gap": 0.0},
    )
    if answer.x is None:
        raise ClaveError(
            _("no set of customers keeps within the limits of the programme: {reason}.").fill(reason=answer.message),
            remedy=_("Check the budget and the hours against what one account takes."),
        )
    chosen = np.zeros(len(worth), dtype=np.bool_)
    chosen[able[answer.x > _ROUND]] = True
    return chosen


def _worth_trying(worth: Floats, fixed: Bools, cap: int, needs: Needs) -> Rows:
    """Candidates but those to whom `cap` free others are preferable, being worth as much and taking no more.

    Some best set has none of these: one of the others is always out of it, and may stand in its place."""
    able = np.flatnonzero(np.isfinite(worth))
    best_first = able[np.argsort(-worth[able], kind="stable")]
    kept: list[int] = []
    for row in best_first:
        rivals = np.array(kept, dtype=np.intp)
        fewer = (needs.each[rivals] <= needs.each[row]).all(axis=1) & ~fixed[rivals] if kept else rivals
        if fixed[row] or np.count_nonzero(fewer) < cap:
            kept.append(int(row))
    return np.array(sorted(kept), dtype=np.intp)
