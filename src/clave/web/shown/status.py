"""A status as pages show it: its badge, its history with reasons, what reviews found, and how it lands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from clave.base.figures import percent
from clave.base.words import _
from clave.policy import declared
from clave.policy.limits import Limits
from clave.selection import life
from clave.store.models import KeyStatus, SelectionRun, StatusChange, StatusReview
from clave.store.status import why_of
from clave.web.shown.selection import Badge
from clave.web.words import reader, told

BADGES: dict[str, Badge] = {
    key: Badge(tone, icon, life.STATES[key].label)
    for key, tone, icon in (
        (life.NOMINATED, "", "star"),
        (life.PROPOSED, "info", "messages"),
        (life.DECIDED, "key", "gavel"),
        (life.ANNOUNCED, "key", "speakerphone"),
        (life.TRIAL, "key", "calendar-time"),
        (life.CONFIRMED, "key", "key"),
        (life.WATCHED, "warn", "eye"),
        (life.LANDING, "warn", "plane-arrival"),
        (life.FORMER, "", "history"),
    )
}
NONE = Badge("", "minus", _("No status"))
FOUND = {
    "stays": _("Review: it stays"),
    "watched": _("Review: below the exit band"),
    "leaves": _("Review: it would leave"),
}


def badge_of(state: str) -> Badge:
    """The badge of a state; the empty one says so."""
    return BADGES.get(state, NONE)


def status_badge(status: KeyStatus | None) -> Badge | None:
    """The badge of a status; None where there is none, or no more."""
    return BADGES.get(status.state) if status else None


@dataclass(frozen=True)
class Event:
    """Something in the life of a status: what, since when it counts, why, who and when, and the list it was decided with."""

    icon: str
    tone: str
    title: str
    day: date
    why: str
    who: str
    at: datetime
    run: SelectionRun | None
    until: date | None = None
    back: bool = False
    taken_back: bool = False


def history(changes: Iterable[StatusChange], reviews: Iterable[StatusReview]) -> list[Event]:
    """Steps and reviews, newest first."""
    steps = list(changes)
    undone = {change.takes_back_id for change in steps if change.takes_back_id}
    found = [_step(change, change.pk in undone) for change in steps] + [_review(review) for review in reviews]
    return sorted(found, key=lambda event: event.at)[::-1]


def _step(change: StatusChange, taken_back: bool) -> Event:
    badge = badge_of(change.after)
    title = badge.label
    if change.takes_back_id:
        title = _("Taken back: «{state}» again").fill(state=badge.label)
    elif change.before == change.after:
        title = _("Until another day: «{state}»").fill(state=badge.label)
    return Event(
        icon="arrow-back-up" if change.takes_back_id else badge.icon,
        tone=badge.tone,
        title=told(title),
        day=change.effective_on,
        why=told(why_of(change)),
        who=change.by.name if change.by else "clave",
        at=change.at,
        run=change.run,
        until=change.until,
        back=change.takes_back_id is not None,
        taken_back=taken_back,
    )


def _review(review: StatusReview) -> Event:
    return Event(
        icon="scale",
        tone="" if review.state == "stays" else "warn",
        title=told(FOUND[review.state]),
        day=review.run.as_of,
        why=told(review.because),
        who=review.by.name if review.by else "clave",
        at=review.at,
        run=review.run,
    )


@dataclass(frozen=True)
class Bar:
    """A review in the strip: how sure it was (None = it bought nothing), as a height, and where the exit band lay."""

    day: date
    height: int
    floor: int
    tone: str
    said: str


@dataclass(frozen=True)
class Bands:
    """The strip over the reviews, oldest first, with today's bands."""

    bars: tuple[Bar, ...]
    entry: int
    floor: int


def bands(reviews: Iterable[StatusReview], limits: Limits) -> Bands:
    """How sure it was at each review, against the exit band of then."""
    bars = tuple(
        Bar(
            day=review.run.as_of,
            height=round(100 * (review.sure or 0)),
            floor=round(100 * review.floor),
            tone="" if review.state == "stays" else "warn",
            said="–" if review.sure is None else percent(review.sure, reader(), 0),
        )
        for review in reviews
    )
    return Bands(bars, round(100 * limits[declared.band_entry]), round(100 * limits[declared.band_exit]))
