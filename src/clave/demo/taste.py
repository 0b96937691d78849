"""Which products each customer buys: its line of business, its size and its own habits."""

from __future__ import annotations

import numpy as np

from clave.demo.columns import Floats, stream
from clave.demo.customers import Population
from clave.demo.products import FAMILIES, Catalogue


def chances(seed: int, people: Population, goods: Catalogue, line_money: Floats) -> Floats:
    """Chance of each product on a line of each customer, rows adding up to 1; shape (customers, products).

    `line_money` is what a line of that customer is usually worth, in pesos: nobody buys a drum by mistake."""
    draw = stream(seed, "taste")
    families = _families(draw, people)
    habit = draw.gamma(0.45, 1, (len(people), len(goods.codes))) + 1e-4
    pack = goods.price[None, :] / line_money[:, None]
    fits = np.where(pack <= 1, np.sqrt(pack), np.exp(-4 * (pack - 1)))
    idle = np.where(goods.idle[None, :], people.idle[:, None], 1.0)
    weight = families[:, goods.family] * habit * np.maximum(fits, 1e-9) * idle
    return np.asarray(weight / weight.sum(axis=1, keepdims=True))


def _families(draw: np.random.Generator, people: Population) -> Floats:
    """Appetite for each family: the sector's, bent by each customer, cut to the few that it buys at all."""
    wanted = np.array([family.wanted for family in FAMILIES]).T[people.sector]
    own = wanted * draw.gamma(1.2, 1, wanted.shape)
    for index, role in enumerate(people.roles):
        for name, factor in role.taste.items():
            family = [f.name for f in FAMILIES].index(name)
            own[index, family] = max(own[index].mean(), own[index, family]) * factor
    kept = np.clip(2 + np.log2(np.maximum(people.money / 3e6, 1)), 2, 8).astype(np.int64)
    rank = np.argsort(np.argsort(-own, axis=1, kind="stable"), axis=1, kind="stable")
    return np.asarray(np.where(rank < kept[:, None], own, own * 1e-3))
