"""Joint promotions: proposed, agreed, run, ended or cancelled, paid for, and measured. (G9)"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from clave.actions.again import just_made
from clave.actions.audit import record
from clave.actions.needs import contact_of
from clave.actions.shape import action
from clave.actions.staged import begun, gone_on, held, stepped_back, stood, taken_out, unseen
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.facts.products import unknown_products
from clave.operations.promotions.result import Measured, Seen
from clave.operations.promotions.said import PromotionSaid, check_step, checked_amount, checked_promotion
from clave.store.facts import book_of
from clave.store.models import Person, Promotion, PromotionResult, PromotionStep, Touchpoint
from clave.store.promotions import said_of, stored_months
from clave.store.roles import DECIDERS, KAM, MANAGEMENT, MARKETING, of

OWNERS = DECIDERS | of(KAM, MANAGEMENT, MARKETING)
"""Roles that a promotion can be given to."""


@action
def propose_promotion(
    *, by: Person, now: datetime, customer: str, name: str, promotion: PromotionSaid, owner: Person | None = None,
    said_in: Touchpoint | None = None,
) -> Promotion:  # fmt: skip
    """Write down a promotion that is proposed; sent twice, it is there once. Raises ClaveError (`where` names the field) for what
    `checked_promotion` refuses."""
    sound = checked_promotion(promotion)
    contact_of(sound.contact, customer)
    _check_products(sound.products)
    same = Promotion.objects.filter(customer=customer, by=by, removed_at=None, title=sound.title)
    if sent_twice := just_made(same, by=by, now=now):
        return sent_twice
    kept = Promotion(customer=customer, name=name, stage="proposed", said_in=said_in, owner=_able(owner or by))
    _say(kept, sound, by, now)
    PromotionStep.objects.create(of=kept, stage="proposed", day=timezone.localdate(now), by=by, at=now)
    record(by=by, now=now, what="promotion.proposed", about=f"promotion:{kept.pk}")
    return kept


@action
def change_promotion(
    *, by: Person, now: datetime, customer: str, number: int, promotion: PromotionSaid, owner: Person,
    seen: datetime | None,
) -> Promotion:  # fmt: skip
    """Say it better, or give it to somebody else. Raises ClaveError as `propose_promotion`; where somebody else changed it
    after it was `seen`; and where it ended, unless only its words change: what was measured stays what was agreed."""
    kept = held(Promotion, number, customer)
    unseen(kept, seen)
    sound = checked_promotion(promotion)
    contact_of(sound.contact, customer)
    before = said_of(kept)
    _check_products([one for one in sound.products if one not in before.products])
    changed = [name for name, value in vars(sound).items() if getattr(before, name) != value]
    if kept.stage in ("ended", "cancelled") and set(changed) & AGREED:
        raise ClaveError(
            _("it is over: what was agreed does not change any more."), where=next(one for one in changed if one in AGREED),
            remedy=_("Undo its last step first, if that was a slip."),
        )  # fmt: skip
    if owner.pk != kept.owner_id:
        kept.owner = _able(owner)
        changed.append("owner")
    _say(kept, sound, by, now)
    record(by=by, now=now, what="promotion.changed", about=f"promotion:{kept.pk}", fields=changed)
    return kept


AGREED = frozenset({"starts_on", "ends_on", "families", "products", "measure", "target"})
"""What a result is measured by."""


@action
def move_promotion(
    *, by: Person, now: datetime, customer: str, number: int, here: str, to: str, note: str = ""
) -> PromotionStep:
    """Move it to another state, today. Raises ClaveError where it is not `here` any more, and for what `check_step` refuses."""
    kept, today = held(Promotion, number, customer), timezone.localdate(now)
    stood(kept, here)
    check_step(here, to, note, said_of(kept), today)
    step = gone_on(PromotionStep, kept, to, today, note, by=by, now=now)
    record(by=by, now=now, what="promotion.moved", about=f"promotion:{kept.pk}", fields=("stage",))
    return step


@action
def undo_promotion_step(*, by: Person, now: datetime, customer: str, number: int, step: int) -> Promotion:
    """Undo the last move. Raises ClaveError where another followed, or it is somebody else's."""
    kept = held(Promotion, number, customer)
    stepped_back(PromotionStep, kept, step, by=by, now=now, may=by.role in DECIDERS)
    kept.save()
    record(by=by, now=now, what="promotion.step_undone", about=f"promotion:{kept.pk}", fields=("stage",))
    return kept


@action
def spend_promotion(
    *, by: Person, now: datetime, customer: str, number: int, ours: Decimal | None, theirs: Decimal | None
) -> Promotion:
    """What each side spent (None = nobody knows). Raises ClaveError (`where`) for amounts that cannot be, and before it was
    agreed."""
    kept = held(Promotion, number, customer)
    checked_amount(ours, "ours")
    checked_amount(theirs, "theirs")
    if kept.stage == "proposed" and (ours or theirs):
        raise ClaveError(
            _("it is only proposed: nothing was to be spent yet."), where="ours", remedy=_("Move it to agreed first."),
        )  # fmt: skip
    kept.ours_spent, kept.theirs_spent = ours, theirs
    kept.save(update_fields=["ours_spent", "theirs_spent"])
    record(by=by, now=now, what="promotion.spent", about=f"promotion:{kept.pk}", fields=("ours_spent", "theirs_spent"))
    return kept


@action
def remove_promotion(*, by: Person, now: datetime, customer: str, number: int) -> Promotion:
    """Take out one that was written down by a slip."""
    kept = held(Promotion, number, customer)
    taken_out(kept, now)
    record(by=by, now=now, what="promotion.removed", about=f"promotion:{kept.pk}")
    return kept


@action
def restore_promotion(*, by: Person, now: datetime, customer: str, number: int) -> Promotion:
    """Bring back one that was taken out."""
    kept = held(Promotion, number, customer, removed=True)
    taken_out(kept, None)
    record(by=by, now=now, what="promotion.restored", about=f"promotion:{kept.pk}")
    return kept


@dataclass(frozen=True)
class Told:
    """What the facts told of one promotion, measured by `basis`."""

    number: int
    basis: str
    seen: Seen | None
    found: Measured
    currency: str


@action
def keep_promotion_results(*, told: Iterable[Told], version: str, by: Person | None, now: datetime) -> int:
    """Keep what was measured in one reading of the facts at `version`; how many. What somebody changed meanwhile is kept as of
    before, and shown as not measured."""
    count = 0
    for one in told:
        gap = one.found.during
        PromotionResult.objects.update_or_create(
            of_id=one.number,
            defaults={
                "months": stored_months(one.seen) if one.seen else [], "until": one.seen.until if one.seen else None,
                "peers": one.seen.peers if one.seen else 0, "verdict": one.found.verdict, "bought": one.found.bought,
                "lift": gap.lift if gap else None, "low": gap.low if gap else None, "high": gap.high if gap else None,
                "facts_version": version, "currency": one.currency, "basis": one.basis, "made_at": now,
            },
        )  # fmt: skip
        count += 1
    record(by=by, now=now, what="promotion.measured", about="promotion:list")
    return count


@action
def note_promotions_export(*, by: Person, now: datetime) -> None:
    """Write down that somebody took the list out."""
    record(by=by, now=now, what="promotion.exported", about="promotion:list")


@action
def note_promotion_print(*, by: Person, now: datetime, number: int) -> None:
    """Write down that somebody printed one."""
    record(by=by, now=now, what="promotion.printed", about=f"promotion:{number}")


def _say(kept: Promotion, sound: PromotionSaid, by: Person, now: datetime) -> None:
    given = {name: list(value) if isinstance(value, tuple) else value for name, value in vars(sound).items()}
    del given["contact"]
    kept.contact_id = sound.contact
    words = " ".join([sound.title, sound.goal, sound.conditions, *sound.families, *sound.products])
    begun(kept, given, words, by=by, now=now)


def _check_products(codes: Sequence[str]) -> None:
    """Raises ClaveError for products that the facts do not know: nothing would ever be measured of them. Facts that cannot be
    read refuse none."""
    try:
        wrong = unknown_products(book_of(""), codes)
    except ClaveError:
        return
    if wrong:
        raise ClaveError(
            _("no invoice and no product file has {codes}.").fill(codes=", ".join(wrong)), where="products",
            remedy=_("Write each code as on the invoices."),
        )  # fmt: skip


def _able(person: Person) -> Person:
    """Raises ClaveError for somebody who cannot answer for a promotion."""
    if not person.is_active or person.role not in OWNERS:
        raise ClaveError(
            _("{name} cannot open the joint promotions.").fill(name=person.name), where="owner",
            remedy=_("Choose one of the list."),
        )  # fmt: skip
    return person
