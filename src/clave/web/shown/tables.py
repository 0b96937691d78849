"""A fact table in words, for lists of files that could be brought."""

from __future__ import annotations

from dataclasses import dataclass

from clave.facts.tables import TABLES
from clave.web.words import reader


@dataclass(frozen=True)
class TableShown:
    """A declared table: its name in addresses, and its title and meaning in the reader's language."""

    name: str
    title: str
    meaning: str


def table_shown(name: str) -> TableShown:
    """One table by its name."""
    table = TABLES[name]  # templates would take its columns for its fields
    return TableShown(name, table.title.say(reader()), table.meaning.say(reader()))
