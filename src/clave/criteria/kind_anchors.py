"""The written scales of an extraordinary benefit, one for each kind of what a customer gives. (A4)

Each has its own words, because a 3 of knowledge of the market is proved otherwise than a 3 of its level of demand."""

from __future__ import annotations

from collections.abc import Mapping

from clave.base.words import Text, _
from clave.criteria.anchors import ANCHORS

KIND_ANCHORS: Mapping[str, tuple[Text, ...]] = {
    "product": (
        _("It tells us nothing of products that others would not."),
        _("It says something of a product now and then; we have not used it."),
        _("It shows how a product behaves in its process, and some area of ours learns from it."),
        _("What it showed has improved a product that we sell."),
        _("What it showed opened a product that nobody else would have opened."),
    ),
    "service": (
        _("It teaches us nothing of delivering, supporting or billing."),
        _("It suggests something now and then; we have not used it."),
        _("It shows or asks for a way of serving that few do, and some area of ours learns from it."),
        _("What it showed has improved how we deliver, support or bill."),
        _("What it showed became a service that we now give to others too."),
    ),
    "market": (
        _("It tells us nothing of its market."),
        _("It mentions prices or competitors now and then; nobody has used it."),
        _("It tells us regularly what moves in its market, and some area of ours listens."),
        _("What it told us changed a price, a launch or a plan of ours."),
        _("What it told us opened a market or a segment that we would not have seen."),
    ),
    "demand": (
        _("It demands what any other customer does."),
        _("It demands more in some detail, and we meet it without changing anything."),
        _("It demands what few do, and meeting it teaches some area of ours."),
        _("Meeting what it demands has improved a product, a process or a certificate of ours."),
        _("What it demands became the standard by which we work for everybody."),
    ),
    "singularity": (
        _("There are many like it."),
        _("It has a use, a place or a scale that few have."),
        _("It does what few do, and lets us see it."),
        _("No other customer of ours does what it does, and what we learned there is used."),
        _("It is the only one of its kind, and serving it opened what nobody else would have opened."),
    ),
}
KIND_ASKS: Mapping[str, Text] = {
    "product": _("Does it teach us something of our products that nobody else does?"),
    "service": _("Does it teach us a way of serving that nobody else does?"),
    "market": _("Does it tell us of its market what nobody else does?"),
    "demand": _("Does it demand so much that meeting it makes us better?"),
    "singularity": _("Is it singular: does it do or have what no other customer does?"),
}
KIND_EVIDENCE: Mapping[str, Text] = {
    "product": _("What we learned, from whom, and in which product it is used."),
    "service": _("What we learned, from whom, and where we serve so today."),
    "market": _("What it told us, when, and for which decision it was used."),
    "demand": _("What it demands, in writing, and what we changed to meet it."),
    "singularity": _("What makes it the only one, and where what we learned there is used."),
}


def steps_of(criterion: str, kind: str) -> tuple[Text, ...]:
    """The words of the five steps, of a criterion or of one of its kinds."""
    return KIND_ANCHORS[kind] if kind else ANCHORS[criterion]
