"""The outcome of the programme: reckoned part by part over each window, kept, read back; whether it is old. (B1–B5, F1, F2)"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeVar

from django.db.models import Max, Min
from django.utils import timezone

from clave.base.errors import ClaveError
from clave.base.words import Joined, Text, _
from clave.base.words import recalled as text_recalled
from clave.facts.book import Book
from clave.measures.monthly import Panel, monthly
from clave.outcome.cost.returned import returned
from clave.outcome.cost.shape import ProgrammeCosts
from clave.outcome.cost.shared import with_shared
from clave.outcome.effect.shape import Effect
from clave.outcome.harvest.shape import Harvest
from clave.outcome.kept import recalled
from clave.outcome.whole import COST, EFFECT, HARVEST, Outcome, composed, gained
from clave.outcome.window import Window, window
from clave.policy import declared
from clave.policy.limits import Limits
from clave.policy.reading import Policy
from clave.selection.run import date_of
from clave.store.facts import book_of, whole
from clave.store.imports import fact_store
from clave.store.models import LedgerRun, OutcomePart, OutcomeRun, StatusChange
from clave.store.models.outcome import WINDOWS
from clave.store.outcome_cost import costs_of
from clave.store.outcome_effect import effect_of
from clave.store.outcome_harvest import harvest_of
from clave.store.policy import policy_in_force
from clave.store.recorded import recorded_at, recorded_mark
from clave.store.status import MEMBER_STATES

PAGE = "page"
KINDS: Mapping[str, type[Any]] = {PAGE: Outcome, EFFECT: Effect, COST: ProgrammeCosts, HARVEST: Harvest}
"""What each part is."""
BASIS: Mapping[str, Text] = {
    "facts": _("the facts"),
    "policy": _("the policy"),
    "statuses": _("who is key"),
    "ledger": _("the promises that were judged"),
    "recorded": _("what people recorded"),
}
"""From what an outcome is made, in words."""
NO_FACTS = _("there are no facts yet.")
READ = 24
"""Parts that a process keeps ready after reading them."""
Told = Callable[[float, str, str], object]
"""How far, 0 to 1; which part, of which window."""
Kind = TypeVar("Kind")


@dataclass(frozen=True)
class Reckoned:
    """A whole outcome before it is kept: each part of each window, or the sentence that refused it."""

    as_of: date
    basis: Mapping[str, str]
    facts_version: str
    policy_version: str
    currency: str
    parts: Mapping[tuple[str, str], object]
    refused: Mapping[tuple[str, str], Text | Joined]


def basis_of(policy: Policy, content: int | None = None) -> dict[str, str]:
    """From what an outcome would be made now, to be compared later; `content` of the facts, the newest where none is given."""
    steps = StatusChange.objects.aggregate(last=Max("id"))["last"]
    ledger = LedgerRun.objects.aggregate(last=Max("id"))["last"]
    mark = hashlib.sha256(recorded_mark().encode()).hexdigest()[:32]
    return {
        "facts": str(fact_store().content() if content is None else content), "policy": policy.version,
        "statuses": str(steps or ""), "ledger": str(ledger or ""), "recorded": mark,
    }  # fmt: skip


def mark_of(basis: Mapping[str, str]) -> str:
    """A digest of what an outcome is made from."""
    return hashlib.sha256(json.dumps(basis, sort_keys=True).encode()).hexdigest()[:32]


def newest_outcome() -> OutcomeRun | None:
    """The one that pages show; None before the first."""
    return OutcomeRun.objects.order_by("-id").first()


def changed_since(run: OutcomeRun) -> list[Text]:
    """What changed since it was reckoned, in words; [] = nothing. Raises ClaveError where the policy cannot be read."""
    now = basis_of(policy_in_force())
    return [words for part, words in BASIS.items() if now[part] != run.basis.get(part)]


def first_entry() -> date | None:
    """The day on which the first customer became a key account; None where none ever did."""
    taken = StatusChange.objects.filter(after__in=MEMBER_STATES, takes_back=None, taken_back=None)
    first: date | None = taken.aggregate(first=Min("effective_on"))["first"]
    return first


def windows_of(as_of: date) -> dict[str, Window]:
    """Every window up to a day."""
    first = first_entry()
    return {key: window(key, as_of=as_of, first_entry=min(first, as_of) if first else None) for key in WINDOWS}


def part_of(run: OutcomeRun, key: str, part: str) -> object | Text | Joined | None:
    """One part of an outcome over a window, or the sentence that refused it; None where it is not kept, or an earlier version
    of clave kept it in another shape."""
    return _read(run.pk, run.made_at, key, part)


def of(run: OutcomeRun, key: str, kind: type[Kind]) -> Kind | None:
    """The part of that kind (`Effect`, `ProgrammeCosts`, `Harvest`, `Outcome`) over a window; None where there is none."""
    part = next(name for name, known in KINDS.items() if known is kind)
    found = part_of(run, key, part)
    return found if isinstance(found, kind) else None


@lru_cache(maxsize=READ)
def _read(run: int, _made_at: datetime, key: str, part: str) -> object | Text | Joined | None:
    """Kept parts never change, so one that was read stays ready; another installation restored in its place has other moments."""
    row = OutcomePart.objects.filter(run=run, window=key, part=part).first()
    if row is None:
        return None
    if row.refused is not None:
        return text_recalled(row.refused)
    try:
        found: object = recalled(KINDS[part], row.content)
    except ValueError:
        return None
    whole = _read(run, _made_at, WINDOWS[0], COST) if part == COST and key != WINDOWS[0] else None
    if isinstance(found, ProgrammeCosts) and isinstance(whole, ProgrammeCosts):
        return with_shared(found, whole)
    return found


def before(run: OutcomeRun, key: str, most: int = 12) -> Iterator[tuple[OutcomeRun, Outcome]]:
    """What was said of a window before a run, the newest first, one of each day."""
    seen = {run.as_of}
    for one in OutcomeRun.objects.filter(pk__lt=run.pk).order_by("-id")[: 4 * most]:
        page = of(one, key, Outcome) if one.as_of not in seen else None
        if page is not None:
            seen.add(one.as_of)
            yield one, page
        if len(seen) > most:
            return


def reckoned(now: datetime, told: Told = lambda share, part, key: None) -> Reckoned:
    """Reckon every part of every window from the newest facts; what one part refuses does not stop the others. Raises
    ClaveError where there are no facts, or the policy cannot be read."""
    version = fact_store().version()
    if version is None or not version.rows:
        raise ClaveError(NO_FACTS, remedy=_("Import the invoices of the last three years first."))
    policy, facts = policy_in_force(), book_of(str(version.version))
    basis = basis_of(policy, version.content)
    as_of = date_of(facts.summary())
    book = facts.with_recorded(recorded_at(now).tables, as_of)
    work = _Work(book, policy.at(min(as_of, timezone.localdate(now))), as_of)
    steps = [(one, part) for one in windows_of(as_of).values() for part in work.rooms()]
    for place, (one, part) in enumerate(steps):
        told(place / len(steps), part, one.key)
        work.do(one, part)
    for one in windows_of(as_of).values():
        work.page(one)
    return Reckoned(
        as_of, basis, str(version.version), policy.version, book.currency, work.parts, work.refused
    )  # fmt: skip


@dataclass
class _Work:
    """A reckoning on its way."""

    book: Book
    limits: Limits
    as_of: date
    parts: dict[tuple[str, str], Any] = field(default_factory=dict)
    refused: dict[tuple[str, str], Text | Joined] = field(default_factory=dict)
    panel: Panel | None = None

    def rooms(self) -> dict[str, Callable[[Window], Any]]:
        """Who reckons each part, in this order: the harvest asks for the customers that the effect found comparable."""
        return {EFFECT: self._effect, COST: self._cost, HARVEST: self._harvest}

    def do(self, one: Window, part: str) -> None:
        """One part of one window, or the sentence of why not."""
        try:
            self.parts[one.key, part] = self.rooms()[part](one)
        except ClaveError as error:
            self.refused[one.key, part] = error.sentence()

    def _effect(self, one: Window) -> Effect:
        if self.panel is None:
            with whole(self.book) as book:
                self.panel = monthly(book, self.limits, self.as_of)
        return effect_of(self.book, self.limits, as_of=self.as_of, window=one, panel=self.panel)

    def _cost(self, one: Window) -> ProgrammeCosts:
        return costs_of(self.book, self.limits, as_of=self.as_of, window=one)

    def _harvest(self, one: Window) -> Harvest:
        effect: Effect | None = self.parts.get((one.key, EFFECT))
        matched = (
            {each.customer: tuple(other.customer for other in each.comparables) for each in effect.matches}
            if effect
            else {}
        )
        return harvest_of(self.book, self.limits, as_of=self.as_of, window=one, matched=matched or None)

    def page(self, one: Window) -> None:
        """The page of a window from its parts."""
        effect, costs, harvest = (self.parts.get((one.key, part)) for part in (EFFECT, COST, HARVEST))
        level, programme = self.limits[declared.interval_level], costs.programme if costs else None
        low, point, high = gained(effect, one)
        back = returned(low, point, high, programme.total, whole=programme.whole, level=level) if programme else None
        why = {part: said for (key, part), said in self.refused.items() if key == one.key}
        self.parts[one.key, PAGE] = composed(
            one, self.book.currency, level, effect=effect, back=back, costs=costs, harvest=harvest, refused=why
        )  # fmt: skip
