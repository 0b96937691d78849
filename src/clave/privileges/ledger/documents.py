"""Promises due per delivery, work order and invoice: the agreed day, the plant, the agreed price. (G2, G5, C5)"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal

from clave.base.figures import Figure
from clave.base.words import _
from clave.policy.limits import Limits
from clave.privileges import conditions
from clave.privileges.ledger.due import BROKEN, KEPT, UNKNOWN, Due
from clave.privileges.ledger.seen import Row, Seen
from clave.privileges.ledger.term import Term

CENT = Decimal("0.01")
NO_PROMISED_DAY = _("Not measurable: the delivery says no promised day; the file of deliveries would tell.")
NO_LIST = _("Not measurable: a line that a condition covers has no price before discount, or no quantity; the file of invoice "
            "lines would tell.")  # fmt: skip
TERMS_UNSEEN = _("Not measurable: days of credit more are agreed, and no file says the usual terms.")


def docked(term: Term, seen: Seen, _limits: Limits) -> Iterator[Due]:
    """Each load left on its agreed day, not before and not after."""
    loads: dict[str, list[Row]] = {}
    for row in seen.rows("delivery") or ():
        if row["customer"] == term.account and term.holds(row["shipped_date"]):
            loads.setdefault(row["document"], []).append(row)
    for document, rows in sorted(loads.items()):
        on = max(row["shipped_date"] for row in rows)
        wrong = [row for row in rows if row["promised_date"] not in (None, row["shipped_date"])]
        if wrong:
            day, agreed = Figure(wrong[0]["shipped_date"], "date"), Figure(wrong[0]["promised_date"], "date")
            yield term.due(
                on, document, BROKEN, _("It left on {day}; {agreed} was agreed.").fill(day=day, agreed=agreed)
            )
        elif any(row["promised_date"] is None for row in rows):
            yield term.due(on, document, UNKNOWN, NO_PROMISED_DAY)
        else:
            yield term.due(on, document, KEPT, _("It left on the agreed day."))


def produced(term: Term, seen: Seen, _limits: Limits) -> Iterator[Due]:
    """Each work order that is made for it ended on the day it was due, or before."""
    for row in seen.rows("work_order") or ():
        on = row["due_date"]
        if row["customer"] != term.account or not term.holds(on):
            continue
        ended = row["finished_date"]
        due = Figure(on, "date")
        if ended is not None and ended <= on:
            yield term.due(on, row["order"], KEPT, _("It ended in time."))
        elif ended is not None:
            why = _("It ended on {day}; it was due on {due}.").fill(day=Figure(ended, "date"), due=due)
            yield term.due(on, row["order"], BROKEN, why)
        elif on < term.as_of:
            yield term.due(on, row["order"], BROKEN, _("It was due on {due} and is still open.").fill(due=due))


def preferred(term: Term, seen: Seen, limits: Limits, given: Sequence[conditions.Condition]) -> Iterator[Due]:
    """Every line that a condition covers was invoiced at the agreed price, or with the agreed discount."""
    mine = [one for one in given if one.account == term.account]
    used: dict[int, conditions.Used] = {}
    doubtful: set[int] = set()  # conditions with a limit of which nobody knows how much was used
    invoices: dict[str, list[Row]] = {}
    for row in sorted(
        seen.rows("invoice_line") or (), key=lambda row: (row["date"], row["document"], row["line"] or "")
    ):
        if row["customer"] == term.account and row["net"] >= 0:
            invoices.setdefault(row["document"], []).append(row)
    for document, rows in invoices.items():
        covered = [(row, priced(row, mine, used, doubtful, limits)) for row in rows]
        about = [(row, found) for row, found in covered if found]
        on = rows[0]["date"]
        if not about or not term.holds(on):
            continue
        wrong = [
            (row, over) for row, found in about if (over := overcharged(row, found, doubtful)) is not None and over > 0
        ]
        if wrong:
            lines = tuple(str(row["line"]) for row, _over in wrong)
            money = sum((over for _row, over in wrong), Decimal(0))
            one, more = (
                _("Without its condition on line {lines}: {money} too much."),
                _("Without its condition on lines {lines}: {money} too much."),
            )
            why = (more if len(lines) > 1 else one).fill(
                lines=", ".join(lines), money=Figure(money, "money", seen.currency)
            )
            yield term.due(on, document, BROKEN, why, money, lines)
        elif any(overcharged(row, found, doubtful) is None for row, found in about):
            terms = all(one.condition.kind == conditions.TERMS for _row, found in about for one in found)
            yield term.due(on, document, UNKNOWN, TERMS_UNSEEN if terms else NO_LIST)
        else:
            yield term.due(on, document, KEPT, _("Every line that a condition covers has it."))


def priced(
    row: Row,
    given: Sequence[conditions.Condition],
    used: dict[int, conditions.Used],
    doubtful: set[int],
    limits: Limits,
) -> tuple[conditions.Outcome, ...]:
    """What the conditions in force do to an invoice line; `used` grows by what they take, and `doubtful` by the limited ones
    whose use a line without a price leaves open. A line without quantity takes none."""
    if not row["quantity"] or row["quantity"] < 0:
        return ()
    line = conditions.OrderLine(row["product"], row["quantity"], row["date"], row["unit_price"], row["family"] or "")
    outcomes = conditions.considered(line, given, used, limits)
    doubtful |= {
        one.condition.number or 0 for one in outcomes if one.state == conditions.UNPRICED
        or (row["unit_price"] is None and (one.condition.money or one.condition.quantity) is not None)
    }  # fmt: skip
    found = tuple(one for one in outcomes if one.applies)
    for one in found:
        number = one.condition.number or 0
        before = used.get(number, conditions.Used())
        spent = one.quantity * one.price if one.price is not None else Decimal(0)
        used[number] = conditions.Used(before.quantity + one.quantity, before.money + spent)
    return found


def overcharged(row: Row, found: Sequence[conditions.Outcome], doubtful: Collection[int] = ()) -> Decimal | None:
    """What a line cost above its conditions, never below zero; None where a price or the usual terms are not known."""
    over: Decimal | None = None
    for one in found:
        if one.condition.kind == conditions.TERMS or one.price is None or (one.condition.number or 0) in doubtful:
            return None
        rest = row["quantity"] - one.quantity
        if rest and row["unit_price"] is None:
            return None
        agreed = one.quantity * one.price + (rest * row["unit_price"] if rest else 0)
        difference = (row["net"] - agreed).quantize(CENT)
        over = max(Decimal(0), difference)
    return over
