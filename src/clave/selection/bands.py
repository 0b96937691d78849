"""Entry and exit bands: status that comes and goes is worse than none (method.md §3, step 6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from clave.base.figures import Figure
from clave.base.period import months_before
from clave.base.words import Text, _, counted
from clave.measures.shape import Floats
from clave.policy import declared
from clave.policy.limits import Limits
from clave.selection.listing import Standing

_ROUNDING = 1e-9


@dataclass(frozen=True)
class Membership:
    """A current member: since when, reviews it has been through since (this one not counted), and how many of the
    last ones running found it below the exit band."""

    since: date
    reviews: int = 0
    below: int = 0


@dataclass(frozen=True)
class Places:
    """The room that members and newcomers share: amounts that each of n customers takes (n, r), and what there is.

    The first resource is the number of accounts; a member that no longer buys takes one account and nothing else."""

    each: Floats
    total: Floats


@dataclass(frozen=True)
class Review:
    """What one review does with members and newcomers; customers it does not name are outside."""

    standings: Mapping[str, Standing]

    @property
    def inside(self) -> frozenset[str]:
        """Codes of those who are members after it."""
        return frozenset(code for code, standing in self.standings.items() if standing.member)


def review(
    customers: Sequence[str],
    sure: Floats,
    values: Floats,
    members: Mapping[str, Membership],
    places: Places,
    as_of: date,
    limits: Limits,
    names: Mapping[str, str] | None = None,
) -> Review:
    """Members stay or leave, newcomers enter or wait. `customers` are sorted by code; `sure` and `values` (n,); `names`
    is what customers are called in the words."""
    chance = dict(zip(customers, (float(share) for share in sure), strict=True))
    standings = {
        code: _member(member, chance.get(code, 0.0), as_of, limits) for code, member in sorted(members.items())
    }
    row = {code: place for place, code in enumerate(customers)}
    staying = [code for code, standing in standings.items() if standing.member]
    left = places.total + _ROUNDING - sum((_need(code, row, places) for code in staying), np.zeros(len(places.total)))
    waiting: list[str] = []
    for place in sorted(_newcomers(sure, limits), key=lambda place: (-sure[place], -values[place], place)):
        code = customers[place]
        if code in members:
            continue
        if (places.each[place] <= left).all():
            left -= places.each[place]
            standings[code] = _enters(chance[code], limits)
        else:
            waiting.append(code)
    return Review({**standings, **_waiting(waiting, staying, chance, names or {})})


def _newcomers(sure: Floats, limits: Limits) -> list[int]:
    return [int(place) for place in np.flatnonzero((sure >= limits[declared.band_entry]) & (sure > 0))]


def _need(code: str, row: Mapping[str, int], places: Places) -> Floats:
    if code in row:
        return np.asarray(places.each[row[code]], dtype=np.float64)
    return np.eye(1, len(places.total), dtype=np.float64).ravel()


def _member(member: Membership, sure: float, as_of: date, limits: Limits) -> Standing:
    floor, running = limits[declared.band_exit], limits[declared.band_reviews]
    below = member.below + 1 if sure < floor else 0
    trial = member.since > months_before(as_of, limits[declared.life_trial])
    figures = {"sure": Figure(sure, "share"), "floor": Figure(floor, "share")}
    if not below:
        return Standing("stays", trial, below, None, _stays(trial).fill(**figures))
    if below < running:
        text = counted(
            "It stays, watched: in {sure} of the draws, below {floor} at one review; at {running} it leaves.",
            "It stays, watched: in {sure} of the draws, below {floor} at {n} reviews running; at {running} it leaves.",
            below,
        )
        return Standing("watched", trial, below, None, text.fill(running=running, **figures))
    stay = limits[declared.band_stay]
    if member.reviews < stay:
        text = _("It stays: in {sure} of the draws, below {floor}, but a member stays {stay} reviews at least.")
        return Standing("watched", trial, below, None, text.fill(stay=stay, **figures))
    text = counted(
        "It leaves: in {sure} of the draws, below {floor} at one review.",
        "It leaves: in {sure} of the draws, below {floor} at {n} reviews running.",
        below,
    )
    return Standing("leaves", False, below, None, text.fill(**figures))


def _stays(trial: bool) -> Text:
    if trial:
        return _("It stays, still on trial: in {sure} of the draws, not below {floor}.")
    return _("It stays: in {sure} of the draws, not below {floor}.")


def _enters(sure: float, limits: Limits) -> Standing:
    text = _("It enters, on trial for {months}: in {sure} of the draws, {entry} or more.")
    months, entry = Figure(limits[declared.life_trial], "months"), Figure(limits[declared.band_entry], "share")
    filled = text.fill(months=months, sure=Figure(sure, "share"), entry=entry)
    return Standing("enters", True, 0, None, filled)


def _waiting(
    waiting: Sequence[str], staying: Sequence[str], chance: Mapping[str, float], names: Mapping[str, str]
) -> dict[str, Standing]:
    """Each one that waits with the weakest member whose place it would take, if any is weaker than it is."""
    weakest = sorted(staying, key=lambda code: (chance.get(code, 0.0), code))
    standings: dict[str, Standing] = {}
    for place, code in enumerate(waiting):
        rival = weakest[place] if place < len(weakest) and chance.get(weakest[place], 0.0) < chance[code] else None
        standings[code] = Standing("waits", False, 0, rival, _waits(rival, chance[code], chance, names))
    return standings


def _waits(rival: str | None, sure: float, chance: Mapping[str, float], names: Mapping[str, str]) -> Text:
    if rival is None:
        return _("It waits for a place: in {sure} of the draws, and no member is weaker.").fill(
            sure=Figure(sure, "share")
        )
    return _("It waits: in {sure} of the draws. It would take the place of {rival}, in {its} of them.").fill(
        sure=Figure(sure, "share"), rival=names.get(rival, rival), its=Figure(chance.get(rival, 0.0), "share")
    )
