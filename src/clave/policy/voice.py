"""Values of the policy about surveys and novelties: how often, from how many answers on, what alerts. Registered beside
`declared`."""

from __future__ import annotations

from clave.base.words import _
from clave.policy.kinds import days, whole

most = whole("surveys.per_year", _("Surveys that one person is asked in twelve months, at most"), 1, 52)
pulse_rest = days("surveys.pulse_rest_days", _("Days between two questions about a delivery to the same person"))
pulse_after = days("surveys.pulse_after_days", _("Days after a delivery arrived until the question about it"), 0)
pulse_open = days("surveys.pulse_open_days", _("Days for which the question about a delivery waits for an answer"))
announced = days("surveys.announced_days", _("Days after the announcement until the question whether they notice it"))
announced_open = days("surveys.announced_open_days", _("Days for which that question waits for an answer"))
least = whole("surveys.least_answers", _("Anonymous answers from which they are shown"), 3, 100)
interval = whole("surveys.interval_from", _("Answers from which an interval of the NPS is said"), 2, 1_000)
remind = days("surveys.remind_days", _("Days before the last day on which who did not answer is reminded, once"))
low_recommend = whole("surveys.low_recommend", _("Recommendation with a name that alerts, at most"), 0, 10)
low_agree = whole("surveys.low_agree", _("Agreement (1 to 7) with a name that alerts, at most"), 1, 7)
low_delivery = whole("surveys.low_delivery", _("Delivery (1 to 5) with a name that alerts, at most"), 1, 5)
low_noticed = whole("surveys.low_noticed", _("Whether they notice (1 not yet, 3 yes) that alerts, at most"), 1, 3)
novelty_remind = days(
    "novelties.remind_days", _("Days before the last day on which who did not vote is reminded, once")
)
novelty_file = whole("novelties.file_megabytes", _("Megabytes of the file of a novelty, at most"), 1, 50)
alert_days = days("alerts.survey_days", _("Days for which a low answer to a survey stands among the alerts"))
