"""The records of the made-up server: searching by domain, reading, writing, with the errors that were observed."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from tests.odoo.fake.schema import FakeField, schema

Record = dict[str, Any]
Leaf = Callable[[Record], bool]
ORDERED = {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le}


class Raised(Exception):
    """An error of the server's, by the class and the words it was seen with."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name, self.message = name, message


def missing(model: str, number: int) -> Raised:
    return Raised(
        "odoo.exceptions.MissingError",
        f"Record does not exist or has been deleted.\n(Record: {model}({number},), User: 2)",
    )


def invalid(model: str, field: str) -> Raised:
    return Raised("builtins.ValueError", f"Invalid field '{field}' on model '{model}'")


class Database:
    """What one server holds. `moment` is its clock; every write stamps it."""

    def __init__(self, version: int, moment: datetime) -> None:
        self.version, self.moment = version, moment
        self.models = schema(version)
        self.rows: dict[str, dict[int, Record]] = {name: {} for name in self.models}

    @property
    def stamp(self) -> str:
        return self.moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")

    def fields(self, model: str) -> dict[str, FakeField]:
        """The fields of a model; the server says KeyError where there is none of that name."""
        if model not in self.models:
            raise Raised("builtins.KeyError", f"'{model}'")
        return self.models[model]

    def add(self, model: str, **values: Any) -> int:
        """A new record, without any check: the company is made with it."""
        number = values.pop("id", None) or len(self.rows[model]) + 1
        record = {"create_date": self.stamp, "write_date": self.stamp, **values, "id": number}
        self.rows[model][number] = record
        return number

    def get(self, model: str, number: int) -> Record:
        self.fields(model)
        if number not in self.rows[model]:
            raise missing(model, number)
        return self.rows[model][number]

    def search(
        self, model: str, domain: Sequence[Any], *, offset: int = 0, limit: int | None = None, order: str = "id",
        context: dict[str, Any] | None = None,
    ) -> list[int]:  # fmt: skip
        """Numbers of the records of a domain; archived ones only where the context asks for them."""
        fields = self.fields(model)
        leaves = list(domain)
        if "active" in fields and (context or {}).get("active_test", True):
            leaves.append(["active", "=", True])
        fits = self._compiled(model, leaves)
        found = [record for record in self.rows[model].values() if fits(record)]
        for part in reversed([one.split() for one in (order or "id").split(",")]):
            if part[0] != "id" and part[0] not in fields:
                raise invalid(model, part[0])
            found.sort(key=_by(part[0]), reverse=part[-1].lower() == "desc")
        return [one["id"] for one in found[offset : None if not limit else offset + limit]]

    def read(
        self, model: str, numbers: Iterable[int], wanted: Sequence[str] | None, load: str = "_classic_read"
    ) -> list[Record]:
        """Records as they are told: many2one as [number, name], or as the number where `load` is empty."""
        fields = self.fields(model)
        names = list(wanted or fields)
        for name in names:
            if name not in fields and name != "id":
                raise invalid(model, name)
        return [self._told(fields, self.get(model, number), names, load) for number in numbers]

    def write(self, model: str, numbers: Sequence[int], values: dict[str, Any]) -> bool:
        """Change records; all of them or none."""
        fields = self.fields(model)
        for name, value in values.items():
            if name not in fields:
                raise invalid(model, name)
            kind = fields[name]
            if kind.selection and value is not False and value not in kind.selection:
                raise Raised("builtins.ValueError", f"Wrong value for {model}.{name}: {value!r}")
        for number in numbers:
            self.get(model, number)
        for number in numbers:
            record = self.rows[model][number]
            for name, value in values.items():
                record[name] = _commanded(record.get(name) or [], value) if fields[name].type == "many2many" else value
            record["write_date"] = self.stamp
        return True

    def described(self, model: str, attributes: Sequence[str] | None) -> dict[str, dict[str, Any]]:
        """`fields_get`."""
        told = {name: field.described(name) for name, field in self.fields(model).items()}
        told["id"] = {"type": "integer", "string": "ID", "name": "id"}
        if attributes:
            return {name: {key: one[key] for key in attributes if key in one} for name, one in told.items()}
        return told

    def _told(self, fields: dict[str, FakeField], record: Record, names: Sequence[str], load: str) -> Record:
        told: Record = {"id": record["id"]}
        for name in names:
            value = record.get(name, False)
            field = fields.get(name)
            if value is None or value is False:
                value = (
                    {"many2many": [], "boolean": False, "float": 0.0, "integer": 0}.get(field.type, False)
                    if field
                    else False
                )
            elif field and field.type == "many2one" and load:
                other = self.rows[field.relation].get(value, {})
                value = [value, other.get("name") or other.get("complete_name") or ""]
            told[name] = value
        return told

    def _compiled(self, model: str, domain: Sequence[Any]) -> Leaf:
        """A domain in Polish notation; what follows each other holds together."""
        parts = list(domain)

        def next_part() -> Leaf:
            part = parts.pop(0)
            if part == "!":
                inner = next_part()
                return lambda record: not inner(record)
            if part in ("&", "|"):
                one, other = next_part(), next_part()
                if part == "&":
                    return lambda record: one(record) and other(record)
                return lambda record: one(record) or other(record)
            return self._leaf(model, *part)

        every = []
        while parts:
            every.append(next_part())
        return lambda record: all(one(record) for one in every)

    def _leaf(self, model: str, name: str, sign: str, value: Any) -> Leaf:
        first, _, rest = name.partition(".")
        field = self.fields(model).get(first)
        if field is None and first != "id":
            raise Raised(
                "builtins.ValueError", f"Invalid field {model}.{first} in leaf ({name!r}, {sign!r}, {value!r})"
            )
        if rest:
            assert field is not None
            inner, rows = self._leaf(field.relation, rest, sign, value), self.rows[field.relation]
            return lambda record: inner(rows.get(record.get(first) or 0, {}))
        if sign in ("in", "not in"):
            wanted = set(value)
            return (lambda record: (record.get(first) or False) in wanted) if sign == "in" else (
                lambda record: (record.get(first) or False) not in wanted
            )  # fmt: skip
        if sign in ("=", "!="):
            return (lambda record: (record.get(first) or False) == (value or False)) if sign == "=" else (
                lambda record: (record.get(first) or False) != (value or False)
            )  # fmt: skip
        if sign in ORDERED:
            compare = ORDERED[sign]
            return lambda record: record.get(first) not in (None, False) and compare(record[first], value)
        raise Raised("builtins.ValueError", f"Invalid operator {sign!r}")


def _commanded(before: list[int], commands: Any) -> list[int]:
    after = list(before)
    for command in commands:
        if command[0] == 4 and command[1] not in after:
            after.append(command[1])
        elif command[0] == 3:
            after = [one for one in after if one != command[1]]
        elif command[0] == 6:
            after = list(command[2])
    return after


def _sortable(value: Any) -> tuple[bool, Any]:
    return (value not in (None, False), value if value not in (None, False) else 0)


def _by(name: str) -> Callable[[Record], tuple[bool, Any]]:
    return lambda record: _sortable(record.get(name))
