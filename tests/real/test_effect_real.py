"""Did status matter, on real figures: Proposition 99 as published, and lists that never were on the stores of a manufacturer.
docs/explanation/importo-el-estado.md in figures."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import numpy as np
import pytest

from clave.base.period import months_before
from clave.measures.monthly import Panel
from clave.measures.shape import Floats
from clave.outcome.effect.effect import effect
from clave.outcome.effect.entries import Entry
from clave.outcome.effect.shape import CHOSEN, GAIN, PLACEBO, RETENTION, SALES, TREND, Effect
from clave.outcome.effect.twin import rmse, weights
from clave.outcome.window import Window
from clave.policy.reading import default
from tests.real import status_placebo
from tests.real.books import shared_data
from tests.spec.effect_panels import page, shown

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not shared_data().is_dir(), reason="the real data of ../shared/data is not here"),
]
LIMITS = default().at(date(2026, 1, 1))
TREATED, FIRST, TREATMENT = "California", 1970, 1989


class TestProposition99:
    """The tax on cigarettes of California in 1988, and its synthetic control by outcomes alone (Abadie et al. 2010)."""

    @staticmethod
    def packs() -> tuple[list[str], Floats]:
        with (shared_data() / "checks/synthetic_control/smoking_prop99.csv").open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        states = sorted({row["state"] for row in rows})
        years = sorted({int(row["year"].split(".")[0]) for row in rows})
        found = np.zeros((len(states), len(years)))
        for row in rows:
            found[states.index(row["state"]), int(row["year"].split(".")[0]) - FIRST] = float(row["cigsale"])
        return states, found

    def test_weights_and_gaps_are_the_published_ones(self) -> None:
        states, packs = self.packs()
        own, others = packs[states.index(TREATED)], np.delete(packs, states.index(TREATED), axis=0).T
        names = [state for state in states if state != TREATED]
        before = TREATMENT - FIRST
        share = weights(own[:before], others[:before])
        said = {name: round(float(one), 3) for name, one in zip(names, share, strict=True) if one > 0.0005}
        assert said == {
            "Utah": 0.394, "Montana": 0.232, "Nevada": 0.205, "Connecticut": 0.109, "New Hampshire": 0.045, "Colorado": 0.015,
        }  # fmt: skip
        gap = own - others @ share
        for name, one in said.items():
            assert f"{name} {one:.3f}".replace(".", ",") in page()
        years = f"{-gap[2000 - FIRST]:.1f} paquetes menos en 2000, {-gap[before:].mean():.1f} en promedio"
        assert f"{years}, con un error antes de {rmse(gap[:before]):.3f}".replace(".", ",").replace(",,", ",") in page()
        assert round(float(gap[2000 - FIRST]), 1) == -26.6
        assert round(float(gap[before:].mean()), 1) == -19.5
        assert round(rmse(gap[:before]), 3) == 1.656


@dataclass(frozen=True)
class Said:
    """What clave said of the placebo lists: how many, and of each figure or check the share without zero and the mean."""

    lists: int
    accounts: float
    excludes: dict[str, int]
    mean: dict[str, float]
    before_after: float
    before_after_excludes: int


@cache
def stores() -> Panel:
    return status_placebo.panel()


@cache
def judged(day: date) -> Effect:
    """A list decided on a day, measured a year later."""
    names, under = status_placebo.chosen(stores(), day)
    window = Window("12", day, months_before(day, -12) - timedelta(days=1))
    entries = [Entry(name, day) for name in names]
    return effect(stores(), entries, window=window, as_of=window.end, limits=LIMITS, capped=dict.fromkeys(under, day))


def told(days: list[date]) -> Said:
    excludes: dict[str, int] = {}
    values: dict[str, list[float]] = {}
    naive = [_naive(judged(day), day) for day in days]
    for one in (judged(day) for day in days):
        for figure in one.figures:
            excludes[figure.key] = excludes.get(figure.key, 0) + figure.sure
            if figure.value is not None:
                values.setdefault(figure.key, []).append(figure.value)
        for check in one.checks:
            key = f"{check.key}{check.months or ''}"
            excludes[key] = excludes.get(key, 0) + (not check.holds)
            values.setdefault(key, []).append(check.value or 0.0)
    return Said(
        len(days), float(np.mean([len(judged(day).matches) for day in days])), excludes,
        {key: float(np.mean(found)) for key, found in values.items()}, float(np.mean([mean for mean, _sure in naive])),
        sum(sure for _mean, sure in naive),
    )  # fmt: skip


def _naive(one: Effect, day: date) -> tuple[float, bool]:
    """What comparing the same accounts with their own year before would say, with the same kind of interval."""
    at = stores().at(day)
    rows = [stores().codes.index(match.customer) for match in one.matches]
    money = stores().money[rows]
    grown = money[:, at : at + 12].sum(axis=1) / money[:, at - 12 : at].sum(axis=1) - 1.0
    error = float(grown.std(ddof=1)) / np.sqrt(len(grown))
    return float(grown.mean()), abs(float(grown.mean())) > 2.08 * error


def test_a_year_of_placebo_lists() -> None:
    """The slice of every day: the four quarters of 2016."""
    said = told(status_placebo.quarters(2016, 2016))
    assert said.excludes[SALES] <= 1
    assert said.before_after < -0.05


def test_placebo_lists_of_every_quarter() -> None:
    """Twenty lists, each measured over the year after it: neighbours share months and most stores, so that
    they are far fewer than twenty independent ones."""
    said = told(status_placebo.quarters())
    assert said.lists == 20
    assert said.excludes[SALES] <= 1  # one in twenty
    assert (said.excludes[SALES], said.excludes[GAIN], said.excludes[RETENTION]) == (1, 2, 0)
    assert abs(said.mean[SALES]) < 0.01
    assert said.before_after_excludes >= 10
    # they had risen more than who is like them: chosen at their best
    assert said.excludes[f"{PLACEBO}12"] == 18
    assert said.excludes[f"{CHOSEN}12"] == 14
    accounts = f"{said.accounts:.1f}".replace(".", ",")
    assert (
        f"De 20 listas, {said.excludes[SALES]} dio un intervalo de compras sin el cero (en dinero, {said.excludes[GAIN]}); "
        f"la cifra promedio es {shown(said.mean[SALES])}, con {accounts} tiendas comparadas. Contra sí mismas las mismas tiendas "
        f"«cayeron» {shown(-said.before_after)} y {said.before_after_excludes} de las 20 listas lo habrían dado por seguro."
    ) in page()
    assert (
        f"{said.excludes[f'{PLACEBO}12']} de 20 en la entrada falsa de 12 meses, {said.excludes[TREND]} en la deriva."
        in page()
    )
