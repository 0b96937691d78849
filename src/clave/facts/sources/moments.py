"""When rows were written, as sources tell it: ISO 8601 or a whole number; and from when on the next pull asks.

Only the clock of the source counts. A row stamped in its future (a desk whose clock is ahead) must not move the beginning
of the next pull past rows that are still to come, and a transaction that was open while we read is stamped before its
commit: so the next pull begins at the latest stamp, but never after the source's own clock, less an overlap. A clock that
was set back stamps rows earlier than those that were seen: it is noticed because it went on less than ours did meanwhile
(how far it is from ours never matters), and the next pull begins so much earlier. What is read twice changes nothing: the
store writes only what says something else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo


def is_number(changed: str) -> bool:
    """Whether a source counts its changes instead of stamping them."""
    return changed.lstrip("-").isdigit()


def later(one: str, other: str) -> str:
    """The later of two stamps of one source; an empty one is none."""
    if not one or not other:
        return one or other
    if is_number(one) and is_number(other):
        return one if int(one) >= int(other) else other
    return one if _moment(one) >= _moment(other) else other


def ahead(latest: str, clock: str, overlap: timedelta, zone: tzinfo) -> bool:
    """Whether some row is stamped later than the source's own clock, by more than the overlap, however it is read; `zone`
    is the company's."""
    if not latest or not clock or is_number(latest):
        return False
    return _moment(latest) > max(_readings(clock, latest, zone)) + overlap


def next_since(latest: str, clock: str, overlap: timedelta, zone: tzinfo, numbers: int = 0, since: str = "") -> str:
    """From when on the next pull asks, written as the source writes its stamps; '' where nothing was stamped. `zone` is the
    company's; `numbers` the overlap of a source that counts its changes.

    Not from before `since`, from when on this one asked, unless the clock of the source says so: what an increment brings may
    be stamped long before (an old invoice that was paid now)."""
    if not latest:
        return ""
    if is_number(latest):
        newest_number = max(int(latest), int(since) + numbers) if since and is_number(since) else int(latest)
        return str(newest_number - numbers)
    newest = _moment(latest)
    if since and not is_number(since):
        newest = max(newest, _less(_moment(since), -overlap))
    earliest = min(newest, *_readings(clock, latest, zone)) if clock else newest
    return _written(_less(earliest, overlap), latest)


def set_back(before: str, clock: str, between: timedelta) -> timedelta:
    """By how much less the clock of the source went on than ours did, `between` two looks at it: it was corrected, or
    summer time ended. Rows written since may be stamped so much earlier."""
    if not before or not clock:
        return timedelta(0)
    return max(timedelta(0), between - (_wall(clock) - _wall(before)))


def earlier(since: str, by: timedelta) -> str:
    """A beginning moved back, written as it was; counters and 'everything' stay."""
    return since if not since or is_number(since) or not by else _written(_less(_moment(since), by), since)


def _readings(clock: str, latest: str, zone: tzinfo) -> tuple[datetime, ...]:
    """The clock as stamps may mean it: where they tell no zone they are universal, of the wall there, or of the wall of the
    company. A clock without a zone may be universal itself (SQLite's is)."""
    if datetime.fromisoformat(latest).tzinfo:
        return (_moment(clock),)
    try:
        here = _moment(clock).replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
    except OverflowError:  # at the edge of the years that there are
        here = _moment(clock)
    return _moment(clock), _wall(clock), here


def _wall(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=None)


def _less(moment: datetime, by: timedelta) -> datetime:
    try:
        return moment - by
    except OverflowError:  # before the first year that there is
        return moment.replace(year=1, month=1, day=1)


def _moment(text: str) -> datetime:
    """A stamp without its zone: moments of one source are compared with each other only."""
    found = datetime.fromisoformat(text)
    return found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found


def _written(moment: datetime, like: str) -> str:
    """A moment as the source writes it, whole seconds, so that texts compare as moments do."""
    if len(like) == len("2026-01-31"):
        return moment.date().isoformat()
    zone = datetime.fromisoformat(like).tzinfo
    own = moment.replace(tzinfo=UTC).astimezone(zone) if zone else moment
    text = own.isoformat(like[10], "seconds")
    return text.replace("+00:00", "Z") if like.endswith("Z") else text
