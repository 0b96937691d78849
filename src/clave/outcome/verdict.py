"""Whether the programme is worth it, in one sentence, from what was measured; with the firmest and the weakest figure by name.

The sentence claims no more than the intervals do: *yes* only where the whole interval of what came back lies above what it
cost, *no* only where all of it lies below and every account that entered is in it; *not yet* otherwise, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from clave.base.figures import NARROW, SYMBOLS, Figure
from clave.base.words import Joined, Text, _, counted, joined
from clave.outcome.cost.shape import Return
from clave.outcome.effect.shape import MARGIN_GAIN, SALES, Effect
from clave.outcome.measured import Measured

Answer = Literal["yes", "yes_known", "no", "not_yet", "too_few", "unknown"]
HEADS: dict[Answer, Text] = {
    "yes": _("Yes, with good probability."),
    "yes_known": _("Yes, by the costs that are known."),
    "no": _("No, it does not pay for itself."),
    "not_yet": _("It cannot be claimed yet."),
    "too_few": _("There is not enough yet to say it."),
    "unknown": _("It is not known yet."),
}
UNITS: dict[str, Text] = {
    "COP": _("peso"), "MXN": _("peso"), "CLP": _("peso"), "USD": _("dollar"), "EUR": _("euro"), "GBP": _("pound"),
    "PEN": _("sol"), "BRL": _("real"),
}  # fmt: skip
UNIT = _("unit of money")
CAME_BACK = _("For each {unit} that the programme cost, {point} came back as margin (between {low} and {high}).")
LESS = _(
    "For each {unit} that the programme cost, only {point} came back as margin (between {low} and {high}): less than it cost."
)
CROSSES = _(
    "For each {unit} that the programme cost, {point} came back as margin, but it may be anything between {low} and {high}."
)
SOME = _(
    "That is what {n} of the {of} accounts that entered brought, over the cost of all: what the others brought is not known."
)
AT_MOST = _("This is the most it can be: a part of the cost has no figure yet.")
NO_ENTRIES = _("No account has entered the programme up to that day, so there is nothing to compare.")


@dataclass(frozen=True)
class Verdict:
    """The answer, its first words, the sentence, and the keys of the firmest and the weakest figure ("" = none is).

    `point` is what came back of each unit of money, as the sentence writes it (None = the sentence has none)."""

    answer: Answer
    head: Text
    sentence: Text | Joined
    point: Joined | None
    firmest: str
    weakest: str
    also: Text | Joined | None


def verdict(
    effect: Effect | None, back: Return | None, measured: Sequence[Measured], currency: str, *,
    why: Text | Joined | None = None,
) -> Verdict:  # fmt: skip
    """The verdict of one window. `measured` are the figures with an interval; `why` the sentence of who could not measure the
    effect, where nobody could."""
    if effect is None:
        return _said("unknown", why or NO_ENTRIES)
    if effect.entries == 0:
        return _said("too_few", NO_ENTRIES)
    if not effect.enough:
        return _said("too_few", _too_few(effect))
    firm, weak, also = firmest_and_weakest(measured)
    answer, sentence, point = _answer(effect, back, currency)
    return Verdict(answer, HEADS[answer], sentence, point, firm, weak, also)


def _said(answer: Answer, sentence: Text | Joined) -> Verdict:
    return Verdict(answer, HEADS[answer], sentence, None, "", "", None)


def _too_few(effect: Effect) -> Text:
    """How many could be measured of those that policy asks for."""
    found = counted(
        "{n} entry can be measured of the {of} that policy asks for.",
        "{n} entries can be measured of the {of} that policy asks for.",
        len(effect.matches),
    )
    return found.fill(of=effect.minimum)


def _answer(effect: Effect, back: Return | None, currency: str) -> tuple[Answer, Text | Joined, Joined | None]:
    if not effect.trusted:
        return "not_yet", effect.because, None
    if back is None or back.point is None or back.low is None or back.high is None:
        return "not_yet", joined([*_sales(effect), back.said if back else effect.because], " "), None
    point, some = amount(back.point, currency), _some(effect)
    less = CAME_BACK if some else LESS
    said: Text | Joined = {"pays": CAME_BACK, "part": CAME_BACK, "loses": less}.get(back.verdict, CROSSES).fill(
        unit=UNITS.get(currency, UNIT), point=point, low=Figure(back.low, "rating"), high=Figure(back.high, "rating")
    )
    if some:
        said = joined([said, some], " ")
    if back.verdict == "part":
        return "yes_known", joined([said, AT_MOST], " "), point
    answers: dict[str, Answer] = {"pays": "yes", "loses": "not_yet" if some else "no"}
    return answers.get(back.verdict, "not_yet"), said, point


def _some(effect: Effect) -> Text | None:
    """What is to be said where the gain is of fewer accounts than the cost: what came back may be more, and is never a no."""
    found = effect.figure(MARGIN_GAIN)
    measured = found.accounts if found else len(effect.matches)
    return SOME.fill(n=measured, of=effect.entries) if measured < effect.entries else None


def _sales(effect: Effect) -> list[Text]:
    """What purchases did, where that is firm and the money that came back is not known."""
    found = effect.figure(SALES)
    if found is None or found.value is None or not found.sure:
        return []
    more = _(
        "The key accounts buy more than comparable customers, by {share} of what they bought before (between {low} and {high})."
    )
    less = _(
        "The key accounts buy less than comparable customers, by {share} of what they bought before (between {low} and {high})."
    )
    sign = 1 if found.value > 0 else -1
    low, high = sorted((sign * (found.low or 0.0), sign * (found.high or 0.0)))
    return [
        (more if sign > 0 else less).fill(
            share=Figure(sign * found.value, "share"), low=Figure(low, "share"), high=Figure(high, "share")
        )
    ]


def amount(value: float, currency: str) -> Joined:
    """A few units of money with one decimal: `$ 2,4`."""
    return joined((SYMBOLS.get(currency, currency or "$"), Figure(value, "rating")), NARROW)


def firmest_and_weakest(measured: Sequence[Measured]) -> tuple[str, str, Text | None]:
    """The keys of the firmest and the weakest figure, and both in a sentence; None where none has an interval."""
    known = sorted(
        (one for one in measured if one.firmness is not None), key=lambda one: (-(one.firmness or 0), one.key)
    )
    if not known:
        return "", "", None
    first, last = known[0], known[-1]
    if len(known) == 1:
        return first.key if first.gains else "", "", _("Only {figure} can be measured.").fill(figure=first.short)
    if last.loses:
        said = _("The firmest: {firmest}; what falls for sure: {weakest}.") if first.gains else FALLS
    elif not first.gains:
        said = _("No figure leaves zero out yet; the nearest to it: {firmest}.")
    elif last.gains:
        said = _("The firmest: {firmest}; the least firm: {weakest}.")
    else:
        said = _("The firmest: {firmest}; the weakest: {weakest}.")
    names = {"firmest": first.short, "weakest": last.short}
    return (
        (first.key if first.gains else ""),
        last.key,
        said.fill(**{k: v for k, v in names.items() if k in said.msgid}),
    )


FALLS = _("No figure is better for sure; what falls for sure: {weakest}.")
