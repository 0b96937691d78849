"""Customers like the key accounts that are not key: what they would have been compared with anyway.

Of an account for which nothing better was found (`matched`), they are among the peers by which the wallet is estimated (same
sector, size, channel and region where known, else nearest by family mix): of those, the few nearest in money before the stretch
began. An account that has none is compared with nobody: a side is only as good as who stands on the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import log

from clave.base.words import Text, _
from clave.measures import sales
from clave.measures.wallet import Wallets
from clave.outcome.harvest.given import Span, Table
from clave.policy import harvest
from clave.policy.limits import Limits

NEAREST = _("the nearest in money among those of the same sector, channel or family mix, before the window began")
MATCHED = _("matched on the 24 months before they entered")
BOTH = _("of {n} accounts, {matched}; of the other {others}, {nearest}")


def comparable(
    span: Span, keys: Iterable[str], matched: Mapping[str, tuple[str, ...]] | None, limits: Limits
) -> tuple[dict[str, tuple[str, ...]], Text]:
    """The comparable customers of each key account, and how they were found; those that have none are left out."""
    better = {key: tuple(one for one in (matched or {}).get(key, ()) if one not in span.ever) for key in keys}
    found = {key: some or _nearest(span.past, key, span.ever, limits) for key, some in better.items()}
    found = {key: some for key, some in found.items() if some}
    good = sum(bool(better[key]) for key in found)
    if good in (0, len(found)):
        return found, MATCHED if good else NEAREST
    return found, BOTH.fill(n=good, matched=MATCHED, others=len(found) - good, nearest=NEAREST)


def everybody(found: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """All of them, each once, in code order."""
    return tuple(sorted({one for some in found.values() for one in some}))


def _nearest(past: Table, key: str, ever: frozenset[str], limits: Limits) -> tuple[str, ...]:
    wallets: Wallets | None = past.measured.details.get("wallet")
    place, own = past.place(key), past.number(sales.money, key)
    if wallets is None or place is None or own is None or own <= 0:
        return ()
    money = past.measured.numbers(sales.money)
    others = [
        (abs(log(money[other] / own)), past.codes[other])
        for other in wallets.peers.of(place).tolist()
        if money[other] > 0 and past.codes[other] not in ever
    ]
    return tuple(code for _far, code in sorted(others)[: limits[harvest.alike]])
