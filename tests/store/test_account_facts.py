"""What the facts of a customer say is read once for each version, and never told of another."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from clave.base.errors import ClaveError
from clave.facts.book import Book
from clave.facts.store import FactStore
from clave.policy.reading import default
from clave.store.account_facts import AccountFacts, account_card, account_facts
from tests.unit.test_facts_lines import line, table

AS_OF = date(2026, 12, 31)
NOW = datetime(2027, 1, 2, 9, tzinfo=UTC)
POLICY = default()


def loaded(folder: Path, money: int, name: str) -> Book:
    """A store in which A bought on one day."""
    tables = {
        "invoice_line": table("invoice_line", line(date(2026, 12, 1), money, family="Bases")),
        "customer": table("customer", {"customer": "A", "name": name}),
    }
    store = FactStore(folder)
    store.load(tables, source="erp", digest=name, now=NOW, by="ana")
    return store.open()


def said(book: Book, customer: str = "A") -> AccountFacts:
    return account_facts(book, POLICY, AS_OF, customer, None)


def test_a_version_is_read_once_however_often_it_is_opened(tmp_path: Path) -> None:
    first = said(loaded(tmp_path, 70, "Norte"))
    again = FactStore(tmp_path).open()
    card = account_card(again, "A")
    for file in (tmp_path / "tables").rglob("*.parquet"):
        file.unlink()
    assert said(again) is first
    assert account_card(again, "A") is card
    with pytest.raises(ClaveError, match="cannot be read"):
        said(again, "B")


def test_another_version_and_another_policy_are_read_anew(tmp_path: Path) -> None:
    before = loaded(tmp_path, 70, "Norte")
    after = loaded(tmp_path, 80, "Norte S.A.")
    assert [facts.families[0].money for facts in (said(before), said(after), said(before))] == [70, 80, 70]
    assert [card.name for book in (before, after) if (card := account_card(book, "A"))] == ["Norte", "Norte S.A."]
    assert account_card(after, "B") is None
    assert account_facts(before, POLICY, date(2026, 11, 30), "A", None).families == ()


def test_facts_that_are_in_memory_are_nobody_elses() -> None:
    found = [
        said(Book({"invoice_line": table("invoice_line", line(date(2026, 12, 1), money))})).months[-1].money
        for money in (5, 6, 7)
    ]
    assert found == [5, 6, 7]
