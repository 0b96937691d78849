"""Events and public use as their pages show them. (C7)"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from clave.base.figures import number
from clave.base.words import _, counted, joined
from clave.operations.events import KINDS, STANDS
from clave.operations.public_use import STATES, USED
from clave.store.events import Listed, UseNow
from clave.store.fields import MEETING, RESERVED, Sight
from clave.store.models import PublicConsent
from clave.web.shown.offsite import UNKNOWN, cost_of
from clave.web.shown.special_services import Badge, Figure, money
from clave.web.words import reader, told

ICONS: Mapping[str, str] = {
    "fair": "building-warehouse", "training": "users", "sponsorship": "heart-handshake", "publication": "news",
    "success": "star", "logo": "tag",
}  # fmt: skip
STAND_TONES: Mapping[str, tuple[str, str]] = {
    "coming": ("info", "calendar-event"), "on": ("key", "player-play"), "over": ("", "check"),
}  # fmt: skip
USE_TONES: Mapping[str, tuple[str, str]] = {
    "planned": ("info", "calendar-time"), "published": ("ok", "speakerphone"), "down": ("", "check"), "dropped": ("", "minus"),
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """An event in the list; its cost as whoever asks may see it."""

    one: Listed
    kind: str
    icon: str
    stands: Badge
    cost: str
    seen: bool
    who: str
    uses: str
    down: str


@dataclass(frozen=True)
class UseRow:
    """Something used in public, where it stands, and why it must come down."""

    use: UseNow
    what: str
    state: Badge
    down: str


@dataclass(frozen=True)
class ConsentRow:
    """A consent with what it covers and how it stands today."""

    consent: PublicConsent
    covers: str
    stands: Badge


def sees_cost(one: Listed, sight: Sight) -> bool:
    """Whether whoever asks sees what an event costs: of every account that takes part, and of one with none only who sees all."""
    if not one.accounts:
        return sight.sees_all(MEETING)
    return sight.sees_all(MEETING, [each.customer for each in one.accounts])


def event_row(one: Listed, currency: str, sight: Sight) -> Row:
    """One event."""
    public = sum(each.row.state == "published" for each in one.uses)
    seen = sees_cost(one, sight)
    down = told(counted("{n} to take down", "{n} to take down", one.down)) if one.down else ""
    stands = Badge(one.stands, told(STANDS[one.stands]), *STAND_TONES[one.stands])
    return Row(
        one, told(KINDS[one.row.kind]), ICONS[one.row.kind], stands,
        cost_of(one.row.cost, currency, seen=seen), seen, told(counted("{n} customer", "{n} customers", len(one.accounts))),
        told(counted("{n} in public", "{n} in public", public)), down,
    )  # fmt: skip


def use_row(use: UseNow) -> UseRow:
    """One use."""
    state = use.row.state
    return UseRow(
        use, told(USED[use.row.what]), Badge(state, told(STATES[state]), *USE_TONES[state]),
        told(use.down) if use.down else "",
    )  # fmt: skip


def consent_row(consent: PublicConsent, today: date) -> ConsentRow:
    """One consent."""
    if consent.withdrawn_on is not None:
        stands = Badge("withdrawn", told(_("withdrawn")), "bad", "x")
    elif consent.until is not None and consent.until < today:
        stands = Badge("over", told(_("ended")), "warn", "clock")
    else:
        stands = Badge("stands", told(_("stands")), "ok", "circle-check")
    return ConsentRow(consent, told(joined([USED[each] for each in USED if each in consent.covers])), stands)


def strip(every: Sequence[Listed], currency: str, sight: Sight) -> list[Figure]:
    """What stands above the list."""
    costs = [one.row.cost for one in every if one.row.cost is not None]
    seen, down = sight.sees_all(MEETING), sum(one.down for one in every)
    public = sum(each.row.state == "published" for one in every for each in one.uses)
    return [
        Figure(told(_("To come")), _n(sum(one.stands == "coming" for one in every)), told(_("events")), "?cuando=coming"),
        Figure(told(_("Under way")), _n(sum(one.stands == "on" for one in every)), told(_("events")), "?cuando=on"),
        Figure(told(_("In public now")), _n(public), told(_("uses of something of a customer"))),
        Figure(
            told(_("To take down")), _n(down), told(_("in public without a consent that covers it")), "?solo=retirar",
            "tbad" if down else "",
        ),
        Figure(
            told(_("What they cost")), told(RESERVED) if not seen else money(sum(costs), currency) if costs else UNKNOWN,
            told(counted("{n} without a figure", "{n} without a figure", len(every) - len(costs))) if seen else "",
        ),
    ]  # fmt: skip


def _n(count: int) -> str:
    return number(count, 0, reader())
