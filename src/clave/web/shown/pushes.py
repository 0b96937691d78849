"""What is written to an ERP as pages show it: plans, their lines with what stands before and after, and what became of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from clave.base.figures import Figure
from clave.base.words import Text, _, recalled
from clave.facts.sources.odoo.pushes.plan import DELIVERY, DISPATCHING, SELLING, STAR, TAG, TEXTS, WORK
from clave.facts.sources.odoo.pushes.push import (
    ALREADY,
    BECAME,
    GONE,
    MEANWHILE,
    NOT_KEPT,
    NOT_TOLD,
    REFUSED,
    WRITTEN,
)
from clave.facts.sources.odoo.pushes.setup import WRITTEN as MODELS
from clave.facts.sources.odoo.pushes.setup import Setup, advised
from clave.facts.sources.odoo.pushes.swaps import SWAP as SWAPPED
from clave.facts.sources.odoo.pushes.swaps import Swap
from clave.report.sheet import Value
from clave.store.models import FactSource, Job, Push, PushLine
from clave.store.models import pushes as states
from clave.store.models.pushes import BEGUN
from clave.store.push_wishes import PARTS
from clave.store.pushes import LEFT, WAITING
from clave.web.shown.selection import Badge
from clave.web.words import told

WHAT: Mapping[str, Text] = {
    TAG: _("Tag of key accounts"),
    SELLING: _("Text that sales reads"),
    DISPATCHING: _("Text that dispatch reads"),
    DELIVERY: _("Priority of a delivery"),
    WORK: _("Priority of a work order"),
    SWAPPED: _("Swap of reserved stock"),
}
STATES: Mapping[str, Badge] = {
    states.OPEN: Badge("warn", "clock", _("Waits to be read")),
    states.REJECTED: Badge("", "x", _("Rejected")),
    states.APPROVED: Badge("info", "loader-2", _("Approved")),
    states.WRITING: Badge("info", "loader-2", _("Being written")),
    states.STOPPED: Badge("bad", "alert-triangle", _("Stopped half way")),
    states.DONE: Badge("ok", "check", _("Written and read back")),
    states.SUPERSEDED: Badge("", "minus", _("Another took its place")),
    states.GIVEN_UP: Badge("", "x", _("The rest was given up")),
}
LATE = Badge("", "clock", _("Waited too long"))
NOTHING = Badge("ok", "check", _("It stood so already"))
LINES: Mapping[str, Badge] = {
    WAITING: Badge("", "clock", _("Not written yet")),
    LEFT: Badge("", "minus", _("Left alone")),
    WRITTEN: Badge("ok", "check", _("Written")),
    ALREADY: Badge("ok", "check", _("Stood so already")),
    MEANWHILE: Badge("warn", "alert-triangle", _("Changed meanwhile")),
    GONE: Badge("warn", "x", _("No longer there")),
    REFUSED: Badge("bad", "x", _("Refused")),
    NOT_KEPT: Badge("bad", "alert-triangle", _("Not kept")),
    NOT_TOLD: Badge("warn", "help-circle", _("Nobody knows yet")),
}
WITH_TAG, WITHOUT_TAG, NO_TEXT = _("with the tag"), _("without the tag"), _("no text")
FIRST, USUAL = _("goes first"), _("as usual")
FILE, HISTORY = _("writing"), _("history of writing")
HEADS: tuple[tuple[Text, str, int], ...] = (
    (_("What is written"), "text", 24), (_("Record"), "text", 28), (_("Customer"), "text", 14), (_("Before"), "text", 40),
    (_("After"), "text", 60), (_("What became of it"), "text", 30), (_("Stands now"), "text", 40), (_("Why"), "text", 60),
    (_("When"), "text", 17), (_("Approved by"), "text", 24), (_("Plan"), "whole", 8),
)  # fmt: skip


@dataclass(frozen=True)
class LineShown:
    """One line: what is written, before and after in words, what became of it and why; `stands` where that is neither."""

    row: PushLine
    what: str
    before: str
    after: str
    badge: Badge
    stands: str
    why: str
    at: datetime | None


@dataclass(frozen=True)
class PushShown:
    """One plan: how it stands, what it was asked for and made from, how many lines became what, and why it stopped."""

    push: Push
    badge: Badge
    parts: str
    basis: str
    came: tuple[tuple[str, int], ...]
    changes: int
    left: int
    error: str

    @property
    def waits(self) -> bool:
        """Whether somebody can decide on it."""
        return self.push.state == states.OPEN and self.badge is not LATE


@dataclass(frozen=True)
class SwapShown:
    """One proposal: who gets what from whom, and how it stands."""

    push: Push
    swap: Swap
    quantity: str
    badge: Badge
    line: LineShown

    @property
    def waits(self) -> bool:
        """Whether somebody can decide on it."""
        return self.push.state == states.OPEN and self.badge is not LATE


@dataclass(frozen=True)
class SetupShown:
    """What must be so in the ERP: when it was looked at, each type of delivery, and what may be written."""

    at: datetime
    reserving: tuple[tuple[str, Badge, str], ...]
    rights: tuple[tuple[str, Badge], ...]


def line_shown(row: Any) -> LineShown:
    """A line of `store.pushes.told_lines`."""
    alone = row.why is not None
    became = LEFT if alone else WAITING if row.became in (None, BEGUN) else row.became
    stands = value_said(row.what, row.stands) if row.stands is not None and became in (MEANWHILE, NOT_KEPT) else ""
    why = _said(row.why) if alone else _said(row.told) or (told(BECAME[became]) if stands else "")
    return LineShown(
        row, told(WHAT.get(row.what, Text(row.what))), value_said(row.what, row.before), value_said(row.what, row.after),
        LINES[became], stands, why, row.written_at if became != WAITING else None,
    )  # fmt: skip


def value_said(what: str, values: Mapping[str, Any] | None) -> str:
    """Fields of the ERP in words."""
    if values is None:
        return ""
    if what == TAG:
        return told(WITH_TAG if values.get("category_id") else WITHOUT_TAG)
    if what in TEXTS:
        return str(values.get(TEXTS[what][1]) or told(NO_TEXT))
    if what == SWAPPED:
        return " · ".join(f"{name}: {told(Figure(held, 'quantity'))}" for name, held in values.items())
    return told(FIRST if values.get("priority") == STAR else USUAL)


def push_shown(push: Push, came: Mapping[str, int], now: datetime, job: Job | None = None) -> PushShown:
    """A plan; one that nobody works on any more did stop, whatever it says."""
    gone = push.state in (states.APPROVED, states.WRITING) and job is not None and not job.live
    badge = STATES[states.STOPPED] if gone else LATE if push.late(now) else STATES[push.state]
    changes = sum(n for what, n in push.counts.items() if what != LEFT)
    if push.state == states.DONE and not changes:
        badge = NOTHING
    return PushShown(
        push, badge, " · ".join(told(PARTS[part]) for part in push.parts if part in PARTS),
        " · ".join(_said(one) for one in push.basis), tuple((told(LINES[key].label), n) for key, n in came.items() if n),
        changes, push.counts.get(LEFT, 0), _said(push.error),
    )  # fmt: skip


def swap_shown(push: Push, row: Any, now: datetime) -> SwapShown:
    """A proposal with its one line."""
    one = Swap.recalled(row.swap)
    line = line_shown(row)
    ended = push.state == states.DONE and row.became
    badge = LATE if push.late(now) else line.badge if ended else STATES[push.state]
    return SwapShown(push, one, told(Figure(one.quantity, "quantity")), badge, line)


def setup_shown(source: FactSource) -> SetupShown | None:
    """What was found the last time somebody looked; None before."""
    if not source.setup:
        return None
    found = Setup.recalled(source.setup)
    good, bad = Badge("ok", "check", _("A star is enough")), Badge("warn", "alert-triangle", _("Stars come too late"))
    kinds = tuple(
        (kind.name, good if kind.serves_stars else bad, "" if kind.serves_stars else told(advised(kind)))
        for kind in found.reserving
    )
    rights = tuple((told(MODELS[one.model]), _right(one.there, one.may)) for one in found.rights if one.model in MODELS)
    return SetupShown(timezone.localtime(datetime.fromisoformat(source.setup["at"])), kinds, rights)


def _right(there: bool, may: bool | None) -> Badge:
    if not there:
        return Badge("", "minus", _("Not installed there"))
    if may is None:
        return Badge("", "help-circle", _("Odoo does not tell"))
    return Badge("ok", "check", _("May be written")) if may else Badge("bad", "lock", _("The user may not write it"))


def cells(lines: Iterable[Any]) -> Iterator[list[Value]]:
    """A row of the file for each line; its plan must be at hand (`push`)."""
    for row in lines:
        one, push = line_shown(row), row.push
        at = timezone.localtime(one.at).strftime("%Y-%m-%d %H:%M") if one.at else None
        yield [
            one.what, row.name, row.customer, one.before, one.after, told(one.badge.label),
            value_said(row.what, row.stands) if row.stands is not None else None, one.why or None, at,
            push.decided_by.name if push.decided_by else None, push.pk,
        ]  # fmt: skip


def in_order(came: Counter[str]) -> dict[str, int]:
    """What became of lines, in the order in which it is told."""
    return {key: came[key] for key in LINES if came[key]}


def _said(kept: Any) -> str:
    return told(recalled(kept)) if kept else ""
