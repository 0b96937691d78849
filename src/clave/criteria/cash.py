"""E11: occasionally, pays in cash, for liquidity. Off until the company switches it on.

The share decides whether it applies; the score follows the money that came in cash, which is the liquidity it brings.
"""

from __future__ import annotations

import numpy as np

from clave.base.figures import Figure
from clave.base.words import Joined, Text, _, joined
from clave.criteria import evidence, value
from clave.criteria.shape import Criterion, Verdicts, verdicts
from clave.measures import cash, sales
from clave.measures.shape import Floats, Measured
from clave.policy import declared
from clave.policy.limits import Limits


def applies(measured: Measured, limits: Limits) -> Verdicts:
    """Active, and at least the policy's share paid in advance or on delivery."""
    shares = np.nan_to_num(measured.numbers(cash.cash_share))
    return verdicts(
        (shares >= limits[declared.cash_share_floor]) & value.active(measured), measured.known(cash.cash_share)
    )


def score(measured: Measured, limits: Limits) -> Floats:
    """Money paid in cash, logarithmic between those who pay any so; none is 0."""
    return value.zero_heavy(_in_cash(measured), value.active(measured), limits)


def explain(measured: Measured, index: int, limits: Limits) -> Text | Joined:
    """Share and money in cash, and the discount it was given for it."""
    if not evidence.known(measured, cash.cash_share, index):
        return evidence.missing(measured, cash.cash_share, index)
    share, money = (measured.numbers(measure)[index] for measure in (cash.cash_share, sales.money))
    reason = _("It paid {share} in cash or in advance, {money} in twelve months; it takes {floor}.").fill(
        money=Figure(float(share * max(money, 0.0)), "money", measured.currency),
        floor=Figure(limits[declared.cash_share_floor], "share"),
        **evidence.figures(measured, index, share=cash.cash_share),
    )
    if not evidence.known(measured, cash.cash_discount, index):
        return reason
    discount = _("Discount given for it: {discount}.").fill(
        **evidence.figures(measured, index, discount=cash.cash_discount)
    )
    return joined((reason, discount), " ")


def _in_cash(measured: Measured) -> Floats:
    return np.asarray(measured.numbers(cash.cash_share) * np.maximum(measured.numbers(sales.money), 0.0))


criterion = Criterion(
    key="cash",
    source=("E11",),
    name=_("Cash"),
    label=_("Pays in cash"),
    harvest=_("liquidity"),
    needs=(cash.cash_share, sales.money),
    applies=applies,
    score=score,
    explain=explain,
    helped_by=(cash.cash_discount,),
)
