"""Who and what the numbers of Odoo mean: read once per connection, when a page first names them."""

from __future__ import annotations

from collections.abc import Iterable

from clave.facts.sources.odoo import refusals
from clave.facts.sources.odoo.models import (
    LOCATION,
    LOT,
    NAMED,
    ORDER_LINE,
    PARTNER,
    PRODUCT,
    TERM_LINE,
    UNIT,
    Model,
)
from clave.facts.sources.odoo.options import Options
from clave.facts.sources.odoo.reading import Reading, Record


class Directory:
    """Partners, products, units, terms and names, by number."""

    def __init__(self, reading: Reading, options: Options) -> None:
        self.reading, self.options = reading, options
        self._kept: dict[str, dict[int, Record]] = {}
        self._terms: dict[int, int] | None = None
        self._units: dict[int, float] | None = None

    def records(self, model: Model, numbers: Iterable[int | None]) -> dict[int, Record]:
        """What is known of a model, with these numbers among it; those already known are not asked again."""
        kept = self._kept.setdefault(model.name, {})
        unknown = {number for number in numbers if number and number not in kept}
        if unknown:
            kept.update({row["id"]: row for row in self.reading.those(model, "id", unknown, [])})
        return kept

    def keep(self, model: Model, rows: Iterable[Record]) -> None:
        """Remember records that were read anyway."""
        self._kept.setdefault(model.name, {}).update({row["id"]: row for row in rows})

    def optional(self, model: Model, numbers: Iterable[int | None]) -> dict[int, Record]:
        """The same of a model that may not be installed, or not be for us to read: then nothing is known."""
        try:
            return self.records(model, numbers)
        except refusals.OdooError as error:
            if error.kind not in (refusals.MODEL, refusals.ACCESS, refusals.FIELD):
                raise
            return {}

    def name(self, model: str, number: int | None) -> str | None:
        """The name of a record of a small model; all of them are read at once."""
        if number is None:
            return None
        if model not in self._kept:
            try:
                self.keep(NAMED[model], self.reading.every(NAMED[model], []))
            except refusals.OdooError as error:
                if error.kind not in (refusals.MODEL, refusals.ACCESS):
                    raise
                self._kept[model] = {}
        record = self._kept[model].get(number)
        field = next(iter(NAMED[model].fields))
        return record[field] if record else None

    def partners(self, numbers: Iterable[int | None]) -> dict[int, Record]:
        """Partners, and the customers they belong to."""
        wanted = [number for number in numbers if number]
        known = self.records(PARTNER, wanted)
        return self.records(PARTNER, [known[one]["commercial_partner_id"] for one in wanted if one in known])

    def products(self, numbers: Iterable[int | None]) -> dict[int, Record]:
        """Products."""
        return self.records(PRODUCT, numbers)

    def order_lines(self, numbers: Iterable[int | None]) -> dict[int, Record]:
        """Lines of orders; nothing where sales are not installed."""
        return self.optional(ORDER_LINE, numbers)

    def locations(self, numbers: Iterable[int | None]) -> dict[int, Record]:
        """Places of stock."""
        return self.records(LOCATION, numbers)

    def lots(self, numbers: Iterable[int | None]) -> dict[int, Record]:
        """Lots; nothing where they are not used."""
        return self.optional(LOT, numbers)

    def customer(self, partner: Record | None) -> str | None:
        """The code of a customer, as this company names them."""
        if partner is None:
            return None
        number = partner["id"]
        code = None if self.options.customer_code == "id" else partner.get(self.options.customer_code)
        return str(code).strip() if code else str(number) if self.options.customer_code == "id" else f"ODOO-{number}"

    def whose(self, partner: int | None) -> str | None:
        """The code of the customer a partner belongs to."""
        known = self.partners([partner])
        record = known.get(partner or 0)
        return self.customer(known.get(record["commercial_partner_id"] or partner or 0)) if record else None

    def product(self, number: int | None) -> str | None:
        """The code of a product, as this company names them."""
        record = self.products([number]).get(number or 0)
        if record is None:
            return None
        code = record.get("default_code") if self.options.product_code == "default_code" else str(number)
        return str(code).strip() if code else f"ODOO-{number}"

    def in_sale_units(self, product: int | None, unit: int | None) -> float:
        """How many of the product's own units one of another unit is; 1 where nobody says."""
        record = self.products([product]).get(product or 0)
        own = record["uom_id"] if record else None
        if unit is None or own is None or unit == own:
            return 1.0
        sizes = self._sizes()
        return sizes[unit] / sizes[own] if sizes.get(unit) and sizes.get(own) else 1.0

    def terms(self, number: int | None) -> int | None:
        """Days of credit of a payment term: those of its last instalment."""
        if number is None:
            return None
        if self._terms is None:
            self._terms = {}
            for row in self.reading.every(TERM_LINE, []):
                days = int(row.get("days") or 0)
                self._terms[row["payment_id"]] = max(days, self._terms.get(row["payment_id"], 0))
        return self._terms.get(number)

    def _sizes(self) -> dict[int, float]:
        """How large each unit is in its reference: up to 18 its factor says how many fit in that, from 19 on its size."""
        if self._units is None:
            rows = list(self.reading.every(UNIT, []))
            turned = not self.reading.fields.has("uom.uom", "relative_factor")
            sizes = {row["id"]: float(row["factor"] or 0) for row in rows}
            self._units = {number: 1 / size if turned and size else size for number, size in sizes.items()}
        return self._units
