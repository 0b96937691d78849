"""Trying a policy on the facts and the date of a kept selection: nothing is written, and nothing measured again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from operator import itemgetter
from pathlib import Path
from threading import Lock
from typing import Generic, TypeVar

from django.conf import settings

from clave.facts.book import Summary
from clave.measures import kept
from clave.measures.shape import Measured
from clave.policy.draft import draft_of, encoded
from clave.policy.kinds import DECLARED
from clave.policy.limits import Limits
from clave.policy.reading import Policy
from clave.selection.bands import Membership
from clave.selection.compare import Comparison, compared
from clave.selection.debate import Population
from clave.selection.kams import Own, Totals, fed, treatments
from clave.selection.listed import Asked
from clave.selection.listing import Listing
from clave.selection.run import grounds_of, select_measured
from clave.store.kams import entered_loads, people_totals
from clave.store.models import SelectionRun
from clave.store.policy import policy_in_force
from clave.store.status import memberships_at

T = TypeVar("T")
FILES = 12  # measured populations on disk: the latest policies that concern measures
IN_MEMORY = 3
LISTS = 6
POPULATIONS = 6


class NotMeasured(Exception):
    """The measures that a policy asks for have not been taken yet of these facts; `words` are the values they need."""

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self.words = [(value.key, encoded(value, limits[value])) for value in kept.READ]


class Latest(Generic[T]):
    """The last few things made, by what they were made from; safe among threads."""

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, Lock()
        self._kept: OrderedDict[Hashable, T] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The one kept under `key`, or a new one; two at once may both make it."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return made


_MEASURED: Latest[Measured] = Latest(IN_MEMORY)
_LISTS: Latest[Listing] = Latest(LISTS)
_POPULATIONS: Latest[Population] = Latest(POPULATIONS)


def compared_on(run: SelectionRun, old: Policy, new: Policy, old_day: date, new_day: date) -> Comparison:
    """What turns the list that `old` makes, as it stood on `old_day`, into the list of `new` on `new_day`, both on the
    facts and the date of `run`. Raises NotMeasured, and ClaveError as `select` does."""
    then = then_of(run)
    return compared(tried(run, old.at(old_day), then), tried(run, new.at(new_day), then))


@dataclass(frozen=True)
class Then:
    """What people had entered when a list was made: totals of the KAM, who was a member, and what single accounts take."""

    people: Totals
    members: Mapping[str, Membership]
    entered: Mapping[str, Own]


def then_of(run: SelectionRun) -> Then:
    """Read once for all the lists that are tried beside `run`."""
    day = run.created_at.date()
    return Then(people_totals(day), memberships_at(run.created_at), entered_loads(day, run.created_at))


def tried(run: SelectionRun, limits: Limits, then: Then | None = None) -> Listing:
    """The list that a policy makes on the facts and the date of `run`, with the members there were when it was made, to
    whom the bands apply as they did in it: the policy it was made with makes it once more. The last few are kept in
    memory."""
    path = measured_file(run.facts_version, run.recorded, run.as_of, limits)
    then = then or then_of(run)
    limits = fed(limits, then.people)
    own = treatments(then.entered, limits)
    key = path, _values(limits), tuple(sorted(then.members.items())), tuple(sorted(own.items(), key=itemgetter(0)))
    asked = Asked(members=then.members or None, treatments=own)
    return _LISTS.get(key, lambda: _listed(run, _measured(path, limits), limits, asked))


def populations(run: SelectionRun) -> Callable[[Limits], Population]:
    """Reads the customers of `run` under a policy, to be listed under many orders; the last few are kept in memory.

    What it gives raises NotMeasured, and ClaveError where nobody could be listed."""
    then = then_of(run)

    def of(limits: Limits) -> Population:
        path = measured_file(run.facts_version, run.recorded, run.as_of, limits)
        whole = fed(limits, then.people)
        own = treatments(then.entered, whole)
        grounds = partial(grounds_of, summary=_summary(run), limits=whole, as_of=run.as_of)
        key = path, _values(whole), tuple(sorted(own.items(), key=itemgetter(0)))
        return _POPULATIONS.get(key, lambda: Population(grounds(_measured(path, limits)), own))

    return of


def _values(limits: Limits) -> Hashable:
    return tuple(sorted((key, repr(value)) for key, value in limits.values.items()))


def _measured(path: Path, limits: Limits) -> Measured:
    return _MEASURED.get(path, lambda: _opened(path, limits))


def _listed(run: SelectionRun, measured: Measured, limits: Limits, asked: Asked) -> Listing:
    return select_measured(
        measured,
        _summary(run),
        limits,
        run.as_of,
        asked=asked,
        facts_version=run.facts_version,
        rejected=run.facts["rejected"],
    )


def _opened(path: Path, limits: Limits) -> Measured:
    found = kept.opened(path)
    if found is None:
        raise NotMeasured(limits)
    return found


def measured_file(facts_version: str, recorded: str, as_of: date, limits: Limits) -> Path:
    """Where the measures of these facts and of what was recorded are kept, at that date under this policy."""
    folder: Path = settings.CLAVE_DATA / "measured"
    return folder / kept.name_of(facts_version, recorded, as_of, limits)


def limits_for_trial(as_of: date, words: Iterable[tuple[str, str]]) -> Limits:
    """The policy in force on a date with other values, whether or not they contradict the rest."""
    changes = draft_of(words).changes
    return policy_in_force().at(as_of).reform({DECLARED[key]: value for key, value in changes.items()})


def keep_measured(facts_version: str, recorded: str, as_of: date, limits: Limits, measured: Measured) -> None:
    """Keep what was measured, and let go of what was kept longest ago. Where the disk has no room it is only a pity:
    whoever asks measures again."""
    path = measured_file(facts_version, recorded, as_of, limits)
    with suppress(OSError):
        kept.keep(measured, path)
        newest = sorted(path.parent.glob("*.arrow"), key=lambda file: file.stat().st_mtime, reverse=True)
        for old in newest[FILES:]:
            old.unlink(missing_ok=True)


def _summary(run: SelectionRun) -> Summary:
    facts = run.facts
    first, last = (date.fromisoformat(facts[key]) if facts[key] else None for key in ("first_day", "last_day"))
    return Summary(facts["lines"], facts["customers"], Decimal(facts["money"]), first, last)
