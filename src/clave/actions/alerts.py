"""Alerts: kept as a search found them, put off, marked as a false alarm, given to who answers for the account. (G7)"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from clave.actions.audit import record
from clave.actions.hooks_out import tell_receivers
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import _, stored
from clave.operations.alerts.shape import KINDS, Alert
from clave.policy import declared
from clave.policy.limits import Limits
from clave.store.alert_sources import Looked
from clave.store.alerts import takers
from clave.store.models import AlertRun, Company, Person, RaisedAlert
from clave.store.webhook_kinds import RAISED

LONGEST = 500
SAID = ("why", "sure", "chance", "money", "worth", "currency", "urgency", "name", "last_day", "ended_on")


@action
def keep_alerts(*, looked: Looked, limits: Limits, by: Person | None, now: datetime) -> AlertRun:
    """Keep what a search found: what stands is still so, what is new begins today, what was not found any more ended today.
    Of kinds that nobody could judge nothing ends. One search at a time is kept."""
    list(Company.objects.select_for_update().order_by("id")[:1])
    standing = {
        (row.kind, row.customer, row.matter): row
        for row in RaisedAlert.objects.select_for_update().filter(ended_on=None)
    }
    fresh: list[RaisedAlert] = []
    still: list[RaisedAlert] = []
    for alert in {one.mark: one for one in looked.alerts}.values():
        row = standing.pop(alert.mark, None)
        (still if row else fresh).append(_said(row or _new(alert, looked.day), alert, looked))
    over = [
        row for row in standing.values()
        if (row.kind in looked.judged or row.customer not in looked.accounts) and not _of_today(row, looked)
    ]  # fmt: skip
    for row in over:
        row.ended_on = max(looked.day, row.first_day)
    RaisedAlert.objects.bulk_create(fresh)
    RaisedAlert.objects.bulk_update([*still, *over], SAID, batch_size=200)
    run = AlertRun.objects.create(
        day=looked.day, known_to=looked.known_to, facts_version=looked.facts_version, policy_version=limits.version,
        currency=looked.currency, dark=[stored(one) for one in looked.dark], accounts=len(looked.accounts), made_at=now, by=by,
    )  # fmt: skip
    record(by=by, now=now, what="alerts.kept", about=f"alerts:{run.pk}")
    tell_receivers(what=RAISED, about=f"alerts:{run.pk}", now=now, ids=[str(row.pk) for row in fresh])
    return run


def _of_today(row: RaisedAlert, looked: Looked) -> bool:
    """Whether somebody answered low on the very day that was looked at: it may have come after the search read the answers."""
    return row.kind == "survey" and row.first_day >= looked.day


def _new(alert: Alert, day: date) -> RaisedAlert:
    return RaisedAlert(kind=alert.kind, customer=alert.account, matter=alert.matter, first_day=day)


def _said(row: RaisedAlert, alert: Alert, looked: Looked) -> RaisedAlert:
    """A row with what is so today."""
    row.why, row.sure = stored(alert.why), stored(alert.sure) if alert.sure else None
    row.chance, row.money, row.worth = alert.chance, alert.money, alert.worth
    row.currency, row.urgency = looked.currency, KINDS[alert.kind].urgency
    row.name, row.last_day = looked.accounts[alert.account], max(looked.day, row.first_day)
    return row


@action
def snooze_alert(
    *, customer: str, number: int, until: date, reason: str, limits: Limits, by: Person, now: datetime
) -> RaisedAlert:
    """Put an alert off until a day (inside). Raises ClaveError (`where` names the field) without a reason, for a day that
    is over or too far, and where somebody marked it a moment ago."""
    said = _reason(reason)
    today, most = timezone.localdate(now), limits[declared.alert_snooze]
    if not today <= until <= today + timedelta(days=most):
        raise ClaveError(
            _("an alert is put off from today up to {days} days.").fill(days=Figure(most, "count")), where="until",
            remedy=_("Choose an earlier day; if it is no alert at all, mark it as a false alarm."),
        )  # fmt: skip
    row = _held(number, customer)
    if row.snoozed_until and row.snoozed_until >= today:
        raise _too_late(row.snoozed_by)
    row.snoozed_until, row.snooze_reason, row.snoozed_by = until, said, by
    row.save(update_fields=["snoozed_until", "snooze_reason", "snoozed_by"])
    record(by=by, now=now, what="alert.snoozed", about=f"alert:{row.pk}")
    return row


@action
def wake_alert(*, customer: str, number: int, by: Person, now: datetime) -> RaisedAlert:
    """Bring an alert back that was put off. Raises ClaveError where it is there already."""
    row = _held(number, customer)
    if row.snoozed_until is None:
        raise ClaveError(_("this alert is not put off."), remedy=_("Look at it again; nothing was changed by you."))
    row.snoozed_until, row.snooze_reason, row.snoozed_by = None, "", None
    row.save(update_fields=["snoozed_until", "snooze_reason", "snoozed_by"])
    record(by=by, now=now, what="alert.woken", about=f"alert:{row.pk}")
    return row


@action
def mark_false_alarm(*, customer: str, number: int, reason: str, by: Person, now: datetime) -> RaisedAlert:
    """Say that an alert is none, and why; it is not raised again while it lasts. Raises ClaveError without a reason, and
    where somebody marked it a moment ago."""
    said = _reason(reason)
    row = _held(number, customer)
    row.false_at, row.false_reason, row.false_by = now, said, by
    row.save(update_fields=["false_at", "false_reason", "false_by"])
    record(by=by, now=now, what="alert.false", about=f"alert:{row.pk}")
    return row


@action
def take_back_false_alarm(*, customer: str, number: int, by: Person, now: datetime) -> RaisedAlert:
    """It was an alert after all. Raises ClaveError where nobody marked it."""
    row = RaisedAlert.objects.select_for_update().get(pk=number, customer=customer)
    if row.false_at is None:
        raise ClaveError(_("nobody marked this alert."), remedy=_("Look at it again; nothing was changed by you."))
    row.false_at, row.false_reason, row.false_by = None, "", None
    row.save(update_fields=["false_at", "false_reason", "false_by"])
    record(by=by, now=now, what="alert.not_false", about=f"alert:{row.pk}")
    return row


@action
def assign_alert(*, customer: str, number: int, to: Person | None, by: Person, now: datetime) -> RaisedAlert:
    """Give an alert to the owner or the substitute of its account; None = to whoever owns it. Raises ClaveError (`where`)
    for anybody else."""
    if to is not None and to not in takers(customer, timezone.localdate(now)):
        raise ClaveError(
            _("{name} does not answer for this account.").fill(name=to.name), where="person",
            remedy=_("Choose its owner or its substitute."),
        )  # fmt: skip
    row = _held(number, customer)
    row.assigned, row.assigned_by = to, by if to else None
    row.save(update_fields=["assigned", "assigned_by"])
    record(by=by, now=now, what="alert.assigned", about=f"alert:{row.pk}")
    return row


@action
def note_alerts_export(*, by: Person, now: datetime) -> None:
    """Somebody took the alerts out as a file."""
    record(by=by, now=now, what="alerts.exported", about="alerts:list")


def _held(number: int, customer: str) -> RaisedAlert:
    """The alert, held until the transaction ends; ClaveError where it is over or a false alarm already."""
    row = RaisedAlert.objects.select_for_update().get(pk=number, customer=customer)
    if row.false_at is not None:
        raise _too_late(row.false_by)
    if row.ended_on is not None:
        raise ClaveError(_("this alert is over by now."), remedy=_("Look at it again; nothing was changed by you."))
    return row


def _too_late(by: Person | None) -> ClaveError:
    return ClaveError(
        _("{name} answered this alert a moment ago.").fill(name=by.name if by else "clave"),
        remedy=_("Look at what they wrote; nothing was changed by you."),
    )


def _reason(text: str) -> str:
    said = " ".join(text.split())
    if not said:
        raise ClaveError(
            _("there is no reason yet."), where="reason", remedy=_("Write it in a sentence: the others will read it.")
        )
    if len(said) > LONGEST:
        raise ClaveError(
            _("the reason has {length} characters, {most} fit.").fill(length=len(said), most=LONGEST), where="reason",
            remedy=_("Say it in a sentence."),
        )  # fmt: skip
    return said
