"""Improvements, the manual · Mejoras, el manual: what the laboratory takes next, and why."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clave.base.errors import ClaveError
from clave.policy.reading import default
from clave.privileges.improvement.queue import Account, Request, queue
from clave.privileges.improvement.stages import FOLLOWING, OPEN, STAGES, Hours, Step, check, days_in, spent

TODAY = date(2026, 3, 10)
LIMITS = default().at(TODAY)
PAGE = Path(__file__).parents[2] / "docs/explanation/mejoras-y-segundas.md"
ACCOUNTS = {"aceros": Account("volume", 900.0), "sur": Account(None, 300.0), "luz": Account(None, None)}

QUEUE = """
request | customer | days ago | promised in | worth | place | points
M-1     | aceros   | 10       |             |       | 2     | 66.7
M-2     | sur      | 90       |             |       | 3     | 23.3
M-3     | aceros   | 10       | 15          |       | 1     | 76.7
M-4     | luz      | 45       |             |       | 4     | 7.5
"""


def requests(table: str = QUEUE) -> list[tuple[Request, int, str]]:
    made = []
    for line in table.strip().splitlines()[1:]:
        number, customer, ago, ahead, worth, place, points = (cell.strip() for cell in line.split("|"))
        promised = TODAY + timedelta(days=int(ahead)) if ahead else None
        asked = TODAY - timedelta(days=int(ago))
        request = Request(
            number, customer, "Pega más rápido", asked, promised=promised, worth=float(worth) if worth else None
        )
        made.append((request, int(place), points))
    return made


def test_the_queue() -> None:
    """La cola: primero la condición, luego el valor, lo prometido y la espera; cada razón con sus puntos."""
    placed = {
        each.request.number: each for each in queue([each[0] for each in requests()], ACCOUNTS, TODAY, LIMITS, "COP")
    }
    for request, place, points in requests():
        assert (placed[request.number].place, f"{placed[request.number].total:.1f}") == (place, points), request.number
    assert placed["M-4"].unknown
    said = {name: each.reason.say("en").replace("\u00a0", " ") for name, each in placed.items()}
    assert said["M-3"] == (
        "A key account asks for it. Promised for 25 Mar 2026. Its customer buys $ 900 a year. Waiting for 10 days."
    )
    assert said["M-4"] == (
        "An ordinary customer asks for it. Nobody knows what it is worth: estimate it. Waiting for 45 days."
    )


def test_a_complaint_comes_before_a_request_of_the_same_points() -> None:
    """Con los mismos puntos, un reclamo va antes que una solicitud."""
    request = Request("M-1", "sur", "x", TODAY)
    complaint = Request("M-2", "sur", "x", TODAY, kind="complaint")
    assert [each.request.number for each in queue([request, complaint], ACCOUNTS, TODAY, LIMITS)] == ["M-2", "M-1"]


def test_what_is_delivered_or_declined_is_not_in_the_queue() -> None:
    """Lo entregado y lo que se negó no hacen cola."""
    done = [Request("M-1", "sur", "x", TODAY, stage=stage) for stage in ("delivered", "declined")]
    assert queue(done, ACCOUNTS, TODAY, LIMITS) == ()


@given(st.lists(st.tuples(st.sampled_from(sorted(ACCOUNTS)), st.integers(0, 200), st.integers(-20, 60)), max_size=8))
def test_becoming_key_never_moves_a_request_back(made: list[tuple[str, int, int]]) -> None:
    """Ser clave nunca atrasa una solicitud, y el orden de las filas no decide nada."""
    every = [
        Request(f"M-{at}", customer, "x", TODAY - timedelta(days=ago), promised=TODAY + timedelta(days=ahead))
        for at, (customer, ago, ahead) in enumerate(made)
    ]
    before = {each.request.number: each.place for each in queue(every, ACCOUNTS, TODAY, LIMITS)}
    promoted = {**ACCOUNTS, "sur": Account("loyalty", 300.0)}
    after = {each.request.number: each.place for each in queue(every[::-1], promoted, TODAY, LIMITS)}
    mine = [request.number for request in every if request.customer == "sur"]
    assert all(after[number] <= before[number] for number in mine)
    assert {each.request.number: each.place for each in queue(every[::-1], ACCOUNTS, TODAY, LIMITS)} == before


@pytest.mark.parametrize("stage", STAGES)
def test_which_stage_may_follow_which(stage: str) -> None:
    """Qué etapa sigue a cuál; lo demás se rechaza con una frase."""
    for to in STAGES:
        if to in FOLLOWING[stage]:
            check(stage, to)  # type: ignore[arg-type]
        else:
            with pytest.raises(ClaveError, match=r"cannot become"):
                check(stage, to)  # type: ignore[arg-type]
    assert (stage in OPEN) == (stage not in ("delivered", "declined"))


def test_days_in_each_stage() -> None:
    """Cuántos días estuvo en cada etapa."""
    steps = [
        Step("received", date(2026, 2, 1)),
        Step("assessed", date(2026, 2, 11)),
        Step("accepted", date(2026, 3, 1)),
    ]
    assert days_in(steps, TODAY) == {"received": 10, "assessed": 18, "accepted": 9}
    assert days_in([*steps, Step("declined", date(2026, 3, 5))], TODAY)["declined"] == 0


def test_hours_of_laboratory_and_their_cost() -> None:
    """Horas de laboratorio por cliente y lo que cuestan."""
    entries = [Hours("M-1", "aceros", date(2026, 3, 2), 2.5), Hours("M-3", "aceros", date(2026, 1, 2), 8.0)]
    found = spent(entries, date(2026, 3, 1), TODAY, LIMITS)
    rate = Decimal(str(LIMITS.values["cost.lab_hour"]))
    assert (found["aceros"].hours, found["aceros"].cost) == (2.5, Decimal("2.5") * rate)
    with pytest.raises(ClaveError, match="Correct the entry"):
        spent([Hours("M-1", "aceros", TODAY, 25.0)], TODAY, TODAY, LIMITS)


def test_the_page_tells_the_same_queue() -> None:
    """La página de explicación dice la misma cola."""
    text = PAGE.read_text("utf-8")
    for request, place, points in requests():
        assert f"| {place} | {request.number} |" in text
        assert points.replace(".", ",") in text
