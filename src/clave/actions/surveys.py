"""Surveys: prepared, sent to who may be asked, given more days, closed; the questions that come by themselves. (C8, C1)"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from clave.actions.again import just_made
from clave.actions.audit import record
from clave.actions.customer_mail import SURVEY, write_to_contact
from clave.actions.mail import company_name
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.folding import folded
from clave.base.words import _
from clave.operations.surveys.asking import Turn, turn
from clave.operations.surveys.questions import KINDS
from clave.operations.surveys.said import LONGEST, Choice, SurveySaid, checked_survey, promise
from clave.policy import voice
from clave.policy.limits import Limits
from clave.report import voice as letters  # declares its letters
from clave.store.models import Announcement, Person, Survey, SurveyAsk
from clave.store.surveys import last_day, said_of, title_of, turns
from clave.store.voters import Chosen, Voter, asked_before, choice_kept, chosen, voters

GONE = _("this survey is not there any more.")
LOOK = _("Look at it again: somebody changed it a moment ago; nothing was changed by you.")
A_MINUTE = 4  # questions
__all__ = ["letters"]


@action
def prepare_survey(*, by: Person, now: datetime, survey: SurveySaid) -> Survey:
    """Write a survey down; nobody is asked yet. From here on it is anonymous or not for good. Sent twice, it is there once.
    Raises ClaveError for what `checked_survey` refuses."""
    sound = checked_survey(survey, timezone.localdate(now))
    same = Survey.objects.filter(by=by, kind=sound.kind, title=sound.title, removed_at=None)
    if sent_twice := just_made(same, by=by, now=now):
        return sent_twice
    kept = Survey(by=by, created_at=now, anonymous=sound.anonymous, kind=sound.kind)
    _say(kept, sound, now)
    record(by=by, now=now, what="survey.prepared", about=f"survey:{kept.pk}")
    return kept


@action
def change_survey(
    *, by: Person, now: datetime, number: int, survey: SurveySaid, seen: datetime | None = None
) -> Survey:
    """Say it better while nobody was asked. Raises ClaveError as `prepare_survey`; for another kind or another promise about
    names; and where somebody changed it after it was `seen`."""
    kept = _in(_held(number), "draft")
    if seen is not None and kept.changed_at != seen:
        raise ClaveError(_("somebody changed it after you opened it."), remedy=LOOK)
    sound = checked_survey(survey, timezone.localdate(now))
    if (sound.anonymous, sound.kind) != (kept.anonymous, kept.kind):
        raise ClaveError(
            _("its kind, and whether it is anonymous, are fixed when it is prepared."), where="anonymous",
            remedy=_("Prepare another one, and take this one out."),
        )  # fmt: skip
    _say(kept, sound, now)
    record(by=by, now=now, what="survey.changed", about=f"survey:{kept.pk}")
    return kept


@action
def open_survey(*, by: Person, now: datetime, number: int, limits: Limits) -> Survey:
    """Ask everybody of the chosen accounts who may be asked today. A pulse asks nobody yet: it asks after deliveries. Raises
    ClaveError where nobody can be asked."""
    kept = _in(_held(number), "draft")
    today = timezone.localdate(now)
    if kept.closes_on is not None and kept.closes_on < today:
        raise ClaveError(_("its last day is over."), where="closes_on", remedy=_("Change that first."))
    kept.state, kept.opened_at, kept.changed_at = "open", now, now
    kept.save(update_fields=["state", "opened_at", "changed_at"])
    if kept.kind == "relationship":
        found = [(one, said) for one, said in turns(said_of(kept).choice, kept.kind, today, limits) if said.asked]
        if not found:
            raise ClaveError(
                _("nobody of the chosen accounts can be asked today."),
                remedy=_("Invite people to the portal, or choose other accounts; nothing was sent."),
            )
        _ask(kept, found, today, now, by, limits)
    record(by=by, now=now, what="survey.opened", about=f"survey:{kept.pk}")
    return kept


@action
def extend_survey(*, by: Person, now: datetime, number: int, day: date) -> Survey:
    """Another last day. Raises ClaveError where it is not open, or the day cannot be."""
    kept, today = _in(_held(number), "open"), timezone.localdate(now)
    if not today <= day <= today + LONGEST:
        raise ClaveError(
            _("a survey closes from today to a year from now."), where="day", remedy=_("Choose another day.")
        )
    kept.closes_on, kept.changed_at = day, now
    kept.save(update_fields=["closes_on", "changed_at"])
    record(by=by, now=now, what="survey.extended", about=f"survey:{kept.pk}", fields=("closes_on",))
    return kept


@action
def close_survey(*, by: Person | None, now: datetime, number: int) -> Survey:
    """No more answers. Raises ClaveError where it is not open. A survey that closed stays closed: anonymous answers have been
    shown, and one more would be seen alone."""
    kept = _in(_held(number), "open")
    kept.state, kept.closed_at, kept.changed_at = "closed", now, now
    kept.save(update_fields=["state", "closed_at", "changed_at"])
    record(by=by, now=now, what="survey.closed", about=f"survey:{kept.pk}")
    return kept


@action
def withdraw_survey(*, by: Person, now: datetime, number: int) -> Survey:
    """Nobody is asked any more, and nobody sees it. Raises ClaveError where it is over."""
    kept = _held(number)
    if kept.state not in ("draft", "open"):
        raise ClaveError(_("it is over already."), remedy=LOOK)
    kept.state, kept.closed_at, kept.changed_at = "withdrawn", now, now
    kept.save(update_fields=["state", "closed_at", "changed_at"])
    record(by=by, now=now, what="survey.withdrawn", about=f"survey:{kept.pk}")
    return kept


@action
def remove_survey(*, by: Person, now: datetime, number: int) -> Survey:
    """Take out one in which nobody was asked. Raises ClaveError for others."""
    kept = _held(number)
    if kept.opened_at is not None:
        raise ClaveError(_("people were asked in it."), remedy=_("Close or withdraw it: what they answered stays."))
    kept.removed_at = now
    kept.save(update_fields=["removed_at"])
    record(by=by, now=now, what="survey.removed", about=f"survey:{kept.pk}")
    return kept


@action
def restore_survey(*, by: Person, now: datetime, number: int) -> Survey:
    """Bring one back."""
    kept = Survey.objects.select_for_update().filter(pk=number, removed_at__isnull=False).first()
    if kept is None:
        raise ClaveError(GONE, remedy=LOOK)
    kept.removed_at = None
    kept.save(update_fields=["removed_at"])
    record(by=by, now=now, what="survey.restored", about=f"survey:{kept.pk}")
    return kept


@action
def note_surveys_export(*, by: Person, now: datetime) -> None:
    """Write down that somebody took the list or the answers out."""
    record(by=by, now=now, what="survey.exported", about="survey:list")


@dataclass(frozen=True)
class Arrived:
    """A delivery that arrived at a customer."""

    customer: str
    document: str
    on: date


@action
def ask_pulses(*, now: datetime, arrived: Sequence[Arrived], limits: Limits) -> int:
    """Ask after deliveries, in every pulse that is open: of each account about its last one, whom policy lets. How many."""
    today, count = timezone.localdate(now), 0
    last = {one.customer: one for one in sorted(arrived, key=lambda one: (one.on, one.document))}
    open_ = Survey.objects.select_for_update().filter(kind="pulse", state="open", removed_at=None)
    for kept in open_.order_by("pk"):
        among = [one for one in chosen(said_of(kept).choice) if one.customer in last]
        ends = min(today + timedelta(days=limits[voice.pulse_open]), kept.closes_on or date.max)
        for account in among:
            delivery = last[account.customer]
            count += _ask_about(kept, [account], delivery.document, delivery.on, ends, now, limits)
    return count


@action
def ask_announced(*, now: datetime, limits: Limits) -> int:
    """Some weeks after the announcement was acknowledged, or sent, ask whether they notice it; once each. How many."""
    today = timezone.localdate(now)
    due = today - timedelta(days=limits[voice.announced])
    lasts = timedelta(days=limits[voice.announced_open])
    accounts = {one.customer: one for one in chosen(Choice())}
    known = _newest_announcements(accounts)
    ripe = [one for one in known if due - lasts < (one.acknowledged_on or one.announced_on) <= due]
    if not ripe:
        return 0
    kept = _standing(now)
    return sum(
        _ask_about(
            kept,
            [accounts[one.customer]],
            f"announcement:{one.pk}",
            one.announced_on,
            today + lasts,
            now,
            limits,
            one.email,
        )
        for one in ripe
    )


def _newest_announcements(among: Iterable[str]) -> list[Announcement]:
    rows = Announcement.objects.filter(customer__in=list(among)).defer("letter").order_by("created_at", "pk")
    return list({one.customer: one for one in rows}.values())


def _standing(now: datetime) -> Survey:
    """The survey that stands, made the first time somebody is asked."""
    found = Survey.objects.select_for_update().filter(kind="announcement", state="open", removed_at=None).first()
    if found is None:
        found = Survey.objects.create(
            kind="announcement", anonymous=False, state="open", opened_at=now, created_at=now, changed_at=now, folded=""
        )
        record(by=None, now=now, what="survey.opened", about=f"survey:{found.pk}")
    return found


def _ask_about(
    kept: Survey, among: list[Chosen], about: str, on: date, ends: date, now: datetime, limits: Limits, email: str = ""
) -> int:
    """Ask people of accounts about one thing, who were not asked about it and whose turn it is: the one with this address where
    there is one, everybody else where there is none. How many."""
    today = timezone.localdate(now)
    if SurveyAsk.objects.filter(survey=kept, customer__in=[one.customer for one in among], about=about).exists():
        return 0
    people = voters(among, today)
    told = [one for one in people if email and one.visitor.contact.email.casefold() == email.casefold()]
    before = asked_before({one.contact for one in people})
    found = [(one, turn(kept.kind, before.get(one.contact, ()), one.consent, today, limits)) for one in told or people]
    return _ask(kept, [each for each in found if each[1].asked], today, now, None, limits, about, on, ends)


def _ask(
    kept: Survey, found: Sequence[tuple[Voter, Turn]], today: date, now: datetime, by: Person | None, limits: Limits,
    about: str = "", on: date | None = None, ends: date | None = None,
) -> int:  # fmt: skip
    """A row for each, and a mail to those who said yes to mails; how many."""
    for voter, said in found:
        mailed = said.mail and bool(voter.address)
        ask = SurveyAsk.objects.create(
            survey=kept, customer=voter.visitor.customer, name=voter.name, contact_id=voter.contact, about=about, about_on=on,
            asked_on=today, ends_on=ends, mailed=mailed,
        )  # fmt: skip
        if mailed:
            _write(kept, ask, voter, "survey", by, now, limits)
    if found:
        record(by=by, now=now, what="survey.asked", about=f"survey:{kept.pk}")
    return len(found)


def _write(
    kept: Survey, ask: SurveyAsk, voter: Voter, template: str, by: Person | None, now: datetime, limits: Limits
) -> None:
    page = settings.CLAVE_ADDRESS + reverse("portal_survey", args=[ask.pk])
    questions = len(KINDS[kept.kind].questions)
    data = {
        "name": voter.visitor.contact.name, "customer": voter.name, "title": title_of(kept), "intro": kept.intro,
        "minutes": -(-questions // A_MINUTE), "until": last_day(ask), "page": page,
        "promise": promise(kept.anonymous, company_name(), limits[voice.least]),
    }  # fmt: skip
    write_to_contact(
        contact=voter.visitor.contact, by=by, now=now, template=template, data=data, language=voter.visitor.language,
        key=f"{template}:{ask.pk}", purpose=SURVEY,
    )  # fmt: skip


@action
def ask_newcomers(*, now: datetime, limits: Limits) -> int:
    """Ask in an open survey those who came into the portal, or whose account became key, since it was opened; how many. A pulse
    asks after deliveries, not here."""
    today = timezone.localdate(now)
    open_ = Survey.objects.select_for_update().filter(
        kind="relationship", state="open", removed_at=None, closes_on__gte=today
    )
    return sum(_ask_newcomers(kept, today, now, limits) for kept in open_.order_by("pk"))


def _ask_newcomers(kept: Survey, today: date, now: datetime, limits: Limits) -> int:
    there = set(SurveyAsk.objects.filter(survey=kept).values_list("contact", flat=True))
    every = turns(said_of(kept).choice, kept.kind, today, limits)
    return _ask(
        kept, [(one, said) for one, said in every if said.asked and one.contact not in there], today, now, None, limits
    )


@action
def remind_surveys(*, now: datetime, limits: Limits) -> int:
    """Write once to everybody whose answer is missing a few days before the last one; how many. Questions about one delivery or
    announcement are not reminded of."""
    today = timezone.localdate(now)
    soon = today + timedelta(days=limits[voice.remind])
    due = Survey.objects.select_for_update().filter(
        kind="relationship", state="open", removed_at=None, closes_on__gte=today, closes_on__lte=soon
    )
    return sum(_remind(kept, today, now, limits) for kept in due.order_by("pk"))


def _remind(kept: Survey, today: date, now: datetime, limits: Limits) -> int:
    silent = {one.contact_id: one for one in SurveyAsk.objects.filter(survey=kept, used=False, reminded=False)}
    people = voters({Chosen(one.customer, one.name, "", "") for one in silent.values()}, today)
    written = [
        one for one in people
        if one.contact in silent and one.consent.allowed is True and one.address
    ]  # fmt: skip
    for one in written:
        ask = silent[one.contact]
        ask.survey = kept
        _write(kept, ask, one, "survey_reminder", None, now, limits)
    SurveyAsk.objects.filter(pk__in=[silent[one.contact].pk for one in written]).update(reminded=True)
    if written:
        record(by=None, now=now, what="survey.reminded", about=f"survey:{kept.pk}")
    return len(written)


@action
def close_due_surveys(*, now: datetime) -> int:
    """Close those whose last day is over; how many."""
    due = Survey.objects.filter(Q(closes_on__lt=timezone.localdate(now)), state="open", removed_at=None)
    numbers = list(due.order_by("pk").values_list("pk", flat=True))
    for number in numbers:
        close_survey(by=None, now=now, number=number)
    return len(numbers)


def _held(number: int) -> Survey:
    found = Survey.objects.select_for_update().filter(pk=number, removed_at=None).first()
    if found is None:
        raise ClaveError(GONE, remedy=LOOK)
    return found


def _in(kept: Survey, state: str) -> Survey:
    if kept.state != state:
        raise ClaveError(_("it is not in that state any more."), remedy=LOOK)
    return kept


def _say(kept: Survey, said: SurveySaid, now: datetime) -> None:
    for name in ("title", "closes_on", "intro", "wave"):
        setattr(kept, name, getattr(said, name))
    kept.chosen, kept.changed_at = choice_kept(said.choice), now
    kept.folded = folded(f"{said.title} {said.wave}")
    kept.save()
