"""Measures of all customers against a pandas script, polars, lifetimes and the bare scan of the same columns.

    python -m bench.measuring [lines] [customers] [runs]        (10,000,000, 20,000 and 3 by default)

The book is `bench/company.py`'s, kept where `CLAVE_BENCH` says (or beside the temporary files) and built when absent.
«same fifteen» are the measures of sales and rhythm (`measure(…, only=("sales", "rhythm"))`), which the scripts of the
peers work out too; their customers, money, kilos, margin, purchase days and rhythms must agree to the cent and the day.
«everything» is every measure clave has. `lifetimes` gives four figures a customer: frequency, recency, age, value.
"""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from bench import company
from bench.side import HEAD, Runs, contest
from clave.facts.store import FactStore
from clave.measures.registry import MEASURES
from clave.measures.run import measure
from clave.policy.reading import default

AS_OF = company.LAST
YEAR, BEFORE, HISTORY = date(2025, 1, 1), date(2024, 1, 1), date(2023, 1, 1)
USED = ("date", "customer", "product", "quantity", "net", "cost", "kind", "document_kind", "currency")


def kept(lines: int, customers: int) -> Path:
    """The store of a company of this size, built if it is not there."""
    root = Path(os.environ.get("CLAVE_BENCH", Path(tempfile.gettempdir()) / "clave-bench"))
    folder = root / f"company-{lines}-{customers}"
    if not (folder / "built").exists():
        company.build(folder, lines, customers)
        (folder / "built").touch()
    return folder


def _files(folder: str, table: str = "invoice_line") -> list[str]:
    source: Any = FactStore(folder).open().sources[table]
    return list(source.paths)


def scan(folder: str) -> int:
    """The physical limit: an aggregate of every column that the fifteen measures need."""
    files = ", ".join(f"'{path}'" for path in _files(folder))
    aggregates = ", ".join(f"SUM({name})" if name in ("quantity", "net", "cost") else f"MAX({name})" for name in USED)
    with duckdb.connect() as engine:
        found = engine.execute(f"SELECT COUNT(*), {aggregates} FROM read_parquet([{files}])").fetchall()
    return int(found[0][0])


def clave_same(folder: str) -> list[float]:
    """The measures of sales and rhythm alone."""
    return _told(measure(FactStore(folder).open(), default().at(AS_OF), AS_OF, only=("sales", "rhythm")))


def clave_everything(folder: str) -> list[float]:
    """All that clave measures."""
    return _told(measure(FactStore(folder).open(), default().at(AS_OF), AS_OF))


def _told(measured: Any) -> list[float]:
    sums = [
        float(np.nansum(measured.numbers(MEASURES[key]))) for key in ("money", "kilos", "margin", "purchases", "rhythm")
    ]
    return [len(measured.customers), *(round(value, 1) for value in sums)]


def polars_same(folder: str) -> list[float]:
    """The fifteen as a polars script, lazily."""
    import polars as pl

    lines = pl.scan_parquet(_files(folder)).filter(pl.col("date") <= AS_OF, pl.col("customer").is_not_null())
    items = pl.scan_parquet(_files(folder, "product")).select("product", "weight")
    year, before = pl.col("date") >= YEAR, pl.col("date").is_between(BEFORE, YEAR, closed="left")
    net, cost = pl.col("net").cast(pl.Float64), pl.col("cost").cast(pl.Float64)
    kilos = pl.col("quantity").cast(pl.Float64) * pl.col("weight").cast(pl.Float64)
    product = pl.col("kind") != "charge"
    sums = (
        lines.join(items, on="product", how="left")
        .group_by("customer")
        .agg(
            money=net.filter(year).sum(), money_before=net.filter(before).sum(),
            kilos=kilos.filter(year & product).sum(), margin=(net - cost).filter(year).sum(),
            covered=net.filter(year & pl.col("cost").is_not_null()).sum(), turnover=net.abs().filter(year).sum(),
        )
    )  # fmt: skip
    days = (
        lines.filter(product, pl.col("document_kind") != "credit", pl.col("net") > 0)
        .select("customer", "date").unique().sort("customer", "date")
        .with_columns(gap=(pl.col("date") - pl.col("date").shift(1).over("customer")).dt.total_days())
    )  # fmt: skip
    recent = days.filter(pl.col("date") >= HISTORY)
    rhythm = recent.group_by("customer").agg(
        rhythm=pl.col("gap").median(), longest=pl.col("gap").quantile(0.95, "linear"), purchases=pl.len()
    )
    last = days.group_by("customer").agg(since=(pl.lit(AS_OF) - pl.col("date").max()).dt.total_days())
    result = sums.join(rhythm, on="customer", how="left").join(last, on="customer", how="left").collect()
    result = result.sort("money", "customer", descending=[True, False]).with_columns(
        share=pl.col("money") / pl.col("money").filter(pl.col("money") > 0).sum(), active=pl.col("money") > 0,
        cumulated=pl.col("money").clip(0).cum_sum() / pl.col("money").clip(0).sum(),
        margin_rate=pl.col("margin") / pl.col("covered"), margin_cover=pl.col("covered").abs() / pl.col("turnover"),
        overdue=pl.col("since") / pl.col("rhythm"), silent=pl.col("since") > pl.col("longest"),
    ).with_columns(abc=pl.when(pl.col("cumulated") < 0.8).then(pl.lit("A")).otherwise(pl.lit("B")))  # fmt: skip
    return [
        result.height,
        *(round(float(result[name].sum() or 0), 1) for name in ("money", "kilos", "margin", "purchases", "rhythm")),
    ]


def pandas_same(folder: str) -> list[float]:
    """The fifteen as a pandas script; only the columns that are needed, codes as categories."""
    import pandas as pd

    frame = pd.concat([_month(path) for path in _files(folder)], ignore_index=True)
    frame["customer"] = frame["customer"].astype("category")
    items = pd.read_parquet(_files(folder, "product")[0], columns=["product", "weight"])
    weight = items.set_index("product")["weight"].astype(float)
    frame["kilos"] = frame["quantity"] * frame["product"].map(weight).astype(float)
    year, before = frame["date"] >= pd.Timestamp(YEAR), frame["date"] >= pd.Timestamp(BEFORE)
    own = frame[year & (frame["kind"] != "charge")].groupby("customer", observed=False)
    this = frame[year].assign(margin=frame["net"] - frame["cost"], turnover=frame["net"].abs())
    sums = this.groupby("customer", observed=False)[["net", "margin", "turnover"]].sum()
    result = sums.rename(columns={"net": "money"})
    result["covered"] = this[this["cost"].notna()].groupby("customer", observed=False)["net"].sum()
    result["kilos"] = own["kilos"].sum()
    result["money_before"] = frame[before & ~year].groupby("customer", observed=False)["net"].sum()
    bought = frame[(frame["kind"] != "charge") & (frame["document_kind"] != "credit") & (frame["net"] > 0)]
    days = bought[["customer", "date"]].drop_duplicates().sort_values(["customer", "date"])
    days = days[days["date"] >= pd.Timestamp(HISTORY)]
    days["gap"] = days.groupby("customer", observed=False)["date"].diff().dt.days
    gaps = days.groupby("customer", observed=False)["gap"]
    result["rhythm"], result["longest"] = gaps.median(), gaps.quantile(0.95)
    result["purchases"] = days.groupby("customer", observed=False).size()
    last = bought.groupby("customer", observed=False)["date"].max()
    result["since"] = (pd.Timestamp(AS_OF) - last).dt.days
    result = result.sort_values("money", ascending=False, kind="stable")
    result["share"] = result["money"] / result.loc[result["money"] > 0, "money"].sum()
    result["cumulated"] = result["money"].clip(lower=0).cumsum() / result["money"].clip(lower=0).sum()
    result["abc"] = np.where(result["cumulated"] < 0.8, "A", "B")
    result["active"] = result["money"] > 0
    result["margin_rate"] = result["margin"] / result["covered"]
    result["margin_cover"] = result["covered"].abs() / result["turnover"]
    result["overdue"], result["silent"] = result["since"] / result["rhythm"], result["since"] > result["longest"]
    return [
        len(result),
        *(round(float(result[name].sum()), 1) for name in ("money", "kilos", "margin", "purchases", "rhythm")),
    ]


def _month(path: str) -> Any:
    import pandas as pd

    frame = pd.read_parquet(path, columns=[name for name in USED if name != "currency"])
    for name in ("quantity", "net", "cost"):
        frame[name] = frame[name].astype(float)
    frame["date"] = pd.to_datetime(frame["date"])
    for name in ("product", "kind", "document_kind"):
        frame[name] = frame[name].astype("category").astype(str) if name == "product" else frame[name]
    return frame


def lifetimes_summary(folder: str) -> list[float]:
    """Frequency, recency, age and mean value of every customer, as lifetimes does it."""
    import pandas as pd
    from lifetimes.utils import summary_data_from_transaction_data

    frame = pd.concat([pd.read_parquet(path, columns=["customer", "date", "net"]) for path in _files(folder)])
    frame["net"], frame["date"] = frame["net"].astype(float), pd.to_datetime(frame["date"])
    summary = summary_data_from_transaction_data(
        frame[frame["net"] > 0], "customer", "date", "net", observation_period_end=pd.Timestamp(AS_OF)
    )
    return [len(summary), float(summary["frequency"].sum())]


def main(lines: int, customers: int, runs: int) -> None:
    """All of them on the same book; peers in pandas up to 20 million lines, for their memory."""
    folder = kept(lines, customers)
    names = [
        ("clave, same fifteen", "clave_same"),
        ("clave, everything", "clave_everything"),
        ("scan of the columns", "scan"),
    ]
    names.append(("polars, same fifteen", "polars_same"))
    if lines <= 20_000_000:
        names.append(("pandas, same fifteen", "pandas_same"))
        names += [("lifetimes, 4 figures", "lifetimes_summary")] if _installed() else []
    found = contest([(name, f"bench.measuring:{work}", [folder]) for name, work in names], runs)
    _agree(found)
    print(
        f"{found[2].result:,} lines, {found[0].result[0]:,} customers with a line, {len(MEASURES)} measures, {runs} runs"
    )
    print(HEAD)
    print(found[0].row())
    for other in found[1:]:
        print(other.row(found[0]))
    print(
        f"same fifteen = {found[0].cpu / found[2].cpu:.1f} × the scan (cpu), {found[0].wall / found[2].wall:.1f} × (wall)"
    )
    print(
        f"everything   = {found[1].cpu / found[2].cpu:.1f} × the scan (cpu), {found[1].wall / found[2].wall:.1f} × (wall)"
    )


def _installed() -> bool:
    try:
        import lifetimes  # noqa: F401
    except ImportError:
        print("lifetimes is not installed: make bench installs it; it is left out here")
        return False
    return True


def _agree(found: list[Runs]) -> None:
    """Whoever works out the same must find the same; floats of the peers may lose a unit in a billion."""
    own = found[0].result
    for other in found[1:]:
        if "fifteen" in other.name or "everything" in other.name:
            apart = [abs(a - b) > 1e-9 * abs(a) + 0.2 for a, b in zip(own, other.result, strict=True)]
            if any(apart):
                raise SystemExit(f"{other.name} found {other.result}, clave {own}")


if __name__ == "__main__":
    main(*(int(argument) for argument in (sys.argv[1:] + ["10000000", "20000", "3"][len(sys.argv) - 1 :])))
