"""Checks that look at sums: shares of lines and money, months that are missing or thin, how old the facts are."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from clave.base.figures import Figure
from clave.base.period import month_index
from clave.base.words import Text, _, counted
from clave.facts.coverage.shape import EXAMPLES, Asked, Finding, Severity
from clave.facts.engine import OpenBook
from clave.policy import declared

_LINES = """
SELECT COUNT(*) AS lines, COALESCE(SUM(l.net), 0) AS money,
       COUNT(*) FILTER (WHERE l.customer IS NULL) AS nobody,
       COALESCE(SUM(CASE WHEN l.customer IS NULL THEN l.net END), 0) AS nobody_money,
       COUNT(*) FILTER (WHERE COALESCE(l.kind, 'product') = 'product') AS product_lines,
       COUNT(*) FILTER (WHERE COALESCE(l.kind, 'product') = 'product' AND l.cost IS NULL AND l.unit_cost IS NULL
                        AND p.unit_cost IS NULL) AS costless,
       MIN(l.date) AS first_day, MAX(l.date) AS last_day,
       COUNT(DISTINCT COALESCE(l.currency, :currency)) AS currencies
FROM invoice_line AS l LEFT JOIN product AS p ON p.product = l.product
WHERE l.date <= :as_of
"""
_MONTHS = """
SELECT EXTRACT(YEAR FROM date) * 12 + EXTRACT(MONTH FROM date) AS month, COUNT(*) AS lines
FROM invoice_line WHERE date <= :as_of GROUP BY EXTRACT(YEAR FROM date) * 12 + EXTRACT(MONTH FROM date) ORDER BY month
"""


def found(warehouse: OpenBook, asked: Asked) -> Iterator[Finding]:
    """Every finding about sums of the invoice lines up to the date asked."""
    totals = warehouse.query(_LINES, as_of=asked.as_of, currency=asked.currency).to_pylist()[0]
    if not totals["lines"]:
        yield _finding(
            "no_lines",
            Severity.WRONG,
            _("There is no invoice line up to the day asked for."),
            _("Load invoices, or ask for a later date."),
            0,
        )
        return
    if totals["nobody"]:
        yield _unattributed(totals["nobody"], totals["lines"], float(totals["nobody_money"]), asked)
    if totals["costless"]:
        yield _costless(totals["costless"], totals["product_lines"], asked)
    age = (asked.as_of - totals["last_day"]).days
    if age > asked.limits[declared.coverage_stale]:
        yield _stale(age, totals["last_day"])
    if totals["currencies"] == 1:
        yield _one_currency()
    rows = warehouse.query(_MONTHS, as_of=asked.as_of).to_pylist()
    yield from _months({int(row["month"]): int(row["lines"]) for row in rows}, asked)


def _months(lines: dict[int, int], asked: Asked) -> Iterator[Finding]:
    first, last, usual = min(lines), max(lines), median(lines.values())
    gaps = [month for month in range(first, last + 1) if month not in lines]
    if gaps:
        text = counted(
            "{n} month between the first and the last has no lines at all.",
            "{n} months between the first and the last have no lines at all.",
            len(gaps),
        )
        remedy = _("Load the files of those months; nobody bought in them as far as clave knows.")
        yield _finding("gap_months", Severity.WRONG, text, remedy, len(gaps), _named(gaps))
    floor = asked.limits[declared.coverage_thin] * usual
    running = month_index(asked.as_of)  # a month that has not ended may well be thin
    thin = [month for month in lines if lines[month] < floor and month != running]
    if thin:
        text = counted(
            "{n} month has far fewer lines than usual: under {floor}, where {usual} are usual.",
            "{n} months have far fewer lines than usual: under {floor}, where {usual} are usual.",
            len(thin),
        ).fill(floor=Figure(floor, "count"), usual=Figure(usual, "count"))
        remedy = _("Check whether the file of the month is complete, and load it again if it is not.")
        yield _finding("thin_months", Severity.WARNING, text, remedy, len(thin), _named(thin))
    length = last - first + 1
    wanted = asked.limits[declared.coverage_months]
    if length < wanted:
        text = _("The invoices cover {months}; trends need {wanted}.").fill(
            months=Figure(length, "months"), wanted=Figure(wanted, "months")
        )
        remedy = _("Load older invoices; until then growth is said to have too little history.")
        yield _finding("short_history", Severity.WARNING, text, remedy, wanted - length)


def _unattributed(lines: int, of: int, money: float, asked: Asked) -> Finding:
    text = counted(
        "{count} line has no customer ({share} of all), worth {money}.",
        "{count} lines have no customer ({share} of all), worth {money}.",
        lines,
    ).fill(
        count=Figure(lines, "count"), share=Figure(lines / of, "share"), money=Figure(money, "money", asked.currency)
    )
    remedy = _("Complete the customer in the file; until then these lines count for the company and for nobody.")
    return _finding("lines_without_customer", _weight(lines / of, asked), text, remedy, lines)


def _costless(lines: int, of: int, asked: Asked) -> Finding:
    text = counted(
        "{count} product line has no cost ({share} of them).",
        "{count} product lines have no cost ({share} of them).",
        lines,
    ).fill(count=Figure(lines, "count"), share=Figure(lines / of, "share"))
    remedy = _("Put the cost on the lines or the unit cost in the product file; margins leave those lines out.")
    return _finding("lines_without_cost", _weight(lines / of, asked), text, remedy, lines)


def _stale(age: int, last_day: object) -> Finding:
    text = _("The last invoice is of {day}, {age} before the day asked for.").fill(
        day=Figure(last_day, "date"),  # type: ignore[arg-type]
        age=Figure(age, "days"),
    )
    remedy = _("Load the newest files, or ask for an earlier date: silence in the file looks like silent customers.")
    return _finding("stale", Severity.WARNING, text, remedy, age)


def _one_currency() -> Finding:
    text = _("Every line is in one currency.")
    return _finding("one_currency", Severity.NOTE, text, _("Nothing to do: no exchange rates are needed."), 1)


def _weight(share: float, asked: Asked) -> Severity:
    return Severity.WARNING if share > asked.limits[declared.coverage_lacking] else Severity.NOTE


def _finding(
    key: str, severity: Severity, text: Text, remedy: Text, count: int, examples: tuple[str, ...] = ()
) -> Finding:
    return Finding(key, "invoice_line", severity, text, remedy, count, examples)


def _named(months: list[int]) -> tuple[str, ...]:
    return tuple(f"{(month - 1) // 12}-{(month - 1) % 12 + 1:02d}" for month in months[:EXAMPLES])
