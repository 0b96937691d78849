"""A4: an extraordinary benefit: knowledge of product, service or market, level of demand, singularity.

Each kind is judged on a scale of its own; how they make the criterion's one rating is policy (`judged.kinds`)."""

from __future__ import annotations

from clave.base.words import _
from clave.criteria import judged
from clave.criteria.shape import Criterion
from clave.measures import ratings

scale = judged.Scale(
    subject=_("an extraordinary benefit"),
    median=ratings.extraordinary_rating,
    low=ratings.extraordinary_low,
    high=ratings.extraordinary_high,
    raters=ratings.extraordinary_raters,
    lines=ratings.extraordinary_lines,
)

criterion = Criterion(
    key="extraordinary",
    source=("A4",),
    name=_("Extraordinary"),
    label=_("Extraordinary benefit"),
    harvest=_("a benefit nobody else gives"),
    needs=(scale.median,),
    applies=scale.applies,
    score=scale.score,
    explain=scale.explain,
    judged=True,
    helped_by=(scale.low, scale.high, scale.raters, *scale.lines.values()),
    spread=scale.spread,
)
