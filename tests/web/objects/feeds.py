"""The sources that clave reads by itself: they are the house's, whoever connected them."""

from __future__ import annotations

from django.utils import timezone

from clave.store.models import FactSource, Person, SourceRun
from tests.web.objects.shape import NONE, Make, Sent, Things, World, named, with_more


def _source(by: Person, name: str) -> FactSource:
    return FactSource.objects.create(
        name=name, kind="sql", settings={"url": "sqlite:////no/hay.db"}, created_at=timezone.now(), by=by
    )


def sources(world: World) -> Things:
    """One that I connected and one that a colleague did."""
    mine, theirs = _source(world.me, "Mía"), _source(world.colleague, "Suya")
    return Things([str(mine.pk)], [str(theirs.pk)], None, [NONE])


def readings(world: World) -> Things:
    """A reading of each."""
    found = sources(world)
    mine, theirs = (
        SourceRun.objects.create(of_id=int(one[0]), state="loaded", begun_at=timezone.now())
        for one in (found.own, found.colleague or [])
    )
    return Things([str(mine.pk)], [str(theirs.pk)], None, [NONE])


KINDS: dict[str, Make] = {
    **dict.fromkeys(("source", "source_edit"), sources),
    "source_table": lambda world: with_more(sources(world), "customer"),
    "source_act": lambda world: with_more(sources(world), "apagar"),
    "source_run": readings,
    "source_new": named("sql", "zzz"),
    "sources_file": named("fuentes.csv", "otra.csv"),
}
POSTED: dict[str, Sent] = {"source_act": {}}
