"""What only invoice lines need: net values, credit notes, charges, costs and currencies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from clave.base.words import Text, _
from clave.facts.intake.numbers import TYPE
from clave.facts.intake.staging import Staging, begins, literal
from clave.facts.intake.styles import text
from clave.facts.intake.typed import NO_RATE, Typed

WIDE = "DECIMAL(20,4)"  # its products fit 38 digits, so none overflows
RATE = "DECIMAL(18,8)"
TURNED = "CASE WHEN credit THEN -{0} ELSE {0} END"
FLIPPED = ("net", "quantity", "kilos", "cost")
CREDIT_LETTERS = "NnCcDdRr"  # spare nearly every row the slow comparison
CREDIT_NUMBER = r"^(NC|NCR|NCV|NCE|CN|DEV|RINV)[^A-Z]"


@dataclass(frozen=True)
class Finished:
    """Rows ready to load as `relation`: the `columns` that hold something, record `r`, `class`, the `bad` mask, and
    `amount` in the file's currency. `table` holds them; the relation may add what follows from them. `constants` are
    the columns that say the same on every row."""

    table: str
    relation: str
    columns: tuple[str, ...]
    decisions: tuple[Text, ...] = ()
    constants: Mapping[str, str] = field(default_factory=dict)


def finish_sales(
    typed: Typed, staging: Staging, currency: str, charge_codes: Sequence[str], rates: str | None
) -> Finished:
    """Derive what the file leaves out; `rates` names a relation (currency, date, rate) to the book's `currency`."""
    names = set(typed.mapping.places)
    told: list[Text] = []
    percentage = "discount" in names and _is_percentage(typed, staging)
    amounts = _amounts(typed, names, percentage, told)
    priced = staging.fresh("priced")
    columns = ", ".join(f'"{name}"' for name in sorted(names - {"net", "cost"}))
    staging.run(
        f"CREATE VIEW {priced} AS SELECT r, class, bad, {columns}, {amounts['net']} AS net, "
        f"{amounts['cost']} AS cost, {_credit(names)} AS credit FROM {typed.relation}"
    )
    foreign = _foreign(priced, names, currency, staging)
    done = _done(typed, priced, names, percentage, foreign, currency, rates, staging)
    signs = _signs(done, names, staging, told)
    if foreign:
        told.append(
            _("Money in {found} was converted to {currency}.").fill(found=", ".join(foreign), currency=currency)
        )
    values = _values(names, signs, currency, charge_codes)
    relation = staging.fresh("finished")
    derived = ", ".join(f'{value} AS "{name}"' for name, value in values.items())
    amount = TURNED.format("amount") if "net" in signs else "amount"
    staging.run(f"CREATE VIEW {relation} AS SELECT r, class, bad, {amount} AS amount, {derived} FROM {done}")
    return Finished(done, relation, tuple(values), tuple(told), {"currency": currency})


def _amounts(typed: Typed, names: set[str], percentage: bool, told: list[Text]) -> dict[str, str]:
    """SQL of net and cost, from the columns or from quantity and price; exact in DECIMAL."""
    product = "NULL"
    if {"quantity", "unit_price"} <= names:
        product = f"CAST(quantity AS {WIDE}) * unit_price"
        if "discount" in names:
            share = "CASE WHEN ABS(discount) <= 100 THEN discount / 100 END" if percentage else "discount"
            if percentage:
                told.append(_("«{header}» is a percentage.").fill(header=typed.mapping.headers["discount"]))
            product = f"TRY_CAST({product} AS DECIMAL(22,8)) * CAST(1 - COALESCE({share}, 0) AS DECIMAL(9,6))"
        product = f"TRY_CAST({product} AS {TYPE})"
        if "net" not in names:
            told.append(_("There is no net column: it is quantity × price, less the discount."))
    cost = f"TRY_CAST(CAST(quantity AS {WIDE}) * unit_cost AS {TYPE})" if {"quantity", "unit_cost"} <= names else "NULL"
    return {
        "net": f"COALESCE(net, {product})" if "net" in names else product,
        "cost": f"COALESCE(cost, {cost})" if "cost" in names else f"CAST({cost} AS {TYPE})",
    }


def _is_percentage(typed: Typed, staging: Staging) -> bool:
    """Percentages are told from shares by the sign in the cells, or by the largest value of the column."""
    cell = text(typed.mapping.places["discount"], typed.grid)
    largest, signed = staging.row(
        f"SELECT (SELECT MAX(ABS(discount)) FROM {typed.relation} WHERE class = 0), "
        f"EXISTS (SELECT 1 FROM {typed.grid.relation} WHERE rowid > {typed.header} AND CONTAINS({cell}, '%'))"
    )
    return bool(signed or (largest is not None and largest > 1))


def _credit(names: set[str]) -> str:
    looks_so = f"REGEXP_MATCHES(UPPER(document), '{CREDIT_NUMBER}')"
    by_number = (
        f"CASE WHEN {begins('document', CREDIT_LETTERS)} THEN {looks_so} END" if "document" in names else "FALSE"
    )
    if "document_kind" not in names:
        return f"COALESCE({by_number}, FALSE)"
    return f"COALESCE(document_kind = 'credit', {by_number}, FALSE)"


def _signs(done: str, names: set[str], staging: Staging, told: list[Text]) -> dict[str, str]:
    """Which amounts of credit notes come positive, so that their sign must turn; decided on each whole column."""
    present = [name for name in FLIPPED if name in names or name in ("net", "cost")]
    counts = ", ".join(f"COUNT(*) FILTER (WHERE {name} > 0), COUNT(*) FILTER (WHERE {name} < 0)" for name in present)
    found = staging.row(f"SELECT {counts} FROM {done} WHERE credit AND class = 0")
    signs = {name: TURNED.format(name) for place, name in enumerate(present) if found[2 * place] > found[2 * place + 1]}
    if "net" in signs:
        told.append(_("Credit notes came with positive amounts: their sign was turned."))
    return signs


def _foreign(priced: str, names: set[str], currency: str, staging: Staging) -> list[str]:
    if "currency" not in names:
        return []
    found = staging.rows(f"SELECT DISTINCT currency FROM {priced} WHERE class = 0 AND currency <> {literal(currency)}")
    return sorted(row[0] for row in found)


def _done(
    typed: Typed, priced: str, names: set[str], percentage: bool, foreign: list[str], currency: str, rates: str | None,
    staging: Staging,
) -> str:  # fmt: skip
    """The table of the rows with every figure worked out, as the file signs them: the one pass over all its cells."""
    values = {name: f'"{name}"' for name in (*sorted(names | {"net", "cost"}), "credit")}
    if foreign:
        for name in names & {"unit_price", "unit_cost"} | {"net", "cost"}:
            values[name] = f"TRY_CAST(CAST({name} AS {WIDE}) * rate AS {TYPE})"
    if "discount" in names:
        values["discount"] = f"CAST({'discount / 100' if percentage else 'discount'} AS DOUBLE)"
    scan = _converted(priced, currency, rates) if foreign else priced
    columns = ", ".join(f'{value} AS "{name}"' for name, value in values.items())
    done = staging.fresh("done")
    staging.run(
        f"CREATE TABLE {done} AS SELECT r, class, {_bad(typed, values, bool(foreign))} AS bad, "
        f"CAST(net AS {TYPE}) AS amount, {columns} FROM {scan}{' ORDER BY r' if foreign else ''}"
    )
    return done


def _values(names: set[str], signs: dict[str, str], currency: str, charge_codes: Sequence[str]) -> dict[str, str]:
    """SQL of every column that holds something."""
    values = {name: f'"{name}"' for name in sorted(names)} | {"net": "net"} | signs
    if "cost" in names or "unit_cost" in names:
        values.setdefault("cost", "cost")
    charge = _is_charge(charge_codes) if "product" in names else "FALSE"
    kind = f"CASE WHEN {charge} THEN 'charge' ELSE 'product' END"
    values["kind"] = f"COALESCE(kind, {kind})" if "kind" in names else kind
    values["document_kind"] = f"CASE WHEN credit OR {values['net']} < 0 THEN 'credit' ELSE 'invoice' END"
    if "family" in names:
        values["family"] = f"CASE WHEN {values['kind']} = 'product' THEN family END"
    values["currency"] = literal(currency)
    return values


def _bad(typed: Typed, values: dict[str, str], foreign: bool) -> str:
    """SQL of the mask with what only finished rows can show."""
    net = typed.bit("net")
    bad = f"bad | CASE WHEN net IS NULL AND bad & {net} = 0 THEN {net} ELSE 0 END"
    if "discount" in values:
        bad += f" | CASE WHEN ABS({values['discount']}) > 1 THEN {typed.bit('discount')} ELSE 0 END"
    if foreign:
        bad += f" | CASE WHEN rate IS NULL THEN {NO_RATE} ELSE 0 END"
    return bad


def _converted(priced: str, currency: str, rates: str | None) -> str:
    """Rows with the rate of their currency on their day: the last one before it holds."""
    own = f"(p.currency IS NULL OR p.currency = {literal(currency)})"
    if rates is None:
        return f"(SELECT p.*, CASE WHEN {own} THEN CAST(1 AS {RATE}) END AS rate FROM {priced} p)"
    return (
        f"(SELECT p.*, CASE WHEN {own} THEN CAST(1 AS {RATE}) ELSE CAST(x.rate AS {RATE}) END AS rate "
        f"FROM {priced} p ASOF LEFT JOIN {rates} x ON p.currency = x.currency AND p.date >= x.date)"
    )


def _is_charge(codes: Sequence[str]) -> str:
    exact = [code.upper() for code in codes if "*" not in code]
    tests = [f"product IN ({', '.join(map(literal, exact))})"] if exact else []
    for code in codes:
        start = code.upper().removesuffix("*")
        if "*" in start:
            pattern = code.upper().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_").replace("*", "%")
            tests.append(f"product LIKE {literal(pattern)} ESCAPE '\\'")
        elif "*" in code:
            tests.append(f"STARTS_WITH(product, {literal(start)})")
    return f"COALESCE({' OR '.join(tests)}, FALSE)" if tests else "FALSE"
