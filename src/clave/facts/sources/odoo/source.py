"""Odoo behind the port that every source offers: which tables it has, what is there, and each of them in pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import Any

import pyarrow as pa

from clave.base.words import Text, _, counted
from clave.facts.sources.odoo import client, coming, listed, moved, refusals, sold
from clave.facts.sources.odoo.directory import Directory
from clave.facts.sources.odoo.models import (
    LOCATION,
    LOT,
    MOVE,
    MOVE_LINE,
    ORDER,
    ORDER_LINE,
    PARTIAL,
    PARTNER,
    PICKING,
    PRODUCT,
    PRODUCTION,
    QUANT,
    RECEIPT,
    RECEIPT_TYPE,
    STOCK_MOVE,
    TERM_LINE,
    UNIT,
    Model,
    model,
)
from clave.facts.sources.odoo.options import Options, options
from clave.facts.sources.odoo.reading import Domain, Reading, Record, latest_of, since_of
from clave.facts.sources.odoo.wire import Address, Bounds, address
from clave.facts.sources.port import EVERYTHING, WRONG, Ask, Field, Found, Mark, Page, Probe, Secret, Setting
from clave.facts.tables import TABLES, Kind
from clave.policy import push
from clave.policy.limits import Limits

Rows = list[dict[str, Any]]
HEADS = 500  # documents of a page, with all their lines
BY_OWN_COMPANY = frozenset(("invoice_line", "receivable", "order_line", "delivery", "work_order"))


@dataclass(frozen=True)
class Way:
    """How a table comes out of Odoo: the model of its units, which of them, which changed, and their rows; `days` is the
    field of the unit that says from when on there are any, `lines` what is counted where a unit has several rows."""

    head: Model
    domain: Domain
    changed: Callable[[Reading, str], set[int]]
    rows: Callable[[Reading, Directory, list[Record]], Rows]
    days: str = ""
    lines: tuple[str, Domain] | None = None


WAYS: dict[str, Way] = {
    "customer": Way(PARTNER, [listed.BUYS], listed.changed_partners, listed.customers),
    "product": Way(PRODUCT, [], listed.changed_products, listed.products),
    "invoice_line": Way(
        MOVE, [sold.SOLD, sold.POSTED], sold.changed_documents, sold.invoice_lines, "invoice_date", sold.LINES
    ),
    "receivable": Way(MOVE, [sold.SOLD, sold.POSTED], sold.changed_debts, sold.receivables, "invoice_date"),
    "order_line": Way(ORDER, [moved.CONFIRMED], moved.changed_orders, moved.order_lines, "date_order", moved.LINES),
    "delivery": Way(PICKING, [moved.OUTGOING, moved.DONE], moved.changed_deliveries, moved.deliveries, "date_done"),
    "work_order": Way(PRODUCTION, [moved.PLANNED], moved.changed_work, moved.work_orders),
}  # fmt: skip
WHOLE: dict[str, tuple[Model, Domain, Callable[[Reading, Directory, date], Rows]]] = {
    "stock": (QUANT, [listed.INSIDE], listed.stock),
    "expected_receipt": (
        RECEIPT,
        coming.COMING,
        lambda reading, directory, _today: coming.receipts(reading, directory),
    ),
}
"""Tables that are read whole each time: their model, of which records, and their rows on a day."""
BESIDE: dict[str, tuple[tuple[Model, bool], ...]] = {
    "customer": ((TERM_LINE, False),),
    "product": ((UNIT, False),),
    "invoice_line": ((MOVE_LINE, True), (ORDER_LINE, False)),
    "receivable": ((MOVE_LINE, True), (PARTIAL, True)),
    "order_line": ((ORDER_LINE, True), (STOCK_MOVE, False)),
    "delivery": ((STOCK_MOVE, True), (ORDER, False)),
    "stock": ((LOCATION, True), (LOT, False)),
    "expected_receipt": ((RECEIPT_TYPE, False), (PRODUCTION, False)),
}
"""The models that a table is read from besides that of its units, and whether it is nothing without them."""
DEAD = {"invoice_line": ["draft", "cancel"], "receivable": ["draft", "cancel"], "order_line": ["draft", "sent"]}
"""The states in which a document of a table counts no more; a cancelled order stays, and says so."""
KEYS = {"customer": "customer", "product": "product", "stock": "date", "expected_receipt": "document"}


def asks() -> tuple[Ask, ...]:
    """Every table that Odoo has, as it is asked for."""
    return tuple(
        Ask(table, select=(WAYS[table].head if table in WAYS else WHOLE[table][0]).name,
            columns={column.name: column.name for column in TABLES[table].columns},
            key=KEYS.get(table) or TABLES[table].document or "order",
            changed="" if table in WHOLE else "write_date")
        for table in (*WAYS, *WHOLE)
    )  # fmt: skip


class Odoo:
    """An Odoo that answers. One connection, one user, read only."""

    def __init__(self, client: client.Client, options: Options) -> None:
        self.client, self.options = client, options
        self.reading = Reading(client, options.zone)
        self.directory = Directory(self.reading, options)

    def clock(self) -> str:
        """The server's clock in UTC, as the last answer had it."""
        if not self.client.clock:
            self.client.call("res.users", "context_get")
        try:
            return parsedate_to_datetime(self.client.clock).astimezone(UTC).isoformat(timespec="seconds")
        except (TypeError, ValueError):
            return ""

    def probe(self, asks: Sequence[Ask]) -> Probe:
        """What is there of each table, with the fields that are lacking and are left empty."""
        return Probe(f"Odoo {self.client.version.text}", self.clock(), tuple(self._found(ask.table) for ask in asks))

    def count(self, ask: Ask, since: str) -> int | None:
        """About how many rows a pull will bring; an increment is not counted beforehand."""
        return None if since else self._rows(ask.table)

    def pages(self, ask: Ask, *, since: str = "", after: Mark | None = None) -> Iterator[Page]:
        """The table by number of its documents, whole documents only; `since`, those that changed or were settled."""
        if ask.table in WHOLE:
            if after is None:
                yield from self._counted(ask.table)
            return
        way, last = self._way(ask.table), int(after.key) if after and after.key else 0
        if after is None and (gone := self.gone(ask, since)):
            yield Page(shaped(ask.table, []), Mark(since, f"{0:012d}"), gone=gone)
        for heads in self._changed(way, since, last) if since else self._all(ask.table, last):
            rows = way.rows(self.reading, self.directory, heads)
            if rows:
                yield Page(shaped(ask.table, rows), Mark(since, f"{heads[-1]['id']:012d}"), latest_of(heads))

    def gone(self, ask: Ask, since: str) -> tuple[str, ...]:
        """The documents that were taken back since then: cancelled, or drafts again; not those whose name another document
        has that counts. Deleted ones nobody can name."""
        dead = DEAD.get(ask.table)
        if not dead or not since:
            return ()
        way, own = self._way(ask.table), self._own(ask.table)
        kind = [one for one in way.domain if one[0] != "state"]
        rows = self.reading.every(way.head, [*kind, *own, ["state", "in", dead], ["write_date", ">=", since_of(since)]])
        names = sorted({row["name"] for row in rows} - {None, "/"})
        live = {
            row["name"]
            for start in range(0, len(names), HEADS)
            for row in self.reading.every(way.head, [*way.domain, *own, ["name", "in", names[start : start + HEADS]]])
        }
        return tuple(name for name in names if name not in live)

    def sample(self, ask: Ask, rows: int) -> pa.Table:
        """The first rows of its first documents."""
        page = next(self.pages(ask), None)
        return page.rows.slice(0, rows) if page else shaped(ask.table, [])

    def close(self) -> None:
        """Let go of it; never raises."""
        self.client.close()

    def _rows(self, table: str) -> int:
        head, domain = self._wanted(table)
        lines = WAYS[table].lines if table in WAYS else None
        return (
            self.reading.count(lines[0], [*lines[1], *self._own(table)]) if lines else self.reading.count(head, domain)
        )

    def _way(self, table: str) -> Way:
        if table not in WAYS:
            raise refusals.no_model(self.client.wire.address.shown, table)
        return WAYS[table]

    def _own(self, table: str) -> Domain:
        return self.options.own() if table in BY_OWN_COMPANY else []

    def _wanted(self, table: str) -> tuple[str, Domain]:
        if table in WHOLE:
            return WHOLE[table][0].name, [*WHOLE[table][1], *(self.options.own() if table == "stock" else [])]
        way = self._way(table)
        return way.head.name, [*way.domain, *self._own(table)]

    def _all(self, table: str, last: int) -> Iterator[list[Record]]:
        way = self._way(table)
        domain = self._wanted(table)[1]
        while heads := self.reading.page(way.head, domain, last, HEADS):
            yield heads
            last = heads[-1]["id"]
            if len(heads) < HEADS:
                return

    def _changed(self, way: Way, since: str, last: int) -> Iterator[list[Record]]:
        found = sorted(number for number in way.changed(self.reading, since_of(since)) if number > last)
        for start in range(0, len(found), HEADS):
            heads = self.reading.those(way.head, "id", found[start : start + HEADS], self._owned(way))
            if heads:
                yield sorted(heads, key=lambda head: int(head["id"]))

    def _owned(self, way: Way) -> Domain:
        return self.options.own() if any(WAYS[name] is way for name in BY_OWN_COMPANY) else []

    def _counted(self, table: str) -> Iterator[Page]:
        today = self.reading.day(self.clock().replace("T", " ").removesuffix("+00:00"))
        if today is None:
            raise refusals.server_error(self.client.wire.address.shown, "Date", "—")
        rows = WHOLE[table][2](self.reading, self.directory, today)
        if rows or TABLES[table].whole:  # an empty list takes the place of the one before
            gone = () if rows else (EVERYTHING,)
            yield Page(shaped(table, rows), Mark("", today.isoformat()), gone=gone)

    def _shared(self, table: str) -> tuple[Text, ...]:
        """Codes that several customers or products have: they would be taken for one."""
        code = self.options.customer_code if table == "customer" else self.options.product_code
        if code == "id":
            return ()
        owners = [["parent_id", "=", False]] if table == "customer" else []
        rows = self.reading.every(model(self._way(table).head.name, code), [*self._wanted(table)[1], *owners])
        shared = _repeated(row[code] for row in rows)
        if not shared:
            return ()
        return (
            counted(
                "{n} code is that of several in Odoo, taken for one: mend it there, or choose their number as the code.",
                "{n} codes are those of several in Odoo, taken for one: mend them there, or choose their number as the code.",
                shared,
            ),
        )

    def _found(self, table: str) -> Found:
        name, domain = self._wanted(table)
        try:
            head = WHOLE[table][0] if table in WHOLE else self._way(table).head
            fields, lacking = self._map(table, head)
            field = WAYS[table].days if table in WAYS else ""
            since, until = (
                (self.reading.edge(name, field, domain, newest) if field else "") for newest in (False, True)
            )
            return Found(
                table, fields, self._rows(table), self.reading.day(since), self.reading.day(until),
                lacking, self._notes(table),
            )  # fmt: skip
        except refusals.OdooError as error:
            return Found(table, error=error)

    def _map(self, table: str, head: Model) -> tuple[tuple[Field, ...], tuple[str, ...]]:
        """The fields that a table is read from, by the names they have in this version, and those that are not there; those
        of other models than that of its units with the name of their model."""
        known = self.reading.known(head)
        fields = [Field(known.names[name], known.types[name]) for name in sorted(known.names)]
        lacking = list(known.lacking)
        for one, needed in BESIDE.get(table, ()):
            try:
                beside = self.reading.known(one)
            except refusals.OdooError as error:
                if needed or error.kind not in (refusals.MODEL, refusals.ACCESS, refusals.FIELD):
                    raise
                lacking.append(one.name)
                continue
            fields += [Field(f"{one.name}.{beside.names[name]}", beside.types[name]) for name in sorted(beside.names)]
            lacking += [f"{one.name}.{name}" for name in beside.lacking]
        return tuple(fields), tuple(lacking)

    def _untried(self) -> tuple[Text, ...]:
        version = self.client.version
        if version.major in client.TRIED:
            return ()
        return (
            _(
                "clave was tried with Odoo 18 and 19. This is {version}: compare what comes first with a report of Odoo's own."
            ).fill(version=version.text),
        )

    def _notes(self, table: str) -> tuple[Text, ...]:
        if table in ("customer", "product"):
            return (*(self._untried() if table == "customer" else ()), *self._shared(table))
        if table == "invoice_line" and not self.reading.fields.has("sale.order.line", "purchase_price"):
            return (
                _(
                    "Odoo keeps no cost with its sales (margins are not installed): today's cost of each product stands in."
                ),
            )
        if table == "delivery":
            return (
                _("Odoo takes the priority off a delivery when it leaves: who was favoured is known from clave only."),
            )
        if table == "stock":
            return (_("The age of stock begins anew in Odoo when a count is adjusted."),)
        return ()


def _repeated(codes: Iterable[str | None]) -> int:
    """How many codes, written in capitals, name more than one."""
    return sum(times > 1 for times in Counter(code.strip().upper() for code in codes if code).values())


def shaped(table: str, rows: Rows) -> pa.Table:
    """Rows as a table of the declared columns and types; what Odoo does not say is empty, so that all pages are alike."""
    columns = TABLES[table].columns
    cells = {one.name: [_cell(one.kind, row.get(one.name)) for row in rows] for one in columns}
    return pa.table({one.name: pa.array(cells[one.name], one.kind.arrow) for one in columns})


def _cell(kind: Kind, value: Any) -> Any:
    if value is None:
        return None
    if kind in (Kind.MONEY, Kind.QUANTITY, Kind.KILOS):
        return Decimal(f"{value:.4f}")
    if kind is Kind.DATE:
        return date.fromisoformat(value) if isinstance(value, str) else value
    return str(value) if kind is Kind.TEXT else value


TITLE = _("Odoo")
SETTINGS = (
    Setting("url", _("Address"), _("With which people open Odoo."), example="https://odoo.example.com"),
    Setting("database", _("Database"), _("As the page of sign-in shows it."), example="empresa"),
    Setting("login", _("User"), _("Whose key it is; from 19 on the key says it."), required=False, example="clave"),
    Setting("api_key", _("API key"), _("Made in Odoo, in the preferences of that user."), secret=True),
    Setting(
        "customer_code", _("Code of the customer"),
        _("id = the number in Odoo, which never changes; ref = the internal reference; vat = the tax number."),
        required=False, example="id",
    ),
    Setting(
        "product_code", _("Code of the product"), _("default_code = the internal reference; id = the number in Odoo."),
        required=False, example="default_code",
    ),
    Setting("company", _("Company"), _("Its number in Odoo; empty = all."), required=False, example="1"),
    Setting("zone", _("Time zone"), _("Where the company's days begin."), required=False, example="America/Bogota"),
    Setting(
        "seconds_locations", _("Places of seconds"), _("Full names separated by commas; * stands for anything."),
        required=False, example="WH/Stock/Segundas*",
    ),
    Setting("seconds_categories", _("Categories of seconds"), _("Separated by commas; * stands for anything."),
            required=False, example="*Segundas"),
    Setting("seconds_lots", _("Lots of seconds"), _("Separated by commas; * stands for anything."), required=False,
            example="SEG-*"),
    Setting("slow_days", _("Days until stock is slow"), _("Empty = its age says nothing."), required=False, example="180"),
)  # fmt: skip


@dataclass(frozen=True)
class OdooConnector:
    """What one enters to connect an Odoo. Nothing here reads a clock; `bounds` of a request stand before those of policy."""

    bounds: Bounds | None = None
    key: str = "odoo"
    title: Text = TITLE
    settings: tuple[Setting, ...] = SETTINGS

    def checked(self, entered: Mapping[str, str]) -> dict[str, str]:
        """What was entered, cleaned; OdooError naming the setting that cannot be so."""
        known = {one.name: entered.get(one.name, "").strip() for one in self.settings if not one.secret}
        options(known)
        known["url"] = self._address(known).url
        if not known["database"]:
            raise refusals.OdooError(
                "setting", WRONG, _("the name of the database is missing."), where="database",
                remedy=_("Write it as the page of sign-in of Odoo shows it."),
            )  # fmt: skip
        return {name: value for name, value in known.items() if value}

    def asks(self, entered: Mapping[str, str]) -> tuple[Ask, ...]:
        """Every table that Odoo has."""
        return asks()

    def reach(self, entered: Mapping[str, str], secrets: Mapping[str, Secret], limits: Limits) -> Odoo:
        """Connect; the version is asked first, and the key must be accepted."""
        key = secrets.get("api_key") or Secret("")
        account = client.Account(self._address(entered), entered.get("database", ""), entered.get("login", ""), key)
        bounds = self.bounds or Bounds(limits[push.records], limits[push.seconds], limits[push.megabytes])
        return Odoo(client.connect(account, bounds), options(entered))

    def _address(self, entered: Mapping[str, str]) -> Address:
        return address(entered.get("url", ""))
