"""One account beside a twin made of ordinary customers, and how unusual what came after entry is. (Abadie et al. 2010)"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from clave.base.figures import Figure as Shown
from clave.base.words import Joined, Text, _, counted
from clave.measures.frame import Ints
from clave.measures.monthly import Panel
from clave.measures.shape import Floats
from clave.outcome.effect.effect import others_of
from clave.outcome.effect.entries import Entry, Stay, stay_of, why_not
from clave.outcome.effect.match import alike, distances, past
from clave.outcome.effect.shape import Donor, Placebo, Single, Step
from clave.outcome.effect.twin import rmse, weights
from clave.outcome.window import Window
from clave.policy import declared
from clave.policy import effect as rules
from clave.policy.limits import Limits

SHOWN = 0.005  # share from which a donor is worth a line
TINY = 1e-9
UNUSUAL, USUAL, FEW = "unusual", "usual", "few"
_MISSES = _(
    "No twin imitates it well enough: before entry it missed by {error} of a month. What came after says nothing."
)
_SAYS = {
    (True, UNUSUAL): _("It bought {gap} more than its twin: more than ordinary customers show (place {rank} of {of})."),
    (True, USUAL): _("It bought {gap} more than its twin, but so much ordinary customers show too (place {rank} of {of})."),
    (False, UNUSUAL): _("It bought {gap} less than its twin: more than ordinary customers show (place {rank} of {of})."),
    (False, USUAL): _("It bought {gap} less than its twin, but so much ordinary customers show too (place {rank} of {of})."),
    (True, FEW): _("It bought {gap} more than its twin, in place {rank} of {of}: too few to say whether that is unusual."),
    (False, FEW): _("It bought {gap} less than its twin, in place {rank} of {of}: too few to say whether that is unusual."),
}  # fmt: skip
"""By whether it bought more, and whether that is unusual."""


def single(
    panel: Panel,
    customer: str,
    entries: Sequence[Entry],
    *,
    window: Window,
    limits: Limits,
    displaced: Mapping[str, float | None] | None = None,
) -> Single:
    """The synthetic control of one account. Donors are customers that never were key and gave way to nobody, of the same channel
    and sector where known, nearest first; purchases count as shares of each one's own mean month before entry."""
    entry = next((one for one in entries if one.customer == customer), None)
    if entry is None:
        return _without(customer, None, 0, _("It is no key account, so nothing began for it."))
    stay = stay_of(panel, entry, window, limits)
    why = why_not(panel, stay, limits)
    if stay is None or why:
        return _without(customer, entry.day, 0, why[1] if why else _("It bought nothing in the facts that are loaded."))
    rows = _donors(panel, stay, entries, set(displaced or {}), limits)
    fewest = limits[rules.fewest_donors]
    if len(rows) < fewest:
        said = counted(
            "There is {n} ordinary customer of its kind to make a twin of, and policy asks for {fewest}.",
            "There are {n} ordinary customers of its kind to make a twin of, and policy asks for {fewest}.",
            len(rows),
        )
        return _without(customer, entry.day, len(rows) + 1, said.fill(fewest=fewest))
    return _made(panel, stay, rows, limits)


def _without(customer: str, entered: date | None, of: int, words: Text | Joined) -> Single:
    return Single(customer, entered, words, None, None, None, None, of, (), (), ())


def _donors(panel: Panel, stay: Stay, entries: Sequence[Entry], gave: Collection[str], limits: Limits) -> Ints:
    others = others_of(panel, tuple(entries), {}, {})
    before = past(panel, stay.before, stay.at)
    far = distances(before, stay.row, limits)
    usable = np.array([day is None for day in others.entered]) & np.isfinite(far) & alike(panel.words, stay.row)
    usable &= np.array([code not in gave for code in panel.codes])
    usable &= ~np.isnan(panel.money[:, stay.before : stay.end]).any(axis=1)
    rows = np.flatnonzero(usable)
    order = np.argsort(far[rows], kind="stable")[: limits[rules.donors]]
    return np.asarray(rows[order], dtype=np.int64)


def _made(panel: Panel, stay: Stay, rows: Ints, limits: Limits) -> Single:
    money = panel.money[np.array([stay.row, *rows]), stay.before : stay.end]
    if np.isnan(money[0]).any():
        return _without(
            stay.entry.customer, stay.entry.day, len(rows) + 1, _("Of some of its months nobody knows the money.")
        )
    before, first = stay.at - stay.before, stay.after - stay.before
    base = money[:, :before].mean(axis=1)
    shares = (money / base[:, None]).T
    share, error, gap, ratio = _one(shares, 0, before, first)
    twin = np.delete(shares, 0, axis=1) @ share
    donors, path = _named(panel, rows, share), _steps(shares[:, 0] * base[0], twin * base[0], before)
    if error > limits[rules.twin_error]:
        said = _MISSES.fill(error=Shown(error, "share"))
        return replace(_without(stay.entry.customer, stay.entry.day, 0, said), error=error, donors=donors, path=path)
    placebos = _placebos(panel, shares, rows, before, first, limits)
    rank, of = 1 + sum(one.ratio > ratio for one in placebos), 1 + len(placebos)
    after = float(twin[first:].mean())
    more = gap / after if after > 0 else None
    return Single(
        stay.entry.customer, stay.entry.day, _words(more, rank, of, limits), error, gap * float(base[0]), more, rank, of,
        donors, path, placebos,
    )  # fmt: skip


def _named(panel: Panel, rows: Ints, share: Floats) -> tuple[Donor, ...]:
    found = (Donor(panel.codes[row], float(one)) for row, one in zip(rows.tolist(), share, strict=True) if one >= SHOWN)
    return tuple(sorted(found, key=lambda one: (-one.weight, one.customer)))


def _steps(own: Floats, twin: Floats, before: int) -> tuple[Step, ...]:
    return tuple(
        Step(at - before, float(mine), float(its)) for at, (mine, its) in enumerate(zip(own, twin, strict=True))
    )


def _one(shares: Floats, place: int, before: int, first: int) -> tuple[Floats, float, float, float]:
    """Weights of the others, error before entry, mean gap after it and ratio of the errors, for one column."""
    own, others = shares[:, place], np.delete(shares, place, axis=1)
    share = weights(own[:before], others[:before])
    apart = own - others @ share
    error = rmse(apart[:before])
    return share, error, float(apart[first:].mean()), rmse(apart[first:]) / max(error, TINY)


def _placebo(panel: Panel, shares: Floats, place: int, rows: Ints, before: int, first: int) -> Placebo:
    """A donor as if it had entered, its twin made of the other donors; the account itself is no donor."""
    _share, error, gap, ratio = _one(np.delete(shares, 0, axis=1), place - 1, before, first)
    return Placebo(panel.codes[rows[place - 1]], error, gap, ratio)


def _placebos(panel: Panel, shares: Floats, rows: Ints, before: int, first: int, limits: Limits) -> tuple[Placebo, ...]:
    """The same with every donor, the most unusual first; only with those that their twin imitates well enough, as is asked of the
    account: a twin that misses before misses after too, and beside it every account would look unusual."""
    found = [_placebo(panel, shares, place, rows, before, first) for place in range(1, shares.shape[1])]
    good = [one for one in found if one.error <= limits[rules.twin_error]]
    return tuple(sorted(good, key=lambda one: (-one.ratio, one.customer)))


def _words(gap: float | None, rank: int, of: int, limits: Limits) -> Text:
    if gap is None:
        return _("Its twin bought nothing after entry: there is nothing to compare with.")
    rare = 1.0 - limits[declared.interval_level] + TINY
    kind = FEW if 1 / of > rare else UNUSUAL if rank / of <= rare else USUAL
    return _SAYS[gap >= 0, kind].fill(gap=Shown(abs(gap), "share"), rank=rank, of=of)
