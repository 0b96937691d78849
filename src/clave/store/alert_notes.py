"""What people wrote down, as alerts read it: competitors who were seen, plans with how alive they are, low answers.
(G12, G8, C8)"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from django.db.models import Max, Q
from django.utils import timezone

from clave.base.folding import folded
from clave.base.words import _
from clave.operations.alerts.noted import CompetitorSeen, LowAnswer, PlanLooked
from clave.operations.surveys.low import low_words
from clave.policy import declared, voice
from clave.policy.limits import Limits
from clave.store.account_plans import life_of
from clave.store.models import AccountPlan, CompetitorVisit
from clave.store.surveys import low_since

SOMEBODY = _("somebody")
Bought = Mapping[tuple[str, str], float]
"""What an account buys of a family in a year, by its code and the folded name of the family."""


def competitors_seen(accounts: Collection[str], day: date, limits: Limits, bought: Bought) -> list[CompetitorSeen]:
    """The visits of competitors that stand on a day; what it buys is known only where the family was written down."""
    since = day - timedelta(days=limits[declared.alert_competitor])
    found = CompetitorVisit.objects.filter(withdrawn_at=None, customer__in=accounts, on__gt=since, on__lte=day)
    return [
        CompetitorSeen(
            row.pk, row.customer, row.competitor, row.on, row.by.name if row.by else SOMEBODY, row.offered,
            row.family, bought.get((row.customer, folded(row.family))) if row.family else None,
        )
        for row in found.select_related("by").order_by("pk")
    ]  # fmt: skip


def plans_looked(accounts: Collection[str], day: date, limits: Limits, bought: Mapping[str, float]) -> list[PlanLooked]:
    """The open plans of these accounts with how alive each is, as its own page says it."""
    last = Max("reviews__on", filter=Q(reviews__withdrawn_at=None))
    found = AccountPlan.objects.filter(closed_at=None, customer__in=accounts).annotate(reviewed_on=last)
    return [
        PlanLooked(row.pk, row.customer, life_of(row, row.reviewed_on, day, limits), bought.get(row.customer))
        for row in found.order_by("pk")
    ]


def low_answered(accounts: Collection[str], day: date, limits: Limits, bought: Mapping[str, float]) -> list[LowAnswer]:
    """The low answers with a name of the last days of policy."""
    since = day - timedelta(days=limits[voice.alert_days])
    return [
        LowAnswer(
            one.pk, one.ask.customer, timezone.localdate(one.at),
            low_words(one.ask.survey.kind, one.ask.contact.name, one.low, one.values[one.low], one.words),
            bought.get(one.ask.customer),
        )
        for one in low_since(list(accounts), since, day)
    ]  # fmt: skip
