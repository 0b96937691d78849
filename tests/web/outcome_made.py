"""A reckoning of the outcome as its pages show it: every window, every part, as many accounts as asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from clave.actions.outcome import keep_outcome
from clave.base.words import Text, _
from clave.criteria.registry import CRITERIA
from clave.outcome.cost.parts import PARTS, label_of
from clave.outcome.cost.returned import returned
from clave.outcome.cost.shape import (
    AccountCost,
    Amount,
    Concentration,
    Held,
    Loss,
    PartCost,
    Programme,
    ProgrammeCosts,
    Top,
    Unknown,
    Whale,
    Whaled,
    Where,
)
from clave.outcome.effect.shape import (
    Check,
    Comparable,
    Donor,
    Effect,
    Figure,
    LeftOut,
    Match,
    Placebo,
    Point,
    Single,
    Step,
)
from clave.outcome.harvest.shape import (
    AccountMargin,
    Category,
    Compared,
    Estimate,
    Fact,
    Group,
    Harvest,
    Margin,
    Margins,
    Promised,
    Promises,
    Relation,
    Retention,
    Scale,
    Side,
    Stayed,
    Yield,
)
from clave.outcome.whole import COST, EFFECT, HARVEST, Outcome, composed, gained
from clave.outcome.window import Window
from clave.store.models import OutcomeRun
from clave.store.outcome import PAGE, Reckoned, basis_of, windows_of
from clave.store.policy import policy_in_force
from tests.web import made

M = 1_000_000.0
LEVEL = 0.95
FIGURES = (
    ("retention", "points", 0.049, 0.12, 0.182), ("sales", "share", 0.011, 0.062, 0.11),
    ("margin", "points", -0.009, 0.027, 0.044), ("gain", "money", 900 * M, 2_846 * M, 4_300 * M),
    ("margin_gain", "money", 1_540 * M, 2_846 * M, 4_270 * M),
)  # fmt: skip
PRICED = (("priority", 412.0), ("price", 298.0), ("kam", 241.0), ("laboratory", 149.0), ("hospitality", 86.0))
WHAT = {
    "priority": "dispatch", "price": "preferential", "kam": "kam_time", "laboratory": "laboratory", "hospitality": "hospitality",
}  # fmt: skip
"""What of each part is paid."""


def reckoned(size: int = 25, *, whole: bool = True, measured: int | None = None, as_of: date | None = None) -> Reckoned:
    """Everything over every window: `size` key accounts, of which `measured` could be (all where it is None)."""
    day = as_of or timezone.localdate() - timedelta(days=1)
    parts = {}
    for key, one in windows_of(day).items():
        found = effect(one, size if measured is None else measured)
        costs, harvest = costs_of(one, size, whole=whole), harvest_of(one, size)
        low, point, high = gained(found, one)
        total = costs.programme.total
        back = returned(low, point, high, total, whole=whole, level=LEVEL)
        parts[key, EFFECT], parts[key, COST], parts[key, HARVEST] = found, costs, harvest
        parts[key, PAGE] = composed(
            one, "COP", LEVEL, effect=found, back=back, costs=costs, harvest=harvest, refused={}
        )  # fmt: skip
    policy = policy_in_force()
    return Reckoned(day, basis_of(policy), "7", policy.version, "COP", parts, {})


def kept(size: int = 25, *, whole: bool = True, measured: int | None = None, as_of: date | None = None) -> OutcomeRun:
    """The same, kept."""
    found = reckoned(size, whole=whole, measured=measured, as_of=as_of)
    return keep_outcome(reckoned=found, took=41.2, by=None, now=timezone.now())


def singing(
    *, margin: float, rate: float, lines: float, cost: float, spent: Mapping[str, float], size: int = 4
) -> OutcomeRun:
    """The same of a few accounts, the first of which has these figures wherever one stands: its margin, what its lines cost, what
    its privileges cost, and what was `spent` on it, by part."""
    found = reckoned(size)

    def of(part: Any) -> Any:
        if isinstance(part, ProgrammeCosts):
            return replace(_singing_margin(part, margin, lines), programme=_singing_cost(part.programme, cost, spent))
        return _singing_harvest(part, margin, rate, lines) if isinstance(part, Harvest) else part

    sung = replace(found, parts={key: of(part) for key, part in found.parts.items()})
    return keep_outcome(reckoned=sung, took=41.2, by=None, now=timezone.now())


def _singing_cost(found: Programme, cost: float, spent: Mapping[str, float]) -> Programme:
    mine = [one for one in found.amounts if one.account == made.code(0)]
    amounts = [replace(one, money=money, part=key) for one, (key, money) in zip(mine, spent.items(), strict=True)]
    others = [one for one in found.amounts if one not in mine]
    return replace(
        found, amounts=(*amounts, *others), accounts=(replace(found.accounts[0], money=cost), *found.accounts[1:])
    )


def _singing_margin(found: ProgrammeCosts, margin: float, lines: float) -> ProgrammeCosts:
    whale, held = found.whale, found.concentration
    assert whale and held  # noqa: PT018
    point = replace(whale.points[0], margin=margin, cost=lines, net=margin)
    loss = replace(held.losses[0], margin=margin, net=margin)
    return replace(
        found,
        whale=replace(whale, points=(point, *whale.points[1:])),
        concentration=replace(held, losses=(loss, *held.losses[1:])),
    )


def _singing_harvest(found: Harvest, margin: float, rate: float, lines: float) -> Harvest:
    own = replace(
        found.margins.accounts[0], margin=margin, rate=rate, cost=lines, net_margin=margin, net_rate=rate
    )  # fmt: skip
    fact = Fact(own.customer, own.name, found.as_of, rate, rate, {"margin": margin, "money": 480 * M})
    return replace(
        found,
        categories=tuple(replace(one, facts=(fact,)) if one.key == "profit" else one for one in found.categories),
        margins=replace(found.margins, accounts=(own, *found.margins.accounts[1:])),
    )


def page(size: int = 25) -> Outcome:
    """The page of twelve months."""
    found = reckoned(size).parts["12", PAGE]
    assert isinstance(found, Outcome)
    return found


def effect(one: Window, measured: int) -> Effect:
    """As many accounts as could be measured, each beside one customer, all of them a year in the programme."""
    enough = measured >= 8
    return Effect(
        as_of=one.end, start=one.start, end=one.end, level=LEVEL, minimum=8, entries=measured + 1, enough=enough,
        trusted=True, verdict=Text("Key accounts grew beyond comparable customers."),
        figures=tuple(
            Figure(key, unit, measured, value, low, high, 0.2, None, Text("")) for key, unit, low, value, high in FIGURES
        ) if enough else (),
        checks=(Check("placebo", 12, measured, 0.004, -0.03, 0.04, True, Text("A year earlier there was no difference.")),),
        path=tuple(
            Point(n, 100 + max(n, 0) * 1.6, 100 + max(n, 0) * 0.4, 98 + n, 102 + n * 2, measured) for n in range(-12, 13)
        ) if measured else (),
        matches=tuple(
            Match(made.code(n), one.end - timedelta(days=364), 12, 10 * M, 0.2,
                  (Comparable(made.code(n + 2_000), 0.2, n == 0, n == 1, one.end if n == 2 else None),), 0.2, 0.1, 12 * M)
            for n in range(measured)
        ),
        left_out=(LeftOut(made.code(measured), one.end, "months", Text("Too early.")),), displaced=1, capped=1, later=1,
        diluted=0.02, twins=tuple(twin(made.code(n), one) for n in range(measured + 1)),
    )  # fmt: skip


def twin(customer: str, one: Window) -> Single:
    """An account beside a twin of two customers."""
    return Single(
        customer, one.end - timedelta(days=364), Text("Its twin."), 0.06, 8 * M, 0.11, 2, 13,
        (Donor(made.code(2_000), 0.6), Donor(made.code(2_001), 0.4)),
        tuple(Step(n, 10 * M + n, 10 * M - n) for n in range(-24, 12)),
        tuple(Placebo(made.code(2_000 + n), 0.05, 0.01 * n, 1.0 + n / 10) for n in range(12)),
    )  # fmt: skip


def costs_of(one: Window, size: int, *, whole: bool = True) -> ProgrammeCosts:
    """Five parts with their money, one thing unknown where the cost is not whole."""
    total, where = sum(money for _key, money in PRICED), Where("promises_costs")
    amounts = tuple(
        Amount(WHAT[key], label_of(WHAT[key]), key, made.code(n), f"Cliente {n} S.A.S.", 3, money * M / size,
               Text("3 × 1"), 0, where)
        for key, money in PRICED for n in range(size)
    )  # fmt: skip
    lack = 0 if whole else 1
    parts = tuple(PartCost(key, PARTS[key], money * M, money / total, size, lack) for key, money in PRICED)
    things = (replace(one, key=WHAT[one.key], label=label_of(WHAT[one.key])) for one in parts)
    unknown = Unknown("hours", _("Laboratory and development"), "laboratory", 2, Text("Nobody wrote the hours down."),
                      Text("Write them down in Laboratory."), Where("laboratory"))  # fmt: skip
    programme = Programme(
        since=one.start, until=one.end, currency="COP", members=size, amounts=amounts,
        unknown=() if whole else (unknown,), parts=parts, privileges=tuple(things),
        accounts=tuple(
            AccountCost(made.code(n), f"Cliente {n} S.A.S.", total * M / size, 480 * M, total / size / 480, 0)
            for n in range(size)
        ),
        total=total * M, whole=whole, sales=12_102 * M, over_sales=total / 12_102, said=Text("$ 1.186 M"),
    )  # fmt: skip
    return ProgrammeCosts(
        as_of=one.end, since=one.start, until=one.end, currency="COP", programme=programme, whale=_whale(one, size),
        concentration=_concentration(one, size),
    )  # fmt: skip


def _whale(one: Window, size: int) -> Whale:
    points = tuple(
        Whaled(n + 1, made.code(n), f"Cliente {n} S.A.S.", n < 5, 480 * M, 90 * M, 9 * M, (81 - 4 * n) * M, 81 * M * (n + 1),
               min(1.2, 0.1 * (n + 1)))
        for n in range(size)
    )  # fmt: skip
    return Whale(
        since=one.start, until=one.end, currency="COP", points=points, total=900 * M, peak_rank=min(12, size), peak=1_080 * M,
        peak_share=1.2, destroyers=3, given_back=180 * M, key_destroyers=1, outside=4, outside_money=70 * M, drivers=(),
        costed=True, said=Text("The best 12 leave more than all."),
    )  # fmt: skip


def _concentration(one: Window, size: int) -> Concentration:
    tops = (Top(1, 900 * M, 0.07), Top(5, 3_600 * M, 0.3), Top(10, 6_000 * M, 0.5))
    held = Held("money", _("Purchases"), size, 12_102 * M, tops,
                0.05, 20.0, "low", 0, 0, Text("The first holds 7 %."))  # fmt: skip
    losses = tuple(
        Loss(made.code(n), f"Cliente {n} S.A.S.", n < 5, (made.code(n),), 480 * M, 0.04, 90 * M, 0.05, 81 * M, 0.05,
             Text("It would take 4 %."))
        for n in range(size)
    )  # fmt: skip
    return Concentration(one.start, one.end, "COP", by_group=False, held=(held,), losses=losses)


def _group(side: Side, value: float, size: int) -> Group:
    return Group(side, size, size - 1, 1, 0, 0, Estimate(value, value - 0.05, value + 0.03, size),
                 Estimate(1.04, 1.0, 1.08, size), size, 480 * M, 460 * M)  # fmt: skip


def _margin(side: Side, rate: float, size: int) -> Margin:
    return Margin(
        side, size, 0, Estimate(rate, rate - 0.02, rate + 0.02, size), Estimate(rate - 0.03, None, None, size)
    )


def harvest_of(one: Window, size: int) -> Harvest:
    """Twelve categories, who stayed, margins, the relationship, what spreads, promises."""
    codes = [(made.code(n), f"Cliente {n} S.A.S.") for n in range(size)]
    difference = Estimate(0.12, 0.049, 0.182, size)
    nothing = Estimate(None, None, None, 0)
    return Harvest(
        as_of=one.end, window=one, currency="COP", level=LEVEL, accounts=size, at_start=size,
        categories=tuple(_category(key, place, codes) for place, key in enumerate(CRITERIA)),
        retention=Retention(
            one.start, _group("key", 0.96, size), _group("comparable", 0.84, size), _group("rest", 0.7, size),
            difference, difference, Text("matched"),
            tuple(Stayed(code, name, "key", "kept", 14.0, one.end, None, 480 * M, 460 * M) for code, name in codes),
        ),
        margins=Margins(
            _margin("key", 0.3, size), _margin("comparable", 0.273, size), _margin("rest", 0.26, size),
            Estimate(0.027, -0.009, 0.044, size), nothing, nothing, nothing, (),
            tuple(AccountMargin(code, name, "key", 480 * M, 144 * M, 0.3, 9 * M, 135 * M, 0.28) for code, name in codes),
        ),
        relation=Relation(
            Estimate(62.0, 41.0, 78.0, 46), Estimate(48.0, 25.0, 66.0, 40), 8.7,
            (Scale("trust", _("trust"), 1, 5, 4.3, 4.0, 2, 5, 46, 46, ((4, 20), (5, 26))),), Estimate(0.8, 0.66, 0.9, 40), 60, 46,
            23, 25, 23, (), (),
        ),
        yields=(
            Yield("needs", _("Needs extended"), 6, 5.0, 1.2, "met", Text("6 needs serve 38 more"), Text("target 5"), {}),
            Yield("initiatives", _("Joint initiatives"), 9, 11.0, 0.8, "near", Text("9 initiatives"), Text("target 11"), {}),
            Yield("referrals", _("Recommendations"), 5, 12.0, 0.4, "far", Text("5 referrals, 2 buy"), Text("target 12"), {}),
        ),
        promises=Promises(
            0.9, False, 0.93,
            (Compared("growth", _("Growth"), "share", Estimate(0.1, 0.05, 0.15, 12), Estimate(0.02, -0.03, 0.07, 13),
                      Estimate(0.08, 0.01, 0.15, 25), True, Text("They grew 8 points more.")),),
            _("Side by side is not cause and effect: accounts that grow may also be served better, and both may have a third "
              "reason."),
            tuple(Promised(code, name, 9, 1, 0, 0.9, "more", 0.1, True, 60.0) for code, name in codes),
        ),
    )  # fmt: skip


def _category(key: str, place: int, codes: list[tuple[str, str]]) -> Category:
    mine = codes[place::12] if place < 11 else []
    known = bool(mine)
    word, share = (("met", 1.04), ("near", 0.8), ("far", 0.4))[place % 3]
    return Category(
        key, CRITERIA[key].name, _("Liquidity"), _("Growth of their purchases"), "share", 0.1, len(mine), len(mine),
        0.071 if known else None, 0.03 if known else None, None, None, share if known else None,
        word if known else "unknown",  # type: ignore[arg-type]
        Text("+7,1 % de venta"), None if known else _("No account is key by this reason."), {},
        tuple(Fact(code, name, date(2025, 11, 1), 0.07, 0.03, {"money": 480 * M}) for code, name in mine),
    )  # fmt: skip


def world(size: int = 25) -> dict[str, int]:
    """What the pages of Resultados show, and a reckoning before it."""
    kept(12, as_of=timezone.localdate() - timedelta(days=40))
    kept(size, whole=False)
    return {}
