"""The results as the paper for the board says them: the same words as on the page."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from clave.base.figures import Figure, percent
from clave.base.words import _, counted
from clave.outcome.cost.shape import Concentration, PartCost, Programme
from clave.outcome.whole import Outcome
from clave.report.board import Board, Interval, Line, Said
from clave.report.outcome_drawn import Month
from clave.store.models import OutcomeRun
from clave.web.shown.outcome import LONG, PARTS, cards, harvested, money_parts, rows, spreads
from clave.web.words import reader, told

TONE = {"yes": "", "yes_known": "", "no": "no"}
LABELLED = _("{label}: {said}")
MOST = 12
"""Privileges with a line of their own; the others are on the page of the cost."""


def board(found: Outcome, run: OutcomeRun, company: str, order: tuple[str, ...], now: datetime) -> Board:
    """Everything that the paper says of one window."""
    window, said = found.window, found.verdict
    return Board(
        company=company, window=LONG[window.key], first=window.start, last=window.end, made_at=timezone.localtime(now),
        facts=run.facts_version, policy=run.policy_version, level=found.level, head=said.head, sentence=said.sentence,
        also=said.also or "", tone=TONE.get(said.answer, "not"),
        figures=tuple(
            (one.label, f"{one.value} {one.unit}".strip(), " ".join(filter(None, (one.change, one.beside, one.why))))
            for one in cards(found)
        ),
        months=tuple(Month(one.month, one.key, one.comparable, one.low, one.high) for one in found.effect.path)
        if found.effect else (),
        effects=tuple(
            Interval(one.label, one.place, one.value, one.between, one.firm, one.why) for one in rows(found)
        ),
        harvest=tuple(
            Line((one.label, str(one.accounts), one.benefit, one.says, one.share), one.bar, one.tone)
            for one in harvested(found, order)
        ),
        total=told(Figure(found.programme.total if found.programme else None, "money", found.currency)),
        costs=tuple(
            Line((one.label, one.money, one.share, one.missing)) for one in money_parts(found.programme, window.key)
        ),
        privileges=_privileges(found.programme),
        spreads=tuple(Line((one.says, one.against, one.word), tone=one.tone) for one in spreads(found)),
        concentration=_concentration(found.concentration),
        whale=(found.whale.refused or found.whale.said) if found.whale else "",
        promises=_promises(found), checks=tuple(one.words for one in found.effect.checks) if found.effect else (),
        unknown=_unknown(found),
    )  # fmt: skip


def _concentration(found: Concentration | None) -> tuple[Said, ...]:
    if found is None:
        return ()
    return (
        *(LABELLED.fill(label=one.label, said=one.said) for one in found.held),
        *(one.said for one in found.losses[:1] if one.said),
    )


def _privileges(found: Programme | None) -> tuple[Line, ...]:
    return tuple(_privilege(one, found) for one in found.privileges[:MOST]) if found else ()


def _privilege(one: PartCost, found: Programme) -> Line:
    missing = counted("{n} amount without a figure", "{n} amounts without a figure", one.incomplete)
    share = percent(one.share, reader(), 0) if one.share is not None else ""
    money = Figure(one.money, "money", found.currency)
    return Line((one.label, told(money), share, told(missing) if one.incomplete else ""))


def _promises(found: Outcome) -> tuple[Said, ...]:
    if found.harvest is None:
        return ()
    promises = found.harvest.promises
    return (
        *(LABELLED.fill(label=one.name, said=one.says) for one in promises.compared),
        promises.caution,
        *promises.missing,
    )


def _unknown(found: Outcome) -> tuple[tuple[Said, Said], ...]:
    parts = [(told(PARTS[one.part]), told(one.why)) for one in found.refused]
    costs = [(told(one.label), told(one.why)) for one in found.programme.unknown] if found.programme else []
    return (*parts, *costs)
