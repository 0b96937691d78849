"""What spreads and is recommended: needs extended to others, joint initiatives, references and recommendations. (B3, B4, B5)"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from clave.base.figures import Figure
from clave.base.words import Joined, Text, _, counted
from clave.outcome.harvest.given import Given, Joint, Recommended, Solved
from clave.outcome.harvest.met import reached, word
from clave.outcome.harvest.shape import Yield
from clave.policy import harvest

NAMES: Mapping[str, Text] = {
    "needs": _("Needs extended"),
    "initiatives": _("Joint initiatives"),
    "referrals": _("References and recommendations"),
}


def yields(given: Given) -> tuple[Yield, ...]:
    """Each against its target, which counts by year."""
    found = (
        _needs(given.solved), _initiatives(given.joint, len(given.keys)), _referrals(given.recommended),
    )  # fmt: skip
    return tuple(_against(given, key, *one) for key, one in zip(NAMES, found, strict=True))


Found = tuple[int | None, Text | Joined, Mapping[str, float | None]]


def _against(
    given: Given, key: str, count: int | None, says: Text | Joined, parts: Mapping[str, float | None]
) -> Yield:
    yearly = given.limits[harvest.YIELDS[key]]
    target = round(yearly * given.years, 2)
    against = _("target of the window: {target}").fill(target=Figure(target, "score"))
    return Yield(
        key, NAMES[key], count, target, reached(count, target), word(count, target, given.limits), says, against, parts
    )


def _needs(solved: Sequence[Solved] | None) -> Found:
    if solved is None:
        return None, _("Nobody has written down a need of a customer."), {}
    measured = [one for one in solved if one.sold is not None]
    spread = [one for one in measured if one.sold]
    customers = sum(one.sold or 0 for one in spread)
    parts: dict[str, float | None] = {
        "solved": len(solved), "offered": sum(one.offered for one in solved), "extended": len(spread), "customers": customers,
        "unmeasured": len(solved) - len(measured), "money": sum(one.money or 0.0 for one in spread) if measured else None,
    }  # fmt: skip
    if not solved:
        return 0, _("No need of a key account was solved in the window."), parts
    others = counted("{n} more customer", "{n} more customers", customers)
    says = counted("{n} need extended to {others}", "{n} needs extended to {others}", len(spread)).fill(others=others)
    return len(spread), says, parts


def _initiatives(joint: Sequence[Joint] | None, accounts: int) -> Found:
    if joint is None:
        return None, _("Nobody has written down a joint initiative."), {}
    achieved = [one for one in joint if one.achieved]
    known = [one.gained for one in achieved if one.gained is not None]
    part = len({one.customer for one in joint})
    parts: dict[str, float | None] = {
        "running": len(joint) - len(achieved), "achieved": len(achieved), "with_result": sum(one.result for one in achieved),
        "accounts": part, "gained": sum(known) if known else None, "unknown": len(achieved) - len(known),
    }  # fmt: skip
    reached = counted("{n} achieved", "{n} achieved", len(achieved))
    says = counted(
        "{n} joint initiative: {reached}, {part} of {accounts} accounts take part",
        "{n} joint initiatives: {reached}, {part} of {accounts} accounts take part", len(joint),
    ).fill(reached=reached, part=part, accounts=accounts)  # fmt: skip
    return len(joint), says, parts


def _referrals(found: Recommended | None) -> Found:
    if found is None:
        return None, _("Nobody has written down a reference or a recommendation."), {}
    count = found.given + found.referred
    parts: dict[str, float | None] = {
        "asked": found.asked, "given": found.given, "referred": found.referred, "won": found.won, "amount": found.amount,
        "unknown": found.unknown,
    }  # fmt: skip
    won = counted("business came of {n}", "business came of {n}", found.won)
    says = counted("{n} reference or recommendation; {won}", "{n} references and recommendations; {won}", count).fill(
        won=won
    )
    return count, says, parts
