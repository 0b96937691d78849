"""The living profile of an account: what we know of it, since when and how, how fresh that is, and what to ask next. (G12, E6)

Every field is said on a day and turns stale by the days of policy. A field that was said today counts in full, one that
reached its days counts nothing, and in between it loses a little every day; what nobody said counts nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Literal

from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.policy import declared
from clave.policy.limits import Limits

Kind = Literal["money", "whole", "share", "choice", "text", "derived"]
MOST = Decimal(10) ** 15
LONGEST = 2_000  # characters of a field in words
WHOLE = 100.0  # the score of a profile of which everything was said today


@dataclass(frozen=True)
class Field:
    """One field: its words, what its value is, and what knowing it is good for.

    `derived` fields are never typed: the visits of competitors and the people of the account say them."""

    key: str
    label: Text
    kind: Kind
    use: Text


FIELDS: dict[str, Field] = {
    one.key: one
    for one in (
        Field("sales", _("Sales of a year"), "money", _("it says how large it is, and how much more it could buy")),
        Field(
            "headcount",
            _("People who work there"),
            "whole",
            _("people come and go before its purchases grow or shrink"),
        ),
        Field("sites", _("Sites and plants"), "text", _("each site may buy, and may need its own contact")),
        Field(
            "ownership", _("Ownership"), "choice", _("it says who decides in the end, and which limits of gifts hold")
        ),
        Field(
            "growth", _("Growth that it projects"), "share", _("its own plan is the best forecast of what it will buy")
        ),
        Field("projects", _("Projects"), "text", _("a project is a reason to buy something new")),
        Field("changes", _("Changes"), "text", _("whoever changes people, plants or owners changes suppliers")),
        Field("certifications", _("Certifications"), "text", _("what it certifies decides what it may buy")),
        Field("achievements", _("Achievements"), "text", _("it is something to congratulate them on")),
        Field("competitors", _("Visits of competitors"), "derived", _("whoever visits it wants what it buys from us")),
        Field("people", _("Its people"), "derived", _("business is done with people, and they change")),
    )
}
OWNERSHIPS: dict[str, Text] = {
    "family": _("Family company"),
    "partners": _("Several partners"),
    "group": _("Part of a group"),
    "multinational": _("Multinational"),
    "listed": _("Listed on an exchange"),
    "public": _("Public body"),
    "cooperative": _("Cooperative"),
}
TYPED = tuple(key for key, one in FIELDS.items() if one.kind != "derived")


@dataclass(frozen=True)
class Said:
    """What was said of a field on a day, kept as text: figures as Python writes them."""

    field: str
    value: str
    on: date
    source: str = ""


@dataclass(frozen=True)
class Fresh:
    """How a field stands: its last word (None: nobody said it), the day it was last seen to be so, its age in days and the days
    after which it is stale; `share` is how much of it counts, 0 to 1, and `weight` what it weighs of all."""

    field: Field
    said: Said | None
    seen: date | None
    age: int | None
    days: int
    share: float
    weight: int

    @property
    def stale(self) -> bool:
        """Whether it is known, and too old."""
        return self.age is not None and self.age > self.days


@dataclass(frozen=True)
class Ask:
    """A field worth asking: the points of the score that its answer gives, and why."""

    field: Field
    gain: float
    because: Text


@dataclass(frozen=True)
class Profile:
    """All fields, the score 0–100, and what to ask, the most worth first."""

    fields: tuple[Fresh, ...]
    score: float
    asks: tuple[Ask, ...]

    @property
    def next(self) -> Ask | None:
        """The one field worth asking first; None where everything was said today."""
        return self.asks[0] if self.asks else None


def profile(
    said: Iterable[Said], confirmed: Iterable[date], derived: Mapping[str, date], as_of: date, limits: Limits
) -> Profile:
    """How an account's profile stands on a day.

    `said` is every statement that stands, `confirmed` the days on which the whole profile was seen to be so (which renews what
    had been said by then), `derived` the newest day of the fields that are never typed."""
    last: dict[str, Said] = {}
    for one in said:
        if one.on <= as_of and (one.field not in last or one.on >= last[one.field].on):
            last[one.field] = one
    days = [day for day in confirmed if day <= as_of]
    fields = tuple(_fresh(FIELDS[key], last.get(key), days, derived.get(key), as_of, limits) for key in FIELDS)
    total = sum(one.weight for one in fields)
    score = WHOLE * sum(one.weight * one.share for one in fields) / total if total else 0.0
    asks = (_ask(one, total, as_of) for one in fields if one.weight and one.share < 1)
    return Profile(fields, score, tuple(sorted(asks, key=lambda ask: -ask.gain)))


def checked_said(said: Said, today: date) -> Said:
    """As it is kept. Raises ClaveError (`where` names the field of the form)."""
    field = FIELDS.get(said.field)
    if field is None or field.kind == "derived":
        raise ClaveError(_("this is no field of the profile."), where="value", remedy=_("Choose one of the list."))
    if said.on > today:
        raise ClaveError(_("this day is still to come."), where="on", remedy=_("Choose today or an earlier day."))
    source = " ".join(said.source.split())
    if not source:
        raise ClaveError(
            _("nobody will believe it without a source."), where="source",
            remedy=_("Say how we know: who said it, which report, which page."),
        )  # fmt: skip
    return Said(said.field, _value(field, said.value.strip()), said.on, source)


def _value(field: Field, text: str) -> str:
    if not text:
        raise ClaveError(_("there is nothing to keep yet."), where="value", remedy=_("Write what we know now."))
    if field.kind == "text":
        if len(text) > LONGEST:
            raise ClaveError(
                _("the text has {length} characters, {most} fit.").fill(length=len(text), most=LONGEST), where="value",
                remedy=_("Keep what matters; the whole document goes elsewhere."),
            )  # fmt: skip
        return text
    if field.kind == "choice":
        if text not in OWNERSHIPS:
            raise ClaveError(_("this is no kind of ownership."), where="value", remedy=_("Choose one of the list."))
        return text
    return _figure(field.kind, text)


def _figure(kind: Kind, text: str) -> str:
    try:
        figure = Decimal(text)
    except InvalidOperation:
        figure = Decimal("NaN")
    lowest = -1 if kind == "share" else 0
    if (
        not figure.is_finite()
        or not lowest <= figure < MOST
        or (kind == "whole" and figure != figure.to_integral_value())
    ):
        raise ClaveError(
            _("this is no figure that it can have."), where="value",
            remedy=_("Write a number; people are whole, money is not below zero, growth not below −100 %."),
        )  # fmt: skip
    return str(int(figure)) if kind == "whole" else str(figure)


def _fresh(
    field: Field, said: Said | None, confirmed: list[date], derived: date | None, as_of: date, limits: Limits
) -> Fresh:
    days = limits[declared.profile_days].get(field.key, 0)
    weight = limits[declared.profile_weights].get(field.key, 0)
    seen = derived if derived is not None and derived <= as_of else None
    if said is not None:
        seen = max([said.on, *(day for day in confirmed if day >= said.on)])
    if seen is None:
        return Fresh(field, said, None, None, days, 0.0, weight)
    age = (as_of - seen).days
    share = max(0.0, 1 - age / days) if days else 0.0
    return Fresh(field, said, seen, age, days, share, weight)


def _ask(one: Fresh, total: int, as_of: date) -> Ask:
    gain = WHOLE * one.weight * (1 - one.share) / total
    points = Figure(round(gain), "count")
    if one.age is None or one.seen is None:
        return Ask(
            one.field,
            gain,
            _("Nobody knows it ({points} of 100 points): {use}.").fill(use=one.field.use, points=points),
        )
    text = _("Last seen to be so {days} ago, and it holds for {limit} ({points} of 100 points): {use}.")
    return Ask(one.field, gain, text.fill(
        days=Figure(one.age, "days"), limit=Figure(one.days, "days"), use=one.field.use, points=points
    ))  # fmt: skip
