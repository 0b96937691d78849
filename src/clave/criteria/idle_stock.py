"""E8: takes seconds and slow or dead stock."""

from __future__ import annotations

from clave.base.words import Joined, Text, _
from clave.criteria import evidence, value
from clave.criteria.shape import Criterion, Verdicts, verdicts
from clave.criteria.standing import standing
from clave.measures import idle
from clave.measures.shape import Floats, Measured
from clave.policy import declared
from clave.policy.limits import Limits


def applies(measured: Measured, limits: Limits) -> Verdicts:
    """Inside the top share, by money, of the active customers that take any."""
    places = standing(measured, idle.idle_money, takers=True)
    return verdicts(places.top(limits[declared.idle_top]), measured.known(idle.idle_money))


def score(measured: Measured, limits: Limits) -> Floats:
    """Money of idle stock, logarithmic between those who take it; none is 0."""
    return value.zero_heavy(measured.numbers(idle.idle_money), value.active(measured), limits)


def explain(measured: Measured, index: int, limits: Limits) -> Text | Joined:
    """What it took, its share of all that was sold of it, and the place."""
    if not evidence.known(measured, idle.idle_money, index):
        return evidence.missing(measured, idle.idle_money, index)
    places = standing(measured, idle.idle_money, takers=True)
    if not places.place[index]:
        return _("It took no seconds and no slow stock in the last twelve months.")
    return _(
        "It took {money} of seconds and slow stock in twelve months, {share} of all we sold of it: "
        "number {place} of the {count} who take any, of whom those up to number {first} count."
    ).fill(
        **evidence.figures(measured, index, money=idle.idle_money, share=idle.idle_share),
        **places.figures(index, limits[declared.idle_top]),
    )


criterion = Criterion(
    key="idle_stock",
    source=("E8",),
    name=_("Rotation"),
    label=_("Takes seconds and slow stock"),
    harvest=_("idle stock turned into money"),
    needs=(idle.idle_money,),
    applies=applies,
    score=score,
    explain=explain,
    helped_by=(idle.idle_share, idle.idle_kilos),
)
