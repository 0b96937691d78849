"""What an assistant can ask clave: each tool reads lists of the API as the key may, and changes nothing. (ADR 0043)"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from clave.api.asking import Asker
from clave.api.assistant.reading import MOST, USUAL, page, read
from clave.api.lists.registry import LISTS
from clave.api.problems import Refusal
from clave.base.words import Text, _
from clave.policy import declared

Given = Mapping[str, Any]
TEXT, YES, NUMBER = {"type": "string"}, {"type": "boolean"}, {"type": "integer"}
DAY = {"type": "string", "format": "date"}
FEW = 25
"""Rows of each part of an answer of several."""
NO_ARGUMENT = _("This tool does not take «{name}». It takes these: {known}.")
NEEDED = _("Say which customer (customer), by its code in the ERP.")
CLOSED = _("This key may not read it, so nothing is said of it: {why}")


@dataclass(frozen=True)
class Tool:
    """One question. `takes` are its arguments as JSON schema has them; `ask` answers it."""

    name: str
    title: Text
    means: Text
    ask: Callable[[Asker, Given], dict[str, Any]]
    takes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    needs: tuple[str, ...] = ()

    def shown(self, spoken: str) -> dict[str, Any]:
        """As the protocol lists it."""
        return {
            "name": self.name, "title": self.title.say(spoken), "description": self.means.say(spoken),
            "inputSchema": {
                "type": "object", "properties": dict(self.takes), "required": list(self.needs), "additionalProperties": False,
            },
            "annotations": {"readOnlyHint": True, "destructiveHint": False, "idempotentHint": True, "openWorldHint": False},
        }  # fmt: skip

    def answer(self, asker: Asker, given: Given) -> dict[str, Any]:
        """What is answered. Raises Refusal with a sentence for an argument that is none or is missing."""
        for name in given:
            if name not in self.takes:
                raise Refusal(422, NO_ARGUMENT.fill(name=name[:60], known=", ".join(self.takes) or "—"))
        if any(not given.get(name) for name in self.needs):
            raise Refusal(422, NEEDED)
        return {"as_of": asker.day.isoformat(), "for": asker.person.name, **self.ask(asker, given)}


def _key_accounts(asker: Asker, given: Given) -> dict[str, Any]:
    filters = {name: given.get(name) for name in ("q", "mine", "criterion")}
    return read(asker, "key-accounts", filters, limit=_limit(given)).said()


def _owed(asker: Asker, given: Given) -> dict[str, Any]:
    """What is due to key accounts today or late, and what was promised and broken lately."""
    mine = {"mine": given.get("mine"), "customer": given.get("customer")}
    lately = asker.day - timedelta(days=asker.limits[declared.ledger_recent])
    today = asker.day.isoformat()
    return {
        "key_accounts": _part(asker, "key-accounts", {"mine": given.get("mine")}, limit=MOST),
        "broken_promises": _part(asker, "promises", {**mine, "state": "broken", "since": lately.isoformat()}, order="-on"),
        "contacts_due": _part(asker, "due-contacts", mine, order="due"),
        "plan_actions_due": _part(
            asker, "plan-actions", {**mine, "state": "open", "until": today}, order="due_on",
        ),
        "calendar": _part(asker, "agenda", mine),
        "alerts": _part(asker, "alerts", {**mine, "state": "open"}, order="-first_day"),
    }  # fmt: skip


def _dossier(asker: Asker, given: Given) -> dict[str, Any]:
    """All of one account, part by part; a part that the key may not read says so."""
    one = {"customer": given["customer"]}
    recent = {**one, "since": (asker.day - timedelta(days=365)).isoformat()}
    return {
        "customer": given["customer"],
        "link": page("account", str(given["customer"])),
        "figures": _part(asker, "accounts", one, limit=1),
        "status": _part(asker, "status-changes", one, order="-effective_on"),
        "owners": _part(asker, "owners", one),
        "privileges": _part(asker, "privileges", one),
        "promises": _part(asker, "promises", one, order="-on"),
        "receivables": _part(asker, "receivables", {**one, "open": True}),
        "plan": _part(asker, "plans", one),
        "plan_actions": _part(asker, "plan-actions", {**one, "state": "open"}, order="due_on"),
        "needs": _part(asker, "needs", one),
        "services": _part(asker, "services", one),
        "contacts_due": _part(asker, "due-contacts", one),
        "last_contacts": _part(asker, "touchpoints", recent, order="-on"),
        "alerts": _part(asker, "alerts", {**one, "state": "open"}),
    }  # fmt: skip


def _orders(asker: Asker, given: Given) -> dict[str, Any]:
    """Order lines and work orders of key accounts that are late or left short by the newest plans."""
    of_key = {"customer": given.get("customer"), "key": True}
    return {
        "dispatch": _part(asker, "dispatch-lines", {**of_key, "short": True}),
        "plant": _part(asker, "production-orders", {**of_key, "late": True}),
    }


def _promises(asker: Asker, given: Given) -> dict[str, Any]:
    filters = {name: given.get(name) for name in ("customer", "state", "since", "until", "mine")}
    return read(asker, "promises", filters, order="-on", limit=_limit(given)).said()


def _outcome(asker: Asker, _given: Given) -> dict[str, Any]:
    return {"verdict": _part(asker, "outcome", {}), "figures": _part(asker, "outcome-figures", {}, limit=MOST)}


def _list(asker: Asker, given: Given) -> dict[str, Any]:
    filters = given.get("filters") or {}
    if not isinstance(filters, Mapping):
        raise Refusal(422, NO_ARGUMENT.fill(name="filters", known="{}"))
    return read(asker, str(given["list"]), filters, order=str(given.get("order") or ""), limit=_limit(given)).said()


def _part(
    asker: Asker,
    name: str,
    filters: Given,
    *,
    order: str = "",
    limit: int = FEW,
) -> dict[str, Any]:
    """A part of an answer of several: filters that the list does not have are left out, and what the key may not read is said as
    such, so that the rest is answered all the same."""
    known = {one.name for one in LISTS[name].filters}
    try:
        asked = {key: value for key, value in filters.items() if key in known}
        return read(asker, name, asked, order=order, limit=limit).said()
    except Refusal as refused:
        if refused.status == 429:
            raise
        return {"items": None, "not_read": CLOSED.fill(why=sentence(refused, asker.spoken)).say(asker.spoken)}


def sentence(refused: Refusal, spoken: str) -> str:
    """Why something was refused, in words."""
    found = refused.detail
    if isinstance(found, str):
        return found or NOT_THERE.say(spoken)
    return found.say(spoken)


def _limit(given: Given) -> int:
    asked = given.get("limit")
    return min(max(1, asked), MOST) if isinstance(asked, int) and not isinstance(asked, bool) else USUAL


NOT_THERE = _("there is nothing of that here.")
CUSTOMER = {"customer": {**TEXT, "description": "The code of the customer, as the ERP has it"}}
MINE = {"mine": {**YES, "description": "Only accounts for which whom the key acts for answers"}}
LIMIT = {
    "limit": {**NUMBER, "minimum": 1, "maximum": MOST, "description": f"How many at most; {USUAL} where none is said"}
}
TOOLS: dict[str, Tool] = {
    one.name: one
    for one in (
        Tool(
            "key_accounts", _("Who is a key account, and why"),
            _(
                "Every key account of today: the reasons for which it is one in order of importance, since when, and who of "
                "ours answers for it."
            ),
            _key_accounts, {"q": {**TEXT, "description": "Words of its name, code or city"}, **MINE,
                            "criterion": {**TEXT, "description": "Only those with this reason, by its key"}, **LIMIT},
        ),
        Tool(
            "owed_today", _("What we owe the key accounts today"),
            _(
                "What is due to key accounts today or late: contacts, actions of plans and the calendar of the programme; "
                "promises broken lately; open alerts. With customer, of one account."
            ),
            _owed, {**CUSTOMER, **MINE},
        ),
        Tool(
            "account_dossier", _("All of one account"),
            _(
                "One account: its figures, its life as a key account, privileges, promises kept and broken, what it owes, its "
                "plan, needs, contacts and alerts."
            ),
            _dossier, CUSTOMER, ("customer",),
        ),
        Tool(
            "orders_at_risk", _("Orders of key accounts at risk"),
            _(
                "Order lines of key accounts that the newest dispatch plan leaves short or promises late, and work orders "
                "that the plan of the plant finishes late, each with why."
            ),
            _orders, CUSTOMER,
        ),
        Tool(
            "promises", _("Promises kept and broken"),
            _("The ledger of promises to key accounts, promise by promise: kept, broken, or nobody can tell, with the proof."),
            _promises,
            {**CUSTOMER, **MINE, "state": {**TEXT, "enum": ["kept", "broken", "unknown"]}, "since": DAY, "until": DAY, **LIMIT},
        ),
        Tool(
            "outcome", _("Does the programme work, and does it pay"),
            _("The verdict of the newest reckoning over each window, and every effect of the status with its interval."),
            _outcome,
        ),
        Tool(
            "read_list", _("Any list of clave"),
            _("Reads one of the lists that the resource clave://lists describes, with its filters, in an order."),
            _list, {"list": {**TEXT, "enum": sorted(LISTS)}, "filters": {"type": "object"},
                    "order": {**TEXT, "description": "A column; «-» before it = the largest first"}, **LIMIT}, ("list",),
        ),
    )
}  # fmt: skip
