"""What comes back of what the programme costs: the gain over the cost, with its interval, and what may be said of it. (F2)"""

from __future__ import annotations

import math
from collections.abc import Mapping

from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.outcome.cost.shape import Return

PAYS, LOSES, UNCLEAR, PART, UNKNOWN = "pays", "loses", "unclear", "part", "unknown"
VERDICTS: Mapping[str, Text] = {
    PAYS: _("It pays"), LOSES: _("It does not pay"), UNCLEAR: _("It cannot be said yet"),
    PART: _("It would pay if nothing else cost"), UNKNOWN: _("Not known"),
}  # fmt: skip
"""What each verdict is called."""
NO_GAIN = _("What the programme brought is not known yet, so nobody can say what came back of its cost.")
NO_COST = _(
    "Nothing of what the programme costs is known, so nobody can say what came back of it. Enter what is missing."
)
FREE = _("The programme cost nothing that anybody wrote down, so there is nothing to divide by.")
SAID: Mapping[str, Text] = {
    PAYS: _("Each unit of money put into the programme brought {point} back as margin (between {low} and {high})."),
    LOSES: _("Each unit of money put into the programme brought {point} back as margin (between {low} and {high}): less than "
             "it cost."),
    UNCLEAR: _("Each unit of money put into the programme brought {point} back as margin, but it may be from {low} to {high}: "
               "it cannot be said yet whether it pays."),
    PART: _("Each unit of money put into the programme brought {point} back as margin (between {low} and {high}), but a part of "
            "the cost is not known: this is the most it can be."),
}  # fmt: skip


def returned(
    gain_low: float | None,
    gain: float | None,
    gain_high: float | None,
    cost: float | None,
    *,
    whole: bool,
    level: float,
) -> Return:
    """The gain in margin money with the ends of its interval at `level`, over the cost in the same window and currency. The
    cost is taken as it is, without an interval; `whole` says whether nothing is missing from it: else the return is the most
    it can be. Raises ValueError for an interval that does not hold its point."""
    if (
        gain is None
        or gain_low is None
        or gain_high is None
        or not all(map(math.isfinite, (gain_low, gain, gain_high)))
    ):
        return Return(UNKNOWN, None, None, None, level, gain, cost, whole, NO_GAIN)
    if not gain_low <= gain <= gain_high:
        raise ValueError(f"{gain} does not lie between {gain_low} and {gain_high}.")
    if cost is None or cost <= 0:
        return Return(UNKNOWN, None, None, None, level, gain, cost, whole, NO_COST if cost is None else FREE)
    low, point, high = (one / cost for one in (gain_low, gain, gain_high))
    verdict = _verdict(low, high, whole=whole)
    words = {"low": Figure(low, "score"), "point": Figure(point, "score"), "high": Figure(high, "score")}
    return Return(verdict, low, point, high, level, gain, cost, whole, SAID[verdict].fill(**words))


def _verdict(low: float, high: float, *, whole: bool) -> str:
    """Above 1 it pays, below it does not. More cost can only bring a gain closer to zero: what is below 1 stays there."""
    if high < 1:
        return LOSES
    if low > 1:
        return PAYS if whole else PART
    return UNCLEAR
