"""Payment drifting: an account that used to pay on a certain day pays later and later. (E1, G6)"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from statistics import median

from scipy import stats

from clave.base.figures import Figure
from clave.base.words import _
from clave.operations.alerts.shape import Alert
from clave.policy import declared
from clave.policy.limits import Limits

A_YEAR = 365


@dataclass(frozen=True)
class Paid:
    """One instalment as it stood: due on `due`, settled on `paid_on` (None = still open), `balance` what is open of it."""

    account: str
    due: date
    paid_on: date | None
    balance: Decimal

    def late(self, as_of: date) -> int:
        """Days past its due day, below zero where it was paid before; what is open counts to the date asked."""
        settled = self.paid_on if self.paid_on and self.paid_on <= as_of else as_of
        return (settled - self.due).days


def drifting(paid: Iterable[Paid], as_of: date, limits: Limits) -> list[Alert]:
    """Accounts whose invoices due in the last days of policy were paid later than those of the year before them, by more
    than policy's days and than chance explains; at stake is what is past due and open."""
    by_account: dict[str, list[Paid]] = {}
    for one in paid:
        if one.due <= as_of:
            by_account.setdefault(one.account, []).append(one)
    found = (_drift(account, rows, as_of, limits) for account, rows in sorted(by_account.items()))
    return [alert for alert in found if alert]


def _drift(account: str, rows: Sequence[Paid], as_of: date, limits: Limits) -> Alert | None:
    since = as_of - timedelta(days=limits[declared.alert_drift_window])
    now = [one.late(as_of) for one in rows if one.due > since]
    was = [one.late(as_of) for one in rows if since - timedelta(days=A_YEAR) < one.due <= since]
    if min(len(now), len(was)) < limits[declared.alert_drift_documents]:
        return None
    more = median(now) - median(was)
    if more < limits[declared.alert_drift] or median(now) <= 0:
        return None
    chance = float(stats.mannwhitneyu(now, was, alternative="greater").pvalue)
    if chance > limits[declared.alert_drift_chance]:
        return None
    owed = sum((one.balance for one in rows if one.due < as_of), Decimal(0))
    why = _("pays {now} after the due day; in the year before it was {was} ({count} invoices against {other})").fill(
        now=Figure(float(median(now)), "days"), was=Figure(float(median(was)), "days"), count=len(now), other=len(was)
    )
    sure = _("That it pays as before and this is chance: {chance}.").fill(chance=Figure(chance, "share"))
    return Alert("payment", account, why, "", float(owed), "owed", chance, sure)
