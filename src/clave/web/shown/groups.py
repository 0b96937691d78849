"""A customer group and its sites: who belongs to it, where, what each buys, and what it comes to as one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from clave.facts.customers import members
from clave.store.models import GroupLine, MeasureLine, SelectionLine
from clave.web.shown.header import Account


@dataclass(frozen=True)
class Site:
    """One customer of the group. `money` is None where it was never measured: it is listed and bought nothing."""

    code: str
    name: str
    city: str
    country: str
    money: float | None
    share: float | None
    rank: int | None
    member: bool
    here: bool


@dataclass(frozen=True)
class Place:
    """A country or city with what its sites buy in the year."""

    name: str
    sites: int
    money: float
    share: float


@dataclass(frozen=True)
class Group:
    """The group as one: its line where it was kept, its sites, the biggest first, its countries and its cities."""

    name: str
    line: GroupLine | None
    sites: tuple[Site, ...]
    countries: tuple[Place, ...]
    cities: tuple[Place, ...]

    @property
    def change(self) -> float | None:
        """On the year before."""
        return self.line.money / self.line.before - 1 if self.line and self.line.before else None


def group_of(account: Account) -> Group | None:
    """None where it belongs to no group. Without facts only the sites that were measured are known."""
    if not account.group or account.book is None:
        return None
    listed = members(account.book, account.group)
    codes = [card.customer for card in listed]
    lines = MeasureLine.objects.filter(run=account.run, customer__in=codes).values_list("customer", "money")
    money = dict(lines)
    ranks = {
        line.customer: line
        for line in SelectionLine.objects.filter(run=account.run, customer__in=codes).only("customer", "rank", "member")
    }
    total = sum(max(value or 0.0, 0.0) for value in money.values())
    sites = [
        Site(
            code=card.customer,
            name=card.name or card.customer,
            city=card.city or "",
            country=card.country or "",
            money=money.get(card.customer),
            share=max(money.get(card.customer) or 0.0, 0.0) / total if total else None,
            rank=ranks[card.customer].rank if card.customer in ranks else None,
            member=card.customer in ranks and ranks[card.customer].member,
            here=card.customer == account.code,
        )
        for card in listed
    ]
    sites.sort(key=lambda site: (-(site.money or 0.0), site.code))
    line = GroupLine.objects.filter(run=account.run, group=account.group).first()
    return Group(account.group, line, tuple(sites), _places(sites, "country", total), _places(sites, "city", total))


def _places(sites: Sequence[Site], name: str, total: float) -> tuple[Place, ...]:
    """What is bought in each place, the biggest first; sites whose place is not known are left out."""
    count: Counter[str] = Counter()
    money: Counter[str] = Counter()
    for site in sites:
        if word := getattr(site, name):
            count[word] += 1
            money[word] += site.money or 0  # type: ignore[assignment]
    places = [Place(word, count[word], money[word], max(money[word], 0.0) / total if total else 0.0) for word in count]
    return tuple(sorted(places, key=lambda place: (-place.money, place.name)))
