"""The queue of the laboratory as its pages show it: rows, stages with their tone, the strip of figures. (G4)"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from clave.base.figures import number
from clave.base.words import Text, _, counted
from clave.privileges.improvement.stages import LABELS, STAGES
from clave.store.improvement import Asked
from clave.store.models import ImprovementStep
from clave.web.words import reader, told

KIND_WORDS: Mapping[str, Text] = {
    "improvement": _("Improvement"), "development": _("Development"), "complaint": _("Complaint"),
}  # fmt: skip
TONES: Mapping[str, tuple[str, str]] = {
    "received": ("", "mail"), "assessed": ("", "eye"), "accepted": ("info", "check"), "in_lab": ("key", "flask-2"),
    "customer_trial": ("info", "building-factory-2"), "delivered": ("ok", "circle-check"), "declined": ("warn", "x"),
}  # fmt: skip
POINTS: Mapping[str, Text] = {
    "key": _("key account"), "value": _("value"), "promised": _("day promised"), "waiting": _("waiting"),
}  # fmt: skip


@dataclass(frozen=True)
class Stage:
    """A stage with its words, tone and icon."""

    key: str
    label: str
    tone: str
    icon: str


@dataclass(frozen=True)
class Row:
    """A request in the list: its place and why it stands there, what waits, and the hours so far."""

    one: Asked
    number: str
    place: int | None
    stage: Stage
    kind: str
    why: str
    points: tuple[tuple[str, int], ...]
    key: bool
    waiting: str
    hours: str


def stage(key: str) -> Stage:
    """A stage as badges show it."""
    tone, icon = TONES[key]
    return Stage(key, told(LABELS[key]), tone, icon)  # type: ignore[index]


def stages() -> list[Stage]:
    """All of them, in order."""
    return [stage(key) for key in STAGES]


def row(one: Asked) -> Row:
    """A request as the list shows it; one that is done says what came of it."""
    placed = one.placed
    points = tuple((told(POINTS[name]), round(value)) for name, value in placed.points.items()) if placed else ()
    return Row(
        one=one,
        number=f"SOL-{one.row.pk}",
        place=placed.place if placed else None,
        stage=stage(one.row.stage),
        kind=told(KIND_WORDS[one.row.kind]),
        why=told(placed.reason) if placed else one.row.result,
        points=points,
        key=bool(placed and placed.account.category is not None),
        waiting=told(counted("{n} day", "{n} days", one.waiting)),
        hours=hours(one.hours),
    )


def hours(value: Decimal) -> str:
    """Hours with the decimals they have: 6,5."""
    exact = value.normalize()
    exponent = exact.as_tuple().exponent
    return number(exact, max(0, -exponent) if isinstance(exponent, int) else 0, reader())


@dataclass(frozen=True)
class Figure:
    """A figure of the strip, with what it is about and where it opens."""

    label: str
    value: str
    about: str
    href: str = ""
    tone: str = ""


def strip(every: Sequence[Asked], worked: Decimal, days: int) -> list[Figure]:
    """What stands above the list: how many are open, late, unanswered and given to nobody, and the hours of late."""
    open_ = [one for one in every if one.placed is not None]
    key = sum(bool(one.placed and one.placed.account.category is not None) for one in open_)
    late, silent = sum(one.late for one in open_), [one for one in open_ if one.row.answered_on is None]
    oldest = max((one.waiting for one in silent), default=None)
    free = sum(one.row.assigned_id is None for one in open_)
    return [
        Figure(
            told(_("Open requests")), _n(len(open_)), told(counted("{n} of a key account", "{n} of key accounts", key)), "?",
        ),
        Figure(told(_("Past their day")), _n(late), told(_("the day we promised is over")), "?solo=tarde",
               "tbad" if late else ""),
        Figure(
            told(_("Without an answer")), _n(len(silent)),
            told(_("everybody was told something")) if oldest is None else told(
                counted("the oldest waits for {n} day", "the oldest waits for {n} days", oldest)
            ),
        ),
        Figure(told(_("Nobody works on it")), _n(free), told(_("give it to somebody")), "?solo=sin"),
        Figure(
            told(_("Hours of laboratory")), hours(worked),
            told(counted("in the last {n} day", "in the last {n} days", days)),
        ),
    ]  # fmt: skip


def _n(count: int) -> str:
    return number(count, 0, reader())


@dataclass(frozen=True)
class Stepped:
    """A step in the history: the stage, when and by whom, how long it stood there."""

    step: ImprovementStep
    stage: Stage
    took: str


def history(steps: Sequence[ImprovementStep], today: date) -> list[Stepped]:
    """The standing steps, the newest first; the last one of an open request goes on."""
    found = []
    for at, step in enumerate(steps):
        until = steps[at + 1].day if at + 1 < len(steps) else today
        ended = at + 1 == len(steps) and step.stage in ("delivered", "declined")
        found.append(
            Stepped(
                step, stage(step.stage), "" if ended else told(counted("{n} day", "{n} days", (until - step.day).days))
            )
        )
    return found[::-1]
