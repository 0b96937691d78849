"""The catalogue: every privilege that a key account may be given, as data. How much of each is dated policy.

Which category gets which by itself is policy too (`template.*`); `templates.py` reads it."""

from __future__ import annotations

from collections.abc import Mapping

from clave.base.words import Text, _
from clave.policy import declared as policy
from clave.privileges.catalogue.shape import Evidence, Parameter, Privilege, Promise

DEPARTMENTS: Mapping[str, Text] = {
    "kam": _("Key account manager"),
    "management": _("General management"),
    "dispatch": _("Dispatch"),
    "plant": _("Plant"),
    "credit": _("Credit and collections"),
    "lab": _("Laboratory"),
    "quality": _("Quality"),
    "marketing": _("Marketing"),
}
"""Who delivers a privilege, by the keys of the roles of a company."""


def _promise(per: str, words: Text) -> Promise:
    return Promise(per, words, policy.promise_target)  # type: ignore[arg-type]


_ALL = (
    Privilege(
        "contact", _("A person who answers"), "user",
        _("One KAM answers for it, and a substitute who knows its business; somebody talks with it regularly."),
        _("A person with a name who answers to you for everything, and another who knows your business when that one is away."),
        _promise("period", _("No more than {days} without a contact.")),
        Evidence(("touchpoint",), _("Contacts recorded with the account, in and out.")),
        _("Visits and calls"), "kam", _("A status that nobody takes care of is a diploma."), ("D1", "C4"),
        (Parameter("days", _("Days between two contacts"), "days", policy.promise_contact),),
        policy.cost_visit, _("That you tell us in time about your projects, changes and forecasts."),
    ),
    Privilege(
        "sponsor", _("A sponsor in the management"), "crown",
        _("Somebody of the management opens doors for it and sees it regularly."),
        _("Direct access to our management whenever you need it."),
        _promise("period", _("No more than {days} without a contact of its sponsor.")),
        Evidence(("touchpoint",), _("Contacts that its sponsor recorded.")),
        _("Visits of the management"), "management", _("What only the management can decide is decided in time."), ("D4",),
        (Parameter("days", _("Days between two contacts of the sponsor"), "days", policy.promise_sponsor),),
        policy.cost_visit,
    ),
    Privilege(
        "dispatch", _("Priority in dispatch"), "truck-delivery",
        _("Its orders go ahead of ordinary ones that are due up to {days} earlier, and stock is held for them as long."),
        _("Your orders leave first among equals, and we tell you before you have to ask if something will be late."),
        _promise("order", _("No ordinary line of the same product leaves before a line of it that stood ahead.")),
        Evidence(("order_line", "stock"), _("What left, when, and who waited for the same product.")),
        _("The delay of those who gave way"), "dispatch",
        _("A head start in days is one sentence, and nobody starves by it."), ("G2",),
        (Parameter("days", _("Head start in days"), "days", policy.promise_head_start, 0, 365),),
        asks=_("Your orders a few days ahead, so that the load is complete."),
    ),
    Privilege(
        "complete", _("Complete and on time"), "package",
        _("Stock is held so that {share} of its order lines leave complete on the day they are due."),
        _("Stock and material so that you can keep your word to your own customers."),
        _promise("order", _("{share} of its order lines complete and on time.")),
        Evidence(("order_line",), _("Quantity and day of each line against what was asked and promised.")),
        _("Capital in stock that is held"), "dispatch", _("Who resells stops its own deliveries for ours."), ("G2", "E2"),
        (Parameter("share", _("Share complete and on time"), "share", policy.promise_complete, 0.5, 1),),
        policy.cost_capital, _("News of your market and of what your customers ask for."),
    ),
    Privilege(
        "dock", _("Day and dock agreed"), "building-warehouse",
        _("Day and dock of each load are agreed with it {days} ahead."),
        _("Day and dock agreed for every load."),
        _promise("order", _("Its loads leave on the agreed day.")),
        Evidence(("delivery",), _("Day on which each load left against the day promised.")),
        _("Hours of dock that are kept free"), "dispatch", _("A big load that waits blocks its yard and ours."), ("G2", "E3"),
        (Parameter("days", _("Days ahead"), "days", policy.promise_dock, 1, 60),),
    ),
    Privilege(
        "production", _("Priority in production"), "building-factory",
        _("Where there is not room for all, what is made for it weighs {weight} against 1."),
        _("Room in our production plan for what you forecast."),
        _promise("order", _("Its work orders end on the day they are due.")),
        Evidence(("work_order",), _("Day on which each work order ended against the day it was due.")),
        _("The delay of others and the setups lost"), "plant", _("What is not made cannot be dispatched first."), ("G5",),
        (Parameter("weight", _("Weight in production"), "count", policy.promise_weight, 1, 100),),
        asks=_("A forecast of the next three months, even if it changes."),
    ),
    Privilege(
        "no_minimum", _("Any quantity, no minimum"), "box",
        _("Minimums of order, invoice and product do not hold for it."),
        _("You order what you need, with no minimum of quantity or invoice."),
        _promise("order", _("No order of it is held or refused for being small.")),
        Evidence(("order_line", "invoice_line"), _("Its orders below the minimum, and when they left.")),
        _("Handling of a small order"), "dispatch", _("What it needs today is small one day and large another."), ("G3",),
        unit_cost=policy.cost_small_order,
    ),
    Privilege(
        "preferential", _("Preferential price or terms"), "rosette-discount",
        _("A price, a discount or terms of its own on a product or family, with a reason, limits and an end."),
        _("Prices or terms of your own on what we agreed, until {until}."),
        _promise("invoice", _("Every line that a condition covers is invoiced with it.")),
        Evidence(("invoice_line",), _("Price and discount of the lines that it covers.")),
        _("What the price list would have brought"), "credit",
        _("Preferential treatment that competition law can read."), ("C5",),
        unit_cost=policy.cost_capital, by_condition=True, shown=False,
    ),
    Privilege(
        "billing", _("Invoices and collection in person"), "receipt-2",
        _("Its KAM decides how it is invoiced and collected; no automatic reminder; an error is put right in {days}."),
        _("Your invoices and payments are attended to by that same person, never by an automatic reminder."),
        _promise("invoice", _("An error on an invoice of it is put right in {days}.")),
        Evidence(("receivable",), _("Its invoices with their due dates; errors and who answered are recorded by collection.")),
        _("Time of whoever calls"), "credit", _("A reminder by a machine undoes in a minute what a KAM did in a year."), ("G6",),
        (Parameter("days", _("Days to put an error right"), "days", policy.promise_invoice, 1, 60),),
        policy.cost_call, _("That you pay as agreed; if something prevents it, that you tell us before the due date."),
    ),
    Privilege(
        "improvement", _("Priority in improvement"), "bulb",
        _("Its requests about products go first, and it hears within {days} whether, how and when."),
        _("Your requests about our products go first, and within {days} you hear whether, how and when."),
        _promise("request", _("Each request answered within {days}.")),
        Evidence((), _("Requests with their stages, once they are recorded.")),
        _("Hours of laboratory"), "lab", _("A product that fits it fits those like it."), ("G4",),
        (Parameter("days", _("Days to answer"), "days", policy.promise_improvement, 1, 120),),
        policy.cost_lab_hour, _("That what does not work reaches us first, so that we can put it right."),
    ),
    Privilege(
        "laboratory", _("Laboratory"), "flask-2",
        _("First turn in the laboratory: {hours} hours a year, and every result shared."),
        _("First turn in our laboratory, and every result shared with you."),
        _promise("period", _("Up to {hours} hours a year, when it asks for them.")),
        Evidence(("service",), _("Hours of laboratory recorded for it.")),
        _("Hours of laboratory"), "lab", _("Who tries with us teaches us."), ("G7", "E7"),
        (Parameter("hours", _("Hours a year"), "count", policy.promise_laboratory, 1, 10_000),),
        policy.cost_lab_hour, _("The results of the trials, the bad ones too."),
    ),
    Privilege(
        "returns", _("Returns without a reason"), "arrow-back-up",
        _("It may send back what it does not need, {times} times a year, without a fault of ours."),
        _("What you turn out not to need comes back without questions: {times} a year."),
        _promise("request", _("Each of these returns accepted.")),
        Evidence(("service",), _("Returns without a fault of ours that were recorded.")),
        _("What came back and its handling"), "quality", _("A full shelf buys nothing."), ("G7",),
        (Parameter("times", _("Times a year"), "count", policy.promise_returns, 1, 1_000),),
    ),
    Privilege(
        "preview", _("Preview of novelties"), "sparkles",
        _("It sees what is new {days} before everybody else, and its vote counts."),
        _("You see what is new before anybody else, and your opinion counts."),
        _promise("event", _("Each novelty shown to it {days} ahead.")),
        Evidence((), _("Previews published to it, once they are recorded.")),
        _("Samples and time"), "marketing", _("Its opinion is worth most while it can change something."), ("C6",),
        (Parameter("days", _("Days ahead"), "days", policy.promise_preview, 1, 365),),
    ),
    Privilege(
        "seconds", _("First call on seconds"), "tags",
        _("Seconds and end-of-line stock are offered to it {days} before anybody else."),
        _("You hear first of seconds and end-of-line stock."),
        _promise("event", _("Each lot offered to it {days} ahead.")),
        Evidence(("invoice_line", "product"), _("Seconds and slow stock that it bought; offers, once they are recorded.")),
        _("The price that others might have paid"), "kam", _("It moves what would stand still."), ("E8",),
        (Parameter("days", _("Days ahead"), "days", policy.promise_seconds, 1, 90),),
    ),
    Privilege(
        "joint_plan", _("Joint plan"), "target-arrow",
        _("A plan written with it, looked at together every {months}."),
        _("A joint plan each year with what we will try, and who does what."),
        _promise("period", _("Looked at together every {months}.")),
        Evidence((), _("The plan of the account, once it is recorded.")),
        _("Time of the KAM"), "kam", _("What can still be built is built on purpose."), ("G8",),
        (Parameter("months", _("Months between two reviews"), "months", policy.promise_plan, 1, 60),),
        policy.cost_visit, _("Half an hour each quarter to review the plan."),
    ),
    Privilege(
        "one_voice", _("One conversation for all sites"), "world",
        _("One KAM speaks for us with all of its sites, in all of its cities and countries."),
        _("One conversation for all of your sites."),
        _promise("period", _("Each of its sites knows who answers for it.")),
        Evidence(("touchpoint",), _("Contacts recorded with each customer of its group.")),
        _("Travel and time"), "kam", _("A group that is treated as one buys as one."), ("E10",),
        asks=_("That you introduce us to your other sites."),
    ),
    Privilege(
        "visibility", _("Named only with its yes"), "star",
        _("It is shown in events and communications, each time with its consent."),
        _("We name you as a reference only with your yes, each time."),
        _promise("event", _("No use of its name without a yes.")),
        Evidence((), _("Uses of its name with their consent, once they are recorded.")),
        _("Events and sponsorships"), "marketing", _("A name is lent, not given."), ("C7", "B5"),
        asks=_("That from time to time you let us tell what we do together."),
    ),
    Privilege(
        "report", _("Report of consumption"), "file-text",
        _("A report of what it bought, every {months}, that helps it to plan."),
        _("Every {months}, or earlier if you ask for it, a report of your purchases that helps you to plan."),
        _promise("period", _("One report every {months}.")),
        Evidence(("invoice_line",), _("Its purchases; the day each report was delivered, once reports are recorded.")),
        _("Time of the KAM"), "kam", _("Who knows what it consumed knows what it needs."), ("G10",),
        (Parameter("months", _("Months between two reports"), "months", policy.promise_report, 1, 12),),
    ),
)  # fmt: skip

PRIVILEGES: Mapping[str, Privilege] = {privilege.key: privilege for privilege in _ALL}
