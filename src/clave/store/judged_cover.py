"""What people recorded in clave itself, as coverage counts it: how much, of how many customers, since when, and what of it
counts today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet

from clave.base.words import _
from clave.criteria.unlocks import Unlock, unlock
from clave.facts.tables import JUDGED
from clave.policy import declared
from clave.policy.limits import Limits
from clave.store.models import DeclaredWallet, Rating, Trial

TRIAL = "trial"
TRIALS, OF_TRIALS = _("Trials"), _("Trials and evaluations: the proof for whoever rates what a customer teaches us.")
"""The register of trials, which no file brings: what it is called, and what it is."""
TAUGHT = Unlock(TRIAL, (), ("knowledge",))


@dataclass(frozen=True)
class RecordedCover:
    """One thing that people record: `rows` that stand, of so many `customers`, from `since` to `until`; `counting` today.

    `criteria` are those of which a rating counts today, by their number of ratings; empty for what is not a rating."""

    rows: int
    customers: int
    since: date | None
    until: date | None
    counting: int
    criteria: Mapping[str, int]


def gain_of(name: str) -> Unlock:
    """What a fact table does for the criteria, or the register of trials."""
    return TAUGHT if name == TRIAL else unlock(name)


def waits_of(name: str, cover: RecordedCover | None, *, loaded: bool) -> tuple[str, ...]:
    """Criteria that only people could tell here, because no file brings it (`loaded`), and that nobody rated yet."""
    if cover is None or loaded:
        return ()
    return tuple(key for key in gain_of(name).unlocks if key not in cover.criteria)


def recorded_cover(limits: Limits, day: date) -> dict[str, RecordedCover]:
    """Ratings and declared wallets by the name of their fact table, trials as `trial`; what nobody recorded is left out."""
    ratings = Rating.objects.filter(ended_at=None)
    wallets = DeclaredWallet.objects.filter(withdrawn_at=None)
    trials = Trial.objects.filter(removed_at=None)
    fresh = ratings.filter(_fresh("rated_on", day, limits[declared.judged_days]))
    by_criterion = dict(fresh.values_list("criterion").annotate(Count("pk")))
    wallets_fresh = wallets.filter(_fresh("declared_on", day, limits[declared.wallet_days])).count()
    found = {
        "rating": _cover(ratings, "rated_on", sum(by_criterion.values()), by_criterion),
        "declared_wallet": _cover(wallets, "declared_on", wallets_fresh),
        TRIAL: _cover(trials, "starts_on", trials.count()),
    }
    return {name: cover for name, cover in found.items() if cover.rows}


def _fresh(given: str, day: date, days: int) -> Q:
    """Not past the last day it names, or that policy gives it."""
    by_policy = Q(expires_on=None, **{f"{given}__gte": day - timedelta(days=days)})
    return Q(expires_on__gte=day) | by_policy


def _cover(rows: QuerySet[Any], given: str, counting: int, criteria: Mapping[str, int] | None = None) -> RecordedCover:
    sums = rows.aggregate(n=Count("pk"), customers=Count("customer", distinct=True), since=Min(given), until=Max(given))
    ordered = {key: criteria[key] for key in JUDGED if key in criteria} if criteria else {}
    return RecordedCover(sums["n"], sums["customers"], sums["since"], sums["until"], counting, ordered)
