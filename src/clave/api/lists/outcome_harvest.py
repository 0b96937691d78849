"""What the programme gave: each reason against its target, who stays, at which margin, how they see us, what kept promises go
with. (B1, B2, C8, F1)"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

from clave.api.asking import Asker
from clave.api.listed.shape import Column, Filter, Look
from clave.api.lists.pieces import of_result, spoken, told, word
from clave.api.lists.reckoned import NONE, Behind, behind, estimate, number
from clave.criteria.registry import CRITERIA
from clave.outcome.harvest.categories import TELLS_MARGIN
from clave.outcome.harvest.shape import (
    AccountMargin,
    Buying,
    Category,
    Compared,
    Estimate,
    Fact,
    Group,
    Harvest,
    Margin,
    Promised,
    Scale,
    Side,
    Stayed,
    Voiced,
    Word,
    Yield,
)
from clave.store.fields import MARGIN

SIDE = Filter("side", str, "", get_args(Side))
HIDDEN = dict.fromkeys(("margin", "rate", "cost", "net_margin", "net_rate"), MARGIN)


@dataclass(frozen=True)
class Reason:
    """One account that is key by a reason."""

    customer: str
    name: str
    category: str
    of: Category
    fact: Fact


@dataclass(frozen=True)
class Sided:
    """One side of the comparison: who stays and at which margin, and how key accounts differ from it (None = it is them)."""

    group: Group
    margin: Margin
    stays: Estimate | None
    points: Estimate | None
    net_points: Estimate | None


def _categories(found: Harvest, asker: Asker) -> Iterator[Category]:
    return (one for one in found.categories if asker.sees_all(MARGIN) or one.key not in TELLS_MARGIN)


def _reasons(found: Harvest, asker: Asker) -> Iterator[Reason]:
    for one in _categories(found, asker):
        yield from (Reason(fact.customer, fact.name, one.key, one, fact) for fact in one.facts)


def _sides(found: Harvest, _asker: Asker) -> Iterator[Sided]:
    kept, margins = found.retention, found.margins
    yield Sided(kept.key, margins.key, None, None, None)
    yield Sided(kept.comparable, margins.comparable, kept.beside_comparable, margins.points, margins.net_points)
    yield Sided(kept.rest, margins.rest, kept.beside_rest, margins.points_rest, margins.net_points_rest)


def _chosen(row: Mapping[str, Any], _look: Look) -> list[dict[str, int]]:
    return [{"step": step, "answers": n} for step, n in row["row"].counts]


def _all(read: Callable[[Harvest], Iterable[Any]], *equal: Filter) -> Behind:
    return Behind(Harvest, lambda found, _asker: read(found), equal)


LISTS = (
    behind(
        "outcome-categories", "The harvest of each category", "What each reason was to bring, against what it brought.",
        (
            *of_result(
                Category, "row.", but="facts", means={
                    "figure": "What proves it", "unit": "Of target, actual and before", "known": "Accounts that have the figure",
                    "low": "Of actual", "share": "The part of the target that was reached; above 1 = more",
                    "word": "met, near, far or unknown", "missing": "Why there is no figure", "before": "In the window before",
                    "parts": "What the figure was made from, by name",
                },
            ),
            number("trend", "row.trend", "The figure less that of the window before"),
        ),
        Behind(Harvest, _categories, (Filter("word", str, "", get_args(Word)),)),
        nature="estimated",
    ),
    behind(
        "outcome-category-accounts", "The accounts of each category",
        "Who is key by which reason, with the figure of each and what it was made from.",
        (
            word("category", CRITERIA, "row.category"), Column("customer", str, "", "row.customer"),
            Column("name", str, "", "row.name"), Column("since", date, "Key since", "row.fact.since"),
            spoken("figure", lambda row: row["row"].of.figure, "What proves the reason"),
            Column("unit", str, "Of value and before", "row.of.unit"), number("value", "row.fact.value"),
            number("before", "row.fact.before", "In the window before"), number("target", "row.of.target", "Of the reason"),
            Column("parts", dict[str, Any], "What the figure was made from", lambda row, look: told(row["row"].fact.parts, look)),
            spoken("why", lambda row: row["row"].fact.why, "Why there is no figure"),
        ),
        Behind(Harvest, _reasons, (Filter("category", str, "", tuple(CRITERIA)),)),
    ),
    behind(
        "outcome-spread", "What spreads", "Needs extended, joint initiatives and referrals, against their targets.",
        of_result(
            Yield, "row.", means={
                "count": "null = nobody writes it down", "share": "The part of the target that was reached",
                "word": "met, near, far or unknown",
            },
        ),
        _all(lambda found: found.yields),
    ),
    behind(
        "outcome-sides", "Key accounts beside the others",
        "Who stays, how much of their money, and at which margin: key accounts, customers like them, and the rest.",
        (
            Column("side", str, "key, comparable or rest", "row.group.side"), Column("accounts", int, "", "row.group.accounts"),
            Column("kept", int, "Still buy by their rhythm", "row.group.kept"),
            Column("broken", int, "Broke it in the window", "row.group.broken"),
            Column("silent_before", int, "Silent already", "row.group.silent_before"),
            Column("unknown", int, "With too few purchases to say", "row.group.unknown"),
            *estimate("retention", "row.group.retention", "Kept over kept and broken"),
            *estimate("renewal", "row.group.renewal", "Money of the window over that of the one before"),
            Column("buyers", int, "Of whom that is", "row.group.buyers"), number("money", "row.group.money"),
            number("before", "row.group.before", "Their money in the window before"),
            Column("without_margin", int, "That bought and have no margin", "row.margin.unknown"),
            *estimate("margin_rate", "row.margin.rate", "Over the money whose cost is known", MARGIN),
            *estimate("net_rate", "row.margin.net_rate", "After cost to serve", MARGIN),
            *estimate("retention_beyond", "row.stays", "Of key accounts beyond this side, as a difference of shares"),
            *estimate("margin_beyond", "row.points", "The same of the margin", MARGIN),
            *estimate("net_beyond", "row.net_points", "The same after cost to serve", MARGIN),
        ),
        Behind(Harvest, _sides),
        nature="estimated",
    ),
    behind(
        "outcome-retention", "Who stayed", "Key accounts and the customers they are compared with: who still buys in its rhythm.",
        (
            *of_result(
                Stayed, "row.", means={
                    "rhythm": "In days", "state": "kept, broken, silent_before or unknown",
                    "before": "Money of the window before",
                    "broken_on": "When it was silent longer than nearly all its gaps; null = it is not silent",
                },
            ),
            number("renewed", "row.renewed", "Money over that of the window before"),
        ),
        _all(
            lambda found: found.retention.accounts, SIDE,
            Filter("state", str, "", get_args(Buying)),
        ),
        nature="estimated",
    ),
    behind(
        "outcome-margins", "What each leaves", "Margin before and after what it costs to serve.",
        of_result(AccountMargin, "row.", HIDDEN, means={"rate": "Of money", "cost": "To serve it", "net_rate": "Of money"}),
        _all(lambda found: found.margins.accounts, SIDE),
    ),
    behind(
        "outcome-relation", "The quality of the relationship", "By account: who answered the surveys with their name, and what.",
        of_result(
            Voiced, "row.", means={
                "people": "Who answered", "scales": "Mean of each subject", "noticed": "Share that notices that it is key",
            },
        ),
        _all(lambda found: found.relation.voiced),
    ),
    behind(
        "outcome-scales", "What the surveys say",
        "Satisfaction, trust and commitment: mean, median and ends of all answers that may be shown, and how many of whom.",
        (
            *of_result(Scale, "row.", but="name counts", means={"people": "Who answered", "lowest": "Of the scale"}),
            spoken("subject", lambda row: row["row"].name),
            Column("counts", list[dict[str, Any]], "How many chose each step", _chosen),
        ),
        _all(lambda found: found.relation.scales),
    ),
    behind(
        "outcome-surveys", "The surveys of the window", "How many people and accounts were asked and answered, and the NPS.",
        (
            Column("number", int, "Of the survey", "row.number"), spoken("title", lambda row: row["row"].title),
            Column("on", date, "", "row.on"), Column("anonymous", bool, "", "row.anonymous"),
            Column("asked", int, "People", "row.asked"), Column("answered", int, "People", "row.answered"),
            Column("accounts_asked", int, "", "row.accounts_asked"),
            Column("accounts_answered", int, "null of an anonymous one: it is told of none", "row.accounts_answered"),
            *estimate("nps", "row.nps", "Points from -100 to 100"),
            spoken("hidden", lambda row: row["row"].hidden, "Why nothing of it is shown; empty where it is"),
        ),
        _all(lambda found: found.relation.surveys),
        nature="estimated",
    ),
    behind(
        "outcome-promises", "Promises kept, and what came of it",
        "By account: promises kept and broken beside growth and answers.",
        (*of_result(
            Promised, "row.", but="score", means={
                "unknown": "That cannot be measured", "growth": "Of its purchases",
                "side": "more or less than the threshold; empty = none could be measured",
                "retained": "Whether it still buys by its rhythm; null = not known",
            },
        ), number("share", "row.score", "Kept over kept and broken")),
        _all(lambda found: found.promises.accounts, Filter("side", str, "", ("more", "less", NONE))),
    ),
    behind(
        "outcome-promise-results", "What kept promises go with",
        "Accounts with more promises kept beside those with fewer, result by result; not what they cause: better accounts may be "
        "served better.",
        (
            *of_result(Compared, "row.", but="more less difference", means={"enough": "Whether both sides have enough accounts"}),
            *estimate("more", "row.more", "Of those with more kept"), *estimate("less", "row.less", "Of those with fewer"),
            *estimate("difference", "row.difference", "null where a side has too few"),
        ),
        _all(lambda found: found.promises.compared),
        nature="estimated",
    ),
)  # fmt: skip
