"""The decision at order entry: class, priority, minimum, conditions and credit route of an order, in the words of the clerk.
(G2, G3, C5, G6)

Pure and total: whatever a clerk or a machine asks, there is an answer. A line that makes no sense gets a sentence and the
rest is decided; a customer nobody knows is ordinary; where facts are late the last good list decides, and the answer says so.
The same question over the same `Known` has the same answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from clave.base.figures import Figure
from clave.base.typed import quoted
from clave.base.words import Joined, Shown, Text, _, joined
from clave.policy import declared
from clave.policy.limits import Limits
from clave.privileges import conditions, minimums
from clave.privileges.catalogue.grants import Grant, in_force
from clave.privileges.collection import routes
from clave.privileges.conditions import Condition, Outcome, Used

LEAST = Decimal("0.0001")  # of a unit or a price: less is a slip, and no ERP keeps it
MOST = Decimal(10) ** 9  # units of one line; more is a slip of the keyboard
LINES = 1_000
SHOWN = 40  # signs of a figure that a sentence repeats
FARTHEST = 3_660  # days from now for which somebody may order; more is a slip of the keyboard
Typed = Decimal | int | float | str | None
"""A figure as somebody wrote it: any text may be in it."""


@dataclass(frozen=True)
class Customer:
    """What is known of a customer: `category` empty = ordinary; `hold` the reason of a credit hold, empty = none; `owner` who
    answers for it (None = nobody); `route` the collection route its owner chose; `person` = whether it is a
    natural person (None = nobody said)."""

    code: str
    name: str = ""
    category: str = ""
    channel: str = ""
    hold: str = ""
    owner: str | None = None
    grants: tuple[Grant, ...] = ()
    conditions: tuple[Condition, ...] = ()
    route: routes.Route | None = None
    person: bool | None = None


@dataclass(frozen=True)
class Product:
    """A product: its family, and the list price of one unit (None where nobody knows it)."""

    code: str
    family: str = ""
    price: Decimal | None = None


@dataclass(frozen=True)
class Known:
    """What decisions are made from. `list_day` is the day of the last good list of key accounts (None = there is none yet),
    `used` what was bought with each condition so far. An empty `products` = no product file was loaded."""

    customers: Mapping[str, Customer]
    products: Mapping[str, Product] = field(default_factory=dict)
    minimums: Sequence[minimums.Minimum] = ()
    used: Mapping[int, Used] = field(default_factory=dict)
    list_day: date | None = None
    currency: str = "COP"


@dataclass(frozen=True)
class Asked:
    """One line as it was typed. `price` is that of the order, None or empty = that of the list."""

    product: str
    quantity: Typed
    price: Typed = None


@dataclass(frozen=True)
class Decided:
    """One line: its quantity (None where it makes no sense, and then it stays out), the price of the list, what each condition
    does to it, and what the clerk has to know about it."""

    product: str
    quantity: Decimal | None
    price: Decimal | None
    conditions: tuple[Outcome, ...] = ()
    said: tuple[Text, ...] = ()

    @property
    def applied(self) -> tuple[Outcome, ...]:
        """The conditions it has."""
        return tuple(one for one in self.conditions if one.applies)

    @property
    def refused(self) -> tuple[Outcome, ...]:
        """The conditions about its product that it has not, with why."""
        return tuple(one for one in self.conditions if not one.applies)


@dataclass(frozen=True)
class Decision:
    """The answer. `key` and `category` are its class; `leaves_by` the day the goods have to leave, `turn` that day less its
    head start, which is its place in dispatch (both None where nobody said for when); `minimum` what the minimums say;
    `held` = credit keeps it back; `late` = decided with a list that is older than policy wants; `said` the message."""

    customer: str
    key: bool
    category: str
    head_start: int
    leaves_by: date | None
    turn: date | None
    minimum: minimums.Answer
    lines: tuple[Decided, ...]
    held: bool
    route: routes.Route
    list_day: date | None
    late: bool
    said: tuple[Text | Joined, ...]

    @property
    def may_go_on(self) -> bool:
        """Whether the order may be entered as it is: something of it makes sense, no minimum and no credit is in the way."""
        return self.minimum.passes and not self.held and any(line.quantity is not None for line in self.lines)

    def message(self) -> Joined:
        """All that the clerk has to know, as one text."""
        return joined(self.said, " ")


def decide(
    customer: str, lines: Sequence[Asked], wanted: date | None, known: Known, limits: Limits, *, on: date
) -> Decision:
    """The decision about an order that is entered `on` a day, for goods `wanted` on a day (None = nobody said)."""
    code = customer.strip()
    asked_for, wanted = wanted, None if wanted is None or abs((wanted - on).days) > FARTHEST else wanted
    found = known.customers.get(code) or Customer(code)
    held = {one.privilege.key: one.grant for one in in_force(found.grants, on)} if found.category else {}
    decided = _lines(lines, found, known, limits, on)
    usual = limits[declared.promise_head_start].get(found.category, 0)
    head = int(held["dispatch"].parameters.get("days", usual)) if "dispatch" in held else 0
    leaves = None if wanted is None else wanted - timedelta(days=limits[declared.dispatch_transit])
    turn = None if leaves is None else leaves - timedelta(days=head)
    answer = _minimum(decided, found, known, limits, on, waived="no_minimum" in held)
    owner = (found.owner or "") if found.category else None
    route = routes.of(code, limits, owner=owner, own=found.route, person=found.person)
    late = known.list_day is None or (on - known.list_day).days > limits[declared.entry_fresh]
    said = (
        *_who(code, found, known, head, turn), *_when(asked_for, leaves, on), *_about(decided, lines),
        *answer.words(known.currency), *_credit(found, route), *_fresh(known, late),
    )  # fmt: skip
    return Decision(
        code, bool(found.category), found.category, head, leaves, turn, answer, decided, bool(found.hold), route,
        known.list_day, late, said,
    )  # fmt: skip


def _lines(lines: Sequence[Asked], customer: Customer, known: Known, limits: Limits, on: date) -> tuple[Decided, ...]:
    """Line by line; what one line takes of a condition with a limit is gone for the next."""
    used = dict(known.used)
    return tuple(_line(asked, customer, known, limits, on, used) for asked in lines[:LINES])


def _line(asked: Asked, customer: Customer, known: Known, limits: Limits, on: date, used: dict[int, Used]) -> Decided:
    code = asked.product.strip().upper()
    quantity, wrong = _quantity(asked.quantity, code)
    product = known.products.get(code)
    said = [wrong] if wrong is not None else []
    if not code:
        said.append(_("A line names no product: it stays out. Write its code."))
        return Decided(code, None, None, (), tuple(said))
    if product is None and known.products:
        said.append(_("Nobody knows the product {product}: it stays out. Correct the code, or load the product.").fill(
            product=code))  # fmt: skip
        return Decided(code, None, None, (), tuple(said))
    price, odd = _price(asked.price, product.price if product else None, code)
    if odd is not None:
        said.append(odd)
    if quantity is None:
        return Decided(code, None, price, (), tuple(said))
    if price is None:
        said.append(_("{product} has no price in the list.").fill(product=code))
    line = conditions.OrderLine(code, quantity, on, price, product.family if product else "")
    outcomes = conditions.considered(line, customer.conditions, used, limits)
    for one in outcomes:
        number = one.condition.number
        if one.applies and number is not None:
            before = used.get(number, Used())
            spent = one.quantity * one.price if one.price is not None else Decimal(0)
            used[number] = Used(before.quantity + one.quantity, before.money + spent)
    said += [_condition(code, one, known.currency) for one in outcomes]
    return Decided(code, quantity, price, outcomes, tuple(said))


def _figure(typed: Typed) -> Decimal | None:
    """The number that was written; None where it is none, or has no end."""
    try:
        figure = Decimal(str(typed).strip()) if typed is not None else None
    except (InvalidOperation, ValueError):
        return None
    return figure if figure is not None and figure.is_finite() else None


def _price(typed: Typed, listed: Decimal | None, product: str) -> tuple[Decimal | None, Text | None]:
    """The price that counts, and what to say where the one that was written makes no sense."""
    if typed is None or not str(typed).strip():
        return listed, None
    price = _figure(typed)
    if price is not None and (price == 0 or LEAST <= price <= MOST):
        return price, None
    wrong = _("«{typed}» of {product} is no price: that of the list counts. Write a number, or leave it out.")
    return listed, wrong.fill(typed=quoted(str(typed), SHOWN), product=product)


def _quantity(typed: Typed, product: str) -> tuple[Decimal | None, Text | None]:
    """The quantity, or the sentence that says what is wrong with it."""
    quantity = _figure(typed)
    if quantity is None:
        wrong = _("«{typed}» of {product} is no quantity: it stays out. Write a number.")
        return None, wrong.fill(typed="" if typed is None else quoted(str(typed), SHOWN), product=product or "?")
    if not LEAST <= quantity <= MOST:
        wrong = _("A quantity of {quantity} of {product} cannot be ordered: it stays out. Write how much is wanted.")
        return None, wrong.fill(quantity=quoted(str(quantity), SHOWN), product=product or "?")
    return quantity, None


def _condition(product: str, one: Outcome, currency: str) -> Text:
    values = {
        "product": product, "kind": conditions.KINDS[one.condition.kind], "value": one.condition.figure(currency),
        "why": one.why,
    }  # fmt: skip
    if one.applies:
        return _("{product}: {kind}, {value}. {why}").fill(**values)
    return _("{product}: not «{kind}, {value}». {why}").fill(**values)


def _minimum(
    decided: Sequence[Decided], customer: Customer, known: Known, limits: Limits, on: date, *, waived: bool
) -> minimums.Answer:
    lines = []
    for line in decided:
        if line.quantity is not None:
            product = known.products.get(line.product)
            lines.append(minimums.Line(line.product, line.quantity, _worth(line), product.family if product else ""))
    if not lines:
        return minimums.Answer()
    handling = minimums.handling_in(known.currency, limits) or Decimal(0)
    return minimums.answer(
        lines,
        known.minimums,
        channel=customer.channel,
        at=on,
        waived=waived,
        handling=handling,
    )


def _worth(line: Decided) -> Decimal | None:
    """Net money of a line with its conditions; None without a price."""
    quantity = line.quantity or Decimal(0)
    priced = [one for one in line.applied if one.condition.kind != conditions.TERMS and one.price is not None]
    if not priced:
        return None if line.price is None else quantity * line.price
    one, agreed = priced[0], priced[0].price or Decimal(0)
    rest = quantity - one.quantity
    if rest and line.price is None:
        return None
    return Decimal(one.quantity * agreed + rest * (line.price or Decimal(0)))


def _who(code: str, found: Customer, known: Known, head: int, turn: date | None) -> tuple[Text, ...]:
    name = found.name or code
    if code not in known.customers:
        unknown = _("Nobody knows the customer «{code}»: decided as for an ordinary one. Check the code.")
        return (unknown.fill(code=code or "?"),)
    if not found.category:
        return (_("{name} is an ordinary customer.").fill(name=name),)
    text = _("{name} is a key account.").fill(name=name)
    if not head:
        return (text,)
    ahead = _("In dispatch it stands {days} ahead of its day.").fill(days=Figure(head, "days"))
    return (text, ahead) if turn is None else (
        text, _("In dispatch it stands {days} ahead: as if it had to leave on {turn}.").fill(
            days=Figure(head, "days"), turn=Figure(turn, "date")),
    )  # fmt: skip


def _when(wanted: date | None, leaves: date | None, on: date) -> tuple[Text, ...]:
    if wanted is None:
        return (_("Nobody said for when: it leaves after everything that has a day. Ask for when it is needed."),)
    if leaves is None:
        return (_("{day} is no day for an order: it leaves after everything that has one. Write it again.").fill(
            day=Figure(wanted, "date")),)  # fmt: skip
    if wanted < on:
        return (_("{day} is already over: ask for when it is needed.").fill(day=Figure(wanted, "date")),)
    if leaves < on:
        return (_("For {day} it should have left on {leaves}: agree on the day.").fill(
            day=Figure(wanted, "date"), leaves=Figure(leaves, "date")),)  # fmt: skip
    return ()


def _about(decided: Sequence[Decided], asked: Sequence[Asked]) -> tuple[Text, ...]:
    said = [text for line in decided for text in line.said]
    if not asked:
        said.append(_("The order has no lines yet: write at least one."))
    if len(asked) > LINES:
        said.append(_("Only the first {most} lines were decided: enter the others as another order.").fill(most=LINES))
    return tuple(said)


def _credit(found: Customer, route: routes.Route) -> tuple[Text, ...]:
    said: list[Text] = []
    if found.hold:
        if route.by:
            text = _("Credit holds it back: {reason}. Priority does not override it; {by} decides with credit.")
            said.append(text.fill(reason=found.hold, by=route.by))
        else:
            said.append(_("Credit holds it back: {reason}. Priority does not override it.").fill(reason=found.hold))
    if found.category and route.by:
        parts: dict[str, Shown | str] = {
            "by": route.by,
            "way": routes.WAYS[route.way],
            "tone": routes.TONES[route.tone],
        }
        said.append(_("Its collection is with {by}: by {way}, {tone}, never by an automatic letter.").fill(**parts))
    return tuple(said)


def _fresh(known: Known, late: bool) -> tuple[Text, ...]:
    if known.list_day is None:
        return (_("There is no list of key accounts yet: everybody is decided as an ordinary customer."),)
    if not late:
        return ()
    return (
        _("The facts are late: decided with the last good list, of {day}.").fill(day=Figure(known.list_day, "date")),
    )
