"""Reports of consumption: prepared, with a note, approved, sent to who may read them, sent again, withdrawn, seen. (G10)

Each step is taken once: whoever comes second, in the same moment or years later, is told so and changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from clave.actions.audit import record
from clave.actions.mail import Attachment, company_name, recall, write
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.folding import folded
from clave.base.words import LANGUAGES, _
from clave.report.consumption import letter as letter  # declares its letter
from clave.report.consumption.content import Content, reopened
from clave.report.consumption.paper import report_pdf
from clave.report.consumption.period import Span
from clave.selection.life import DECIDED, is_member
from clave.store.models import ConsumptionReport, KeyStatus, Person, ReportChoice, ReportSending, Visitor
from clave.store.models.reports import APPROVED, PREPARED, SEEN, SENT
from clave.store.ownership import owners
from clave.store.report_making import Made, logo_of_company
from clave.store.reports import RIGHT, choice_of, readers_of, standing

LONGEST = 2_000
LIVE = (SENT, SEEN)
ELSEWHERE = _("Look at it again: nothing was changed.")


@action
def keep_report(*, by: Person | None, now: datetime, customer: str, made: Made) -> tuple[ConsumptionReport, bool]:
    """Keep a report that was made; whether it is this one: where the period has one already, that is the answer."""
    if there := standing().filter(customer=customer, last=made.period.last).first():
        return there, False
    try:
        with transaction.atomic():
            kept = ConsumptionReport.objects.create(
                customer=customer, name=made.name, first=made.period.first, last=made.period.last,
                months=made.period.months, label=made.period.label, language=made.language,
                currency=made.content.currency, content=made.stored(), facts_version=made.facts_version, pdf=made.pdf,
                digest=digest_of(made.pdf), folded=folded(f"{customer} {made.name}"), prepared_by=by, prepared_at=now,
                changed_at=now,
            )  # fmt: skip
    except IntegrityError:
        return standing().get(customer=customer, last=made.period.last), False  # somebody else did in the same moment
    record(by=by, now=now, what="report.prepared", about=f"report:{kept.pk}")
    return kept, True


@action
def write_report_note(
    *, by: Person, now: datetime, customer: str, number: int, note: str, seen: datetime | None = None
) -> ConsumptionReport:
    """What whoever answers for the account says to the customer, above the figures; the paper is made anew with it. Raises
    ClaveError (`where` names the field) once it is approved, for a note that is too long, and where somebody else changed it
    after it was `seen`."""
    kept = held_report(number, customer)
    if kept.state != PREPARED:
        raise ClaveError(
            _("it is approved: what the customer will read does not change any more."), where="note",
            remedy=_("Take its approval back first, if it was not sent yet."),
        )  # fmt: skip
    if len(note) > LONGEST:
        raise ClaveError(_("this is longer than 2,000 letters."), where="note", remedy=_("Say it shorter."))
    if seen is not None and kept.changed_at != seen:
        raise ClaveError(
            _("somebody else wrote this note meanwhile."), where="note", remedy=_("Read theirs and write yours again.")
        )
    kept.note = note.strip()
    kept.pdf = report_pdf(content_of(kept), kept.language, note=kept.note, logo=logo_of_company())
    kept.digest, kept.changed_at = digest_of(bytes(kept.pdf)), now
    kept.save(update_fields=["note", "pdf", "digest", "changed_at"])
    record(by=by, now=now, what="report.note", about=f"report:{kept.pk}", fields=("note",))
    return kept


@action
def approve_report(*, by: Person, now: datetime, customer: str, number: int) -> ConsumptionReport:
    """It may go to the customer as it stands. Raises ClaveError where it is not waiting for that."""
    waiting = ConsumptionReport.objects.filter(pk=number, customer=customer, withdrawn_at=None, state=PREPARED)
    if not waiting.update(state=APPROVED, approved_by=by, approved_at=now, changed_at=now):
        raise ClaveError(_("it does not wait for an approval any more."), remedy=ELSEWHERE)
    record(by=by, now=now, what="report.approved", about=f"report:{number}", fields=("state",))
    return standing().get(pk=number)


@action
def take_back_approval(*, by: Person, now: datetime, customer: str, number: int) -> ConsumptionReport:
    """It waits for an approval again. Raises ClaveError where it was sent already, or never approved."""
    approved = ConsumptionReport.objects.filter(pk=number, customer=customer, withdrawn_at=None, state=APPROVED)
    if not approved.update(state=PREPARED, approved_by=None, approved_at=None, changed_at=now):
        raise ClaveError(_("its approval cannot be taken back: it was sent, or nobody approved it."), remedy=ELSEWHERE)
    record(by=by, now=now, what="report.approval_taken_back", about=f"report:{number}", fields=("state",))
    return standing().get(pk=number)


@action
def send_report(*, by: Person, now: datetime, customer: str, number: int) -> ConsumptionReport:
    """Tell the people of the customer who may read it, each by one mail with the link to the portal; with the PDF where the
    account chose so. Raises ClaveError where it is not approved or was sent, where the customer does not know yet that it is
    key, and where nobody of them may read it."""
    _check_told(customer)
    readers = _readers(customer, now)
    approved = ConsumptionReport.objects.filter(pk=number, customer=customer, withdrawn_at=None, state=APPROVED)
    if not approved.update(state=SENT, sent_by=by, sent_at=now, changed_at=now):
        raise ClaveError(_("it is not approved, or it was sent already."), remedy=ELSEWHERE)
    kept = ConsumptionReport.objects.get(pk=number)
    _write(kept, readers, 1, by, now)
    record(by=by, now=now, what="report.sent", about=f"report:{number}", fields=("state",))
    return kept


@action
def send_report_again(
    *, by: Person, now: datetime, customer: str, number: int, turn: int, to: Sequence[int] = ()
) -> ConsumptionReport:
    """Tell them once more, all of them or those visitors; `turn` is how often it had been sent when whoever asks looked, so
    that two who press at once send it once. Raises ClaveError as `send_report`, and where somebody sent it again
    meanwhile."""
    kept = held_report(number, customer)
    if kept.state not in LIVE:
        raise ClaveError(_("it was not sent yet."), remedy=_("Approve it and send it first."))
    last = turn_of(kept)
    if turn != last:
        raise ClaveError(_("somebody else has just sent it again."), remedy=ELSEWHERE)
    readers = [one for one in _readers(customer, now) if not to or one.pk in to]
    if not readers:
        raise ClaveError(_("none of these people may read it any more."), where="to", remedy=ELSEWHERE)
    _write(kept, readers, last + 1, by, now)
    record(by=by, now=now, what="report.sent_again", about=f"report:{number}")
    return kept


@action
def withdraw_report(*, by: Person, now: datetime, customer: str, number: int, why: str) -> ConsumptionReport:
    """Take a report back, for a reason: the portal shows it no more, mails that have not gone stay here, and another can be
    prepared. Raises ClaveError without a reason, and where it was withdrawn."""
    if not why.strip():
        raise ClaveError(_("a report is withdrawn for a reason."), where="why", remedy=_("Write it in one sentence."))
    kept = held_report(number, customer)
    kept.withdrawn_by, kept.withdrawn_at, kept.withdrawn_why = by, now, why.strip()[:LONGEST]
    kept.changed_at = now
    kept.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_why", "changed_at"])
    for sending in kept.sendings.select_related("mail"):
        recall(sending.mail, now, _("The report was withdrawn before its mail could go."))
    record(by=by, now=now, what="report.withdrawn", about=f"report:{number}", fields=("withdrawn_at",))
    return kept


@action
def note_report_seen(*, visitor: Visitor, now: datetime, number: int) -> bool:
    """Somebody of the customer opened it in the portal; whether they are the first. Only a report of their own account that
    was sent can be seen."""
    sent = ConsumptionReport.objects.filter(pk=number, customer=visitor.customer, withdrawn_at=None, state=SENT)
    first = bool(visitor.may(RIGHT) and sent.update(state=SEEN, seen_by=visitor.contact_id, seen_at=now))
    if first:
        record(by=visitor.signs, now=now, what="report.seen", about=f"report:{number}", fields=("state",))
    return first


@action
def choose_report(*, by: Person, now: datetime, customer: str, attach: bool, language: str) -> ReportChoice:
    """How the account wants its reports. Raises ClaveError for a language that clave does not write."""
    if language not in ("", *LANGUAGES):
        raise ClaveError(_("this cannot be chosen."), where="language")
    kept, _made = ReportChoice.objects.update_or_create(
        customer=customer, defaults={"attach": attach, "language": language, "by": by, "at": now}
    )
    record(by=by, now=now, what="report.choice", about=f"customer:{customer}", fields=("attach", "language"))
    return kept


@action
def note_reports_export(*, by: Person, now: datetime) -> None:
    """Write down that somebody took the list out."""
    record(by=by, now=now, what="report.exported", about="report:list")


@action
def note_report_print(*, by: Person, now: datetime, number: int) -> None:
    """Write down that somebody of ours took a report out, as a PDF or its figures."""
    record(by=by, now=now, what="report.printed", about=f"report:{number}")


def held_report(number: int, customer: str) -> ConsumptionReport:
    """A report of an account, held while it is changed. Raises ClaveError where it was withdrawn."""
    kept = ConsumptionReport.objects.select_for_update().filter(
        pk=number, customer=customer, withdrawn_at=None
    ).first()  # fmt: skip
    if kept is None:
        raise ClaveError(_("this report was withdrawn."), remedy=ELSEWHERE)
    return kept


def content_of(kept: ConsumptionReport) -> Content:
    """What a report says, as the chain reads it."""
    return reopened(kept.content)


def turn_of(kept: ConsumptionReport) -> int:
    """How often it was sent."""
    return kept.sendings.order_by("-turn").values_list("turn", flat=True).first() or 0


def digest_of(pdf: bytes) -> str:
    """By which a paper is known again."""
    return hashlib.sha256(pdf).hexdigest()


def _check_told(customer: str) -> None:
    state = KeyStatus.objects.filter(customer=customer).values_list("state", flat=True).first() or ""
    if state == DECIDED:
        raise ClaveError(
            _("the customer does not know yet that it is a key account."),
            remedy=_("Announce it first; the report waits."),
        )
    if not is_member(state):
        raise ClaveError(_("it is no key account any more."), remedy=_("Withdraw the report; nothing was sent."))


def _readers(customer: str, now: datetime) -> list[Visitor]:
    found = readers_of(customer, timezone.localdate(now))
    if not found:
        raise ClaveError(
            _(
                "nobody of the customer may read it: no one of them who is in the portal has the right to its consumption."
            ),
            where="to",
            remedy=_("Invite somebody with that right and send it then."),
        )
    return found


def _write(kept: ConsumptionReport, readers: Sequence[Visitor], turn: int, by: Person, now: datetime) -> None:
    """One mail to each of them, in this transaction, by a key that says it once."""
    choice, content = choice_of(kept.customer), content_of(kept)
    attach = choice.attach if choice else False
    owner = owners(timezone.localdate(now), [kept.customer]).get(kept.customer) or by
    page = settings.CLAVE_ADDRESS + reverse("portal_report", args=[kept.pk])
    for reader in readers:
        language = reader.language or kept.language
        name = f"{content.period.title.say(language)} {kept.label}.pdf".replace("/", "-")
        mail = write(
            by=by, now=now, to=reader.contact.email, template="consumption_report", language=language,
            key=f"report:{kept.pk}:{turn}:{reader.contact_id}",
            data={
                "company": company_name(), "customer": kept.name, "addressee": reader.contact.name,
                "title": content.period.title, "span": Span(kept.first, kept.last), "kam": owner.name,
                "kam_email": owner.email, "page": page, "attached": attach, "again": turn > 1,
            },
            attachments=[Attachment(name, "application/pdf", bytes(kept.pdf))] if attach else [],
        )  # fmt: skip
        ReportSending.objects.create(
            report=kept, contact_id=reader.contact_id, turn=turn, attached=attach, mail=mail, by=by, at=now
        )
