"""What people of Farallones wrote down: contacts, services, ratings, profiles and wallets."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from clave.demo.cast import KAMS
from clave.demo.columns import Floats, Whole, dates, decimals, numbered, numbers, rows, stream, table, words
from clave.demo.customers import Population
from clave.demo.judged import JUDGEMENTS, PATRICIA

HISTORY = 730  # days of what is recorded
KINDS, KIND_SHARES = ("call", "message", "mail", "visit", "hospitality"), (0.34, 0.26, 0.2, 0.16, 0.04)
SERVICES, SERVICE_SHARES = ("lab", "return", "urgent", "sample", "training"), (0.2, 0.2, 0.25, 0.25, 0.1)
DECLARED_FOR = 365


def touchpoint_table(seed: int, people: Population, until: date) -> pa.Table:
    """The touchpoint table: the cast as its roles say, the larger customers now and then, the rest hardly ever."""
    draw = stream(seed, "touchpoints")
    large = np.clip(people.money / 40e6, 0, 5) * draw.random(len(people))
    inward, outward = large * 0.5, large.copy()
    for index, role in enumerate(people.roles):
        inward[index], outward[index] = role.contacts
    years = HISTORY / 365
    count = np.concatenate([_about(draw, inward * years), _about(draw, outward * years)])
    who = np.repeat(np.tile(np.arange(len(people)), 2), count)
    side = np.repeat(np.repeat([0, 1], len(people)), count)
    ago = _spread(draw, count)
    kind = draw.choice(len(KINDS), len(who), p=KIND_SHARES)
    kind = np.where((side == 0) & (kind == 4), 0, kind)
    cost = (
        np.select([kind == 3, kind == 4], [draw.integers(20, 90, len(who)), draw.integers(80, 400, len(who))], 0) * 1000
    )
    day = np.datetime64(until) - ago.astype("timedelta64[D]")
    speakers = (*dict.fromkeys(people.owner), PATRICIA)
    by = np.array([speakers.index(people.owner[index]) for index in who])
    boss = (draw.random(len(who)) < 0.04) & np.array([people.owner[index] in KAMS for index in who])
    made = table(
        "touchpoint",
        {
            "customer": words(people.codes, who),
            "date": dates(day),
            "direction": words(("in", "out"), side),
            "kind": words(KINDS, kind),
            "by": words(speakers, np.where(boss, len(speakers) - 1, by)),
            "cost": decimals(cost),
            "recorded_date": dates(np.minimum(day + draw.integers(0, 3, len(who)), np.datetime64(until))),
        },
    )
    return _one_of_each(made, ("customer", "date", "kind", "direction", "by"))


def service_table(seed: int, people: Population, until: date) -> pa.Table:
    """The service table: trials of those who run them, and what the larger customers ask for."""
    draw = stream(seed, "services")
    asked = _about(draw, np.clip(people.money / 150e6, 0, 6))
    trials = np.array([role.trials for role in people.roles] + [0] * (len(people) - len(people.roles)))
    count = np.concatenate([asked, trials])
    who = np.repeat(np.tile(np.arange(len(people)), 2), count)
    kind = draw.choice(len(SERVICES), len(who), p=SERVICE_SHARES)
    kind[int(asked.sum()) :] = 0  # a trial is laboratory work
    day = np.datetime64(until) - _spread(draw, count).astype("timedelta64[D]")
    hours = np.round(draw.uniform(1, 6, len(who)) * np.array([1.0, 0.3, 0.4, 0.5, 1.2])[kind], 1)
    cost = np.rint(hours * 60 + draw.integers(10, 120, len(who))) * 1000
    return table(
        "service",
        {
            "customer": words(people.codes, who),
            "date": dates(day),
            "kind": words(SERVICES, kind),
            "hours": numbers(hours),
            "cost": decimals(cost),
            "document": numbered("SE-", 500 + np.arange(len(who))),
            "recorded_date": dates(np.minimum(day + 1, np.datetime64(until))),
        },
    )


def rating_table(people: Population, until: date) -> pa.Table:
    """The rating table; some have expired, some people disagree."""
    code = dict(zip(people.names, people.codes, strict=True))
    return rows(
        "rating",
        [
            {
                "customer": code[judged.customer],
                "criterion": judged.criterion,
                "kind": judged.kind or None,
                "rater": judged.rater,
                "date": until - timedelta(judged.ago),
                "rating": judged.rating,
                "reason": judged.reason,
                "evidence": judged.evidence or None,
                "expires_date": until - timedelta(judged.ago - judged.holds) if judged.holds else None,
            }
            for judged in JUDGEMENTS
        ],
    )


def profile_table(seed: int, people: Population, until: date) -> pa.Table:
    """The profile_date table: the cast as its roles say, a third of the larger customers at some time."""
    draw = stream(seed, "profiles")
    others = np.arange(len(people.roles), len(people))
    known = others[(people.money[others] > 15e6) & (draw.random(len(others)) < 0.33)]
    ago = np.concatenate([[role.confirmed for role in people.roles], draw.integers(20, 900, len(known))])
    who = np.concatenate([np.arange(len(people.roles)), known])
    return table(
        "profile_date",
        {
            "customer": words(people.codes, who),
            "confirmed_date": dates(np.datetime64(until) - ago.astype("timedelta64[D]")),
        },
    )


def wallet_table(people: Population, until: date) -> pa.Table:
    """The declared_wallet table: what the managers say that their accounts buy in a year, from us and from others."""
    told = [(index, role) for index, role in enumerate(people.roles) if role.wallet]
    return rows(
        "declared_wallet",
        [
            {
                "customer": people.codes[index],
                "date": until - timedelta(30 + 9 * nth),
                "amount": int(role.wallet * 1_000_000),
                "source": "Presupuesto de compras que mostró el cliente" if nth % 2 else "Estimado en visita a planta",
                "expires_date": until + timedelta(DECLARED_FOR - 30 - 9 * nth),
            }
            for nth, (index, role) in enumerate(told)
        ],
    )


def _about(draw: np.random.Generator, mean: Floats) -> Whole:
    """Whole numbers near a mean: its floor, and one more with the chance of what is left."""
    return np.asarray(np.floor(mean) + (draw.random(len(mean)) < mean % 1), dtype=np.int64)


def _spread(draw: np.random.Generator, count: Whole) -> Whole:
    """Days ago, evenly spread with some noise over what is recorded."""
    total = np.repeat(count, count)
    first = np.repeat(np.cumsum(count) - count, count)
    nth = np.arange(len(total)) - first
    ago = (nth + draw.random(len(total))) / total * (HISTORY - 2) + 1
    return np.asarray(np.clip(ago, 1, HISTORY - 1), dtype=np.int64)


def _one_of_each(made: pa.Table, identity: tuple[str, ...]) -> pa.Table:
    """The first row of each identity."""
    keys = list(zip(*(made.column(name).to_pylist() for name in identity), strict=True))
    seen: dict[tuple[object, ...], int] = {}
    for index, key in enumerate(keys):
        seen.setdefault(key, index)
    return made.take(list(seen.values()))
