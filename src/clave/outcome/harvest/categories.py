"""Each reason for being key: what it should give, the figure that proves it, its target, and how far it came. (F1)"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clave.base.figures import Figure, Unit
from clave.base.words import Joined, Text, _, joined
from clave.criteria.registry import CRITERIA
from clave.outcome.harvest import proofs
from clave.outcome.harvest.given import Given
from clave.outcome.harvest.met import reached, word
from clave.outcome.harvest.proofs import Proven, Reckon
from clave.outcome.harvest.shape import NOTHING, Category
from clave.policy import harvest


@dataclass(frozen=True)
class Proof:
    """What proves the harvest of one criterion: the benefit in few words, the figure and how it is reckoned, the sentence that
    says it, from the figure (`value`) and its parts, and how it is said where it is below zero, if then its sign alone would
    not tell. `each`: counted for each account and year."""

    benefit: Text
    figure: Text
    unit: Unit
    reckon: Reckon
    says: Text
    shown: Mapping[str, Unit]
    each: bool = False
    worse: Text | None = None


_GREW = _("{value} of purchases: {money} against {money_before}")
_MONEY: Mapping[str, Unit] = {"money": "money", "money_before": "money"}
PROOFS: Mapping[str, Proof] = {
    "volume": Proof(_("Sales"), _("Growth of their purchases"), "share", proofs.growth, _GREW, _MONEY),
    "distributor": Proof(
        _("Simple operation"), _("Orders per tonne saved"), "share", proofs.orders,
        _("{per_hundred} orders per 100 tonnes against {per_hundred_before}: {value} fewer"),
        {"per_hundred": "score", "per_hundred_before": "score"},
        worse=_("{per_hundred} orders per 100 tonnes against {per_hundred_before}: {value} more"),
    ),
    "kilos": Proof(
        _("Efficient plant"), _("Growth of their kilos"), "share", proofs.kilos,
        _("{value} of kilos: {kilos}, {share} of all that left the plant"), {"kilos": "kilos", "share": "share"},
    ),
    "profit": Proof(
        _("Margin"), _("Margin rate"), "share", proofs.margin, _("{value} of margin: {margin} over {covered}"),
        {"margin": "money", "covered": "money"},
    ),
    "potential": Proof(_("Growth"), _("Growth of their purchases"), "share", proofs.growth, _GREW, _MONEY),
    "loyalty": Proof(
        _("Stability"), _("Keep their rhythm"), "share", proofs.steady, _("{kept} keep their rhythm and {broken} broke it"),
        {"kept": "count", "broken": "count"},
    ),
    "knowledge": Proof(
        _("Knowledge"), _("Trials finished"), "count", proofs.counting("trials", beside=("trials_used",)),
        _("{trials} trials finished, and what {trials_used} taught is used"), {"trials": "count", "trials_used": "count"}, True,
    ),
    "idle_stock": Proof(
        _("Idle stock"), _("Share of the idle stock sold"), "share", proofs.idle_moved,
        _("{value} of what was sold of it: {money}"), {"money": "money"},
    ),
    "prestige": Proof(
        _("Positioning"), _("Public uses and references"), "count", proofs.counting("public", "references"),
        _("{public} uses in public and {references} references given"), {"public": "count", "references": "count"}, True,
    ),
    "multinational": Proof(
        _("Other sites and countries"), _("New sites and countries"), "count", proofs.counting("openings", sites=True),
        _("{sites} sites of their groups began to buy and {openings} openings were achieved"),
        {"sites": "count", "openings": "count"}, True,
    ),
    "extraordinary": Proof(
        _("Knowledge used"), _("Times that it was used"), "count",
        proofs.counting("trials_used", "needs_solved", "requests_delivered", "joint_achieved"),
        _("used: {trials_used} lessons, {needs_solved} needs, {requests_delivered} improvements, {joint_achieved} initiatives"),
        {"trials_used": "count", "needs_solved": "count", "requests_delivered": "count", "joint_achieved": "count"}, True,
    ),
    "cash": Proof(
        _("Liquidity"), _("Paid in cash"), "share", proofs.paid_in_cash, _("{cash} in cash of {money}, {value}"),
        {"cash": "money", "money": "money"},
    ),
}  # fmt: skip
"""By the key of the criterion."""
TELLS_MARGIN = frozenset({"profit"})
"""Those whose figure is a margin, which not everybody may see."""
NO_KEYS = _("There were no key accounts, so none by this reason.")
NOBODY = _("No account is key by this reason: none met it when it was chosen.")
UNNAMED = _("No account is key by this reason: nobody had named one for it when they were chosen. Nominations does so.")
UNUSED = _("No account is key by this reason: it was not applied when they were chosen.")
NO_FIGURE = _("None of its accounts has this figure: their page says why.")


def categories(given: Given) -> tuple[Category, ...]:
    """All the criteria, in their default order."""
    return tuple(_category(given, key, proof) for key, proof in ((key, PROOFS[key]) for key in CRITERIA))


def _category(given: Given, key: str, proof: Proof) -> Category:
    accounts = [one for one in given.keys if key in one.reasons]
    found = proof.reckon(given, accounts) if accounts else Proven(NOTHING, None, ())
    target = given.limits[harvest.TARGETS[key]]
    if proof.each:
        target = round(target * given.years * len(accounts), 2)
    actual = found.now.value
    known = sum(one.value is not None for one in found.facts)
    state = word(actual, target, given.limits)
    missing = (None if actual is not None else NO_FIGURE) if accounts else _nobody(given, key)
    return Category(
        key, CRITERIA[key].name, proof.benefit, proof.figure, proof.unit, target, len(accounts), known, actual, found.before,
        found.now.low, found.now.high, reached(actual, target), state, _says(proof, found, given), missing, found.parts,
        found.facts,
    )  # fmt: skip


def _says(proof: Proof, found: Proven, given: Given) -> Text | Joined:
    if found.now.value is None:
        return _("not known")
    currency = given.span.now.measured.currency
    parts = {
        name: Figure(found.parts.get(name), unit, currency if unit == "money" else "")
        for name, unit in proof.shown.items()
    }
    if proof.worse is not None and found.now.value < 0:
        return proof.worse.fill(value=Figure(-found.now.value, proof.unit), **parts)
    return proof.says.fill(value=Figure(found.now.value, proof.unit), **parts)


def _nobody(given: Given, key: str) -> Text | Joined:
    """Why no account is key by it: there are none, it was not applied (and why not), nobody was named for it or met it."""
    if not given.keys:
        return NO_KEYS
    if key in given.unused:
        return joined((UNUSED, given.unused[key]), " ")
    return UNNAMED if CRITERIA[key].judged else NOBODY
