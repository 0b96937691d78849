"""What clave keeps of itself: who did what, what it does behind the pages, and what it wrote to whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from clave.api.asking import Asker
from clave.api.listed.shape import Column, Filter, Listing, Rows
from clave.api.lists.pieces import WORDS, given, person, plain, spoken, text
from clave.facts.tables import TABLES
from clave.store.deeds import DEEDS
from clave.store.imports import fact_store
from clave.store.log import Asked, events
from clave.store.models import AuditEvent, Import, Job, Mail, Webhook, WebhookDelivery
from clave.store.models.mail import MAIL_STATES
from clave.store.models.webhooks import DELIVERY_STATES
from clave.store.outbox import mails
from clave.store.webhooks import webhooks
from clave.store.work import jobs_for

MOST_VERSIONS = 10_000


def _log(_asker: Asker, asked: Mapping[str, Any]) -> Rows:
    return events(Asked(asked.get("who", ""), asked.get("what", ""), asked.get("since"), asked.get("until")))


def _deliveries(_asker: Asker, asked: Mapping[str, Any]) -> Rows:
    found = WebhookDelivery.objects.filter(of__removed_at=None).select_related("message")
    return found.filter(**given(asked, "state", webhook="of", kind="message__kind"))


def _tables(_asker: Asker, _asked: Mapping[str, Any]) -> Rows:
    return [{"name": name, "table": table} for name, table in TABLES.items()]


LISTS = (
    Listing(
        "imports", "Imports", "Files that were brought, and what became of them.",
        lambda _asker, asked: Import.objects.select_related("by", "ended_by").filter(**given(asked, "state")),
        (
            *plain(Import, "pk state origin currency version created_at ended_at"), person("by"), person("ended_by"),
        ),
        (Filter("state", str),),
    ),
    Listing(
        "fact-versions", "Versions of the book", "Every version of the facts: when, by whom, how many rows of each table.",
        lambda _asker, _asked: fact_store().versions(MOST_VERSIONS, 0),
        (
            Column("version", int), Column("at", datetime), Column("by", str), Column("action", str, "load, undo or reopen"),
            Column("content", int, "The version whose facts it holds"), Column("source", str),
            Column("rows", dict[str, int], "By table", lambda one, _look: dict(one.rows)), Column("current", bool),
            Column("kept", bool, "False once its files were cleaned away"),
        ),
        key="version",
    ),
    Listing(
        "fact-tables", "Tables of facts", "What clave reads, column by column: what an import may bring.",
        _tables,
        (
            Column("name", str), spoken("title", lambda row: row["table"].title),
            spoken("meaning", lambda row: row["table"].meaning),
            Column("columns", list[dict[str, Any]], "Each with its kind, and whether it is needed",
                   lambda row, _look: [
                       {"name": one.name, "kind": str(getattr(one.kind, "name", one.kind)), "required": one.required}
                       for one in row["table"].columns
                   ]),
        ),
        key="name", key_kind=str, accounts=lambda _row: (),
    ),
    Listing(
        "log", "The log", "Who did what, when: a chain in which nothing can be changed unnoticed.",
        _log,
        (
            *plain(AuditEvent, "number at by what about fields previous hash"),
            spoken("did", lambda row: DEEDS.get(row.what, row.what), "In words"),
        ),
        (
            Filter("who", str, "As the log keeps them: person:12"), Filter("what", str, "", tuple(sorted(DEEDS))),
            Filter("since", datetime), Filter("until", datetime, "Not included"),
        ),
        key="number", accounts=lambda _row: (),
    ),
    Listing(
        "jobs", "Jobs", "What was asked to be done behind the pages, how far it is, how it ended.",
        lambda asker, asked: jobs_for(asker.person).filter(**given(asked, "state")),
        (
            *plain(Job, "pk task state share attempt attempts created_at run_after started_at finished_at"),
            text("title", personal=True), text("doing"), text("error", personal=True), person("by"),
        ),
        (Filter("state", str),),
    ),
    Listing(
        "mails", "Mails", "What clave wrote to whom, and whether it went; what it says is read on the page.",
        lambda _asker, asked: mails(asked.get("state", ""), asked.get("q", "")),
        (
            *plain(Mail, "pk template to language subject state unsure attempts created_at due_at attempted_at sent_at"),
            text("error", personal=True), person("person"), person("by"),
        ),
        (WORDS, Filter("state", str, "", tuple(MAIL_STATES))),
    ),
    Listing(
        "webhooks", "Webhooks", "Which systems are told what happens; never their secrets.",
        lambda _asker, _asked: webhooks(),
        (
            *plain(Webhook, "pk name url kinds active failing_since arrived_at created_at"), text("why_off"), person("by"),
        ),
        accounts=lambda _row: (),
    ),
    Listing(
        "webhook-deliveries", "What webhooks told", "Every message to every receiver: whether it arrived, and why not.",
        _deliveries,
        (
            Column("id", int, "", "pk"), Column("webhook", int, "", "of_id"),
            Column("message", str, "The header webhook-id", "message.key"),
            Column("kind", str, "", "message.kind"), Column("at", datetime, "When it happened", "message.at"),
            *plain(WebhookDelivery, "state attempts status due_at delivered_at"), text("error"),
        ),
        (Filter("webhook", int), Filter("state", str, "", DELIVERY_STATES), Filter("kind", str)), accounts=lambda _row: (),
    ),
)  # fmt: skip
