"""E10: a multinational, small here, interesting in other cities or countries.

Whether it is interesting elsewhere is judged; what its group already buys from us, and where, stands beside it.
"""

from __future__ import annotations

from clave.base.words import Joined, Text, _, joined
from clave.criteria import evidence, judged
from clave.criteria.shape import Criterion
from clave.measures import place, ratings
from clave.measures.shape import Measured
from clave.policy.limits import Limits

scale = judged.Scale(
    subject=_("its interest in other cities or countries"),
    median=ratings.multinational_rating,
    low=ratings.multinational_low,
    high=ratings.multinational_high,
    raters=ratings.multinational_raters,
)


def explain(measured: Measured, index: int, limits: Limits) -> Text | Joined:
    """The ratings, and the sites and countries of its group."""
    reason = scale.explain(measured, index, limits)
    if not evidence.known(measured, place.group, index):
        return joined((reason, _("It is in no group that we know of.")), " ")
    group = (
        _("Its group {group} has {sites} sites in the customer file, in {countries} countries.")
        if evidence.known(measured, place.countries, index)
        else _("Its group {group} has {sites} sites in the customer file, which does not say their countries.")
    )
    figures = evidence.figures(measured, index, sites=place.sites, countries=place.countries)
    return joined((reason, group.fill(group=str(measured.words(place.group)[index]), **figures)), " ")


criterion = Criterion(
    key="multinational",
    source=("E10",),
    name=_("Multinational"),
    label=_("Multinational"),
    harvest=_("business in other cities and countries"),
    needs=(scale.median,),
    applies=scale.applies,
    score=scale.score,
    explain=explain,
    judged=True,
    helped_by=(scale.low, scale.high, scale.raters, place.group, place.sites, place.countries),
    spread=scale.spread,
)
