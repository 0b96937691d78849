"""The queue of the laboratory: requests written down, moved, given to somebody, answered, and the hours they took. (G4)"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from clave.actions.again import just_made
from clave.actions.audit import record
from clave.actions.judging import said
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.folding import folded
from clave.base.words import _
from clave.privileges.improvement.stages import LABELS, OPEN, Stage, check
from clave.store.improvement import WORKERS
from clave.store.models import ImprovementRequest, ImprovementStep, Person
from clave.store.models.improvement import KINDS

ENDS = ("delivered", "declined")


@dataclass(frozen=True)
class RequestSaid:
    """What somebody writes of a request; empty words and None = not known."""

    kind: str
    title: str
    asks: str
    asked: date
    product: str = ""
    measure: str = ""
    promised: date | None = None
    worth: Decimal | None = None


@action
def record_request(*, by: Person, now: datetime, customer: str, name: str, request: RequestSaid) -> ImprovementRequest:
    """Put a request into the queue; sent twice, it is there once. Raises ClaveError (`where` names the field) for what
    `_checked` refuses."""
    sound = _checked(request, timezone.localdate(now))
    same = ImprovementRequest.objects.filter(customer=customer, by=by, removed_at=None, **vars(sound))
    if sent_twice := just_made(same, by=by, now=now):
        return sent_twice
    kept = ImprovementRequest(customer=customer, name=name, by=by, created_at=now)
    _say(kept, sound, now)
    ImprovementStep.objects.create(request=kept, stage="received", day=sound.asked, by=by, at=now)
    record(by=by, now=now, what="improvement.recorded", about=f"request:{kept.pk}")
    return kept


@action
def change_request(
    *, by: Person, now: datetime, customer: str, number: int, request: RequestSaid, seen: datetime | None
) -> ImprovementRequest:
    """Say it better, promise another day. Raises ClaveError as `record_request`, and where somebody else changed it after
    it was `seen`."""
    kept = held_request(number, customer)
    if kept.changed_at != seen:
        raise ClaveError(
            _("somebody changed this request while you were writing."),
            remedy=_("Look at it again in another window and add what you know; what you typed is still here."),
        )
    before = {name: getattr(kept, name) for name in vars(request)}
    _say(kept, _checked(request, timezone.localdate(now)), now)
    changed = [name for name, value in before.items() if getattr(kept, name) != value]
    record(by=by, now=now, what="improvement.changed", about=f"request:{kept.pk}", fields=changed)
    return kept


@action
def remove_request(*, by: Person, now: datetime, customer: str, number: int) -> ImprovementRequest:
    """Take a request that was written down by a slip out of the queue; it can be brought back."""
    kept = held_request(number, customer)
    kept.removed_at = now
    kept.save(update_fields=["removed_at"])
    record(by=by, now=now, what="improvement.removed", about=f"request:{kept.pk}")
    return kept


@action
def restore_request(*, by: Person, now: datetime, customer: str, number: int) -> ImprovementRequest:
    """Bring back a request that was taken out."""
    kept = held_request(number, customer, removed=True)
    kept.removed_at = None
    kept.save(update_fields=["removed_at"])
    record(by=by, now=now, what="improvement.restored", about=f"request:{kept.pk}")
    return kept


@action
def move_request(
    *, by: Person, now: datetime, number: int, here: Stage, to: Stage, day: date, note: str = ""
) -> ImprovementStep:
    """Move a request to another stage; an end says what came of it. Raises ClaveError where it is no longer `here`, the
    stage may not follow, the day is before its last step or to come, or an end has no words."""
    kept = held_request(number)
    if kept.stage != here:
        raise ClaveError(
            _("somebody moved this request a moment ago: it is {stage} now.").fill(stage=LABELS[kept.stage]),  # type: ignore[index]
            remedy=_("Look at it again; nothing was changed."),
        )
    check(here, to)
    words = note.strip()
    if to in ENDS:
        words = said(
            note,
            "note",
            _("say what came of it."),
            _("What was delivered and what it measured, or why it was declined."),
        )
    last = kept.steps.filter(undone_at=None).latest("pk")
    _on(day, last.day, timezone.localdate(now))
    step = ImprovementStep.objects.create(request=kept, stage=to, day=day, note=words, by=by, at=now)
    _stand(kept, step, now)
    record(by=by, now=now, what="improvement.moved", about=f"request:{kept.pk}", fields=("stage",))
    return step


@action
def undo_step(*, by: Person, now: datetime, number: int) -> ImprovementRequest:
    """Undo the last move of a request, of which `number` is the step: it stands where it stood before. Raises ClaveError
    where another step followed, or it is the first."""
    about = ImprovementStep.objects.select_related("request").get(pk=number).request
    kept = held_request(about.pk)
    steps = list(kept.steps.filter(undone_at=None).order_by("pk"))
    if len(steps) < 2 or steps[-1].pk != number:
        raise ClaveError(
            _("this move cannot be undone any more."),
            remedy=_("It was undone already, or another one followed: move the request where it belongs."),
        )
    step = steps[-1]
    step.undone_at, step.undone_by = now, by
    step.save(update_fields=["undone_at", "undone_by"])
    _stand(kept, steps[-2], now)
    record(by=by, now=now, what="improvement.move_undone", about=f"request:{kept.pk}", fields=("stage",))
    return kept


@action
def assign_request(*, by: Person, now: datetime, number: int, person: Person | None) -> ImprovementRequest:
    """Give a request to somebody of the laboratory, or to nobody. Raises ClaveError where that person cannot work on it."""
    kept = held_request(number)
    if person is not None and (not person.is_active or person.role not in WORKERS):
        raise ClaveError(
            _("{name} does not work in the laboratory.").fill(name=person.name), where="person",
            remedy=_("Choose one of the list."),
        )  # fmt: skip
    kept.assigned, kept.changed_at = person, now
    kept.save(update_fields=["assigned", "changed_at"])
    record(by=by, now=now, what="improvement.assigned", about=f"request:{kept.pk}", fields=("assigned",))
    return kept


@action
def answer_request(
    *, by: Person, now: datetime, customer: str, number: int, day: date, text: str
) -> ImprovementRequest:
    """Write down what the customer was told, and when; a second answer takes the place of the first, which the log still
    knows. Raises ClaveError for a day before it was asked or to come, and without words."""
    kept = held_request(number, customer)
    words = said(text, "text", _("say what the customer was told."), _("One or two sentences, as they will read them."))
    _on(day, kept.asked, timezone.localdate(now))
    kept.answer, kept.answered_on, kept.answered_by, kept.changed_at = words, day, by, now
    kept.save(update_fields=["answer", "answered_on", "answered_by", "changed_at"])
    record(by=by, now=now, what="improvement.answered", about=f"request:{kept.pk}")
    return kept


@action
def take_back_reply(*, by: Person, now: datetime, customer: str, number: int) -> ImprovementRequest:
    """What was written as told to the customer was a slip: it is as if nobody had answered."""
    kept = held_request(number, customer)
    kept.answer, kept.answered_on, kept.answered_by, kept.changed_at = "", None, None, now
    kept.save(update_fields=["answer", "answered_on", "answered_by", "changed_at"])
    record(by=by, now=now, what="improvement.answer_removed", about=f"request:{kept.pk}")
    return kept


@action
def note_improvement_export(*, by: Person, now: datetime) -> None:
    """Write down that somebody took the queue out."""
    record(by=by, now=now, what="improvement.exported", about="improvement:queue")


def held_request(number: int, customer: str = "", *, removed: bool = False) -> ImprovementRequest:
    """A request that nobody else changes until this is done; of that customer, where one is named, whose owner was asked."""
    kept = ImprovementRequest.objects.select_for_update().filter(pk=number, removed_at__isnull=not removed).first()
    if kept is None or (customer and kept.customer != customer):
        raise ClaveError(
            _("this request is not in the queue any more."),
            remedy=_("Somebody took it out a moment ago: look at the queue again."),
        )
    return kept


def _stand(kept: ImprovementRequest, step: ImprovementStep, now: datetime) -> None:
    """The request stands where its last step says."""
    ended = step.stage not in OPEN
    kept.stage, kept.changed_at = step.stage, now
    kept.result, kept.closed_on = (step.note, step.day) if ended else ("", None)
    kept.save(update_fields=["stage", "changed_at", "result", "closed_on"])


def _on(day: date, first: date, today: date) -> None:
    """Raise ClaveError for a day before `first` or after today."""
    if day < first:
        raise ClaveError(
            _("this day is before what happened last."), where="day", remedy=_("Choose that day or a later one.")
        )
    if day > today:
        raise ClaveError(_("this day has not come yet."), where="day", remedy=_("Choose today or an earlier day."))


def _say(kept: ImprovementRequest, request: RequestSaid, now: datetime) -> None:
    for field, value in vars(request).items():
        setattr(kept, field, value)
    kept.changed_at = now
    kept.folded = folded(" ".join((kept.customer, kept.name, request.title, request.product, request.asks)))
    kept.save()


def _checked(request: RequestSaid, today: date) -> RequestSaid:
    """Without spaces around words; refused are: another kind than the known ones, no title or words, a day to come, a
    promise before it was asked, a worth of nothing."""
    if request.kind not in KINDS:
        raise ClaveError(_("this is no kind of request."), where="kind", remedy=_("Choose one of the list."))
    if request.asked > today:
        raise ClaveError(_("this day has not come yet."), where="asked", remedy=_("Choose today or an earlier day."))
    if request.promised is not None and request.promised < request.asked:
        raise ClaveError(
            _("it would be promised for a day before it was asked."), where="promised",
            remedy=_("Choose a later day, or leave it empty."),
        )  # fmt: skip
    if request.worth is not None and not 0 < request.worth < WORTH_LIMIT:
        raise ClaveError(
            _("what it is worth a year is more than zero, and a sum that somebody can pay."), where="worth",
            remedy=_("Write an estimate, or leave it empty: the queue says that nobody estimated it."),
        )  # fmt: skip
    return RequestSaid(
        kind=request.kind,
        title=said(request.title, "title", _("say in a line what is asked."), _("For example: less odour in PU-300.")),
        asks=said(request.asks, "asks", _("write what the customer asks."), _("In their own words, as far as you have them.")),
        asked=request.asked, product=request.product.strip(), measure=request.measure.strip(),
        promised=request.promised, worth=request.worth,
    )  # fmt: skip


WORTH_LIMIT = Decimal(10) ** 14
"""Above this a figure is a slip of the keyboard, and the column does not hold it."""
