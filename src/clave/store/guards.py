"""Rules of the database itself, declared on a model: what raw SQL may not do to its table either.

They are constraints to Django, so migrations make them, and a table that is built anew gets them again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from django.db import connection
from django.db.backends.ddl_references import Statement, Table
from django.db.models import BaseConstraint, Model

Operation = Literal["UPDATE", "DELETE"]
SQLITE = (
    "CREATE TRIGGER %(name)s BEFORE {operation} ON %(table)s {when} BEGIN SELECT RAISE(ABORT, '{name} refuses it'); END"
)
POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION clave_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_NAME || ' refuses it', ERRCODE = 'check_violation'; END $$; "
    "CREATE TRIGGER %(name)s BEFORE {operation} ON %(table)s FOR EACH {each} {when} EXECUTE FUNCTION clave_refuse()"
)


class Refuses(BaseConstraint):
    """A trigger that refuses an operation, always or `when` an SQL condition over OLD and NEW holds."""

    def __init__(self, *, name: str, operation: Operation, when: str = "") -> None:
        super().__init__(name=name)
        self.operation, self.when = operation, when

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        """Nothing inside CREATE TABLE; the trigger follows once the table stands."""
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        """The trigger in the words of this database."""
        when = f"WHEN ({self.when})" if self.when else ""
        if schema_editor.connection.vendor == "sqlite":
            template = SQLITE.format(operation=self.operation, when=when, name=self.name)
        else:
            emptied = " OR TRUNCATE" if self.operation == "DELETE" and not when else ""
            each = "ROW" if when else "STATEMENT"
            template = POSTGRESQL.format(operation=self.operation + emptied, each=each, when=when)
        quote = schema_editor.quote_name
        return Statement(template, name=quote(self.name), table=Table(model._meta.db_table, quote))

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        """Takes the trigger off."""
        quote = schema_editor.quote_name
        on = f" ON {quote(model._meta.db_table)}" if schema_editor.connection.vendor == "postgresql" else ""
        return f"DROP TRIGGER {quote(self.name)}{on}"

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Nothing to ask of one row: the operation itself is refused."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Refuses) and self.deconstruct() == other.deconstruct()

    def deconstruct(self) -> tuple[str, tuple[()], dict[str, Any]]:
        """As a migration writes it."""
        path, _args, kwargs = super().deconstruct()
        return path, (), {**kwargs, "operation": self.operation, **({"when": self.when} if self.when else {})}


@contextmanager
def lifted(*models: type[Model]) -> Iterator[None]:
    """The guards of these models stand aside, and stand again afterwards: only where a demonstration with all that
    people tried in it makes room for a company's own data, and where the law has a person taken out. Within one
    transaction, so that nobody else meets it."""
    editor = connection.schema_editor()
    rules = [(rule, model) for model in models for rule in model._meta.constraints if isinstance(rule, Refuses)]
    with connection.cursor() as cursor:
        for rule, model in rules:
            cursor.execute(str(rule.remove_sql(model, editor)))
        yield
        if connection.vendor == "postgresql":  # what foreign keys still have to check would keep the table busy
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for rule, model in rules:
            cursor.execute(str(rule.create_sql(model, editor)))
