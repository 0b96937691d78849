"""Records in bounded pages by number, with many2one as numbers (`load=""`), archived ones too, and empty cells as None."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from clave.facts.sources.odoo import refusals
from clave.facts.sources.odoo.client import Client
from clave.facts.sources.odoo.models import Fields, Known, Model

Domain = list[Any]
Record = dict[str, Any]
EVERY = {"active_test": False}
AT_ONCE = 500  # parents whose lines are asked for together
IDS = 20_000  # numbers of changed records asked for together


class Reading:
    """What one connection reads. `zone` is where the company's days begin and end; Odoo writes its moments in UTC."""

    def __init__(self, client: Client, zone: ZoneInfo) -> None:
        self.client, self.zone = client, zone
        self.fields = Fields(client)
        self._known: dict[tuple[str, ...], Known] = {}
        self._days: dict[str, date] = {}

    def known(self, model: Model) -> Known:
        """The fields that are read of a model."""
        key = (model.name, *model.fields)
        if key not in self._known:
            self._known[key] = self.fields.known(model)
        return self._known[key]

    def page(self, model: Model, domain: Domain, after: int, size: int) -> list[Record]:
        """The next `size` records of a domain by number."""
        known = self.known(model)
        rows = self.client.call(
            model.name, "search_read", domain=[*domain, ["id", ">", after]], fields=sorted(set(known.names.values())),
            limit=size, order="id", load="", context=EVERY,
        )  # fmt: skip
        return [self._record(known, row) for row in self._ascending(model.name, rows, after)]

    def _ascending(self, model: str, rows: Any, after: int) -> list[Record]:
        """The records as they were asked for: by number, each once. Raises OdooError for anything else, which could be read
        for ever."""
        found: list[Record] = []
        for row in rows if isinstance(rows, list) else [None]:
            number = row.get("id") if isinstance(row, dict) else None
            if row is None or not isinstance(number, int) or number <= after:
                raise refusals.nonsense(self.client.wire.address.shown, f"{model}.search_read")
            found.append(row)
            after = number
        return found

    def every(self, model: Model, domain: Domain) -> Iterator[Record]:
        """All records of a domain, page after page."""
        size, after = self.client.wire.bounds.page, 0
        while True:
            rows = self.page(model, domain, after, size)
            yield from rows
            if len(rows) < size:
                return
            after = rows[-1]["id"]

    def those(self, model: Model, field: str, numbers: Collection[int], domain: Domain) -> list[Record]:
        """The records whose `field` is one of these numbers, a bounded many at once."""
        ordered = sorted(numbers)
        return [
            row
            for start in range(0, len(ordered), AT_ONCE)
            for row in self.every(model, [[field, "in", ordered[start : start + AT_ONCE]], *domain])
        ]

    def numbers(self, model: str, domain: Domain) -> set[int]:
        """The numbers of all records of a domain."""
        found: set[int] = set()
        after = 0
        while True:
            ids = self.client.call(
                model, "search", domain=[*domain, ["id", ">", after]], limit=IDS, order="id", context=EVERY
            )
            if not isinstance(ids, list) or not all(isinstance(one, int) and one > after for one in ids):
                raise refusals.nonsense(self.client.wire.address.shown, f"{model}.search")
            found.update(ids)
            if len(ids) < IDS:
                return found
            after = ids[-1]

    def count(self, model: str, domain: Domain) -> int:
        """How many records a domain has."""
        found = self.client.call(model, "search_count", domain=domain, context=EVERY)
        if not isinstance(found, int):
            raise refusals.nonsense(self.client.wire.address.shown, f"{model}.search_count")
        return found

    def edge(self, model: str, field: str, domain: Domain, newest: bool) -> str:
        """The oldest or newest value of a field among the records of a domain; "" where there is none."""
        rows = self.client.call(
            model, "search_read", domain=[*domain, [field, "!=", False]], fields=[field], limit=1,
            order=f"{field} {'desc' if newest else 'asc'}", load="", context=EVERY,
        )  # fmt: skip
        return str(rows[0].get(field) or "") if isinstance(rows, list) and rows else ""

    def day(self, moment: str | None) -> date | None:
        """The day of a date, or the company's day of a moment in UTC."""
        if not moment:
            return None
        if len(moment) == 10:
            return date.fromisoformat(moment)
        hour = moment[:13]
        if hour not in self._days:
            local = datetime.fromisoformat(f"{moment}+00:00").astimezone(self.zone)
            whole_hours = (local.utcoffset() or timedelta()).total_seconds() % 3600 == 0
            if not whole_hours:
                return local.date()
            self._days[hour] = local.date()
        return self._days[hour]

    @staticmethod
    def _record(known: Known, row: Record) -> Record:
        record = {"id": row["id"]}
        for ours, name in known.names.items():
            value = row.get(name)
            record[ours] = None if value is False and known.types[ours] != "boolean" else value
        return record


def since_of(moment: str) -> str:
    """The beginning of an increment, as Odoo writes moments: UTC without saying so."""
    at = datetime.fromisoformat(moment)
    return (at.astimezone(UTC) if at.tzinfo else at).replace(tzinfo=None).isoformat(" ", "seconds")


def latest_of(records: Sequence[Record]) -> str:
    """When the last of some records was written, ISO 8601 in UTC; "" where they do not say."""
    newest = max((str(record.get("write_date") or "") for record in records), default="")
    return f"{newest.replace(' ', 'T')}+00:00" if newest else ""
