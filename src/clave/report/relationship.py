"""The code of relationship: what we commit to and what we ask, and why a customer is key in words that it may read.

Written to the customer: no score, no place, no margin, and nothing of other customers. What stands here is of the house
until privileges are decided account by account; each company makes it its own by its KAM's paragraph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from clave.base.words import Text, _

WHY: Mapping[str, Text] = {
    "volume": _("because of what you entrust to us, year after year"),
    "distributor": _("because you take our products where we alone would not arrive"),
    "kilos": _("because what you consume keeps our plant at work"),
    "profit": _("because of a relationship that is sound for both, in which each side keeps its word"),
    "potential": _("because of what we can still build together"),
    "loyalty": _("because of your constancy, and because you tell us in time how you are doing"),
    "knowledge": _("because you try new things with us and teach us"),
    "idle_stock": _("because of the flexibility with which you help us"),
    "prestige": _("because your name is a reference that others recognise"),
    "multinational": _("because of what we can do together in your other cities and countries"),
    "extraordinary": _("because of what you contribute, which nobody else gives us"),
    "cash": _("because of the promptness with which you meet your commitments"),
}

COMMIT: tuple[Text, ...] = (
    _(
        "A person with a name who answers to you for everything, and another who knows your business when that one is away."
    ),
    _("Your orders leave first among equals, and we tell you before you have to ask if something will be late."),
    _("You order what you need, with no minimum of quantity or invoice."),
    _("Your invoices and payments are attended to by that same person, never by an automatic reminder."),
    _("Every six months, or earlier if you ask for it, a report of your purchases that helps you to plan."),
)
COMMIT_FOR: Mapping[str, Text] = {
    "volume": _("Room in our production plan for what you forecast."),
    "distributor": _("Stock and material so that you can keep your word to your own customers."),
    "kilos": _("Day and dock agreed for every load."),
    "potential": _("A joint plan each year with what we will try, and who does what."),
    "loyalty": _("You see what is new before anybody else, and your opinion counts."),
    "knowledge": _("First turn in our laboratory, and every result shared with you."),
    "idle_stock": _("You hear first of seconds and end-of-line stock."),
    "prestige": _("We name you as a reference only with your yes, each time."),
    "multinational": _("One conversation for all of your sites."),
    "extraordinary": _("Direct access to our management whenever you need it."),
}

ASK: tuple[Text, ...] = (
    _("That you pay as agreed; if something prevents it, that you tell us before the due date."),
    _("That you tell us in time about your projects, changes and forecasts."),
    _("That what does not work reaches us first, so that we can put it right."),
)
ASK_FOR: Mapping[str, Text] = {
    "volume": _("A forecast of the next three months, even if it changes."),
    "kilos": _("Your orders a few days ahead, so that the load is complete."),
    "potential": _("Half an hour each quarter to review the plan."),
    "knowledge": _("The results of the trials, the bad ones too."),
    "prestige": _("That from time to time you let us tell what we do together."),
    "distributor": _("News of your market and of what your customers ask for."),
    "multinational": _("That you introduce us to your other sites."),
}


def why(reasons: Sequence[str]) -> tuple[Text, ...]:
    """Why it is key, the first two reasons that can be told."""
    return tuple(WHY[reason] for reason in reasons if reason in WHY)[:2]


def commitments(reasons: Sequence[str]) -> tuple[Text, ...]:
    """What we commit to: of the house, and what its first reason adds."""
    return (*COMMIT, *_own(COMMIT_FOR, reasons))


def requests(reasons: Sequence[str]) -> tuple[Text, ...]:
    """What we ask: of the house, and what its first reason adds."""
    return (*ASK, *_own(ASK_FOR, reasons))


def _own(by_reason: Mapping[str, Text], reasons: Sequence[str]) -> tuple[Text, ...]:
    first = next((reason for reason in reasons if reason in by_reason), None)
    return (by_reason[first],) if first else ()
