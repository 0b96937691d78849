"""How one account is treated today, department by department: what its privileges ask of each, and what its state and reasons
add. One page for whoever serves it. (C1, C2, G2–G7)

It speaks of days, hours, classes and routes, never of money; what a reader may not see is said to be reserved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from clave.base.figures import Figure
from clave.base.words import Shown, Text, _, joined
from clave.criteria.registry import CRITERIA
from clave.privileges.catalogue.grants import Held
from clave.privileges.collection.routes import TONES, WAYS, Route
from clave.privileges.collection.wishes import CHANNELS, Wish
from clave.privileges.dispatch.words import Amount
from clave.report.treatment import SHEETS, what_to_do
from clave.report.typesetting import pdf
from clave.selection.life import STATES

FUNCTION = {"dispatch": "dispatch", "plant": "plant", "credit": "credit", "lab": "lab", "quality": "lab"}
"""On which sheet a department delivers; the others are those of sales."""
LETTERS = {
    "second": _("seconds"), "slow": _("slow stock"), "dead": _("dead stock"),
}  # fmt: skip
RESERVED = _("reserved: who opens invoices and collection reads it")
NO_SECONDS = _("none: it accepted none in writing, so only prime stock is sent")
NO_HEAD_START = _("ordinary: it has no priority in force")
MINIMUMS = (_("waived: send what it asks for, however little"), _("they hold for it as for everybody"))
NO_WISH = _("it said nothing: as usual, by mail")
WORDS = {
    "page": _("Page"), "of": _("of"), "running": _("for people of the company only"), "now": _("In force today"),
    "do": _("What to do"), "whom": _("Whom to call"), "substitute": _("substitute"),
    "nobody": _("nobody yet: call the sales director"),
}  # fmt: skip


@dataclass(frozen=True)
class Treated:
    """What is known of one key account on a day. `letters` grades and families (empty = every one) that it accepts in
    writing, `takes` product, grade and units of offers that it took; `hours` of laboratory used this year; people as name and
    e-mail. `route` and `wish` count only where `collects`: the reader may see how it is charged."""

    customer: str
    name: str
    state: str
    reasons: tuple[str, ...]
    held: tuple[Held, ...]
    letters: tuple[tuple[str, str], ...] = ()
    takes: tuple[tuple[str, str, Decimal], ...] = ()
    hours: float = 0.0
    route: Route | None = None
    wish: Wish | None = None
    collects: bool = False
    owner: tuple[str, str] | None = None
    substitute: tuple[str, str] | None = None

    def having(self, privilege: str) -> Held | None:
        """A privilege it has today; None where it has not."""
        return next((one for one in self.held if one.privilege.key == privilege), None)


@dataclass(frozen=True)
class Section:
    """One department: what is in force for the account today (label and words), and what to do."""

    key: str
    label: Text
    facts: tuple[tuple[Text, Shown], ...]
    do: tuple[Text, ...]


def sections(account: Treated) -> tuple[Section, ...]:
    """Every department in the order of the sheets."""
    extra = {"dispatch": _dispatch, "credit": _credit, "lab": _lab}
    return tuple(
        Section(
            key, sheet.label,
            (*(extra[key](account) if key in extra else ()), *_privileges(account, key)),
            what_to_do(key, account.reasons, account.state),
        )
        for key, sheet in SHEETS.items()
    )  # fmt: skip


def _privileges(account: Treated, function: str) -> Sequence[tuple[Text, Shown]]:
    said = {"dispatch", "no_minimum", "laboratory"}  # in words of their own
    return [
        (one.privilege.label, one.words)
        for one in account.held
        if FUNCTION.get(one.privilege.department, "sales") == function and one.privilege.key not in said
    ]


def _dispatch(account: Treated) -> tuple[tuple[Text, Shown], ...]:
    ahead = account.having("dispatch")
    waived = account.having("no_minimum") is not None
    return (
        (_("Priority"), ahead.words if ahead else NO_HEAD_START),
        (_("Minimum"), MINIMUMS[0] if waived else MINIMUMS[1]),
        (_("Seconds"), _seconds(account)),
    )


def _seconds(account: Treated) -> Shown:
    signed: list[Shown] = [
        _("{grade} of {family}").fill(grade=LETTERS[grade], family=family or _("every family"))
        for grade, family in account.letters
    ]
    took: list[Shown] = [
        _("{units} of {product} ({grade}), as it took in an offer").fill(
            units=Amount(units), product=product, grade=LETTERS[grade]
        )
        for product, grade, units in account.takes
    ]
    return joined([*signed, *took], "; ") if signed or took else NO_SECONDS


def _credit(account: Treated) -> tuple[tuple[Text, Shown], ...]:
    if not account.collects or account.route is None:
        return ((_("Credit route"), RESERVED), (_("How it wants the invoice"), RESERVED))
    route = account.route
    asks = _("{who} asks, by {way}, in a {tone} tone; {letters}").fill(
        who=route.by or _("collections"), way=WAYS[route.way], tone=TONES[route.tone],
        letters=_("reminders go by themselves") if route.automatic else _("no automatic reminder"),
    )  # fmt: skip
    return ((_("Credit route"), asks), (_("How it wants the invoice"), _wish(account.wish)))


def _wish(wish: Wish | None) -> Shown:
    if wish is None:
        return NO_WISH
    parts: list[Shown] = [
        _("by {channel} to {whom}").fill(channel=CHANNELS[wish.channel], whom=wish.recipient or wish.portal or "–")
    ]
    if wish.needs_order:
        parts.append(_("with its order number on it"))
    if wish.cut_off is not None:
        parts.append(_("up to day {day} of the month").fill(day=wish.cut_off))
    return joined(parts)


def _lab(account: Treated) -> tuple[tuple[Text, Shown], ...]:
    used, hours = Amount(Decimal(str(round(account.hours, 1)))), account.having("laboratory")
    if hours is None:
        return ((_("Hours of laboratory"), _("{used} used this year; none were promised").fill(used=used)),)
    most = Figure(hours.grant.parameters.get("hours", 0), "quantity")
    return ((_("Hours of laboratory"), _("{used} used this year of {most}").fill(used=used, most=most)),)


def treatment_pdf(account: Treated, *, company: str, day: date, language: str) -> bytes:
    """The sheet on A4, PDF/UA-1."""
    labels = [CRITERIA[key].name for key in account.reasons if key in CRITERIA]
    data = {
        "words": WORDS,
        "company": company,
        "title": _("How we treat {name}").fill(name=account.name),
        "about": joined([account.customer, STATES[account.state].label, *labels, Figure(day, "date")], " · "),
        "owner": list(account.owner) if account.owner else None,
        "substitute": list(account.substitute) if account.substitute else None,
        "sections": [
            {"label": one.label, "facts": [list(fact) for fact in one.facts], "do": list(one.do)}
            for one in sections(account)
        ],
    }
    return pdf("treatment", data, language)
