"""The rest of the slow measures: growth, families, wallet, cost, cash, idle stock, loyalty and ratings."""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations, pairwise
from statistics import NormalDist, median
from typing import Any

import numpy as np

from clave.facts.tables import JUDGED, KINDS
from clave.policy import declared
from tests.oracle.measure_books import Row
from tests.oracle.measure_oracle import LITTLE, NONE, Answers, World, months_earlier, parts_of, quantile, usual


def growth(world: World) -> Answers:
    keys = ("growth", "growth_median", "growth_low", "growth_high")
    out: Answers = {key: [] for key in keys}
    after = world.as_of + timedelta(days=1)
    firsts = [months_earlier(after, 24 - slot) for slot in range(25)]
    limits = world.limits
    for unit in world.units:
        months = [world.money(unit, a, b - timedelta(days=1)) for a, b in pairwise(firsts)]
        before = world.money(unit, world.before_from, world.year_from - timedelta(days=1))
        year = world.money(unit, world.year_from, world.as_of)
        enough = len([m for m in months if m > 0]) >= limits[declared.growth_months] and world.reaches
        changes = [months[i + 12] / months[i] - 1 if months[i] > 0 else None for i in range(12)]
        out["growth"].append(year / before - 1 if enough and before > 0 else LITTLE)
        known = [change for change in changes if change is not None]
        out["growth_median"].append(median(known) if enough and known else LITTLE)
        low, high = interval(world, changes) if enough and known else (LITTLE, LITTLE)
        out["growth_low"].append(low)
        out["growth_high"].append(high)
    return out


def interval(world: World, changes: list[Fraction | None]) -> tuple[Fraction, Fraction]:
    limits = world.limits
    block, draws = limits[declared.growth_block], limits[declared.growth_draws]
    starts = np.random.default_rng(limits[declared.seed]).integers(0, 12, size=(draws, math.ceil(12 / block)))
    medians = []
    for row in starts.tolist():
        drawn = [changes[(start + step) % 12] for start in row for step in range(block)][:12]
        known = [change for change in drawn if change is not None]
        if known:
            medians.append(median(known))
    tail = (1 - limits[declared.interval_level]) / 2
    return quantile(medians, round(tail, 6)), quantile(medians, round(1 - tail, 6))


def bought(world: World, unit: str, start: date, end: date) -> dict[str, Fraction]:
    """Net product money by family."""
    sums: dict[str, Fraction] = defaultdict(Fraction)
    for line in world.of(unit, start, end):
        if line["is_product"] and line["fam"] and line["money"] is not None:
            sums[line["fam"]] += line["money"]
    return dict(sums)


def families(world: World) -> Answers:
    out: Answers = {key: [] for key in ("families_bought", "lost_families", "breadth_trend")}
    year_before = world.year_from - timedelta(days=1)
    recent = [
        line
        for line in world.lines
        if line["date"] >= world.before_from and line["is_product"] and line["money"] is not None
    ]
    anybody = any(line["fam"] for line in recent)
    for unit in world.units:
        mine = [line for line in recent if line["unit"] == unit]
        known = anybody and (any(line["fam"] for line in mine) or not mine)
        now, then = (
            bought(world, unit, world.year_from, world.as_of),
            bought(world, unit, world.before_from, year_before),
        )
        count = sum(1 for value in now.values() if value > 0)
        out["families_bought"].append(count if known else NONE)
        out["lost_families"].append(len(lost(world, unit)) if known else NONE)
        trend = count - sum(1 for value in then.values() if value > 0)
        missing = LITTLE if anybody and not world.reaches else NONE
        out["breadth_trend"].append(trend if known and world.reaches else missing)
    return out


def lost(world: World, unit: str) -> list[str]:
    found = []
    for family in {line["fam"] for line in world.of(unit) if line["fam"]}:
        days = sorted(
            {line["date"] for line in world.of(unit, world.history_from) if line["bought"] and line["fam"] == family}
        )
        if len(days) >= world.limits[declared.family_purchases]:
            pace = quantile([(b - a).days for a, b in pairwise(days)], 0.5)
            if (world.as_of - days[-1]).days >= Fraction(str(world.limits[declared.family_overdue])) * pace:
                found.append(family)
    return sorted(found)


def wallet(world: World) -> Answers:
    keys = ("wallet", "headroom", "share_of_wallet", "wallet_low", "wallet_high", "wallet_peers", "breadth")
    out: Answers = {key: [] for key in keys}
    limits = world.limits
    grid = {unit: bought(world, unit, world.year_from, world.as_of) for unit in world.units}
    names = sorted({family for mine in grid.values() for family in mine})
    money = {unit: max(world.money(unit, world.year_from, world.as_of), Fraction(0)) for unit in world.units}
    spend = {
        unit: {name: max(grid[unit].get(name, Fraction(0)), Fraction(0)) for name in names} for unit in world.units
    }
    comparable = [unit for unit in world.units if money[unit] > 0 and any(spend[unit].values())]
    level = limits[declared.peer_quantile]
    for unit in world.units:
        peers = peers_of(world, unit, comparable, spend, names)
        told = declared_wallet(world, unit)
        own, count = money[unit], len(peers)
        parts = {}
        expected = [
            name for name in names
            if count and sum(1 for peer in peers if spend[peer][name] > 0) / count >= limits[declared.peer_share]
        ]  # fmt: skip
        reach = NormalDist().inv_cdf((1 + limits[declared.interval_level]) / 2) * math.sqrt(
            level * (1 - level) / max(count, 1)
        )
        for part, share in (("mid", level), ("low", max(level - reach, 0.0)), ("high", min(level + reach, 1.0))):
            parts[part] = sum(
                (
                    max(quantile([spend[p][name] for p in peers], share) - spend[unit][name], Fraction(0))
                    for name in expected
                ),
                Fraction(0),
            )
        whole = told if told is not None else own + parts["mid"] if peers else NONE
        out["wallet"].append(whole)
        out["headroom"].append(max(told - own, Fraction(0)) if told is not None else parts["mid"] if peers else NONE)
        out["share_of_wallet"].append(min(own / whole, Fraction(1)) if whole is not NONE and whole > 0 else NONE)
        out["wallet_low"].append(told if told is not None else own + parts["low"] if peers else NONE)
        out["wallet_high"].append(told if told is not None else own + parts["high"] if peers else NONE)
        out["wallet_peers"].append(count or NONE)
        has = sum(1 for name in expected if spend[unit][name] > 0)
        out["breadth"].append(Fraction(has, len(expected)) if expected else NONE)
    return out


def peers_of(
    world: World, unit: str, comparable: list[str], spend: dict[str, dict[str, Fraction]], names: list[str]
) -> list[str]:
    limits = world.limits
    others = [peer for peer in comparable if peer != unit]
    anybody = any(
        line["fam"] and line["is_product"] and line["money"] is not None and line["date"] >= world.before_from
        for line in world.lines
    )
    attributes = ("sector", "size", "channel", "region")
    words = {
        u: {name: usual([r[name] for r in world.mine("customer", u) if r[name]]) for name in attributes}
        for u in world.units
    }
    present = [name for name in attributes if any(words[u][name] for u in world.units)]
    for size in range(len(present), 0, -1) if anybody else ():
        for some in combinations(present, size):
            if not {"sector", "channel"} & set(some) or any(words[unit][name] is None for name in some):
                continue
            same = [peer for peer in others if all(words[peer][name] == words[unit][name] for name in some)]
            if len(same) >= limits[declared.peer_minimum]:
                return same
    if unit not in comparable or min(len(others), limits[declared.peer_maximum]) < limits[declared.peer_minimum]:
        return []

    def alike(peer: str) -> int:
        dot = sum(spend[unit][n] * spend[peer][n] for n in names)
        norms = sum(spend[unit][n] ** 2 for n in names) * sum(spend[peer][n] ** 2 for n in names)
        return round(math.sqrt(Fraction(dot * dot) / norms) * 1_000_000_000)

    return sorted(others, key=lambda peer: (-alike(peer), peer))[: limits[declared.peer_maximum]]


def declared_wallet(world: World, unit: str) -> Fraction | None:
    amounts = []
    for customer in [c for c in world.customers if world.unit_of[c] == unit]:
        mine = [r for r in world.rows("declared_wallet") if r["customer"] == customer and r["date"] <= world.as_of]
        if not mine:
            return None
        last = max(mine, key=lambda r: (r["date"], r["amount"], r["expires_date"] or date.min))
        if not fresh(world, last, world.limits[declared.wallet_days]):
            return None
        amounts.append(Fraction(last["amount"]))
    return sum(amounts, Fraction(0))


def fresh(world: World, row: Row, days: int) -> bool:
    if row["expires_date"]:
        return bool(row["expires_date"] >= world.as_of)
    return bool(row["date"] >= world.as_of - timedelta(days=days))


def cash(world: World) -> Answers:
    out: Answers = {"cash_share": [], "cash_discount": []}
    for unit in world.units:
        lines = [
            line for line in world.of(unit, world.year_from)
            if line["terms_days"] is not None and line["money"] is not None and line["money"] > 0
        ]  # fmt: skip
        paid = [line for line in lines if line["terms_days"] <= 0]
        discount = Fraction(0)
        for line in paid:
            part = Fraction(str(line["discount"] or 0))
            discount += line["money"] * part / (1 - part) if part < 1 else 0
        parts = [part for row in world.mine("receivable", unit) for part in parts_of(world, row)]
        parts = [part for part in parts if part["issued"] and part["issued"] >= world.year_from]
        at_once = sum((p["amount"] for p in parts if p["paid"] and p["paid"] <= p["issued"]), Fraction(0))
        owed = sum((p["amount"] for p in parts), Fraction(0))
        if lines:
            out["cash_share"].append(sum((x["money"] for x in paid), Fraction(0)) / sum(x["money"] for x in lines))
        else:
            out["cash_share"].append(at_once / owed if owed > 0 else NONE)
        out["cash_discount"].append(discount if lines else NONE)
    return out


def idle(world: World) -> Answers:
    out: Answers = {"idle_money": [], "idle_kilos": [], "idle_share": []}
    judged = any(row["quality"] or row["rotation"] for row in world.rows("product"))
    taken = [line for line in world.lines if line["date"] >= world.year_from and line["is_product"] and line["idle"]]
    total = sum((line["money"] for line in taken if line["money"] is not None), Fraction(0))
    weighed = any(line["kg"] is not None for line in taken)
    for unit in world.units:
        mine = [line for line in taken if line["unit"] == unit]
        money = sum((line["money"] for line in mine if line["money"] is not None), Fraction(0))
        kilos = [line["kg"] for line in mine if line["kg"] is not None]
        out["idle_money"].append(money if judged else NONE)
        out["idle_kilos"].append(sum(kilos, Fraction(0)) if judged and weighed and (kilos or not mine) else NONE)
        out["idle_share"].append(money / total if judged and total > 0 else NONE)
    return out


def cost(world: World) -> Answers:
    out: Answers = {"cost_to_serve": []}
    for unit in world.units:
        out["cost_to_serve"].append(float(sum(drivers(world, unit))))
    return out


def drivers(world: World, unit: str) -> list[Fraction]:
    limits = world.limits
    lines = world.of(unit, world.year_from)
    prices = {
        key: Fraction(str(limits[value] or 0)) for key, value in (
            ("line", declared.cost_order_line), ("small", declared.cost_small_order), ("limit", declared.cost_small_limit),
            ("delivery", declared.cost_delivery), ("urgent", declared.cost_urgent), ("visit", declared.cost_visit),
            ("call", declared.cost_call), ("lab", declared.cost_lab_hour), ("capital", declared.cost_capital),
        )
    }  # fmt: skip

    def during(row: Row, key: str) -> bool:
        known = row.get("recorded_date") or row[key]
        return bool(world.year_from <= row[key] <= world.as_of and known <= world.as_of)

    costs: list[Fraction] = []
    orders = [row for row in world.mine("order_line", unit) if during(row, "ordered_date")]
    counted = len(orders) if world.has("order_line") else len([line for line in lines if line["bought"]])
    costs.append(counted * prices["line"])
    for document in {line["document"] for line in lines}:
        net = sum((x["money"] for x in lines if x["document"] == document and x["money"] is not None), Fraction(0))
        costs.append(prices["small"] if 0 < net < prices["limit"] else Fraction(0))
    shipped = [row for row in world.mine("delivery", unit) if during(row, "shipped_date")]
    costs.append(len({row["document"] for row in shipped}) * prices["delivery"])
    costs.append(len({row["document"] for row in shipped if row["urgent"]}) * prices["urgent"])
    for row in world.mine("touchpoint", unit):
        if during(row, "date"):
            usual_cost = {"visit": prices["visit"], "hospitality": Fraction(0)}.get(row["kind"], prices["call"])
            costs.append(usual_cost if row["cost"] is None else Fraction(row["cost"]))
    for row in world.mine("service", unit):
        if during(row, "date") and not (row["kind"] == "urgent" and world.has("delivery")):
            default = {"lab": prices["lab"] * Fraction(str(row["hours"] or 0)), "urgent": prices["urgent"]}
            costs.append(default.get(row["kind"], Fraction(0)) if row["cost"] is None else Fraction(row["cost"]))
    for row in world.mine("receivable", unit):
        for part in parts_of(world, row):
            if part["issued"]:
                days = ((part["paid"] or world.as_of) - max(part["issued"], world.year_from)).days
                costs.append(part["amount"] * max(days, 0) * prices["capital"] / 365)
    return costs


def loyalty(world: World) -> Answers:
    out: Answers = {"touches_in": [], "touches_out": [], "profile_age": []}
    for unit in world.units:
        touches = [
            row for row in world.mine("touchpoint", unit)
            if world.year_from <= row["date"] <= world.as_of and (row["recorded_date"] or row["date"]) <= world.as_of
        ]  # fmt: skip
        for way in ("in", "out"):
            count = len([row for row in touches if row["direction"] == way])
            out[f"touches_{way}"].append(count if world.has("touchpoint") else NONE)
        days = [r["confirmed_date"] for r in world.mine("profile_date", unit) if r["confirmed_date"] <= world.as_of]
        out["profile_age"].append((world.as_of - max(days)).days if days else NONE)
    return out


def ratings(world: World) -> Answers:
    kinds = [*KINDS["extraordinary"], "whole"]
    parts = ("rating", "low", "high")
    out: Answers = {f"{name}_{part}": [] for name in JUDGED for part in (*parts, "raters")}
    out |= {f"extraordinary_{kind}": [] for kind in kinds}
    for unit in world.units:
        for name in JUDGED:
            counted = _counted(world, unit, name)
            lines = [_line(counted, kind) for kind in (kinds if name in KINDS else ("whole",))]
            for part, values in zip(parts, zip(*lines, strict=True), strict=True):
                known = [value for value in values if value is not None]
                best = max(known, default=NONE) if world.limits[declared.judged_kinds] == "best" else _mean(known)
                out[f"{name}_{part}"].append(best)
            out[f"{name}_raters"].append(len({r["rater"] for r in counted}) if world.has("rating") else NONE)
            if name in KINDS:
                for kind, line in zip(kinds, lines, strict=True):
                    out[f"{name}_{kind}"].append(NONE if line[0] is None else line[0])
    return out


def _counted(world: World, unit: Any, name: str) -> list[Any]:
    """The last word of each rater on each kind, unless a later one on the whole replaced it, while it is fresh."""
    mine = [r for r in world.mine("rating", unit) if r["criterion"] == name and r["date"] <= world.as_of]
    found = []
    for rater in {row["rater"] for row in mine}:
        theirs = [row for row in mine if row["rater"] == rater]
        whole = [row["date"] for row in theirs if not _kind(row)]
        by_kind = [row["date"] for row in theirs if _kind(row)]
        for kind in {_kind(row) for row in theirs}:
            last = max(
                (row for row in theirs if _kind(row) == kind),
                key=lambda r: (r["date"], r["rating"], r["expires_date"] or date.min),
            )
            gone = (
                max(whole, default=date.min) > last["date"] if kind else max(by_kind, default=date.min) >= last["date"]
            )
            if not gone and fresh(world, last, world.limits[declared.judged_days]):
                found.append(last)
    return found


def _kind(row: Any) -> str | None:
    return row.get("kind") if row["criterion"] in KINDS else None


def _line(counted: list[Any], kind: str) -> tuple[Any, Any, Any]:
    given = [row["rating"] for row in counted if (_kind(row) or "whole") == kind]
    return (Fraction(median(given)), min(given), max(given)) if given else (None, None, None)


def _mean(known: list[Any]) -> Any:
    return Fraction(sum(known), len(known)) if known else NONE
