"""Acts of hospitality: asked for, approved, refused, taken back and corrected; none stands past a limit unapproved. (G11)"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from clave.actions.audit import record
from clave.actions.judging import said as written
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.words import Joined, _, joined, stored
from clave.operations.hospitality.approval import Ours, why_not
from clave.operations.hospitality.kinds import (
    APPROVED,
    CANCELLED,
    COUNTING,
    DECLINED,
    IN,
    REFUSED,
    REJECTED,
    WAITING,
)
from clave.operations.hospitality.said import HospitalitySaid, checked_hospitality
from clave.operations.hospitality.standing import stands, with_cost
from clave.operations.hospitality.verdict import STOP, Verdict
from clave.store.hospitality import rules_on, verdict_of
from clave.store.models import Company, Contact, Hospitality, HospitalityGuest, Person, Touchpoint


@action
def ask_hospitality(
    *,
    by: Person,
    now: datetime,
    customer: str,
    name: str,
    said: HospitalitySaid,
    ours: Person,
    said_in: Touchpoint | None = None,
) -> Hospitality:
    """Write down something that is given, or was: it stands within the limits, or waits for an approval.

    Raises ClaveError (`where` names the field) for what cannot be, people of another customer, no consent, and a tender; of
    what was offered and refused nothing is asked but that it can be."""
    hold()
    good = checked_hospitality(said, timezone.localdate(now))
    guests = _guests(customer, good)
    row = Hospitality(
        customer=customer, name=name, direction=good.direction, kind=good.kind, on=good.on, what=good.what,
        document=good.document, cost=good.cost, ours=ours, said_in=said_in, by=by, at=now, state=DECLINED,
    )  # fmt: skip
    if good.declined:
        row.ended_by, row.ended_at = by, now
    else:
        verdict = verdict_of(row, guests, rules_on(row.on))
        if verdict.answer == REFUSED:
            raise _refused(verdict, row)
        judged(row, verdict, verdict.answer)
    row.save()
    HospitalityGuest.objects.bulk_create(HospitalityGuest(act=row, contact_id=one) for one in guests)
    record(by=by, now=now, what="hospitality.asked", about=f"hospitality:{row.pk}")
    return row


@action
def approve_hospitality(*, by: Person, now: datetime, customer: str, number: int, words: str = "") -> Hospitality:
    """Let something past the limits be, up to its cost as it is written now. Raises ClaveError where it waits no more, for
    whoever may not approve it, and where it is refused meanwhile (a consent taken back, a tender)."""
    row = _waiting(number, customer)
    _may_decide(row, by, now)
    verdict = verdict_of(row, _contacts(row), rules_on(row.on))
    if verdict.answer == REFUSED:
        raise _refused(verdict, row)
    judged(row, verdict, APPROVED)
    row.approved_cost = row.cost
    return _decided(row, by, now, words.strip(), "hospitality.approved")


@action
def reject_hospitality(*, by: Person, now: datetime, customer: str, number: int, words: str) -> Hospitality:
    """Do not let it be, and why. Raises ClaveError as `approve_hospitality`, and without words."""
    row = _waiting(number, customer)
    _may_decide(row, by, now)
    because = written(words, "words", _("say why."), _("Whoever asked reads it, and so does compliance."))
    row.state = REJECTED
    return _decided(row, by, now, because, "hospitality.rejected")


@action
def reopen_hospitality(*, by: Person, now: datetime, customer: str, number: int) -> Hospitality:
    """Take back one's own approval or refusal: it is judged anew. Raises ClaveError where nobody decided it, or another."""
    row = _held(number, customer)
    if row.state not in (APPROVED, REJECTED) or row.decided_by_id != by.pk:
        raise ClaveError(
            _("only who decided it takes that back."), remedy=_("Ask whoever decided it; nothing was changed.")
        )
    again(row)
    row.save()
    record(by=by, now=now, what="hospitality.reopened", about=f"hospitality:{row.pk}")
    return row


@action
def decline_hospitality(*, by: Person, now: datetime, customer: str, number: int, words: str = "") -> Hospitality:
    """Whoever it was offered to did not take it: it stays in the register and counts for nothing. Raises ClaveError where it
    is over already, or its day is still to come."""
    row = _standing(number, customer)
    if row.on > timezone.localdate(now):
        raise ClaveError(
            _("nobody has refused what is still to come."),
            where="words",
            remedy=_("Take it back, or wait for its day."),
        )
    return _ended(row, DECLINED, by, now, words, "hospitality.declined")


@action
def cancel_hospitality(*, by: Person, now: datetime, customer: str, number: int, words: str = "") -> Hospitality:
    """It does not take place, or it was a slip. Raises ClaveError where it is over already."""
    return _ended(_standing(number, customer), CANCELLED, by, now, words, "hospitality.cancelled")


@action
def restore_hospitality(*, by: Person, now: datetime, customer: str, number: int) -> Hospitality:
    """Bring back what was taken back or refused: it is judged anew, and an approval it had is void. Raises ClaveError where
    it is not over, somebody decided against it, or it would be refused today."""
    row = _held(number, customer)
    if row.state not in (DECLINED, CANCELLED):
        raise gone()
    verdict = verdict_of(row, _contacts(row), rules_on(row.on))
    if verdict.answer == REFUSED:
        raise _refused(verdict, row)
    again(row, verdict)
    row.ended_by, row.ended_at, row.ended_words = None, None, ""
    row.save()
    record(by=by, now=now, what="hospitality.restored", about=f"hospitality:{row.pk}")
    return row


@action
def cost_hospitality(
    *, by: Person, now: datetime, customer: str, number: int, cost: Decimal | None, document: str = ""
) -> Hospitality:
    """Write down what it cost in the end. Past what was approved it waits for an approval again. Raises ClaveError for a cost
    below zero, and where it is over."""
    row = _standing(number, customer)
    if cost is not None and cost < 0:
        raise ClaveError(_("a cost is not below zero."), where="cost", remedy=_("Leave it empty where nobody knows."))
    row.cost, row.document = cost, document.strip() or row.document
    verdict = verdict_of(row, _contacts(row), rules_on(row.on))
    judged(row, verdict, with_cost(row.state, row.approved_cost, cost, verdict))
    row.save()
    record(by=by, now=now, what="hospitality.costed", about=f"hospitality:{row.pk}")
    return row


@action
def note_hospitality_export(*, by: Person, now: datetime) -> None:
    """Write down that somebody took the register out."""
    record(by=by, now=now, what="hospitality.exported", about="hospitality:register")


def gone() -> ClaveError:
    """What is said where somebody else was faster."""
    return ClaveError(
        _("somebody did something with this a moment ago."), remedy=_("Look at it again; nothing was changed.")
    )


def hold() -> None:
    """Limits are of an account, of a person of it and of one of ours: whoever moves one waits for who moves one now."""
    list(Company.objects.select_for_update().order_by("id")[:1])


def _held(number: int, customer: str) -> Hospitality:
    hold()
    row = Hospitality.objects.select_related("ours", "by").filter(pk=number, customer=customer).first()
    if row is None:
        raise gone()
    return row


def _waiting(number: int, customer: str) -> Hospitality:
    row = _held(number, customer)
    if row.state != WAITING:
        raise gone()
    return row


def _standing(number: int, customer: str) -> Hospitality:
    row = _held(number, customer)
    if row.state not in COUNTING:
        raise gone()
    return row


def _contacts(row: Hospitality) -> list[int]:
    return list(row.guests.values_list("contact", flat=True))


def _guests(customer: str, said: HospitalitySaid) -> list[int]:
    """The people it names, if all of them are of this customer; whoever left is refused by the rules, with a sentence."""
    known = Contact.objects.filter(customer=customer, removed_at=None, erased_at=None, pk__in=said.contacts)
    found = sorted(known.values_list("pk", flat=True))
    if len(found) != len(said.contacts):
        raise ClaveError(
            _("somebody of these is not a person of this customer."), where="contacts",
            remedy=_("Choose among the people of the customer."),
        )  # fmt: skip
    return found


def judged(row: Hospitality, verdict: Verdict, state: str) -> None:
    """The row says where it stands and why; it is not saved yet."""
    row.state = state
    row.because = [{"code": one.code, "text": stored(one.text), "weight": one.weight} for one in verdict.reasons]
    row.together = list(verdict.together)


def again(row: Hospitality, verdict: Verdict | None = None) -> None:
    """Judged as if nobody had approved it."""
    found = verdict or verdict_of(row, _contacts(row), rules_on(row.on))
    judged(row, found, stands(found))
    row.decided_by, row.decided_at, row.decided_words, row.approved_cost = None, None, "", None


def _may_decide(row: Hospitality, by: Person, now: datetime) -> None:
    rules = rules_on(timezone.localdate(now))
    why = why_not(Ours(by.pk, by.role), Ours(row.ours_id, row.ours.role), row.by_id, rules)
    if why is not None:
        raise ClaveError(
            _("you may not approve this: {why}.").fill(why=why), where="words",
            remedy=_("Ask somebody else who may; nothing was changed."),
        )  # fmt: skip


def _decided(row: Hospitality, by: Person, now: datetime, words: str, what: str) -> Hospitality:
    row.decided_by, row.decided_at, row.decided_words = by, now, words
    row.save()
    record(by=by, now=now, what=what, about=f"hospitality:{row.pk}")
    return row


def _ended(row: Hospitality, state: str, by: Person, now: datetime, words: str, what: str) -> Hospitality:
    row.state, row.ended_by, row.ended_at, row.ended_words = state, by, now, words.strip()
    row.save()
    record(by=by, now=now, what=what, about=f"hospitality:{row.pk}")
    return row


def _refused(verdict: Verdict, row: Hospitality) -> ClaveError:
    """The reasons for which it may not be, beside what they are about."""
    stops = [one for one in verdict.reasons if one.weight == STOP]
    where = "on" if stops[0].code == "blackout" else "ours" if row.direction == IN else "contacts"
    why: Joined = joined([one.text for one in stops], "; ")
    remedy = (
        _("Wait until it is decided; no approval lifts it. What was offered and refused can be written down as such.")
        if stops[0].code == "blackout"
        else _("Ask them first, and write down what they say, or choose somebody else; nothing was kept.")
    )
    return ClaveError(_("this may not be: {why}.").fill(why=why), where=where, remedy=remedy)
