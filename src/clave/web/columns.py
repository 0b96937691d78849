"""The columns of the list of accounts: what each is called, what it says, and how it is first ordered."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from clave.base.words import Text, _
from clave.store.fields import MARGIN, SCORE, Sight


@dataclass(frozen=True)
class Column:
    """A column: `head` stands above it, `label` names it in full where columns are chosen; `down` = largest first.

    `field` = the sensitive field that it shows, if any (`store/fields.py`)."""

    key: str
    head: Text
    label: Text
    number: bool = False
    down: bool = False
    field: str = ""

    @property
    def first_order(self) -> str:
        """The order that a first click asks for."""
        return "-" + self.key if self.down else self.key

    @property
    def second_order(self) -> str:
        """And the next one."""
        return self.key if self.down else "-" + self.key


NAME = Column("name", _("Account"), _("Account, city and sector"))
COLUMNS: dict[str, Column] = {
    column.key: column
    for column in (
        NAME,
        Column("status", _("State"), _("State as a key account")),
        Column("categories", _("Categories"), _("Categories")),
        Column("score", _("Score"), _("Score"), down=True, field=SCORE),
        Column("sure", _("How sure"), _("How sure it is on the list"), down=True, field=SCORE),
        Column("proposal", _("Proposal"), _("Proposal of the selection"), field=SCORE),
        Column("money", _("12 months"), _("Purchases, 12 months"), number=True, down=True),
        Column("months", _("24 months"), _("Month by month, 24 months"), down=True),
        Column("growth", _("Var."), _("Variation against the year before"), number=True, down=True),
        Column("margin", _("Margin"), _("Margin rate"), number=True, down=True, field=MARGIN),
        Column("payment", _("Late"), _("Days beyond terms"), number=True, down=True),
        Column("within", _("In time"), _("Paid within terms"), number=True, down=True),
        Column("abc", _("ABC"), _("ABC class")),
        Column("kilos", _("Kilos"), _("Kilos, 12 months"), number=True, down=True),
        Column("wallet", _("Wallet"), _("Our share of its wallet"), number=True, down=True),
        Column("headroom", _("Headroom"), _("What it could still buy"), number=True, down=True),
        Column("continuity", _("Continuity"), _("Months with purchase"), number=True, down=True),
        Column("last", _("Bought"), _("Last purchase"), number=True),
        Column("health", _("Health"), _("Health and why")),
        Column("group", _("Group"), _("Group")),
        Column("owner", _("Owner"), _("Who answers for it")),
    )
}
CHOOSABLE = tuple(key for key in COLUMNS if key != NAME.key)
SHIPPED = ("categories", "score", "money", "months", "growth", "margin", "payment", "last", "health")
PHONE = {"name", "health", "categories", "score", "money", "growth", "months", "last"}
"""Columns with a place of their own on a phone; the others follow by name."""


def unseen(sight: Sight) -> frozenset[str]:
    """The columns of which this reader sees nothing, whatever the account: they are not offered."""
    return frozenset(key for key, column in COLUMNS.items() if column.field and not sight.sees_some(column.field))


def orderable(column: Column, sight: Sight) -> bool:
    """Whether the reader may order by a column: an order tells as much as the figures."""
    return not column.field or sight.sees_all(column.field)


def choosable(sight: Sight) -> list[Column]:
    """The columns that this reader may choose."""
    return [COLUMNS[key] for key in CHOOSABLE if key not in unseen(sight)]


def chosen(*wishes: Collection[str], unknown: Collection[str] = ()) -> tuple[Column, ...]:
    """The account and the columns of the first wish that names any, in their order; else those clave ships, without
    the ones of which nothing is known of anybody."""
    for wish in (*wishes, [key for key in SHIPPED if key not in unknown]):
        keys = [key for key in CHOOSABLE if key in wish]
        if keys:
            return (NAME, *(COLUMNS[key] for key in keys))
    return (NAME,)
