"""Orders, deliveries, stock, receipts and the plant: what dispatch and production decide on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from clave.demo.columns import (
    NEVER,
    Days,
    Floats,
    Whole,
    dates,
    decimals,
    numbered,
    numbers,
    stream,
    table,
    words,
)
from clave.demo.customers import Population
from clave.demo.invoices import FIRST_ORDER
from clave.demo.names import WAREHOUSES
from clave.demo.products import FAMILIES, Catalogue
from clave.demo.sales import Lines

ON_TIME_BEST, ON_TIME = 0.973, 0.912
SHORT, URGENT = 0.03, 0.02
EARLY, COMPLETE, BOTH = 0.15, 0.04, 0.3  # orders that may leave early, only complete, from either warehouse
BLOCKED, UNCONFIRMED = 0.02, 0.2  # of the stock, and of the receipts
DAY_OF_DOCK, LAST_TRUCK = 0.32, "15:00"  # of what is open, by day
RUSHED = 0.38  # open orders that are wanted by tomorrow, or were by yesterday
GRADED = {"second": 0.3, "slow": 0.12}  # of what must leave by tomorrow, how often a lot of the same product lies there
OFF_GRADE, ENOUGH = (0.2, 0.5), 6  # and how much of what is wanted of it, from so many units on
CONTESTED = (0.35, 0.65)  # of what is open, the stock of products that a key account and somebody else wait for
FIRST_WORK = 7_000
SETUPS = {"Base agua": "acuosos", "PVA": "acuosos", "Dextrinas": "almidones", "PU reactivo": "base solvente",
          "Neopreno": "base solvente", "Hotmelt": "termofusibles", "Solventes y limpiadores": "solventes",
          "Imprimantes": "solventes", "Activadores": "isocianatos", "Laminación": "acuosos", "Sellantes": "sellantes",
          "Cintas": "cintas"}  # fmt: skip
HOURS_PER_TONNE, BATCH_DAYS = 10.5, 12


@dataclass(frozen=True)
class Ordered:
    """Order lines known by the last date with their dates; `arrived` NaT = not there yet, `shipped` NaT = open."""

    lines: Lines
    line: Whole
    required: Days
    promised: Days
    shipped: Days
    arrived: Days
    asked: Whole


def ordered(seed: int, lines: Lines, people: Population, until: date) -> Ordered:
    """Every order line that customers had placed by `until`; what is shipped later is still open."""
    draw, last = stream(seed, "deliveries"), np.datetime64(until)
    known = lines.only((lines.customer >= 0) & (lines.ordered <= last))
    starts = np.concatenate([[True], known.document[1:] != known.document[:-1]])
    index = np.arange(len(known.document))
    trip = np.cumsum(starts) - 1  # everything in a document travels together
    trips = int(trip[-1]) + 1
    arrived = known.shipped + draw.integers(1, 4, trips)[trip].astype("timedelta64[D]")
    best = known.customer < len(people.roles)
    late = draw.random(trips)[trip] > np.where(best, ON_TIME_BEST, ON_TIME)
    slack = np.where(late, -draw.integers(1, 6, trips)[trip], draw.integers(0, 3, trips)[trip])
    promised = np.maximum(arrived + slack.astype("timedelta64[D]"), known.ordered + 1)
    required = np.maximum(promised - draw.integers(0, 2, trips)[trip].astype("timedelta64[D]"), known.ordered + 1)
    needed = last + draw.integers(-2, 2, trips)[trip].astype("timedelta64[D]")
    rushed = (known.shipped > last) & (stream(seed, "rushed").random(trips)[trip] < RUSHED)
    required = np.where(rushed, np.maximum(np.minimum(required, needed), known.ordered), required)
    short = draw.random(len(index)) < SHORT
    return Ordered(
        lines=known,
        line=index - np.maximum.accumulate(np.where(starts, index, 0)) + 1,
        required=required,
        promised=promised,
        shipped=np.where(known.shipped <= last, known.shipped, NEVER),
        arrived=np.where(arrived <= last, arrived, NEVER),
        asked=np.where(short, np.ceil(known.quantity * 1.25), known.quantity).astype(np.int64),
    )


def order_table(seed: int, book: Ordered, people: Population, goods: Catalogue) -> pa.Table:
    """The order_line table."""
    open_lines, lines, draw = np.isnat(book.shipped), book.lines, stream(seed, "order rules")
    of_order = draw.random((3, int(lines.document[-1]) + 1))[:, lines.document]
    home = people.warehouse[lines.customer]
    both = [f"{one}, {other}" for one, other in zip(WAREHOUSES, WAREHOUSES[::-1], strict=True)]
    return table(
        "order_line",
        {
            "order": numbered("PV-", FIRST_ORDER + lines.document),
            "line": numbers(book.line).cast(pa.string()),
            "customer": words(people.codes, lines.customer),
            "product": words(goods.codes, lines.product),
            "ordered_date": dates(lines.ordered),
            "required_date": dates(book.required),
            "promised_date": dates(book.promised),
            "quantity": decimals(book.asked),
            "unit_price": decimals(lines.price),
            "shipped_date": dates(book.shipped),
            "shipped_quantity": decimals(lines.quantity, open_lines),
            "warehouse": words(WAREHOUSES, home),
            "status": words(("Despachado", "Abierto"), open_lines.astype(np.int64)),
            "currency": words(("COP",), np.zeros(len(home), dtype=np.int64)),
            "early": numbers(of_order[0] < EARLY),
            "complete": numbers(of_order[1] < COMPLETE),
            "allowed_warehouses": words((*WAREHOUSES, *both), home + len(WAREHOUSES) * (of_order[2] < BOTH)),
        },
    )


def delivery_table(seed: int, book: Ordered, people: Population, goods: Catalogue) -> pa.Table:
    """The delivery table: what left, when it was promised and when it arrived."""
    draw, left, lines = stream(seed, "urgent"), ~np.isnat(book.shipped), book.lines
    urgent = (draw.random(int(lines.document[-1]) + 1) < URGENT)[lines.document]
    whole = {
        "document": numbered("RM-", FIRST_ORDER + lines.document),
        "line": numbers(book.line).cast(pa.string()),
        "order": numbered("PV-", FIRST_ORDER + lines.document),
        "customer": words(people.codes, lines.customer),
        "product": words(goods.codes, lines.product),
        "shipped_date": dates(book.shipped),
        "promised_date": dates(book.promised),
        "delivered_date": dates(book.arrived),
        "quantity": decimals(lines.quantity),
        "urgent": numbers(urgent),
    }
    return table("delivery", whole).filter(pa.array(left))


@dataclass(frozen=True)
class Supply:
    """Stock at the last date by product and warehouse, what is open against it, what sells in a fortnight, and besides what
    lies there of second quality and what hardly moves."""

    product: Whole
    warehouse: Whole
    on_hand: Whole
    open: Whole
    fortnight: Floats
    second: Whole
    slow: Whole


def supply(seed: int, book: Ordered, people: Population, goods: Catalogue, until: date) -> Supply:
    """Stock that is ample for most, short for a fifth of what is open, and too much of what nobody takes."""
    draw, last = stream(seed, "stock"), np.datetime64(until)
    cells = len(goods.codes) * len(WAREHOUSES)
    cell = book.lines.product * len(WAREHOUSES) + people.warehouse[book.lines.customer]
    waiting = np.bincount(cell, book.asked * np.isnat(book.shipped), cells).astype(np.int64)
    recent = (book.lines.shipped > last - 56) & ~np.isnat(book.shipped)
    fortnight = np.bincount(cell, book.lines.quantity * recent, cells) / 4
    scarce = draw.random(cells) < 0.2
    cover = np.where(
        scarce, draw.uniform(0.1, 0.8, cells) * waiting, waiting + fortnight * draw.uniform(0.3, 1.6, cells)
    )
    cover = np.where(_contested(book, people, cell, cells, last), draw.uniform(*CONTESTED, cells) * waiting, cover)
    product = np.arange(cells) // len(WAREHOUSES)
    still = np.where(goods.idle[product], np.rint(6_000 / goods.weight[product] * draw.random(cells)), 0)
    on_hand = np.maximum(np.floor(cover) + still, 0).astype(np.int64)
    urgent = np.isnat(book.shipped) & (book.required <= last + 1)
    wanted = np.where(goods.idle[product], 0.0, np.bincount(cell, book.asked * urgent, cells))
    graded = [_graded(seed, grade, wanted) for grade in GRADED]
    return Supply(product, np.arange(cells) % len(WAREHOUSES), on_hand, waiting, fortnight, *graded)


def _graded(seed: int, grade: str, wanted: Whole) -> Whole:
    """Lots of a grade of products that somebody waits for: off colour, or too long on the shelf."""
    draw = stream(seed, f"lots of {grade} grade")
    there = (draw.random(len(wanted)) < GRADED[grade]) & (wanted >= ENOUGH)
    return np.where(there, np.ceil(wanted * draw.uniform(*OFF_GRADE, len(wanted))), 0).astype(np.int64)


def _contested(book: Ordered, people: Population, cell: Whole, cells: int, last: np.datetime64) -> np.ndarray:
    """Whether a large account waits for it within a fortnight, and somebody else by tomorrow."""
    waits, best = np.isnat(book.shipped), book.lines.customer < len(people.roles)
    soon, now = book.required <= last + 14, book.required <= last + 1
    by_best = np.bincount(cell[waits & best & soon], minlength=cells) > 0
    by_others = np.bincount(cell[waits & ~best & now], minlength=cells) > 0
    return np.asarray(by_best & by_others)


def stock_table(seed: int, stores: Supply, goods: Catalogue, until: date) -> pa.Table:
    """The stock table: every product and warehouse, then the lots of second quality and those that hardly move."""
    blocked = np.where(stream(seed, "blocked").random(len(stores.product)) < BLOCKED, stores.on_hand // 10, 0)
    second, slow = np.flatnonzero(stores.second), np.flatnonzero(stores.slow)
    at = np.concatenate([np.arange(len(stores.product)), second, slow])
    grade = np.repeat(np.arange(3), [len(stores.product), len(second), len(slow)])
    return table(
        "stock",
        {
            "product": words(goods.codes, stores.product[at]),
            "warehouse": words(WAREHOUSES, stores.warehouse[at]),
            "date": dates(np.full(len(at), np.datetime64(until))),
            "quantity": decimals(np.concatenate([stores.on_hand, stores.second[second], stores.slow[slow]])),
            "grade": words(("prime", "second", "slow"), grade),
            "blocked_quantity": decimals(np.concatenate([blocked, np.zeros(len(at) - len(blocked), dtype=np.int64)])),
        },
    )


def capacity_table(stores: Supply, goods: Catalogue, until: date) -> pa.Table:
    """The dispatch_capacity table: a fortnight of days, each with room for a share of what is open."""
    kilos = np.bincount(stores.warehouse, stores.open * goods.weight[stores.product], len(WAREHOUSES))
    day = np.datetime64(until) + np.arange(15)
    place = np.repeat(np.arange(len(WAREHOUSES)), len(day))
    room = np.ceil(np.maximum(kilos * DAY_OF_DOCK, 1000) / 500) * 500
    return table(
        "dispatch_capacity",
        {
            "warehouse": words(WAREHOUSES, place),
            "date": dates(np.tile(day, len(WAREHOUSES))),
            "kilos": decimals(room[place]),
            "cut_off": words((LAST_TRUCK,), np.zeros(len(place), dtype=np.int64)),
        },
    )


@dataclass(frozen=True)
class Work:
    """Work orders: those for customers first, then one for every expected receipt; `customer` −1 = for stock."""

    product: Whole
    customer: Whole
    quantity: Whole
    released: Days
    due: Days
    started: Days
    finished: Days
    warehouse: Whole  # −1 where it goes straight to the customer


def work(seed: int, book: Ordered, stores: Supply, goods: Catalogue, until: date) -> Work:
    """Big order lines of the last quarter are made to order; what is short, and some of the rest, is made for stock."""
    draw, last = stream(seed, "plant"), np.datetime64(until)
    kilos = book.asked * goods.weight[book.lines.product]
    recent = (book.lines.ordered > last - 90) & ~goods.idle[book.lines.product]
    line = np.flatnonzero(recent & (kilos >= _large(kilos[recent])))
    due = book.promised[line] - 2
    finished = due + draw.integers(-3, 2, len(line)).astype("timedelta64[D]")
    open_lines = np.isnat(book.shipped[line]) | (finished > last)
    lacking = np.maximum(stores.open - stores.on_hand, 0)
    cell = np.flatnonzero((lacking > 0) | ((draw.random(len(lacking)) < 0.25) & ~goods.idle[stores.product]))
    wait = np.where(lacking[cell] > 0, draw.integers(1, 13, len(cell)), draw.integers(5, 30, len(cell)))
    ready = last + wait.astype("timedelta64[D]")
    product = np.concatenate([book.lines.product[line], stores.product[cell]])
    ended = np.concatenate([np.where(open_lines, NEVER, finished), np.full(len(cell), NEVER)])
    return Work(
        product=product,
        customer=np.concatenate([book.lines.customer[line], np.full(len(cell), -1)]),
        quantity=np.concatenate([book.asked[line], _batch(lacking[cell], stores.fortnight[cell])]),
        released=np.concatenate([np.minimum(due - BATCH_DAYS, book.lines.ordered[line]), ready - BATCH_DAYS]),
        due=np.concatenate([due, ready]),
        started=_started(np.concatenate([due, ready]), ended, goods.family[product], last),
        finished=ended,
        warehouse=np.concatenate([np.full(len(line), -1), stores.warehouse[cell]]),
    )


def _started(due: Days, finished: Days, family: Whole, last: np.datetime64) -> Days:
    """Every finished order began the day before; on each machine the open one due first began on the last day."""
    started = np.where(np.isnat(finished), NEVER, finished - 1)
    machines = np.array([FAMILIES[index].machine for index in family])
    for machine in np.unique(machines):
        still = np.flatnonzero((machines == machine) & np.isnat(finished))
        if len(still):
            started[still[np.argmin(due[still])]] = last
    return started


def work_table(plant: Work, people: Population, goods: Catalogue) -> pa.Table:
    """The work_order table, on four machines."""
    made_in = [FAMILIES[index] for index in goods.family[plant.product]]
    tonnes = plant.quantity * goods.weight[plant.product] / 1000
    return table(
        "work_order",
        {
            "order": numbered("OP-", FIRST_WORK + np.arange(len(plant.product))),
            "product": words(goods.codes, plant.product),
            "customer": words(people.codes, plant.customer),
            "machine": words([family.machine for family in made_in]),
            "setup_family": words([SETUPS[family.name] for family in made_in]),
            "quantity": decimals(plant.quantity),
            "hours": numbers(np.round(0.5 + tonnes * HOURS_PER_TONNE, 1)),
            "released_date": dates(plant.released),
            "started_date": dates(plant.started),
            "due_date": dates(plant.due),
            "finished_date": dates(plant.finished),
        },
    )


def receipt_table(seed: int, plant: Work, goods: Catalogue) -> pa.Table:
    """The expected_receipt table: what the plant makes for each warehouse, under the number of its work order."""
    for_stock = np.flatnonzero(plant.warehouse >= 0)
    sure = stream(seed, "confirmed").random(len(for_stock)) >= UNCONFIRMED
    return table(
        "expected_receipt",
        {
            "product": words(goods.codes, plant.product[for_stock]),
            "warehouse": words(WAREHOUSES, plant.warehouse[for_stock]),
            "date": dates(plant.due[for_stock]),
            "quantity": decimals(plant.quantity[for_stock]),
            "document": numbered("OP-", FIRST_WORK + for_stock),
            "confirmed": numbers(sure),
        },
    )


def _batch(lacking: Whole, fortnight: Floats) -> Whole:
    """What is lacking with a fifth to spare, and a fortnight's sales."""
    return np.asarray(np.ceil(lacking * 1.2 + np.maximum(fortnight, 1)), dtype=np.int64)


def _large(kilos: Floats) -> float:
    """The weight that one line in forty exceeds: those are made to order."""
    return float(np.sort(kilos)[-max(len(kilos) // 40, 1)])
