"""Production, the manual · Producción, el manual: how a plan of the plant is made, what it costs and how it is explained.

docs/explanation/produccion.md tells the same with the same figures.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from clave.base.errors import ClaveError
from clave.policy import declared
from clave.policy.reading import default
from clave.privileges.catalogue.grants import Grant
from clave.privileges.production.calendar import Shift, calendar
from clave.privileges.production.difference import difference
from clave.privileges.production.planning import How, Plan, how, plan
from clave.privileges.production.plant import Lock, Plant, Setups
from clave.privileges.production.price import Price, price, priced
from clave.privileges.production.reading import Facts, Priority, priority
from clave.privileges.production.reading import plant as read
from clave.privileges.production.schedule import timed
from clave.privileges.production.why import reasons
from tests.unit.privileges.production.plants import NOW, TODAY, day, order, plant, week

LIMITS = default().at(TODAY)
WITHOUT_FREEZE = How("weights", 20_000, 1, timedelta(0))
PAGE = Path(__file__).parents[2] / "docs/explanation/produccion.md"

NORTH = {"customer": "C2", "customer_name": "Aceros Norte", "category": "volume", "weight": 10}
CARIBE = {"customer": "C4", "customer_name": "Motores Caribe", "category": "potential", "weight": 7}
MONDAY = plant(
    order("OP-1", minutes=360, due=0, family="acero", customer="C1", customer_name="Ferretería Luz"),
    order("OP-2", minutes=300, due=0, family="bronce", **NORTH),
    order("OP-3", minutes=240, due=1, family="acero", customer="C3", customer_name="Tornillos Sur"),
    order("OP-4", minutes=300, due=0, family="acero", **CARIBE),
    order("OP-5", minutes=480, due=1, family="bronce"),
    setup=60, hours=week(), families={"M1": "acero"},
)  # fmt: skip

WITH_PRIORITY = """
order | setup | starts   | ends     | hours late
OP-2  | 60    | 02 07:00 | 02 12:00 | 0
OP-4  | 60    | 02 13:00 | 02 18:00 | 0
OP-1  | 0     | 02 18:00 | 03 08:00 | 8
OP-3  | 0     | 03 08:00 | 03 12:00 | 0
OP-5  | 60    | 03 13:00 | 03 21:00 | 0
"""
WITHOUT_PRIORITY = """
order | setup | starts   | ends     | hours late
OP-1  | 0     | 02 06:00 | 02 12:00 | 0
OP-4  | 0     | 02 12:00 | 02 17:00 | 0
OP-2  | 60    | 02 18:00 | 03 07:00 | 7
OP-5  | 0     | 03 07:00 | 03 15:00 | 0
OP-3  | 60    | 03 16:00 | 03 20:00 | 0
"""


def table(made: Plan | Price) -> str:
    bars = made.schedule.bars if isinstance(made, Plan) else made.without.bars
    rows = [(b.order.order, b.setup, f"{b.start:%d %H:%M}", f"{b.end:%d %H:%M}", f"{b.late_hours:g}") for b in bars]
    return "\n".join(" | ".join(map(str, row)) for row in rows)


def squeezed(text: str) -> str:
    return "\n".join(re.sub(r" *\| *", " | ", line).strip() for line in text.strip().splitlines()[1:])


@pytest.fixture(scope="module")
def made() -> Plan:
    return plan(MONDAY, WITHOUT_FREEZE)


@pytest.fixture(scope="module")
def cost(made: Plan) -> Price:
    return price(made, LIMITS)


def test_one_machine_on_a_monday(made: Plan) -> None:
    """Una máquina, un lunes: de 6:00 a 22:00, una hora de alistamiento entre acero y bronce."""
    assert table(made) == squeezed(WITH_PRIORITY)
    assert made.schedule.weighted_lateness == 8 * 60, "eight hours late of weight 1"


def test_the_same_without_priority(cost: Price) -> None:
    """Lo mismo sin prioridad: cada minuto de atraso pesa 1."""
    assert table(cost) == squeezed(WITHOUT_PRIORITY)


def test_what_priority_costs_the_others(cost: Price) -> None:
    """Lo que la prioridad les cuesta a los demás: atraso y horas de alistamiento."""
    assert (cost.key.late, cost.key_without.late, cost.key_without.late_hours) == (0, 1, 7)
    assert (cost.others.late, cost.others_without.late, cost.others_late_hours) == (1, 0, 8)
    assert (cost.setup_hours, cost.setup_cost, cost.currency) == (1, Decimal("120000.0"), "COP")
    assert [each.bar.order.order for each in cost.gave_way] == ["OP-1"]
    assert [each.bar.order.order for each in cost.gained] == ["OP-2"]


def test_every_order_says_why(made: Plan, cost: Price) -> None:
    """Cada orden dice por qué está donde está."""
    said = {why.order: (why.code, why.reason.say("en").replace("\u00a0", " ")) for why in reasons(made, cost)}
    assert said == {
        "OP-2": (
            "gained",
            "It is for a key account: without priority it would end on 3 Mar 2026 07:00, 19 hours later.",
        ),
        "OP-4": ("in_time", "Here it ends in time."),
        "OP-1": (
            "gave_way",
            "It gives way: without priority it would end on 2 Mar 2026 12:00, 20 hours earlier. "
            "Before it now: OP-2 (Aceros Norte), OP-4 (Motores Caribe).",
        ),
        "OP-3": ("same_family", "Right behind OP-1, without a setup; it ends in time."),
        "OP-5": ("in_time", "Here it ends in time."),
    }
    stands = reasons(made, cost)[2].place.say("en").replace("\u00a0", " ")
    assert stands == (
        "Place 3 on M1, from 2 Mar 2026 18:00 to 3 Mar 2026 08:00; due on 2 Mar 2026. It is 8 hours late."
    )


def test_a_plan_against_the_one_in_force(made: Plan, cost: Price) -> None:
    """Un plan contra el vigente, en palabras."""
    found = difference(cost.without, made.schedule)
    assert [each.say("en").replace("\u00a0", " ") for each in found.sentences] == [
        "2 orders change their machine or their turn.",
        "Key accounts: late orders 0, before 1; lateness 0 hours, before 7 hours.",
        "Others: late orders 1, before 0; lateness 8 hours, before 0 hours.",
        "Setups: 3 hours instead of 2 hours.",
    ]
    first = found.moved[0]
    assert (first.order, first.code, first.hours) == ("OP-2", "earlier", -19)
    assert first.sentence.say("en").replace("\u00a0", " ") == (
        "OP-2 (Aceros Norte) goes from place 3 to place 1 on M1. It ends on 2 Mar 2026 12:00, 19 hours earlier. "
        "It is no longer late."
    )
    assert difference(made.schedule, made.schedule).same


def test_orders_that_come_and_go_are_told(made: Plan) -> None:
    """Las órdenes que llegan y las que ya no están."""
    fewer = replace(MONDAY, orders=MONDAY.orders[:4])
    before = timed(fewer, {"M1": ("OP-1", "OP-4", "OP-2", "OP-3")})
    codes = {each.order: each.code for each in difference(before, made.schedule).moved}
    assert codes["OP-5"] == "new"
    assert {each.order: each.code for each in difference(made.schedule, before).moved}["OP-5"] == "gone"


def test_what_begins_soon_is_frozen_and_what_a_person_locks_stays(cost: Price) -> None:
    """Lo que empieza pronto se congela; lo que una persona fija se queda."""
    in_force = cost.without.lines
    frozen = plan(MONDAY, replace(WITHOUT_FREEZE, frozen=timedelta(hours=8)), in_force=in_force)
    assert frozen.lines["M1"][:2] == ("OP-1", "OP-4"), "both begin before 14:00 in the plan in force"
    assert [bar.order.order for bar in frozen.schedule.bars if bar.frozen] == ["OP-1", "OP-4"]
    locked = plan(MONDAY, WITHOUT_FREEZE, locks=[Lock("OP-5", "M1", 1)])
    assert locked.lines["M1"][0] == "OP-5"
    said = {why.order: why.code for why in reasons(locked, price(locked, LIMITS))}
    assert said["OP-5"] == "locked"


@pytest.mark.parametrize(
    ("locks", "sentence"),
    [
        ([Lock("OP-9", "M1", 1)], "the order OP-9 is locked and is not open any more. Take the lock away."),
        (
            [Lock("OP-1", "M2", 1)],
            "the order OP-1 cannot be locked on M2 at place 1. Choose one of its machines and a place from 1 on: M1.",
        ),
        (
            [Lock("OP-1", "M1", 1), Lock("OP-2", "M1", 1)],
            "two locks contradict each other: M1 1. Take one of them away.",
        ),
    ],
)
def test_a_lock_that_cannot_be_is_refused(locks: list[Lock], sentence: str) -> None:
    """Un candado imposible se rechaza con una frase."""
    with pytest.raises(ClaveError) as error:
        plan(MONDAY, WITHOUT_FREEZE, locks=locks)
    assert error.value.say("en") == sentence


def test_the_rows_of_a_gantt_chart(made: Plan) -> None:
    """Las filas de un diagrama de Gantt."""
    (row,) = made.schedule.rows()
    assert (row.machine.machine, row.work_hours, row.setup_hours) == ("M1", 28, 3)
    bar = row.bars[0]
    assert (f"{bar.setup_start:%H:%M}", f"{bar.start:%H:%M}", bar.key, bar.late, bar.place) == (
        "06:00",
        "07:00",
        True,
        0,
        1,
    )


CALENDAR = """
worked | done        | next begins
0      | Mon 06:00   | Mon 06:00
60     | Mon 07:00   | Mon 07:00
960    | Mon 22:00   | Tue 06:00
961    | Tue 06:01   | Tue 06:01
5760   | Sat 22:00   | Mon 06:00
"""


@pytest.mark.parametrize("row", squeezed(CALENDAR).splitlines(), ids=lambda row: row.split(" |")[0])
def test_working_minutes_become_moments(row: str) -> None:
    """Los minutos de trabajo se vuelven fechas: lunes a sábado, de 6:00 a 22:00."""
    worked, done, begins = row.split(" | ")
    hours = week()
    assert f"{NOW + timedelta(minutes=hours.done(int(worked))):%a %H:%M}" == done
    assert f"{NOW + timedelta(minutes=hours.begins(int(worked))):%a %H:%M}" == begins
    assert hours.worked(hours.done(int(worked))) == int(worked)


def test_a_day_of_its_own_counts_instead_of_its_weekday() -> None:
    """Un día festivo cuenta en lugar de su día de la semana; un turno puede pasar la medianoche."""
    nights = [Shift(22 * 60, 480, weekday=each) for each in range(1, 6)]
    hours = calendar([*nights, Shift(0, 0, day=day(1))], NOW, 2_000)
    assert hours is not None
    assert [f"{NOW + timedelta(minutes=opened):%a %H:%M}" for opened in hours.opens[:3]] == [
        "Mon 22:00", "Wed 22:00", "Thu 22:00",
    ]  # fmt: skip
    assert calendar([Shift(0, 0, weekday=1)], NOW, 1) is None


SETUPS = """
machine | from   | to     | minutes
M1      | acero  | acero  | 0
M1      | acero  | bronce | 20
M1      | cobre  | bronce | 35
M2      | acero  | bronce | 50
M2      | cobre  | bronce | 60
M2      | cobre  | acero  | 30
"""


@pytest.mark.parametrize("row", squeezed(SETUPS).splitlines())
def test_the_most_telling_setup_counts(row: str) -> None:
    """Cuenta el alistamiento más preciso: esta máquina antes que cualquiera, desde esta familia antes que desde otra."""
    known = {
        ("M1", "acero", "bronce"): 20,
        ("M1", "", "bronce"): 35,
        ("", "acero", "bronce"): 50,
        ("", "", "bronce"): 60,
    }
    machine, before, after, minutes = row.split(" | ")
    assert Setups(30, known).minutes(machine, before, after) == int(minutes)
    assert Setups(30, known).minutes(machine, None, after) == 0, "nobody knows what it stands ready for"


def row(name: str, **rest: object) -> dict[str, object]:
    usual = {
        "order": name, "product": "P1", "customer": None, "machine": "M1", "setup_family": "acero",
        "quantity": Decimal(10), "hours": 2.0, "released_date": None, "due_date": day(1), "customer_name": None,
        "product_name": None,
    }  # fmt: skip
    return {**usual, **rest}


WRONG = {
    "OP-1": ({"hours": None}, "Order OP-1 says no hours of machine. Enter how long it takes."),
    "OP-2": (
        {"hours": 900.0},
        "Order OP-2: its hours must be above 0 and at most 500.0. Correct them, or split the order.",
    ),
    "OP-3": (
        {"quantity": Decimal(-1)},
        "Order OP-3 asks for nothing: its quantity is not above zero. Correct or close it.",
    ),
    "OP-4": ({"machine": None}, "Order OP-4 says no machine, and none is known for its product. Enter one."),
    "OP-5": ({"due_date": None}, "Order OP-5 says no due day, and cannot be placed. Enter it."),
    "OP-6": (
        {"hours": float("nan")},
        "Order OP-6: its hours must be above 0 and at most 500.0. Correct them, or split the order.",
    ),
    "OP-7": ({"machine": "M9"}, "Order OP-7 can only be made on machines without hours: M9."),
}  # fmt: skip


def test_wrong_orders_are_set_aside_and_the_rest_stands() -> None:
    """Lo que está mal se aparta con una frase y el resto del plan queda en pie."""
    orders = [row("OP-0"), *(row(name, **wrong) for name, (wrong, _sentence) in WRONG.items()), row("OP-0")]
    closed = {"machine": "M9", "weekday": 1, "date": None, "starts": None, "hours": 0.0}
    found = read(Facts(orders, shifts=[closed]), NOW, LIMITS)
    assert [each.order for each in found.orders] == ["OP-0"]
    said = {each.what: each.sentence.say("en") for each in found.set_aside}
    assert said.pop("OP-0") == "Order OP-0 is there twice: the one due first counts. Leave one of them."
    assert said.pop("M9").startswith("Machine M9 has no hours to work in")
    assert said == {name: sentence for name, (_wrong, sentence) in WRONG.items()}
    assert plan(found, WITHOUT_FREEZE).lines == {"M1": ("OP-0",)}


def test_wrong_shifts_setups_and_machines_are_set_aside() -> None:
    """También los turnos, alistamientos y máquinas."""
    found = read(
        Facts(
            [row("OP-0")],
            shifts=[{"machine": "M1", "weekday": None, "date": None, "starts": 6.0, "hours": 8.0}],
            able=[
                {"product": None, "setup_family": None, "machine": "M2", "speed": 1.0},
                {"product": "P1", "setup_family": None, "machine": "M3", "speed": 0.0},
            ],
            setups=[
                {"machine": None, "from_family": "a", "to_family": "b", "minutes": 10.0},
                {"machine": "*", "from_family": "a", "to_family": "b", "minutes": 25.0},
                {"machine": None, "from_family": "b", "to_family": "a", "minutes": float("nan")},
            ],
        ),
        NOW,
        LIMITS,
    )
    assert found.setups.minutes("M1", "a", "b") == 25
    assert [machine.machine for machine in found.machines] == ["M1"]
    assert sorted(each.what for each in found.set_aside) == ["M1", "M2", "M3, P1", "a → b", "b → a"]


def test_weights_come_from_the_grant() -> None:
    """El peso sale de la categoría que dio la condición, o del peso propio que diga."""
    firsts = {"C1": Priority("volume"), "C2": Priority("prestige"), "C3": Priority("prestige", 9)}
    found = read(Facts([row(f"OP-{at}", customer=f"C{at}") for at in range(5)]), NOW, LIMITS, firsts)
    assert [(each.order, each.weight, each.key) for each in found.orders] == [
        ("OP-0", 1, False), ("OP-1", 10, True), ("OP-2", 4, True), ("OP-3", 9, True), ("OP-4", 1, False),
    ]  # fmt: skip
    assert how(LIMITS) == How("weights", 200_000, 20_260_101, timedelta(hours=24))


def test_priority_comes_with_the_grant_of_the_catalogue() -> None:
    """La prioridad viene de la condición vigente del catálogo, con su peso; sin ella no hay prioridad."""
    given = Grant("C1", "production", TODAY, day(30), {"weight": 8})
    assert priority([given], "volume", TODAY) == Priority("volume", 8)
    assert priority([given], "volume", day(31)) is None
    assert priority([Grant("C1", "dispatch", TODAY)], "volume", TODAY) is None


def test_a_faster_machine_takes_fewer_minutes() -> None:
    """Las máquinas que pueden hacerla, cada una con su velocidad."""
    able = [{"product": "P1", "setup_family": None, "machine": "M2", "speed": 2.0}]
    (found,) = read(Facts([row("OP-0")], able=able), NOW, LIMITS).orders
    assert found.minutes == {"M1": 120, "M2": 60}


def test_an_order_of_weight_nothing_comes_last_and_harms_nobody() -> None:
    """Una orden que no pesa nada va al final y no estorba."""
    weightless = order("OP-0", minutes=600, due=-1, weight=0)
    made = plan(plant(weightless, order("OP-1", minutes=600, due=0), hours=week()), WITHOUT_FREEZE)
    assert made.lines["M1"] == ("OP-1", "OP-0")


def test_an_order_that_could_never_be_in_time_says_so() -> None:
    """Una orden que ni sola llegaría a tiempo lo dice."""
    made = plan(plant(order("OP-1", minutes=2000, due=0), hours=week()), WITHOUT_FREEZE)
    (why,) = reasons(made, price(made, LIMITS))
    assert why.code == "unreachable"
    assert why.reason.say("en") == "Not even alone could it be in time: it would end on 4\u00a0Mar 2026.".replace(
        "\u00a0", " "
    )


def test_never_late_if_possible_may_cost_more_weighted_hours_than_no_priority() -> None:
    """Un pedido clave de 17 horas y peso 4, y diez de una hora y peso 1, todos para hoy: quedan 18 horas.

    By weight the ten go first: all in time, and the key one ends 9 hours late, which weigh 36; without priority it is the
    same. «Never late if possible» puts the key one first: it ends in time, and nine of the ten are late by 1 to 9 hours: 45.
    So that mode may be worse by the sum of weights, and is right: it was asked for something else."""
    ten = [order(f"OP-{at:02}", minutes=60, due=0) for at in range(10)]
    key = order("OP-K", minutes=17 * 60, due=0, weight=4, category="volume")
    whole = plant(key, *ten)
    by_weight, cost = priced(whole, WITHOUT_FREEZE, LIMITS)
    assert (by_weight.schedule.weighted_lateness / 60, cost.weighted_without / 60) == (36, 36)
    never, cost = priced(whole, replace(WITHOUT_FREEZE, mode="never_late"), LIMITS)
    assert (never.schedule.weighted_lateness / 60, cost.weighted_without / 60) == (45, 36)
    assert (cost.key.late, cost.key_without.late, cost.others.late) == (0, 1, 9)


def test_an_empty_plant_has_an_empty_plan() -> None:
    """Una planta sin órdenes tiene un plan vacío."""
    made = plan(Plant(NOW, (), ()), WITHOUT_FREEZE)
    assert made.schedule.bars == ()
    assert made.schedule.ends == NOW
    assert made.schedule.totals().mean_late_hours is None
    assert price(made, LIMITS).setup_hours == 0


def test_the_page_tells_the_same_figures() -> None:
    """La página de explicación dice las mismas cifras."""
    text = PAGE.read_text("utf-8")
    for expected in (WITH_PRIORITY, WITHOUT_PRIORITY):
        for line in squeezed(expected).splitlines():
            name, setup, starts, ends, late = line.split(" | ")
            told = [f"{datetime.strptime(f'2026 03 {at}', '%Y %m %d %H:%M'):%-d mar %H:%M}" for at in (starts, ends)]  # noqa: DTZ007
            assert f"| {name} | {setup} | {told[0]} | {told[1]} | {late} |" in text
    weights = LIMITS[declared.promise_weight]
    assert f"{weights['volume']}, {weights['potential']} o {weights['prestige']}" in text
    assert "$ 120.000" in text
