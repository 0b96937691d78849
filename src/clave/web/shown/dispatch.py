"""Dispatch as the page shows it: the queue row by row, the strip of figures, shelves, rules, and what was set aside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from clave.base.figures import day as day_words
from clave.base.figures import exact_money, kilos, money, number, percent, points
from clave.base.words import Joined, Text, _, counted, joined
from clave.criteria.registry import CRITERIA
from clave.privileges.dispatch.book import Grade
from clave.privileges.dispatch.codes import Code, Flag
from clave.privileges.dispatch.words import FLAGS, LABELS
from clave.store.fields import FIELDS, WAITING, reserved
from clave.store.models import DispatchLine, DispatchPlan, LinePin, PlannedOrder
from clave.web.words import reader, told

NO_SUPPLY, WAITS = _("no supply in sight"), _("waits for somebody")
ORDINARY = _("ordinary customer")
OWN = _("key account")
SHOWN_FLAGS = (Flag.MIN_WAIVED, Flag.RELIEF, Flag.GUARDED, Flag.DATE_UNKNOWN, Flag.WEIGHT_UNKNOWN,
               Flag.LAST_DELIVERY)  # fmt: skip


GRADED: Mapping[int, Text] = {
    Grade.SECOND: _("{quantity} of second quality"), Grade.SLOW: _("{quantity} that hardly moves"),
}  # fmt: skip


NAMES: Mapping[int, Text] = {Grade.SECOND: _("second quality"), Grade.SLOW: _("slow stock")}


@dataclass(frozen=True)
class Row:
    """A line of the queue. `move` is the places gained (above 0) or lost against the queue without priority; `graded` what
    of it leaves from seconds or slow stock."""

    line: DispatchLine
    turn: int | None
    move: int
    kind: str
    promise: str
    today: bool
    given: str
    asked: str
    share: int
    tone: str
    why: str
    costs: tuple[tuple[str, str], ...]
    gives: str
    flags: tuple[str, ...]
    graded: tuple[str, ...]
    label: str
    tint: str
    pin: LinePin | None

    @property
    def places(self) -> int:
        """How many places it moved, whichever way."""
        return abs(self.move)


def amount(value: Decimal | str) -> str:
    """A quantity with the decimals it has."""
    exact = Decimal(value).normalize()
    exponent = exact.as_tuple().exponent
    return number(exact, max(0, -exponent) if isinstance(exponent, int) else 0, reader())


def row(line: DispatchLine, plan: DispatchPlan, *, arrival: bool, pin: LinePin | None = None) -> Row:
    """A line as the queue shows it; `arrival` = in the plan without priority."""
    given = line.given_without if arrival else line.given
    share = round(float(given / line.asked) * 100) if line.asked else 0
    today = timezone.localdate()
    moved = (line.turn_without - line.turn) if line.turn and line.turn_without else 0
    return Row(
        line=line,
        turn=line.turn_without if arrival else line.turn,
        move=0 if arrival else moved,
        kind=category(line),
        promise=promise(line, today),
        today=line.promise == plan.day,
        given=amount(given),
        asked=amount(line.asked),
        share=share,
        tone="ok" if share == 100 else "warn",
        why=_why(line, moved, plan.day, today),
        costs=() if arrival else tuple(map(cost, line.costs)),
        gives="" if arrival else _gives(line),
        flags=tuple(told(FLAGS[flag]) for flag in SHOWN_FLAGS if line.flags & flag),
        graded=() if arrival else graded(line),
        label=told(LABELS[Code(line.code)]),
        tint="" if arrival else _tint(line),
        pin=pin,
    )


def grade_name(grade: int) -> str:
    """What a grade is called; empty of prime stock."""
    return told(NAMES[grade]) if grade in NAMES else ""


def graded(line: DispatchLine) -> tuple[str, ...]:
    """What of a line leaves from stock that is not prime, in words: «4 de segunda»."""
    found: dict[int, Decimal] = {}
    for _house, grade, quantity in line.picks:
        if grade in GRADED:
            found[grade] = found.get(grade, Decimal(0)) + Decimal(quantity)
    return tuple(told(GRADED[grade].fill(quantity=amount(found[grade]))) for grade in sorted(found))


def _why(line: DispatchLine, moved: int, day: date, today: date) -> str:
    """Why it stands where it stands; of what does not leave whole, what the plan says."""
    if Code(line.code) is not Code.SHIP_FULL:
        return told(line.why)
    if line.flags & Flag.PINNED:
        return told(_("Put first by hand."))
    if line.flags & Flag.RELIEF:
        return told(_("It gave way often: today it goes first."))
    if line.key and moved > 0:
        text = counted(
            "Key account: its head start moves it up {n} place.",
            "Key account: its head start moves it up {n} places.",
            moved,
        )
        return told(text)
    if line.key and moved < 0:
        return told(_("Key account; others with a head start go before it."))
    if line.key:
        return told(_("Key account; its turn would be the same without."))
    if line.due is None:
        return told(_("Nobody said for when: after everything that has a day."))
    return told(due_words(line.due, day, today))


def due_words(due: date, day: date, today: date) -> Text:
    """By which day a line stands in the plan of `day`, in the tense that fits `today`: a plan of a past day says what was."""
    late, on = (day - due).days, day_words(due, reader())
    if late > 0:
        return counted(
            "By its day: it had to leave on {day}, {n} day late.",
            "By its day: it had to leave on {day}, {n} days late.",
            late,
        ).fill(day=on)
    if day < today:
        return _("By its day: it had to leave on {day}.").fill(day=on)
    if due == today:
        return _("By its day: it has to leave today.")
    return _("By its day: it has to leave on {day}.").fill(day=on)


def _tint(line: DispatchLine) -> str:
    if line.displaced:
        return "moved"
    return "prot" if line.flags & (Flag.RELIEF | Flag.PINNED | Flag.GUARDED) else ""


def category(line: DispatchLine | PlannedOrder) -> str:
    """What kind of customer it is: its category, or an ordinary one."""
    if not line.key:
        return told(ORDINARY)
    known = CRITERIA.get(line.category)
    return told(known.name) if known else told(OWN)


def promise(line: DispatchLine, today: date) -> str:
    """The day of its last part, as it is said `today`, or why there is none."""
    if line.promise is None:
        return told(NO_SUPPLY if line.promised == "none" else WAITS)
    return near(line.promise, today)


def near(when: date, today: date) -> str:
    """A day as a dispatcher says it: today, tomorrow, then by its date."""
    if when == today:
        return told(_("today"))
    return told(_("tomorrow")) if when == today + timedelta(days=1) else day_words(when, reader(), today)


def cost(kept: Mapping[str, Any]) -> tuple[str, str]:
    """Somebody who gave way, and what: (name, «620 until 19 Nov»)."""
    day = kept["day"]
    what = (
        _("{quantity} until {day}").fill(
            quantity=amount(kept["quantity"]), day=day_words(date.fromisoformat(day), reader())
        )
        if day
        else _("{quantity}, no supply in sight").fill(quantity=amount(kept["quantity"]))
    )
    return kept["name"], told(what)


def _gives(line: DispatchLine) -> str:
    if not line.displaced:
        return ""
    lost = amount(line.given_without - line.given)
    first = line.gave_to[0]["name"] if line.gave_to else ""
    return told(
        _("Gives {quantity} to {name}").fill(quantity=lost, name=first)
        if first
        else _("Gives {quantity}").fill(quantity=lost)
    )


@dataclass(frozen=True)
class Figure:
    """One figure of the strip: what it is, the figure, its change against no priority, and what it means."""

    label: str
    value: str
    change: str
    tone: str
    about: str
    href: str = ""


def strip(plan: DispatchPlan, *, money_shown: bool) -> tuple[Figure, ...]:
    """The four figures above the queue; what waits in money only where it may be shown."""
    kept, language = plan.summary, reader()
    spent = Decimal(kept["carrying"]) + Decimal(kept["handling"])
    latest = kept["moved_days"]
    about = (
        counted("none more than {n} day", "none more than {n} days", latest) if latest else _("nobody waits longer")
    )  # fmt: skip
    undated = kept["moved_undated"]
    return (
        _on_time(_("Key accounts on time"), kept["key"]),
        _on_time(_("The others on time"), kept["others"]),
        Figure(
            told(_("Orders of others that move")), number(kept["moved"], 0, language),
            told(_("of {n}").fill(n=number(kept["moved_of"], 0, language))), "mut",
            told(counted("{n} line without a new day", "{n} lines without a new day", undated) if undated else about),
            f"?dia={plan.day}&solo=cede",
        ),
        Figure(
            told(_("Cost of the day")), _cost(spent, plan), "", "", told(_about_cost(plan, money_shown=money_shown)),
        ),
    )  # fmt: skip


def _cost(spent: Decimal, plan: DispatchPlan) -> str:
    """The cost that can be told; nothing where all that gave way has no new day, since nobody knows how long it waits."""
    if not plan.summary["moved_undated"]:
        return _spent(spent, plan.currency)
    return told(_("at least {money}").fill(money=_spent(spent, plan.currency))) if spent else "–"


def _about_cost(plan: DispatchPlan, *, money_shown: bool) -> Text | Joined:
    """What is behind the cost: what waits in money where it may be shown, and what the cost does not count."""
    about: Text | Joined = _waiting(plan) if money_shown else reserved(FIELDS[WAITING])
    if not plan.summary["moved_undated"]:
        return about
    return joined((_("what has no new day is not counted"), about), "; ")


def load_words(kept: Mapping[str, Any]) -> str:
    """The kilos that leave: of how many lines nobody knows them, and nothing of all of them."""
    language, unknown = reader(), kept["weightless"]
    if unknown and unknown == kept["leave"]:
        return told(_("nobody knows their kilos"))
    known = kilos(float(kept["kilos"]), language)
    if not unknown:
        return known
    text = counted("{kilos} and {n} line without a weight", "{kilos} and {n} lines without a weight", unknown)
    return told(text.fill(kilos=known))


def _waiting(plan: DispatchPlan) -> Text:
    """What the orders that wait are worth, and what of it may be lost."""
    waiting, risk = (money(Decimal(plan.summary[name]), plan.currency, reader()) for name in ("deferred", "at_risk"))
    return _("{waiting} wait; sales at risk {risk}").fill(waiting=waiting, risk=risk)


def _spent(value: Decimal, currency: str) -> str:
    """Money of one day: to the unit where millions would round it away."""
    exact = value < SMALL
    return exact_money(value, currency, reader()) if exact else money(value, currency, reader())


SMALL = 1_000_000


def _on_time(label: Text, kept: Mapping[str, Any]) -> Figure:
    language = reader()
    if kept["share"] is None:
        return Figure(told(label), "–", "", "", told(_("no line may leave that day")))
    before = kept["before"]["share"]
    change = kept["share"] - before if before is not None else 0.0
    tone = "tok" if change > 0 else "tbad" if change < 0 else "mut"
    about = _("{complete} of {lines} lines complete; without priority {before}").fill(
        complete=kept["complete"], lines=kept["lines"], before="–" if before is None else percent(before, language)
    )
    return Figure(
        told(label), percent(kept["share"], language), points(change, language) if change else "=", tone, told(about)
    )


@dataclass(frozen=True)
class Shelf:
    """A product in a warehouse: shares of the bar out of what there is and what lacks, and the words beside it."""

    product: str
    name: str
    warehouse: str
    words: str
    lacking: bool
    parts: tuple[tuple[str, int], ...]
    spoken: str


def shelves(plan: DispatchPlan, warehouse: str | None) -> list[Shelf]:
    """The products that lack most, of a warehouse or of all."""
    there = [one for one in plan.summary["stock"] if warehouse is None or one["warehouse"] == warehouse]
    return [_shelf(one) for one in there if Decimal(one["lacks"]) > 0 or len(there) <= FEW][:MOST]


FEW, MOST = 4, 8


def _shelf(one: Mapping[str, str]) -> Shelf:
    names = (("k", "to_key"), ("o", "to_others"), ("h", "held"), ("l", "free"), ("ft", "lacks"))
    total = sum(Decimal(one[name]) for _mark, name in names) or Decimal(1)
    parts = tuple((mark, round(float(Decimal(one[name]) / total) * 1000)) for mark, name in names if Decimal(one[name]))
    lacking = Decimal(one["lacks"]) > 0
    words = _("lacks {n}").fill(n=amount(one["lacks"])) if lacking else _("free {n}").fill(n=amount(one["free"]))
    spoken = _("Key {key}, others {others}, held {held}, free {free}, lacking {lacks}").fill(
        key=amount(one["to_key"]), others=amount(one["to_others"]), held=amount(one["held"]), free=amount(one["free"]),
        lacks=amount(one["lacks"]),
    )  # fmt: skip
    return Shelf(one["product"], one["name"], one["warehouse"], told(words), lacking, parts, told(spoken))


def reasons(plan: DispatchPlan) -> list[tuple[str, str, int]]:
    """Every reason of the plan with how many lines have it, in the order of the codes."""
    counts = plan.summary["codes"]
    return [(code.name, told(LABELS[code]), counts[code.name]) for code in Code if code.name in counts]


def texts(kept: Iterable[Any]) -> list[str]:
    """Kept sentences in the reader's language."""
    return [told(one) for one in kept]
