"""What other systems can be told of, each kind with the shape of what it says. (ADR 0039)

A message says that something happened, to which account, and where to ask for it; never a name of a person, an amount or any
other figure: who asks for it with a key sees what that key's person sees, and no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from clave.base.words import Text, _

TEST = "webhook.test"
BROKEN = "promises.broken"
RAISED = "alerts.raised"
MOST = 500
"""Ids in one message; more are counted, and read at the address it gives."""


@dataclass(frozen=True)
class EventKind:
    """A kind by its name, which is the act of the log where it has one. `api` is where it is read: `{id}` is what it is about;
    `listed` = it names several things by their ids."""

    key: str
    title: Text
    api: str
    listed: bool = False


KINDS: dict[str, EventKind] = {
    one.key: one
    for one in (
        EventKind("import.loaded", _("Files were loaded into the book"), "imports/{id}"),
        EventKind("book.undone", _("The last import was taken back"), "fact-versions"),
        EventKind("feed.pulled", _("A source was read"), "imports"),
        EventKind("feed.stopped", _("A source could not be read"), "imports"),
        EventKind("selection.kept", _("A selection was made"), "selection-runs/{id}"),
        EventKind("policy.changed", _("The policy was changed"), "policy"),
        EventKind("nomination.made", _("A customer was nominated"), "nominations/{id}"),
        EventKind("nomination.withdrawn", _("A nomination was taken back"), "nominations/{id}"),
        EventKind("proposal.opened", _("A list went before the committee"), "proposals/{id}"),
        EventKind("proposal.decided", _("A proposal was decided, whole or in part"), "proposals/{id}"),
        EventKind("proposal.closed", _("A proposal was closed"), "proposals/{id}"),
        EventKind("status.changed", _("The status of an account moved"), "status-changes?customer={id}"),
        EventKind(
            "announcement.made", _("A customer was told that it is a key account"), "announcements?customer={id}"
        ),
        EventKind(
            "announcement.acknowledged", _("A customer acknowledged its announcement"), "announcements?customer={id}"
        ),
        EventKind("charge.assigned", _("Somebody else answers for an account"), "owners?customer={id}"),
        EventKind("handover.signed", _("A handover was signed"), "handovers/{id}"),
        EventKind("grant.given", _("A privilege was given"), "grants?customer={id}"),
        EventKind("grant.changed", _("A privilege was changed"), "grants?customer={id}"),
        EventKind("grant.ended", _("A privilege was ended"), "grants?customer={id}"),
        EventKind("condition.given", _("A preferential condition was given"), "conditions?customer={id}"),
        EventKind("condition.ended", _("A preferential condition was ended"), "conditions?customer={id}"),
        EventKind("ledger.judged", _("The promises were judged anew"), "promises"),
        EventKind(BROKEN, _("Promises were broken that were not before"), "promises?state=broken", listed=True),
        EventKind("promise.noted", _("A customer promised to pay"), "payment-promises?customer={id}"),
        EventKind("dispute.opened", _("A customer does not agree with a document"), "disputes?customer={id}"),
        EventKind("dispute.closed", _("A dispute was closed"), "disputes?customer={id}"),
        EventKind("invoice_error.reported", _("An error on an invoice was reported"), "invoice-errors?customer={id}"),
        EventKind("invoice_error.solved", _("An error on an invoice was put right"), "invoice-errors?customer={id}"),
        EventKind("dispatch.planned", _("The dispatch was planned"), "dispatch-plans/{id}"),
        EventKind("dispatch.confirmed", _("The dispatch was confirmed"), "dispatch-plans/{id}"),
        EventKind("dispatch.reopened", _("The confirmation of the dispatch was taken back"), "dispatch-plans/{id}"),
        EventKind("production.planned", _("The plant was planned"), "production-plans/{id}"),
        EventKind("production.confirmed", _("The plan of the plant was confirmed"), "production-plans/{id}"),
        EventKind(
            "production.reopened",
            _("The confirmation of the plan of the plant was taken back"),
            "production-plans/{id}",
        ),
        EventKind("offer.accepted", _("An offer of idle stock was accepted"), "idle-offers/{id}"),
        EventKind("touchpoint.logged", _("A contact with a customer was logged"), "touchpoints/{id}"),
        EventKind("touchpoint.withdrawn", _("A contact with a customer was withdrawn"), "touchpoints"),
        EventKind("need.recorded", _("A need of a customer was written down"), "needs/{id}"),
        EventKind("need.moved", _("A need was moved to another stage"), "needs/{id}"),
        EventKind("service.requested", _("A special service was asked for"), "services/{id}"),
        EventKind("service.approved", _("A special service was approved"), "services/{id}"),
        EventKind("service.refused", _("A special service was refused"), "services/{id}"),
        EventKind("service.done", _("A special service was done"), "services/{id}"),
        EventKind("initiative.begun", _("A joint initiative began"), "initiatives/{id}"),
        EventKind("initiative.moved", _("A joint initiative was moved to another stage"), "initiatives/{id}"),
        EventKind("plan.begun", _("An account plan began"), "plan-objectives?customer={id}"),
        EventKind("plan.reviewed", _("An account plan was reviewed"), "plan-objectives?customer={id}"),
        EventKind("plan.closed", _("An account plan was closed"), "plan-objectives?customer={id}"),
        EventKind("report.approved", _("A report of consumption was approved"), "reports/{id}"),
        EventKind("report.sent", _("A report of consumption was sent"), "reports/{id}"),
        EventKind("survey.opened", _("A survey was sent"), "surveys/{id}"),
        EventKind("survey.closed", _("A survey was closed"), "surveys/{id}"),
        EventKind("portal.asked", _("A customer asked something in the portal"), ""),
        EventKind(RAISED, _("Alerts were found that were not there before"), "alerts", listed=True),
        EventKind("outcome.reckoned", _("The outcome of the programme was reckoned"), "outcome"),
        EventKind("backup.made", _("A backup was made"), ""),
    )
}
"""Every kind that can be chosen, in the order of the chain."""
TRIAL = EventKind(TEST, _("A trial, that somebody asked for"), "")


def schema_of(kind: EventKind) -> dict[str, Any]:
    """The JSON schema (2020-12) of what a message of this kind says."""
    data: dict[str, Any] = {
        "about": {
            "type": "string",
            "description": "What it is about: its kind as the log names it, such as customer or need",
        },
        "id": {"type": "string", "description": "Its number, or the code of the customer"},
        "account": {
            "type": ["string", "null"],
            "description": "The customer, as the ERP has it; null where it is of none",
        },
        "fields": {
            "type": "array",
            "items": {"type": "string"},
            "description": "Names of what changed, never values",
        },
        "url": {
            "type": ["string", "null"],
            "description": "Where the API gives it; null where it is on no list",
        },
    }
    if kind.listed:
        data["ids"] = {"type": "array", "items": {"type": "string"}, "maxItems": MOST}
        data["count"] = {"type": "integer", "minimum": 1, "description": "How many there are, however many are named"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": kind.key,
        "type": "object",
        "required": ["type", "timestamp", "data"],
        "additionalProperties": False,
        "properties": {
            "type": {"const": kind.key},
            "timestamp": {"type": "string", "format": "date-time", "description": "When it happened, in UTC"},
            "data": {"type": "object", "required": list(data), "additionalProperties": False, "properties": data},
        },
    }


def named(ids: Sequence[str]) -> dict[str, Any]:
    """The ids of a message of several."""
    return {"ids": list(ids[:MOST]), "count": len(ids)}
