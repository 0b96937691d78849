"""Writers: Parquet of the shared data to the CSV files an ERP would export, plain or Spanish.

Every writer takes the folder to write into and returns the path (or paths) written; the data folder is
`CLAVE_SHARED_DATA`, else `../shared/data` next to the repository. DuckDB's COPY does the work: a million lines take
about two seconds.
"""

from __future__ import annotations

import os
from pathlib import Path

import duckdb

ONLINE_RETAIL = """
SELECT * FROM read_parquet('{data}/online_retail_ii/online_retail_ii.parquet')
WHERE sheet = '2010-2011' OR invoice_date < TIMESTAMP '2010-12-01'
"""
IOWA = """
SELECT l.invoice, l.line, l.date, l.store, l.item, p.description, p.category, l.bottles,
       CAST(l.bottles * p.bottle_ml / 1000.0 AS DECIMAL(18, 3)) AS litres,
       CAST(l.usd AS DECIMAL(18, 2)) AS usd, CAST(l.usd / 1.5 AS DECIMAL(18, 4)) AS cost
FROM read_parquet('{data}/iowa_liquor/mfr_phillips.parquet') l
LEFT JOIN read_parquet('{data}/iowa_liquor/products.parquet') p ON p.item = l.item
"""
RECEIVABLES = """
WITH buyers AS (
    SELECT customerNumber AS customer, ROW_NUMBER() OVER (ORDER BY customerNumber) AS place
    FROM (SELECT DISTINCT customerNumber FROM '{data}/classicmodels/orders.parquet')
), payers AS (
    SELECT customerID, ROW_NUMBER() OVER (ORDER BY customerID) AS place
    FROM (SELECT DISTINCT customerID FROM '{data}/ibm_receivables/WA_Fn-UseC_-Accounts-Receivable.csv')
), habits AS (
    SELECT customerID, DaysLate AS late, COUNT(*) OVER (PARTITION BY customerID) AS known,
           ROW_NUMBER() OVER (PARTITION BY customerID ORDER BY InvoiceDate, invoiceNumber) - 1 AS turn
    FROM '{data}/ibm_receivables/WA_Fn-UseC_-Accounts-Receivable.csv'
), orders AS (
    SELECT o.orderNumber, o.customerNumber, CAST(o.orderDate AS DATE) AS day,
           SUM(CAST(d.quantityOrdered * d.priceEach AS DECIMAL(18, 2))) AS amount,
           ROW_NUMBER() OVER (PARTITION BY o.customerNumber ORDER BY o.orderDate, o.orderNumber) - 1 AS turn
    FROM '{data}/classicmodels/orders.parquet' o
    JOIN '{data}/classicmodels/orderdetails.parquet' d USING (orderNumber)
    GROUP BY o.orderNumber, o.customerNumber, o.orderDate
)
SELECT o.orderNumber AS invoiceNumber, o.customerNumber, o.day AS invoiceDate, o.day + 30 AS dueDate, o.amount,
       o.day + 30 + CAST(h.late AS INTEGER) AS paidDate
FROM orders o
JOIN buyers b ON b.customer = o.customerNumber
JOIN payers p ON p.place = b.place
JOIN habits h ON h.customerID = p.customerID AND h.turn = o.turn % h.known
ORDER BY o.orderNumber
"""
CLASSICMODELS = {
    "invoice_lines.csv": """
SELECT o.orderNumber, d.orderLineNumber, CAST(o.orderDate AS DATE) AS orderDate, o.customerNumber, d.productCode,
       p.productName, p.productLine, d.quantityOrdered, CAST(d.priceEach AS DECIMAL(18, 2)) AS priceEach,
       CAST(d.quantityOrdered * d.priceEach AS DECIMAL(18, 2)) AS "net amount",
       CAST(d.quantityOrdered * p.buyPrice AS DECIMAL(18, 2)) AS cost
FROM '{data}/classicmodels/orders.parquet' o
JOIN '{data}/classicmodels/orderdetails.parquet' d USING (orderNumber)
JOIN '{data}/classicmodels/products.parquet' p USING (productCode)
ORDER BY o.orderNumber, d.orderLineNumber""",
    "receivables.csv": RECEIVABLES,
    "customers.csv": """
SELECT customerNumber, customerName, city, country, CAST(creditLimit AS DECIMAL(18, 2)) AS creditLimit,
       CAST(salesRepEmployeeNumber AS INTEGER) AS salesRepEmployeeNumber
FROM '{data}/classicmodels/customers.parquet' ORDER BY customerNumber""",
    "products.csv": """
SELECT productCode, productName, productLine, CAST(buyPrice AS DECIMAL(18, 2)) AS buyPrice
FROM '{data}/classicmodels/products.parquet' ORDER BY productCode""",
}


def shared_data() -> Path:
    """The folder of the shared data; it may be absent."""
    named = os.environ.get("CLAVE_SHARED_DATA")
    return Path(named) if named else Path(__file__).resolve().parents[2].parent / "shared" / "data"


def _located(sql: str) -> str:
    return sql.replace("{data}", str(shared_data()).replace("'", "''"))


def copied(sql: str, target: Path, delimiter: str = ",") -> Path:
    """The result of `sql` (with `{data}` for the data folder) as a CSV with a header, in the order of the rows."""
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({_located(sql)}) TO '{target}' (HEADER, DELIMITER '{delimiter}')")
    return target


def _spanish(value: str, decimals: int) -> str:
    """SQL that writes a number as 1.234,56."""
    return f"TRANSLATE(FORMAT('{{:,.{decimals}f}}', CAST({value} AS DOUBLE)), ',.', '.,')"


def _erp(plain: Path, title: str, total: str) -> Path:
    """A title line above and a total line below, all of it in latin-1 with Windows line ends; replaces `plain`."""
    target = plain.with_name(plain.stem + "_erp.csv")
    with (
        plain.open(encoding="utf-8", newline="") as source,
        target.open("w", encoding="latin-1", errors="replace", newline="") as sink,
    ):
        sink.write(title + "\r\n")
        while block := source.read(1 << 23):
            sink.write(block.replace("\n", "\r\n"))
        sink.write(total + "\r\n")
    plain.unlink()
    return target


def _one(sql: str) -> tuple[str, ...]:
    with duckdb.connect() as connection:
        row = connection.execute(_located(sql)).fetchall()[0]
    return tuple(str(value) for value in row)


def online_retail_csv(folder: Path, spanish: bool = False) -> Path:
    """Online Retail II: 1,044,847 lines; as UCI names its columns, or as a Spanish ERP exports it with a TOTAL line."""
    if not spanish:
        return copied(
            f"""SELECT invoice AS "Invoice", stock_code AS "StockCode", description AS "Description",
                quantity AS "Quantity", invoice_date AS "InvoiceDate", CAST(price AS DECIMAL(18, 3)) AS "Price",
                customer_id AS "Customer ID", country AS "Country" FROM ({ONLINE_RETAIL})""",
            folder / "online_retail.csv",
        )
    plain = copied(
        f"""SELECT STRFTIME(invoice_date, '%d/%m/%Y') AS "Fecha", invoice AS "Factura", customer_id AS "Cod. Cliente",
            stock_code AS "Referencia", description AS "Descripción", {_spanish("quantity", 0)} AS "Cantidad",
            {_spanish("price", 3)} AS "Precio Unitario", country AS "País" FROM ({ONLINE_RETAIL})""",
        folder / "ventas.csv",
        ";",
    )
    quantity, money = _one(
        f"""SELECT {_spanish("SUM(quantity)", 0)}, {_spanish("SUM(CAST(quantity * price AS DECIMAL(18, 3)))", 2)}
            FROM ({ONLINE_RETAIL})"""
    )
    return _erp(plain, "Informe de ventas por línea", f"TOTAL;;;;;{quantity};{money};")


def iowa_csv(folder: Path, spanish: bool = False) -> Path:
    """Iowa, one manufacturer: 720,671 lines with line numbers, litres, money and cost."""
    if not spanish:
        return copied(IOWA, folder / "iowa.csv")
    plain = copied(
        f"""SELECT STRFTIME(date, '%d/%m/%Y') AS "Fecha", invoice AS "No. Factura", line AS "Línea",
            store AS "Cliente", item AS "Artículo", description AS "Descripción", category AS "Categoría",
            {_spanish("bottles", 0)} AS "Cantidad", {_spanish("litres", 3)} AS "Litros", {_spanish("usd", 2)} AS "Neto",
            {_spanish("cost", 4)} AS "Costo" FROM ({IOWA})""",
        folder / "ventas_iowa.csv",
        ";",
    )
    (money,) = _one(f"SELECT {_spanish('SUM(usd)', 2)} FROM ({IOWA})")
    return _erp(plain, "Ventas por línea - Año 2012 a 2022", f"TOTAL GENERAL;;;;;;;;;{money};")


def iowa_customers_csv(folder: Path) -> Path:
    """The stores with their chain as group: what their name says before '#' or '/'."""
    return copied(
        """SELECT store AS "customer", name, TRIM(REGEXP_EXTRACT(name, '^([^#/]*)', 1)) AS "group", city,
           state AS "region" FROM read_parquet('{data}/iowa_liquor/stores.parquet') ORDER BY store""",
        folder / "iowa_customers.csv",
    )


def classicmodels_csvs(folder: Path) -> list[Path]:
    """A whole small company: invoice lines, receivables (habits of the IBM payers), customers and products."""
    return [copied(sql, folder / name) for name, sql in CLASSICMODELS.items()]


def ibm_receivables_csv() -> Path:
    """The IBM receivables as they came, with dates as m/d/yyyy."""
    return shared_data() / "ibm_receivables" / "WA_Fn-UseC_-Accounts-Receivable.csv"
