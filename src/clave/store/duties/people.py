"""The sheets of credit, reception and marketing: who is asked to pay, who comes, whom to greet, and only with consent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import Joined, Text, _, counted, joined
from clave.operations.contacts import birthday_in
from clave.operations.duties import Duty, Link
from clave.operations.hospitality.suggestions import Celebrant
from clave.policy import declared
from clave.privileges.collection.worklist import Task
from clave.report.treatment import what_to_do
from clave.store.cadence import agreed
from clave.store.collecting import collected
from clave.store.duties.asked import Asked
from clave.store.duties.away import events, sessions
from clave.store.fields import BIRTHDAY, FIELDS, GREETED, reserved
from clave.store.hospitality import celebrants
from clave.store.knowing import Known, known_among
from clave.store.models import Contact, ContactConsent, IdleOffer, PaymentPromise, Touchpoint, TouchpointContact
from clave.store.models.idle_stock import OPEN
from clave.store.touchpoints import standing

AHEAD = 7
"""Days ahead in which marketing is told a birthday, so that a card arrives."""
NEWS, VISITS = "news", ("visit", "hospitality")


# --- credit -----------------------------------------------------------------------------------------------------------
def credit(asked: Asked) -> list[Duty]:
    """What has to be done about what key accounts owe, and their promises to pay that fall due."""
    return [*_owed(asked), *_promised(asked)]


def _owed(asked: Asked) -> list[Duty]:
    try:
        found = collected(asked.now, asked.limits)
    except ClaveError as refused:
        asked.notes.append(refused.sentence())
        return []
    if found.old and found.news is not None:
        asked.notes.append(_("What they owe is known up to {day}.").fill(day=Figure(found.news, "date")))
    return [_asks(one, asked, found.day) for one in found.tasks if one.customer in asked.keys and one.to_do]


def _asks(one: Task, asked: Asked, day: date) -> Duty:
    what = counted("{n} document", "{n} documents", len(one.debts))
    who = _("{who} asks").fill(who=one.by or _("Credit and collections"))
    return Duty(
        "ask", one.customer, asked.keys[one.customer], joined((what, who), " · "), one.reason,
        Link(_("Open its receivables"), "collection_account", (one.customer,)), day - timedelta(days=one.oldest),
        float(one.balance), one.currency,
    )  # fmt: skip


def _promised(asked: Asked) -> list[Duty]:
    last = asked.today + timedelta(days=asked.limits[declared.alert_agenda])
    found = PaymentPromise.objects.filter(
        withdrawn_at=None, customer__in=asked.keys, until__gte=asked.today, until__lte=last
    )
    return [
        Duty(
            "promised", one.customer, asked.keys[one.customer], _("{who} promised to pay").fill(who=one.said_by),
            _("promised on {day}: {documents}").fill(day=Figure(one.made, "date"), documents=", ".join(one.documents)),
            Link(_("Open its receivables"), "collection_account", (one.customer,)), one.until, float(one.amount), one.currency,
        )
        for one in found.order_by("until", "pk")
    ]  # fmt: skip


# --- reception --------------------------------------------------------------------------------------------------------
def reception(asked: Asked) -> list[Duty]:
    """Visits that are agreed or were left to do for today and tomorrow, with who answers; who is away; birthdays of today."""
    agreed_visits, left = _visits(asked), _left(asked)
    known = {one.customer: one for one in known_among({one.account for one in [*agreed_visits, *left]}, asked.today)}
    comes = [_answered(one, known.get(one.account)) for one in [*agreed_visits, *left]]
    return [*comes, *sessions(asked), *_greeted(asked, 0, GREETED)]


def _visits(asked: Asked) -> list[Duty]:
    return [
        Duty(
            "comes", one.row.customer, asked.keys[one.row.customer],
            joined((_("Visit with {whom}").fill(whom=one.whom), one.topic or _("no topic")), " · "), one.who,
            Link(_("How to treat it"), "account_treatment", (one.row.customer,)), one.stand.due,
        )
        for one in agreed(asked.today, asked.keys)
        if one.row.channel == "visit" and asked.today <= one.stand.due <= asked.tomorrow and one.stand.state != "absent"
    ]  # fmt: skip


def _left(asked: Asked) -> list[Duty]:
    rows = list(
        standing().filter(
            customer__in=asked.keys, kind__in=VISITS, done_on=None, follow_up_on__gte=asked.today,
            follow_up_on__lte=asked.tomorrow,
        ).exclude(follow_up="").select_related("by").order_by("follow_up_on", "pk")
    )  # fmt: skip
    people = _people_of(rows)
    return [
        Duty(
            "comes", row.customer, asked.keys[row.customer],
            _("{whom}: {what}").fill(whom=people.get(row.pk) or _("Somebody of theirs"), what=row.follow_up), row.by.name,
            Link(_("How to treat it"), "account_treatment", (row.customer,)), row.follow_up_on,
        )
        for row in rows
    ]  # fmt: skip


def _people_of(rows: Iterable[Touchpoint]) -> dict[int, str]:
    found: dict[int, list[str]] = {}
    named = TouchpointContact.objects.filter(touchpoint__in=list(rows), contact__erased_at=None)
    for number, name in named.order_by("contact__name").values_list("touchpoint_id", "contact__name"):
        found.setdefault(number, []).append(name)
    return {number: ", ".join(names) for number, names in found.items()}


def _answered(one: Duty, known: Known | None) -> Duty:
    """The line with who receives it, who answers for the account, and how it is treated."""
    parts: list[Text | Joined | str] = [_("received by {who}").fill(who=one.why)]
    if known is not None:
        if known.owner is not None:
            parts.append(_("{name} answers for it").fill(name=known.owner.name))
        parts += what_to_do("reception", known.reasons, known.state)[:1]
    return Duty(one.part, one.account, one.name, one.what, joined(parts, " · "), one.act, one.on)


# --- birthdays, offers and consent ------------------------------------------------------------------------------------
def _greeted(asked: Asked, ahead: int, field: str) -> list[Duty]:
    """Birthdays up to so many days ahead, of who said that they may be greeted and was not yet; seen by the readers of a
    field."""
    last = asked.today + timedelta(days=ahead)
    if not asked.sight.sees_some(field):
        asked.notes.append(_("Birthdays: {reserved}").fill(reserved=reserved(FIELDS[field])))
    return [
        Duty(
            "greet", one.customer, asked.keys[one.customer], one.name,
            _("said yes to being greeted"), _greets(one), on,
        )
        for one in celebrants(asked.keys, asked.today)
        if asked.today <= (on := _next(one, asked.today)) <= last
        and one.consent.allowed
        and asked.sight.sees(field, one.customer)
        and not any(day >= asked.today - timedelta(days=AHEAD) for day in one.greeted)
    ]  # fmt: skip


def _next(one: Celebrant, today: date) -> date:
    this = birthday_in(today.year, one.day, one.month)
    return this if this >= today else birthday_in(today.year + 1, one.day, one.month)


def _greets(one: Celebrant) -> Link:
    return Link(
        _("Log the greeting"), "touchpoint_new", (), f"?cliente={one.customer}&tipo=call&persona={one.number}", True
    )


def marketing(asked: Asked) -> list[Duty]:
    """Birthdays of the week, events, what must come down, offers that wait for an answer, and whom nobody asked for news."""
    return [*_greeted(asked, AHEAD, BIRTHDAY), *events(asked), *_offers(asked), *_unasked(asked)]


def _offers(asked: Asked) -> list[Duty]:
    found = IdleOffer.objects.filter(state=OPEN, customer__in=asked.keys, until__gte=asked.today).order_by(
        "until", "pk"
    )
    return [
        Duty(
            "offers", one.customer, asked.keys[one.customer],
            _("{units} of {product}").fill(units=Figure(one.quantity, "quantity"), product=one.product_name or one.product),
            _("offered on {day}; it stands until its day").fill(day=Figure(one.made_at.date(), "date")),
            Link(_("Open the offer"), "idle_offer", (str(one.pk),)), one.until, float(one.quantity * one.price), one.currency,
        )
        for one in found
    ]  # fmt: skip


def _unasked(asked: Asked) -> list[Duty]:
    """Accounts with people whom nobody asked: they are in no list until they say yes."""
    living = Contact.objects.filter(customer__in=asked.keys, removed_at=None, erased_at=None, left_on=None)
    spoken = ContactConsent.objects.filter(purpose=NEWS).values("contact")
    missing = Counter(living.exclude(pk__in=spoken).values_list("customer", flat=True))
    return [
        Duty(
            "ask", customer, asked.keys[customer],
            counted("{n} person was not asked", "{n} people were not asked", n),
            _("they are in no list of news or events until they say yes"),
            Link(_("See its people"), "account_people", (customer,)),
        )
        for customer, n in sorted(missing.items(), key=lambda one: (-one[1], asked.keys[one[0]]))
    ]  # fmt: skip
