"""What people judge of a customer as its page shows it: the scale with everybody on it, never only a mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clave.base.figures import Figure
from clave.base.words import Text, _, counted
from clave.criteria.anchors import ANCHORS, ASKS, NAMES, STEPS
from clave.criteria.kind_anchors import KIND_ASKS, steps_of
from clave.criteria.registry import CRITERIA
from clave.criteria.voices import AGREEMENT, Heard, HeardKind, Standing, counts, heard, last_day
from clave.criteria.wallets import last_day as wallet_last_day
from clave.criteria.wallets import standing as wallet_standing
from clave.facts.tables import JUDGED, KINDS
from clave.measures.kinds import KIND_NAMES, WHOLE
from clave.policy import declared
from clave.policy.limits import Limits
from clave.store.judging import SaidRating, SaidWallet
from clave.store.models import Comparison, Person, RatingRequest, Trial
from clave.store.models.judging import DECLINED, OPEN
from clave.web.initials import initials
from clave.web.shown.header import Account
from clave.web.shown.selection import FAMILIES, Badge
from clave.web.words import reader, told

BADGES: dict[Standing, Badge] = {
    "counts": Badge("ok", "check", _("Counts")),
    "expiring": Badge("warn", "clock", _("Expires soon")),
    "expired": Badge("", "clock", _("Expired")),
    "superseded": Badge("", "history", _("Replaced")),
    "future": Badge("", "calendar-event", _("Not yet")),
}


@dataclass(frozen=True)
class RatingShown:
    """One rating: what it says, whether it counts, until when, and whether it is mine to take back."""

    said: SaidRating
    anchor: str
    badge: Badge
    counts: bool
    until: date
    mine: bool
    initials: str
    kind: Text | None = None


@dataclass(frozen=True)
class Step:
    """One step of the scale: its name, its words, and who stands on it."""

    value: int
    name: Text
    words: Text
    on: tuple[RatingShown, ...]


@dataclass(frozen=True)
class LineShown:
    """What a criterion, or one of its kinds, is rated: the scale with its raters, or that nobody has rated it."""

    kind: str
    name: Text
    question: Text
    heard: HeardKind
    agreement: Text
    steps: tuple[Step, ...]

    @property
    def place(self) -> str:
        """Where the median stands, in per cent of the width of the scale."""
        return "" if self.heard.median is None else f"{(self.heard.median + 0.5) * 100 / len(STEPS):.1f}"

    @property
    def median(self) -> Figure:
        """The median as a figure."""
        return Figure(self.heard.median, "rating")

    @property
    def sentence(self) -> str:
        """The scale for who does not see it."""
        who = ", ".join(f"{one.said.rater}: {step.value}" for step in self.steps for one in step.on)
        return ". ".join(part for part in (told(self.name), who, told(self.agreement)) if part)


@dataclass(frozen=True)
class Judged:
    """One judged criterion of a customer: its lines (one, or one for each kind), what they come to, every rating, who is
    asked, what is missing."""

    key: str
    family: str
    label: str
    question: Text
    heard: Heard
    verdict: Text
    lines: tuple[LineShown, ...]
    by_kind: bool
    current: tuple[RatingShown, ...]
    past: tuple[RatingShown, ...]
    asked: tuple[RatingRequest, ...]
    declined: tuple[RatingRequest, ...]
    mine: bool
    wants_me: bool
    missing: int


def judged(
    account: Account,
    ratings: dict[str, list[SaidRating]],
    requests: Sequence[RatingRequest],
    me: Person,
    limits: Limits,
    day: date,
) -> list[Judged]:
    """Every judged criterion, in the order of importance of the list."""
    order = [head.key for head in account.heads]
    keys = sorted(JUDGED, key=lambda key: (order.index(key) if key in order else len(order), JUDGED.index(key)))
    return [_judged(key, ratings.get(key, []), [one for one in requests if one.criterion == key], me, limits, day)
            for key in keys]  # fmt: skip


def _judged(
    key: str, ratings: list[SaidRating], requests: list[RatingRequest], me: Person, limits: Limits, day: date
) -> Judged:
    kinds = KINDS.get(key, ())
    found = heard([one.voice for one in ratings], limits, day, kinds)
    shown = [_rating(one, state, me, limits, bool(kinds)) for one, state in zip(ratings, found.standing, strict=True)]
    if kinds:
        shown.sort(key=lambda one: _place(kinds, one.said.kind))
    asked = tuple(one for one in requests if one.state == OPEN)
    return Judged(
        key=key,
        family=FAMILIES.get(key, ""),
        label=told(CRITERIA[key].label),
        question=ASKS[key],
        heard=found,
        verdict=_verdict(found, limits, bool(kinds)),
        lines=tuple(_line(key, line, bool(kinds), shown) for line in found.kinds),
        by_kind=bool(kinds),
        current=tuple(one for one in shown if one.badge is not BADGES["superseded"]),
        past=tuple(one for one in shown if one.badge is BADGES["superseded"]),
        asked=asked,
        declined=_still_declined(requests, ratings),
        mine=any(one.mine and one.counts for one in shown),
        wants_me=any(one.person_id == me.pk for one in asked),
        missing=max(0, found.wanted - len(asked)),
    )


def _place(kinds: Sequence[str], kind: str) -> int:
    return kinds.index(kind) if kind in kinds else len(kinds)


def _line(key: str, line: HeardKind, by_kind: bool, shown: Sequence[RatingShown]) -> LineShown:
    on = [one for one in shown if one.counts and one.said.kind == line.kind]
    words = steps_of(key, line.kind)
    return LineShown(
        kind=line.kind,
        name=(KIND_NAMES[line.kind] if line.kind else WHOLE) if by_kind else CRITERIA[key].label,
        question=KIND_ASKS[line.kind] if line.kind else ASKS[key],
        heard=line,
        agreement=_agreement(line),
        steps=tuple(
            Step(value, NAMES[value], words[value], tuple(one for one in on if one.said.value == value))
            for value in STEPS
        ),
    )


def _rating(one: SaidRating, state: Standing, me: Person, limits: Limits, by_kind: bool) -> RatingShown:
    return RatingShown(
        said=one,
        anchor=told(one.anchor),
        badge=BADGES[state],
        counts=counts(state),
        until=last_day(one.voice, limits),
        mine=one.person == me.pk and one.stands,
        initials=initials(one.rater),
        kind=(KIND_NAMES[one.kind] if one.kind else WHOLE) if by_kind else None,
    )


def _still_declined(requests: list[RatingRequest], ratings: list[SaidRating]) -> tuple[RatingRequest, ...]:
    """The last «I cannot judge it» of each person who has not rated since."""
    rated = {one.person for one in ratings if one.stands}
    last = {one.person_id: one for one in reversed(requests) if one.state == DECLINED}
    return tuple(one for one in last.values() if one.person_id not in rated)


def _verdict(found: Heard, limits: Limits, by_kind: bool) -> Text:
    """What the ratings come to, in one sentence."""
    minimum = Figure(limits[declared.judged_minimum], "rating")
    if found.median is None:
        return _("Nobody's rating counts today: it is not nominated and scores 0.")
    if by_kind:
        return _verdict_of_kinds(found, limits)
    sentence = counted(
        "{n} rating counts: median {median} of 4, {score} points; it takes {minimum}.",
        "{n} ratings count: median {median} of 4, {score} points; it takes {minimum}.",
        found.raters,
    )
    return sentence.fill(median=Figure(found.median, "rating"), score=Figure(found.score, "score"), minimum=minimum)


def _verdict_of_kinds(found: Heard, limits: Limits) -> Text:
    """Which rule of policy makes the one rating, and from which kind where it is the best."""
    best = found.best
    figures = {
        "median": Figure(found.median, "rating"), "score": Figure(found.score, "score"),
        "minimum": Figure(limits[declared.judged_minimum], "rating"),
    }  # fmt: skip
    if limits[declared.judged_kinds] == "mean" or best is None:
        return _("The mean of its kinds counts: {median} of 4, {score} points; it takes {minimum}.").fill(**figures)
    name = KIND_NAMES[best.kind] if best.kind else WHOLE
    return _("Its best kind counts, {kind}: {median} of 4, {score} points; it takes {minimum}.").fill(
        kind=name, **figures
    )


def _agreement(found: HeardKind) -> Text:
    if found.agreement in ("differ", "disagree"):
        return _("{agreement}: from {low} to {high}").fill(
            agreement=AGREEMENT[found.agreement], low=str(found.low), high=str(found.high)
        )
    return AGREEMENT[found.agreement]


@dataclass(frozen=True)
class WalletShown:
    """One declaration: whether it counts and until when; a file's has no person."""

    said: SaidWallet
    state: str
    label: Text
    tone: str
    until: date
    mine: bool


@dataclass(frozen=True)
class Wallets:
    """What was declared, which one counts and why, and what our own estimate says."""

    rows: tuple[WalletShown, ...]
    why: Text
    estimate: float | None
    low: float | None
    high: float | None
    peers: int
    compared: Text | None


TWICE = 2  # from here on «times» says more than a percentage
WALLET_WORDS: dict[str, tuple[Text, str]] = {
    "counts": (_("Counts"), "ok"),
    "expired": (_("Expired"), ""),
    "superseded": (_("Replaced"), ""),
    "future": (_("Not yet"), ""),
}


def wallets(account: Account, said: Sequence[SaidWallet], me: Person, limits: Limits, day: date) -> Wallets:
    """The declarations, latest first, beside the estimate from what comparable customers buy."""
    states = wallet_standing([(one.day, one.expires) for one in said], limits, day)
    rows = tuple(
        WalletShown(
            one, state, *WALLET_WORDS[state], wallet_last_day(one.day, one.expires, limits), one.person == me.pk
        )
        for one, state in zip(said, states, strict=True)
    )
    kept = Comparison.objects.filter(run=account.run, customer=account.code).first()
    estimate = low = high = None
    if kept is not None:
        own = max(account.measured.money or 0.0, 0.0)
        estimate, low, high = (own + sum(row[part] for row in kept.rows) for part in ("headroom", "low", "high"))
    counting = next((row for row in rows if row.state == "counts"), None)
    return Wallets(
        rows=rows,
        why=_why(counting, rows, estimate),
        estimate=estimate,
        low=low,
        high=high,
        peers=kept.peers if kept else 0,
        compared=_compared(counting, estimate, low, high),
    )


def _why(counting: WalletShown | None, rows: Sequence[WalletShown], estimate: float | None) -> Text:
    """Which figure the list works with, and why that one."""
    if counting is not None:
        return _(
            "The latest declaration counts, until {day}: a fresh word of somebody who knows beats an estimate."
        ).fill(day=Figure(counting.until, "date"))
    if estimate is None:
        return _("Nobody has declared it and too few customers are like it to estimate it: nothing is known.")
    if any(row.state == "expired" for row in rows):
        return _("The latest declaration has expired, so the estimate counts again.")
    return _("Nobody has declared it, so the estimate counts.")


def _compared(
    counting: WalletShown | None, estimate: float | None, low: float | None, high: float | None
) -> Text | None:
    if counting is None or not estimate or low is None or high is None:
        return None
    amount = counting.said.amount
    apart = Figure(round(abs(amount / estimate - 1), 2), "share")
    if amount > high and amount >= TWICE * estimate:
        return _("It is {times} times the estimate and outside its range: ask what we do not see.").fill(
            times=Figure(round(amount / estimate), "count")
        )
    if amount > high:
        return _("It is {apart} above the estimate and outside its range: ask what we do not see.").fill(apart=apart)
    if amount < low:
        return _(
            "It is {apart} below the estimate and outside its range: perhaps it does not buy what others like it buy."
        ).fill(apart=apart)
    return _("It lies within the range of the estimate.")


RESULTS: dict[str, Badge] = {
    "running": Badge("info", "clock", _("Running")),
    "proved": Badge("ok", "check", _("It works")),
    "failed": Badge("bad", "x", _("It does not work")),
    "unclear": Badge("warn", "help-circle", _("Not conclusive")),
}


@dataclass(frozen=True)
class TrialShown:
    """A trial of the register with its result as a badge."""

    trial: Trial
    badge: Badge


def trials_shown(found: Sequence[Trial]) -> list[TrialShown]:
    """Trials as lists draw them."""
    return [TrialShown(one, RESULTS[one.result]) for one in found]


def asked_words(names: Sequence[str]) -> Text | None:
    """Who was asked because of what was just done."""
    if not names:
        return None
    return _("Asked too: {names}.").fill(names=", ".join(names))


def rated_words(criterion: str, kind: str, value: int) -> str:
    """A step by its number and its name (of a kind: with the kind, and no name), for a list."""
    if kind:
        return f"{told(KIND_NAMES[kind])} {value}"
    return f"{value} · {NAMES[value].say(reader())}" if criterion in ANCHORS else str(value)
