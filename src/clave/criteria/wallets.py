"""Which declared wallet counts on a day, and which do not and why: the rule of `measures/sql/declared_wallet.sql`. (A3)"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

from clave.policy import declared
from clave.policy.limits import Limits

Standing = Literal["counts", "expired", "superseded", "future"]


def standing(declarations: Sequence[tuple[date, date | None]], limits: Limits, day: date) -> tuple[Standing, ...]:
    """What each (day, own expiry) is worth on a day, the declarations given latest first.

    The latest one counts while it is fresh. Where it has expired none does: an older word is not brought back, and the
    estimate takes its place."""
    found: list[Standing] = []
    for given, expires in declarations:
        if given > day:
            found.append("future")
        elif any(state in ("counts", "expired") for state in found):
            found.append("superseded")
        else:
            found.append("counts" if last_day(given, expires, limits) >= day else "expired")
    return tuple(found)


def last_day(given: date, expires: date | None, limits: Limits) -> date:
    """Its own, or so many days later as policy says."""
    return expires or given + timedelta(days=limits[declared.wallet_days])
