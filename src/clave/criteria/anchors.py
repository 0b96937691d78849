"""The written scale: what each of its five steps means, in words, for each judged criterion. (A2, A4, E7, E9, E10)

People read these words while they rate, so that a 3 of one person is a 3 of another. The words are part of the rule: a
change here is a change of what ratings mean, and old ratings keep the words they were given under (ADR 0015)."""

from __future__ import annotations

from collections.abc import Mapping

from clave.base.words import Text, _

STEPS = (0, 1, 2, 3, 4)
NAMES: tuple[Text, ...] = (_("absent"), _("slight"), _("partial"), _("clear"), _("exemplary"))
"""What each step is called, whatever is judged."""

ANCHORS: Mapping[str, tuple[Text, ...]] = {
    "knowledge": (
        _("It buys and tells us nothing: no trial, no measurement, no opinion."),
        _("It says how a product did when we ask, without figures."),
        _("It has run a trial with us and shared the result; we have not used it yet."),
        _("It runs trials with us every year, with measured results that we use."),
        _("It tests before anybody else, and what it taught us changed a product or is used at other customers."),
    ),
    "prestige": (
        _("Nobody in its trade knows the name."),
        _("It is known in its city or among its own customers."),
        _("It is known in its trade, but nobody decides because of it."),
        _("Its trade recognises it: others ask what it buys, and it lets us name it."),
        _("Others follow it: somebody bought from us because it does."),
    ),
    "multinational": (
        _("It has no site anywhere else."),
        _("It says that it will open elsewhere; nothing proves it yet."),
        _("It has sites elsewhere, which decide what they buy and do not know us."),
        _("A site elsewhere, or the parent, knows us and can buy from us."),
        _("Sites elsewhere already buy from us, or the parent has approved us for them."),
    ),
    "extraordinary": (
        _("Nothing that any other customer would not give us."),
        _("Something special now and then, which we have not used."),
        _("It shows or demands what few do, and some area of ours learns from it."),
        _("What it shows or demands has improved a product, a service or the way we work."),
        _("What it gave us opened a product, a market or a way of working that nobody else would have opened."),
    ),
}
ASKS: Mapping[str, Text] = {
    "knowledge": _("Does it let us run trials, evaluate products, and create and share knowledge?"),
    "prestige": _("Is its name so recognised that others follow it?"),
    "multinational": _("Small here perhaps: is it interesting in other cities or countries?"),
    "extraordinary": _(
        "Does it give an extraordinary benefit: knowledge of product, service or market, its level of demand, its "
        "singularity?"
    ),
}
"""The question that a rating answers."""
EVIDENCE: Mapping[str, Text] = {
    "knowledge": _("A trial with its date, a report, a product that changed."),
    "prestige": _("An award, a published case, somebody who asked because of it."),
    "multinational": _("An order, a letter of approval, a meeting with a site elsewhere."),
    "extraordinary": _("What we learned, from whom, and where it is used."),
}
"""What would prove it."""
