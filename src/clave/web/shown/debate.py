"""A debate as its page shows it: everybody's orders beside each other, and what each would do to the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from clave.base.errors import ClaveError
from clave.base.words import Text, _, said
from clave.criteria.registry import CRITERIA
from clave.policy.draft import decoded
from clave.policy.kinds import DECLARED
from clave.policy.limits import Limits
from clave.report.policy_words import spoken
from clave.selection.debate import Effect, Turn
from clave.store.debates import BEFORE, BORDA, KEMENY, Answers
from clave.store.debating import Tried
from clave.store.models import Debate, Person, WhatIf
from clave.store.trial import NotMeasured
from clave.web.initials import initials
from clave.web.shown.selection import FAMILIES, Badge
from clave.web.words import reader, told

STEPS = (1, 2, 3, 5)
"""Places away from the group from which a cell is one step darker."""
FEW = 4
GROUPS = {BORDA: _("Borda"), KEMENY: _("Kemeny"), BEFORE: _("Before")}
BOTH = _("Borda and Kemeny")
GROUP_WORDS = {
    BORDA: _("The group's order by the sum of the places"),
    KEMENY: _("The group's order by pairs: the one with the fewest disagreements"),
    BEFORE: _("The order in force when the debate was opened"),
}


@dataclass(frozen=True)
class Column:
    """One order of the table: whose, in how many letters, said in full, and whether it is one's own or the group's."""

    whose: str
    label: str
    title: str
    order: tuple[str, ...]
    mine: bool = False
    group: bool = False


@dataclass(frozen=True)
class PlaceCell:
    """The place of a criterion in one order; `step` 0–4 is how far that is from the group."""

    place: int
    step: int
    column: Column


@dataclass(frozen=True)
class CriterionRow:
    """One criterion with its place in every order; `spread` in words where people differ."""

    label: str
    family: str
    cells: tuple[PlaceCell, ...]
    first: int
    last: int

    @property
    def apart(self) -> int:
        """Places between who puts it highest and who puts it lowest."""
        return self.last - self.first


@dataclass(frozen=True)
class Grid:
    """Everybody's orders: a column each, criteria in the group's order; `torn` are those in which people differ most."""

    columns: tuple[Column, ...]
    rows: tuple[CriterionRow, ...]
    torn: tuple[CriterionRow, ...]


@dataclass(frozen=True)
class Outcome:
    """What one order or what-if would do: its first names and how many more; or why that is not known.

    `measure` = its measures have to be taken first."""

    whose: str
    name: str
    note: str
    effect: Effect | None = None
    error: str = ""
    measure: bool = False
    mine: bool = False
    removable: WhatIf | None = None

    @property
    def entered(self) -> tuple[Turn, ...]:
        """The first that enter."""
        return self.effect.entered[:FEW] if self.effect else ()

    @property
    def left(self) -> tuple[Turn, ...]:
        """The first that leave."""
        return self.effect.left[:FEW] if self.effect else ()

    @property
    def more_enter(self) -> int:
        """How many more enter."""
        return max(0, len(self.effect.entered) - FEW) if self.effect else 0

    @property
    def more_leave(self) -> int:
        """How many more leave."""
        return max(0, len(self.effect.left) - FEW) if self.effect else 0


def state(debate: Debate, now: datetime) -> Badge:
    """Where a debate stands."""
    if debate.chosen_at:
        return Badge("ok", "check", _("Decided"))
    return Badge("info", "messages", _("Taking orders")) if debate.open_at(now) else Badge("", "lock", _("Closed"))


def columns(found: Answers, me: Person | None) -> tuple[Column, ...]:
    """Those who answered, then the group's orders and the one before."""
    people = [
        Column(
            str(person.pk),
            initials(person.name),
            person.name,
            tuple(found.orders[person.pk].order),
            mine=me is not None and me.pk == person.pk,
        )
        for person in found.answered
    ]
    groups = [(key, found.order_of(key)) for key in (BORDA, KEMENY, BEFORE)]
    return (*people, *(
        Column(key, told(GROUPS[key]), told(GROUP_WORDS[key]), order, group=key != BEFORE) for key, order in groups if order
    ))  # fmt: skip


def grid(found: Answers, me: Person | None) -> Grid | None:
    """The table; None while nobody answered."""
    middle = found.kemeny
    if middle is None:
        return None
    every = columns(found, me)
    rows = tuple(_row(key, place, every, found) for place, key in enumerate(middle.order))
    torn = sorted((row for row in rows if row.apart > 1), key=lambda row: -row.apart)
    return Grid(every, rows, tuple(torn[:2]))


def _row(key: str, middle: int, every: Sequence[Column], found: Answers) -> CriterionRow:
    places = [order.index(key) + 1 for order in found.given]
    cells = []
    for column in every:
        place = column.order.index(key)
        cells.append(PlaceCell(place + 1, sum(abs(place - middle) >= step for step in STEPS), column))
    return CriterionRow(name_of(key), FAMILIES.get(key, ""), tuple(cells), min(places), max(places))


def name_of(key: str) -> str:
    """A criterion by its name."""
    return CRITERIA[key].name.say(reader()) if key in CRITERIA else key


def outcomes(found: Answers, me: Person | None, tried: Tried) -> list[Outcome]:
    """What every order would do, the group's first."""
    every = [column for column in columns(found, me) if column.whose != BEFORE]
    if found.borda and found.kemeny and found.borda.order == found.kemeny.order:
        every = [replace(one, label=told(BOTH)) if one.group else one for one in every if one.whose != BORDA]
    ordered = sorted(every, key=lambda column: (not column.group, not column.mine))
    return [
        _tried(
            Outcome(column.whose, _name(column), column.title if column.group else _why(found, column.whose), mine=column.mine),
            partial(tried.order, column.order),
        )
        for column in ordered
    ]  # fmt: skip


def _name(column: Column) -> str:
    return column.label if column.group else column.title


def _why(found: Answers, whose: str) -> str:
    return found.orders[int(whose)].reason


def drafted(tried: Tried, order: tuple[str, ...]) -> Outcome | None:
    """What an order that nobody gave yet would do; None while it is the one before."""
    if order == tuple(tried.debate.criteria):
        return None
    return _tried(Outcome("", "", ""), partial(tried.order, order))


def what_ifs(found: Answers, me: Person | None, tried: Tried, decides: bool = False) -> list[Outcome]:
    """What every what-if would do; who added it, or may decide, may take it away."""
    return [
        _tried(
            Outcome(
                f"h{what_if.pk}", what_if.name, "; ".join(values_of(what_if, tried.limits)),
                removable=what_if if decides or (me is not None and what_if.by_id == me.pk) else None,
            ),
            partial(tried.what_if, what_if),
        )
        for what_if in found.what_ifs
    ]  # fmt: skip


def values_of(what_if: WhatIf, limits: Limits) -> list[str]:
    """Its values in words: what they decide, from what to what."""
    before, currency = limits.values, what_if.debate.run.currency
    text = _("{meaning}: {old} → {new}")
    return [
        said(
            text.fill(
                meaning=DECLARED[key].meaning,
                old=spoken(DECLARED[key], before.get(key), reader(), currency),
                new=spoken(DECLARED[key], decoded(DECLARED[key], words), reader(), currency),
            ),
            reader(),
        )
        for key, words in what_if.words
        if key in DECLARED
    ]


def _tried(outcome: Outcome, reckon: Callable[[], Effect]) -> Outcome:
    kept = {field: getattr(outcome, field) for field in ("whose", "name", "note", "mine", "removable")}
    try:
        return Outcome(**kept, effect=reckon())
    except NotMeasured:
        return Outcome(**kept, measure=True)
    except ClaveError as error:
        return Outcome(**kept, error=error.say(reader()))


def group_text(found: Answers) -> list[Text]:
    """What has to be known of the two group orders: ties, and whether the best is only one of several."""
    notes: list[Text] = []
    if found.borda:
        for tie in found.borda.ties:
            names = ", ".join(map(name_of, tie))
            notes.append(_("Borda: tied in places, and left as they were before: {names}.").fill(names=names))
    if found.kemeny and found.kemeny.optimal > 1:
        notes.append(
            _("Kemeny: {n} orders have as few disagreements; this is the one nearest to Borda.").fill(
                n=found.kemeny.optimal
            )
        )
    return notes
