"""What a report of consumption says, part by part: sentences, tables and lists, the same on paper and on the page. (G10)

Written to the customer (ustedes). Every value is a text, a figure or plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from clave.base.figures import Figure, kilos, money, number, percent
from clave.base.words import Joined, Shown, Text, _, counted, joined
from clave.report.consumption.bought import Amount
from clave.report.consumption.content import Benefit, Content, Expected, Proposal
from clave.report.consumption.figures import Family
from clave.report.consumption.period import NEXT, YEAR, Period, Span

Said = Text | Joined | Figure | Shown | str
UNKNOWN = "–"
MILLION = 1e6
FEW_MONTHS = 2
"""With fewer months of purchases there is nothing to compare yet."""
MOST_ORDERS = 12
NO_FAMILY = _("Without a family")
NARROWER = _("Together the range is narrower than the sum of the rows, because not everything moves at once.")
ESTIMATE = _("It is an estimate from your own purchases, not an order.")
MANY_TIMES = 9.0
"""From ten times as much on, a change is said in times: +3,053.2% is a number that nobody reads."""
FEW = 0.005
"""A share that would be rounded to nothing."""


@dataclass(frozen=True)
class Part:
    """One part of a report: sentences, a table (its last row strong where it is a `total`), lists under heads, a note below.
    `chart` names its drawing; `numbers` says which columns stand to the right."""

    key: str
    title: Said
    says: tuple[Said, ...] = ()
    heads: tuple[Said, ...] = ()
    rows: tuple[tuple[Said, ...], ...] = ()
    numbers: tuple[bool, ...] = ()
    total: bool = False
    lists: tuple[tuple[Said, tuple[Said, ...]], ...] = ()
    note: Said = ""
    chart: str = ""

    @property
    def bare(self) -> bool:
        """Whether there is nothing in it."""
        return not (self.says or self.rows or self.lists or self.chart)


@dataclass(frozen=True)
class Amounts:
    """How amounts of a report are written: in millions where they are large, so that columns can be read."""

    currency: str
    millions: bool

    @property
    def unit(self) -> Text:
        """What the columns are in."""
        if self.millions:
            return _("millions of {currency}").fill(currency=self.currency)
        return Text("{currency}").fill(currency=self.currency)

    def cell(self, value: Amount) -> Said:
        """A cell of a table, without its unit."""
        return (
            UNKNOWN if value is None else Cell(value / MILLION if self.millions else value, 1 if self.millions else 0)
        )

    def whole(self, value: Amount) -> Said:
        """In a sentence, with its unit; said to be unknown where it is."""
        return Figure(value, "money", self.currency)


@dataclass(frozen=True)
class Cell:
    """A bare number with so many decimals."""

    value: float
    decimals: int = 0

    def say(self, language: str = "es") -> str:
        """As a reader of `language` expects it."""
        return number(self.value, self.decimals, language)


@dataclass(frozen=True)
class Move:
    """A share with its sign: `+8,2 %`; from ten times as much on `×31`; nothing to compare with is a dash."""

    share: Amount

    def say(self, language: str = "es") -> str:
        """As a reader of `language` expects it."""
        if self.share is None:
            return UNKNOWN
        if self.share >= MANY_TIMES:
            return f"×{number(1 + self.share, 0, language)}"
        said = percent(self.share, language)
        return f"+{said}" if self.share > 0 else said


@dataclass(frozen=True)
class Kilos:
    """Kilos; a dash where they are not known."""

    value: Amount

    def say(self, language: str = "es") -> str:
        """As a reader of `language` expects it."""
        return UNKNOWN if self.value is None else kilos(self.value, language)


@dataclass(frozen=True)
class Short:
    """Money short enough for a large figure: `$ 1.349 M`; a dash where it is not known."""

    value: Amount
    currency: str

    def say(self, language: str = "es") -> str:
        """As a reader of `language` expects it."""
        return UNKNOWN if self.value is None else money(self.value, self.currency, language)


def amounts_of(content: Content) -> Amounts:
    """How the money of this report is written."""
    largest = max((abs(one) for one in content.figures.money if one is not None), default=0.0)
    return Amounts(content.currency, largest >= MILLION)


def intro(content: Content) -> Text:
    """Under the name: what it tells of, up to when, in which unit."""
    told = _("{span}. Money in {currency}, without freight or other charges.")
    return told.fill(span=content.period.span, currency=content.currency)


def strip(content: Content) -> list[tuple[Said, Said, Said]]:
    """The four figures at the head: label, figure, comparison."""
    found, total = content.figures, content.proposal.total
    now = found.now
    year_change = None
    if found.year is not None and found.year_before and found.year_before > 0 and found.year >= 0:
        year_change = found.year / found.year_before - 1
    between: Said = ""
    if total is not None:
        between = _("between {low} and {high}").fill(
            low=Short(total.low, content.currency), high=Short(total.high, content.currency)
        )
    elif content.proposal.why:
        between = _("too little history yet")
    return [
        (_("Purchases, {period}").fill(period=content.period.called), Short(now.money, content.currency),
         _on_before(now.money_change, content)),
        (_("Purchases, 12 months"), Short(found.year, content.currency), _on_year(year_change)),
        (_("Volume, {period}").fill(period=content.period.called), Kilos(now.kilos),
         _("kilos not known for every product") if now.kilos is None else _on_before(now.kilos_change, content)),
        (NEXT[content.period.months], Short(total.point if total else None, content.currency), between),
    ]  # fmt: skip


def _on_before(share: Amount, content: Content) -> Said:
    if share is None:
        return _("nothing to compare it with")
    return _("{move} on {period}").fill(move=Move(share), period=content.period.years_back(1).called)


def _on_year(share: Amount) -> Said:
    return _("nothing to compare it with") if share is None else _("{move} on the year before").fill(move=Move(share))


def parts(content: Content) -> list[Part]:
    """Everything a report says, in the order in which it is read; parts without a word are left out."""
    found = [part(content) for part in PARTS]
    return [one for one in found if not one.bare]


def _months(content: Content) -> Part:
    title = _("Your purchases, month by month")
    if content.figures.empty:
        return Part("months", title, (_nothing(content),))
    return Part("months", title, tuple(_reading(content)), chart="months")


def _nothing(content: Content) -> Text:
    return _(
        "We have no purchase of yours in the 36 months up to {day}. When there is one, its figures will stand here."
    ).fill(day=Figure(content.period.last, "date"))


def _reading(content: Content) -> Iterable[Said]:
    found, amounts = content.figures, amounts_of(content)
    now, before = found.now, content.period.years_back(1).called
    if now.money is not None and now.money < 0:
        yield _("In {period} your returns and credit notes were more than your purchases: {money}.").fill(
            period=content.period.called, money=amounts.whole(now.money)
        )
    elif now.money == 0:
        yield _("In {period} you bought nothing.").fill(period=content.period.called)
    elif now.money_change is not None and now.money_change >= MANY_TIMES:
        yield _("In {period} you bought {money}, {times} times what you bought in {before}.").fill(
            period=content.period.called,
            money=amounts.whole(now.money),
            times=Cell(1 + now.money_change),
            before=before,
        )
    elif now.money_change is not None:
        up = now.money_change >= 0
        said = (
            _("In {period} you bought {money}, {share} more than in {before}.")
            if up
            else _("In {period} you bought {money}, {share} less than in {before}.")
        )
        yield said.fill(
            period=content.period.called, money=amounts.whole(now.money), share=Figure(abs(now.money_change), "share"),
            before=before,
        )  # fmt: skip
    elif now.money is not None:
        yield _("In {period} you bought {money}.").fill(period=content.period.called, money=amounts.whole(now.money))
    yield from _peak(content, amounts)
    if found.bought_months < FEW_MONTHS:
        yield _("There is one month of purchases so far: with the next ones it can be seen how they move.")


def _peak(content: Content, amounts: Amounts) -> Iterable[Said]:
    """Its highest month of the last twelve, where there are several."""
    found = content.figures
    tail = [(at, one) for at, one in enumerate(found.money) if one and one > 0 and at >= len(found.money) - YEAR]
    if len(tail) < FEW_MONTHS:
        return
    at, most = max(tail, key=lambda one: one[1])
    month = content.period.last.replace(day=1)
    first = _month_back(month, len(found.money) - 1 - at)
    yield _("The highest of the last twelve months was {month}: {money}.").fill(
        month=Span(first, first), money=amounts.whole(most)
    )


def _month_back(month: date, back: int) -> date:
    index = month.year * YEAR + month.month - 1 - back
    return date(index // YEAR, index % YEAR + 1, 1)


def _sides(content: Content) -> Part:
    if content.figures.empty:
        return Part("sides", "")
    amounts = amounts_of(content)
    heads: tuple[Said, ...] = (
        _("Period"), _("Purchases, {unit}").fill(unit=amounts.unit), _("Variation"), _("Volume"), _("Variation"),
    )  # fmt: skip
    rows = tuple(
        (_both(one.period), amounts.cell(one.money), Move(one.money_change),
         Kilos(one.kilos), Move(one.kilos_change))
        for one in content.figures.sides
    )  # fmt: skip
    return Part(
        "sides", _("The same months of each year"), (), *_told(heads, rows),
        note=_("Variation: on the same months of the year before. A dash: not known, or nothing to compare it with."),
    )  # fmt: skip


def _both(period: Period) -> Said:
    """Its name and its months, once where they are the same."""
    return period.span if isinstance(period.called, Span) else Joined((period.label, period.span), " · ")


def name_of(one: Family | Expected) -> Said:
    """What a family is called."""
    if one.others and isinstance(one, Expected):
        return _("The other families")
    if one.others:
        return counted("{n} other family", "{n} other families", one.others)
    return one.name or NO_FAMILY


def _families(content: Content) -> Part:
    found, amounts = content.figures, amounts_of(content)
    if not any(one.name or one.others for one in found.families):
        return Part("families", "")
    now, period = found.now, content.period
    heads: tuple[Said, ...] = (
        _("Family"), period.years_back(2).called, period.years_back(1).called, period.called, _("Variation"), _("Share"),
        _("Volume"),
    )  # fmt: skip
    rows: list[tuple[Said, ...]] = [
        (name_of(one), amounts.cell(one.earlier), amounts.cell(one.before), amounts.cell(one.now), Move(one.change),
         UNKNOWN if one.share is None else Percent(one.share), Kilos(one.kilos))
        for one in found.families
    ]  # fmt: skip
    sides = {side.period: side.money for side in found.sides}
    rows.append(
        (_("Total"), amounts.cell(sides.get(period.years_back(2))), amounts.cell(sides.get(period.years_back(1))),
         amounts.cell(now.money), Move(now.money_change), "", Kilos(now.kilos))
    )  # fmt: skip
    return Part(
        "families", _("Consumption by family of product"), (), *_told(heads, rows), total=True,
        note=_("Purchases in {unit}. Share: of what you bought in {period}.").fill(unit=amounts.unit, period=period.called),
    )  # fmt: skip


def _told(
    heads: Sequence[Said], rows: Sequence[tuple[Said, ...]]
) -> tuple[tuple[Said, ...], tuple[tuple[Said, ...], ...], tuple[bool, ...]]:
    """Heads, rows, and which columns are numbers (all but the first), without the columns of which nothing is known,
    nor kilos where there are none; a variation stays with what it varies."""
    silent = (UNKNOWN, "", Kilos(None), Kilos(0.0))
    kept: list[int] = []
    for at in range(len(heads)):
        variation = all(isinstance(row[at], Move) for row in rows)
        if at - 1 in kept if variation else any(row[at] not in silent for row in rows):
            kept.append(at)
    cut = tuple(tuple(row[at] for at in kept) for row in rows)
    return tuple(heads[at] for at in kept), cut, tuple(at > 0 for at in kept)


@dataclass(frozen=True)
class Percent:
    """A share without decimals; `<1 %` where that would be nothing."""

    value: float

    def say(self, language: str = "es") -> str:
        """As a reader of `language` expects it."""
        return f"<{percent(0.01, language, 0)}" if 0 < self.value < FEW else percent(self.value, language, 0)


def _changes(content: Content) -> Part:
    found, amounts = content.figures.changes, amounts_of(content)
    before = content.period.years_back(1).called

    def moved(one: Family) -> Said:
        return _("{family}: {move}, {from_} to {to}").fill(
            family=name_of(one), move=Move(one.change), from_=amounts.whole(one.before), to=amounts.whole(one.now)
        )

    def stopped(one: Family) -> Said:
        said = _("{family}: {money} in {before}; the last purchase was in {month}")
        last = one.last_month
        return said.fill(
            family=name_of(one),
            money=amounts.whole(one.before),
            before=before,
            month=Span(last, last) if last else UNKNOWN,
        )

    def new(one: Family) -> Said:
        return _("{family}: {money}").fill(family=name_of(one), money=amounts.whole(one.now))

    kinds: tuple[tuple[Text, tuple[Family, ...], Callable[[Family], Said]], ...] = (
        (_("More than a year before"), found.up, moved),
        (_("Less than a year before"), found.down, moved),
        (_("No longer bought"), found.stopped, stopped),
        (_("New with us"), found.new, new),
    )
    lists = tuple((head, tuple(map(say, rows))) for head, rows, say in kinds if rows)
    return Part("changes", _("What changed"), lists=lists)


def _benefits(content: Content) -> Part:
    if not content.benefits:
        return Part("benefits", "")
    heads = (_("What you have"), _("What we commit to"), content.period.called)
    rows = tuple((one.label, one.commitment, use_of(one)) for one in content.benefits)
    due = sum(one.kept + one.broken for one in content.benefits)
    kept = sum(one.kept for one in content.benefits)
    says: tuple[Said, ...] = ()
    if due:
        promised = counted(
            "We kept {kept} of the {n} promise that fell due.", "We kept {kept} of the {n} promises that fell due.", due
        )
        says = (promised.fill(kept=Cell(kept)),)
    return Part("benefits", _("What you received as a key account"), says, heads, rows, (False, False, False))


def use_of(one: Benefit) -> Said:
    """How often it was used and kept."""
    if one.kept + one.broken:
        return _("{kept} of {due} kept").fill(kept=Cell(one.kept), due=Cell(one.kept + one.broken))
    return _("not measured") if one.unknown else _("nothing fell due")


def _needs(content: Content) -> Part:
    heads = (_("What you asked us"), _("Day"), _("How it is going"), _("Until"))
    rows = tuple(
        (one.words, Figure(one.asked_on, "date"), one.state, Figure(one.until, "date") if one.until else UNKNOWN)
        for one in content.needs
    )
    return Part("needs", _("What you asked us and how it is going"), (), heads if rows else (), rows, (False,) * 4)


def _proposal(content: Content) -> Part:
    found, amounts = content.proposal, amounts_of(content)
    title = _("{period}: figures for your budget").fill(period=found.period.span)
    if found.total is None:
        return Part("proposal", title, tuple(one for one in (found.why, found.looked_back) if one))
    heads: tuple[Said, ...] = (
        _("Family"), _("Low"), _("Expected"), _("High"), content.period.years_back(0).called
        if found.period.months == YEAR else found.period.years_back(1).called,
    )  # fmt: skip
    rows = tuple(
        (name_of(one), amounts.cell(one.low), amounts.cell(one.point), amounts.cell(one.high), amounts.cell(one.before))
        for one in found.rows
        if one.name or one.others or len(found.rows) > 1
    )
    total = found.total
    last = (
        _("Total"),
        amounts.cell(total.low),
        amounts.cell(total.point),
        amounts.cell(total.high),
        amounts.cell(total.before),
    )
    says = (found.looked_back,) if found.looked_back else ()
    return Part(
        "proposal", title, says, heads, (*rows, last), (False, True, True, True, True), total=True,
        note=joined([_("In {unit}.").fill(unit=amounts.unit), *_about(found)], " "),
        chart="proposal" if found.months else "",
    )  # fmt: skip


def _about(found: Proposal) -> Iterable[Text | Joined | str]:
    """What the ranges are, as far as it is true of these."""
    if found.how:
        yield found.how
    wide = sum(one.high - one.low for one in found.rows if one.low is not None and one.high is not None)
    total = found.total
    if total and total.low is not None and total.high is not None and total.high - total.low < wide:
        yield NARROWER
    yield ESTIMATE


def _orders(content: Content) -> Part:
    title = _("Your open orders")
    if not content.orders_known:
        return Part("orders", "")
    if not content.orders:
        return Part("orders", title, (_("You have no open order on {day}.").fill(day=Figure(content.made_on, "date")),))
    heads = (_("Order number"), _("Of the day"), _("Lines"), _("We promised it for"), _("Still to leave"))
    rows = tuple(
        (one.order, Figure(one.ordered_on, "date") if one.ordered_on else UNKNOWN, Cell(one.lines),
         Figure(one.promised_on or one.wanted_on, "date") if one.promised_on or one.wanted_on else UNKNOWN,
         UNKNOWN if one.money is None else Figure(one.money, "money", one.currency))
        for one in content.orders[:MOST_ORDERS]
    )  # fmt: skip
    more = len(content.orders) - len(rows)
    note = counted("And {n} more order.", "And {n} more orders.", more) if more else ""
    return Part("orders", title, (), heads, rows, (False, False, True, False, True), note=note)


def _steps(content: Content) -> Part:
    rows = tuple((one.words, Figure(one.until, "date") if one.until else UNKNOWN) for one in content.steps)
    heads = (_("What we agreed to do together"), _("Until"))
    return Part("steps", _("What comes next"), (), heads if rows else (), rows, (False, False))


def _agreement(content: Content) -> Part:
    lists = (
        (_("{company} commits to").fill(company=content.company), content.commit),
        (_("What we ask of you"), content.ask),
    )
    return Part("agreement", _("Our agreement"), lists=tuple((head, said) for head, said in lists if said))


PARTS: Sequence[Callable[[Content], Part]] = (
    _months, _sides, _families, _changes, _proposal, _orders, _benefits, _needs, _steps, _agreement,
)  # fmt: skip


def reach(content: Content) -> Said:
    """Whom to call; empty where nobody answers for it."""
    who = content.who
    if not who.name:
        return ""
    found = joined([one for one in (who.name, who.email) if one], " · ")
    if not who.substitute:
        return found
    instead = joined([one for one in (who.substitute, who.substitute_email) if one], ", ")
    return joined([found, _("if they do not answer: {name}").fill(name=instead)], " · ")
