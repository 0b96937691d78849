"""How a fact table is declared: once; checks, reference docs and demo data all come from the declaration."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

import pyarrow as pa

from clave.base.words import Text


class Kind(Enum):
    """What a column holds, with its Arrow type. Money keeps four decimals: unit prices have three, sums are exact."""

    TEXT = "text"
    DATE = "date"
    MONEY = "money"
    QUANTITY = "quantity"
    KILOS = "kilos"
    RATE = "rate"
    INTEGER = "integer"
    FLAG = "flag"

    @property
    def arrow(self) -> pa.DataType:
        """The Arrow type in memory and in the store."""
        return _ARROW[self]

    @property
    def sql(self) -> str:
        """The same type in portable SQL."""
        return _SQL[self]


_ARROW = {
    Kind.TEXT: pa.string(),
    Kind.DATE: pa.date32(),
    Kind.MONEY: pa.decimal128(18, 4),
    Kind.QUANTITY: pa.decimal128(18, 4),
    Kind.KILOS: pa.decimal128(18, 4),
    Kind.RATE: pa.float64(),
    Kind.INTEGER: pa.int64(),
    Kind.FLAG: pa.bool_(),
}
_SQL = {
    Kind.TEXT: "VARCHAR",
    Kind.DATE: "DATE",
    Kind.MONEY: "DECIMAL(18,4)",
    Kind.QUANTITY: "DECIMAL(18,4)",
    Kind.KILOS: "DECIMAL(18,4)",
    Kind.RATE: "DOUBLE",
    Kind.INTEGER: "BIGINT",
    Kind.FLAG: "BOOLEAN",
}


@dataclass(frozen=True)
class Column:
    """One column: what it means, what it may hold, and the headers under which ERPs export it.

    `choices` are all it may hold; `understood` those of its values that mean something to clave, among any others."""

    name: str
    kind: Kind
    meaning: Text
    unit: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()
    understood: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    headers: tuple[str, ...] = ()
    personal: bool = False


@dataclass(frozen=True)
class Table:
    """One fact table. `identity` names the columns that tell a row from another within its source;
    `period` the date by which it is stored; `document` the column by which a file replaces what it contains;
    `whole` that it replaces all that its source brought before."""

    name: str
    title: Text
    meaning: Text
    columns: tuple[Column, ...]
    identity: tuple[str, ...]
    period: str = ""
    document: str = ""
    whole: bool = False
    recorded: bool = False
    by_name: dict[str, Column] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {column.name: column for column in self.columns})

    def __getitem__(self, name: str) -> Column:
        return self.by_name[name]

    @property
    def required(self) -> tuple[Column, ...]:
        """The columns without which a row says nothing."""
        return tuple(column for column in self.columns if column.required)

    @property
    def schema(self) -> pa.Schema:
        """Arrow schema of the declared columns, in declared order."""
        return pa.schema([pa.field(column.name, column.kind.arrow) for column in self.columns])
