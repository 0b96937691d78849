"""Who answers for an account: assigned from a day on, ended, and never two in one part at a date (D1, D4)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from clave.actions.audit import record
from clave.actions.refused import Refused
from clave.actions.shape import action
from clave.base.figures import Figure
from clave.base.words import _, joined
from clave.selection.kams import too_many
from clave.store.kams import carried, load_of
from clave.store.models import OWNER, SPONSOR, SUBSTITUTE, Handover, KeyStatus, Ownership, Person
from clave.store.ownership import LABELS, MAY_HOLD, stamp
from clave.store.roles import ADMINISTRATOR, DIRECTOR, KAM, ROLES
from clave.store.status import MEMBER_STATES

DECIDERS = frozenset({ADMINISTRATOR.key, DIRECTOR.key})
"""Roles that decide who owns an account, and may let one pass that is too many."""
EARLIEST = date(2000, 1, 1)
AHEAD = timedelta(days=366)
"""Nobody is assigned further ahead: a slip of the keyboard, not a plan."""


@action
def assign(
    *,
    by: Person,
    now: datetime,
    customer: str,
    name: str,
    part: str,
    person: Person,
    starts_on: date,
    reason: str = "",
    value: str = "",
    override: str = "",
    seen: str | None = None,
) -> Ownership:
    """Give a part of an account to a person from a day on; whoever had it that day had it until then.

    `value` is what a sponsor adds of their own; `override` why a director lets an account pass that is one too many;
    `seen` the `stamp` of the part's history that was on the page. Another owner opens a handover. Raises Refused where
    somebody else changed it meanwhile, the person cannot have the part, or it does not fit into what they can carry."""
    held = Person.objects.select_for_update().get(pk=person.pk)
    rows = _held(customer, part)
    _may(by, customer, part, starts_on, held)
    _sensible(held, customer, part, starts_on, value, now)
    if seen is not None and seen != stamp(rows):
        raise _meanwhile(rows)
    before = next((row for row in rows if row.starts_on <= starts_on and _lasts(row, starts_on)), None)
    if before and before.person_id == held.pk:
        raise Refused(
            _("{name} already is: {part}, since {day}.").fill(
                name=held.name, part=LABELS[part], day=Figure(before.starts_on, "date")
            ),
            field="person",
        )
    if part == OWNER:
        _fits(by, held, customer, name, starts_on, override)
    made = _written(rows, before, Ownership(
        customer=customer, part=part, person=held, starts_on=starts_on, value=value.strip(),
        reason=" · ".join(word for word in (reason.strip(), override.strip()) if word), by=by, created_at=now,
    ))  # fmt: skip
    if part == OWNER:
        _hand_over(made, before, rows, name, now)
    fields = (part, "starts_on", *(("override",) if override.strip() else ()))
    record(by=by, now=now, what="charge.assigned", about=f"customer:{customer}", fields=fields)
    return made


@action
def release(
    *, by: Person, now: datetime, customer: str, part: str, ends_on: date, reason: str, seen: str | None = None
) -> Ownership:
    """End a part without anybody following; that day is the first without. Raises Refused for the owner of a key account,
    which is never without one, and without a reason."""
    if not reason.strip():
        raise Refused(_("it ends without a reason."), field="reason", remedy=_("Write in one sentence why."))
    rows = _held(customer, part)
    _may(by, customer, part, ends_on, None)
    if seen is not None and seen != stamp(rows):
        raise _meanwhile(rows)
    current = next((row for row in rows if row.starts_on <= ends_on and _lasts(row, ends_on)), None)
    if current is None:
        raise Refused(_("nobody has that part on {day}.").fill(day=Figure(ends_on, "date")), field="ends_on")
    if part == OWNER and KeyStatus.objects.filter(customer=customer, state__in=MEMBER_STATES).exists():
        raise Refused(
            _("a key account is never without an owner."),
            remedy=_("Assign who follows: that ends this one on the day."),
        )
    current.ends_on = ends_on
    current.reason = " · ".join(word for word in (current.reason, reason.strip()) if word)
    current.save(update_fields=["ends_on", "reason"])
    record(by=by, now=now, what="charge.ended", about=f"customer:{customer}", fields=(part, "ends_on"))
    return current


@action
def take_over(
    *, by: Person, now: datetime, chosen: Iterable[tuple[str, str, Person, str]], starts_on: date
) -> list[Ownership]:
    """Make people owners of accounts (code, name, person, reason) that have none, all or none of them: those that the ERP
    names (`ERP` as their reason), and whom somebody chose where it names nobody.

    Raises Refused as `assign` does, for the first account that does not go."""
    wanted = list(chosen)
    people = sorted({person.pk for _code, _name, person, _reason in wanted})
    list(Person.objects.select_for_update().filter(pk__in=people).order_by("pk"))  # all of them, always in one order
    return [
        assign(
            by=by, now=now, customer=customer, name=name, part=OWNER, person=person, starts_on=starts_on, reason=reason,
            seen=stamp(()),
        )
        for customer, name, person, reason in wanted
    ]  # fmt: skip


def _held(customer: str, part: str) -> list[Ownership]:
    """The history of a part, held: first the rows are locked, then read again, with what others added while we waited."""
    rows = Ownership.objects.filter(customer=customer, part=part)
    list(rows.select_for_update().order_by("pk"))
    return list(rows.select_related("person", "by").order_by("pk"))


def _lasts(row: Ownership, day: date) -> bool:
    return row.ends_on is None or row.ends_on > day


def _may(by: Person, customer: str, part: str, day: date, person: Person | None) -> None:
    """The direction decides; a KAM names the substitute of an account of their own."""
    if by.role in DECIDERS:
        return
    owns = any(row.person_id == by.pk and row.starts_on <= day and _lasts(row, day) for row in _held(customer, OWNER))
    if part == SUBSTITUTE and by.role == KAM.key and owns:
        return
    raise Refused(
        _("only the sales director assigns owners and sponsors; a KAM names the substitute of their own accounts."),
        field="part" if person else "",
        remedy=_("Ask the sales director."),
    )


def _sensible(person: Person, customer: str, part: str, starts_on: date, value: str, now: datetime) -> None:
    if not person.is_active:
        raise Refused(
            _("{name} no longer comes in.").fill(name=person.name), field="person", remedy=_("Choose somebody else.")
        )
    if person.role not in MAY_HOLD[part]:
        roles = joined(role.label for key, role in ROLES.items() if key in MAY_HOLD[part])
        raise Refused(
            _("{name} cannot be: {part}. It takes one of these roles: {roles}.").fill(
                name=person.name, part=LABELS[part], roles=roles
            ),
            field="person",
        )
    if not EARLIEST <= starts_on <= now.date() + AHEAD:
        raise Refused(
            _("{day} is too far away.").fill(day=Figure(starts_on, "date")),
            field="starts_on",
            remedy=_("Choose a day up to a year ahead."),
        )
    if part == SPONSOR and not value.strip():
        raise Refused(
            _("a sponsor without a value of their own is only a name."),
            field="value",
            remedy=_("Write which door, decision or guarantee they bring."),
        )
    other = {OWNER: SUBSTITUTE, SUBSTITUTE: OWNER}.get(part)
    if other and any(row.person_id == person.pk and _lasts(row, starts_on) for row in _held(customer, other)):
        raise Refused(
            _("{name} already is: {part}. Nobody stands in for themselves.").fill(name=person.name, part=LABELS[other]),
            field="person",
            remedy=_("Choose somebody else, or end the other part first."),
        )


def _meanwhile(rows: list[Ownership]) -> Refused:
    """Who changed the part since the page was opened, and to whom."""
    remedy = _("Nothing was changed: look at who answers for it now, and decide again.")
    if not rows:
        return Refused(_("somebody changed it a moment ago."), remedy=remedy)
    last = rows[-1]
    return Refused(
        _("{by} assigned it to {name} in the meantime.").fill(
            by=last.by.name if last.by else "clave", name=last.person.name
        ),
        remedy=remedy,
    )


def _fits(by: Person, person: Person, customer: str, name: str, day: date, override: str) -> None:
    """The one too many is refused with what would have to go for it, unless a director says why it passes."""
    load, account = load_of(person, day, without=customer), carried(customer, name, day)
    if load.fits(account) or (override.strip() and by.role in DECIDERS):
        return
    raise Refused(
        too_many(load, account),
        field="override",
        remedy=_("Choose somebody with room, give an account up, or write why it passes all the same."),
    )


def _written(rows: list[Ownership], before: Ownership | None, made: Ownership) -> Ownership:
    """Ends whoever had it, and stops where somebody already planned begins."""
    if before:
        before.ends_on = made.starts_on
        before.save(update_fields=["ends_on"])
    later = [row.starts_on for row in rows if row.starts_on > made.starts_on and row.ends_on != row.starts_on]
    made.ends_on = min(later, default=None)
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        raise _meanwhile([]) from error
    return made


def _hand_over(made: Ownership, before: Ownership | None, rows: list[Ownership], name: str, now: datetime) -> None:
    """A handover from whoever really had the account last; a correction on the same day moves the one that is open."""
    if before is not None and before.ends_on == before.starts_on:
        _moved(made, before, now)
        return
    earlier = [row for row in rows if row.starts_on < made.starts_on and row.ends_on != row.starts_on]
    last = max(earlier, key=lambda row: row.starts_on, default=None)
    if last is not None and last.person_id != made.person_id:
        Handover.objects.create(
            customer=made.customer, name=name, ownership=made, giver=last.person, taker=made.person,
            on=made.starts_on, created_at=now,
        )  # fmt: skip


def _moved(made: Ownership, before: Ownership, now: datetime) -> None:
    """The open handover goes to whoever takes the account instead; where it goes back to the giver, it is withdrawn."""
    for handover in Handover.objects.select_for_update().filter(ownership=before, signed_at=None):
        back = handover.giver_id == made.person_id
        handover.ownership, handover.withdrawn_at = made, now if back else None
        handover.taker = handover.taker if back else made.person
        handover.save()
