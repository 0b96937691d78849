"""Import of a messy Spanish ERP export (bench/export.py) against pandas: read and clean, and the same job.

    python -m bench.importing [lines] [runs]        (1,000,000 and 5 by default)

Every contender works in a process of its own, in turn. «pandas, clean» reads, types and drops bad lines. «pandas, the
same job» returns what the intake returns: typed lines with their physical line, place in the document, kind and sign,
the balance with the total line, and every bad cell with line, column, value and reason. Whoever misses a bad cell or a
cent is no result: the program stops.
"""

from __future__ import annotations

import re
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from bench import export
from bench.side import HEAD, contest
from clave.facts.intake import read
from clave.policy.reading import default

COLUMNS = {
    "Fecha": "date", "Tipo documento": "document_kind", "Factura": "document", "Cód. cliente": "customer",
    "Razón social": "customer_name", "Referencia": "product", "Descripción": "product_name", "Cantidad": "quantity",
    "Vr. unitario": "unit_price", "Costo": "cost", "Valor neto": "net",
}  # fmt: skip
FIGURES = ("quantity", "unit_price", "cost", "net")
FIGURE = r"-?(?:\d+|\d{1,3}(?:\.\d{3})+)(?:,\d+)?"
CHARGES = re.compile(r"(?:POST|DOT|M|C2|D|S|B|BANK CHARGES|AMAZONFEE|CRUK)$|ADJUST|TEST|FLETE|FREIGHT|SERVICIO|INTERES")


def pandas_clean(path: str) -> list[int]:
    """Read as text, type column by column, drop what is bad, as a script of ten lines does; cents and bad lines."""
    frame = pd.read_csv(path, sep=";", encoding="latin-1", skiprows=2, dtype=str)
    frame = frame[(frame["Fecha"] != "Fecha") & (frame["Fecha"] != "TOTAL")].rename(columns=COLUMNS)
    frame["date"] = pd.to_datetime(frame["date"], format="%d/%m/%Y", errors="coerce")
    for name in FIGURES:
        plain = frame[name].str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
        frame[name] = pd.to_numeric(plain, errors="coerce")
    frame["product"] = frame["product"].str.upper()
    frame.loc[frame["document_kind"] == "Nota crédito", "net"] *= -1
    good = frame[["date", "document", *FIGURES]].notna().all(axis=1)
    return [int((frame.loc[good, "net"] * 100).round().sum()), int((~good).sum())]


def pandas_same(path: str) -> dict[str, Any]:
    """What the intake does, written with pandas as well as we can: vectorised, Python only for the bad cells."""
    frame = pd.read_csv(
        path, sep=";", encoding="latin-1", header=None, names=range(len(COLUMNS) + 1), dtype=str,
        keep_default_na=False, skip_blank_lines=False,
    )  # fmt: skip
    frame["row"] = range(1, len(frame) + 1)
    header = int((frame[0] == "Fecha").idxmax())
    frame = frame.iloc[header + 1 :].rename(columns=dict(enumerate(COLUMNS.values())))
    raw = frame
    texts = {name: frame[name].str.strip() for name in COLUMNS.values()}
    repeated = (texts["date"] == "Fecha") & (texts["document"] == "Factura")
    total = texts["date"].str.match(r"(?i)\W*(?:(?:gran|sub)[ -]*)?total") & (texts["document"] == "")
    blank = pd.concat([text == "" for text in texts.values()], axis=1).all(axis=1)
    data = ~(repeated | total | blank)
    typed = pd.DataFrame({name: text[data] for name, text in texts.items()})
    typed["row"] = frame["row"][data]
    bad: dict[str, pd.Series] = {}
    days = pd.to_datetime(typed["date"], format="%d/%m/%Y", errors="coerce")
    bad["date"] = ~days.between("1990-01-01", "2099-12-31")
    bad["document"] = typed["document"] == ""
    for name in FIGURES:
        strict = typed[name].str.fullmatch(FIGURE)
        plain = typed[name].str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
        bad[name] = (typed[name] != "") & ~strict
        typed[name] = pd.to_numeric(plain.where(strict), errors="coerce")
    bad["net"] |= typed["net"].isna()
    bad["spare"] = frame[len(COLUMNS)][data].fillna("") != ""
    typed["date"] = days
    typed["product"] = typed["product"].str.upper()
    credit = typed["document_kind"].isin(["Nota crédito", "Devolución"]) | typed["document"].str.match("NC[^A-Z]")
    if (typed.loc[credit, "net"] > 0).mean() > 0.5:
        for name in ("net", "quantity", "cost"):
            typed[name] = typed[name].where(~credit, -typed[name])
    typed["document_kind"] = credit.map({True: "credit", False: "invoice"})
    products = pd.Series(typed["product"].unique())
    charges = set(products[products.map(lambda text: bool(CHARGES.match(text)))])
    typed["kind"] = typed["product"].isin(charges).map({True: "charge", False: "product"})
    typed["currency"] = "COP"
    wrong = pd.concat(bad, axis=1).any(axis=1)
    good = typed[~wrong].copy()
    good["line"] = (good.groupby("document", sort=False).cumcount() + 1).astype(str)
    cents = (typed["net"] * 100).round()
    stated = texts["net"][total]
    rejects = _rejects(raw, bad)
    return {
        "cents": int(cents[~wrong].sum()),
        "rejected_cents": int(cents[wrong].fillna(0).sum()),
        "stated": str(stated.iloc[-1]) if len(stated) else "",
        "rejects": [[line, column] for line, column, _value, _reason in rejects],
    }


def _rejects(raw: pd.DataFrame, bad: dict[str, pd.Series]) -> list[tuple[int, str, str, str]]:
    titles = {name: title for title, name in COLUMNS.items()}
    found = []
    for name, marks in bad.items():
        for index in marks.index[marks]:
            value = raw.at[index, name] if name in titles else ""
            found.append((int(raw.at[index, "row"]), titles.get(name, ""), value, _reason(name, value)))
    return sorted(found)


def _reason(name: str, value: str) -> str:
    if not value.strip():
        return "es obligatorio y está vacío"
    if name == "date":
        if re.fullmatch(r"\d{2}/\d{2}/\d{4}", value) and pd.notna(
            pd.to_datetime(value, dayfirst=True, errors="coerce")
        ):
            return "está fuera de las fechas que se leen"
        return "ese día no existe"
    if re.fullmatch(r"-?[\d,]+\.\d+", value):
        return "el archivo escribe los decimales con coma"
    return "no es una cifra"


def clave(path: str) -> dict[str, Any]:
    """The intake, its table in memory or on disk as it decides."""
    report = read(path, default().at(date(2026, 1, 1))).files[0]
    balance = report.balance
    return {
        "cents": int((balance.money_loaded or 0) * 100),
        "rejected_cents": int((balance.money_rejected or 0) * 100),
        "stated": "" if balance.stated is None else str(balance.stated),
        "rejects": [[reject.line, reject.column] for reject in report.rejects if reject.reason.say("es")],
    }


def main(lines: int, runs: int) -> None:
    """All of them on the same file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ventas.csv"
        written = export.write(path, lines)
        megabytes = path.stat().st_size / 1e6
        own, same, clean = contest(
            [(name, f"bench.importing:{work}", [path]) for name, work in
             (("clave", "clave"), ("pandas, the same job", "pandas_same"), ("pandas, clean", "pandas_clean"))],
            runs,
        )  # fmt: skip
    expected = {"cents": written.cents, "rejects": [list(cell) for cell in written.bad]}
    for contender in (own, same):
        found = {name: contender.result[name] for name in expected}
        if found != expected:
            raise SystemExit(f"{contender.name}: wrong result")
    print(f"{lines:,} lines, {megabytes:.0f} MB, {len(written.bad)} bad cells, {runs} runs")
    print(HEAD)
    print(own.row())
    print(same.row(own))
    print(
        clean.row(own),
        f" {clean.result[1]} lines dropped, {(clean.result[0] - written.cents) / 100:,.0f} of money wrong",
    )


if __name__ == "__main__":
    main(*(int(argument) for argument in (sys.argv[1:] + ["1000000", "5"][len(sys.argv) - 1 :])))
