"""E2: a distributor or representative with excellent payment habits.

E2 asks for *all* of them, so whoever is one starts at the policy's floor; its money, logarithmic between active
distributors, brings it from there to 100. Who is none scores 0.
"""

from __future__ import annotations

import unicodedata

import numpy as np
import numpy.typing as npt

from clave.base.words import Joined, Text, _
from clave.criteria import evidence, gate, value
from clave.criteria.shape import Criterion, Verdicts, verdicts
from clave.measures import place, sales
from clave.measures.shape import Floats, Measured
from clave.policy import declared
from clave.policy.limits import Limits


def applies(measured: Measured, limits: Limits) -> Verdicts:
    """An active customer whose channel is in the policy's list, whatever its accents and capitals; before the gate."""
    return verdicts(_distributors(measured, limits), measured.known(place.channel))


def score(measured: Measured, limits: Limits) -> Floats:
    """The policy's floor for being one, up to 100 by money; 0 for others; NaN where the channel is unknown."""
    floor = limits[declared.distributor_floor] * value.HIGHEST
    among = _distributors(measured, limits)
    sizes = value.size(measured.numbers(sales.money), among, limits)
    scores = np.where(among, floor + np.nan_to_num(sizes) * (1 - floor / value.HIGHEST), 0.0)
    return np.where(measured.known(place.channel), scores, np.nan)


def explain(measured: Measured, index: int, limits: Limits) -> Text | Joined:
    """Its channel, what it buys, and how it pays."""
    if not evidence.known(measured, place.channel, index):
        return evidence.missing(measured, place.channel, index)
    channel = str(measured.words(place.channel)[index])
    if _plain(channel) not in _channels(limits):
        return _("Its channel is «{channel}», which is not one of distributors or representatives.").fill(
            channel=channel
        )
    if not value.active(measured)[index]:
        return evidence.bought_nothing()
    reason = _("Its channel is «{channel}»: it sells on what it buys, {money} in twelve months.").fill(
        channel=channel, **evidence.figures(measured, index, money=sales.money)
    )
    return gate.with_payment(reason, measured, index, limits)


def _distributors(measured: Measured, limits: Limits) -> npt.NDArray[np.bool_]:
    channels = _channels(limits)
    named = [word is not None and _plain(str(word)) in channels for word in measured.words(place.channel)]
    return np.array(named, dtype=np.bool_) & value.active(measured)


def _channels(limits: Limits) -> frozenset[str]:
    return frozenset(_plain(word) for word in limits[declared.distributor_channels])


def _plain(word: str) -> str:
    """Without accents, capitals or spaces around it."""
    letters = unicodedata.normalize("NFKD", word.strip().casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


criterion = Criterion(
    key="distributor",
    source=("E2",),
    name=_("Distributor"),
    label=_("Distributor that pays well"),
    harvest=_("reach in the market"),
    needs=(place.channel,),
    applies=applies,
    score=score,
    explain=explain,
    gated=True,
    helped_by=(sales.money,),
)
