"""A kept selection as the list it was: the shape that documents and comparisons read, whether live or kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from clave.base.words import recalled
from clave.facts.book import Summary
from clave.selection.listing import Capacity, Cell, Change, Limit, Line, Listing, Standing
from clave.store.models import SelectionLine, SelectionRun


class KeptCells(Mapping[str, Cell]):
    """The criteria of one kept line, each read back when it is looked at."""

    def __init__(self, kept: Mapping[str, Any]) -> None:
        self._kept = kept

    def __getitem__(self, key: str) -> Cell:
        cell = self._kept[key]
        return Cell(
            cell["verdict"], cell["score"], cell["ungated"], cell["low"], cell["high"], recalled(cell["because"])
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)


def kept_listing(run: SelectionRun, lines: QuerySet[SelectionLine] | None = None) -> Listing:
    """The list exactly as it was kept, in rank order, with the words of its criteria; scores to four decimals.

    `lines`: only these of it, where a document needs no more.

    The criteria out of force follow the ones in force in `order`."""
    wanted = run.lines.all() if lines is None else lines
    standings = kept_standings(run)
    in_force = {criterion["key"]: criterion for criterion in run.criteria}
    return Listing(
        as_of=run.as_of,
        currency=run.currency,
        facts=_summary(run.facts),
        rejected=run.facts["rejected"],
        facts_version=run.facts_version,
        policy_version=run.policy_version,
        order=(*in_force, *run.out_of_force),
        weights={key: criterion["weight"] for key, criterion in in_force.items()},
        out_of_force={key: recalled(kept["because"]) for key, kept in run.out_of_force.items()},
        lines=tuple(_line(line, standings) for line in wanted.order_by("rank").iterator()),
        capacity=kept_capacity(run),
        draws=run.draws,
        seed=run.seed,
        notes=tuple(recalled(note) for note in run.notes),
        names={key: recalled(kept["label"]) for key, kept in {**in_force, **run.out_of_force}.items()},
        standings=standings,
    )


def kept_standings(run: SelectionRun) -> dict[str, Standing]:
    """What the bands did with members and newcomers, as it was kept; empty where there were no members."""
    return {
        code: Standing(kept["state"], kept["trial"], kept["below"], kept["instead_of"], recalled(kept["because"]))
        for code, kept in run.standings.items()
    }


def kept_line(run: SelectionRun, line: SelectionLine) -> Line:
    """One line as it was kept."""
    return _line(line, kept_standings(run))


def kept_capacity(run: SelectionRun) -> Capacity:
    """What limited the list, as it was kept."""
    kept = run.capacity
    return Capacity(
        cap=kept["cap"],
        limits=tuple(_limit(limit) for limit in kept["limits"]),
        gap=kept["gap"],
        greedy_gap=kept["greedy_gap"],
        warnings=tuple(recalled(warning) for warning in kept["warnings"]),
    )


def _limit(kept: Mapping[str, Any]) -> Limit:
    return Limit(
        kept["key"], recalled(kept["label"]), kept["used"], kept["total"], kept["binds"], recalled(kept["one_more"])
    )


def _summary(facts: Mapping[str, Any]) -> Summary:
    first, last = (date.fromisoformat(day) if day else None for day in (facts["first_day"], facts["last_day"]))
    return Summary(facts["lines"], facts["customers"], Decimal(facts["money"]), first, last)


def _line(line: SelectionLine, standings: Mapping[str, Standing]) -> Line:
    return Line(
        rank=line.rank,
        customer=line.customer,
        name=line.name,
        member=line.member,
        candidate=line.candidate,
        score=line.score,
        sure=line.sure,
        firmness=line.firmness,  # type: ignore[arg-type]
        category=line.category or None,
        categories=tuple(line.categories),
        seat=line.seat or None,
        gate=line.gate,  # type: ignore[arg-type]
        but_for_payment=line.but_for_payment,
        criteria=KeptCells(line.criteria),
        why=tuple(recalled(reason) for reason in line.why),
        would_take=tuple(
            Change(change["kind"], recalled(change["text"]), change["sure"]) for change in line.would_take
        ),
        money=line.money,
        standing=standings.get(line.customer),
    )
