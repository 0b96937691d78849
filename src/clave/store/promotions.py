"""Reading joint promotions: the list with its totals, one as its deciders read it, and what the facts tell of it. (G9)"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
from django.db.models import QuerySet
from django.utils import timezone

from clave.base.folding import folded
from clave.facts.book import Book
from clave.measures.promoted import Promoted, Span, promoted, spans
from clave.operations.promotions.baseline import comparable
from clave.operations.promotions.result import BEFORE, DURING, Measured, Month, Seen, measured
from clave.operations.promotions.said import HELD, KINDS, OPEN, STAGES, PromotionSaid
from clave.policy import declared
from clave.policy.limits import Limits
from clave.store.models import Person, Promotion, PromotionResult, PromotionStep
from clave.store.policy import policy_in_force

ORDERS = ("customer", "stage", "starts", "ours", "lift", "owner")
ONLY = ("mias", "sin-medir", "por-cerrar")
MEASURED = ("lift", "fall", "none", "unknown")
"""Verdicts of a promotion that began."""


@dataclass(frozen=True)
class Wanted:
    """Which promotions: words, a stage (empty = the open ones, `todas` = all), a kind, a customer, a verdict of the
    result; `only` mine, those that ran and were not measured, or past their last day and not ended; in which order."""

    text: str = ""
    stage: str = ""
    kind: str = ""
    customer: str = ""
    verdict: str = ""
    only: str = ""
    order: str = ""

    @property
    def plain(self) -> bool:
        """Nothing filtered."""
        return Wanted(order=self.order) == self


def standing() -> QuerySet[Promotion]:
    """Every promotion that was not taken out, with what its row shows."""
    return Promotion.objects.filter(removed_at=None).select_related("owner", "by", "contact", "result")


def listed() -> list[Promotion]:
    """Every promotion: the open ones by their first day, then those that are over, the newest first."""
    return sorted(standing(), key=_in_order)


def _in_order(row: Promotion) -> tuple[int, int, int]:
    if row.stage in OPEN:
        return 0, row.starts_on.toordinal(), row.pk
    return 1, -row.ends_on.toordinal(), -row.pk


def result_of(row: Promotion) -> PromotionResult | None:
    """What was measured of it last; None where nobody did, or its days or products changed since."""
    kept: PromotionResult | None = getattr(row, "result", None)
    return kept if kept is not None and kept.basis == basis_of(row) else None


def basis_of(row: Promotion) -> str:
    """What its result depends on: its days, what it is about and what it is measured in."""
    return f"{row.starts_on}|{row.ends_on}|{row.measure}|{sorted(row.families)}|{sorted(row.products)}"


def among(
    every: Iterable[Promotion], wanted: Wanted, me: Person, mine: Collection[str], today: date, shown: Collection[int]
) -> list[Promotion]:
    """Those that were asked for, in the order asked for; `shown` are those whose reserved figures whoever asks sees: the others
    are neither filtered nor ordered by them."""
    words = folded(wanted.text).split()
    found = [
        row
        for row in every
        if _in_stage(row.stage, wanted.stage)
        and (wanted.kind not in KINDS or row.kind == wanted.kind)
        and (not wanted.customer or row.customer == wanted.customer)
        and (wanted.verdict not in MEASURED or (row.pk in shown and _verdict(row) == wanted.verdict))
        and all(word in row.folded for word in words)
        and _only(row, wanted.only, me, mine, today)
    ]
    column = wanted.order.removeprefix("-")
    if column not in ORDERS:
        return found
    return sorted(found, key=lambda row: _key(row, column, shown), reverse=wanted.order.startswith("-"))


def _verdict(row: Promotion) -> str:
    kept = result_of(row)
    return kept.verdict if kept else ""


def _in_stage(stage: str, wanted: str) -> bool:
    return stage == wanted if wanted in STAGES else wanted == "todas" or stage in OPEN


def _only(row: Promotion, only: str, me: Person, mine: Collection[str], today: date) -> bool:
    if only == "mias":
        return row.owner_id == me.pk or row.customer in mine
    if only == "sin-medir":
        return unmeasured(row)
    return row.stage == "running" and row.ends_on < today if only == "por-cerrar" else True


def unmeasured(row: Promotion) -> bool:
    """Whether it ran, and nobody measured it as it stands."""
    return row.stage in ("running", "ended") and result_of(row) is None


def _key(row: Promotion, column: str, shown: Collection[int]) -> Any:
    kept = result_of(row) if row.pk in shown else None
    ours = row.ours if row.pk in shown else None
    return {
        "customer": folded(row.name), "stage": STAGES.index(row.stage), "starts": row.starts_on,
        "ours": (ours is not None, ours or Decimal(0)), "owner": folded(row.owner.name),
        "lift": (kept is not None and kept.lift is not None, kept.lift if kept and kept.lift is not None else 0.0),
    }[column]  # fmt: skip


@dataclass(frozen=True)
class Totals:
    """Promotions added up: how many, our money and theirs (with how many nobody said), ours spent, and the differences in money
    of those measured (`measured` of them)."""

    count: int = 0
    ours: Decimal = Decimal(0)
    theirs: Decimal = Decimal(0)
    without: int = 0
    spent: Decimal = Decimal(0)
    lift: float = 0.0
    measured: int = 0


def totals(rows: Sequence[Promotion]) -> Totals:
    """What these promotions come to; those that were cancelled cost nothing more than what was spent."""
    live = [row for row in rows if row.stage != "cancelled"]
    lifts = [kept.lift for row in live if row.measure == "money" and (kept := result_of(row)) and kept.lift is not None]
    return Totals(
        len(rows), sum((row.ours for row in live if row.ours is not None), Decimal(0)),
        sum((row.theirs for row in live if row.theirs is not None), Decimal(0)), sum(row.ours is None for row in live),
        sum((row.ours_spent for row in rows if row.ours_spent is not None), Decimal(0)), sum(lifts), len(lifts),
    )  # fmt: skip


def said_of(row: Promotion) -> PromotionSaid:
    """A promotion as its deciders read it."""
    given = {one.name: getattr(row, one.name) for one in fields(PromotionSaid) if one.name != "contact"}
    return PromotionSaid(
        **given | {"families": tuple(row.families), "products": tuple(row.products), "contact": row.contact_id}
    )


def standing_steps(row: Promotion) -> list[PromotionStep]:
    """The steps of a promotion that were not undone, in order."""
    return list(row.steps.filter(undone_at=None).select_related("by").order_by("pk"))


def look(row: Promotion, book: Book, limits: Limits) -> Seen | None:
    """What the facts tell of a promotion: its account and the comparable ones, month by month; None without sales."""
    summary = book.summary() if book.has("invoice_line") else None
    begin, until = (summary.first_day, summary.last_day) if summary else (None, None)
    if begin is None or until is None:
        return None
    months = spans(
        row.starts_on, row.ends_on, begin, until, limits[declared.promotion_history], limits[declared.promotion_after]
    )
    if not any(one.part == DURING for one in months):
        return Seen((), until)
    found = promoted(book, limits, months, row.families, row.products, until)
    others = _others(row)
    used = [not any(_overlaps(one, other) for other in others.get(row.customer, ())) for one in months]
    return seen_of(row, months, found, used, _free(found.codes, months, others, row.customer), until, limits)


def seen_of(
    row: Promotion, months: Sequence[Span], found: Promoted, used: Sequence[bool], free: Sequence[int], until: date,
    limits: Limits,
) -> Seen:  # fmt: skip
    """The months of the account, with those of the comparable accounts among `free` (places in `found`) together."""
    own = np.zeros((4, len(months)))
    amounts = found.kilos if row.measure == "kilos" else found.money
    if row.customer in found.codes:
        at = found.codes.index(row.customer)
        own = np.stack([amounts[at], found.covered[at], found.cost[at], found.money[at]])
    before = [place for place, one in enumerate(months) if one.part == BEFORE]
    level = np.array([own[0][place] if used[place] else np.nan for place in before])
    near = comparable(level, amounts[np.ix_(free, before)], limits) if before and len(free) else np.zeros(0, np.int64)
    peers = amounts[np.array(free)[near]].sum(axis=0) if len(near) else None
    return Seen(
        tuple(
            Month(
                one.part, one.first, one.last, one.share, float(own[0][place]), float(own[1][place]), float(own[2][place]),
                float(own[3][place]), None if peers is None else float(peers[place]),
                used[place] or one.part != BEFORE,
            )
            for place, one in enumerate(months)
        ),
        until, len(near),
    )  # fmt: skip


def _others(row: Promotion) -> Mapping[str, list[Promotion]]:
    """The other promotions that were agreed and are about some of the same, by account."""
    said, found = said_of(row), dict[str, list[Promotion]]()
    for other in Promotion.objects.filter(removed_at=None, stage__in=HELD).exclude(pk=row.pk):
        if said.meets(tuple(other.families), tuple(other.products)):
            found.setdefault(other.customer, []).append(other)
    return found


def _overlaps(month: Span, other: Promotion) -> bool:
    return other.starts_on <= month.last and other.ends_on >= month.first


def _free(
    codes: Sequence[str], months: Sequence[Span], others: Mapping[str, list[Promotion]], customer: str
) -> list[int]:
    """The places of the accounts that were in no such promotion in any of these months."""
    taken = {code for code, rows in others.items() if any(_overlaps(one, row) for one in months for row in rows)}
    return [at for at, code in enumerate(codes) if code != customer and code not in taken]


def stored_months(seen: Seen) -> list[dict[str, Any]]:
    """The months as JSON keeps them."""
    return [{**asdict(one), "first": f"{one.first}", "last": f"{one.last}"} for one in seen.months]


def seen_again(kept: PromotionResult) -> Seen | None:
    """What the facts told when it was measured; None where there were none."""
    if kept.until is None:
        return None
    days = ("first", "last")
    months = [Month(**{**one, **{day: date.fromisoformat(one[day]) for day in days}}) for one in kept.months]
    return Seen(tuple(months), kept.until, kept.peers)


def again(row: Promotion, kept: PromotionResult) -> tuple[Measured, Seen | None, Limits]:
    """The result of a promotion reckoned again from the months that were kept, under the policy of that day."""
    limits = policy_in_force().at(timezone.localdate(kept.made_at))
    seen = seen_again(kept)
    return measured(said_of(row), seen, limits, kept.currency), seen, limits
