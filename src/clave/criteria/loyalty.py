"""E6: loyal: it keeps buying, there is information both ways, and we know its situation.

Three parts with policy weights, renewed over the parts that the company records: continuity; information, which counts
by the weaker direction, for talking to somebody who never calls is not exchange; and how fresh its profile is. Where
profiles are confirmed at all, one that nobody confirmed counts nothing: less known is never worth more.
"""

from __future__ import annotations

import numpy as np

from clave.base.figures import Figure
from clave.base.words import Joined, Text, _, joined
from clave.criteria import evidence
from clave.criteria.shape import Criterion, Verdicts, verdicts
from clave.criteria.value import HIGHEST, active
from clave.measures import continuity, loyalty, rhythm
from clave.measures.shape import Floats, Measured
from clave.policy import declared
from clave.policy.limits import Limits


def applies(measured: Measured, limits: Limits) -> Verdicts:
    """Active, buys in enough of its months, and is not silent against its own rhythm."""
    months = measured.numbers(continuity.continuity)
    steady = np.nan_to_num(months) >= limits[declared.loyalty_continuity]
    steady &= active(measured)
    silent = measured.numbers(rhythm.silent)
    known = ~np.isnan(months) & (~np.isnan(silent) | ~steady)
    return verdicts(steady & (silent == 0), known)


def score(measured: Measured, limits: Limits) -> Floats:
    """Weighted mean of the parts recorded for anybody, each 0–100; NaN where continuity is unknown."""
    parts = _parts(measured, limits)
    values = np.array(list(parts.values()))
    weights = np.array([limits[declared.loyalty_weights].get(name, 0) for name in parts], dtype=np.float64)
    weights *= ~np.isnan(values).all(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = (weights[:, None] * np.nan_to_num(values)).sum(axis=0) / weights.sum()
    return np.where(np.isnan(parts["continuity"]), np.nan, np.minimum(mean, HIGHEST))


def explain(measured: Measured, index: int, limits: Limits) -> Text | Joined:
    """Months with purchase, silence, contacts in both directions and the age of its profile."""
    if not evidence.known(measured, continuity.continuity, index):
        return evidence.missing(measured, continuity.continuity, index)
    months = _("It bought in {continuity} of its months; it takes {floor}.").fill(
        floor=Figure(limits[declared.loyalty_continuity], "share"),
        **evidence.figures(measured, index, continuity=continuity.continuity),
    )
    return joined((months, _silence(measured, index), _contacts(measured, index), _profile(measured, index)), " ")


def _parts(measured: Measured, limits: Limits) -> dict[str, Floats]:
    touches = np.minimum(measured.numbers(loyalty.touches_in), measured.numbers(loyalty.touches_out))
    age = measured.numbers(loyalty.profile_age)
    return {
        "continuity": np.clip(measured.numbers(continuity.continuity), 0.0, 1.0) * HIGHEST,
        "information": np.clip(touches / limits[declared.loyalty_touches], 0.0, 1.0) * HIGHEST,
        "freshness": np.clip(1.0 - age / limits[declared.loyalty_profile_days], 0.0, 1.0) * HIGHEST,
    }


def _silence(measured: Measured, index: int) -> Text:
    silent = measured.numbers(rhythm.silent)[index]
    if np.isnan(silent):
        return _("Whether it is silent cannot be told: it has bought too few times.")
    sentence = (
        _("It is silent: {days} without buying, and its rhythm is {rhythm}.")
        if silent
        else _("It keeps its rhythm: {days} since its last purchase, usually {rhythm} between two.")
    )
    return sentence.fill(**evidence.figures(measured, index, days=rhythm.days_since, rhythm=rhythm.rhythm))


def _contacts(measured: Measured, index: int) -> Text:
    if not (
        evidence.known(measured, loyalty.touches_in, index) and evidence.known(measured, loyalty.touches_out, index)
    ):
        return _("No contacts with it are recorded.")
    return _("Contacts of the year: {came} it made and {went} we made.").fill(
        **evidence.figures(measured, index, came=loyalty.touches_in, went=loyalty.touches_out)
    )


def _profile(measured: Measured, index: int) -> Text:
    if not evidence.known(measured, loyalty.profile_age, index):
        return _("Nobody has confirmed its profile.")
    return _("Its profile was confirmed {age} ago.").fill(**evidence.figures(measured, index, age=loyalty.profile_age))


criterion = Criterion(
    key="loyalty",
    source=("E6",),
    name=_("Loyalty"),
    label=_("Loyal"),
    harvest=_("steady business and information"),
    needs=(continuity.continuity, rhythm.silent),
    applies=applies,
    score=score,
    explain=explain,
    helped_by=(loyalty.touches_in, loyalty.touches_out, loyalty.profile_age),
)
