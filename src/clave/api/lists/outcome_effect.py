"""Whether the status mattered: the figures and their checks, with whom each account is compared, and its twin. (B1, B2)"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from clave.api.asking import Asker
from clave.api.listed.shape import Column, Listing, Look
from clave.api.lists.pieces import CUSTOMER, of_result, spoken, told
from clave.api.lists.reckoned import RUN, UNITS, WINDOW, Asked, Behind, basis, behind, number, part_asked, settled
from clave.outcome.effect.shape import Check, Comparable, Effect, Figure, LeftOut, Match, Point
from clave.store.outcome_effect import names_in


@dataclass(frozen=True)
class Beside:
    """An account beside one customer that it is compared with."""

    customer: str
    other: Comparable


def _pairs(found: Effect, _asker: Asker) -> Iterator[Beside]:
    for match in found.matches:
        yield from (Beside(match.customer, one) for one in match.comparables)


def _twins(_asker: Asker, asked: Asked) -> list[Mapping[str, Any]]:
    """The twin of every account that entered; of one that could not be compared why not, and its match where it could."""
    found: Effect | None = part_asked(asked, Effect)
    if found is None:
        return []
    chosen = [one for one in found.twins if asked.get("customer") in (None, one.customer)]
    names = names_in(one.customer for one in chosen)
    left = {one.customer: one.why for one in found.left_out}
    return [
        {
            "customer": one.customer, "name": names.get(one.customer), "twin": one, "match": found.match(one.customer),
            "left": left.get(one.customer),
        }
        for one in chosen
    ]  # fmt: skip


def _steps(name: str, means: str) -> Column:
    return Column(name, list[dict[str, Any]], means, lambda row, look: told(getattr(row["twin"], name), look))


def _others(row: Mapping[str, Any], look: Look) -> list[dict[str, Any]] | None:
    return None if row["match"] is None else told(row["match"].comparables, look)


LISTS = (
    behind(
        "outcome-figures", "Effects of the status",
        "What the status changed, each with its interval, and before and after alone.",
        of_result(
            Figure, "row.", means={
                "unit": "share, points (a difference of shares) or money (by year)",
                "before_after": "What comparing the accounts with themselves would say",
                "bound": "If what gave way to priority had been bought; null where nobody gave way",
            },
        ),
        Behind(Effect, lambda found, _asker: found.figures),
        nature="estimated",
    ),
    behind(
        "outcome-checks", "Checks of the effect",
        "What is looked at before any figure is believed: drift, a false entry, the months that matching did not look at.",
        of_result(
            Check, "row.", means={
                "key": "trend, placebo, unseen or chosen", "months": "How much earlier; 0 where it is not about that",
                "value": "A share of the purchases before entry; of trend, of a month",
                "holds": "Whether the interval contains zero",
            },
        ),
        Behind(Effect, lambda found, _asker: found.checks),
        nature="estimated",
    ),
    behind(
        "outcome-path", "Paths by month from entry",
        "Purchases of the accounts and of their comparable customers, month by month: 100 = the mean month before entry.",
        of_result(
            Point, "row.", means={
                "month": "Counted from the month of entry, which is 0", "key": "Key accounts", "comparable": "Their comparables",
                "low": "Of the accounts; null with fewer than two",
            },
        ),
        Behind(Effect, lambda found, _asker: found.path),
        nature="estimated",
    ),
    behind(
        "outcome-matches", "Accounts and their comparables",
        "With whom each account was compared, and what it gained beyond them.",
        of_result(
            Match, "row.", means={
                "base": "Its mean month before entry", "change": "Purchases after entry over those before, minus one",
                "expected": "The same of its comparable customers", "gain": "By year; the luck of one account is in it",
            },
        ),
        Behind(Effect, lambda found, _asker: found.matches, named=True),
        nature="estimated",
    ),
    behind(
        "outcome-comparables", "Comparable customers", "Each account beside each customer with which it is compared.",
        (
            Column("customer", str, "The account", "row.customer"),
            Column("comparable", str, "", "row.other.customer"), number("distance", "row.other.distance"),
            Column("capped", bool, "Whether only the cap kept it out", "row.other.capped"),
            Column("displaced", bool, "Whether it gave way to priority", "row.other.displaced"),
            Column("entered", date, "When it became a key account itself; null = it is none", "row.other.entered"),
        ),
        Behind(Effect, _pairs, named=True),
        nature="estimated",
    ),
    behind(
        "outcome-left-out", "Accounts that were not compared", "Who was left out of the comparison, and why.",
        of_result(LeftOut, "row."), Behind(Effect, lambda found, _asker: found.left_out, named=True),
    ),
    Listing(
        "outcome-twins", "The twin of each account",
        f"What each account would have bought, made of customers like it: how well it fits, and how unusual the gap is. {UNITS}",
        _twins,
        (
            Column("customer", str), Column("name", str, "null = not in the newest selection"),
            Column("entered", date, "", "twin.entered"), number("error", "twin.error", "Before entry, over the mean month"),
            number("gap", "twin.gap", "What it bought beyond its twin, by month"),
            number("gap_share", "twin.gap_share", "The same over what its twin did"),
            Column("rank", int, "By how much worse the twin fits after entry; 1 = the most unusual", "twin.rank"),
            Column("of", int, "Of so many: itself and the customers with a twin as good", "twin.of"),
            spoken("words", lambda row: row["twin"].words, "What it says, or why nothing can be said"),
            spoken("left_out", lambda row: row["left"], "Why it is not compared; empty where it is"),
        ),
        (WINDOW, RUN, CUSTOMER), key="customer", key_kind=str, basis=basis,
        settle=settled,
        more=(
            _steps("donors", "Customers that the twin is made of, with their weights"),
            _steps("path", "Month by month from entry: the account and its twin, in money"),
            _steps("placebos", "The same done with each of them, as if it had entered"),
            Column("comparables", list[dict[str, Any]], "With whom it is compared; null where it is not", _others),
        ),
        nature="estimated",
    ),
)  # fmt: skip
