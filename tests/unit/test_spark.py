"""The spark line: 24 months on 78 × 24 points."""

from __future__ import annotations

from datetime import date

from clave.base.folding import folded
from clave.web.shown.spark import HEIGHT, MARGIN, WIDTH, spark, within


def test_the_highest_month_is_at_the_top_and_the_last_at_the_right() -> None:
    drawn = spark([float(month) for month in range(24)])
    assert drawn
    assert (drawn.x, drawn.y) == (WIDTH - MARGIN, MARGIN)
    assert drawn.line.startswith(f"M6 {HEIGHT - MARGIN}l3-1 3-1")
    assert drawn.area == f"{drawn.line}V{HEIGHT}H6Z"
    assert drawn.last == 23.0


def test_equal_months_are_a_line_in_the_middle() -> None:
    drawn = spark([5.0, 5.0, 5.0])
    assert drawn
    assert drawn.y == HEIGHT // 2


def test_no_line_without_two_months() -> None:
    assert spark([]) is None
    assert spark([1.0]) is None


def test_a_negative_month_stays_inside() -> None:
    drawn = spark([-5.0, 10.0, 0.0])
    assert drawn
    assert drawn.line.startswith(f"M3 {HEIGHT - MARGIN}")


def test_before_the_facts_begin_there_are_no_months_rather_than_noughts() -> None:
    """Facts from the middle of January: that month is not whole, so the line begins in February."""
    months = [0.0] * 20 + [1.0, 2.0, 3.0, 4.0]
    assert within(months, date(2026, 4, 30), date(2026, 1, 15)) == [2.0, 3.0, 4.0]
    assert within(months, date(2026, 4, 30), date(2026, 1, 1)) == [1.0, 2.0, 3.0, 4.0]
    assert within(months, date(2026, 4, 30), date(2020, 1, 1)) == months
    assert within(months, date(2026, 4, 30), None) == months


def test_words_are_folded_for_finding() -> None:
    assert folded("  ÁVILA Ñandú  ") == "avila nandu"
