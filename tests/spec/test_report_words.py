"""How a report to the customer writes changes and shares, so that each can be read at once. (G10)"""

from __future__ import annotations

import pytest

from clave.report.consumption.said import Kilos, Move, Percent


@pytest.mark.parametrize(
    ("share", "es", "en"),
    [
        (None, "–", "–"),
        (0.082, "+8,2 %", "+8.2%"),
        (-0.5, "−50 %", "−50%"),
        (8.99, "+899 %", "+899%"),
        (9.0, "×10", "×10"),
        (30.532, "×32", "×32"),
    ],
)
def test_a_change_has_its_sign_and_from_ten_times_as_much_on_is_said_in_times(
    share: float | None, es: str, en: str
) -> None:
    assert Move(share).say("es").replace("\u00a0", " ") == es
    assert Move(share).say("en") == en


@pytest.mark.parametrize(("share", "es"), [(0.0, "0 %"), (0.004, "<1 %"), (0.006, "1 %"), (0.46, "46 %")])
def test_a_share_is_whole_and_something_is_never_nothing(share: float, es: str) -> None:
    assert Percent(share).say("es").replace("\u00a0", " ") == es


def test_kilos_that_are_not_known_are_a_dash() -> None:
    assert Kilos(None).say("es") == "–"
    assert Kilos(0.0).say("es").replace("\u00a0", " ") == "0 kg"
