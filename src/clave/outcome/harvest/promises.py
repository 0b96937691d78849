"""Accounts with more promises kept beside those with fewer: growth, who stays, NPS. (Issue 8, point 5)

Side by side, not cause and effect: whoever buys more may be served better, and a difference of few accounts is chance. Where
either side has fewer accounts (or answers) than policy asks for, it says so, and gives no difference."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median

from clave.base.figures import Figure, Unit
from clave.base.words import Joined, Text, _, joined
from clave.measures import sales
from clave.operations.surveys.questions import RECOMMEND, Sheet
from clave.operations.surveys.scores import nps, nps_of
from clave.outcome.harvest.given import Given
from clave.outcome.harvest.interval import difference, quotient, share
from clave.outcome.harvest.relation import apart_of, nps_estimate
from clave.outcome.harvest.retention import state_of
from clave.outcome.harvest.shape import Compared, Estimate, Promised, Promises
from clave.policy import harvest
from clave.policy.limits import Limits
from clave.privileges.ledger.due import Count

CAUTION = _(
    "Side by side is not cause and effect: accounts that grow may also be served better, and both may have a third reason."
)
NO_LEDGER = _("The promises have not been judged yet: Promises judges them.")
NONE_DUE = _("No promise to a key account fell due in the window, or none could be measured.")
GROWTH, STAY, VOICE = _("Growth of their purchases"), _("Keep buying by their rhythm"), _("NPS")


def promises(given: Given) -> Promises:
    """The key accounts of the window's end with promises due in it, parted by their score."""
    if given.promises is None:
        return Promises(None, True, None, (), CAUTION, (), (NO_LEDGER,))
    counts = [(one, given.promises[one.customer]) for one in given.keys if one.customer in given.promises]
    scores = [count.score for _account, count in counts if count.score is not None]
    whole = sum((count for _account, count in counts), Count())
    if not scores:
        accounts = tuple(_account(given, one.customer, one.name, count, None, {}) for one, count in counts)
        return Promises(None, True, None, (), CAUTION, accounts, (NONE_DUE,))
    set_by_policy = given.limits[harvest.promise_parts]
    threshold = _middle(scores) if set_by_policy is None else set_by_policy
    voices = apart_of(given.voices.rounds)
    accounts = tuple(_account(given, one.customer, one.name, count, threshold, voices) for one, count in counts)
    compared = _compared(given, accounts, voices)
    return Promises(threshold, set_by_policy is None, whole.score, compared, CAUTION, accounts)


def _middle(scores: Sequence[float]) -> float:
    """The median; where nobody lies below it, because half of them or more share the lowest score, the next one above it."""
    middle = median(scores)
    return middle if min(scores) < middle else min((one for one in scores if one > middle), default=middle)


def _account(
    given: Given, code: str, name: str, count: Count, threshold: float | None, voices: dict[str, list[Sheet]]
) -> Promised:
    state = state_of(given.span.past, given.span.now, code)
    money, before = _money(given, code)
    side = "" if count.score is None or threshold is None else "more" if count.score >= threshold else "less"
    return Promised(
        code, name, count.kept, count.broken, count.unknown, count.score, side,  # type: ignore[arg-type]
        None if money is None or before is None or before <= 0 else money / before - 1,
        {"kept": True, "broken": False}.get(state), nps_of(voices.get(code, [])).value,
    )  # fmt: skip


def _money(given: Given, code: str) -> tuple[float | None, float | None]:
    now = given.span.now
    return now.number(sales.money, code), now.number(sales.money_before, code)


def _compared(given: Given, accounts: Sequence[Promised], voices: dict[str, list[Sheet]]) -> tuple[Compared, ...]:
    sides = [[one for one in accounts if one.side == side] for side in ("more", "less")]
    growth = [_growth(given, side) for side in sides]
    stay = [
        share(sum(one.retained is True for one in side), sum(one.retained is not None for one in side), given.sure)
        for side in sides
    ]
    said = [_voice(side, voices, given.limits) for side in sides]
    rows: tuple[tuple[str, Text, Unit, list[Estimate]], ...] = (
        ("growth", GROWTH, "share", growth), ("retention", STAY, "share", stay), ("nps", VOICE, "score", said),
    )  # fmt: skip
    return tuple(_row(key, name, unit, more, less, given.limits) for key, name, unit, (more, less) in rows)


def _growth(given: Given, side: Sequence[Promised]) -> Estimate:
    known = [_money(given, one.customer) for one in side if one.growth is not None]
    return quotient([now or 0.0 for now, _then in known], [then or 0.0 for _now, then in known], given.sure, less=1.0)


def _voice(side: Iterable[Promised], voices: dict[str, list[Sheet]], limits: Limits) -> Estimate:
    values = [
        sheet.values[RECOMMEND] for one in side for sheet in voices.get(one.customer, []) if RECOMMEND in sheet.values
    ]
    return nps_estimate(nps(values), limits)


def _row(key: str, name: Text, unit: Unit, more: Estimate, less: Estimate, limits: Limits) -> Compared:
    least = limits[harvest.least]
    if min(more.n, less.n) < least:
        none = Estimate(None, None, None, min(more.n, less.n))
        return Compared(key, name, unit, more, less, none, False, _too_few(more.n, less.n, least, key == "nps"))
    found = difference(more, less)
    return Compared(key, name, unit, more, less, found, True, _says(found, unit))


def _too_few(more: int, less: int, least: int, answers: bool) -> Text:
    text = (
        _("Too few to compare: {more} answers on one side and {less} on the other, and at least {least} are needed.")
        if answers
        else _(
            "Too few to compare: {more} accounts on one side and {less} on the other, and at least {least} are needed."
        )
    )
    return text.fill(more=more, less=less, least=least)


def _says(found: Estimate, unit: Unit) -> Text | Joined:
    shown: Unit = "points" if unit == "share" else unit
    figures = {"d": Figure(found.value, shown), "low": Figure(found.low, shown), "high": Figure(found.high, shown)}
    if unit == "score":  # an NPS, whose points are not those of a share
        figures["d"] = Figure(abs(found.value or 0.0), shown)
        more = (found.value or 0.0) >= 0
        text = _("{d} points higher with more promises kept") if more else _("{d} points lower with more promises kept")
    else:
        text = _("{d} with more promises kept")
    said = text.fill(d=figures["d"])
    if found.low is None:
        return joined((said, _("too few for an interval.")), "; ")
    whole = joined((said, _("(between {low} and {high}).").fill(low=figures["low"], high=figures["high"])), " ")
    if found.surely_not_zero:
        return whole
    return joined((whole, _("The interval crosses zero: no difference can be claimed.")), " ")
