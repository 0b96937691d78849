"""A whole list as a file: CSV, Excel or Parquet. No cell is a formula; what is not known is empty, what is reserved says so."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from pydantic import BaseModel

from clave.actions.apikeys import note_api_export
from clave.api.asking import Asker
from clave.api.listed.answer import look_at, values
from clave.api.listed.paging import counted, every
from clave.api.listed.shape import Column, Listing, Question, Rows, Who, Word
from clave.api.problems import Refusal
from clave.base.words import _
from clave.policy import declared
from clave.report.sheet import Head, Kind, Value, excel, separated
from clave.store.fields import RESERVED

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
HEADS: dict[Any, Kind] = {int: "whole", float: "number", Decimal: "number", date: "date"}
ARROW: dict[Any, pa.DataType] = {
    int: pa.int64(), float: pa.float64(), Decimal: pa.decimal128(28, 8), date: pa.date32(), bool: pa.bool_(),
    datetime: pa.timestamp("us", tz="UTC"),
}  # fmt: skip
TOO_MANY = _(
    "This list has {n} rows and a file holds {most} (policy: api.largest_export). Narrow it, or ask page by page."
)
BETWEEN = "; "


def filed(listing: Listing, rows: Rows, question: Question, asker: Asker, form: str) -> HttpResponseBase:
    """The file, written down in the log. Raises Refusal where it would be larger than the policy lets it."""
    n, most = counted(rows), asker.limits[declared.api_export]
    if n > most:
        raise Refusal(422, TOO_MANY.fill(n=n, most=most))
    note_api_export(by=asker.person, now=asker.now, key=asker.key, name=listing.name.replace("-", "_"))
    columns = [one for one in listing.columns if one.key in question.fields]
    name = f"{listing.name}-{asker.day:%Y-%m-%d}.{form}"
    if form == "parquet":
        return _file(_parquet(columns, _rows(listing, rows, question, asker)), name, form)
    heads = [Head(one.key, HEADS.get(one.kind, "text"), 18) for one in columns]
    word = RESERVED.say(asker.spoken)
    cells = (
        [word if one.key in hidden else _cell(given[one.key]) for one in columns]
        for given, hidden in _rows(listing, rows, question, asker)
    )
    if form == "csv":
        response = StreamingHttpResponse(separated(heads, cells, asker.spoken), content_type=TYPES[form])
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    about = [(key, str(value)) for key, value in question.plain.items()]
    return _file(excel(listing.name, heads, cells, about, asker.spoken), name, form)


def _file(content: Any, name: str, form: str) -> FileResponse:
    return FileResponse(content, as_attachment=True, filename=name, content_type=TYPES[form])


def _rows(
    listing: Listing, rows: Rows, question: Question, asker: Asker
) -> Iterator[tuple[dict[str, Any], dict[str, str]]]:
    for part in every(listing, rows, question):
        look = look_at(listing, asker, question.asked, part)
        for row in part:
            yield values(listing, row, look, question.fields)


def _cell(value: Any) -> Value:
    """A value as a cell of a sheet has it: a moment as text with its zone, several with a sign between."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return float(value)
    if value is None or isinstance(value, str | int | float | date):
        return value
    return _text(value)


def _text(value: Any) -> str:
    if isinstance(value, Word):
        return value.key
    if isinstance(value, Who):
        return value.name
    if isinstance(value, BaseModel):
        return value.model_dump_json()
    if isinstance(value, list | tuple):
        return BETWEEN.join(_text(one) for one in value)
    return str(value)


def _parquet(columns: Sequence[Column], rows: Iterator[tuple[dict[str, Any], dict[str, str]]]) -> io.BytesIO:
    """Typed columns; what is reserved is null, and named in the column `reserved`."""
    names, kinds = [one.key for one in columns], [ARROW.get(one.kind, pa.string()) for one in columns]
    shape = pa.schema([*zip(names, kinds, strict=True), ("reserved", pa.string())])
    kept = [
        {
            one.key: given[one.key] if one.kind in ARROW or given[one.key] is None else _text(given[one.key])
            for one in columns
        }
        | {"reserved": ",".join(hidden) or None}
        for given, hidden in rows
    ]
    file = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(kept, schema=shape), file)
    file.seek(0)
    return file
