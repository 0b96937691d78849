"""When a machine works: its open windows from now on, so that working minutes become moments (G5)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

DAY = 1440
FARTHEST = 3_650  # days that are laid out; work beyond them goes on without a break


@dataclass(frozen=True)
class Shift:
    """Hours that a machine works, every week on `weekday` (1 = Monday … 7) or on one `day`, whose shifts count instead of
    those of its weekday. `starts` is a minute of the day; `minutes` may pass midnight, 0 = closed; machine "" = all of
    those that have no shifts of their own."""

    starts: int
    minutes: int
    weekday: int | None = None
    day: date | None = None
    machine: str = ""


@dataclass(frozen=True)
class Calendar:
    """Windows in which a machine works, in minutes from now: window `i` opens at `opens[i]`, when `knots[i]` minutes have
    been worked. The last window never closes."""

    opens: tuple[int, ...]
    knots: tuple[int, ...]
    closes: tuple[int, ...]

    @property
    def offsets(self) -> tuple[int, ...]:
        """What to add to `w` worked minutes to know when they are done, by `bisect_left(knots, w)`."""
        return (self.opens[0], *(opened - knot for opened, knot in zip(self.opens, self.knots, strict=True)))

    def done(self, worked: int) -> int:
        """When so many minutes have been worked: at a close, the close itself and not the next opening."""
        at = max(bisect_left(self.knots, worked) - 1, 0)
        return worked + self.opens[at] - self.knots[at]

    def begins(self, worked: int) -> int:
        """When the next minute is worked after so many: at a close, the next opening."""
        at = bisect_right(self.knots, worked) - 1
        return worked + self.opens[at] - self.knots[at]

    def worked(self, moment: int) -> int:
        """Minutes worked until a moment."""
        at = bisect_right(self.opens, moment) - 1
        if at < 0:
            return 0
        last = at == len(self.opens) - 1
        return self.knots[at] + (moment if last else min(moment, self.closes[at])) - self.opens[at]


ALWAYS = Calendar((0,), (0,), (0,))


def calendar(shifts: Sequence[Shift], now: datetime, needed: int) -> Calendar | None:
    """The calendar of the machine whose shifts these are, long enough for `needed` minutes of work; None where it never
    works. Shifts that overlap count once."""
    windows: list[tuple[int, int]] = []
    worked = 0
    for opened, closed in _merged(_windows(shifts, now)):
        windows.append((opened, closed))
        worked += closed - opened
        if worked >= needed:
            break
    if not windows:
        return None
    knots = [0]
    for opened, closed in windows[:-1]:
        knots.append(knots[-1] + closed - opened)
    opens, closes = zip(*windows, strict=True)
    return Calendar(opens, tuple(knots), closes)


def _windows(shifts: Sequence[Shift], now: datetime) -> Iterator[tuple[int, int]]:
    """Opening and close, day after day, in minutes from now; from yesterday on, since a shift may pass midnight."""
    dated = {shift.day for shift in shifts if shift.day}
    for ahead in range(-1, FARTHEST):
        day = now.date() + timedelta(days=ahead)
        today = [s for s in shifts if (s.day == day if day in dated else s.weekday == day.isoweekday())]
        midnight = ahead * DAY - now.hour * 60 - now.minute
        for shift in sorted(today, key=lambda shift: shift.starts):
            opened = midnight + shift.starts
            if shift.minutes > 0 and opened + shift.minutes > 0:
                yield max(opened, 0), opened + shift.minutes


def _merged(windows: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Windows that touch or overlap as one."""
    held: tuple[int, int] | None = None
    for opened, closed in windows:
        if held and opened <= held[1]:
            held = held[0], max(held[1], closed)
            continue
        if held:
            yield held
        held = opened, closed
    if held:
        yield held
