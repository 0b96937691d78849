"""References and recommendations: who may be asked, how often, what came of it, and who sends us business by themselves. (B5)

Nobody is asked who did not say that they are willing, nor without their consent for this purpose; and nobody so often that
they stop being one. What was asked and waits for an answer counts as given, because it may be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.folding import folded
from clave.base.period import months_before
from clave.base.words import Joined, Text, _, counted, joined
from clave.operations.consent import Answer
from clave.policy import declared
from clave.policy.limits import Limits

PURPOSE = "reference"
"""The purpose of `operations.consent.PURPOSES` that a reference needs."""
WAYS: Mapping[str, Text] = {
    "call": _("Call"),
    "visit": _("Visit to their plant"),
    "letter": _("Letter"),
}
STATES: Mapping[str, Text] = {
    "asked": _("asked"),
    "given": _("given"),
    "refused": _("refused"),
    "silent": _("no answer"),
    "dropped": _("not needed any more"),
}
COUNTING = ("asked", "given")
"""States that wear a reference out."""
RESULTS: Mapping[str, Text] = {
    "": _("nobody knows yet"),
    "talking": _("being talked about"),
    "won": _("business came"),
    "lost": _("no business came"),
}
MOST_MONEY = Decimal(10) ** 13
WINDOW = 12  # months


@dataclass(frozen=True)
class WillingSaid:
    """What a person of a customer is willing to do: in which `ways`, for which sectors and products they can speak (words;
    empty = any), since when."""

    contact: int
    ways: tuple[str, ...]
    since: date
    about: str = ""
    note: str = ""


@dataclass(frozen=True)
class AskSaid:
    """A reference that is asked: of which prospect, in which way, on which day; `sector` and `product` it is about."""

    prospect: str
    way: str
    on: date
    sector: str = ""
    product: str = ""
    note: str = ""


@dataclass(frozen=True)
class ReferralSaid:
    """Who the account recommended us to by itself, and when we knew of it."""

    prospect: str
    on: date
    contact: int | None = None
    note: str = ""


def checked_willing(said: WillingSaid, today: date) -> WillingSaid:
    """As it is kept. Raises ClaveError (`where` names the field)."""
    _past(said.since, today, "since")
    if not said.ways or set(said.ways) - set(WAYS):
        raise ClaveError(
            _("nobody could tell what they are willing to do."), where="ways", remedy=_("Choose at least one way.")
        )
    ways = tuple(way for way in WAYS if way in said.ways)
    return replace(said, ways=ways, about=said.about.strip(), note=said.note.strip())


def checked_ask(said: AskSaid, today: date, ways: Sequence[str]) -> AskSaid:
    """As it is kept; `ways` are those that the person is willing to do. Raises ClaveError (`where` names the field)."""
    prospect = said.prospect.strip()
    if not prospect:
        raise ClaveError(
            _("a reference is for somebody."), where="prospect", remedy=_("Write for which company it is asked.")
        )
    if said.way not in ways:
        raise ClaveError(
            _("they are not willing to do that."), where="way",
            remedy=_("Choose: {ways}.").fill(ways=joined([WAYS[way] for way in ways])),
        )  # fmt: skip
    _past(said.on, today, "on")
    words = {name: getattr(said, name).strip() for name in ("sector", "product", "note")}
    return replace(said, prospect=prospect, **words)


def checked_referral(said: ReferralSaid, today: date) -> ReferralSaid:
    """As it is kept. Raises ClaveError (`where` names the field)."""
    prospect = said.prospect.strip()
    if not prospect:
        raise ClaveError(
            _("nobody could tell to whom they recommended us."), where="prospect", remedy=_("Write the company.")
        )
    _past(said.on, today, "on")
    return replace(said, prospect=prospect, note=said.note.strip())


def check_answer(here: str, to: str, asked_on: date, day: date, today: date) -> None:
    """Raises ClaveError where a reference cannot be answered so."""
    if here != "asked":
        raise ClaveError(
            _("this reference was answered already: {state}.").fill(state=STATES[here]),
            remedy=_("Undo that answer first, if it was a slip."),
        )
    if to not in STATES or to == "asked":
        raise ClaveError(_("this is no answer."), where="to", remedy=_("Choose one of the list."))
    _past(day, today, "day")
    if day < asked_on:
        raise ClaveError(
            _("it was asked on {day}.").fill(day=Figure(asked_on, "date")), where="day",
            remedy=_("Choose that day or a later one."),
        )  # fmt: skip


def check_result(result: str, amount: Decimal | None) -> None:
    """Raises ClaveError for what business cannot be: an amount without business, or below zero."""
    if result not in RESULTS:
        raise ClaveError(_("this is no result."), where="result", remedy=_("Choose one of the list."))
    if amount is None:
        return
    if not 0 <= amount < MOST_MONEY:
        raise ClaveError(
            _("business is not below zero, and money that somebody can pay."), where="amount",
            remedy=_("Correct it, or leave it empty while nobody knows."),
        )  # fmt: skip
    if result != "won":
        raise ClaveError(
            _("there is an amount and no business that came."), where="amount",
            remedy=_("Choose «business came», or leave the amount empty."),
        )  # fmt: skip


def _past(day: date, today: date, where: str) -> None:
    if day > today:
        raise ClaveError(_("this day has not come yet."), where=where, remedy=_("Choose today or an earlier day."))


@dataclass(frozen=True)
class Asked:
    """A reference asked of a person (`contact`) of an account on a day, as the cap counts it."""

    contact: int
    on: date
    state: str


@dataclass(frozen=True)
class Free:
    """Whether somebody can be asked on a day: why not in words, and the day from which they can (None = a day does not change
    it). `given` and `left` count the last twelve months of the person, `account_left` of the account; `rested` days since they
    were last asked (None = never)."""

    allowed: bool
    why: tuple[Text | Joined, ...]
    again: date | None
    given: int
    left: int
    account_left: int
    rested: int | None


def free(name: str, contact: int, asked: Iterable[Asked], consent: Answer, on: date, limits: Limits) -> Free:
    """Whether a person (`name`, `contact`) can be asked; `asked` is everything that was asked of their account."""
    counting = [one for one in asked if one.state in COUNTING and one.on <= on]
    mine = sorted(one.on for one in counting if one.contact == contact)
    theirs = sorted(one.on for one in counting)
    since = months_before(on, WINDOW)
    recent, of_account = [one for one in mine if one > since], [one for one in theirs if one > since]
    most, most_account = limits[declared.reference_contact], limits[declared.reference_account]
    why: list[Text | Joined] = []
    days: list[date] = []
    if consent.allowed is not True:
        why.append(_("{name} did not say yes to being a reference: {why}").fill(name=name, why=consent.because))
    if len(recent) >= most:
        again = _leaves(recent[-most])
        days.append(again)
        why.append(_capped(name, len(recent), again))
    if len(of_account) >= most_account:
        again = _leaves(of_account[-most_account])
        days.append(again)
        why.append(_capped(_("The account"), len(of_account), again))
    rest = limits[declared.reference_rest]
    if mine and (on - mine[-1]).days < rest:
        again = mine[-1] + timedelta(days=rest)
        days.append(again)
        why.append(
            _("{name} was asked on {day} and rests until {again}").fill(
                name=name, day=Figure(mine[-1], "date"), again=Figure(again, "date")
            )
        )
    again_on = max(days) if days and consent.allowed is True else None
    return Free(
        not why, tuple(why), again_on, len(recent), max(most - len(recent), 0), max(most_account - len(of_account), 0),
        (on - mine[-1]).days if mine else None,
    )  # fmt: skip


def _leaves(day: date) -> date:
    """The first day on which what was asked on `day` does not count any more."""
    found = months_before(day, -WINDOW)
    while months_before(found, WINDOW) < day:  # 29 February: the window of the year after reaches one day less
        found += timedelta(days=1)
    return found


def _capped(name: Text | str, n: int, again: date) -> Text:
    return counted(
        "{name} already gave {n} reference in twelve months; available again on {day}",
        "{name} already gave {n} references in twelve months; available again on {day}",
        n,
    ).fill(name=name, day=Figure(again, "date"))


@dataclass(frozen=True)
class Candidate:
    """Somebody who is willing, as the search reads them: the sector of their account and the families it buys, what they can
    speak `about`, and how many references they `gave` ever."""

    key: int
    sector: str
    families: frozenset[str]
    about: str
    free: Free
    gave: int


@dataclass(frozen=True)
class Fit:
    """How well somebody fits what is looked for, and why: `points` only order, and are never shown."""

    key: int
    points: int
    why: tuple[Text, ...]


def fits(candidates: Iterable[Candidate], sector: str, product: str) -> list[Fit]:
    """Those who fit (all of them where nothing is looked for): who can be asked now first, the better fitting first, then the
    better rested (never asked = the most), then who gave more references before. What does not fit at all is left out."""
    found = [(one, _fit(one, folded(sector), folded(product))) for one in candidates]
    asked = bool(sector.strip() or product.strip())
    kept = [(one, fit) for one, fit in found if fit.points or not asked]
    return [fit for _one, fit in sorted(kept, key=_order)]


def _order(pair: tuple[Candidate, Fit]) -> tuple[bool, int, int, int, int]:
    one, fit = pair
    rested = 100_000 if one.free.rested is None else one.free.rested
    return not one.free.allowed, -fit.points, -rested, -one.gave, one.key


def _fit(one: Candidate, sector: str, product: str) -> Fit:
    points, why = 0, list[Text]()
    about = folded(one.about)
    if sector and sector in folded(one.sector):
        points += 2
        why.append(_("same sector: {sector}").fill(sector=one.sector))
    elif sector and sector in about:
        points += 1
        why.append(_("can speak about it: {about}").fill(about=one.about))
    bought = next((family for family in sorted(one.families) if product and product in folded(family)), "")
    if bought:
        points += 2
        why.append(_("buys {family}").fill(family=bought))
    elif product and product in about:
        points += 1
        why.append(_("can speak about it: {about}").fill(about=one.about))
    return Fit(one.key, points, tuple(dict.fromkeys(why)))


def rested_words(one: Free) -> Text:
    """How rested somebody is, in words."""
    if one.rested is None:
        return _("never asked")
    return counted("asked {n} day ago", "asked {n} days ago", one.rested)
