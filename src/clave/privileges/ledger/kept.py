"""The ledger: every promise of every grant that fell due in a window, judged from the facts. (G2–G7, C5; product.md §2.1)"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from clave.policy.limits import Limits
from clave.privileges.catalogue.declared import PRIVILEGES
from clave.privileges.catalogue.grants import OWN, Grant
from clave.privileges.conditions import Condition
from clave.privileges.ledger import documents, orders, periods
from clave.privileges.ledger.due import UNKNOWN, Due
from clave.privileges.ledger.seen import Seen
from clave.privileges.ledger.term import Term
from clave.privileges.minimums import Minimum


@dataclass(frozen=True)
class Given:
    """What was given: grants, conditions and minimums, and the channel of each customer ("" where nobody knows it)."""

    grants: Sequence[Grant] = ()
    conditions: Sequence[Condition] = ()
    minimums: Sequence[Minimum] = ()
    channels: Mapping[str, str] = field(default_factory=dict)


def ledger(given: Given, seen: Seen, limits: Limits, *, since: date, until: date, as_of: date) -> tuple[Due, ...]:
    """Every promise that fell due between two days, both inside, as the facts of `as_of` show it; by account, privilege,
    day and matter, whatever the order of the rows. What cannot be judged is in it, with the file that would tell."""
    found = [due for term in terms(given.grants, since, until, as_of) for due in _judged(term, given, seen, limits)]
    return tuple(sorted(found, key=lambda due: (due.account, due.privilege, due.on, due.about, due.state)))


def terms(grants: Sequence[Grant], since: date, until: date, as_of: date) -> Iterator[Term]:
    """The grants that run in the window; where two of one account meet, its own stands before that of a template."""
    for grant in grants:
        privilege = PRIVILEGES.get(grant.privilege)
        if privilege is None or grant.since > until or (grant.until is not None and grant.until < since):
            continue
        over = tuple(
            other for other in grants
            if other.origin == OWN != grant.origin
            and (other.account, other.privilege) == (grant.account, grant.privilege)
        )  # fmt: skip
        yield Term(grant, privilege, since, until, as_of, over)


def _judged(term: Term, given: Given, seen: Seen, limits: Limits) -> Iterator[Due]:
    key = term.privilege.key
    table = _SHOWN_BY.get(key)
    if table is not None and seen.rows(table) is None:
        return periods.unmeasured(term, table)
    term = replace(term, as_of=min(term.as_of, seen.known.get(table or _PARTLY_BY.get(key, ""), term.as_of)))
    if key in _BY_ROW:
        return _BY_ROW[key](term, seen, limits)
    if key == "no_minimum":
        return orders.any_quantity(term, seen, limits, given.minimums, given.channels.get(term.account, ""))
    if key == "preferential":
        return documents.preferred(term, seen, limits, given.conditions)
    return _BY_PERIOD[key](term, seen) if key in _BY_PERIOD else periods.unmeasured(term)


_SHOWN_BY = {
    "dispatch": "order_line", "complete": "order_line", "no_minimum": "order_line", "preferential": "invoice_line",
    "dock": "delivery", "production": "work_order",
}  # fmt: skip
_PARTLY_BY = {"contact": "touchpoint", "sponsor": "touchpoint"}
_BY_ROW = {
    "dispatch": orders.dispatched, "complete": orders.complete, "dock": documents.docked, "production": documents.produced,
}  # fmt: skip
_BY_PERIOD = {
    "contact": periods.contacted, "sponsor": periods.sponsored, "report": periods.repeated,
    "joint_plan": periods.repeated, "improvement": periods.answered, "billing": periods.answered,
    "preview": periods.ahead, "seconds": periods.ahead,
}  # fmt: skip


def measurable(dues: Sequence[Due]) -> dict[str, tuple[str, ...]]:
    """What could not be judged: by sentence in English, the privileges it is said of, so that a page can name the file once."""
    found: dict[str, set[str]] = {}
    for due in dues:
        if due.state == UNKNOWN:
            found.setdefault(due.why.say("en"), set()).add(due.privilege)
    return {words: tuple(sorted(keys)) for words, keys in sorted(found.items())}
