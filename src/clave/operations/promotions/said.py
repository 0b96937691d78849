"""What a joint promotion or agreement says, and the states it goes through. (G9)"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from clave.base.errors import ClaveError
from clave.base.figures import Figure, Unit
from clave.base.words import Text, _, joined

KINDS: Mapping[str, Text] = {"promotion": _("Joint promotion"), "agreement": _("Commercial agreement")}
MEASURES: Mapping[str, Text] = {"money": _("Money"), "kilos": _("Kilos")}
LABELS: Mapping[str, Text] = {
    "proposed": _("proposed"),
    "agreed": _("agreed"),
    "running": _("running"),
    "ended": _("ended"),
    "cancelled": _("cancelled"),
}
STAGES = tuple(LABELS)
FOLLOWING: Mapping[str, tuple[str, ...]] = {
    "proposed": ("agreed", "cancelled"),
    "agreed": ("running", "cancelled"),
    "running": ("ended", "cancelled"),
    "ended": (),
    "cancelled": ("proposed",),
}
OPEN = ("proposed", "agreed", "running")
HELD = ("agreed", "running", "ended")
"""Stages in which the months of a promotion are no months like the others."""
LONGEST, MOST_MONEY = 730, Decimal(10) ** 13
"""Days that one may last; more is no promotion but a condition."""


@dataclass(frozen=True)
class PromotionSaid:
    """What both sides agree: `families` and `products` it is about (both empty = everything the account buys), from
    `starts_on` to `ends_on` (inside), what each side pays (`ours`, `theirs`; None = nobody said), who agrees it at the customer
    (`contact`), the goal in `goal` words and as `target` purchases of the period, in `measure`."""

    kind: str
    title: str
    starts_on: date
    ends_on: date
    families: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    measure: str = "money"
    ours: Decimal | None = None
    theirs: Decimal | None = None
    contact: int | None = None
    goal: str = ""
    target: Decimal | None = None
    conditions: str = ""

    def meets(self, families: tuple[str, ...], products: tuple[str, ...]) -> bool:
        """Whether it and another are about some of the same: a family and a product of it meet only where both name either,
        so one that names products and one that names families are taken to meet."""
        if not (self.families or self.products) or not (families or products):
            return True
        if (self.families and products) or (self.products and families):
            return True
        return bool(set(self.families) & set(families) or set(self.products) & set(products))


def checked_promotion(said: PromotionSaid) -> PromotionSaid:
    """As it is kept. Raises ClaveError (`where` names the field) for what cannot be."""
    if said.kind not in KINDS:
        raise ClaveError(
            _("this is neither a promotion nor an agreement."), where="kind", remedy=_("Choose one of the list.")
        )
    if said.measure not in MEASURES:
        raise ClaveError(
            _("it is measured in money or in kilos."), where="measure", remedy=_("Choose one of the list.")
        )
    title = said.title.strip()
    if not title:
        raise ClaveError(_("nobody could tell what it is."), where="title", remedy=_("Say it in a line."))
    _checked_period(said)
    checked_amount(said.ours, "ours")
    checked_amount(said.theirs, "theirs")
    if said.target is not None and not 0 < said.target < MOST_MONEY:
        raise ClaveError(
            _("a goal is above zero, and one that somebody can reach."), where="target",
            remedy=_("Correct it, or leave it empty: then only the words are the goal."),
        )  # fmt: skip
    if said.target is None and not said.goal.strip():
        raise ClaveError(
            _("without a goal nobody can tell afterwards whether it was worth it."), where="goal",
            remedy=_("Write what it should bring, or the purchases that it should reach."),
        )  # fmt: skip
    return replace(
        said, title=title, goal=said.goal.strip(), conditions=said.conditions.strip(),
        families=tuple(sorted({one.strip() for one in said.families} - {""})),
        products=tuple(sorted({one.strip() for one in said.products} - {""})),
    )  # fmt: skip


def _checked_period(said: PromotionSaid) -> None:
    if said.ends_on < said.starts_on:
        raise ClaveError(_("it would end before it begins."), where="ends_on", remedy=_("Choose a later day."))
    if (said.ends_on - said.starts_on).days >= LONGEST:
        raise ClaveError(
            _("it would last more than two years."), where="ends_on",
            remedy=_("Look at its year; what lasts longer is a preferential condition."),
        )  # fmt: skip


def checked_amount(amount: Decimal | None, where: str) -> None:
    """Raises ClaveError for a share of the budget that cannot be; zero is nothing, empty is not known."""
    if amount is not None and not 0 <= amount < MOST_MONEY:
        raise ClaveError(
            _("what a side pays is not below zero, and money that somebody can pay."), where=where,
            remedy=_("Write 0 where it pays nothing; leave it empty where nobody knows."),
        )  # fmt: skip


def check_step(here: str, to: str, note: str, said: PromotionSaid, today: date) -> None:
    """Raises ClaveError where a state may not follow another, where one that says why says nothing, where nobody of the
    customer agreed, and where it would run or end before its days."""
    after = FOLLOWING[here]
    if to not in after:
        raise ClaveError(
            _("a promotion that is {here} cannot become {to}.").fill(here=LABELS[here], to=LABELS.get(to, to)),
            remedy=_("It may become: {stages}.").fill(stages=joined([LABELS[one] for one in after]))
            if after else _("It ended: propose a new one."),
        )  # fmt: skip
    if to == "cancelled" and not note.strip():
        raise ClaveError(_("the others will ask why it was cancelled."), where="note", remedy=_("Write it in a line."))
    if to == "agreed" and said.contact is None:
        raise ClaveError(
            _("nobody of the customer is named who agreed it."), where="to",
            remedy=_("Correct the promotion and choose the person of theirs first."),
        )  # fmt: skip
    if to == "running" and today < said.starts_on:
        raise ClaveError(
            _("it begins on {day}.").fill(day=Figure(said.starts_on, "date")), where="to",
            remedy=_("Start it on that day, or correct its days."),
        )  # fmt: skip
    if to == "ended" and today <= said.ends_on:
        raise ClaveError(
            _("it runs up to {day}, that day too.").fill(day=Figure(said.ends_on, "date")), where="to",
            remedy=_("Correct its last day if it ended sooner, or cancel it and say why."),
        )  # fmt: skip


def unit_of(measure: str) -> Unit:
    """The unit of its figures."""
    return "kilos" if measure == "kilos" else "money"
