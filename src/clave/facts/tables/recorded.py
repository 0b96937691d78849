"""What people record in clave, handed down to the chain as declared tables."""

from __future__ import annotations

from clave.base.words import _
from clave.facts.tables.shape import Column, Kind, Table

JUDGED = ("knowledge", "prestige", "multinational", "extraordinary")
KINDS = {"extraordinary": ("product", "service", "market", "demand", "singularity")}
"""Judged criteria that are judged one line at a time: the kinds of what a customer gives. (A4)"""
VOICES = {"rating": ("customer", "criterion", "kind", "rater"), "declared_wallet": ("customer",)}
"""Tables in which only the latest word counts, and the columns that say whose word it is, about what."""

touchpoint = Table(
    name="touchpoint",
    title=_("Contacts with customers"),
    meaning=_("Calls, visits, mails and messages, in both directions."),
    identity=("customer", "date", "kind", "direction", "by"),
    recorded=True,
    columns=(
        Column("customer", Kind.TEXT, _("Customer"), required=True, headers=("cliente", "customer")),
        Column("date", Kind.DATE, _("Day of the contact"), required=True, headers=("fecha", "date")),
        Column(
            "direction",
            Kind.TEXT,
            _("'in' (the customer came to us) or 'out'"),
            required=True,
            choices=("in", "out"),
            headers=("sentido", "direccion", "direction"),
        ),
        Column(
            "kind",
            Kind.TEXT,
            _("'visit', 'call', 'mail', 'message', 'hospitality', also in Spanish; any other word counts as a call"),
            understood=("visit", "call", "mail", "message", "hospitality"),
            headers=("tipo", "medio", "kind"),
        ),
        Column("by", Kind.TEXT, _("Who of ours"), personal=True, headers=("quien", "usuario", "by")),
        Column("cost", Kind.MONEY, _("What it cost"), minimum=0, headers=("costo", "valor", "cost")),
        Column("recorded_date", Kind.DATE, _("Day it was written down"), headers=("fecha registro", "recorded")),
    ),
)

service = Table(
    name="service",
    title=_("Special services"),
    meaning=_("Lab use, returns without a fault of ours, urgent deliveries, samples, training."),
    identity=("customer", "date", "kind", "document"),
    recorded=True,
    columns=(
        Column("customer", Kind.TEXT, _("Customer"), required=True, headers=("cliente", "customer")),
        Column("date", Kind.DATE, _("Day of the service"), required=True, headers=("fecha", "date")),
        Column(
            "kind",
            Kind.TEXT,
            _("'lab', 'return', 'urgent', 'sample', 'training'"),
            required=True,
            choices=("lab", "return", "urgent", "sample", "training"),
            headers=("tipo", "kind"),
        ),
        Column("hours", Kind.RATE, _("Hours it took"), unit="hours", minimum=0, headers=("horas", "hours")),
        Column("cost", Kind.MONEY, _("What it cost"), minimum=0, headers=("costo", "cost")),
        Column("document", Kind.TEXT, _("Document or reference"), headers=("documento", "document")),
        Column("recorded_date", Kind.DATE, _("Day it was written down"), headers=("fecha registro", "recorded")),
    ),
)

rating = Table(
    name="rating",
    title=_("Ratings"),
    meaning=_("What people judge on the written 0 to 4 scale, with reason, evidence and expiry."),
    identity=("customer", "criterion", "kind", "rater", "date"),
    recorded=True,
    columns=(
        Column("customer", Kind.TEXT, _("Customer"), required=True, headers=("cliente", "customer")),
        Column(
            "criterion",
            Kind.TEXT,
            _("Judged criterion"),
            required=True,
            choices=JUDGED,
            headers=("criterio", "criterion"),
        ),
        Column(
            "kind",
            Kind.TEXT,
            _("Of an extraordinary benefit, the kind that is judged; empty: the benefit as a whole"),
            choices=KINDS["extraordinary"],
            headers=("clase", "clase de beneficio", "clase de conocimiento", "kind"),
        ),
        Column(
            "rater", Kind.TEXT, _("Who judges"), required=True, personal=True, headers=("quien", "evaluador", "rater")
        ),
        Column("date", Kind.DATE, _("Day of the rating"), required=True, headers=("fecha", "date")),
        Column(
            "rating",
            Kind.INTEGER,
            _("0 to 4 on the written scale"),
            required=True,
            minimum=0,
            maximum=4,
            headers=("calificacion", "puntaje", "rating"),
        ),
        Column("reason", Kind.TEXT, _("Reason in one sentence"), headers=("razon", "motivo", "reason")),
        Column("evidence", Kind.TEXT, _("What proves it"), headers=("evidencia", "evidence")),
        Column(
            "expires_date",
            Kind.DATE,
            _("Last day on which it counts; policy decides where empty"),
            headers=("vence", "expira", "expires"),
        ),
    ),
)

profile_date = Table(
    name="profile_date",
    title=_("Profile dates"),
    meaning=_("When somebody last confirmed what we know of a customer."),
    identity=("customer", "confirmed_date"),
    recorded=True,
    columns=(
        Column("customer", Kind.TEXT, _("Customer"), required=True, headers=("cliente", "customer")),
        Column(
            "confirmed_date",
            Kind.DATE,
            _("Day of the confirmation"),
            required=True,
            headers=("fecha", "confirmado", "confirmed"),
        ),
    ),
)

declared_wallet = Table(
    name="declared_wallet",
    title=_("Declared wallets"),
    meaning=_("What a customer buys in a year from everybody, as its key account manager declares it."),
    identity=("customer", "date"),
    recorded=True,
    columns=(
        Column("customer", Kind.TEXT, _("Customer"), required=True, headers=("cliente", "customer")),
        Column("date", Kind.DATE, _("Day of the declaration"), required=True, headers=("fecha", "date")),
        Column(
            "amount",
            Kind.MONEY,
            _("Purchases in a year, from us and from others"),
            required=True,
            minimum=0,
            headers=("valor", "potencial", "amount"),
        ),
        Column("source", Kind.TEXT, _("How we know"), headers=("fuente", "source")),
        Column(
            "expires_date",
            Kind.DATE,
            _("Last day on which it counts; policy decides where empty"),
            headers=("vence", "expires"),
        ),
    ),
)
