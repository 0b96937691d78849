"""Whether an old database may be moved by this version, whether a new one may take it, and whether it guards it as well."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.apps import apps
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

from clave.base.errors import ClaveError
from clave.base.words import Text, _
from clave.store.audit import START, Anchor, standing
from clave.store.backup import state
from clave.store.guards import Refuses
from clave.store.models import THE_ONE, AuditEvent, AuditHead

BY_ITSELF = ("auth.permission", "contenttypes.contenttype")
"""Tables into which Django writes on its own when it makes them: rows in them are nobody's."""
SHOWN = 3
CONSTRAINT = re.compile(r'CONSTRAINT "([^"]+)"')


def all_models() -> list[type[Model]]:
    """Every table there is, in one fixed order: also who is signed in, so that nobody has to sign in again."""
    found = [one for one in apps.get_models(include_auto_created=True) if one._meta.managed and not one._meta.proxy]
    return sorted(found, key=lambda one: one._meta.label_lower)


def check_source(alias: str) -> None:
    """Raises ClaveError where there is no installation, or where its tables have the shape of another version."""
    state.as_it_stands(alias)
    executor = MigrationExecutor(connections[alias])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise ClaveError(
            _("this database still has the shape of an earlier clave."),
            remedy=_(
                "Start this version once, which brings it up to date, stop it and move again; nothing was changed."
            ),
        )


def end_of(alias: str) -> Anchor:
    """Where its log of who did what ends."""
    kept = AuditHead._base_manager.using(alias).filter(pk=THE_ONE).values_list("count", "hash").first()
    return Anchor(*kept) if kept else Anchor(0, START)


def check_target(place: str, models: Iterable[type[Model]]) -> None:
    """Raises ClaveError where the new database is not clave's alone, holds anything, or has other migrations. Tables of
    this version without a row in them are welcome."""
    models = list(models)
    there = set(connection.introspection.table_names())
    ours = {model._meta.db_table: model for model in models}
    recorder = MigrationRecorder.Migration._meta.db_table
    if strange := sorted(there - ours.keys() - {recorder}):
        raise _refused(
            place, _("the new database holds tables that are not of clave: {names}").fill(names=_few(strange))
        )
    full = [label for table, model in ours.items() if table in there and _full(model, label := model._meta.label_lower)]
    if full:
        raise _refused(
            place, _("the new database is not empty: there are rows in {names}").fill(names=_few(sorted(full)))
        )
    applied = set(MigrationRecorder(connection).applied_migrations()) if recorder in there else set()
    known = set(MigrationExecutor(connection).loader.graph.nodes)
    if applied - known or (there and not applied):
        other = sorted(f"{app}.{name}" for app, name in applied - known) or sorted(there)
        raise _refused(place, _("the new database has tables of another version: {names}").fill(names=_few(other)))


def moved_already(end: Anchor) -> bool:
    """Whether exactly this was moved there before, whole: its log goes on where the old one ends."""
    if AuditEvent._meta.db_table not in connection.introspection.table_names():
        return False
    after = AuditEvent.objects.filter(number=end.count + 1, previous=end.hash, what="database.moved")
    return end.count > 0 and after.exists()


def empty_what_django_wrote() -> None:
    """Take out what it writes by itself, so that the rows of the old database have their own numbers."""
    there = set(connection.introspection.table_names())
    for label in BY_ITSELF:
        model = apps.get_model(label)
        if model._meta.db_table in there:
            model._base_manager.all()._raw_delete(using=connection.alias)


def check_guarded(place: str, models: Iterable[type[Model]]) -> None:
    """Raises ClaveError where a rule of the tables is not there: a trigger that refuses changes, a check, a unique key."""
    stands, named, missing = standing(), _named(), []
    for model in models:
        for rule in model._meta.constraints:
            if rule.name not in (stands if isinstance(rule, Refuses) else named):
                missing.append(rule.name)
    if missing:
        raise _refused(
            place, _("the new database does not keep these rules: {names}").fill(names=_few(sorted(missing)))
        )


def _named() -> set[str]:
    """The names of every check, key and index that stands."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT conname FROM pg_constraint UNION SELECT relname FROM pg_class WHERE relkind = 'i'")
            return {name for (name,) in cursor.fetchall()}
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {found for name, made in cursor.fetchall() for found in (name, *CONSTRAINT.findall(made))}


def _full(model: type[Model], label: str) -> bool:
    return label not in BY_ITSELF and model._base_manager.exists()


def _few(names: list[str]) -> str:
    return ", ".join(names[:SHOWN]) + (", …" if len(names) > SHOWN else "")


def _refused(place: str, why: Text) -> ClaveError:
    return ClaveError(
        _("{why}.").fill(why=why),
        where=place,
        remedy=_(
            "Make an empty database for clave alone and name that one; nothing was written there and nothing changed here."
        ),
    )
