"""Companies in which status does nothing, or a known something: accounts are chosen at their best, as committees do.

Purchases: a level of each customer, a slow walk, a wave that fades, the season, and months without purchases. Every quarter those
of the most purchases in the last year, with some noise of judgement, enter; the next ten are kept out by the cap."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from clave.measures.frame import Bools
from clave.measures.monthly import Families, Panel
from clave.measures.shape import Floats
from clave.outcome.effect.effect import effect
from clave.outcome.effect.entries import Entry
from clave.outcome.effect.shape import Effect
from clave.outcome.window import Window
from clave.policy.limits import Limits

MONTHS, FAMILIES, UNDER = 72, 4, 10
FIRST = 2015 * 12 + 1


@dataclass(frozen=True)
class Plan:
    """How many customers, at which months (counted from the first) how many enter, and by how much status raises purchases."""

    customers: int = 300
    at: tuple[int, ...] = (30,)
    each: int = 25
    raises: float = 0.0


def company(seed: int, plan: Plan) -> tuple[Panel, list[Entry], dict[str, date]]:
    """The panel, who entered, and since when who was just under a cut."""
    rng = np.random.default_rng(seed)
    money = _purchases(rng, plan.customers)
    rows, capped = _chosen(rng, money, plan)
    for row, month in rows:
        money[row, month:] *= 1.0 + plan.raises
    panel = _panel(rng, money)
    entries = [Entry(panel.codes[row], panel.first_day(month)) for row, month in rows]
    return panel, entries, {panel.codes[row]: panel.first_day(month) for row, month in capped.items()}


def judged(seed: int, plan: Plan, limits: Limits, *, never: bool = False) -> Effect:
    """What clave says of such a company. `never`: who entered later is compared with nobody, though nobody knew it then."""
    panel, entries, capped = company(seed, plan)
    end = panel.first_day(MONTHS) - timedelta(days=1)
    window = Window("all", entries[0].day, end)
    unknown = {one.customer: None for one in entries} if never else None
    return effect(panel, entries, window=window, as_of=end, limits=limits, capped=capped, displaced=unknown)


def _purchases(rng: np.random.Generator, count: int) -> Floats:
    slow, wave = rng.normal(0, 0.3, count), rng.normal(0, 0.25, count)
    means = np.zeros((count, MONTHS))
    for month in range(MONTHS):
        slow = 0.97 * slow + rng.normal(0, 0.08, count)
        wave = 0.6 * wave + rng.normal(0, 0.25 * 0.8, count)
        means[:, month] = slow + wave + 0.15 * np.sin(2 * np.pi * month / 12)
    often = rng.uniform(0.6, 1.0, count)
    buys = rng.random((count, MONTHS)) < often[:, None]
    size = np.exp(rng.normal(7, 1.0, count)[:, None] + means + rng.normal(0, 0.4, (count, MONTHS)))
    return np.asarray(size * buys / often[:, None])


def _chosen(rng: np.random.Generator, money: Floats, plan: Plan) -> tuple[list[tuple[int, int]], dict[int, int]]:
    judgement = rng.normal(0, 0.3, len(money))
    rows: list[tuple[int, int]] = []
    taken: Bools = np.zeros(len(money), dtype=bool)
    capped: dict[int, int] = {}
    for month in plan.at:
        score = np.log(money[:, month - 12 : month].sum(axis=1) + 1) + judgement
        order = np.argsort(np.where(taken, np.inf, -score))
        rows += [(int(row), month) for row in order[: plan.each]]
        taken[order[: plan.each]] = True
        capped = {int(row): month for row in order[plan.each : plan.each + UNDER]} | capped  # the first time counts
    return rows, capped


def _panel(rng: np.random.Generator, money: Floats) -> Panel:
    count = len(money)
    mix = rng.dirichlet(np.ones(FAMILIES) * 3, count)
    unit, month = np.nonzero(money > 0)
    nobody = np.full(count, None, dtype=object)
    families = Families(
        np.repeat(unit, FAMILIES), np.repeat(month, FAMILIES), np.tile(np.arange(FAMILIES), len(unit)),
        (money[unit, month][:, None] * mix[unit]).ravel(), FAMILIES,
    )  # fmt: skip
    codes = tuple(f"C{row:04d}" for row in range(count))
    return Panel(
        codes,
        FIRST,
        money,
        money,
        money * 0.3,
        money,
        money > 0,
        families,
        {"channel": nobody, "sector": nobody},
        "COP",
    )
