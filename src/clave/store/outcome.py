"""The outcome of the programme: reckoned part by part over each window, kept, read back, and whether it is old. (B1–B5, F1, F2)"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

from django.db.models import Max, Min

from clave.base.errors import ClaveError
from clave.base.words import Joined, Text, _
from clave.base.words import recalled as text_recalled
from clave.facts.book import Book
from clave.outcome.cost.returned import returned
from clave.outcome.cost.shape import ProgrammeCosts
from clave.outcome.effect.shape import Effect
from clave.outcome.harvest.shape import Harvest
from clave.outcome.kept import recalled
from clave.outcome.whole import COST, EFFECT, HARVEST, Outcome, composed, gained
from clave.outcome.window import Window, window
from clave.policy import declared
from clave.policy.limits import Limits
from clave.policy.reading import Policy
from clave.selection.run import date_of
from clave.store.facts import book_of
from clave.store.imports import fact_store
from clave.store.models import LedgerRun, OutcomePart, OutcomeRun, StatusChange
from clave.store.models.outcome import WINDOWS
from clave.store.policy import policy_in_force
from clave.store.recorded import recorded_mark
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
ROOMS: dict[str, Callable[..., Any]] = {}
"""Who reckons each part: of a book, by limits, up to a day, over a window."""
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
    return _read(run.pk, key, part)


def of(run: OutcomeRun, key: str, kind: type[Kind]) -> Kind | None:
    """The part of that kind (`Effect`, `ProgrammeCosts`, `Harvest`, `Outcome`) over a window; None where there is none."""
    part = next(name for name, known in KINDS.items() if known is kind)
    found = part_of(run, key, part)
    return found if isinstance(found, kind) else None


@lru_cache(maxsize=READ)
def _read(run: int, key: str, part: str) -> object | Text | Joined | None:
    """Kept parts never change, so one that was read stays ready."""
    row = OutcomePart.objects.filter(run=run, window=key, part=part).first()
    if row is None:
        return None
    if row.refused is not None:
        return text_recalled(row.refused)  # type: ignore[no-any-return]
    try:
        return recalled(KINDS[part], row.content)
    except ValueError:
        return None


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


def reckoned(today: date, told: Told = lambda share, part, key: None) -> Reckoned:
    """Reckon every part of every window from the newest facts; what one part refuses does not stop the others. Raises
    ClaveError where there are no facts, or the policy cannot be read."""
    version = fact_store().version()
    if version is None:
        raise ClaveError(NO_FACTS, remedy=_("Import the invoices of the last three years first."))
    policy, book = policy_in_force(), book_of(str(version.version))
    as_of = date_of(book.summary())
    limits = policy.at(min(as_of, today))
    parts, refused = dict[tuple[str, str], object](), dict[tuple[str, str], Text | Joined]()
    steps = [(key, one, part) for key, one in windows_of(as_of).items() for part in ROOMS]
    for place, (key, one, part) in enumerate(steps):
        told(place / len(steps), part, key)
        try:
            parts[key, part] = ROOMS[part](book, limits, as_of=as_of, window=one)
        except ClaveError as error:
            refused[key, part] = error.sentence()
    for key, one in windows_of(as_of).items():
        parts[key, PAGE] = _page(one, book, limits, parts, refused)
    basis = basis_of(policy, version.content)
    return Reckoned(as_of, basis, str(version.version), policy.version, book.currency, parts, refused)


def _page(
    one: Window, book: Book, limits: Limits, parts: Mapping[tuple[str, str], Any],
    refused: Mapping[tuple[str, str], Text | Joined],
) -> Outcome:  # fmt: skip
    """The page of a window from its parts."""
    effect, costs, harvest = (parts.get((one.key, part)) for part in (EFFECT, COST, HARVEST))
    level = limits[declared.interval_level]
    low, point, high = gained(effect, one)
    programme = costs.programme if costs else None
    back = returned(low, point, high, programme.total, whole=programme.whole, level=level) if programme else None
    why = {part: said for (key, part), said in refused.items() if key == one.key}
    return composed(one, book.currency, level, effect=effect, back=back, costs=costs, harvest=harvest, refused=why)
