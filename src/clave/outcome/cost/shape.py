"""What the cost of the programme is told in: plain figures that can be kept and recalled. (F2, B2, G7)

Money is float in the one currency of the book; None is always *not known*, never zero. A `Where` names the page that opens the
rows behind a figure: a route, what it is about and what is asked of it; only pages turn it into an address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from clave.base.words import Joined, Text


@dataclass(frozen=True)
class Where:
    """The page that shows the rows behind a figure: the name of a route, its argument ("" = it takes none) and its query."""

    route: str
    about: str = ""
    asked: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Amount:
    """What one thing (`what`: a privilege by its key, or `kam_time`, `hospitality`, …) cost for one account (`account` "" = for
    all of them together): how many `times`, the `money` (None = not known), how it was reckoned in words, and how many of the
    times have no figure (`missing`): then the money is the known part."""

    what: str
    label: Text
    part: str
    account: str
    name: str
    times: int
    money: float | None
    formula: Text | Joined
    missing: int
    where: Where


@dataclass(frozen=True)
class Unknown:
    """Something that surely costs and that nobody entered a figure for: what, in how many accounts (0 = in all), why it is not
    known, what to do, and where that is done."""

    what: str
    label: Text
    part: str
    accounts: int
    why: Text | Joined
    remedy: Text | Joined
    where: Where


@dataclass(frozen=True)
class PartCost:
    """One part of the programme (`priority`, `price`, `kam`, `laboratory`, `hospitality`, `service`), or one privilege (`key` is
    then its key): its money (None = nothing of it is known), its share of the known total, how many amounts, how many of these
    are unknown or known only in part."""

    key: str
    label: Text
    money: float | None
    share: float | None
    amounts: int
    incomplete: int


@dataclass(frozen=True)
class AccountCost:
    """One key account (`account` "" = what is spent for all together): its money, what it bought in the window (None = not
    known), the money over that, and how many amounts are unknown or known only in part."""

    account: str
    name: str
    money: float | None
    sales: float | None
    over_sales: float | None
    incomplete: int


@dataclass(frozen=True)
class Programme:
    """The cost of the programme from `since` to `until`. `total` is the known part (None = nothing is known), and `whole` says
    whether nothing is missing from it. By part, by privilege and by account it adds to the same total, the dearest first.
    `sales` is what the key accounts bought in the window, `over_sales` the total over it; `members` how many key accounts."""

    since: date
    until: date
    currency: str
    members: int
    amounts: tuple[Amount, ...]
    unknown: tuple[Unknown, ...]
    parts: tuple[PartCost, ...]
    privileges: tuple[PartCost, ...]
    accounts: tuple[AccountCost, ...]
    total: float | None
    whole: bool
    sales: float | None
    over_sales: float | None
    said: Text | Joined


@dataclass(frozen=True)
class DriverCost:
    """One driver of cost to serve: whether it is `known`, its unit cost in policy (None = only costs that are written down,
    or not set; `policy` is its key, "" where it has none; `shipped` = still the default of clave), the money it makes of all
    customers (None = not known), and why it is not known (None = it is)."""

    key: str
    label: Text
    known: bool
    policy: str
    unit_cost: float | None
    shipped: bool
    money: float | None
    why: Text | Joined | None


@dataclass(frozen=True)
class Whaled:
    """One customer on the curve: its rank by what it leaves (`net`: margin less cost to serve), money, margin, cost to serve, the
    profit cumulated down to it, and that over the whole profit (None where the whole is not positive)."""

    rank: int
    customer: str
    name: str
    key: bool
    money: float
    margin: float
    cost: float | None
    net: float
    cumulated: float
    share: float | None


@dataclass(frozen=True)
class Whale:
    """The whale curve of the year up to `until`: all customers whose margin is known, best first. The first `peak_rank` make
    `peak` of profit, which is `peak_share` of the whole; the last `destroyers` give `given_back` of it away. `outside` are
    customers without a known margin, `outside_money` what they bought. `costed` says whether cost to serve is in it: False where
    policy holds no unit cost in this currency, and then `net` is the margin. `refused` says why there is no curve (None = there
    is one)."""

    since: date
    until: date
    currency: str
    points: tuple[Whaled, ...]
    total: float
    peak_rank: int
    peak: float
    peak_share: float | None
    destroyers: int
    given_back: float
    key_destroyers: int
    outside: int
    outside_money: float
    costed: bool
    drivers: tuple[DriverCost, ...]
    said: Text | Joined
    refused: Text | Joined | None = None


@dataclass(frozen=True)
class Top:
    """What the first `n` hold: their amount, and its share of all."""

    n: int
    amount: float
    share: float


@dataclass(frozen=True)
class Held:
    """How concentrated one figure (`money`, `margin` or `net`) is over the customers that have it above zero: how many and how
    much, the first one, five and ten, the Herfindahl–Hirschman index (from 1/customers to 1), how many equal customers that
    would be, and the band it falls into (`low`, `moderate`, `high`; "" = none). `below` customers have it at zero or below and
    hold no share; of `unknown` nobody knows it. The figures are None where nobody has it above zero."""

    key: str
    label: Text
    customers: int
    total: float
    tops: tuple[Top, ...]
    hhi: float | None
    effective: float | None
    band: str
    below: int
    unknown: int
    said: Text | Joined


@dataclass(frozen=True)
class Loss:
    """What losing one customer, or its whole group, takes: the customers that would go, the money, margin and what is left after
    cost to serve (each with its share of the company's; None = not known, or the company's is not positive). `said` is kept
    of the largest alone; `concentration.loss_said` says any of them."""

    customer: str
    name: str
    key: bool
    members: tuple[str, ...]
    money: float
    money_share: float | None
    margin: float | None
    margin_share: float | None
    net: float | None
    net_share: float | None
    said: Text | Joined | None


@dataclass(frozen=True)
class Concentration:
    """On how few the company stands in the year up to `until`. `by_group` says whether customers of one group count as one.
    `losses` holds every customer (or group) with positive money, the largest first."""

    since: date
    until: date
    currency: str
    by_group: bool
    held: tuple[Held, ...]
    losses: tuple[Loss, ...]


@dataclass(frozen=True)
class Return:
    """What one unit of money put into the programme brought back as margin. `verdict` is one of `pays` (the whole interval is
    above 1), `loses` (below 1), `unclear` (it crosses 1), `part` (it would pay, but part of the cost is not known), `unknown`.
    `low`, `point`, `high` are None where gain or cost is not known; `level` is that of the interval."""

    verdict: str
    low: float | None
    point: float | None
    high: float | None
    level: float
    gain: float | None
    cost: float | None
    whole: bool
    said: Text | Joined


@dataclass(frozen=True)
class ProgrammeCosts:
    """Everything of this room for one date and window. Whale curve and concentration are of the year up to `as_of`, whatever the
    window; they are None where there are no facts."""

    as_of: date
    since: date
    until: date
    currency: str
    programme: Programme
    whale: Whale | None
    concentration: Concentration | None
