"""Sources for the tests of pages: a database that was read, held and stopped, and a folder."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp

from django.utils import timezone

from clave.actions.sources import Entered, ask_table, connect_source, keep_probe
from clave.base.words import _, stored
from clave.facts.sources.port import CHANGED, Field, Found, Probe, SourceError
from clave.facts.sources.pulling import Standing
from clave.store.models import FactSource, Import, Person, SourceRun
from clave.store.models.sources import LOADED, SAME, STOPPED
from tests.unit.sources.erp import CUSTOMERS, LINES, made


def world(by: Person) -> dict[str, int]:
    """One of each kind, with all that their pages can say."""
    now, place = timezone.now(), Path(mkdtemp(prefix="clave-sources-"))
    entered = Entered(
        "ERP de Cali", {"url": f"sqlite:///{made(place / 'erp.db')}"}, {"password": "x"}, cron="0 2 * * *"
    )
    source = connect_source(kind="sql", entered=entered, by=by, now=now)
    for ask in (CUSTOMERS, LINES):
        ask_table(number=source.pk, ask=ask, by=by, now=now)
    found = Found("customer", (Field("codigo"), Field("nombre")), 10, lacking=("ciudad",))
    gone = Found("invoice_line", error=SourceError(CHANGED, _("this is not one SELECT."), where="invoice_line"))
    keep_probe(number=source.pk, probe=Probe("SQLite 3.45", "2026-11-20 10:00:00", (found, gone)), now=now)
    loaded, _same, stopped = (ran(source, state, 2 - place) for place, state in enumerate((LOADED, SAME, STOPPED)))
    folder = connect_source(kind="folder", entered=Entered("Carpeta", {"folder": str(place)}, {}), by=by, now=now)
    return {"source": source.pk, "folder": folder.pk, "source_run": loaded.pk, "held_run": stopped.pk}


def ran(source: FactSource, state: str, days: int) -> SourceRun:
    """A pull of so many days ago; one that stopped says why."""
    begun = timezone.now() - timedelta(days=days)
    standing = Standing("2026-11-19 08:00:00", rows=80, pages=2, latest="2026-11-20 09:59:00", done=state != STOPPED)
    error = stored(_("the SELECT no longer brings the column «{column}».").fill(column="neto"))
    return SourceRun.objects.create(
        of=source, state=state, rows=90, rejected=3, tries=2, begun_at=begun, ended_at=begun + timedelta(seconds=75),
        tables={"invoice_line": standing.stored(), "customer": Standing(rows=10, pages=1, done=True).stored()},
        clock="2026-11-20 10:00:00", clock_at=begun, brought=Import.objects.first() if state == LOADED else None,
        error=error if state == STOPPED else None,
    )  # fmt: skip
