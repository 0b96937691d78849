"""A3, E5: what a customer could buy, what is left of it, and how much of it we have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from statistics import NormalDist

import numpy as np

from clave.base.words import _
from clave.measures.compared import Against, against, expected
from clave.measures.families import Purchases
from clave.measures.frame import Frame, Ints, Outcome, numeric, ratio
from clave.measures.peers import NOBODY, Peers, find
from clave.measures.shape import Floats, Measure, Measured
from clave.policy import declared
from clave.policy.limits import Limits

_NEEDS = ("invoice_line", "product")
wallet = Measure(
    "wallet", _("Wallet"), "money",
    _("What it buys in a year from everybody: declared if fresh, else estimated from what comparable customers buy."),
    ("A3", "E5"), _NEEDS,
)  # fmt: skip
headroom = Measure(
    "headroom", _("Headroom"), "money", _("Wallet minus its purchases of the year."), ("A3", "E5"), _NEEDS
)
share_of_wallet = Measure(
    "share_of_wallet", _("Share of wallet"), "share", _("Its purchases of the year over its wallet."), ("A3",), _NEEDS
)
wallet_low = Measure(
    "wallet_low", _("Wallet, lower bound"), "money", _("Lower end of the estimate; a declared wallet has no spread."),
    ("A3",), _NEEDS,
)  # fmt: skip
wallet_high = Measure(
    "wallet_high", _("Wallet, upper bound"), "money", _("Upper end of the estimate; a declared wallet has no spread."),
    ("A3",), _NEEDS,
)  # fmt: skip
wallet_peers = Measure(
    "wallet_peers",
    _("Comparable customers"),
    "count",
    _("Customers that the estimate compares it with."),
    ("A3",),
    _NEEDS,
)

MEASURES = (wallet, headroom, share_of_wallet, wallet_low, wallet_high, wallet_peers)
_NONE: Ints = np.full((0, 0), NOBODY, dtype=np.int64)


@dataclass(frozen=True)
class Wallets:
    """What a wallet opens to: who is compared with whom, what everybody buys by family, and who declared its wallet."""

    codes: tuple[str, ...]
    purchases: Purchases
    peers: Peers
    declared: Floats
    limits: Limits


@dataclass(frozen=True)
class GridRow:
    """One family for one customer: what it buys in the year, which share of its peers buys it, and what they buy of it.

    `expected`: enough peers buy it for it to count; `headroom`: what that leaves, from `low` to `high` as sure as the
    policy's interval level."""

    family: str
    money: float
    peer_share: float
    peer_money: float
    expected: bool
    headroom: float
    low: float
    high: float


@dataclass(frozen=True)
class Estimate:
    """For all customers: headroom at the quantile and at both ends of its interval, peers, and families expected and bought."""

    headroom: Floats
    low: Floats
    high: Floats
    peers: Floats
    expected: Floats
    bought: Floats


def compute(frame: Frame) -> Outcome:
    """Declared where fresh; else purchases of the year plus, for every family that enough peers buy, what the policy's
    quantile of them buys beyond the customer's own. Not available without families or without enough peers."""
    bought: Purchases = frame.done["families"].basis
    peers = _peers(frame, bought)
    estimate = _estimate(bought, peers, frame.limits)
    told = _declared(frame)
    own = np.maximum(frame.numbers("money"), 0.0)
    left = np.where(np.isnan(told), estimate.headroom, np.maximum(told - own, 0.0))
    whole = np.where(np.isnan(told), own + estimate.headroom, told)
    columns = {
        "wallet": whole,
        "headroom": left,
        "share_of_wallet": np.minimum(ratio(own, whole), 1.0),
        "wallet_low": np.where(np.isnan(told), own + estimate.low, told),
        "wallet_high": np.where(np.isnan(told), own + estimate.high, told),
        "wallet_peers": estimate.peers,
    }
    detail = Wallets(frame.codes, bought, peers, told, frame.limits)
    return Outcome({key: numeric(values) for key, values in columns.items()}, detail, estimate)


def grid(measured: Measured, customer: str) -> tuple[GridRow, ...]:
    """The families of one customer against its peers, the largest headroom first; () where it has no peers."""
    wallets: Wallets = measured.details["wallet"]
    index = measured.index(customer)
    money, others = np.maximum(wallets.purchases.money, 0.0), wallets.peers.of(index)
    if not len(others):
        return ()
    alone = Peers((np.append(others, index),), ((),), np.where(np.arange(len(money)) == index, 0, NOBODY), _NONE)
    batch = next(against(money, alone, wallets.limits[declared.peer_quantile], _spread(wallets.limits)))
    return _grid_rows(wallets, index, batch, 0)


def grids(measured: Measured) -> Iterator[tuple[int, tuple[GridRow, ...]]]:
    """`grid` of every customer that has peers, by its position: only families that it buys or could buy."""
    wallets: Wallets | None = measured.details.get("wallet")
    if wallets is None:
        return
    money, limits = np.maximum(wallets.purchases.money, 0.0), wallets.limits
    for batch in against(money, wallets.peers, limits[declared.peer_quantile], _spread(limits)):
        for place, index in enumerate(batch.rows.tolist()):
            found = _grid_rows(wallets, index, batch, place)
            yield index, tuple(row for row in found if row.expected or row.money)


def _grid_rows(wallets: Wallets, index: int, batch: Against, place: int) -> tuple[GridRow, ...]:
    own, share = wallets.purchases.money[index], batch.share[place]
    counts = share >= wallets.limits[declared.peer_share]
    typical, low, high = (amounts[place] for amounts in batch.amounts)
    left, least, most = (
        np.where(counts, np.maximum(amount - np.maximum(own, 0.0), 0.0), 0.0) for amount in (typical, low, high)
    )
    order = np.lexsort((np.arange(len(left)), -own, -left))
    return tuple(
        GridRow(
            wallets.purchases.families[family], float(own[family]), float(share[family]), float(typical[family]),
            bool(counts[family]), float(left[family]), float(least[family]), float(most[family]),
        )
        for family in order.tolist()
        if share[family] > 0 or own[family] > 0
    )  # fmt: skip


def _spread(limits: Limits) -> float:
    return NormalDist().inv_cdf((1.0 + limits[declared.interval_level]) / 2.0)


def peers_of(measured: Measured, customer: str) -> tuple[str, ...]:
    """Codes of the customers it is compared with, in code order."""
    wallets: Wallets = measured.details["wallet"]
    return tuple(wallets.codes[other] for other in wallets.peers.of(measured.index(customer)).tolist())


def _peers(frame: Frame, bought: Purchases) -> Peers:
    """Peers buy some family this year; where no family is known for anybody, nobody has peers."""
    comparable = (bought.money > 0).any(axis=1) & (frame.numbers("money") > 0)
    limits = frame.limits
    words = frame.done["place"].detail if bought.families else {}
    money = np.maximum(bought.money, 0.0)
    return find(money, comparable, words, limits[declared.peer_minimum], limits[declared.peer_maximum])


def _estimate(bought: Purchases, peers: Peers, limits: Limits) -> Estimate:
    money = np.maximum(bought.money, 0.0)
    results = [np.full(len(money), np.nan) for _part in range(6)]
    for batch in against(money, peers, limits[declared.peer_quantile], _spread(limits)):
        counts = expected(batch, limits[declared.peer_share])
        own = money[batch.rows]
        for place, amounts in enumerate(batch.amounts):
            results[place][batch.rows] = np.where(counts, np.maximum(amounts - own, 0.0), 0.0).sum(axis=1)
        results[3][batch.rows] = batch.peers
        results[4][batch.rows] = counts.sum(axis=1)
        results[5][batch.rows] = (counts & (own > 0)).sum(axis=1)
    return Estimate(*results)


def _declared(frame: Frame) -> Floats:
    """The declared wallet where it is fresh; of a group, where all its customers have one."""
    fresh_from = frame.windows.as_of - timedelta(days=frame.limits[declared.wallet_days])
    rows = frame.query("declared_wallet", fresh_from=fresh_from)
    whole = frame.spread(rows, "declared") == frame.spread(rows, "customers")
    return np.where(whole, frame.spread(rows, "amount"), np.nan)
