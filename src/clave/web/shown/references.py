"""References and recommendations as their pages show them. (B5)"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from clave.base.figures import Figure as Amount
from clave.base.figures import number
from clave.base.words import Text, _, counted, joined
from clave.operations.references import RESULTS, STATES, WAYS, Free, rested_words
from clave.policy.limits import Limits
from clave.store.models import ReferenceAsk, Referral
from clave.store.references import Brought, Willing, late
from clave.web.shown.special_services import Badge, Figure, money
from clave.web.words import reader, told

TONES: Mapping[str, tuple[str, str]] = {
    "asked": ("info", "clock"), "given": ("ok", "circle-check"), "refused": ("warn", "x"), "silent": ("", "minus"),
    "dropped": ("", "minus"),
}  # fmt: skip


def state(key: str) -> Badge:
    """A state as badges show it."""
    return Badge(key, told(STATES[key]), *TONES[key])


@dataclass(frozen=True)
class WillingRow:
    """Somebody who is willing: whether they can be asked today, and why not."""

    one: Willing
    badge: Badge
    ways: str
    fit: str
    rested: str
    why: tuple[str, ...]
    can: bool


def willing_row(one: Willing, *, can: bool) -> WillingRow:
    """As the list shows it; `can` = whoever asks may write about the account."""
    ways = told(joined([WAYS[way] for way in one.row.ways]))
    rested = f"{told(rested_words(one.free))} · {told(left(one.free))}"
    why = tuple(f"{told(text)}." for text in one.free.why)
    return WillingRow(one, _badge(one.free), ways, told(joined(one.fit.why)) if one.fit.why else "", rested, why, can)


def _badge(one: Free) -> Badge:
    if one.allowed:
        return Badge("free", told(_("can be asked today")), "ok", "circle-check")
    if one.again:
        return Badge("rests", told(_("from {day} on").fill(day=Amount(one.again, "date"))), "", "calendar-time")
    return Badge("no", told(_("without consent")), "warn", "lock")


def left(one: Free) -> Text:
    """How many they can still give."""
    return _("{given} in twelve months, {left} left; {account} left of the account").fill(
        given=Amount(one.given, "count"), left=Amount(one.left, "count"), account=Amount(one.account_left, "count")
    )


@dataclass(frozen=True)
class AskRow:
    """A reference that was asked, in the list."""

    kept: ReferenceAsk
    state: Badge
    way: str
    late: str
    result: str
    amount: str


def ask_row(kept: ReferenceAsk, today: date, limits: Limits, currency: str, *, seen: bool) -> AskRow:
    """As the list shows it."""
    days = (today - kept.on).days
    words = (
        told(counted("{n} day without an answer", "{n} days without an answer", days))
        if late(kept, today, limits)
        else ""
    )
    result = told(RESULTS[kept.result]) if kept.state == "given" else ""
    return AskRow(kept, state(kept.state), told(WAYS[kept.way]), words, result, amount(kept, currency, seen=seen))


@dataclass(frozen=True)
class ReferralRow:
    """A recommendation in the list."""

    kept: Referral
    result: str
    amount: str


def referral_row(kept: Referral, currency: str, *, seen: bool) -> ReferralRow:
    """As the list shows it."""
    return ReferralRow(kept, told(RESULTS[kept.result]), amount(kept, currency, seen=seen))


def amount(kept: ReferenceAsk | Referral, currency: str, *, seen: bool) -> str:
    """The business that came: never zero where nobody knows."""
    if kept.result != "won":
        return "–"
    if not seen:
        return told(_("reserved"))
    return told(_("amount not known")) if kept.amount is None else money(kept.amount, currency)


def strip(
    willing: int, free: int, asked: Brought, waiting: int, recommended: Brought, currency: str, *, seen: bool
) -> list[Figure]:
    """What stands above every list of references."""
    total = money(asked.amount + recommended.amount, currency) if seen else told(_("reserved"))
    unknown = asked.unknown + recommended.unknown if seen else 0
    missing = counted("{n} without an amount yet", "{n} without an amount yet", unknown)
    return [
        Figure(told(_("Willing")), _n(willing), told(_("people of customers")), "/referencias/"),
        Figure(told(_("Can be asked today")), _n(free), told(_("rested and within the cap")), "/referencias/?ahora=1"),
        Figure(told(_("Asked")), _n(asked.count), told(counted("{n} waits", "{n} wait", waiting)), "/referencias/pedidas/"),
        Figure(told(_("Given")), _n(asked.given), told(counted("{n} brought business", "{n} brought business", asked.won)),
               "/referencias/pedidas/?estado=given"),
        Figure(told(_("Recommendations")), _n(recommended.count),
               told(counted("{n} brought business", "{n} brought business", recommended.won)), "/referencias/recomendaciones/"),
        Figure(told(_("Business that came")), total, told(missing) if unknown else ""),
    ]  # fmt: skip


def _n(count: int) -> str:
    return number(count, 0, reader())


def options(words: Mapping[str, Text]) -> Sequence[tuple[str, str]]:
    """A list to choose from; what nobody knows has no key and is chosen by nothing."""
    return [(key, told(label)) for key, label in words.items() if key]
