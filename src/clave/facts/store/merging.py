"""Incoming rows against stored ones: which months change, and each of those months as it will be.

Only months in which a unit (`shaping.unit`) changed are read and written, one after another; what does not fit in
memory goes to disk beside the store, so an import of any size needs about as much memory as its largest month.
"""

from __future__ import annotations

import calendar
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from clave.facts.store.shape import Vanishing
from clave.facts.store.shaping import ROW, SOURCE, Incoming, in_memory, stored_schema, unit
from clave.facts.store.touches import NOBODY
from clave.facts.tables import Kind, Table
from clave.facts.warehouse import ParquetFiles

MEMORY_LIMIT = "600MB"  # with what Python and Arrow need beside it, an import stays below 1 GB
ROW_GROUP = 16_384  # one customer costs half of what groups of 65,536 make it, a scan of everything a quarter more
EXAMPLES = 5
OTHERS = {SOURCE: "VARCHAR", ROW: "BIGINT"}


class Merge:
    """The incoming rows of one table beside the stored ones (`stored`: data files by month, '' where it has none).

    With `whole`, every month of a source that the incoming rows touch is replaced, not only its documents. `gone` are
    documents of this source that were taken back: their stored rows go, unless they came. For a table that is one list of
    its source, whatever it names empties the list."""

    def __init__(
        self,
        table: Table,
        rows: Incoming,
        source: str,
        stored: Mapping[str, tuple[str, ...]],
        spill: Path,
        whole: bool = False,
        gone: Collection[str] = (),
    ) -> None:
        self.table, self.source, self.stored, self.whole = table, source, stored, whole
        self.columns = tuple(stored_schema(table).names)
        self._connection = duckdb.connect(
            ":memory:", config={"memory_limit": MEMORY_LIMIT, "temp_directory": str(spill)}
        )
        self._arrive(rows)
        repeated = self._repeated()
        self.repeated = len(repeated)
        if repeated:
            every = in_memory(rows)
            keep = np.ones(len(every), dtype=bool)
            keep[repeated] = False
            self._arrive(every.filter(pa.array(keep)))
        self._run(f"CREATE TEMP TABLE units AS SELECT DISTINCT {_listed(unit(table))} FROM incoming")
        self._take_back(gone)
        if whole:
            self._run(f"CREATE TEMP TABLE scopes AS SELECT DISTINCT {self._scope()} FROM incoming")
        every = [path for paths in stored.values() for path in paths]
        self._run(f"CREATE TEMP VIEW stored AS {self._scan(every)}")

    def months(self) -> tuple[str, ...]:
        """The months that have to be written again: those whose incoming lines differ from the lines they replace."""
        rows = self._run(f"""
            WITH old AS (
                SELECT {self._month()} AS period, {self._print()} FROM stored s WHERE {self._replaced()} GROUP BY ALL
            ), new AS (SELECT {self._month()} AS period, {self._print()} FROM incoming s GROUP BY ALL)
            SELECT COALESCE(old.period, new.period) FROM old FULL JOIN new ON old.period = new.period
            WHERE old.n IS DISTINCT FROM new.n OR old.h IS DISTINCT FROM new.h ORDER BY 1
        """)
        return tuple(_named(row[0]) for row in rows)

    def units(self, months: tuple[str, ...]) -> tuple[int, int]:
        """How many units are new, and how many were there and now say something else, looking at `months` only."""
        keys = _listed(unit(self.table))
        inside = " OR ".join(self._within(month) for month in months)
        self._run(f"""
            CREATE OR REPLACE TEMP TABLE changed AS
            WITH old AS (
                SELECT {keys}, {self._print()} FROM ({self._old(months)}) s WHERE {self._known()} GROUP BY ALL
            ), new AS (SELECT {keys}, {self._print()} FROM incoming s WHERE {inside} GROUP BY ALL)
            SELECT {_listed(unit(self.table), "new.")}, old.n IS NULL AS fresh
            FROM new LEFT JOIN old ON {_same("old.", "new.", unit(self.table))}
            WHERE old.n IS NULL OR old.n <> new.n OR old.h <> new.h
        """)
        rows = self._run("SELECT COUNT(*) FILTER (WHERE fresh), COUNT(*) FILTER (WHERE NOT fresh) FROM changed")
        return int(rows[0][0]), int(rows[0][1])

    def touched(self, months: tuple[str, ...]) -> pa.Table:
        """Customers of whom something changed, with how many units of theirs were added, replaced or went away.

        Call it after `units` of the same months. Empty where the table has no customers."""
        if "customer" not in self.table.by_name:
            return NOBODY
        keys = unit(self.table)
        theirs = (*keys, "customer") if "customer" not in keys else keys
        each = f"COUNT(DISTINCT ROW({_listed(keys, 's.')}))"
        return (
            self._connection.sql(f"""
            WITH came AS (
                SELECT s.customer, {each} FILTER (WHERE c.fresh) AS added, {each} FILTER (WHERE NOT c.fresh) AS replaced,
                       0 AS gone
                FROM incoming s JOIN changed c ON {_same("s.", "c.", keys)} GROUP BY s.customer
            ), went AS (
                SELECT s.customer, 0 AS added, 0 AS replaced, {each} AS gone FROM ({self._old(months)}) s
                WHERE {self._replaced()} AND NOT {_exists("incoming", theirs)} GROUP BY s.customer
            )
            SELECT customer, '{self.table.name}' AS "table", CAST(SUM(added) AS BIGINT) AS added,
                   CAST(SUM(replaced) AS BIGINT) AS replaced, CAST(SUM(gone) AS BIGINT) AS gone
            FROM (SELECT * FROM came UNION ALL SELECT * FROM went) WHERE customer IS NOT NULL GROUP BY customer
        """)
            .to_arrow_table()
            .cast(NOBODY.schema)
        )

    def write(self, month: str, to: Path) -> int:
        """Write one month as it will be, sorted by customer, to a Parquet file; returns its rows."""
        columns = _listed(self.columns)
        kept = f"SELECT {columns} FROM ({self._scan(self.stored.get(month, ()))}) s WHERE NOT ({self._replaced()})"
        coming = f"SELECT {columns} FROM incoming WHERE {self._within(month)}"
        target = str(to).replace("'", "''")
        rows = self._run(f"""
            COPY (SELECT * FROM ({kept} UNION ALL {coming}) ORDER BY {_listed(self._order())})
            TO '{target}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP})
        """)
        return int(rows[0][0])

    def vanishing(self) -> tuple[Vanishing, ...]:
        """What the stored months lose: units that are replaced and that the incoming rows do not contain, by month."""
        money = next((c.name for c in self.table.columns if c.kind is Kind.MONEY and c.required), "")
        document = f's."{unit(self.table)[-1]}"'
        rows = self._run(f"""
            SELECT {self._month()} AS period, COUNT(DISTINCT {document}), COUNT(*),
                   {f'SUM("{money}")' if money else "NULL"},
                   LIST_SORT(LIST(DISTINCT CAST({document} AS VARCHAR)))[1:{EXAMPLES}]
            FROM stored s WHERE {self._replaced()} AND NOT ({self._known()}) GROUP BY 1 ORDER BY 1
        """)
        return tuple(Vanishing(self.table.name, _named(p), d, n, m, tuple(names)) for p, d, n, m, names in rows)

    def taken_back(self) -> int:
        """How many stored documents, or rows of a list, go because they were taken back."""
        keys = unit(self.table)
        if not self._takes_back:
            return 0
        each = f'DISTINCT s."{keys[-1]}"' if self.table.document else "*"
        rows = self._run(f"""
            SELECT COUNT({each}) FROM stored s
            WHERE {_exists("taken", keys)} AND NOT {_exists("incoming", keys)}
        """)
        return int(rows[0][0])

    def _take_back(self, gone: Collection[str]) -> None:
        """Documents, or a list, that count as replaced although no row of theirs came."""
        if not self._takes_back:
            return
        own, keys = self.source.replace("'", "''"), _listed(unit(self.table))
        self._connection.register("gone", pa.table({"document": pa.array(sorted(gone), pa.string())}))
        document = f', document AS "{unit(self.table)[-1]}"' if self.table.document else ""
        self._run(f"CREATE TEMP TABLE taken AS SELECT DISTINCT '{own}' AS \"{SOURCE}\"{document} FROM gone")
        self._run(f"INSERT INTO units SELECT {keys} FROM taken EXCEPT SELECT {keys} FROM units")

    @property
    def _takes_back(self) -> bool:
        return bool(self.table.document) or self.table.whole

    def close(self) -> None:
        """Give memory and scratch files back."""
        self._connection.close()

    def __enter__(self) -> Merge:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _run(self, sql: str) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql).fetchall()

    def _arrive(self, rows: Incoming) -> None:
        """Make the rows readable as `incoming`, with every stored column."""
        if isinstance(rows, ParquetFiles):
            scan = _files(rows.paths)
            there = [row[0] for row in self._run(f"DESCRIBE SELECT * FROM {scan}")]
        else:
            scan, there = "arrived", rows.column_names
            self._connection.register(scan, rows)
        self._run(f"CREATE OR REPLACE TEMP VIEW incoming AS SELECT {self._filled(there)} FROM {scan}")

    def _filled(self, there: Iterable[str]) -> str:
        """Every stored column, empty where it is not `there`; the source is this import's where it is empty."""
        types = {column.name: column.kind.sql for column in self.table.columns}
        values = {
            name: f"CAST({_listed((name,)) if name in there else 'NULL'} AS {types.get(name) or OTHERS[name]})"
            for name in self.columns
        }
        if SOURCE not in types:
            own = self.source.replace("'", "''")
            values[SOURCE] = f"COALESCE({values[SOURCE]}, '{own}')"
        return ", ".join(f'{value} AS "{name}"' for name, value in values.items())

    def _repeated(self) -> list[int]:
        """Positions of incoming rows whose identity comes again later in the same import."""
        if self.table.recorded:  # two equal calls on one day are two calls
            return []
        by_document = (SOURCE,) if self.table.document else ()
        keys = _listed((*by_document, *self.table.identity))
        numbered = '"line" IS NOT NULL' if "line" in self.table.identity else "TRUE"
        twice = f"SELECT {keys} FROM incoming WHERE {numbered} GROUP BY ALL HAVING COUNT(*) > 1"
        if not self._run(f"{twice} LIMIT 1"):
            return []
        same = " AND ".join(f"t.{key} IS NOT DISTINCT FROM i.{key}" for key in keys.split(", "))
        rows = self._run(f"""
            SELECT place FROM (SELECT ROW_NUMBER() OVER () - 1 AS place, {keys} FROM incoming) i
            WHERE EXISTS (SELECT 1 FROM ({twice}) t WHERE {same})
            QUALIFY ROW_NUMBER() OVER (PARTITION BY {keys} ORDER BY place DESC) > 1
        """)
        return [int(row[0]) for row in rows]

    def _scan(self, paths: tuple[str, ...] | list[str]) -> str:
        if not paths:
            return f"SELECT {_listed(self.columns)} FROM incoming WHERE FALSE"
        scan = _files(paths)
        there = [row[0] for row in self._run(f"DESCRIBE SELECT * FROM {scan}")]
        return f"SELECT {self._filled(there)} FROM {scan}"

    def _old(self, months: tuple[str, ...]) -> str:
        """The stored rows of some months."""
        return self._scan([path for month in months for path in self.stored.get(month, ())])

    def _known(self) -> str:
        return _exists("units", unit(self.table))

    def _replaced(self) -> str:
        if not self.whole:
            return self._known()
        same = f"scope.period = {self._month()}"
        if SOURCE not in self.table.by_name:
            same += ' AND scope."source" IS NOT DISTINCT FROM s."source"'
        return f"({self._known()} OR EXISTS (SELECT 1 FROM scopes scope WHERE {same}))"

    def _scope(self) -> str:
        source = "" if SOURCE in self.table.by_name else '"source", '
        return f"{source}{self._month('')} AS period"

    def _month(self, of: str = "s.") -> str:
        if not self.table.period:
            return "0"
        day = f'{of}"{self.table.period}"'
        return f"(YEAR({day}) * 100 + MONTH({day}))"

    def _within(self, month: str) -> str:
        if not month:
            return "TRUE"
        year, number = int(month[:4]), int(month[5:])
        last = calendar.monthrange(year, number)[1]
        return f"(\"{self.table.period}\" BETWEEN DATE '{month}-01' AND DATE '{month}-{last}')"

    def _print(self) -> str:
        """How many rows, and a fingerprint that does not depend on their order; the physical line is not part of it."""
        said = _listed(tuple(name for name in self.columns if name != ROW))
        return f"COUNT(*) AS n, SUM(CAST(HASH({said}) AS HUGEINT)) AS h"

    def _order(self) -> tuple[str, ...]:
        customer = ("customer",) if "customer" in self.table.by_name else ()
        return tuple(dict.fromkeys((*customer, *self.table.identity, ROW)))


def _named(month: int) -> str:
    return f"{month // 100:04d}-{month % 100:02d}" if month else ""


def _files(paths: Sequence[str]) -> str:
    files = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
    return f"read_parquet([{files}], hive_partitioning=false, union_by_name=true)"


def _listed(names: tuple[str, ...], of: str = "") -> str:
    return ", ".join(f'{of}"{name}"' for name in names)


def _same(one: str, other: str, keys: tuple[str, ...]) -> str:
    return " AND ".join(f'{one}"{key}" IS NOT DISTINCT FROM {other}"{key}"' for key in keys)


def _exists(name: str, keys: tuple[str, ...]) -> str:
    return f"EXISTS (SELECT 1 FROM {name} known WHERE {_same('known.', 's.', keys)})"
