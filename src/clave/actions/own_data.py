"""What a visitor of the portal does with their own data: correcting it, saying for what it may be used, and asking for more."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from clave.actions.audit import record
from clave.actions.contacts import checked, say
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.operations.consent import PURPOSES
from clave.operations.contacts import ContactSaid
from clave.operations.personal.requests import checked as checked_request
from clave.store.models import Contact, ContactConsent, DataRequest, Visitor
from clave.store.personal_requests import about, deadline
from clave.store.policy import policy_in_force

EVIDENCE = "portal"
"""How we know: they said it themselves, where only they come in."""


@action
def correct_own_data(
    *, visitor: Visitor, now: datetime, name: str, position: str, email: str, phone: str, channel: str
) -> list[str]:
    """What they say of themselves stands at once; the fields that changed. Raises ClaveError (`where` names the field) for what
    is no name, e-mail or telephone, and where somebody else of their company has that e-mail."""
    kept = Contact.objects.select_for_update().get(pk=visitor.contact_id)
    said = checked(
        ContactSaid(
            name=name, position=position, area=kept.area, email=email, phone=phone, channel=channel,
            language=kept.language, birth_day=kept.birth_day, birth_month=kept.birth_month,
            public_official=kept.public_official, source=kept.source,
        ),
        now,
    )  # fmt: skip
    if not said.email:
        raise ClaveError(
            _("without an e-mail there is no way into the portal."), where="email",
            remedy=_("Write the one to which your link should go."),
        )  # fmt: skip
    changed = say(kept, said, now)
    if changed:
        record(by=visitor.signs, now=now, what="portal.corrected", about=f"contact:{kept.pk}", fields=changed)
    return changed


@action
def say_own_consent(*, visitor: Visitor, now: datetime, purpose: str, given: bool) -> ContactConsent:
    """They say yes or no to one use of their data, from today. Raises ClaveError for a use that does not exist."""
    if purpose not in PURPOSES:
        raise ClaveError(_("we use data for no such thing."), where="purpose")
    row = ContactConsent.objects.create(
        contact_id=visitor.contact_id, purpose=purpose, given=given, on=timezone.localdate(now), evidence=EVIDENCE,
        by=None, at=now,
    )  # fmt: skip
    record(by=visitor.signs, now=now, what="portal.consent", about=f"contact:{visitor.contact_id}", fields=(purpose,))
    return row


@action
def ask_own_data(*, visitor: Visitor, now: datetime, kind: str, words: str) -> DataRequest:
    """They ask for a copy, a correction, to be erased or not to be used: it goes into the register, where somebody answers in
    the days of the law. Raises ClaveError where the same is asked already, and for what is too long."""
    today = timezone.localdate(now)
    said = checked_request(kind, today, words, today)
    row = DataRequest(
        **about(visitor.contact), kind=kind, received_on=today, words=said, proposed=False, by=None, created_at=now,
        due_on=deadline(kind, today, policy_in_force().at(today)),
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as refused:
        raise ClaveError(
            _("you asked for the same already, and we are working on it."), where="kind",
            remedy=_("We answer within the days of the law; if it is urgent, call whoever attends your company."),
        ) from refused  # fmt: skip
    record(by=visitor.signs, now=now, what="portal.asked_data", about=f"data_request:{row.pk}", fields=(kind,))
    return row
