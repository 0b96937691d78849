"""What happened the last time: the alert of the same kind about the same account that ended last, and how. (§3.7)"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from clave.base.figures import Figure
from clave.base.words import Text, _

Ending = Literal["over", "false"]


@dataclass(frozen=True)
class Earlier:
    """One alert of before: from when to when, and how it ended; `reason` is what somebody wrote of a false alarm."""

    first: date
    last: date
    ending: Ending
    reason: str = ""


def last_time(earlier: Earlier | None) -> Text:
    """What is said of the last time."""
    if earlier is None:
        return _("It is the first time that this is seen here.")
    days = Figure(float((earlier.last - earlier.first).days), "days")
    if earlier.ending == "false":
        text = _("The last time, on {first}, it was a false alarm: «{reason}».")
        return text.fill(first=Figure(earlier.first, "date"), reason=earlier.reason)
    return _("The last time, on {first}, it ended after {days}.").fill(first=Figure(earlier.first, "date"), days=days)


def false_rate(false: int, judged: int) -> float | None:
    """The share of false alarms among those that ended or were marked; None where none did."""
    return false / judged if judged else None
