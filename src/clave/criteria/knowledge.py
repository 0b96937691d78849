"""E7: perhaps small, but it lets us run trials, evaluate products, generate and transfer knowledge."""

from __future__ import annotations

from clave.base.words import _
from clave.criteria import judged
from clave.criteria.shape import Criterion
from clave.measures import ratings

scale = judged.Scale(
    subject=_("trials and knowledge"),
    median=ratings.knowledge_rating,
    low=ratings.knowledge_low,
    high=ratings.knowledge_high,
    raters=ratings.knowledge_raters,
)

criterion = Criterion(
    key="knowledge",
    source=("E7",),
    name=_("Trials"),
    label=_("Teaches us"),
    harvest=_("tested products and knowledge"),
    needs=(scale.median,),
    applies=scale.applies,
    score=scale.score,
    explain=scale.explain,
    judged=True,
    helped_by=(scale.low, scale.high, scale.raters),
    spread=scale.spread,
)
