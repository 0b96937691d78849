"""A source: what was learned of an export once, saved under a name, and reused without questions."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import tomlkit

from clave.base.errors import ClaveError
from clave.base.words import _
from clave.facts.intake.headers import plain
from clave.facts.tables import TABLES


@dataclass(frozen=True)
class Source:
    """How one export is read. `columns` gives the header of each declared column; `decimal` is ',' or '.',
    `dates` 'dmy' or 'mdy'; what is empty is guessed from each file."""

    name: str
    table: str
    columns: Dict[str, str] = field(default_factory=dict)
    decimal: str = ""
    dates: str = ""
    encoding: str = ""
    delimiter: str = ""
    currency: str = ""
    charge_codes: tuple[str, ...] | None = None

    def correct(self, **columns: str) -> Source:
        """The same source with other headers for some columns; an empty header leaves the column out."""
        merged = {name: header for name, header in {**self.columns, **columns}.items() if header}
        return checked(replace(self, columns=merged), self.name)

    def places(self, headers: tuple[str, ...], where: str) -> dict[str, int]:
        """Where each column stands among a file's headers; raises ClaveError naming the header that is missing."""
        exact = {header: place for place, header in reversed(list(enumerate(headers)))}
        known = {plain(header): place for header, place in exact.items()}
        found: dict[str, int] = {}
        for name, header in self.columns.items():
            if header not in exact and plain(header) not in known:
                raise ClaveError(
                    _("the source «{source}» expects a column «{header}» ({meaning}), and the file has none.").fill(
                        source=self.name, header=header, meaning=TABLES[self.table][name].meaning
                    ),
                    where=where,
                    remedy=_("Export it as before, or correct the source; the file has: {headers}.").fill(
                        headers=", ".join(header for header in headers if header)
                    ),
                )
            found[name] = exact.get(header, known.get(plain(header), -1))
        return found

    def fits(self, headers: tuple[str, ...]) -> bool:
        """Whether a file has every header of the source."""
        known = {plain(header) for header in headers}
        return all(plain(header) in known for header in self.columns.values())

    def to_toml(self) -> str:
        """The source as TOML, in the order people read it."""
        document = tomlkit.document()
        for key in ("name", "table", "decimal", "dates", "encoding", "delimiter", "currency"):
            if value := getattr(self, key):
                document[key] = value
        if self.charge_codes is not None:
            document["charge_codes"] = list(self.charge_codes)
        document["columns"] = dict(self.columns)
        return tomlkit.dumps(document)

    def write(self, path: Path) -> None:
        """Save it as a TOML file."""
        path.write_text(self.to_toml(), "utf-8")

    @staticmethod
    def read(path: Path) -> Source:
        """A saved source; raises ClaveError saying which entry is wrong."""
        try:
            return parsed(path.read_text("utf-8"), path.name)
        except (OSError, UnicodeDecodeError) as error:
            raise ClaveError(
                _("the source cannot be read: {reason}.").fill(reason=str(error)),
                where=path.name,
                remedy=_("Check its name, and that it is saved as UTF-8 text."),
            ) from error


def with_name_for_code(table: str, columns: Dict[str, str]) -> dict[str, str]:
    """The header of each column; where lines name the customer and have no code, the name stands for it."""
    named = columns.get("customer_name", "") if table == "invoice_line" and "customer" not in columns else ""
    return {**columns, **({"customer": named} if named else {})}


def parsed(text: str, where: str) -> Source:
    """A source from TOML text, checked."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _wrong(where, str(error)) from error
    expected: dict[str, type[Any]] = {
        "name": str, "table": str, "columns": dict, "decimal": str, "dates": str, "encoding": str, "delimiter": str,
        "currency": str, "charge_codes": list,
    }  # fmt: skip
    for key, value in content.items():
        if key not in expected or not isinstance(value, expected[key]):
            raise _wrong(where, key)
    if "charge_codes" in content:
        content["charge_codes"] = tuple(str(code) for code in content["charge_codes"])
    content.setdefault("name", Path(where).stem)
    if "table" not in content:
        raise _wrong(where, "table")
    return checked(Source(**content), where)


def checked(source: Source, where: str) -> Source:
    """The source, or a ClaveError naming the entry that nothing declares."""
    if source.table not in TABLES:
        raise _wrong(where, f"table = {source.table}")
    for name, header in source.columns.items():
        if name not in TABLES[source.table].by_name or not isinstance(header, str):
            raise _wrong(where, f"columns.{name}")
    if source.decimal not in ("", ",", "."):
        raise _wrong(where, f"decimal = {source.decimal}")
    if source.dates not in ("", "dmy", "mdy"):
        raise _wrong(where, f"dates = {source.dates}")
    try:
        "".encode(source.encoding or "utf-8")
    except LookupError as error:
        raise _wrong(where, f"encoding = {source.encoding}") from error
    if len(source.delimiter) > 1:
        raise _wrong(where, f"delimiter = {source.delimiter}")
    return source


def _wrong(where: str, entry: str) -> ClaveError:
    return ClaveError(
        _("this entry of the source is not valid: {entry}.").fill(entry=entry),
        where=where,
        remedy=_("Correct it, or delete the source and import the file again to learn it anew."),
    )
