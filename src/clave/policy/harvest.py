"""Values of the policy about what key accounts should give back: a target for each reason, and from how many accounts on
anything is said. Registered beside `declared`."""

from __future__ import annotations

from collections.abc import Mapping

from clave.base.words import Text, _
from clave.policy.kinds import limit, number, share, whole
from clave.policy.shape import Unit, Value


def _target(key: str, meaning: Text, unit: Unit = "share") -> Value[float]:
    return number(f"harvest.{key}", meaning, 0, unit=unit)


TARGETS: Mapping[str, Value[float]] = {
    "volume": _target("volume", _("Volume: growth of their purchases against the window before")),
    "distributor": _target("distributor", _("Distributor: orders per tonne that we save against the window before")),
    "kilos": _target("kilos", _("Kilos: growth of the kilos they load the plant with")),
    "profit": _target("profit", _("Profit: margin rate of those accounts together")),
    "potential": _target("potential", _("Potential: growth of their purchases against the window before")),
    "loyalty": _target("loyalty", _("Loyalty: share of them that keep buying by their own rhythm")),
    "knowledge": _target("knowledge", _("Knowledge: trials finished with each account in a year"), "count"),
    "idle_stock": _target("idle_stock", _("Rotation: share of all idle stock sold that they take")),
    "prestige": _target("prestige", _("Prestige: public uses and references given by each account in a year"), "count"),
    "multinational": _target(
        "multinational", _("Multinational: new sites or countries opened with each account in a year"), "count"
    ),
    "extraordinary": _target(
        "extraordinary", _("Extraordinary: times that what we learned with each account was used in a year"), "count"
    ),
    "cash": _target("cash", _("Cash: share of their purchases that they pay in cash")),
}
"""The target of each criterion; those that are counted are for each account and year."""
YIELDS: Mapping[str, Value[int]] = {
    "needs": whole("harvest.needs", _("Needs of key accounts solved and extended to others in a year"), 0, 10_000),
    "initiatives": whole("harvest.initiatives", _("Joint initiatives that run or were achieved in a year"), 0, 10_000),
    "referrals": whole("harvest.referrals", _("References given and recommendations in a year"), 0, 10_000),
}
near = share("harvest.near", _("Share of a target from which it is near"))
least = whole("harvest.least_accounts", _("Accounts on each side from which two are compared"), 2, 1_000)
draws = whole("harvest.draws", _("Bootstrap draws of the intervals of money and margin"), 100, 100_000)
alike = whole("harvest.comparable", _("Comparable customers looked for by each key account"), 1, 1_000)
promise_parts = limit(
    "harvest.promise_score", _("Share of promises kept that parts the accounts; without it, their median"), unit="share"
)
