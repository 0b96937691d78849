"""Did status matter: everything put together, from the panel and the entries to the words."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from clave.base.words import counted
from clave.measures.frame import Bools
from clave.measures.monthly import Panel
from clave.measures.shape import Floats
from clave.outcome.effect import said
from clave.outcome.effect.check import YEAR, checks
from clave.outcome.effect.entries import NOBODY, Entry, Stay, stays_of
from clave.outcome.effect.estimate import (
    Changes,
    Differences,
    Estimate,
    before_after,
    differences,
    margin_money,
    margin_rate,
    mean,
    sales,
    still_buys,
    with_back,
)
from clave.outcome.effect.match import Near, matched
from clave.outcome.effect.path import path
from clave.outcome.effect.shape import (
    CHOSEN,
    GAIN,
    MARGIN,
    MARGIN_GAIN,
    RETENTION,
    SALES,
    Comparable,
    Effect,
    Figure,
    LeftOut,
    Match,
)
from clave.outcome.window import Window
from clave.policy import declared
from clave.policy import effect as rules
from clave.policy.limits import Limits


@dataclass(frozen=True)
class Others:
    """What is known of the customers beside the accounts, by row: the day on which each became key (None = never), the day
    since which only the cap kept it out (None = it never did), and the money a month that gave way to priority (0 = none, NaN =
    nobody knows how much)."""

    entered: tuple[date | None, ...]
    capped: tuple[date | None, ...]
    displaced: Floats

    @property
    def spare(self) -> Bools:
        """Who gave way to priority: comparable only where nobody else is left, and where it is known how much."""
        return np.asarray(self.displaced > 0) | np.isnan(self.displaced)


def others_of(
    panel: Panel, entries: Collection[Entry], capped: Mapping[str, date], displaced: Mapping[str, float | None]
) -> Others:
    """By row of the panel. `displaced`: money a month that gave way, by customer; None where nobody knows how much."""
    first: dict[str, date] = {}
    for one in entries:
        first[one.customer] = min(one.day, first.get(one.customer, one.day))
    lost = [displaced.get(code, 0.0) for code in panel.codes]
    return Others(
        tuple(first.get(code) for code in panel.codes),
        tuple(capped.get(code) for code in panel.codes),
        np.array([np.nan if one is None else one for one in lost], dtype=np.float64),
    )


def effect(
    panel: Panel,
    entries: Sequence[Entry],
    *,
    window: Window,
    as_of: date,
    limits: Limits,
    capped: Mapping[str, date] | None = None,
    displaced: Mapping[str, float | None] | None = None,
) -> Effect:
    """Accounts that entered up to the end of the window, beside customers that were ordinary when each entered.

    `capped`: candidates that only the cap kept out, and since when. `displaced`: customers that gave way to
    priority, with the money a month."""
    known = tuple(one for one in entries if one.day <= window.end)
    others = others_of(panel, known, capped or {}, displaced or {})
    stays, left = stays_of(panel, known, window, limits)
    nears = _matched(panel, stays, others, limits)
    fewest = limits[rules.fewest_controls]
    pairs = [(one, near) for one, near in zip(stays, nears, strict=True) if len(near.rows) >= fewest]
    left += [_alone(one, near, fewest) for one, near in zip(stays, nears, strict=True) if len(near.rows) < fewest]
    return _composed(panel, pairs, left, others, len(known), window, as_of, limits)


def _matched(panel: Panel, stays: Sequence[Stay], others: Others, limits: Limits) -> Sequence[Near]:
    """Comparable customers of each account: ordinary ones at its entry, whatever they became later, as nobody knew then. Who
    gave way and nobody knows how much is nobody's."""
    if not stays:
        return []
    unknown = np.isnan(others.displaced)
    pool = np.stack([_ordinary(others, one) & ~unknown for one in stays])
    capped = np.stack([_capped(panel, others, one) for one in stays])
    return matched(panel, stays, pool, capped, others.spare, limits)


def _capped(panel: Panel, others: Others, stay: Stay) -> Bools:
    """Whom the cap had kept out when the account entered: who is nearly chosen later rose since, and nobody knew it then."""
    return np.array([day is not None and panel.at(day) <= stay.at for day in others.capped], dtype=bool)


def _ordinary(others: Others, stay: Stay) -> Bools:
    return np.array([day is None or day > stay.entry.day for day in others.entered], dtype=bool)


def _alone(stay: Stay, near: Near, fewest: int) -> LeftOut:
    """Why an account has too few comparable customers: nobody is like it, or who is serves another account."""
    if near.within >= fewest:
        taken = counted(
            "{n} customer is comparable, but is compared with another account already, and a customer serves one only: it gets "
            "no estimate.",
            "{n} customers are comparable, but too many of them are compared with other accounts already, and a customer serves "
            "one only: it gets no estimate.",
            near.within,
        )
        return LeftOut(stay.entry.customer, stay.entry.day, NOBODY, taken)
    words = counted(
        "It has {n} comparable customer, and policy asks for {fewest}: too different from all the others, it gets no estimate.",
        "It has {n} comparable customers, and policy asks for {fewest}: too different from all the others, it gets no estimate.",
        near.within,
    )  # fmt: skip
    return LeftOut(stay.entry.customer, stay.entry.day, NOBODY, words.fill(fewest=fewest))


def _composed(
    panel: Panel,
    pairs: Sequence[tuple[Stay, Near]],
    left: Sequence[LeftOut],
    others: Others,
    entries: int,
    window: Window,
    as_of: date,
    limits: Limits,
) -> Effect:
    stays, nears = [one for one, _near in pairs], [near for _one, near in pairs]
    minimum = limits[rules.minimum_entries]
    enough = len(stays) >= minimum
    diluted = _diluted(stays, nears, panel, others)
    found = _figures(panel, stays, nears, others, diluted, limits) if enough else ()
    looked = checks(panel, stays, nears, lambda moved: _matched(panel, moved, others, limits), limits) if enough else ()
    used = np.unique(np.concatenate([near.rows for near in nears])) if nears else np.empty(0, dtype=np.int64)
    return Effect(
        as_of=as_of, start=window.start, end=window.end, level=limits[declared.interval_level], minimum=minimum,
        entries=entries, enough=enough, trusted=all(one.holds for one in looked if one.key != CHOSEN),
        verdict=said.verdict(found, looked, len(stays), entries, minimum), figures=found, checks=looked,
        path=path(panel, stays, nears, limits), matches=_matches(panel, stays, nears, others),
        left_out=tuple(sorted(left, key=lambda one: (one.entered, one.customer))),
        displaced=int(others.spare[used].sum()), capped=_kept_out(panel, stays, nears, others),
        later=sum(others.entered[row] is not None for row in used.tolist()), diluted=diluted,
        twins=(),
    )  # fmt: skip


def _kept_out(panel: Panel, stays: Sequence[Stay], nears: Sequence[Near], others: Others) -> int:
    return sum(int(_capped(panel, others, one)[near.rows].sum()) for one, near in zip(stays, nears, strict=True))


def _diluted(stays: Sequence[Stay], nears: Sequence[Near], panel: Panel, others: Others) -> float:
    """The share of the months of comparable customers after entry in which these were key accounts themselves, each account
    counting the same: by so much is a difference smaller than the effect."""
    shares = []
    for one, near in zip(stays, nears, strict=True):
        days = [others.entered[row] for row in near.rows.tolist()]
        key = [0 if day is None else max(0, one.end - max(one.after, panel.at(day))) for day in days]
        shares.append(sum(key) / (len(key) * one.months_after))
    return float(np.mean(shares)) if shares else 0.0


def _figures(
    panel: Panel, stays: Sequence[Stay], nears: Sequence[Near], others: Others, diluted: float, limits: Limits
) -> tuple[Figure, ...]:
    """All figures, in the order in which they are shown."""
    cover = limits[rules.cost_cover]
    bought = sales(panel, before_after)
    year = YEAR * np.array([float(np.nanmean(panel.money[one.row, one.before : one.at])) for one in stays])
    margin, left = margin_rate(panel, cover), margin_money(panel, cover)
    own = _Asked(panel, stays, nears, others, diluted, limits)
    grown = _grown(panel, stays)
    return (
        own.figure(SALES, bought, _mean(grown)),
        own.figure(MARGIN, margin, _mean(differences(stays, nears, margin).own)),
        own.figure(RETENTION, still_buys(panel, YEAR), None),
        own.figure(GAIN, bought, _sum(grown * _last_year(panel, stays)), year),
        own.figure(MARGIN_GAIN, left, _sum(differences(stays, nears, left).own * year), year),
    )


@dataclass(frozen=True)
class _Asked:
    """What every figure is made from."""

    panel: Panel
    stays: Sequence[Stay]
    nears: Sequence[Near]
    others: Others
    diluted: float
    limits: Limits

    def figure(self, key: str, changes: Changes, naive: float | None, year: Floats | None = None) -> Figure:
        """One figure: the mean of the accounts' differences, or with `year` (money of each before entry) their sum in money."""
        found = differences(self.stays, self.nears, changes)
        bound = self._bound(changes, year) if key in (SALES, GAIN) else None
        minimum = self.limits[rules.minimum_entries]
        return said.figure(key, self._estimate(found, year), naive, bound, minimum, self.panel.currency)

    def _estimate(self, found: Differences, year: Floats | None) -> Estimate | None:
        values = found.values if year is None else found.values * year
        one = mean(values, self.limits[declared.interval_level])
        if one is None or self.diluted >= 1:
            return None
        return one.times((1.0 if year is None else one.count) / (1.0 - self.diluted))

    def _bound(self, changes: Changes, year: Floats | None) -> float | None:
        """The figure if what gave way to priority were given back to the comparable customers that it was taken from."""
        lost = np.nan_to_num(self.others.displaced)
        if not any((lost[near.rows] > 0).any() for near in self.nears):
            return None
        own = differences(self.stays, self.nears, changes).own
        back = differences(self.stays, self.nears, with_back(changes, self.panel, lost)).expected
        one = self._estimate(Differences(own, back), year)
        return one.value if one else None


def _grown(panel: Panel, stays: Sequence[Stay]) -> Floats:
    """What comparing each account with its own year before entry would say: its growth since."""
    changes = sales(panel, lambda one: (slice(one.at - YEAR, one.at), slice(one.after, one.end)))
    return np.array([float(changes(one, np.array([one.row]))[0]) for one in stays]) - 1.0


def _last_year(panel: Panel, stays: Sequence[Stay]) -> Floats:
    """Money of each account in the year before its entry."""
    return np.array([float(np.nansum(panel.money[one.row, one.at - YEAR : one.at])) for one in stays])


def _sum(values: Floats) -> float | None:
    known = values[~np.isnan(values)]
    return float(known.sum()) if len(known) else None


def _mean(values: Floats) -> float | None:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else None


def _matches(panel: Panel, stays: Sequence[Stay], nears: Sequence[Near], others: Others) -> tuple[Match, ...]:
    found = differences(stays, nears, sales(panel, before_after))
    return tuple(
        _match(panel, one, near, others, float(own), float(expected))
        for one, near, own, expected in zip(stays, nears, found.own, found.expected, strict=True)
    )


def _match(panel: Panel, stay: Stay, near: Near, others: Others, own: float, expected: float) -> Match:
    base = float(np.nanmean(panel.money[stay.row, stay.before : stay.at]))
    spare, capped = others.spare, _capped(panel, others, stay)
    comparables = tuple(
        Comparable(panel.codes[row], float(far), bool(capped[row]), bool(spare[row]), others.entered[row])
        for row, far in zip(near.rows.tolist(), near.distances, strict=True)
    )
    return Match(
        stay.entry.customer, stay.entry.day, stay.months_after, base, float(near.distances.mean()), comparables,
        own - 1.0, expected - 1.0, (own - expected) * base * YEAR,
    )  # fmt: skip
