"""The chart of three years: what is drawn is what is known."""

from __future__ import annotations

from clave.measures.account import Month
from clave.report.charts import consumption

MONEY = 5_000_000.0


def year(first: int, known: bool = True) -> list[Month]:
    """Twelve months alike; of unknown ones nothing was ever said."""
    return [Month(first, month, MONEY if known else 0.0, None, known) for month in range(1, 13)]


def drawn(spec: dict[str, object]) -> list[str]:
    """What each mark shows, in drawing order."""
    return [layer["encoding"]["y"]["field"] for layer in spec["layer"]]  # type: ignore[attr-defined]


def test_three_years_are_a_bar_and_two_ticks() -> None:
    months = year(2024) + year(2025) + year(2026)
    spec = consumption(months, "money", "COP", "es")
    assert drawn(spec) == ["now", "earlier", "before"]
    assert [row["now"] for row in spec["data"]["values"]] == [5.0] * 12, "in millions"
    assert spec["data"]["values"][0]["say_now"] == "$\u00a05.000.000"


def test_a_year_before_the_facts_is_not_drawn_and_not_nought() -> None:
    months = year(2024, known=False) + year(2025) + year(2026)
    spec = consumption(months, "money", "COP", "es")
    assert drawn(spec) == ["now", "before"]
    assert {row["earlier"] for row in spec["data"]["values"]} == {None}
    assert spec["data"]["values"][0]["say_earlier"] == "sin dato"
