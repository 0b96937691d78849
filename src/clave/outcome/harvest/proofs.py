"""The figure that proves each harvest, over the accounts that are key by that reason. (F1)

Each is reckoned from what the measures say of the window and of the one before; nothing is measured a second time here. All of
them are better the higher they are: a simpler operation counts the orders per tonne that are saved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from clave.base.words import Text, _
from clave.measures import cash, idle, place, rhythm, sales
from clave.outcome.harvest.given import Account, Given, Table
from clave.outcome.harvest.interval import quotient, share
from clave.outcome.harvest.retention import state_of
from clave.outcome.harvest.shape import NOTHING, Estimate, Fact

Parts = Mapping[str, float | None]
NO_BEFORE = _("It bought nothing in the window before, so that it has no growth.")
NO_KILOS = _("Its products have no weight: the product file would give it.")
NO_COST = _("Its lines have no cost.")
NO_TERMS = _("Neither its invoices nor its receivables say when it pays.")
NO_IDLE = _("The product file says neither quality nor rotation of any product.")
TOO_LITTLE = _("It has too few purchases to know its rhythm, or was silent already when the window began.")
UNWRITTEN = _("Nobody has written anything of this down.")
HUNDRED = 100_000.0  # kilos


@dataclass(frozen=True)
class Proven:
    """What came of a figure: of all the accounts together in the window and in the one before, and of each."""

    now: Estimate
    before: float | None
    facts: tuple[Fact, ...]
    parts: Parts = field(default_factory=dict)


Reckon = Callable[[Given, Sequence[Account]], Proven]


def _fact(one: Account, value: float | None, before: float | None, why: Text, parts: Parts) -> Fact:
    return Fact(one.customer, one.name, one.since, value, before, parts, why if value is None else None)


def _ratio(above: float | None, below: float | None, less: float = 0.0) -> float | None:
    return None if above is None or below is None or below <= 0 else above / below - less


def _total(values: Iterable[float | None]) -> float | None:
    known = [one for one in values if one is not None]
    return sum(known) if known else None


Pair = tuple[float | None, float | None]


def _quotients(
    given: Given, accounts: Sequence[Account], pairs: Callable[[Table | None, str], Pair], why: Text, names: tuple[str, str],
    less: float = 0.0,
) -> Proven:  # fmt: skip
    """A figure that is one sum over another, of the window and of the one before."""
    now = [pairs(given.span.now, one.customer) for one in accounts]
    then = [pairs(given.span.past, one.customer) for one in accounts]
    facts = tuple(
        _fact(one, _ratio(*pair, less), _ratio(*old, less), why, dict(zip(names, pair, strict=True)))
        for one, pair, old in zip(accounts, now, then, strict=True)
    )
    good = _known(now)
    above, below = [a for a, _b in good], [b for _a, b in good]
    parts = {names[0]: sum(above) if good else None, names[1]: sum(below) if good else None}
    earlier = _known(then)
    return Proven(
        quotient(above, below, given.sure, less),
        _ratio(_total(a for a, _b in earlier), _total(b for _a, b in earlier), less), facts, parts,
    )  # fmt: skip


def _known(pairs: Iterable[Pair]) -> list[tuple[float, float]]:
    return [(a, b) for a, b in pairs if a is not None and b is not None and b > 0]


def growth(given: Given, accounts: Sequence[Account]) -> Proven:
    """Purchases of the window over those of the one before, of who bought then."""

    def pair(table: Table | None, code: str) -> Pair:
        return (
            (None, None) if table is None else (table.number(sales.money, code), table.number(sales.money_before, code))
        )

    return _quotients(given, accounts, pair, NO_BEFORE, ("money", "money_before"), 1.0)


def kilos(given: Given, accounts: Sequence[Account]) -> Proven:
    """Kilos of the window over those of the one before, and their share of all the kilos."""
    order: dict[int, Table | None] = {id(given.span.now): given.span.past, id(given.span.past): given.earlier}

    def pair(table: Table | None, code: str) -> Pair:
        older = order[id(table)]
        now = table.number(sales.kilos, code) if table else None
        return now, older.number(sales.kilos, code) if older and _reaches(table, code) else None

    found = _quotients(given, accounts, pair, NO_KILOS, ("kilos", "kilos_before"), 1.0)
    total = _total(given.span.now.number(sales.kilos, code) for code in given.span.now.codes)
    mine = _total(given.span.now.number(sales.kilos, one.customer) for one in accounts)
    return Proven(found.now, found.before, found.facts, {**found.parts, "share": _ratio(mine, total)})


def _reaches(table: Table | None, code: str) -> bool:
    """Whether the facts reach back over the stretch before that of these measures."""
    return table is not None and table.number(sales.money_before, code) is not None


def orders(given: Given, accounts: Sequence[Account]) -> Proven:
    """Orders per kilo saved: one less those of the window over those of the one before. Kilos or nothing."""
    tables = (given.span.now, given.span.past, given.earlier)

    def per_hundred(back: int, codes: Iterable[str]) -> float | None:
        table, asked = tables[back], list(codes)
        if table is None or (back and not any(_reaches(tables[back - 1], code) for code in asked)):
            return None
        weighed = [(given.documents[back].get(code, 0), table.number(sales.kilos, code)) for code in asked]
        good = [(count, weight / HUNDRED) for count, weight in weighed if weight is not None and weight > 0]
        return _ratio(_total(count for count, _hundreds in good), _total(hundreds for _count, hundreds in good))

    def saved(back: int, codes: Sequence[str]) -> float | None:
        ratio = _ratio(per_hundred(back, codes), per_hundred(back + 1, codes))
        return None if ratio is None else 1.0 - ratio

    codes = [one.customer for one in accounts]
    facts = tuple(
        _fact(one, saved(0, [one.customer]), saved(1, [one.customer]), NO_KILOS, {
            "orders": float(given.documents[0].get(one.customer, 0)), "kilos": given.span.now.number(sales.kilos, one.customer),
            "per_hundred": per_hundred(0, [one.customer]), "per_hundred_before": per_hundred(1, [one.customer]),
        })
        for one in accounts
    )  # fmt: skip
    parts = {
        "orders": float(sum(given.documents[0].get(code, 0) for code in codes)) if codes else None,
        "per_hundred": per_hundred(0, codes), "per_hundred_before": per_hundred(1, codes),
    }  # fmt: skip
    now = saved(0, codes)
    return Proven(Estimate(now, None, None, sum(one.value is not None for one in facts)), saved(1, codes), facts, parts)


def margin(given: Given, accounts: Sequence[Account]) -> Proven:
    """Margin over the money whose cost is known."""

    def pair(table: Table | None, code: str) -> Pair:
        return (None, None) if table is None else (table.number(sales.margin, code), table.detail("sales", code))

    return _quotients(given, accounts, pair, NO_COST, ("margin", "covered"))


def paid_in_cash(given: Given, accounts: Sequence[Account]) -> Proven:
    """Money paid in cash over their purchases whose payment is known."""

    def pair(table: Table | None, code: str) -> Pair:
        if table is None:
            return None, None
        part, money = table.number(cash.cash_share, code), table.number(sales.money, code)
        return (None if part is None or money is None else part * money), money

    return _quotients(given, accounts, pair, NO_TERMS, ("cash", "money"))


def steady(given: Given, accounts: Sequence[Account]) -> Proven:
    """Those that keep buying by their own rhythm, of those that were when the window began."""
    span, kept = given.span, {"kept": 1.0, "broken": 0.0}
    facts, now, then = [], [], []
    for one in accounts:
        value = kept.get(state_of(span.past, span.now, one.customer))
        old = kept.get(state_of(given.earlier, span.past, one.customer)) if given.earlier else None
        now.append(value)
        then.append(old)
        parts = {
            "rhythm": span.now.number(rhythm.rhythm, one.customer),
            "days_since": span.now.number(rhythm.days_since, one.customer),
        }
        facts.append(_fact(one, value, old, TOO_LITTLE, parts))
    known, older = [one for one in now if one is not None], [one for one in then if one is not None]
    found = share(int(sum(known)), len(known), given.sure)
    before = sum(older) / len(older) if older else None
    return Proven(found, before, tuple(facts), {"kept": sum(known), "broken": len(known) - sum(known)} if known else {})


def idle_moved(given: Given, accounts: Sequence[Account]) -> Proven:
    """Their share of all the idle stock that was sold, with its money and kilos."""
    facts = []
    for one in accounts:
        now, code = given.span.now, one.customer
        parts = {"money": now.number(idle.idle_money, code), "kilos": now.number(idle.idle_kilos, code)}
        value, before = now.number(idle.idle_share, code), given.span.past.number(idle.idle_share, code)
        facts.append(_fact(one, value, before, NO_IDLE, parts))
    whole = _total(one.value for one in facts)
    parts = {name: _total(one.parts[name] for one in facts) for name in ("money", "kilos")}
    found = Estimate(whole, None, None, sum(one.value is not None for one in facts)) if facts else NOTHING
    return Proven(found, _total(one.before for one in facts), tuple(facts), parts)


def counting(*kinds: str, sites: bool = False, beside: tuple[str, ...] = ()) -> Reckon:
    """How many of these kinds were written down of each account; with `sites`, also those that the facts show. What is
    `beside` is told and not counted."""

    def reckon(given: Given, accounts: Sequence[Account]) -> Proven:
        known = given.written.known(kinds) or (sites and _groups(given, accounts))
        facts = []
        for one in accounts:
            parts: dict[str, float | None] = {kind: float(given.written.of(one.customer, (kind,))) for kind in kinds}
            before = float(given.written_before.of(one.customer, kinds))
            if sites:
                parts["sites"] = float(new_sites(given.span.past, given.span.now, one.customer))
                before += new_sites(given.earlier, given.span.past, one.customer) if given.earlier else 0
            value = _total(parts.values())
            parts |= {kind: float(given.written.of(one.customer, (kind,))) for kind in beside}
            facts.append(_fact(one, value if known else None, before if known else None, UNWRITTEN, parts))
        whole = Estimate(_total(one.value for one in facts), None, None, len(facts) if known else 0)
        names = [*kinds, *beside, *(("sites",) if sites else ())]
        parts_of = {name: _total(one.parts[name] for one in facts) for name in names} if known else {}
        return Proven(whole, _total(one.before for one in facts), tuple(facts), parts_of)

    return reckon


def _groups(given: Given, accounts: Sequence[Account]) -> bool:
    """Whether the customer file says of any of them to which group it belongs."""
    return any(given.span.now.word(place.group, one.customer) for one in accounts)


def new_sites(then: Table, now: Table, customer: str) -> int:
    """Other customers of its group that buy now and had never bought when the stretch began."""
    group = now.word(place.group, customer)
    if group is None:
        return 0
    words = now.measured.words(place.group)
    return sum(
        1
        for position, code in enumerate(now.codes)
        if words[position] == group and code != customer
        and (now.number(sales.money, code) or 0.0) > 0 and then.number(rhythm.days_since, code) is None
    )  # fmt: skip
