"""Orders and invoices: when each customer buys, what and for how much."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from clave.demo.calendar import business, season
from clave.demo.columns import Days, Flags, Floats, Whole, stream
from clave.demo.customers import Population
from clave.demo.products import SECTORS, Catalogue
from clave.demo.taste import chances

INFLATION = 0.06  # a year; list prices move every January
LINES_PER_ORDER = 4.4
AHEAD = 12  # days simulated past the last one: what is ordered by then and not yet shipped is open
DOLLAR, DOLLAR_DRIFT = 4_050.0, 0.02
WALK_IN_ORDERS = 300


@dataclass(frozen=True)
class Lines:
    """Order lines in the order of their documents; arrays of shape (lines,). Prices are in the currency of the line.

    `customer` −1 = sold over the counter; `document` counts from 0 in order of shipping."""

    document: Whole
    customer: Whole
    product: Whole
    ordered: Days
    shipped: Days
    quantity: Whole
    price: Floats
    discount: Floats

    def only(self, rows: Flags) -> Lines:
        """Some of the lines."""
        return Lines(**{name: values[rows] for name, values in vars(self).items()})


def sales(seed: int, people: Population, goods: Catalogue, start: date, until: date) -> Lines:
    """Every order line from `start` to some days past `until`."""
    days = np.arange(np.datetime64(start), np.datetime64(until) + AHEAD + 1)
    trend = _trend(people, days, until)
    customer, day = _orders(seed, people, days, trend)
    lines = _lines(seed, people, goods, days, trend, customer, day)
    return _numbered(_calibrated(_without_stopped(lines, people, goods), people, until))


def price_level(days: Days, until: date) -> Floats:
    """List prices against those at `until`: a step of inflation every January."""
    years = days.astype("datetime64[Y]").astype(np.int64) + 1970 - until.year
    return np.asarray((1 + INFLATION) ** years)


def _trend(people: Population, days: Days, until: date) -> Floats:
    """How much each customer buys against its level at `until`: growth, fading, gaps, beginning and end."""
    years = (days - np.datetime64(until)).astype(np.float64) / 365.25
    level = (1 + people.growth[:, None]) ** years[None, :]
    fade = np.clip(1 + years, 0, 1)[None, :] * (people.fading < 1)[:, None]
    level *= people.fading[:, None] ** fade
    level *= (days[None, :] >= people.first[:, None]) & (days[None, :] <= people.last[:, None])
    for customer, first, last in people.quiet:
        level[customer, (days >= first) & (days <= last)] = 0
    return level


def _orders(seed: int, people: Population, days: Days, trend: Floats) -> tuple[Whole, Whole]:
    """Customer and day (index) of every order: gamma gaps in the customer's own time, which busy days make faster."""
    draw = stream(seed, "orders")
    busy = business(days)
    seasons = np.array([season(sector, days) for sector in SECTORS])
    pace = people.orders[:, None] * np.sqrt(trend) * (seasons * busy / busy.mean() / 365.25)[people.sector]
    clock = np.cumsum(pace, axis=1)
    count = int(clock[:, -1].max() * 1.3) + 30
    shape = people.regular[:, None]
    gaps = draw.gamma(shape, 1 / shape, (len(people), count))
    gaps[:, 0] *= draw.random(len(people))
    ticks = np.cumsum(gaps, axis=1)
    customer, _nth = np.nonzero(ticks < clock[:, -1:])
    at = ticks[ticks < clock[:, -1:]]
    apart = float(clock[:, -1].max()) + 1  # customers laid one after another on a single line of time
    offset = np.arange(len(people)) * apart
    place = np.searchsorted((clock + offset[:, None]).ravel(), at + offset[customer], side="left")
    return customer, place - customer * len(days)


def _lines(
    seed: int, people: Population, goods: Catalogue, days: Days, trend: Floats, customer: Whole, day: Whole
) -> Lines:
    draw = stream(seed, "lines")
    line_money = people.money / people.orders / LINES_PER_ORDER
    cumulated = np.cumsum(chances(seed, people, goods, line_money), axis=1)
    cumulated[:, -1] = 1.0
    customer, day, walk_in = _with_walk_ins(draw, people, customer, day, len(days))
    count = 1 + draw.poisson(LINES_PER_ORDER - 1, len(customer))
    order = np.repeat(np.arange(len(customer)), count)
    who = customer[order]
    product = np.searchsorted((cumulated + np.arange(len(people))[:, None]).ravel(), draw.random(len(order)) + who)
    product -= who * len(goods.codes)
    _unique, first = np.unique(order * len(goods.codes) + product, return_index=True)
    order, who, product = order[first], who[first], product[first]
    when = day[order]
    mood = np.exp(draw.normal(-0.06, 0.35, len(customer)))[order] * np.exp(draw.normal(-0.08, 0.4, len(order)))
    money = line_money[who] * np.sqrt(trend[who, when]) * mood
    level = price_level(days, days[-1 - AHEAD].astype(object))[when]
    list_price = goods.price[product] * level
    lead = draw.integers(1, 10, len(customer))[order]
    discount = np.where(goods.idle[product], 0, people.discount[who])
    return Lines(
        document=order,
        customer=np.where(walk_in[order], -1, who),
        product=product,
        ordered=days[when] - np.where(walk_in[order], 0, lead).astype("timedelta64[D]"),
        shipped=days[when],
        quantity=np.maximum(np.rint(money / goods.price[product] / (1 - discount)), 1).astype(np.int64),
        price=_in_currency(list_price, people.abroad[who], days[when], np.datetime64(days[-1 - AHEAD])),
        discount=np.where(walk_in[order], 0, discount),
    )


def _with_walk_ins(
    draw: np.random.Generator, people: Population, customer: Whole, day: Whole, days: int
) -> tuple[Whole, Whole, Flags]:
    """Sales over the counter: they buy like some small customer, and nobody writes down who they are."""
    small = np.flatnonzero((people.money < 8e6) & ~people.abroad)
    like = draw.choice(small, WALK_IN_ORDERS * days // 365)
    when = draw.choice(day, len(like))
    walk_in = np.concatenate([np.zeros(len(customer), dtype=bool), np.ones(len(like), dtype=bool)])
    return np.concatenate([customer, like]), np.concatenate([day, when]), walk_in


def dollar(days: Days, last: np.datetime64) -> Floats:
    """Pesos for a dollar on the first of the month of each day: a slow wave around a slow drift."""
    month = days.astype("datetime64[M]").astype(np.int64)
    months_ago = last.astype("datetime64[M]").astype(np.int64) - month
    wave = 1 + 0.09 * np.sin(month * 2 * np.pi / 29)
    return np.asarray(np.round(DOLLAR * wave * (1 - DOLLAR_DRIFT) ** (months_ago / 12), 2))


def _in_currency(price: Floats, abroad: Flags, days: Days, last: np.datetime64) -> Floats:
    return np.asarray(np.where(abroad, np.round(price / dollar(days, last), 2), np.round(price, -1)))


def _without_stopped(lines: Lines, people: Population, goods: Catalogue) -> Lines:
    gone = np.zeros(len(lines.customer), dtype=bool)
    for customer, family, since in people.stopped:
        gone |= (lines.customer == customer) & (goods.family[lines.product] == family) & (lines.shipped >= since)
    return lines.only(~gone)


def _calibrated(lines: Lines, people: Population, until: date) -> Lines:
    """Quantities of the cast moved so that each buys in its last twelve months what its role says."""
    quantity = lines.quantity.astype(np.float64)
    last = np.datetime64(until)
    year = (lines.shipped > last - 365) & (lines.shipped <= last)
    rate = np.where(people.abroad[lines.customer] & (lines.customer >= 0), dollar(lines.shipped, last), 1.0)
    net = lines.quantity * lines.price * (1 - lines.discount) * rate
    for index in range(len(people.roles)):
        own = lines.customer == index
        quantity[own] *= people.money[index] / net[own & year].sum()
    return replace(lines, quantity=np.maximum(np.rint(quantity), 1).astype(np.int64))


def _numbered(lines: Lines) -> Lines:
    """The same lines in order of shipping, their documents numbered in that order."""
    order = np.lexsort((lines.product, lines.document, lines.shipped))
    ordered = Lines(**{name: values[order] for name, values in vars(lines).items()})
    new = np.concatenate([[False], ordered.document[1:] != ordered.document[:-1]])
    return replace(ordered, document=np.cumsum(new))
