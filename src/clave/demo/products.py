"""What Adhesivos Farallones makes: families, grades and packs, with price and cost per kilo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from clave.demo.columns import Flags, Floats, Whole, decimals, stream, table, words

DRUM, PAIL, GALLON, QUART = ("tambor", 200.0), ("caneca", 20.0), ("galón", 4.0), ("cuarto", 1.0)
SACK, BOX, BIG_BAG = ("saco 25", 25.0), ("caja 10", 10.0), ("big bag", 500.0)
LITRE, ROLLS, MANY_ROLLS = ("litro", 0.9), ("caja 36", 3.2), ("caja 72", 6.3)


@dataclass(frozen=True)
class Family:
    """A family: pesos for a kilo, cost as a share of it, grades and packs, and the machine that makes it."""

    name: str
    code: str
    kilo_price: float
    cost_share: float
    grades: tuple[str, ...]
    packs: tuple[tuple[str, float], ...]
    machine: str
    # appetite of each line of business, in the order of SECTORS
    wanted: tuple[float, ...]


SECTORS = ("Calzado", "Muebles", "Colchones", "Empaque", "Artes gráficas", "Construcción", "Automotriz")
FAMILIES = (
    Family("Base agua", "BA", 9_500, 0.66, ("A-12", "A-20", "A-35"), (DRUM, PAIL, GALLON), "Reactor 1",
           (5, 4, 10, 4, 4, 1, 3)),
    Family("PU reactivo", "PU", 21_000, 0.69, ("PU-300 contacto", "PU-380", "PU-440 sin tolueno"),
           (DRUM, PAIL, GALLON), "Línea 3", (10, 3, 1, 0.2, 0.2, 2, 5)),
    Family("Neopreno", "NE", 16_500, 0.71, ("N-10", "N-25 extra", "N-40 aspersión"), (DRUM, PAIL, GALLON, QUART),
           "Línea 3", (8, 6, 5, 0.2, 0.2, 4, 4)),
    Family("Hotmelt", "HM", 14_000, 0.70, ("H-7", "H-9 baja temperatura", "H-15 EVA"), (SACK, BOX, BIG_BAG),
           "Extrusora", (3, 2, 2, 10, 6, 0.2, 1)),
    Family("PVA", "PV", 5_200, 0.72, ("V-5", "V-8 D3", "V-11 rápido"), (DRUM, PAIL, GALLON, QUART), "Reactor 1",
           (0.5, 10, 1, 5, 6, 3, 0.2)),
    Family("Solventes y limpiadores", "SO", 7_500, 0.74, ("Limpiador L-1", "Disolvente S-3", "Disolvente S-9"),
           (DRUM, PAIL, GALLON, QUART), "Mezclador 2", (6, 3, 2, 1, 3, 3, 4)),
    Family("Imprimantes", "IM", 32_000, 0.56, ("I-2 halogenante", "I-4 TPU"), (PAIL, GALLON, LITRE), "Mezclador 2",
           (5, 0.5, 0.2, 0.2, 0.5, 3, 5)),
    Family("Activadores", "AC", 58_000, 0.52, ("UV", "P-9"), (PAIL, GALLON, LITRE), "Mezclador 2",
           (3, 0.5, 0.2, 0.5, 1, 0.5, 4)),
    Family("Laminación", "LA", 18_500, 0.68, ("L-70 sin solvente", "L-85"), (DRUM, PAIL), "Reactor 1",
           (0.2, 1, 0.5, 6, 7, 0.1, 1)),
    Family("Sellantes", "SE", 12_500, 0.65, ("Acrílico", "PU construcción", "Híbrido MS"), (BOX, PAIL, LITRE),
           "Línea 3", (0.1, 1, 0.1, 0.2, 0.2, 10, 5)),
    Family("Dextrinas", "DX", 3_100, 0.76, ("D-3", "D-6 cartón"), (SACK, BIG_BAG), "Reactor 1",
           (0.1, 0.1, 0.1, 8, 3, 0.1, 0.1)),
    Family("Cintas", "CI", 24_000, 0.77, ("C-19 enmascarar", "C-24 doble faz", "C-48 empaque"), (ROLLS, MANY_ROLLS),
           "Cortadora", (2, 2, 1, 4, 4, 4, 5)),
)  # fmt: skip
# Grades of second quality (cheap) and grades that hardly move; a pack list as above.
SECONDS = (("PU reactivo", "PU-300"), ("Base agua", "A-20"), ("Neopreno", "N-10"), ("Hotmelt", "H-7"), ("PVA", "V-5"))
SLOW = (("Neopreno", "N-60 gris"), ("Hotmelt", "H-3 ámbar"), ("Laminación", "L-60"), ("Sellantes", "Butilo"))
DEAD = (("Base agua", "A-05"), ("Cintas", "C-12 crepé"))
SECOND_PRICE, SLOW_PRICE, DEAD_PRICE = 0.84, 0.88, 0.76
UNCOSTED = "V-11 rápido"  # a new grade whose standard cost nobody has set in its smallest pack


@dataclass(frozen=True)
class Catalogue:
    """The products as arrays; `family` indexes FAMILIES, `price` and `cost` are pesos of one unit at the last date."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    family: Whole
    weight: Floats
    price: Floats
    cost: Floats
    quality: tuple[str, ...]
    rotation: tuple[str, ...]

    @property
    def idle(self) -> Flags:
        """Seconds, slow and dead products."""
        return np.array([q == "second" or r != "normal" for q, r in zip(self.quality, self.rotation, strict=True)])

    @property
    def uncosted(self) -> Flags:
        """Products without a standard cost."""
        return np.isnan(self.cost)


def catalogue(seed: int) -> Catalogue:
    """Every family, grade and pack as one product."""
    made = [
        (family, f"{grade}", pack, "first", "normal", 1.0)
        for family in FAMILIES
        for grade in family.grades
        for pack in family.packs
    ]
    for grades, quality, rotation, share, tail in (
        (SECONDS, "second", "normal", SECOND_PRICE, " segunda"),
        (SLOW, "first", "slow", SLOW_PRICE, ""),
        (DEAD, "first", "dead", DEAD_PRICE, " descontinuado"),
    ):
        made += [
            (by_name(name), grade + tail, pack, quality, rotation, share)
            for name, grade in grades
            for pack in by_name(name).packs
        ]
    return _priced(seed, made)


def by_name(name: str) -> Family:
    """The family of that name; StopIteration where there is none."""
    return next(family for family in FAMILIES if family.name == name)


def _priced(seed: int, made: list[tuple[Family, str, tuple[str, float], str, str, float]]) -> Catalogue:
    draw = stream(seed, "products")
    weight = np.array([pack[1] for _family, _grade, pack, *_rest in made])
    grade_factor = {name: 0.85 + 0.35 * draw.random() for name in dict.fromkeys(grade for _f, grade, *_r in made)}
    dearer_small = (weight / weight.max()) ** -0.04
    kilo = np.array([family.kilo_price * grade_factor[grade] for family, grade, *_rest in made]) * dearer_small
    first_price = kilo * weight
    share = np.array([family.cost_share for family, *_rest in made]) * (0.96 + 0.08 * draw.random(len(made)))
    cost = np.round(first_price * share, -1)
    bare = np.array([grade == UNCOSTED and pack == QUART for _family, grade, pack, *_rest in made])
    counts: dict[str, int] = {}
    codes = []
    for family, *_rest in made:
        counts[family.code] = counts.get(family.code, 100) + 1
        codes.append(f"{family.code}-{counts[family.code]}")
    return Catalogue(
        codes=tuple(codes),
        names=tuple(f"{family.name} {grade}, {pack[0]}" for family, grade, pack, *_rest in made),
        family=np.array([FAMILIES.index(family) for family, *_rest in made]),
        weight=weight,
        price=np.round(first_price * np.array([factor for *_rest, factor in made]), -1),
        cost=np.where(bare, np.nan, cost),
        quality=tuple(quality for *_rest, quality, _rotation, _factor in made),
        rotation=tuple(rotation for *_rest, rotation, _factor in made),
    )


def product_table(goods: Catalogue) -> pa.Table:
    """The product table."""
    names = [family.name for family in FAMILIES]
    columns: Mapping[str, pa.Array] = {
        "product": words(goods.codes),
        "name": words(goods.names),
        "family": words(names, goods.family),
        "weight": decimals(goods.weight),
        "quality": words(goods.quality),
        "rotation": words(goods.rotation),
        "unit_cost": decimals(goods.cost, goods.uncosted),
    }
    return table("product", columns)
