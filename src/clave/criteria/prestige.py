"""A2, E9: a name so recognised that others follow it; judged by several people, their disagreement kept."""

from __future__ import annotations

from clave.base.words import _
from clave.criteria import judged
from clave.criteria.shape import Criterion
from clave.measures import ratings

scale = judged.Scale(
    subject=_("the prestige of its name"),
    median=ratings.prestige_rating,
    low=ratings.prestige_low,
    high=ratings.prestige_high,
    raters=ratings.prestige_raters,
)

criterion = Criterion(
    key="prestige",
    source=(
        "A2",
        "E9",
    ),
    name=_("Prestige"),
    label=_("A name others recognise"),
    harvest=_("references"),
    needs=(scale.median,),
    applies=scale.applies,
    score=scale.score,
    explain=scale.explain,
    judged=True,
    helped_by=(scale.low, scale.high, scale.raters),
    spread=scale.spread,
)
