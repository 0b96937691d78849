"""Surveys and what they came to, as their pages show them: never a figure without how many answered. (C8)"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from clave.base.figures import Figure as Amount
from clave.base.figures import number
from clave.base.words import Text, _, counted
from clave.operations.surveys.questions import KINDS, RECOMMEND, SUBJECTS, Question, Sheet
from clave.operations.surveys.said import LABELS
from clave.operations.surveys.scores import Nps, Spread, nps_of, spread, subjects_of
from clave.policy import declared, voice
from clave.policy.limits import Limits
from clave.store.models import Survey
from clave.store.surveys import Listed, Results, title_of
from clave.web.shown.novelties import TONES, count, rate
from clave.web.shown.special_services import Badge, Figure
from clave.web.words import reader, told

ENDS = _("{low}: {least} · {high}: {most}")


def state(key: str) -> Badge:
    """A state as badges show it."""
    return Badge(key, told(LABELS[key]), *TONES[key])


def title(row: Survey) -> str:
    """What it is called, for whoever reads."""
    found = title_of(row)
    return told(found) if isinstance(found, Text) else found


@dataclass(frozen=True)
class Row:
    """A survey in the list."""

    one: Listed
    title: str
    state: Badge
    kind: str
    names: str
    rate: str
    percent: int


def row(one: Listed) -> Row:
    """As the list shows it."""
    return Row(
        one, title(one.row), state(one.row.state), told(KINDS[one.row.kind].label), names(one.row.anonymous), rate(one.rate),
        round(100 * (one.rate.share or 0)),
    )  # fmt: skip


def names(anonymous: bool) -> str:
    """Whether it has names."""
    return told(_("anonymous") if anonymous else _("with names"))


def points(value: float | None) -> str:
    """An NPS: points with their sign; never zero where nobody answered."""
    if value is None:
        return "–"
    return ("+" if round(value) > 0 else "") + number(round(value), 0, reader())


def answers(n: int, people: int) -> str:
    """How many answers of how many people, beside every figure."""
    words = counted("{n} answer", "{n} answers", n) if n != people else counted("{n} person", "{n} people", people)
    if n == people:
        return told(words)
    of = told(counted("of {n} person", "of {n} people", people))
    return f"{told(words)} {of}"


@dataclass(frozen=True)
class Shown:
    """A figure with its range and how many answered."""

    key: str
    label: str
    value: str
    range: str
    about: str


def nps_shown(found: Nps, limits: Limits, label: str = "NPS") -> Shown:
    """The NPS with its interval, where enough answered."""
    inside = found.interval(limits[declared.interval_level]) if found.n >= limits[voice.interval] else None
    words = ""
    if inside:
        words = told(_("between {low} and {high}").fill(low=points(inside[0]), high=points(inside[1])))
    elif found.n:
        words = told(_("too few for a range"))
    return Shown(RECOMMEND, label, points(found.value), words, answers(found.n, found.n))


def spread_shown(key: str, found: Spread) -> Shown:
    """The middle of a subject, from its lowest to its highest answer."""
    if found.middle is None or found.ends is None:
        return Shown(key, told(SUBJECTS[key]), "–", "", told(_("nobody answered")))
    low, high = found.ends
    steps = [step for step, _n in found.counts]
    value = told(_("{middle} of {most}").fill(middle=Amount(found.middle, "rating"), most=count(steps[-1])))
    inside = told(_("from {low} to {high}").fill(low=count(low), high=count(high)))
    return Shown(key, told(SUBJECTS[key]), value, inside, answers(found.n, found.people))


def figures(kind: str, sheets: Sequence[Sheet], limits: Limits) -> list[Shown]:
    """Every subject of a kind."""
    return [
        nps_shown(nps_of(sheets), limits) if key == RECOMMEND else spread_shown(key, spread(kind, key, sheets))
        for key in subjects_of(kind)
    ]


@dataclass(frozen=True)
class Step:
    """One number of a scale with how many chose it."""

    label: str
    n: str
    percent: int


@dataclass(frozen=True)
class Asked:
    """One question with how its answers spread."""

    words: str
    source: str
    steps: tuple[Step, ...]
    about: str


def questions(kind: str, sheets: Sequence[Sheet]) -> list[Asked]:
    """Every question of a kind with the spread of its answers."""
    return [_asked(one, spread(kind, one.key, sheets)) for one in KINDS[kind].questions]


def _asked(one: Question, found: Spread) -> Asked:
    most = max((n for _step, n in found.counts), default=0) or 1
    steps = tuple(
        Step(told(one.scale.names[step]) if step in one.scale.names else count(step), count(n), round(100 * n / most))
        for step, n in found.counts
    )
    return Asked(told(one.words), one.source, steps, answers(found.n, found.people))


@dataclass(frozen=True)
class AccountRow:
    """An account with its figures; `few` where an interval would say nothing."""

    customer: str
    name: str
    shown: tuple[Shown, ...]


def accounts(kind: str, found: Results, limits: Limits) -> list[AccountRow]:
    """The accounts that may be looked at one by one, by name."""
    apart: dict[str, list[Sheet]] = {}
    for code, sheet in found.sheets:
        if code in found.apart:
            apart.setdefault(code, []).append(sheet)
    named: Mapping[str, str] = found.names or {}
    rows = [
        AccountRow(code, named.get(code, code), tuple(figures(kind, sheets, limits))) for code, sheets in apart.items()
    ]
    return sorted(rows, key=lambda one: (one.name, one.customer))


@dataclass(frozen=True)
class Wave:
    """One point of the trend."""

    label: str
    number: int
    shown: tuple[Shown, ...]
    rate: str
    why: str


def trend(waves: Sequence[tuple[Survey, Results]], limits: Limits) -> list[Wave]:
    """The waves one after another."""
    return [
        Wave(one.wave or title(one), one.pk, tuple(figures(one.kind, found.all, limits)) if not found.hidden else (),
             rate(found.rate), told(found.hidden) if found.hidden else "")
        for one, found in waves
    ]  # fmt: skip


def strip(every: Sequence[Listed], last: Results | None, limits: Limits, today: date) -> list[Figure]:
    """What stands above the list: the last relationship survey with its NPS, and what is open."""
    open_ = [one for one in every if one.row.state == "open"]
    found = nps_shown(nps_of(last.all), limits) if last and not last.hidden else None
    soon = sum(one.row.closes_on is not None and (one.row.closes_on - today).days <= 7 for one in open_)
    return [
        Figure(told(_("NPS of the last round")), found.value if found else "–",
               f"{found.about} · {found.range}" if found else told(_("no round can be shown yet"))),
        Figure(told(_("Answered, of those asked")), rate(last.rate) if last else "–", told(_("in the last round"))),
        Figure(told(_("Open ones")), count(len(open_)), told(counted("{n} closes this week", "{n} close this week", soon)),
               "/encuestas/?estado=open"),
        Figure(told(_("Surveys a person, a year")), count(limits[voice.most]), told(_("at most; the policy says so")),
               "/politica/"),
    ]  # fmt: skip


@dataclass(frozen=True)
class Put:
    """One question as it is put to somebody: what may be chosen, what the ends mean, what was chosen and is wrong."""

    key: str
    words: str
    steps: tuple[tuple[int, str], ...]
    ends: str
    named: bool
    chosen: str = ""
    wrong: str = ""


def put(kind: str, chosen: Mapping[str, str] | None = None, wrong: Mapping[str, str] | None = None) -> list[Put]:
    """The questions of a kind as they are put, in the reader's language."""
    given, refused = chosen or {}, wrong or {}
    return [
        Put(
            one.key, told(one.words),
            tuple((step, told(one.scale.names[step]) if step in one.scale.names else f"{step}") for step in one.scale.steps),
            told(ENDS.fill(low=one.scale.low, least=one.scale.ends[0], high=one.scale.high, most=one.scale.ends[1]))
            if one.scale.ends else "",
            bool(one.scale.names), given.get(one.key, ""), refused.get(one.key, ""),
        )
        for one in KINDS[kind].questions
    ]  # fmt: skip
