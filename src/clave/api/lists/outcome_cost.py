"""What the programme costs, by amount, part, privilege and account; who leaves what; on how few the company stands. (F2, B2)"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from clave.api.listed.shape import Column, Filter
from clave.api.lists.pieces import of_result
from clave.api.lists.reckoned import Behind, behind, number
from clave.outcome.cost.concentration import loss_said
from clave.outcome.cost.parts import PARTS
from clave.outcome.cost.programme import sum_known
from clave.outcome.cost.shape import (
    AccountCost,
    Amount,
    Concentration,
    DriverCost,
    Held,
    Loss,
    PartCost,
    Programme,
    ProgrammeCosts,
    Unknown,
    Whaled,
)
from clave.store.outcome_cost import seen_by

PART = Filter("part", str, "", tuple(PARTS))
ACCOUNT = Filter("account", str, "The code as the ERP has it")
KEY = Filter("key", bool, "Whether it is a key account")
MEASURED = {"money": "null = nothing of it is known", "share": "Of the known total"}
OF_PART = {**MEASURED, "amounts": "How many make it", "incomplete": "How many of these nobody knows, or only in part"}


def _cost(read: Callable[[Programme], Iterable[Any]], *equal: Filter) -> Behind:
    return Behind(ProgrammeCosts, lambda found, asker: read(seen_by(asker.sight, found.programme)), equal)


def _whale(read: Callable[[Any], Iterable[Any]], *equal: Filter) -> Behind:
    return Behind(ProgrammeCosts, lambda found, _asker: read(found.whale) if found.whale else (), equal)


def _concentration(read: Callable[[Any], Iterable[Any]], *equal: Filter) -> Behind:
    return Behind(ProgrammeCosts, lambda found, _asker: read(found.concentration) if found.concentration else (), equal)


@dataclass(frozen=True)
class OfAccount:
    """One account with what it cost in each part; a part of which there is nothing is not in it."""

    account: str
    name: str
    whole: AccountCost
    parts: Mapping[str, float | None]


def _accounts(found: Programme) -> Iterator[OfAccount]:
    amounts: dict[tuple[str, str], list[float | None]] = {}
    for one in found.amounts:
        amounts.setdefault((one.account, one.part), []).append(one.money)
    for row in found.accounts:
        parts = {part: sum_known(amounts[row.account, part]) for part in PARTS if (row.account, part) in amounts}
        yield OfAccount(row.account, row.name, row, parts)


def _losses(found: Concentration) -> Iterator[Loss]:
    """Each with its sentence, which is kept of the largest alone."""
    return (replace(one, said=loss_said(one, found.currency)) for one in found.losses)


SHARES = {
    "money_share": "Of what the company sells",
    "margin_share": "Of its margin",
    "net_share": "Of what it is left with",
}
LISTS = (
    behind(
        "outcome-costs", "What the programme costs", "Amount by amount, with the formula; null where nobody knows.",
        of_result(
            Amount, "row.", but="where", means={
                "account": "Empty = for all of them together", "what": "A privilege, or what else costs, by its key",
                "part": "Of the programme", "money": "null = nobody knows; the known part where some are `missing`",
                "formula": "How it was reckoned", "missing": "How many of the times have no figure",
            },
        ),
        _cost(lambda found: found.amounts, PART, Filter("what", str, "One thing that costs"), ACCOUNT),
    ),
    behind(
        "outcome-cost-parts", "What each part of the programme costs", "By part, and what of it nobody knows.",
        of_result(PartCost, "row.", means=OF_PART), _cost(lambda found: found.parts),
    ),
    behind(
        "outcome-cost-privileges", "What each privilege costs", "By privilege, or what else costs, and what nobody knows.",
        of_result(PartCost, "row.", means=OF_PART), _cost(lambda found: found.privileges),
    ),
    behind(
        "outcome-account-costs", "What each account costs", "By account and part, and against what it buys.",
        (
            Column("account", str, "Empty = what is spent for all together", "row.account"), Column("name", str, "", "row.name"),
            number("money", "row.whole.money", "null = nothing of it is known"),
            number("sales", "row.whole.sales", "What it bought in the window"), number("over_sales", "row.whole.over_sales"),
            Column("incomplete", int, "How many amounts nobody knows, or only in part", "row.whole.incomplete"),
            *(number(f"part_{part}", f"row.parts.{part}", "null = nothing of it, or nothing known") for part in PARTS),
        ),
        _cost(_accounts, ACCOUNT),
    ),
    behind(
        "outcome-unknown-costs", "What nobody entered", "What surely costs and has no figure: why, and what to do.",
        of_result(Unknown, "row.", but="where", means={"accounts": "In how many; 0 = in all", "part": "Of the programme"}),
        _cost(lambda found: found.unknown, PART),
    ),
    behind(
        "outcome-whale", "The whale curve", "Every customer by what it leaves after what it costs to serve.",
        of_result(
            Whaled, "row.", means={
                "rank": "1 = leaves most", "key": "Whether it is a key account", "net": "Margin less cost to serve",
                "cumulated": "Of this and all before it", "share": "The same over all profit; null where that is not positive",
            },
        ),
        _whale(lambda found: found.points, KEY),
    ),
    behind(
        "outcome-drivers", "What costs to serve", "Each driver with its unit cost, what it makes of all customers, and what is "
        "not known.",
        of_result(
            DriverCost, "row.", means={
                "policy": "The value of the policy; empty = none", "unit_cost": "null = only what is written down, or not set",
                "shipped": "Whether it is still the value that clave ships", "why": "Why it is not known",
            },
        ),
        _whale(lambda found: found.drivers),
    ),
    behind(
        "outcome-concentration", "On how few the company stands",
        "Money, margin and what is left: the share of the first one, five and ten, and the Herfindahl–Hirschman index.",
        of_result(
            Held, "row.", means={
                "key": "money, margin or net", "customers": "That have it above zero", "hhi": "From 1/customers to 1",
                "tops": "Of the first so many: the amount and its share", "band": "low, moderate or high; empty = none",
                "effective": "How many equal customers that would be", "below": "That have it at zero or below",
                "unknown": "Of whom nobody knows it",
            },
        ),
        _concentration(lambda found: found.held),
    ),
    behind(
        "outcome-losses", "What losing each would cost", "Concentration: what would be gone with each of the largest customers.",
        of_result(Loss, "row.", means={"members": "Customers of its group that would go with it", **SHARES}),
        _concentration(_losses, KEY),
    ),
)  # fmt: skip
