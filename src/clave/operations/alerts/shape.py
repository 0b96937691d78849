"""What an alert is, of which kinds there are, and how sure one may be of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from clave.base.figures import Figure
from clave.base.words import Joined, Text, _

Tone = Literal["bad", "warn", "info"]
Money = Literal["month", "year", "buys", "owed", "once", ""]
MONEY: Mapping[str, Text] = {
    "month": _("a month at stake"),
    "year": _("a year at stake"),
    "buys": _("it buys in a year"),
    "owed": _("past due and open"),
    "once": _("what it was worth"),
}
"""What the money of an alert is, in words."""
ACTS: Mapping[str, Text] = {
    "call": _("Call"),
    "sheet": _("See what it bought"),
    "payments": _("See how it pays"),
    "answer": _("Prepare an answer"),
    "promise": _("See what broke"),
    "plan": _("Review the plan"),
    "sponsor": _("Speak with the sponsor"),
    "people": _("Look at its people"),
    "condition": _("Decide on the condition"),
    "voice": _("Read what they answered"),
}
"""The one thing to do, in the words of its button."""


@dataclass(frozen=True)
class Kind:
    """One kind of alert: what it is called, its icon and tone, its one act, and how urgent it is (1 = first)."""

    label: Text
    icon: str
    tone: Tone
    act: str
    urgency: int


KINDS: Mapping[str, Kind] = {
    "silent": Kind(_("Silent customer"), "heartbeat", "bad", "call", 1),
    "competitor": Kind(_("Visit of a competitor"), "eye", "bad", "answer", 2),
    "survey": Kind(_("Low answer to a survey"), "message", "bad", "voice", 3),
    "contact": Kind(_("Contact lost"), "user-off", "bad", "people", 4),
    "family": Kind(_("Family stopped"), "package", "warn", "sheet", 5),
    "payment": Kind(_("Pays later and later"), "receipt-2", "warn", "payments", 6),
    "promise": Kind(_("Promise broken"), "heart-handshake", "warn", "promise", 7),
    "condition": Kind(_("Condition that ends"), "calendar-time", "warn", "condition", 8),
    "mix": Kind(_("Buys fewer families"), "tags", "info", "sheet", 9),
    "thread": Kind(_("Everything by one person"), "user", "info", "people", 10),
    "sponsor": Kind(_("Sponsor absent"), "user-check", "info", "sponsor", 11),
    "plan": Kind(_("Plan not reviewed"), "target-arrow", "info", "plan", 12),
    "profile": Kind(_("Old data of its people"), "id-badge-2", "info", "people", 13),
}
"""Every kind by name, the most urgent first."""


@dataclass(frozen=True)
class Alert:
    """Something to look at: `matter` tells apart what of one account may happen more than once (a family, a privilege).

    `money` = what is at stake (None = not known) and `worth` what that money is; `chance` = how often this would happen by
    chance alone (None = nobody can say), `sure` the same in words."""

    kind: str
    account: str
    why: Text | Joined
    matter: str = ""
    money: float | None = None
    worth: Money = ""
    chance: float | None = None
    sure: Text | None = None

    @property
    def mark(self) -> tuple[str, str, str]:
        """What it is, so that tomorrow's is known to be the same one."""
        return self.kind, self.account, self.matter


NOTED = _("Somebody wrote it down: it is so.")
SAID = _("They said so themselves.")
COUNTED = _("It is counted, not estimated.")
SHORT = _("Its history is too short to say how unusual this is.")


def sure_of(chance: float | None) -> Text:
    """How sure, from how often its own habit alone would do this."""
    if chance is None:
        return SHORT
    return _("By its own rhythm this happens by chance {chance} of the time, at most.").fill(
        chance=Figure(chance, "share")
    )


def by_urgency(alerts: Iterable[Alert]) -> list[Alert]:
    """The kind that presses most first; within a kind the most money, what has none last."""
    return sorted(alerts, key=lambda one: (KINDS[one.kind].urgency, one.money is None, -(one.money or 0.0), one.mark))
