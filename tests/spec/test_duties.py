"""La hoja de cada área: qué tiene que hacer hoy por las cuentas clave, en qué orden, y qué cabe en una página (C2).

Se lee como un manual: primero lo vencido, luego lo de hoy; dentro de un día, lo que más dinero tiene; en papel, lo primero
de cada parte y cuántas líneas quedan en la pantalla."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from clave.operations.duties import FUNCTIONS, ONE_PAGE, Duty, Link, on_one_page, sections

TODAY = date(2026, 11, 17)
LOOK = Link(FUNCTIONS["dispatch"].label, "dispatch")


def duty(name: str, days: int | None = 0, part: str = "risk", money: float | None = None) -> Duty:
    """A line due in so many days (below zero: that many days ago; None = no day)."""
    on = None if days is None else TODAY + timedelta(days=days)
    return Duty(part, f"C-{name}", name, "PED-1", "sin existencias", LOOK, on, money)


def names(found: tuple[Duty, ...]) -> list[str]:
    return [one.name for one in found]


def test_the_oldest_day_comes_first_then_the_most_money_and_without_a_day_last() -> None:
    lines = [
        duty("Sin día", None),
        duty("Mañana", 1),
        duty("Poco", 0, money=1.0),
        duty("Mucho", 0, money=9.0),
        duty("Ayer", -1),
    ]
    [risk, leaves, _due] = sections("dispatch", lines)
    assert names(risk.duties) == ["Ayer", "Mucho", "Poco", "Mañana", "Sin día"]
    assert leaves.duties == ()


def test_every_part_is_there_with_words_for_when_it_is_empty() -> None:
    for key, function in FUNCTIONS.items():
        found = sections(key, [])
        assert [one.key for one in found] == list(function.parts)
        assert all(one.part.empty.say("en").endswith(".") for one in found)


def test_what_is_past_its_day_presses_more_than_what_is_for_today() -> None:
    assert [duty("x", days).tone(TODAY) for days in (-1, 0, 1, None)] == ["late", "today", "", ""]


def test_on_paper_every_part_keeps_its_first_lines_and_says_how_many_are_left() -> None:
    many = [duty(f"R{n:02}", n) for n in range(40)] + [duty("Sale", 0, "leaves"), duty("Llama", 0, "due")]
    [risk, leaves, due] = on_one_page(sections("dispatch", many))
    assert names(leaves.duties) == ["Sale"]
    assert names(due.duties) == ["Llama"]
    assert len(risk.duties) == ONE_PAGE - 2
    assert names(risk.duties)[0] == "R00", "the first ones stay"
    assert (risk.left, leaves.left) == (40 - 18, 0)


@given(st.tuples(*[st.integers(0, 60)] * 3), st.integers(0, 40))
def test_paper_never_takes_more_than_it_has_nor_loses_a_line(asked: tuple[int, int, int], most: int) -> None:
    parts = ("risk", "leaves", "due")
    every = [duty(f"{part}{n}", n, part) for part, many in zip(parts, asked, strict=True) for n in range(many)]
    found = on_one_page(sections("dispatch", every), most)
    kept = [len(one.duties) for one in found]
    assert sum(kept) == min(most, sum(asked))
    assert [n + one.left for n, one in zip(kept, found, strict=True)] == list(asked)
    assert max((a - b for a, b in zip(asked, kept, strict=True)), default=0) == 0 or sum(kept) == most
