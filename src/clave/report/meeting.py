"""The list as a PDF for the meeting that decides it: who is in, the cut, what to debate, and room for what is decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from clave.base.figures import Figure, number, percent
from clave.base.words import Joined, Text, _, counted, joined
from clave.report.heat import PROPOSALS, heat, proposed
from clave.report.listing_sheet import origins
from clave.report.strip import cut_text, firmness, limits_shown
from clave.report.typesetting import pdf
from clave.selection.listing import Line, Listing, to_debate

BELOW = 12
"""How many of those outside stand below the cut, on paper as on screen."""
WORDS = {
    "title": _("Key accounts: the list for the meeting"),
    "page": _("Page"),
    "of": _("of"),
    "rank": _("#"),
    "customer": _("Customer"),
    "score": _("Score"),
    "sure": _("How sure"),
    "money": _("Purchases a year"),
    "proposal": _("Proposal"),
    "decision": _("Decision"),
    "inside": _("Inside"),
    "outside": _("Outside"),
    "list": _("The list"),
    "cut": _("Cut"),
    "heat": _(
        "Each criterion from 0 to 100. In brackets: what it would score without the payment gate. Framed: the seat it "
        "holds. ?: unknown."
    ),
    "debate": _("To debate"),
    "debate_none": _("Nobody: the weights that respect the order agree on every account."),
    "percentage": _("Percentage: how sure it would then be inside."),
    "why": _("Why"),
    "enter": _("What would it take to enter?"),
    "leave": _("What would push it out?"),
    "reason": _("Reason for the decision"),
    "payment": _("Key but for payment"),
    "without": _("What it would score"),
    "payment_sub": _("They would be inside the cut if they paid as agreed."),
    "weights": _("Order of importance and weight"),
    "out_of_force": _("Out of force: no data for anyone"),
    "criterion": _("Criterion"),
    "weight": _("Weight"),
    "origins": _("Where it comes from"),
    "notes": _("Notes and decisions of the meeting"),
    "signed": _("Name, role and signature"),
    "unset": _("Limits not set"),
    "firmness": _("Firmness of the list"),
    "decides": _("It decides the cut"),
}
Data = Mapping[str, object]


@dataclass(frozen=True)
class Occasion:
    """What a document says besides its list: whose it is, when it was made (in the reader's time), and how many
    customers were ranked, where the list holds only those that are talked about."""

    company: str = ""
    made_at: datetime | None = None
    ranked: int | None = None


def meeting_pdf(listing: Listing, language: str = "es", occasion: Occasion = Occasion()) -> bytes:
    """The document in `language`, PDF/UA-1 on A4."""
    return pdf("meeting", meeting_data(listing, language, occasion), language)


def meeting_data(listing: Listing, language: str, occasion: Occasion) -> Data:
    """What the template of the meeting is given."""
    ranked = len(listing.lines) if occasion.ranked is None else occasion.ranked
    inside, outside = listing.members, [line for line in listing.lines if not line.member]
    return {
        "words": WORDS,
        "company": occasion.company,
        "as_of": _("facts up to {day}").fill(day=Figure(listing.as_of, "date")),
        "made": _made(occasion.made_at),
        "summary": _("{inside} of {all} active customers inside").fill(
            inside=Figure(len(inside), "count"), all=Figure(ranked, "count")
        ),
        "strip": _strip(listing),
        "notes": [*listing.capacity.warnings, *listing.notes],
        "heads": [
            {"label": listing.named(key), "weight": weight, "share": percent(weight, language, 0)}
            for key, weight in listing.weights.items()
        ],
        "inside": [_row(line, listing, language) for line in inside],
        "outside": [_row(line, listing, language) for line in outside[:BELOW]],
        "below": _below(ranked - len(inside) - BELOW),
        "cut": _cut(listing, len(inside), language),
        "debate": [_debated(line, listing, language) for line in (*inside, *outside) if to_debate(line)],
        "payment": [_row(line, listing, language) | {"locked": _locked(line, listing)} for line in _unpaid(listing)],
        "out_of_force": [[listing.named(key), why] for key, why in listing.out_of_force.items()],
        "origins": [list(pair) for pair in _sources(listing)],
    }


def _made(made_at: datetime | None) -> Text | str:
    if made_at is None:
        return ""
    return _("made on {day} at {time}").fill(day=Figure(made_at.date(), "date"), time=f"{made_at:%H:%M}")


def _strip(listing: Listing) -> Data:
    limits = limits_shown(listing.capacity, listing.currency)
    firm = firmness(listing.lines)
    return {
        "limits": [
            {"label": limit.label, "text": limit.text, "share": limit.share, "binds": limit.binds}
            for limit in limits
            if limit.total is not None
        ],
        "unset": joined([limit.label for limit in limits if limit.total is None], " · "),
        "firm": {"text": firm.text, "share": firm.share},
    }


def _row(line: Line, listing: Listing, language: str) -> dict[str, object]:
    return {
        "rank": line.rank,
        "name": line.name or line.customer,
        "code": line.customer if line.name and line.name != line.customer else "",
        "reasons": joined([listing.named(key) for key in line.categories]),
        "seat": _("seat: {seat}").fill(seat=listing.named(line.seat)) if line.seat else "",
        "cells": [_cell(line, key) for key in listing.weights],
        "score": number(line.score, 1, language),
        "sure": percent(line.sure, language, 0),
        "share": round(100 * line.sure),
        "firmness": line.firmness,
        "money": Figure(line.money, "money", listing.currency),
        "proposal": PROPOSALS[proposed(line)],
        "proposed": proposed(line),
    }


def _cell(line: Line, key: str) -> Data:
    cell = heat(line.criteria[key].score, line.criteria[key].ungated)
    return {"step": cell.step, "text": f"({cell.text})" if cell.locked else cell.text, "seat": line.seat == key}


def _debated(line: Line, listing: Listing, language: str) -> Data:
    return _row(line, listing, language) | {
        "member": line.member,
        "why": list(line.why),
        "changes": [{"text": change.text, "sure": percent(change.sure, language, 0)} for change in line.would_take],
    }


def _unpaid(listing: Listing) -> Sequence[Line]:
    return [line for line in listing.lines if line.but_for_payment]


def _locked(line: Line, listing: Listing) -> Joined:
    """The criteria that the payment gate shut, each with what it would score."""
    cells = {key: heat(line.criteria[key].score, line.criteria[key].ungated) for key in listing.weights}
    return joined(
        [
            _("{criterion} {score}").fill(criterion=listing.named(key), score=cell.text)
            for key, cell in cells.items()
            if cell.locked
        ]
    )


def _cut(listing: Listing, members: int, language: str) -> Data:
    gap = listing.capacity.gap
    return {
        "text": cut_text(listing.capacity, members),
        "gap": ""
        if gap is None
        else _("Between the last in and the first out: {gap} points").fill(gap=number(gap, 1, language)),
        "more": [limit.one_more for limit in listing.capacity.limits if limit.one_more],
    }


def _below(rest: int) -> Text | str:
    if rest <= 0:
        return ""
    return counted("{shown} more customer below", "{shown} more customers below", rest).fill(
        shown=Figure(rest, "count")
    )


def _sources(listing: Listing) -> list[tuple[Text, object]]:
    """Where it comes from, without what the document already says elsewhere."""
    version = [(_("Version of the facts"), listing.facts_version)] if listing.facts_version else []
    return [*version, *origins(listing, brief=True)]
