"""Producción a mano y al día, el manual: candados que se contradicen, lo que se supone, y el plan frente a lo que pasó.

docs/how-to/planear-la-planta.md tells the same with the same figures.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clave.policy.reading import default
from clave.privileges.production.locks import Asked, settled
from clave.privileges.production.plant import Lock
from clave.privileges.production.progress import Planned, Progress, Seen, kept_to, progress, under_way_first
from clave.privileges.production.reading import Facts
from clave.privileges.production.remarks import remarks
from tests.unit.privileges.production.plants import TODAY, order, plant

UNTIL = date(2026, 3, 6)
LIMITS = default().at(TODAY)
PLANT = plant(
    order("OP-1", minutes=60, due=1), order("OP-2", minutes=60, due=1, family="G"),
    order("OP-3", minutes=60, due=1, machines="M1 M2"),
)  # fmt: skip
NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
PAGE = Path(__file__).parents[2] / "docs/how-to/planear-la-planta.md"


def asked(name: str, machine: str = "", place: int = 0) -> Asked:
    return Asked(name, "Hernán", "Falta la resina", UNTIL, machine, place)


def told(text: object) -> str:
    return str(text).replace("\u00a0", " ")


def test_a_lock_keeps_a_place_and_a_hold_takes_the_order_out() -> None:
    """Fijar deja la orden en su puesto; retener la saca del plan hasta su día, con nombre y motivo."""
    found = settled(PLANT, [asked("OP-3", "M2", 1), asked("OP-1")])
    assert found.locks == (Lock("OP-3", "M2", 1),)
    assert [one.order for one in found.plant.orders] == ["OP-2", "OP-3"]
    assert [told(one.sentence) for one in found.held] == [
        "OP-1 is held back by Hernán until 6 Mar 2026: Falta la resina"
    ]
    assert found.marked == ()


@pytest.mark.parametrize(
    ("locks", "what", "sentence"),
    [
        ([("OP-1", "M2", 1)], "OP-1", "it cannot be made on M2. It can on M1."),
        ([("OP-9", "M1", 1)], "OP-9", "the order is not open, or was set aside. Take it away."),
        ([("OP-9", "", 0)], "OP-9", "the order is not open"),
        (
            [("OP-1", "M1", 2), ("OP-3", "M1", 2)],
            "OP-3",
            "contradict each other: both want place 2 on M1. OP-1 has it.",
        ),
        ([("OP-2", "M1", 1)], "OP-2", "the order is under way and stays where it is."),
        ([("OP-2", "", 0)], "OP-2", "the order is under way"),
    ],
)
def test_a_lock_that_cannot_be_is_marked_and_the_rest_stands(
    locks: list[tuple[str, str, int]], what: str, sentence: str
) -> None:
    found = settled(PLANT, [asked(*each) for each in locks], under_way={"OP-2"})
    (marked,) = found.marked
    assert marked.what == what
    assert sentence in told(marked.sentence)
    assert len(found.plant.orders) == 3
    assert len(found.locks) == len(locks) - 1


WANTED = st.lists(
    st.tuples(st.sampled_from(["OP-1", "OP-2", "OP-3", "OP-9"]), st.sampled_from(["", "M1", "M2"]), st.integers(1, 3)),
    max_size=4, unique_by=lambda each: each[0],
)  # fmt: skip


@given(WANTED)
def test_every_lock_is_kept_held_or_marked_and_no_place_is_given_twice(locks: list[tuple[str, str, int]]) -> None:
    found = settled(PLANT, [asked(*each) for each in locks])
    assert len(found.locks) + len(found.held) + len(found.marked) == len(locks)
    places = [(lock.machine, lock.place) for lock in found.locks]
    assert len(places) == len(set(places))
    assert {one.order for one in found.plant.orders} == {"OP-1", "OP-2", "OP-3"} - {one.what for one in found.held}


def test_what_runs_is_first_on_its_machine_and_nowhere_else() -> None:
    lines = {"M1": ("OP-1", "OP-2", "OP-3"), "M2": ("OP-4",)}
    assert under_way_first(lines, {"OP-3": "M2"}) == {"M1": ("OP-1", "OP-2"), "M2": ("OP-3", "OP-4")}
    assert under_way_first({}, {"OP-3": "M2"}) == {"M2": ("OP-3",)}


def test_what_no_file_says_is_assumed_and_told_with_what_to_import() -> None:
    """Sin turnos, 16 horas al día; sin alistamientos, media hora por cambio de familia."""
    shifts, setups, able = map(told, remarks(Facts(), PLANT, LIMITS))
    assert "16 hours a day" in shifts
    assert "(shift)" in shifts
    assert "0.5 hours" in setups
    assert "(setup_time)" in setups
    assert "(eligible_machine)" in able


def test_an_unknown_machine_and_an_unknown_family_are_named() -> None:
    found = Facts(
        shifts=[{"machine": "M1", "weekday": 1}], able=[{"machine": "M2"}],
        setups=[{"machine": "*", "from_family": "*", "to_family": "F", "minutes": 10.0}],
    )  # fmt: skip
    machine, family = map(told, remarks(found, PLANT, LIMITS))
    assert machine.startswith("Machine M2 is in no file of shifts")
    assert family.startswith("Setup family G is in no file of setup times")
    everything = Facts(
        shifts=[{"machine": "*"}], able=found.able, setups=[*found.setups, {"from_family": "G", "to_family": "F"}]
    )
    assert remarks(everything, PLANT, LIMITS) == ()


def planned(name: str, starts: int, ends: int) -> Planned:
    """An order planned from and to so many hours from Wednesday noon."""
    return Planned(name, NOON + timedelta(hours=starts), NOON + timedelta(hours=ends))


def day(ahead: int) -> date:
    return NOON.date() + timedelta(days=ahead)


CASES = (
    (planned("OP-1", -30, -20), Seen("OP-1", day(-1), day(-1)), "done", "It ended on 3 Mar 2026, the day it was planned for.", 0),
    (planned("OP-2", -54, -50), Seen("OP-2", day(-2), day(-1)), "done", "1 day later than planned.", 1),
    (planned("OP-3", 20, 30), Seen("OP-3", day(-1), day(-1)), "done", "2 days earlier than planned.", -2),
    (planned("OP-4", -30, -2), Seen("OP-4", day(-1)), "overdue", "nobody has reported it finished.", None),
    (planned("OP-5", -2, 3), Seen("OP-5", day(0)), "under_way", "It began on 4 Mar 2026", None),
    (planned("OP-6", -2, 3), Seen("OP-6"), "not_begun", "It should have begun on 4 Mar 2026 10:00", None),
    (planned("OP-7", 1, 3), Seen("OP-7"), "waiting", "It begins on 4 Mar 2026 13:00.", None),
    (planned("OP-8", 1, 3), None, "gone", "The facts do not have it any more", None),
)  # fmt: skip


def compared() -> list[Progress]:
    seen = [fact for _plan, fact, *_rest in CASES if fact] + [Seen("OP-9"), Seen("OP-0", day(-9), day(-9))]
    return list(progress([plan for plan, *_rest in CASES], seen, NOON))


def test_every_order_is_compared_with_what_the_facts_say() -> None:
    """Terminada, en marcha, vencida, sin empezar, en espera, perdida de los hechos, o nueva."""
    found = compared()
    for one, (plan, _fact, state, sentence, late) in zip(found, CASES, strict=False):
        assert (one.order, one.state, one.ended_late) == (plan.order, state, late)
        assert sentence in told(one.sentence)
    assert [(one.order, one.state) for one in found[len(CASES) :]] == [("OP-9", "new")], (
        "what was done before is no news"
    )
    assert kept_to(found) == (2, 3)


def test_lo_que_alguien_retuvo_no_es_una_orden_nueva() -> None:
    held, new = progress([], [Seen("OP-7"), Seen("OP-8")], NOON, {"OP-7"})
    assert (held.state, new.state) == ("held", "new")
    assert held.sentence.say("en") == "Somebody held it back: the plan was made without it."


def test_where_the_facts_never_say_when_an_order_begins_nobody_is_blamed() -> None:
    (one,) = progress([planned("OP-6", -2, 3)], [Seen("OP-6")], NOON)
    assert one.state == "under_way"
    assert "the facts do not say when an order begins" in told(one.sentence)


def test_the_page_tells_the_same_figures() -> None:
    """The how-to's table of states and its two of three."""
    page = PAGE.read_text(encoding="utf-8")
    for words in ("2 de 3", "2 días antes", "1 día después", "16 horas", "media hora", "24 horas", "30 días"):
        assert words in page, words
    labels = ("Listo", "Vencido", "En marcha", "Sin empezar", "En espera", "No está en los hechos", "Nueva")
    assert all(f"| {label} |" in page for label in labels)
