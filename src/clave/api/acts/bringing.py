"""Rows of facts sent by a system: kept as a file of an import, and read with the same checks as one. (A)"""

from __future__ import annotations

import csv
import hashlib
import io
import secrets
from typing import Annotated, Literal

from django.conf import settings
from django.urls import reverse
from pydantic import Field, StringConstraints

from clave.actions.imports import Received, bring_files
from clave.api.acts.shape import Act, Body, Done
from clave.api.asking import Asker
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.facts.tables import TABLES
from clave.jobs.imports import start_reading
from clave.jobs.sources import start_pull
from clave.store.models import FactSource

MOST_ROWS = 10_000
Cell = Annotated[str, StringConstraints(max_length=4_000, pattern=r"^[^\x00]*$")]
ARRIVED = _("The rows arrived and are being read; somebody looks at them and loads them in Importar.")


class Rows(Body):
    """Rows of one table."""

    table: Literal[tuple(TABLES)] = Field(description="One of `fact-tables`")  # type: ignore[valid-type]
    columns: list[Cell] = Field(
        min_length=1, max_length=200, description="Names of columns, or the headers of your ERP"
    )
    rows: list[list[Cell | int | float | None]] = Field(
        min_length=1, max_length=MOST_ROWS, description="null = nobody knows"
    )
    into: int | None = Field(default=None, description="An import that is still open, to add more rows to it")


def _bring(asker: Asker, body: Rows) -> Done:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(body.columns)
    writer.writerows(body.rows)
    content = text.getvalue().encode()
    folder = settings.CLAVE_IMPORTS / "arriving"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / secrets.token_hex(16)
    path.write_bytes(content)
    file = Received(f"{body.table}.csv", len(content), hashlib.sha256(content).hexdigest(), path)
    try:
        one = bring_files(files=[file], by=asker.person, now=asker.now, table=body.table, into=body.into)
        then = reverse("import", args=[one.pk])
        start_reading(number=one.pk, by=asker.person, now=asker.now, then=then)
    finally:
        path.unlink(missing_ok=True)
    return Done(id=one.pk, read="imports", said=ARRIVED.say(asker.spoken))


class Pull(Body):
    """Which source, and whether all of it."""

    source: int = Field(description="Its number in `sources`")
    full: bool = Field(default=False, description="Everything, instead of what changed")


def _pull(asker: Asker, body: Pull) -> Done:
    source = FactSource.objects.filter(pk=body.source).first()
    if source is None:
        raise ClaveError(
            _("there is no source of this number."), where="source", remedy=_("Look it up in the list of sources.")
        )
    then = reverse("source", args=[source.pk])
    start_pull(number=source.pk, by=asker.person, now=asker.now, full=body.full, then=then)
    return Done(id=source.pk, read="sources", said=_("Reading {source}").fill(source=source.name).say(asker.spoken))


ACTS = (
    Act(
        "source-pull", "Read a source now",
        "Asks for a reading, as the button of its page does; while one goes on, that one is the answer. See `source-runs`.",
        Pull, _pull,
    ),
    Act(
        "bring-rows", "Bring rows of facts",
        "Rows of a table as a file would bring them: read with the same checks; nothing changes until somebody loads the import.",
        Rows, _bring,
    ),
)  # fmt: skip
