"""Keeping a selection: the list, its reasons and the measures behind it, in one transaction."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from numbers import Real
from typing import Any

from clave.actions.accounts import account_lines
from clave.actions.audit import record
from clave.actions.comparisons import keep_comparisons
from clave.actions.shape import action
from clave.base.words import stored
from clave.criteria.shape import Criterion
from clave.facts.recorded import packed
from clave.measures.comparison import typical
from clave.measures.shape import Measure, Measured
from clave.selection.listing import Capacity, Cell, Line, Listing, Standing
from clave.store.accounts import overview
from clave.store.models import AccountLine, MeasureLine, Person, RecordedSnapshot, SelectionLine, SelectionRun
from clave.store.recorded import Recorded

BATCH = 500


@action
def keep_selection(
    *,
    listing: Listing,
    measured: Measured,
    criteria: Mapping[str, Criterion],
    measures: Sequence[Measure],
    by: Person | None,
    now: datetime,
    recorded: Recorded = Recorded(),  # noqa: B008 - frozen
) -> SelectionRun:
    """Store a listing with the words of its criteria and measures, so that it can be read without this version, and what
    people had recorded when it was made, so that it can be made once more."""
    run = SelectionRun.objects.create(
        facts_version=listing.facts_version,
        recorded=_snapshot(recorded, now),
        policy_version=listing.policy_version,
        as_of=listing.as_of,
        currency=listing.currency,
        seed=listing.seed,
        draws=listing.draws,
        facts=_facts(listing),
        criteria=[_criterion(criteria[key], weight) for key, weight in listing.weights.items()],
        out_of_force={
            key: {"label": stored(criteria[key].name), "because": stored(text)}
            for key, text in listing.out_of_force.items()
        },
        measures=[_measure(measure) for measure in measures if measure.key in measured.columns],
        typical=typical(measured),
        capacity=_capacity(listing.capacity),
        standings={code: _standing(standing) for code, standing in listing.standings.items()},
        notes=[stored(note) for note in listing.notes],
        created_at=now,
        by=by,
    )
    SelectionLine.objects.bulk_create((_line(run, line) for line in listing.lines), batch_size=BATCH)
    MeasureLine.objects.bulk_create(_measured(run, measured, measures), batch_size=BATCH)
    keep_comparisons(run, measured)
    AccountLine.objects.bulk_create(account_lines(run, listing, measured), batch_size=BATCH)
    run.overview = overview(run)
    run.save(update_fields=["overview"])
    record(by=by, now=now, what="selection.kept", about=f"selection:{run.pk}")
    return run


def _snapshot(recorded: Recorded, now: datetime) -> str:
    """Its version, once what it holds is kept; lists made with the same share it."""
    if recorded.version:
        whole = {"tables": packed(recorded.tables), "created_at": now}
        RecordedSnapshot.objects.get_or_create(version=recorded.version, defaults=whole)
    return recorded.version


def _facts(listing: Listing) -> dict[str, Any]:
    facts = listing.facts
    return {
        "lines": facts.lines,
        "customers": facts.customers,
        "money": str(facts.money),
        "first_day": str(facts.first_day) if facts.first_day else None,
        "last_day": str(facts.last_day) if facts.last_day else None,
        "rejected": listing.rejected,
    }


def _criterion(criterion: Criterion, weight: float) -> dict[str, Any]:
    return {
        "key": criterion.key,
        "label": stored(criterion.name),
        "harvest": stored(criterion.harvest),
        "weight": weight,
        "gated": criterion.gated,
        "judged": criterion.judged,
        "needs": [measure.key for measure in criterion.needs],
    }


def _measure(measure: Measure) -> dict[str, Any]:
    return {
        "key": measure.key,
        "label": stored(measure.label),
        "meaning": stored(measure.meaning),
        "unit": measure.unit,
        "needs": list(measure.needs),
    }


def _capacity(capacity: Capacity) -> dict[str, Any]:
    return {
        "cap": capacity.cap,
        "gap": capacity.gap,
        "greedy_gap": capacity.greedy_gap,
        "warnings": [stored(warning) for warning in capacity.warnings],
        "limits": [
            {
                "key": limit.key,
                "label": stored(limit.label),
                "used": limit.used,
                "total": limit.total,
                "binds": limit.binds,
                "one_more": stored(limit.one_more) if limit.one_more else None,
            }
            for limit in capacity.limits
        ],
    }


def _standing(standing: Standing) -> dict[str, Any]:
    return {
        "state": standing.state,
        "trial": standing.trial,
        "below": standing.below,
        "instead_of": standing.instead_of,
        "because": stored(standing.because),
    }


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "verdict": cell.verdict,
        "score": _number(cell.score),
        "ungated": _number(cell.ungated),
        "low": _number(cell.low),
        "high": _number(cell.high),
        "because": stored(cell.because),
    }


def _number(value: float | None) -> float | None:
    """JSON knows no NaN."""
    return None if value is None or math.isnan(value) else round(float(value), 4)


def _line(run: SelectionRun, line: Line) -> SelectionLine:
    return SelectionLine(
        run=run,
        rank=line.rank,
        customer=line.customer,
        name=line.name or line.customer,
        score=float(line.score),
        sure=float(line.sure),
        firmness=line.firmness,
        member=line.member,
        candidate=line.candidate,
        category=line.category or "",
        categories=list(line.categories),
        seat=line.seat or "",
        gate=line.gate,
        but_for_payment=line.but_for_payment,
        money=float(line.money),
        criteria={key: _cell(cell) for key, cell in line.criteria.items()},
        why=[stored(reason) for reason in line.why],
        would_take=[
            {"kind": change.kind, "text": stored(change.text), "sure": float(change.sure)} for change in line.would_take
        ],
        standing=_standing(line.standing) if line.standing else None,
    )


def _measured(run: SelectionRun, measured: Measured, measures: Sequence[Measure]) -> list[MeasureLine]:
    kept = [measure for measure in measures if measure.key in measured.columns]
    columns = [(measure.key, measured.columns[measure.key]) for measure in kept]
    lines = []
    for index, customer in enumerate(measured.customers):
        values = {key: _value(column.values[index], int(column.missing[index])) for key, column in columns}
        money = values.get("money")
        lines.append(
            MeasureLine(
                run=run,
                customer=customer,
                name=measured.names[index] or customer,
                money=money if isinstance(money, float) else None,
                values=values,
            )
        )
    return lines


def _value(value: Any, missing: int) -> Any:
    if missing:
        return {"missing": missing}
    if isinstance(value, Real):
        return _number(float(value))
    return ", ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)
