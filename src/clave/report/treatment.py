"""How each function of the company treats a key account: what always holds, what its reason adds, what its state asks.

These are the sheets of the house until privileges are decided account by account: they promise nothing that a function
cannot do by itself, and speak of no figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from clave.base.words import Text, _
from clave.selection.life import DECIDED, LANDING, WATCHED


@dataclass(frozen=True)
class Sheet:
    """What one function does: `always` for every key account, `by_reason` more for those who are key for a criterion."""

    key: str
    label: Text
    about: Text
    always: tuple[Text, ...]
    by_reason: Mapping[str, Text] = field(default_factory=dict)


SHEETS: Mapping[str, Sheet] = {
    sheet.key: sheet
    for sheet in (
        Sheet(
            "sales",
            _("Sales"),
            _("Whoever visits, quotes or takes an order."),
            (
                _("Before you promise or refuse something, speak with its KAM."),
                _("Tell its KAM the same day what you heard: projects, changes, complaints, competitors."),
            ),
            {
                "potential": _("Offer it what customers like it buy and it does not: its KAM has the list."),
                "loyalty": _("Thank it for its steadiness: do not go only when there is something to sell."),
                "prestige": _("Ask its KAM before you name it as a reference: its yes comes first."),
                "multinational": _("Ask about its sites in other cities and countries, and tell its KAM."),
                "idle_stock": _("Show it seconds and slow stock before anybody else sees them."),
            },
        ),
        Sheet(
            "dispatch",
            _("Dispatch"),
            _("Whoever decides what leaves first."),
            (
                _("Between two orders for the same product, its order leaves first."),
                _("No minimum of order or invoice: send what it asks for, however little."),
                _("If something will not leave complete or on time, call its KAM before it finds out."),
            ),
            {
                "kilos": _("Its loads are big: agree on day and dock a day ahead."),
                "volume": _("Its orders weigh on the whole day: plan them first."),
                "distributor": _("It resells: what leaves late stops its own deliveries."),
                "cash": _("It pays on delivery: nothing of it waits for credit."),
            },
        ),
        Sheet(
            "plant",
            _("Plant"),
            _("Whoever plans and makes."),
            (
                _("Where there is not room for all, make its product first and say what is moved."),
                _("Keep its recipe and its tolerances as agreed: no change without its KAM."),
            ),
            {
                "kilos": _("It fills the plant: ask its KAM for its forecast of the month."),
                "knowledge": _("It tries what is new with us: make room for its trials."),
                "idle_stock": _("Tell its KAM when there are seconds: it takes them."),
            },
        ),
        Sheet(
            "credit",
            _("Credit and collections"),
            _("Whoever charges, releases orders and answers about invoices."),
            (
                _("Its KAM decides how it is charged: no automatic reminders."),
                _("Do not stop an order of it without speaking with its KAM first."),
                _("An error in its invoice is corrected the same day."),
            ),
            {
                "cash": _("It pays in advance or in cash: confirm what came in at once."),
                "multinational": _("Its invoice may go to another city: look at where it wants it."),
            },
        ),
        Sheet(
            "lab",
            _("Laboratory"),
            _("Whoever develops, tests and answers technical questions."),
            (
                _("Its request goes first in the queue, and its KAM tells it when it moves."),
                _("Answer its technical questions within a day, even if only to say when."),
            ),
            {
                "knowledge": _("Try what is new with it first, and write down what we learn."),
                "extraordinary": _("What it knows of the market is worth asking for: listen and note it."),
                "prestige": _("Its approval opens other doors: keep every report for it."),
            },
        ),
        Sheet(
            "marketing",
            _("Marketing"),
            _("Whoever prepares events, references and novelties."),
            (
                _("Show it novelties before everybody else, and write down what it thinks of them."),
                _("Invite its people by name, through its KAM; only who lets us is greeted or written to."),
                _("Name it in public only with its consent in writing, and for what it consented to."),
            ),
            {
                "prestige": _("It is asked often as a reference: ask its KAM how often this year."),
                "knowledge": _("Let it try what is new first, and tell with it what was learned."),
                "multinational": _("What is sent to its head office goes in its language, and its KAM sees it before."),
            },
        ),
        Sheet(
            "reception",
            _("Reception"),
            _("Whoever opens the door and answers the telephone."),
            (
                _("Put its call through at once: to its KAM, else to the substitute, else to the sales director."),
                _("Nobody of it waits without being told how long, and by whom they will be seen."),
                _("If nobody can be reached, write down who, about what and how to call back, and tell its KAM."),
            ),
        ),
    )
}

BY_STATE: Mapping[str, Text] = {
    DECIDED: _("It has not been told yet: treat it as key, and do not mention it."),
    WATCHED: _("Treat it as always; that it is looked at again is not its business."),
    LANDING: _("It is leaving the list with a plan: ask its KAM which privileges still hold."),
}

BY_ROLE: Mapping[str, str] = {
    "dispatch": "dispatch",
    "plant": "plant",
    "credit": "credit",
    "lab": "lab",
    "quality": "lab",
    "employee": "reception",
    "marketing": "marketing",
}
"""Which sheet somebody of a role reads first; the others read that of sales."""


def what_to_do(function: str, reasons: Sequence[str], state: str) -> tuple[Text, ...]:
    """What somebody of a function does for an account that is key for these reasons, in order of importance."""
    sheet = SHEETS[function]
    own = [sheet.by_reason[reason] for reason in reasons if reason in sheet.by_reason]
    return (*([BY_STATE[state]] if state in BY_STATE else []), *own, *sheet.always)


def function_of(role: str) -> str:
    """The sheet that somebody of a role reads first."""
    return BY_ROLE.get(role, "sales")
