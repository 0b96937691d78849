"""What an account buys by family, what it stopped buying, and what customers like it buy that it does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from clave.base.period import Windows
from clave.base.words import Joined, Text, _, joined
from clave.measures.account import Family
from clave.store.models import Comparison, MeasureLine
from clave.web.shown.header import Account
from clave.web.shown.spark import Spark, spark

QUARTER = 3
ATTRIBUTES = {"sector": _("sector"), "size": _("size"), "channel": _("channel"), "region": _("region")}
LIKE = _("same {attributes}")
NEAREST = _("nearest by the mix of families they buy")
HEAT = (0.2, 0.4, 0.6, 0.8)


@dataclass(frozen=True)
class FamilyShown:
    """One family: its figures, its quarters as a spark line, and where its lines open."""

    family: Family
    share: float | None
    change: float | None
    spark: Spark | None
    since: int | None
    late: bool
    opens: str


@dataclass(frozen=True)
class GridShown:
    """One family against the peers: what it buys, how many of them buy it, what they buy, and what that leaves."""

    family: str
    money: float
    peer_share: float
    step: int
    peer_money: float
    expected: bool
    headroom: float
    low: float
    high: float
    opens: str


@dataclass(frozen=True)
class Peer:
    """A customer it is compared with."""

    code: str
    name: str
    money: float | None


@dataclass(frozen=True)
class WhiteSpace:
    """The grid with its totals, the peers behind it and how they were found."""

    rows: tuple[GridShown, ...]
    headroom: float
    low: float
    high: float
    peers: int
    basis: Text
    named: tuple[Peer, ...]
    declared: float | None

    @property
    def unnamed(self) -> int:
        """How many peers are only counted."""
        return self.peers - len(self.named)


def families_of(account: Account, found: Sequence[Family]) -> list[FamilyShown]:
    """Those with something in the three years, lines without a family last; none where no line has a family."""
    if not any(family.name for family in found):
        return []
    total = sum(max(family.money, 0.0) for family in found)
    as_of, shown = account.run.as_of, []
    for family in sorted(found, key=lambda family: not family.name):
        expected = family.expected()
        shown.append(
            FamilyShown(
                family=family,
                share=max(family.money, 0.0) / total if total else None,
                change=family.money / family.before - 1 if family.before > 0 else None,
                spark=spark(_quarters(family.months)),
                since=(as_of - family.last_date).days if family.last_date else None,
                late=bool(expected and expected < as_of),
                opens=_opens(account, family.name, stopped=family.lost or not family.money),
            )
        )
    return shown


def _opens(account: Account, family: str, *, stopped: bool = False) -> str:
    """The lines of a family: of the year, or of the three years where it stopped."""
    if not family:
        return ""
    windows = Windows(account.run.as_of)
    first = windows.history_from if stopped else windows.year_from
    query = urlencode({"desde": first, "hasta": account.run.as_of, "familia": family})
    return reverse("account_lines", args=[account.code]) + "?" + query


def _quarters(months: Sequence[float]) -> list[float]:
    """Money by quarter, oldest first; a month that is left over at the beginning is left out."""
    return [sum(months[at : at + QUARTER]) for at in range(len(months) % QUARTER, len(months), QUARTER)]


def stopped_money(found: Sequence[FamilyShown]) -> float:
    """What the lost families bought in their last year."""
    return sum(shown.family.a_year for shown in found if shown.family.lost)


def grid_of(account: Account, kept: Comparison | None) -> tuple[GridShown, ...]:
    """Its families beside those of its peers; none where it has no peers."""
    return tuple(_grid_row(account, row) for row in kept.rows) if kept else ()


def white_space(account: Account) -> WhiteSpace | None:
    """None where it has no peers."""
    kept = Comparison.objects.filter(run=account.run, customer=account.code).first()
    if kept is None:
        return None
    rows = grid_of(account, kept)
    return WhiteSpace(
        rows=rows,
        headroom=sum(row.headroom for row in rows),
        low=sum(row.low for row in rows),
        high=sum(row.high for row in rows),
        peers=kept.peers,
        basis=_basis(kept.basis),
        named=_named(account, kept.largest),
        declared=kept.declared,
    )


def _basis(attributes: Sequence[str]) -> Text:
    if not attributes:
        return NEAREST
    words: Joined = joined([ATTRIBUTES[name] for name in attributes if name in ATTRIBUTES])
    return LIKE.fill(attributes=words)


def _grid_row(account: Account, row: Mapping[str, Any]) -> GridShown:
    step = sum(row["peer_share"] >= limit for limit in HEAT)
    return GridShown(**row, step=step, opens=_opens(account, row["family"]) if row["money"] else "")


def _named(account: Account, codes: Sequence[str]) -> tuple[Peer, ...]:
    found = MeasureLine.objects.filter(run=account.run, customer__in=codes).values_list("customer", "name", "money")
    by_code = {code: Peer(code, name, money) for code, name, money in found}
    return tuple(by_code[code] for code in codes if code in by_code)
