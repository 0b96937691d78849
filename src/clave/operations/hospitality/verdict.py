"""Whether a gift, a lunch or an invitation may be: it may, somebody must approve it, or it may not at all, and why. (G11)

What is worth money counts together: for each person and for the account, all of it up to `split_days` apart as if it were one
(so that nothing is split to stay below a limit), and all of a calendar year. What nobody knows is never zero."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal

from clave.base.figures import Figure
from clave.base.words import Shown, Text, _, counted
from clave.operations.consent import Answer
from clave.operations.hospitality.kinds import ALLOWED, IN, KINDS, REFUSED, WAITING
from clave.operations.hospitality.rules import Ceiling, Rules

NOTE, STOP = "note", "stop"
"""What a reason does besides making an act wait: nothing, or it refuses it."""
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Head:
    """Somebody who gets something: of the customer, with what they consented to (`consent`, None = not needed), or of ours.

    `official` = works for a public body (None = nobody knows); `here` = still works there."""

    key: str
    name: str
    official: bool | None = False
    consent: Answer | None = None
    here: bool = True


@dataclass(frozen=True)
class Act:
    """One act of the register: what, when, for whom (`heads` by key), at which cost for all of them (None = unknown)."""

    customer: str
    on: date
    kind: str
    direction: str
    cost: Decimal | None
    heads: tuple[str, ...]
    number: int = 0

    @property
    def share(self) -> Decimal | None:
        """What each gets, rounded up; None = unknown. What is worth nothing to anybody is zero without a cost."""
        if self.cost is None:
            return None if KINDS[self.kind].worth else Decimal(0)
        return (self.cost / max(len(self.heads), 1)).quantize(CENT, ROUND_CEILING)

    @property
    def whole(self) -> Decimal | None:
        """What all of it is worth, as `share`."""
        return self.cost if self.cost is not None else None if KINDS[self.kind].worth else Decimal(0)


@dataclass(frozen=True)
class Blackout:
    """An account has a tender open: nothing of worth goes either way from a day to another (None = until it is decided)."""

    since: date
    until: date | None
    why: str

    def holds(self, day: date) -> bool:
        """Whether it holds on a day; its first and last count."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Reason:
    """Why, in words; `weight` says whether it only tells something (`NOTE`), makes the act wait or refuses it (`STOP`)."""

    code: str
    text: Text
    weight: str = WAITING


@dataclass(frozen=True)
class Total:
    """What somebody (or the account) would have got with this act, against a limit; `unknown` acts have no cost."""

    code: str
    name: str
    used: Decimal
    limit: Decimal
    unknown: int = 0

    @property
    def over(self) -> bool:
        """Whether it is past the limit, or may be."""
        return self.used > self.limit or bool(self.unknown)


@dataclass(frozen=True)
class Verdict:
    """`ALLOWED`, `WAITING` or `REFUSED`, with the reasons, what was added up, and the acts (by number) that count together
    with this one though each is below the limit."""

    answer: str
    reasons: tuple[Reason, ...]
    totals: tuple[Total, ...]
    together: tuple[int, ...] = ()


def decide(
    act: Act,
    heads: Mapping[str, Head],
    register: Iterable[Act],
    blackouts: Iterable[Blackout],
    rules: Rules,
    currency: str,
) -> Verdict:
    """What is said of an act: `register` holds the others that count (never the act itself)."""
    whole = list(_wrong(act, heads, blackouts))
    if act.whole is None:
        whole.append(
            Reason("unknown_cost", _("nobody knows what it costs, so nobody knows that it is within the limits"))
        )
    others = [one for one in register if one.direction == act.direction]
    totals: list[Total] = []
    together: set[int] = set()
    for group in _groups(act, heads, others, rules):
        found = _weighed(act, group, rules, currency)
        totals += found.totals
        whole += found.reasons
        together |= found.together
    weights = {one.weight for one in whole}
    answer = REFUSED if STOP in weights else WAITING if WAITING in weights else ALLOWED
    return Verdict(answer, tuple(whole), tuple(totals), tuple(sorted(together)))


def _wrong(act: Act, heads: Mapping[str, Head], blackouts: Iterable[Blackout]) -> Iterator[Reason]:
    """What refuses it whatever it costs, and what is only said."""
    named = [heads[key] for key in act.heads]
    for head in named:
        if not head.here:
            yield Reason("gone", _("{name} does not work there any more").fill(name=head.name), STOP)
        elif head.consent is not None and head.consent.allowed is not True:
            said = _("{name} has not consented to it: {because}")
            yield Reason("consent", said.fill(name=head.name, because=head.consent.because), STOP)
    if KINDS[act.kind].worth or act.cost:
        for one in blackouts:
            if one.holds(act.on):
                said = _("there is a tender open on {day}, and nothing of worth goes either way: {why}")
                yield Reason("blackout", said.fill(day=Figure(act.on, "date"), why=one.why), STOP)
        for head in named:
            if head.official is None:
                said = _(
                    "nobody has said whether {name} works for a public body: the stricter limit counts until somebody does"
                )
                yield Reason("official_unknown", said.fill(name=head.name), NOTE)
            elif head.official:
                said = _("{name} works for a public body: the limit of public officials counts")
                yield Reason("official", said.fill(name=head.name), NOTE)


@dataclass(frozen=True)
class _Group:
    """Whoever something is added up for: the parts of the act and of the others."""

    code: str
    name: str
    own: Decimal | None
    others: Sequence[tuple[Act, Decimal | None]]
    ceiling: Ceiling


@dataclass(frozen=True)
class _Weighed:
    totals: list[Total]
    reasons: list[Reason]
    together: set[int]


def _groups(act: Act, heads: Mapping[str, Head], others: Sequence[Act], rules: Rules) -> Iterator[_Group]:
    for key in act.heads:
        ceiling = rules.received if act.direction == IN else rules.of_person(heads[key].official)
        theirs = [(one, one.share) for one in others if key in one.heads]
        yield _Group("person", heads[key].name, act.share, theirs, ceiling)
    if act.direction != IN:
        same = [(one, one.whole) for one in others if one.customer == act.customer]
        yield _Group("account", "", act.whole, same, rules.account)


def _weighed(act: Act, group: _Group, rules: Rules, currency: str) -> _Weighed:
    """The act with what counts together with it, and with all of its year."""
    near = [one for one in group.others if abs((one[0].on - act.on).days) <= rules.split_days]
    same = [one for one in group.others if one[0].on.year == act.on.year]
    once, year = _total(group, near, "once"), _total(group, same, "year")
    if not group.own and act.whole is not None:  # what costs nothing moves no limit
        return _Weighed([once, year], [], set())
    reasons: list[Reason] = []
    together: set[int] = set()
    if (group.own or 0) > group.ceiling.once:
        reasons.append(Reason(f"{group.code}_once", _over(_ONCE, group, once, currency)))
    elif once.used > group.ceiling.once:
        together = {one.number for one, part in near if part}
        text = _over(_SPLIT, group, once, currency).fill(
            n=Figure(len(together) + 1, "count"), days=Figure(rules.split_days, "count")
        )
        reasons.append(Reason(f"{group.code}_split", text))
    if year.used > group.ceiling.year:
        reasons.append(Reason(f"{group.code}_year", _over(_YEAR, group, year, currency).fill(year=act.on.year)))
    if unknown := len({one.number for one, part in (*near, *same) if part is None}):
        reasons.append(Reason(f"{group.code}_unknown", _unknown(group, unknown)))
    return _Weighed([once, year], reasons, together)


def _total(group: _Group, others: Sequence[tuple[Act, Decimal | None]], code: str) -> Total:
    used = sum((part for _act, part in others if part is not None), group.own or Decimal(0))
    unknown = sum(part is None for _act, part in others) + (group.own is None)
    limit = group.ceiling.once if code == "once" else group.ceiling.year
    return Total(f"{group.code}_{code}", group.name, used, limit, unknown)


_ONCE = {
    "person": _("{name} would get {used}, and the limit at a time is {limit}"),
    "account": _("the account would get {used}, and its limit at a time is {limit}"),
}
_SPLIT = {
    "person": _("it is one of {n} in {days} days that count together: {name} would get {used}, and the limit is {limit}"),
    "account": _("it is one of {n} in {days} days that count together: the account would get {used}, and the limit is {limit}"),
}  # fmt: skip
_YEAR = {
    "person": _("{name} would have got {used} in {year}, and the limit of a year is {limit}"),
    "account": _("the account would have got {used} in {year}, and its limit of a year is {limit}"),
}


def _over(words: Mapping[str, Text], group: _Group, total: Total, currency: str) -> Text:
    used, limit = Figure(total.used, "money", currency), Figure(total.limit, "money", currency)
    return words[group.code].fill(name=group.name, used=used, limit=limit)


def _unknown(group: _Group, n: int) -> Text:
    whom: Shown | str = group.name or _("the account")
    return counted(
        "{shown} earlier one for {whom} has no cost: what was got already is not known",
        "{shown} earlier ones for {whom} have no cost: what was got already is not known",
        n,
    ).fill(shown=Figure(n, "count"), whom=whom)
