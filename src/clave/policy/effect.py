"""Values of the policy about whether the status mattered: who is comparable, from how many accounts on a figure is said.
Registered beside `declared`."""

from __future__ import annotations

from clave.base.words import _
from clave.policy.kinds import number, share, whole

match_months = whole(
    "effect.match_months",
    _("Months before entry over which comparable customers must have bought alike"),
    12,
    60,
    unit="months",
)
controls = whole("effect.controls", _("Comparable customers of each account, at most"), 1, 50)
fewest_controls = whole(
    "effect.fewest_controls", _("Comparable customers without which an account is not measured"), 1, 50
)
caliper = number("effect.caliper", _("Distance beyond which a customer is not comparable"), 0)
mix_weight = number("effect.mix_weight", _("What another mix of families counts in that distance"), 0)
continuity_weight = number("effect.continuity_weight", _("What another continuity counts in that distance"), 0)
level_weight = number("effect.level_weight", _("What another size counts in that distance"), 0)
path_weight = number(
    "effect.path_weight", _("What another path over those months, rising where it fell, counts in that distance"), 0
)
recent_weight = number(
    "effect.recent_weight",
    _("What the last quarter before entry counts in that path, against each stretch before it"),
    0,
)
capped_share = share("effect.capped_share", _("Share of its distance at which a candidate kept out by the cap counts"))
minimum_entries = whole(
    "effect.minimum_entries", _("Accounts with comparable customers from which a figure is said"), 2, 1_000
)
after_months = whole(
    "effect.after_months", _("Whole months after entry from which an account counts"), 1, 60, unit="months"
)
placebo_early = whole(
    "effect.placebo_early", _("Months by which the first false entry lies before the true one"), 1, 11, unit="months"
)
placebo_late = whole(
    "effect.placebo_late", _("Months by which the second false entry lies before the true one"), 2, 24, unit="months"
)
path_months = whole("effect.path_months", _("Months after entry that the chart shows, at most"), 3, 120, unit="months")
cost_cover = share("effect.cost_cover", _("Share of the purchases whose cost must be known to say a margin"))
donors = whole("effect.donors", _("Customers from which the twin of an account may be made, at most"), 2, 500)
fewest_donors = whole("effect.fewest_donors", _("Customers without which no twin of an account is made"), 2, 500)
twin_error = share("effect.twin_error", _("Error before entry beyond which a twin says nothing, over the mean month"))
