"""The ban list of the portable SQL subset: constructs that engines answer differently, found in the parsed tree."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp, parse_one

from clave.facts.tables import TABLES
from clave.facts.tables.shape import Kind

DATES = {column.name for table in TABLES.values() for column in table.columns if column.kind is Kind.DATE}
DATES |= {"as_of", "year_from", "before_from", "before_to", "history_from", "semester_from", "fresh_from"}
DATES |= {"last_date", "previous", "since", "until", "confirmed", "first_day", "last_day"}
BANNED: dict[type[exp.Expression], str] = {
    exp.DateTrunc: "DATE_TRUNC returns a date here and a timestamp there",
    exp.TimestampTrunc: "DATE_TRUNC returns a date here and a timestamp there",
    exp.Round: "ROUND of a double differs by engine",
    exp.PercentileCont: "QUANTILE_CONT does not transpile",
    exp.Quantile: "QUANTILE does not transpile",
    exp.ArgMax: "MAX_BY fails on PostgreSQL",
    exp.ArgMin: "MIN_BY fails on PostgreSQL",
    exp.Upper: "UPPER does not fold every letter on every engine",
    exp.Lower: "LOWER does not fold every letter on every engine",
    exp.CurrentDate: "the clock is never read",
    exp.CurrentTimestamp: "the clock is never read",
    exp.Mod: "% by zero raises here and is NULL there",
    exp.IntDiv: "// by zero raises here and is NULL there",
    exp.Star: "columns are named one by one",
}  # fmt: skip


def faults(sql: str) -> list[str]:
    """What in `sql` is outside the portable subset, in words; empty where it is portable."""
    tree = parse_one(sql, read="duckdb")
    return [*_banned(tree), *_divisions(tree), *_dates(tree), *_sums(tree), *_outputs(tree), *_orders(tree)]


def _banned(tree: exp.Expression) -> Iterator[str]:
    for kind, why in BANNED.items():
        for node in tree.find_all(kind):
            if not (kind is exp.Star and isinstance(node.parent, exp.Count)):
                yield f"{node.sql('duckdb')}: {why}"
    for node in tree.find_all(exp.Anonymous):
        yield f"{node.sql('duckdb')}: an unknown function"
    for node in tree.find_all(exp.Group):
        if node.args.get("all"):
            yield "GROUP BY ALL fails on PostgreSQL"


def _divisions(tree: exp.Expression) -> Iterator[str]:
    for node in tree.find_all(exp.Div):
        if not (_double(node.left) and (_double(node.right) or isinstance(node.right.unnest(), exp.Literal))):
            yield f"{node.sql('duckdb')}: both sides of a division are cast to DOUBLE first"


def _double(node: exp.Expression) -> bool:
    node = node.unnest()
    return isinstance(node, exp.Cast) and node.to.is_type("double")


def _dates(tree: exp.Expression) -> Iterator[str]:
    for node in tree.find_all(exp.DateDiff):
        if str(node.args.get("unit") or "DAY").upper() not in {"DAY", "'DAY'"}:
            yield f"{node.sql('duckdb')}: only differences in days are the same everywhere"
    for node in tree.find_all(exp.Sub):
        if _date(node.left) and _date(node.right):
            yield f"{node.sql('duckdb')}: date minus date is a number here and an interval there"


def _date(node: exp.Expression) -> bool:
    node = node.unnest()
    if isinstance(node, exp.Column | exp.Placeholder):
        return node.name in DATES
    return isinstance(node, exp.Cast) and node.to.is_type("date")


def _sums(tree: exp.Expression) -> Iterator[str]:
    for node in tree.find_all(exp.Sum):
        outer = node.parent
        while isinstance(outer, exp.Filter | exp.Window):
            outer = outer.parent
        if not isinstance(outer, exp.Coalesce):
            yield f"{node.sql('duckdb')}: the sum of nothing is NULL here and 0 there: wrap it in COALESCE"


def _outputs(tree: exp.Expression) -> Iterator[str]:
    for select in tree.find_all(exp.Select):
        for output in select.expressions:
            if not isinstance(output, exp.Alias | exp.Star):
                yield f"{output.sql('duckdb')}: every output column has an alias"


def _orders(tree: exp.Expression) -> Iterator[str]:
    for window in tree.find_all(exp.Window):
        order = window.args.get("order")
        if isinstance(window.this, exp.RowNumber | exp.Rank) and (order is None or len(order.expressions) < 2):
            yield f"{window.sql('duckdb')}: ties are broken by a second column"
    for select in tree.find_all(exp.Select):
        order = select.args.get("order")
        if select.args.get("limit") and (order is None or len(order.expressions) < 2):
            yield "LIMIT without an order that breaks ties"
    group, order = tree.args.get("group"), tree.args.get("order")
    if group and len(group.expressions) > 1 and (order is None or len(order.expressions) < len(group.expressions)):
        yield "rows of several keys come in another order from every engine, and floats are added in it: order by all keys"
    for ordered in tree.find_all(exp.Ordered):
        if ordered.args.get("with_fill"):
            yield "WITH FILL is of one engine only"
