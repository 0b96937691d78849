"""Who buys: the cast and some twelve hundred others, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from clave.demo.cast import CAST, CONTRACTOR, DISTRIBUTOR, HARDWARE, INDUSTRY, KAMS, Role
from clave.demo.columns import Days, Flags, Floats, Whole, dates, decimals, numbers, stream, table, words
from clave.demo.names import ABROAD, CITIES, NORTH, REGION, REPS, company_names, tax_numbers
from clave.demo.products import FAMILIES, SECTORS

OTHERS = 1165
TYPICAL_MONEY, SPREAD, LARGEST = 15e6, 0.98, 400e6  # pesos a year: median, log-normal sigma, cap
CHANNELS = (INDUSTRY, DISTRIBUTOR, HARDWARE, CONTRACTOR)
CHANNEL_SHARES = (0.55, 0.05, 0.18, 0.22)
SECTOR_SHARES = (0.30, 0.24, 0.05, 0.11, 0.09, 0.13, 0.08)
PAYERS, PAYER_SHARES = ("excellent", "good", "slow", "bad", "cash"), (0.34, 0.26, 0.22, 0.08, 0.10)
CREDIT_TERMS = (8, 15, 30, 45, 60)
FAMILY_NAMES = tuple(family.name for family in FAMILIES)


@dataclass(frozen=True)
class Population:
    """All customers, the cast first; arrays of shape (customers,). Money is pesos a year at the last date.

    `first` and `last` bound the life of each; `quiet` has (customer, from, to), `stopped` (customer, family, from)"""

    roles: tuple[Role, ...]
    codes: tuple[str, ...]
    names: tuple[str, ...]
    tax_ids: tuple[str, ...]
    channel: Whole
    sector: Whole
    city: tuple[str, ...]
    owner: tuple[str, ...]
    payer: Whole
    terms: Whole
    money: Floats
    orders: Floats
    growth: Floats
    regular: Floats
    discount: Floats
    idle: Floats
    first: Days
    last: Days
    fading: Floats
    quiet: tuple[tuple[int, np.datetime64, np.datetime64], ...]
    stopped: tuple[tuple[int, int, np.datetime64], ...]

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def country(self) -> tuple[str, ...]:
        """Country of each."""
        return tuple(ABROAD.get(city, "Colombia") for city in self.city)

    @property
    def abroad(self) -> Flags:
        """Those who are invoiced in dollars."""
        return np.array([city in ABROAD for city in self.city])

    @property
    def warehouse(self) -> Whole:
        """Index in WAREHOUSES of the one that serves each: Tocancipá the centre and north, Yumbo the rest."""
        return np.array([int(REGION.get(city, "") in NORTH) for city in self.city])


def population(seed: int, start: date, until: date) -> Population:
    """The customers, the same for the same seed and dates."""
    draw = stream(seed, "customers")
    count = len(CAST) + OTHERS
    channel = _with(draw.choice(len(CHANNELS), OTHERS, p=CHANNEL_SHARES), [CHANNELS.index(r.channel) for r in CAST])
    sector = _with(draw.choice(len(SECTORS), OTHERS, p=SECTOR_SHARES), [SECTORS.index(r.sector) for r in CAST])
    sector = np.where((channel == 2) & (np.arange(count) >= len(CAST)), SECTORS.index("Construcción"), sector)
    payer = _with(draw.choice(len(PAYERS), OTHERS, p=PAYER_SHARES), [PAYERS.index(r.payer) for r in CAST])
    channel_size = np.array([1.0, 2.2, 0.8, 0.5])[channel[len(CAST) :]]
    money = np.minimum(TYPICAL_MONEY * channel_size * draw.lognormal(0, SPREAD, OTHERS), LARGEST)
    orders = np.clip(12 * (money / TYPICAL_MONEY) ** 0.42 * draw.lognormal(0, 0.3, OTHERS), 3, 110)
    credit = draw.choice(CREDIT_TERMS, OTHERS, p=(0.1, 0.15, 0.5, 0.15, 0.1))
    terms = np.where(PAYERS.index("cash") == payer[len(CAST) :], draw.choice((0, 0, -1), OTHERS), credit)
    first, last, fading, growth = _lives(draw, start, until)
    horizon = np.datetime64(until) + 60
    long_ago = np.datetime64(start) - draw.integers(100, 4000, len(CAST)).astype("timedelta64[D]")
    return Population(
        roles=CAST,
        codes=tuple(str(code) for code in 100_000 + draw.permutation(9_000)[:count]),
        names=_names(draw, channel, sector, money),
        tax_ids=tuple(tax_numbers(draw, count)),
        channel=channel,
        sector=sector,
        city=(*(r.city for r in CAST), *_cities(draw)),
        owner=(*(r.owner for r in CAST), *_owners(draw, money)),
        payer=payer,
        terms=_with(terms, [r.terms for r in CAST]),
        money=np.concatenate([[r.money * 1e6 for r in CAST], money]),
        orders=np.concatenate([[r.orders for r in CAST], orders]),
        growth=np.concatenate([[r.growth for r in CAST], growth]),
        regular=np.concatenate([[r.regular for r in CAST], draw.choice((1.0, 2.0, 4.0, 8.0), OTHERS)]),
        discount=np.concatenate([[r.discount for r in CAST], _discounts(draw, channel[len(CAST) :], money)]),
        idle=np.concatenate([[r.idle for r in CAST], draw.choice((0.0, 0.02, 0.3), OTHERS, p=(0.6, 0.33, 0.07))]),
        first=np.concatenate([long_ago, first]),
        last=np.concatenate([np.full(len(CAST), horizon), last]),
        fading=np.concatenate([np.ones(len(CAST)), fading]),
        quiet=(*_cast_quiet(until), *_gaps(draw, start, until)),
        stopped=_stopped(draw, until),
    )


def customer_table(seed: int, people: Population, until: date) -> pa.Table:
    """The customer table."""
    draw = stream(seed, "customer table")
    month = people.money / 12
    size = np.digitize(people.money, (5e6, 50e6, 300e6))
    groups = [role.group or None for role in people.roles] + [None] * (len(people) - len(people.roles))
    rule = np.searchsorted((0.93, 0.96), stream(seed, "partial rule").random(len(people)))
    held = (people.payer == PAYERS.index("bad")) & (np.arange(len(people)) % 3 == 0)
    since = np.minimum(people.first, np.datetime64(until)) - draw.integers(0, 20, len(people)).astype("timedelta64[D]")
    return table(
        "customer",
        {
            "customer": words(people.codes),
            "name": words(people.names),
            "tax_id": words(people.tax_ids),
            "person_kind": words(("company", "person"), _persons(people.channel, people.money).astype(int)),
            "group": words(groups),
            "channel": words(CHANNELS, people.channel),
            "sector": words(SECTORS, people.sector),
            "city": words(people.city),
            "region": words([REGION.get(city) for city in people.city]),
            "country": words(people.country),
            "size": words(("Micro", "Pequeña", "Mediana", "Grande"), size),
            "terms_days": numbers(people.terms),
            "credit_limit": decimals(np.where(people.terms > 0, np.ceil(month * 2.2 / 1e6) * 1e6, 0)),
            "owner": words(people.owner),
            "since": dates(since),
            "partial_rule": words(("any", "line", "order"), rule),
            "credit_hold": numbers(held),
            "hold_reason": words(("Cupo excedido",), np.where(held, 0, -1)),
        },
    )


def _with(others: Whole, cast: list[int]) -> Whole:
    return np.concatenate([np.array(cast), others])


def _lives(draw: np.random.Generator, start: date, until: date) -> tuple[Days, Days, Floats, Floats]:
    """First and last day, what is left of the fading ones' purchases after a year of fading, and growth a year."""
    kind = draw.choice(5, OTHERS, p=(0.68, 0.08, 0.10, 0.06, 0.08))  # steady, growing, fading, lost, new
    end, span = np.datetime64(until), (until - start).days
    age = draw.integers(30, 4000, OTHERS)
    first = np.where(kind == 4, end - draw.integers(20, 540, OTHERS), np.datetime64(start) - age)
    last = np.where(kind == 3, end - draw.integers(60, span - 200, OTHERS), end + 60)
    fading = np.where(kind == 2, draw.uniform(0.05, 0.45, OTHERS), 1.0)
    growth = np.where(kind == 1, draw.uniform(0.12, 0.35, OTHERS), draw.normal(0.01, 0.06, OTHERS))
    return first.astype("datetime64[D]"), last.astype("datetime64[D]"), fading, growth


def _persons(channel: Whole, money: Floats) -> Flags:
    """Who is a natural person: small contractors. Those of the cast are companies."""
    natural: Flags = (channel == CHANNELS.index(CONTRACTOR)) & (money < 12e6)
    natural[: len(CAST)] = False
    return natural


def _names(draw: np.random.Generator, channel: Whole, sector: Whole, money: Floats) -> tuple[str, ...]:
    kinds, natural = [], _persons(channel, np.concatenate([np.full(len(CAST), np.inf), money]))
    for index in range(len(CAST), len(CAST) + len(money)):
        if natural[index]:
            kinds.append("person")
        elif CHANNELS[channel[index]] in (DISTRIBUTOR, HARDWARE):
            kinds.append(CHANNELS[channel[index]])
        else:
            kinds.append(SECTORS[sector[index]])
    named = [role.name for role in CAST]
    return (*named, *company_names(draw, kinds, set(named)))


def _cities(draw: np.random.Generator) -> list[str]:
    share = np.array([share for _city, _region, share in CITIES])
    return [CITIES[index][0] for index in draw.choice(len(CITIES), OTHERS, p=share / share.sum())]


def _owners(draw: np.random.Generator, money: Floats) -> list[str]:
    rep, kam = draw.integers(len(REPS), size=OTHERS), draw.integers(len(KAMS), size=OTHERS)
    return [KAMS[k] if amount > 200e6 else REPS[r] for r, k, amount in zip(rep, kam, money, strict=True)]


def _discounts(draw: np.random.Generator, channel: Whole, money: Floats) -> Floats:
    by_channel = np.array([0.03, 0.09, 0.05, 0.01])[channel]
    by_size = 0.01 * np.log(np.maximum(money / TYPICAL_MONEY, 1))
    return np.clip(np.round((by_channel + by_size + draw.normal(0, 0.015, OTHERS)) * 200) / 200, 0, 0.15)


def _cast_quiet(until: date) -> list[tuple[int, np.datetime64, np.datetime64]]:
    end = np.datetime64(until)
    return [(index, end - ago, end - back) for index, role in enumerate(CAST) for ago, back in role.quiet]


def _gaps(draw: np.random.Generator, start: date, until: date) -> list[tuple[int, np.datetime64, np.datetime64]]:
    """One in nine of the others stopped buying for some months and came back."""
    who = len(CAST) + np.flatnonzero(draw.random(OTHERS) < 0.11)
    ago = draw.integers(150, (until - start).days - 30, len(who))
    length = draw.integers(50, 130, len(who))
    return [
        (int(index), np.datetime64(until - timedelta(int(back))), np.datetime64(until - timedelta(int(back - days))))
        for index, back, days in zip(who, ago, length, strict=True)
    ]


def _stopped(draw: np.random.Generator, until: date) -> tuple[tuple[int, int, np.datetime64], ...]:
    """Customers that stopped buying one family some months ago."""
    from_cast = [(i, role.stopped) for i, role in enumerate(CAST) if role.stopped]
    who = len(CAST) + np.flatnonzero(draw.random(OTHERS) < 0.05)
    made = [(i, FAMILY_NAMES.index(name), np.datetime64(until - timedelta(240))) for i, name in from_cast]
    for index, family, ago in zip(who, draw.integers(4, size=len(who)), draw.integers(150, 400, len(who)), strict=True):
        made.append((int(index), int(family), np.datetime64(until - timedelta(int(ago)))))
    return tuple(made)
